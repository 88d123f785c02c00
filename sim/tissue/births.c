/* Births: a mother whose M has ended gives her daughter a place next to her, for which the cells on
 * a route to a free place are pushed on by one (routes.h). */
#include "tissue/displacement.h"
#include "model/cell.h"
#include "tissue/routes.h"
#include "tissue/rules.h"

static const CarrierMoves BIRTHS = {PURPOSE_PUSH, CARRIERS_ROUNDS, routes_propose, routes_wish,
                                    routes_commit};

/* The daughter of the mother at `site`, into the emptied place `to`: bound pumps are shared, PSMA
 * is inherited with noise, both start G1. */
static void births_divide(const Rules *rules, World *world, int64_t site, int64_t to)
{
    world->divisions[site]++;
    world->bound[site] *= 0.5f;
    cell_copy(world, site, to);
    world->id[to] = random_key(world->id[site], world->divisions[site]);
    world->parent[to] = world->id[site];
    world->birth_step[to] = (int32_t)world->step;
    world->divisions[to] = 0;
    Draw draw = random_draw(rules->seed, PURPOSE_PSMA, world->id[to], 0);
    double noise = random_lognormal(random_normal(draw.word[0], draw.word[1]),
                                    world->params.psma_inheritance_noise);
    world->psma[to] = (float)((double)world->psma[to] * noise);
    const int64_t both[2] = {site, to};
    for (int k = 0; k < 2; k++) {
        world->phase[both[k]] = PHASE_G1;
        world->due_step[both[k]] =
            rules_due(world, rule_cycle_duration(rules, world, both[k], PHASE_G1));
    }
}

void births_step(World *world, Carriers *d)
{
    Rules rules;
    rules_prepare_cycle(&rules, world);
    int64_t count = carriers_collect(world, d, world->phase, PHASE_M, rules.push2), placed = 0;
    if (count == 0)
        return;
    routes_claim(world, d, count);
    carriers_advance(world, d, count, d->rounds, &BIRTHS);
#pragma omp parallel for schedule(static) if (count > CARRIERS_PARALLEL)
    for (int64_t i = 0; i < count; i++) {
        routes_unclaim(world, d, i);
        if (d->list[i].done)
            births_divide(&rules, world, d->list[i].start, routes_shift(world, d, i));
    }
    for (int64_t i = 0; i < count; i++)
        placed += d->list[i].done;
    world->births += placed;
    world->placements_failed += count - placed;
}
