/* Births: a mother whose M has ended gives her daughter a place. Births route before they move: a
 * carrier claims a path from the mother to a free place, and only a finished path is shifted by one
 * cell, so a daughter who finds no place costs nothing to undo. */
#include "tissue/displacement.h"
#include "model/cell.h"
#include "tissue/rules.h"

/* One of the faces that lead downhill, each as likely as its share of the descent: paths then
 * follow the gradient in the mean. Were all as likely, they would lead to the diagonals, and a
 * growing ball become a cube. */
static uint8_t births_descend(const World *world, int64_t head, unsigned downhill, uint32_t word)
{
    uint64_t sum = 0, drop[GRID_FACES];
    for (int f = 0; f < GRID_FACES; f++) {
        bool down = downhill >> f & 1;
        drop[f] = down ? (uint64_t)(world->depth2[head] -
                                    world->depth2[grid_neighbour(&world->grid, head, f)])
                       : 0;
        sum += drop[f];
    }
    uint64_t chosen = word * sum >> 32;
    for (uint8_t f = 0; f < GRID_FACES; f++) {
        if (chosen < drop[f])
            return (uint8_t)(f + 1);
        chosen -= drop[f];
    }
    return 0;
}

/* A daughter takes the free place that is most crowded around, else pushes a cell downhill. */
static void births_propose(World *world, Carrier *c, Round round)
{
    Ways ways = carriers_ways(world, c->head);
    Draw draw = carriers_draw(world, round, c->head);
    c->rank = draw.word[1];
    c->wish = ways.open
                  ? carriers_pick(carriers_extreme(world, c->head, ways.open, true), draw.word[0])
                  : births_descend(world, c->head, ways.downhill, draw.word[0]);
}

static void births_wish(World *world, Carrier *c)
{
    world->wish[c->head] = CARRIERS_CLAIMED | c->wish;
}

static void births_commit(World *world, Carriers *d, int64_t i)
{
    Carrier *c = &d->list[i];
    world->wish[c->head] = CARRIERS_CLAIMED;
    c->stuck = !c->wish;
    if (!c->won)
        return;
    d->paths[i * d->rounds + c->length++] = (uint8_t)(c->wish - 1);
    c->head = (uint32_t)grid_neighbour(&world->grid, c->head, c->wish - 1);
    world->wish[c->head] = CARRIERS_CLAIMED;
    c->done = cell_free(world, c->head);
}

static const CarrierMoves BIRTHS = {PURPOSE_PUSH, CARRIERS_ROUNDS, births_propose, births_wish,
                                    births_commit};

static void births_unclaim(World *world, const Carriers *d, int64_t i)
{
    int64_t site = d->list[i].start;
    world->wish[site] = 0;
    for (int k = 0; k < d->list[i].length; k++) {
        site = grid_neighbour(&world->grid, site, d->paths[i * d->rounds + k]);
        world->wish[site] = 0;
    }
}

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

/* Shifts the cells of a finished path by one, last first, and puts the daughter next to her mother.
 */
static void births_place(const Rules *rules, World *world, const Carriers *d, int64_t i)
{
    const Carrier *c = &d->list[i];
    const uint8_t *path = d->paths + i * d->rounds;
    int64_t to = c->head;
    for (int k = c->length - 1; k > 0; k--) {
        int64_t from = grid_neighbour(&world->grid, to, path[k] ^ 1);
        cell_copy(world, from, to);
        to = from;
    }
    births_divide(rules, world, c->start, to);
}

void births_step(World *world, Carriers *d)
{
    Rules rules;
    rules_prepare_cycle(&rules, world);
    int64_t count = carriers_collect(world, d, world->phase, PHASE_M, rules.push2), placed = 0;
    if (count == 0)
        return;
    for (int64_t i = 0; i < count; i++)
        world->wish[d->list[i].start] = CARRIERS_CLAIMED;
    carriers_advance(world, d, count, d->rounds, &BIRTHS);
#pragma omp parallel for schedule(static) if (count > CARRIERS_PARALLEL)
    for (int64_t i = 0; i < count; i++) {
        births_unclaim(world, d, i);
        if (d->list[i].done)
            births_place(&rules, world, d, i);
    }
    for (int64_t i = 0; i < count; i++)
        placed += d->list[i].done;
    world->births += placed;
    world->placements_failed += count - placed;
}
