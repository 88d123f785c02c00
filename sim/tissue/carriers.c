#include "tissue/carriers.h"
#include "model/cell.h"

#include <string.h>

uint64_t carriers_bytes(CarriersSize size)
{
    return (uint64_t)size.most * (sizeof(Carrier) + (uint64_t)size.rounds);
}

Status carriers_create(const World *world, CarriersSize size, Carriers *carriers)
{
    carriers->most = size.most;
    carriers->rounds = size.rounds;
    carriers->list = memory_create(world->memory, (size_t)carriers->most, sizeof(Carrier));
    carriers->paths =
        memory_create(world->memory, (size_t)carriers->most, (size_t)carriers->rounds);
    if (carriers->list && carriers->paths)
        return STATUS_OK;
    carriers_destroy(world, carriers);
    return STATUS_NO_MEMORY;
}

void carriers_destroy(const World *world, Carriers *carriers)
{
    memory_destroy(world->memory, carriers->list);
    memory_destroy(world->memory, carriers->paths);
    *carriers = (Carriers){0};
}

/* Next site, from `site` up to `end`, whose byte is `value` and whose event is due; -1 when there
 * is none. memchr passes over what does not matter many sites at a time. */
static int64_t carriers_next(const World *world, const uint8_t *bytes, uint8_t value, int64_t site,
                             int64_t end)
{
    while (site < end) {
        const uint8_t *at = memchr(bytes + site, value, (size_t)(end - site));
        if (!at)
            return -1;
        site = at - bytes;
        if (world->due_step[site] <= world->step)
            return site;
        site++;
    }
    return -1;
}

int64_t carriers_begin(const World *world)
{
    const uint64_t mixed = (uint64_t)world->step * 2654435761u & 0xFFFFFFFFu;
    return (int64_t)(mixed * (uint64_t)world->grid.sites >> 32);
}

int64_t carriers_collect(const World *world, Carriers *d, const uint8_t *bytes, uint8_t value,
                         uint32_t deepest)
{
    const int64_t begin = carriers_begin(world);
    const int64_t from[2] = {begin, 0}, end[2] = {world->grid.sites, begin};
    int64_t count = 0;
    for (int part = 0; part < 2; part++) {
        int64_t i = carriers_next(world, bytes, value, from[part], end[part]);
        for (; i >= 0 && count < d->most; i = carriers_next(world, bytes, value, i + 1, end[part]))
            if (world->depth2[i] <= deepest)
                d->list[count++] =
                    (Carrier){(uint32_t)i, (uint32_t)i, 0, 0, 0, false, false, false};
    }
    return count;
}

Draw carriers_draw(const World *world, Round round, int64_t head)
{
    /* A gap has no identity; its place among the moving gaps is as good as one, and no cell's draw
     * depends on it. */
    uint64_t who = world->id[head] ? world->id[head] : (uint64_t)head;
    return random_draw((uint64_t)world->params.run_seed, round.purpose, who, round.number);
}

/* Whether a path may lead from `head` into `to`; free places are better than cells to push. */
static bool carriers_downhill(const World *world, int64_t head, int64_t to)
{
    return cell_tumor_mass(world, to) && !world->wish[to] &&
           world->depth2[to] < world->depth2[head];
}

uint8_t carriers_pick(unsigned faces, uint32_t word)
{
    int count = __builtin_popcount(faces);
    if (count == 0)
        return 0;
    int chosen = (int)(((uint64_t)word * (unsigned)count) >> 32);
    for (uint8_t f = 0; f < GRID_FACES; f++)
        if ((faces >> f & 1) && chosen-- == 0)
            return (uint8_t)(f + 1);
    return 0;
}

unsigned carriers_extreme(const World *world, int64_t head, unsigned faces, bool highest)
{
    unsigned kept = 0;
    int best = highest ? -1 : 65536;
    for (int f = 0; f < GRID_FACES; f++) {
        if (!(faces >> f & 1))
            continue;
        int depth2 = world->depth2[grid_neighbour(&world->grid, head, f)];
        if (highest ? depth2 > best : depth2 < best) {
            best = depth2;
            kept = 0;
        }
        if (depth2 == best)
            kept |= 1u << f;
    }
    return kept;
}

Ways carriers_ways(const World *world, int64_t head)
{
    Ways ways = {0, 0};
    for (int f = 0; f < GRID_FACES; f++) {
        int64_t to = grid_neighbour(&world->grid, head, f);
        if (to < 0)
            continue;
        if (cell_free(world, to) && !world->wish[to])
            ways.open |= 1u << f;
        if (carriers_downhill(world, head, to))
            ways.downhill |= 1u << f;
    }
    return ways;
}

/* Whether the carrier's wish is granted, once all wishes of the round stand in World.wish: it loses
 * when another head next to its target wishes it too and ranks lower. */
static bool carriers_win(const World *world, const Carrier *c, Round round)
{
    if (!c->wish)
        return false;
    int64_t to = grid_neighbour(&world->grid, c->head, c->wish - 1);
    for (int f = 0; f < GRID_FACES; f++) {
        int64_t other = grid_neighbour(&world->grid, to, f);
        if (other < 0 || other == (int64_t)c->head ||
            (world->wish[other] & ~CARRIERS_CLAIMED) != 1 + (f ^ 1))
            continue;
        uint32_t rank = carriers_draw(world, round, other).word[1];
        if (rank < c->rank || (rank == c->rank && other < (int64_t)c->head))
            return false;
    }
    return true;
}

/* Wishes are written to the sites only after all carriers have chosen, so that a choice sees what
 * earlier rounds did and nothing of this one. */
static void carriers_round(World *world, Carriers *d, int64_t count, Round round,
                           const CarrierMoves *moves)
{
    Carrier *list = d->list;
#pragma omp parallel if (count > CARRIERS_PARALLEL)
    {
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            if (carriers_active(&list[i]))
                moves->propose(world, &list[i], round);
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            if (carriers_active(&list[i]))
                moves->wish(world, &list[i]);
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            list[i].won = carriers_active(&list[i]) && carriers_win(world, &list[i], round);
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            if (carriers_active(&list[i]))
                moves->commit(world, d, i);
    }
}

void carriers_advance(World *world, Carriers *d, int64_t count, int rounds,
                      const CarrierMoves *moves)
{
    for (int r = 0; r < rounds && count > 0; r++) {
        uint32_t number = (uint32_t)(world->step * moves->rounds + r);
        carriers_round(world, d, count, (Round){moves->purpose, number}, moves);
    }
}
