/* The endothelial cell of an open vessel segment: damaged as a tumor cell is, by its own pumps and
 * threshold. When it dies its segment stays open for a drawn delay (the vessel stage closes it). */
#include "tissue/rules.h"

bool rule_endothelium(const Rules *rules, World *world, int64_t site)
{
    if (world->phase[site] != PHASE_OPEN ||
        !rule_damage(rules, world, site, rules->pumps_vessel, rules->vessel_threshold_ratio))
        return false;
    Draw draw = random_draw(rules->seed, PURPOSE_VESSEL_CLOSING, world->id[site], 0);
    double factor = random_lognormal(random_normal(draw.word[0], draw.word[1]), rules->closing_cv);
    world->phase[site] = PHASE_DYING;
    world->cause[site] = CAUSE_DRUG;
    world->due_step[site] = rules_due(world, rules->closing_steps * factor);
    return true;
}
