#include "tissue/routes.h"
#include "model/cell.h"

/* One of the faces that lead downhill, each as likely as its share of the descent: paths then
 * follow the gradient in the mean. Were all as likely, they would lead to the diagonals, and a
 * growing ball become a cube. */
static uint8_t routes_descend(const World *world, int64_t head, unsigned downhill, uint32_t word)
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

/* Takes the free place that is most crowded around, else pushes a cell downhill. */
void routes_propose(World *world, Carrier *c, Round round)
{
    Ways ways = carriers_ways(world, c->head);
    Draw draw = carriers_draw(world, round, c->head);
    c->rank = draw.word[1];
    c->wish = ways.open
                  ? carriers_pick(carriers_extreme(world, c->head, ways.open, true), draw.word[0])
                  : routes_descend(world, c->head, ways.downhill, draw.word[0]);
}

void routes_wish(World *world, Carrier *c)
{
    world->wish[c->head] = CARRIERS_CLAIMED | c->wish;
}

void routes_commit(World *world, Carriers *d, int64_t i)
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

void routes_claim(World *world, const Carriers *d, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        world->wish[d->list[i].start] = CARRIERS_CLAIMED;
}

void routes_unclaim(World *world, const Carriers *d, int64_t i)
{
    int64_t site = d->list[i].start;
    world->wish[site] = 0;
    for (int k = 0; k < d->list[i].length; k++) {
        site = grid_neighbour(&world->grid, site, d->paths[i * d->rounds + k]);
        world->wish[site] = 0;
    }
}

int64_t routes_shift(World *world, const Carriers *d, int64_t i)
{
    const Carrier *c = &d->list[i];
    const uint8_t *path = d->paths + i * d->rounds;
    int64_t to = c->head;
    for (int k = c->length - 1; k > 0; k--) {
        int64_t from = grid_neighbour(&world->grid, to, path[k] ^ 1);
        cell_copy(world, from, to);
        to = from;
    }
    return to;
}
