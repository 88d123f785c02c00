/* Both movements are short lists of carriers, advanced in rounds. In a round every carrier writes
 * only its own wish (propose), then looks whether another one wishes the same site and has the
 * better random rank, ties to the lower site (resolve), and only then do the winners act (commit).
 * No two winners touch the same site, so the order of work does not matter.
 *
 * Births route before they move: a carrier claims a path from the mother to a free place, and only
 * a finished path is shifted by one cell, so a daughter who finds no place costs nothing to undo.
 */
#include "tissue/displacement.h"
#include "model/cell.h"
#include "tissue/depth.h"
#include "tissue/rules.h"

#include <math.h>
#include <string.h>

enum {
    REFRESH_STEPS = 10, /* depth is found anew every so many steps */
    SKIN_DEPTH2 = 4,    /* a gap this near the surface can become host */
    HOLE_ROUNDS = 8,    /* sites that a gap can travel in one step */
    CARRIERS_SHARE = 32,
    CARRIERS_LEAST = 1024,
    PARALLEL_LEAST = 256, /* shorter lists are done faster by one thread */
    CLAIMED = 0x80        /* in `wish`: part of a path */
};

typedef struct Carrier {
    uint32_t start, head;  /* sites: where it began, and where it is */
    uint32_t rank;         /* of this round's wish */
    uint8_t length;        /* of its path */
    uint8_t wish;          /* 1 + face; 0: none */
    bool won, done, stuck; /* stuck: no way on in this step */
} Carrier;

struct Displacement {
    int64_t carriers_max;
    int rounds; /* longest path of a birth, in sites */
    Carrier *carriers;
    uint8_t *paths; /* rounds bytes a carrier: the faces passed */
};

static int64_t displacement_carriers(int64_t sites)
{
    return sites / CARRIERS_SHARE + CARRIERS_LEAST;
}

/* A path toward a place d edges away along faces is at most sqrt(3) d long. */
static int displacement_rounds(const Params *params)
{
    double edges = params->growth_push_distance / params->grid_edge * 1.7320508075688772;
    return edges < 253.0 ? (int)edges + 2 : 255;
}

uint64_t displacement_bytes(const Params *params)
{
    int64_t sites = params->grid_nx * params->grid_ny * params->grid_nz;
    uint64_t each = sizeof(Carrier) + (uint64_t)displacement_rounds(params);
    return (uint64_t)displacement_carriers(sites) * each;
}

Status displacement_create(World *world, Displacement **out)
{
    Displacement *d = memory_create(world->memory, 1, sizeof *d);
    *out = d;
    if (!d)
        return STATUS_NO_MEMORY;
    d->carriers_max = displacement_carriers(world->grid.sites);
    d->rounds = displacement_rounds(&world->params);
    d->carriers = memory_create(world->memory, (size_t)d->carriers_max, sizeof(Carrier));
    d->paths = memory_create(world->memory, (size_t)d->carriers_max, (size_t)d->rounds);
    if (d->carriers && d->paths)
        return STATUS_OK;
    displacement_destroy(world, d);
    *out = NULL;
    return STATUS_NO_MEMORY;
}

void displacement_destroy(World *world, Displacement *d)
{
    if (!d)
        return;
    memory_destroy(world->memory, d->carriers);
    memory_destroy(world->memory, d->paths);
    memory_destroy(world->memory, d);
}

/* --- the list of carriers ----------------------------------------------------------------------
 */

/* Next site, from `site` on, whose byte is `value` and whose event is due; -1 when there is
 * none. memchr passes over what does not matter many sites at a time. */
static int64_t displacement_next(const World *world, const uint8_t *bytes, uint8_t value,
                                 int64_t site)
{
    int64_t end = world->grid.sites;
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

/* The sites with that byte and a due event, in site order; those beyond the list's size wait for a
 * later step. Mothers are cells in phase M whose time has come; a gap is always due. */
static int64_t displacement_collect(const World *world, Displacement *d, const uint8_t *bytes,
                                    uint8_t value)
{
    int64_t count = 0, i = displacement_next(world, bytes, value, 0);
    for (; i >= 0 && count < d->carriers_max; i = displacement_next(world, bytes, value, i + 1))
        d->carriers[count++] = (Carrier){(uint32_t)i, (uint32_t)i, 0, 0, 0, false, false, false};
    return count;
}

/* --- one round: propose, resolve, commit -------------------------------------------------------
 */

typedef struct Round {
    Purpose purpose;
    uint32_t number; /* of the round, unique within the run */
} Round;

static Draw displacement_draw(const World *world, Round round, int64_t head)
{
    /* A gap has no identity; its place among the moving gaps is as good as one, and no cell's draw
     * depends on it. */
    uint64_t who = world->id[head] ? world->id[head] : (uint64_t)head;
    return random_draw((uint64_t)world->params.run_seed, round.purpose, who, round.number);
}

/* Whether a path may lead from `head` into `to`; free places are better than cells to push. */
static bool displacement_downhill(const World *world, int64_t head, int64_t to)
{
    return cell_tumor_mass(world, to) && !world->wish[to] &&
           world->depth2[to] < world->depth2[head];
}

/* Picks one of the faces in the set at random; 0 when it is empty, else 1 + face. */
static uint8_t displacement_pick(unsigned faces, uint32_t word)
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

/* The faces of a set whose far sites have the extreme depth: the highest or the lowest. */
static unsigned displacement_extreme(const World *world, int64_t head, unsigned faces, bool highest)
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

/* A deep gap leaves away from the centre of the tumor, each face as likely as its share of that
 * direction: so every column of tissue shrinks by what dies in it and a ball stays a ball. By the
 * nearest surface it would not: dents would draw more gaps and deepen. 0: no cell lies that way. */
static uint8_t displacement_outward(const World *world, int64_t head, uint32_t word)
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

/* Faces of a head that lead into a free place, and to a cell further down. */
typedef struct Ways {
    unsigned open, downhill;
} Ways;

static Ways displacement_ways(const World *world, int64_t head)
{
    Ways ways = {0, 0};
    for (int f = 0; f < GRID_FACES; f++) {
        int64_t to = grid_neighbour(&world->grid, head, f);
        if (to < 0)
            continue;
        if (cell_free(world, to) && !world->wish[to])
            ways.open |= 1u << f;
        if (displacement_downhill(world, head, to))
            ways.downhill |= 1u << f;
    }
    return ways;
}

/* A daughter takes the free place that is most crowded around, else pushes any cell downhill. */
static void displacement_propose_birth(World *world, Carrier *c, Round round)
{
    Ways ways = displacement_ways(world, c->head);
    Draw draw = displacement_draw(world, round, c->head);
    if (ways.open)
        ways.downhill = displacement_extreme(world, c->head, ways.open, true);
    c->rank = draw.word[1];
    c->wish = displacement_pick(ways.downhill, draw.word[0]);
}

/* A gap draws in a cell further out; near the surface the one that lies lowest, so that tips go. */
static void displacement_propose_gap(World *world, Carrier *c, Round round)
{
    Draw draw = displacement_draw(world, round, c->head);
    c->rank = draw.word[1];
    c->wish = 0;
    if (world->depth2[c->head] > DEPTH_SURFACE + SKIN_DEPTH2)
        c->wish = displacement_outward(world, c->head, draw.word[0]);
    if (c->wish)
        return;
    Ways ways = displacement_ways(world, c->head);
    c->wish =
        displacement_pick(displacement_extreme(world, c->head, ways.downhill, false), draw.word[0]);
}

/* A carrier loses when another head next to its target wishes it too and ranks lower. */
static bool displacement_wins(const World *world, const Carrier *c, Round round)
{
    if (!c->wish)
        return false;
    int64_t to = grid_neighbour(&world->grid, c->head, c->wish - 1);
    for (int f = 0; f < GRID_FACES; f++) {
        int64_t other = grid_neighbour(&world->grid, to, f);
        if (other < 0 || other == (int64_t)c->head ||
            (world->wish[other] & ~CLAIMED) != 1 + (f ^ 1))
            continue;
        uint32_t rank = displacement_draw(world, round, other).word[1];
        if (rank < c->rank || (rank == c->rank && other < (int64_t)c->head))
            return false;
    }
    return true;
}

/* --- births ------------------------------------------------------------------------------------
 */

static bool displacement_active(const Carrier *c)
{
    return !c->done && !c->stuck;
}

static void displacement_births_commit(World *world, Displacement *d, int64_t i)
{
    Carrier *c = &d->carriers[i];
    world->wish[c->head] = CLAIMED;
    c->stuck = !c->wish;
    if (!c->won)
        return;
    d->paths[i * d->rounds + c->length++] = (uint8_t)(c->wish - 1);
    c->head = (uint32_t)grid_neighbour(&world->grid, c->head, c->wish - 1);
    world->wish[c->head] = CLAIMED;
    c->done = cell_free(world, c->head);
}

/* Wishes are written to the sites only after all carriers have chosen, so that a choice sees claims
 * of earlier rounds and nothing of this one. */
static void displacement_births_round(World *world, Displacement *d, int64_t count, Round round)
{
    Carrier *list = d->carriers;
#pragma omp parallel if (count > PARALLEL_LEAST)
    {
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            if (displacement_active(&list[i]))
                displacement_propose_birth(world, &list[i], round);
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            if (displacement_active(&list[i]))
                world->wish[list[i].head] = CLAIMED | list[i].wish;
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            list[i].won =
                displacement_active(&list[i]) && displacement_wins(world, &list[i], round);
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            if (displacement_active(&list[i]))
                displacement_births_commit(world, d, i);
    }
}

static void displacement_unclaim(World *world, const Displacement *d, int64_t i)
{
    int64_t site = d->carriers[i].start;
    world->wish[site] = 0;
    for (int k = 0; k < d->carriers[i].length; k++) {
        site = grid_neighbour(&world->grid, site, d->paths[i * d->rounds + k]);
        world->wish[site] = 0;
    }
}

/* The daughter of the mother at `site`, into the emptied place `to`: bound pumps are shared, PSMA
 * is inherited with noise, both start G1. */
static void displacement_birth(const Rules *rules, World *world, int64_t site, int64_t to)
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
            (int32_t)world->step + rule_cycle_duration(rules, world, both[k], PHASE_G1);
    }
}

/* Shifts the cells of a finished path by one, last first, and puts the daughter next to her mother.
 */
static void displacement_place(const Rules *rules, World *world, const Displacement *d, int64_t i)
{
    const Carrier *c = &d->carriers[i];
    const uint8_t *path = d->paths + i * d->rounds;
    int64_t to = c->head;
    for (int k = c->length - 1; k > 0; k--) {
        int64_t from = grid_neighbour(&world->grid, to, path[k] ^ 1);
        cell_copy(world, from, to);
        to = from;
    }
    displacement_birth(rules, world, c->start, to);
}

static void displacement_births(World *world, Displacement *d)
{
    int64_t count = displacement_collect(world, d, world->phase, PHASE_M), placed = 0;
    if (count == 0)
        return;
    for (int64_t i = 0; i < count; i++)
        world->wish[d->carriers[i].start] = CLAIMED;
    for (int r = 0; r < d->rounds; r++)
        displacement_births_round(world, d, count,
                                  (Round){PURPOSE_PUSH, (uint32_t)(world->step * 256 + r)});
    Rules rules;
    rules_prepare(&rules, world);
#pragma omp parallel for schedule(static) if (count > PARALLEL_LEAST)
    for (int64_t i = 0; i < count; i++) {
        displacement_unclaim(world, d, i);
        if (d->carriers[i].done)
            displacement_place(&rules, world, d, i);
    }
    for (int64_t i = 0; i < count; i++)
        placed += d->carriers[i].done;
    world->births += placed;
    world->placements_failed += count - placed;
}

/* --- gaps --------------------------------------------------------------------------------------
 */

/* A gap at the surface that touches the host, and has no cell left to draw in, is host itself.
 * Deeper ones wait, or the host would spread from gap to gap into the tumor. */
static bool displacement_outside(const World *world, int64_t site)
{
    if (world->depth2[site] > DEPTH_SURFACE + SKIN_DEPTH2)
        return false;
    for (int f = 0; f < GRID_FACES; f++) {
        int64_t to = grid_neighbour(&world->grid, site, f);
        if (to >= 0 && world->type[to] == SITE_HOST)
            return true;
    }
    return false;
}

/* What a gap does once the round is resolved: takes in the cell it wished for and lies where that
 * cell was. */
static void displacement_gaps_commit(World *world, Carrier *c)
{
    world->wish[c->head] = 0;
    if (!c->won)
        return;
    int64_t from = grid_neighbour(&world->grid, c->head, c->wish - 1);
    cell_copy(world, from, c->head);
    cell_clear(world, from, SITE_GAP);
    c->head = (uint32_t)from;
}

static void displacement_gaps_wish(World *world, Carrier *c)
{
    if (!c->done) {
        world->wish[c->head] = c->wish;
        return;
    }
    world->type[c->head] = SITE_HOST;
    c->stuck = true;
}

static void displacement_gaps_round(World *world, Displacement *d, int64_t count, Round round)
{
    Carrier *list = d->carriers;
#pragma omp parallel if (count > PARALLEL_LEAST)
    {
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++) {
            if (list[i].stuck)
                continue;
            displacement_propose_gap(world, &list[i], round);
            list[i].done = !list[i].wish && displacement_outside(world, list[i].head);
        }
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            if (!list[i].stuck)
                displacement_gaps_wish(world, &list[i]);
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            list[i].won =
                displacement_active(&list[i]) && displacement_wins(world, &list[i], round);
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++)
            if (displacement_active(&list[i]))
                displacement_gaps_commit(world, &list[i]);
    }
}

static void displacement_gaps(World *world, Displacement *d)
{
    int64_t count = displacement_collect(world, d, world->type, SITE_GAP);
    for (int r = 0; r < HOLE_ROUNDS && count > 0; r++)
        displacement_gaps_round(world, d, count,
                                (Round){PURPOSE_HOLE, (uint32_t)(world->step * HOLE_ROUNDS + r)});
}

void displacement_step(World *world, Displacement *d)
{
    if (world->step % REFRESH_STEPS == 0)
        depth_refresh(world);
    displacement_births(world, d);
    displacement_gaps(world, d);
}
