/* Cycle of a tumor cell: G1 -> S -> G2 -> M, each phase of a duration drawn when it is entered,
 *
 *     duration = mean x lognormal(1, cv) / growth factor of the animal
 *                (G1 besides: / what testosterone does at that time, therapy/androgen.c)
 *
 * with a checkpoint at the end of G1: without oxygen above hypoxia.quiescence_below, or without a
 * free place within growth.push_distance, the cell rests (quiescent) and goes on to S once it has
 * both. A cell that has come to lie deeper than that when its M ends waits in M until it does not.
 * For want of room or oxygen the cycle is never slowed; growth slows through the resting share and
 * through loss. */
#include "tissue/rules.h"

#include <math.h>

static bool rule_cycle_may_divide(const Rules *rules, const World *world, int64_t site)
{
    return rules_oxygen(rules, site) >= rules->quiescence_below &&
           world->depth2[site] <= rules->push2;
}

double rule_cycle_duration(const Rules *rules, const World *world, int64_t site, SitePhase phase)
{
    /* A cell passes each phase once per division, so who, division and phase tell draws apart. */
    uint32_t when = (uint32_t)world->divisions[site] * 8u + (uint32_t)phase;
    Draw draw = random_draw(rules->seed, PURPOSE_PHASE, world->id[site], when);
    double factor = random_lognormal(random_normal(draw.word[0], draw.word[1]), rules->phase_cv);
    double steps = rules->phase_steps[phase - PHASE_G1] * factor;
    return steps < 1.0 ? 1.0 : floor(steps + 0.5);
}

static void rule_cycle_enter(const Rules *rules, World *world, int64_t site, SitePhase phase)
{
    world->phase[site] = (uint8_t)phase;
    world->due_step[site] = rules_due(world, rule_cycle_duration(rules, world, site, phase));
}

void rule_cycle(const Rules *rules, World *world, int64_t site)
{
    switch (world->phase[site]) {
    case PHASE_G1:
    case PHASE_QUIESCENT:
        if (rule_cycle_may_divide(rules, world, site))
            rule_cycle_enter(rules, world, site, PHASE_S);
        else
            world->phase[site] = PHASE_QUIESCENT;
        break;
    case PHASE_S:
        rule_cycle_enter(rules, world, site, PHASE_G2);
        break;
    case PHASE_G2:
        rule_cycle_enter(rules, world, site, PHASE_M);
        break;
    default: /* M: displacement places the daughter, or lets the mother wait */
        break;
    }
}
