/* Damage by the calcium signal, and commitment:
 *
 *     dA/dt = s(theta) - A / t_repair,      commit when A > the cell's threshold
 *
 *     A      damage, h            s   (C - C_rest) / C_rest, or the depleted share of the ER
 *     theta  blocked share of the pumps
 *
 * The threshold of a cell is one of 256 quantiles of a log-normal distribution, picked by the top
 * byte of its identity: fixed for life, nothing to store. */
#include "tissue/rules.h"

bool rule_damage(const Rules *rules, World *world, int64_t site, float pumps, float ratio)
{
    float bound = world->bound[site], damage = world->damage[site];
    if (pumps <= 0.0f)
        return false;
    float blocked = bound < pumps ? bound / pumps : 1.0f;
    float excess = world_calcium(rules->signal_curve, blocked) - rules->signal_rest;
    damage = damage * rules->repair + excess * rules->signal_per_step;
    /* Rounding of the map at rest, and the tail of what has been repaired. */
    world->damage[site] = damage > 1e-6f ? damage : 0.0f;
    return damage > ratio * rules->threshold[world->id[site] >> 56];
}

/* A committed cell goes on as a cell until its DNA fragments, execution_min to _max later. */
bool rule_commitment(const Rules *rules, World *world, int64_t site)
{
    if (!rule_damage(rules, world, site, rules->pumps_tumor, 1.0f))
        return false;
    Draw draw = random_draw(rules->seed, PURPOSE_EXECUTION, world->id[site], 0);
    double span = rules->execution_max - rules->execution_min;
    double steps = rules->execution_min + span * random_uniform(draw.word[0]);
    world->phase[site] = PHASE_COMMITTED;
    world->cause[site] = CAUSE_DRUG;
    world->due_step[site] = rules_due(world, steps);
    return true;
}
