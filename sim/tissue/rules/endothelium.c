/* The endothelial cell of a vessel segment: damaged as a tumor cell is, by its own pumps and
 * threshold; and where no blood flows it dies (a tip not, until it stops) when the time that it can
 * go without has passed,
 *
 *     time = vessel.flow_survival x lognormal(1, vessel.closing_cv)
 *
 * counted from when it was cut off, or left behind by the tip of a sprout. When it dies its segment
 * stays open for a drawn delay (the vessel stage closes it). */
#include "tissue/rules.h"

/* Whether the cell of an open segment has been without flow for too long. The step at which it dies
 * is its due event, 0 while blood flows. */
static bool rule_endothelium_starves(const Rules *rules, World *world, int64_t site)
{
    if (world->perfused[site]) {
        world->due_step[site] = 0;
        return false;
    }
    if (world->due_step[site] > 0)
        return world->due_step[site] <= world->step;
    Draw draw =
        random_draw(rules->seed, PURPOSE_VESSEL_FLOW, world->id[site], (uint32_t)world->step);
    double factor = random_lognormal(random_normal(draw.word[0], draw.word[1]), rules->closing_cv);
    world->due_step[site] = rules_due(world, rules->flow_steps * factor);
    return false;
}

bool rule_endothelium(const Rules *rules, World *world, int64_t site)
{
    if (!world_endothelium(world, site))
        return false;
    if (rules_exposed(world, site) &&
        rule_damage(rules, world, site, rules->pumps_vessel, rules->vessel_threshold_ratio))
        world->cause[site] = CAUSE_DRUG;
    else if (world->phase[site] == PHASE_OPEN && rule_endothelium_starves(rules, world, site))
        world->cause[site] = CAUSE_FLOW;
    else
        return false;
    Draw draw = random_draw(rules->seed, PURPOSE_VESSEL_CLOSING, world->id[site], 0);
    double factor = random_lognormal(random_normal(draw.word[0], draw.word[1]), rules->closing_cv);
    world->phase[site] = PHASE_DYING;
    world->due_step[site] = rules_due(world, rules->closing_steps * factor);
    return true;
}
