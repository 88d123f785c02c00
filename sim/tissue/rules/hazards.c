/* Slow hazards of a viable tumor cell, met once an hour:
 *
 *     hypoxic necrosis   rate (1 / survival) x drive,
 *                        drive = (p_start - p) / (p_start - p_full), within 0 and 1
 *     spontaneous loss   constant rate
 *
 * p is the oxygen at the site, mmHg. */
#include "tissue/rules.h"

static double rule_hazards_drive(float below, float full, float oxygen)
{
    if (oxygen >= below)
        return 0.0;
    if (oxygen <= full)
        return 1.0;
    return (double)((below - oxygen) / (below - full));
}

double rules_hypoxic_rate(const Params *p, double oxygen)
{
    return rule_hazards_drive((float)p->hypoxia_necrosis_below, (float)p->hypoxia_necrosis_full,
                              (float)oxygen) /
           p->hypoxia_survival;
}

bool rule_hazards(const Rules *rules, World *world, int64_t site)
{
    Draw draw = random_draw(rules->seed, PURPOSE_HAZARD, world->id[site], (uint32_t)world->step);
    double drive =
        rule_hazards_drive(rules->necrosis_below, rules->necrosis_full, rules_oxygen(rules, site));
    if (random_uniform(draw.word[0]) < rules->hypoxia * drive)
        world->cause[site] = CAUSE_HYPOXIA;
    else if (random_uniform(draw.word[1]) < rules->loss)
        world->cause[site] = CAUSE_SPONTANEOUS;
    else
        return false;
    return true;
}
