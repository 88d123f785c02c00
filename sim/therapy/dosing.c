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

double dosing_jump(const World *world, const Dose *dose)
{
    const Drug *drug = &world->params.drugs[params_drug(&world->params, dose->drug)];
    double litres_per_kg = drug->volume * world->animal.plasma_volume;
    /* mg/kg over g/mol is mmol/kg; 1 mmol/L is 1e6 nM. */
    return dose->amount / drug->molar_mass / litres_per_kg * 1e6;
}

/* The events of one dose at a step: what it adds to c, and to r. */
typedef struct Jump {
    double concentration, infusion;
    bool any;
} Jump;

static Jump dosing_jump_at(const World *world, const Dose *dose, int64_t step)
{
    Jump jump = {0.0, 0.0, false};
    int64_t length = params_steps(&world->params, dose->duration);
    double hours = (double)length * world->step_h;
    for (int64_t n = 0; n < dose->times; n++) {
        int64_t start = params_dose_step(&world->params, dose, n);
        bool starts = step == start, ends = length > 0 && step == start + length;
        if (starts && length == 0)
            jump.concentration += dosing_jump(world, dose);
        else if (starts || ends)
            jump.infusion += (starts ? 1.0 : -1.0) * dosing_jump(world, dose) / hours;
        jump.any |= starts || ends;
    }
    return jump;
}

void dosing_step(World *world)
{
    const Params *p = &world->params;
    for (int d = 0; d < p->drugs_count; d++)
        world->plasma[d].event_next = false;
    for (int i = 0; i < p->doses_count; i++) {
        const Dose *dose = &p->doses[i];
        if (dose->amount <= 0.0)
            continue;
        int drug = params_drug(p, dose->drug);
        Jump jump = dosing_jump_at(world, dose, world->step);
        if (jump.any) {
            Plasma *plasma = &world->plasma[drug];
            plasma->at_event = world_plasma(world, drug, (double)world->step) + jump.concentration;
            plasma->infusion += jump.infusion;
            plasma->event_step = world->step;
        }
        world->plasma[drug].event_next |= dosing_jump_at(world, dose, world->step + 1).any;
    }
}
