/* What happens to the dead: an apoptotic body is cleared when due, or joins the necrotic debris
 * with the probability `secondary_necrosis`; debris is cleared at a constant rate. A cleared cell
 * leaves a gap, which displacement hands outward. */
#include "tissue/rules.h"

void rule_clearance(const Rules *rules, World *world, int64_t site)
{
    bool apoptotic = world->type[site] == SITE_APOPTOTIC;
    if (apoptotic ? world->due_step[site] > world->step : !rules_rare(rules, world->id[site]))
        return;
    Draw draw = random_draw(rules->seed, PURPOSE_CLEARANCE, world->id[site], (uint32_t)world->step);
    double chance = random_uniform(draw.word[0]);
    if (apoptotic && chance < rules->secondary_necrosis)
        world->type[site] = SITE_NECROTIC;
    else if (apoptotic || chance < rules->clearance)
        world->type[site] = SITE_GAP;
}
