#include "tissue/rules.h"
#include "core/maths.h"
#include "tissue/depth.h"

static const double RARE_H = 1.0;

static double rules_probability(double hours, double mean_hours)
{
    return mean_hours > 0.0 ? 1.0 - maths_exp(-hours / mean_hours) : 0.0;
}

double rules_threshold(const Params *p, uint64_t id)
{
    bool cytosol = p->death_signal == SIGNAL_CYTOSOL;
    double mean = cytosol ? p->death_damage_threshold : p->death_depletion_threshold;
    uint32_t quantile = (uint32_t)(id >> 56);
    return mean *
           random_lognormal(random_normal(quantile << 24 | 0x800000u, 0), p->death_threshold_cv);
}

static void rules_prepare_death(Rules *rules, const World *world)
{
    const Params *p = &world->params;
    bool cytosol = p->death_signal == SIGNAL_CYTOSOL;
    double rest = cytosol ? p->calcium_rest : p->calcium_er_rest;
    rules->signal_curve = cytosol ? world->calcium.cytosol : world->calcium.er;
    rules->signal_rest = (float)rest;
    rules->signal_per_step = (float)((cytosol ? 1.0 : -1.0) * world->step_h / rest);
    rules->repair = (float)maths_exp(-world->step_h / p->death_repair_time);
    rules->pumps_tumor = (float)(p->serca_pumps * world_molecule_nM(world));
    rules->pumps_vessel = (float)(p->vessel_pumps * world_molecule_nM(world));
    for (uint32_t i = 0; i < RULES_THRESHOLDS; i++)
        rules->threshold[i] = (float)rules_threshold(p, (uint64_t)i << 56);
    rules->vessel_threshold_ratio = (float)p->vessel_threshold_ratio;
    rules->execution_min = p->death_execution_min / world->step_h;
    rules->execution_max = p->death_execution_max / world->step_h;
    rules->apoptosis = p->death_apoptosis / world->step_h;
    rules->secondary_necrosis = p->death_secondary_necrosis;
}

Rare rules_rare_now(const World *world)
{
    int64_t steps = params_steps(&world->params, RARE_H);
    steps = steps > 1 ? steps : 1;
    return (Rare){(uint32_t)steps, (uint32_t)(world->step % steps)};
}

static void rules_prepare_hazards(Rules *rules, const World *world)
{
    const Params *p = &world->params;
    rules->rare = rules_rare_now(world);
    double hours = rules->rare.steps * world->step_h;
    rules->hypoxia = rules_probability(hours, p->hypoxia_survival);
    /* An animal's growth factor scales cycle and loss alike, and so the net rate of growth. */
    rules->loss = 1.0 - maths_exp(-hours * p->growth_loss_rate * world->animal.growth);
    rules->clearance = rules_probability(hours, p->death_debris_clearance);
}

void rules_prepare_cycle(Rules *rules, const World *world)
{
    const Params *p = &world->params;
    double reach = p->growth_push_distance / world->grid.edge_um;
    const double hours[4] = {p->cycle_g1, p->cycle_s, p->cycle_g2, p->cycle_m};
    rules->seed = (uint64_t)p->run_seed;
    rules->push2 = DEPTH_SURFACE + (reach * reach < 65535.0 ? (uint32_t)(reach * reach) : 65535u);
    for (int i = 0; i < 4; i++)
        rules->phase_steps[i] = hours[i] / world->animal.growth / world->step_h;
    rules->phase_steps[0] /= world->androgen.growth;
    rules->phase_cv = p->cycle_cv;
}

void rules_prepare(Rules *rules, const World *world)
{
    const Params *p = &world->params;
    int oxygen = params_substance(p, p->hypoxia_substance);
    rules->oxygen =
        oxygen >= 0 && p->substances[oxygen].enabled ? world->field[oxygen] : (const float *)0;
    rules->quiescence_below = (float)p->hypoxia_quiescence_below;
    rules->necrosis_below = (float)p->hypoxia_necrosis_below;
    rules->necrosis_full = (float)p->hypoxia_necrosis_full;
    rules->closing_steps = p->vessel_closing_delay / world->step_h;
    rules->flow_steps = p->vessel_flow_survival / world->step_h;
    rules->closing_cv = p->vessel_closing_cv;
    rules_prepare_cycle(rules, world);
    rules_prepare_death(rules, world);
    rules_prepare_hazards(rules, world);
}
