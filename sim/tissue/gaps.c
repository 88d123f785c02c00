/* Gaps: a cleared cell's place is handed outward until it leaves the tumor, each time by drawing in
 * a neighbouring cell. */
#include "tissue/displacement.h"
#include "model/cell.h"
#include "tissue/depth.h"

#include <math.h>

enum {
    GAPS_ROUNDS = 8,          /* sites that a gap can travel in one step */
    GAPS_SKIN = 4,            /* a gap this near the surface, in depth2, can become host */
    GAPS_OUT = GRID_FACES + 1 /* its wish to do so, beside those to pass a face */
};

/* A deep gap leaves away from the centre of the tumor, each face as likely as its share of that
 * direction: so every column of tissue shrinks by what dies in it and a ball stays a ball. By the
 * nearest surface it would not: dents would draw more gaps and deepen. 0: no cell lies that way. */
static uint8_t gaps_outward(const World *world, int64_t head, uint32_t word)
{
    Site3 s = grid_site3(&world->grid, head);
    const double away[3] = {s.x - world->tumor_centre[0], s.y - world->tumor_centre[1],
                            s.z - world->tumor_centre[2]};
    double weight[3], sum = 0.0;
    int64_t to[3];
    for (int axis = 0; axis < 3; axis++) {
        to[axis] = grid_neighbour(&world->grid, head, 2 * axis + (away[axis] > 0.0));
        bool movable = to[axis] >= 0 && cell_tumor_mass(world, to[axis]) && !world->wish[to[axis]];
        weight[axis] = movable ? fabs(away[axis]) : 0.0;
        sum += weight[axis];
    }
    double chosen = random_uniform(word) * sum;
    for (int axis = 0; axis < 3; axis++) {
        if (weight[axis] > 0.0 && chosen <= weight[axis])
            return (uint8_t)(2 * axis + (away[axis] > 0.0) + 1);
        chosen -= weight[axis];
    }
    return 0;
}

/* A gap at the surface that touches the host, and has no cell left to draw in, is host itself.
 * Deeper ones wait, or the host would spread from gap to gap into the tumor. */
static bool gaps_outside(const World *world, int64_t site)
{
    if (world->depth2[site] > DEPTH_SURFACE + GAPS_SKIN)
        return false;
    for (int f = 0; f < GRID_FACES; f++) {
        int64_t to = grid_neighbour(&world->grid, site, f);
        if (to >= 0 && world->type[to] == SITE_HOST)
            return true;
    }
    return false;
}

/* A gap draws in a cell further out; near the surface the one that lies lowest, so that tips go. */
static void gaps_propose(World *world, Carrier *c, Round round)
{
    Draw draw = carriers_draw(world, round, c->head);
    c->rank = draw.word[1];
    c->wish = 0;
    if (world->depth2[c->head] > DEPTH_SURFACE + GAPS_SKIN)
        c->wish = gaps_outward(world, c->head, draw.word[0]);
    if (c->wish)
        return;
    Ways ways = carriers_ways(world, c->head);
    c->wish = carriers_pick(carriers_extreme(world, c->head, ways.downhill, false), draw.word[0]);
    if (!c->wish && gaps_outside(world, c->head))
        c->wish = GAPS_OUT;
}

static void gaps_wish(World *world, Carrier *c)
{
    if (c->wish == GAPS_OUT) {
        world->type[c->head] = SITE_HOST;
        c->stuck = true;
    } else {
        world->wish[c->head] = c->wish;
    }
}

/* What a gap does once the round is resolved: takes in the cell it wished for and lies where that
 * cell was. */
static void gaps_commit(World *world, Carriers *d, int64_t i)
{
    Carrier *c = &d->list[i];
    world->wish[c->head] = 0;
    if (!c->won)
        return;
    int64_t from = grid_neighbour(&world->grid, c->head, c->wish - 1);
    cell_copy(world, from, c->head);
    cell_clear(world, from, SITE_GAP);
    c->head = (uint32_t)from;
}

static const CarrierMoves GAPS = {PURPOSE_HOLE, GAPS_ROUNDS, gaps_propose, gaps_wish, gaps_commit};

void gaps_step(World *world, Carriers *d)
{
    int64_t count = carriers_collect(world, d, world->type, SITE_GAP, UINT16_MAX);
    carriers_advance(world, d, count, GAPS_ROUNDS, &GAPS);
}
