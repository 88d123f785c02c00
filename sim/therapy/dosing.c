/* One plasma compartment per drug:
 *
 *     dc/dt = r(t) - k c,    k = ln 2 / t_half
 *     c     plasma concentration, nM          r   infusion, nM/h
 *
 * A bolus of A mg/kg adds A / (M V) to c, M the molar mass and V the volume of distribution per
 * body mass; an infusion of T hours makes r = A / (M V T) for that time. Between events the
 * solution is known in closed form (world_plasma), so nothing is integrated and nothing
 * accumulates. */
#include "therapy/dosing.h"
#include "core/maths.h"

double dosing_jump(const World *world, const Dose *dose)
{
    const Drug *drug = &world->params.drugs[params_drug(&world->params, dose->drug)];
    double litres_per_kg = drug->volume * world->animal.plasma_volume;
    /* mg/kg over g/mol is mmol/kg; 1 mmol/L is 1e6 nM. */
    return dose->amount / drug->molar_mass / litres_per_kg * 1e6;
}

/* What the schedule of a drug does at a step. */
typedef struct Given {
    double concentration; /* added at once, nM */
    double infusion;      /* from this step on, nM/h */
    bool event;           /* any of them begins or ends now */
} Given;

static void dosing_add(Given *given, const World *world, const Params *p, const Dose *dose,
                       int64_t step)
{
    int64_t length = params_steps(p, dose->duration);
    for (int64_t n = 0; n < dose->times; n++) {
        int64_t start = params_dose_step(p, dose, n), end = start + length;
        given->event |= step == start || step == end;
        if (step == start && length == 0)
            given->concentration += dosing_jump(world, dose);
        else if (step >= start && step < end)
            given->infusion += dosing_jump(world, dose) / ((double)length * world->step_h);
    }
}

/* By a schedule, which need not be the world's own. */
static Given dosing_given(const World *world, const Params *p, int drug, int64_t step)
{
    Given given = {0.0, 0.0, false};
    for (int i = 0; i < p->doses_count; i++)
        if (p->doses[i].amount > 0.0 && params_drug(p, p->doses[i].drug) == drug)
            dosing_add(&given, world, p, &p->doses[i], step);
    return given;
}

/* What is infused up to the present step. */
static double dosing_infusion(const World *world, const Params *p, int drug)
{
    return world->step > 0 ? dosing_given(world, p, drug, world->step - 1).infusion : 0.0;
}

bool dosing_turns(const World *world, const Params *params)
{
    bool turns = false;
    for (int d = 0; d < params->drugs_count; d++)
        turns |= dosing_given(world, params, d, world->step).event ||
                 dosing_infusion(world, params, d) != world->plasma[d].infusion;
    return turns;
}

void dosing_branch(World *world)
{
    const Params *p = &world->params;
    for (int d = 0; d < p->drugs_count; d++) {
        Plasma *plasma = &world->plasma[d];
        double rate = MATHS_LN2 / (p->drugs[d].half_life * world->animal.half_life);
        double infusion = dosing_infusion(world, p, d);
        if (rate == plasma->rate && infusion == plasma->infusion)
            continue;
        plasma->at_event = world_plasma(world, d, (double)world->step);
        plasma->event_step = world->step;
        plasma->infusion = infusion;
        plasma->rate = rate;
    }
}

/* The infusion is the sum of those that run, never a balance of beginnings and ends: what is left
 * when the last one ends is nothing, not the rounding of the others. */
void dosing_step(World *world)
{
    for (int d = 0; d < world->params.drugs_count; d++) {
        Plasma *plasma = &world->plasma[d];
        const Params *p = &world->params;
        Given given = dosing_given(world, p, d, world->step);
        if (given.event) {
            plasma->at_event = world_plasma(world, d, (double)world->step) + given.concentration;
            plasma->infusion = given.infusion;
            plasma->event_step = world->step;
        }
        plasma->event_next = dosing_given(world, p, d, world->step + 1).event;
    }
}
