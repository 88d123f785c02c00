/* Sprouts: vessels that grow toward the cells that call for them.
 *
 *     start   a perfused segment in more growth factor than vessel.sprout_above sends out a tip at
 *             the rate vessel.sprout_rate, unless another tip is within vessel.sprout_spacing; all
 *             are asked at once, hourly, and of two that are too close the first in the order of
 *             the search, which begins elsewhere each time, goes
 *     way     a tip goes on by one site every edge / vessel.tip_speed, through each face as likely
 *             as its share of the ascent of the growth factor, and leaves a segment behind;
 *             with probability edge x vessel.branching it stays as well, to go another way
 *     end     beside a segment that is not its own it fuses with it (anastomosis), and network.c
 *             decides what carries blood; below sprout_above, stuck for as long as endothelium can
 *             go without flow, or cut off from what carries blood, it stops, and dies without flow
 *
 * What lies in a tip's way is pushed on as by a daughter (routes.h); where that cannot be, the tip
 * tries again at the next step. A tip's due_step is that of its next move. */
#include "tissue/sprouts.h"
#include "core/maths.h"
#include "model/cell.h"
#include "tissue/bed.h"
#include "tissue/routes.h"
#include "tissue/rules.h"
#include "tissue/vessels.h"

#include <string.h>

enum {
    STALK_SEEN = 8,     /* segments behind a tip that it does not touch again */
    ROOT_NEAR2 = 9,     /* nor, while it sees its root, what lies so near that, edges squared */
    STALK_LONGEST = 256 /* segments from a tip to where blood flows */
};

typedef struct Sprouts {
    uint64_t seed;
    bool asks;           /* all segments, when what is slow is looked at (rules.h) */
    const float *factor; /* growth factor, its {c} */
    float least;
    double start, branch; /* probabilities: when asked, per move */
    double move_steps, patience_steps;
    int spacing; /* sites */
} Sprouts;

static int sprouts_factor(const Params *p)
{
    int factor = params_substance(p, p->vessel_growth_factor);
    return factor >= 0 && p->substances[factor].enabled ? factor : -1;
}

bool sprouts_possible(const Params *params)
{
    return sprouts_factor(params) >= 0 && params->vessel_sprout_rate > 0.0 &&
           params->vessel_density > 0.0;
}

static void sprouts_prepare(Sprouts *s, const World *world)
{
    const Params *p = &world->params;
    const Substance *factor = &p->substances[sprouts_factor(p)];
    double edge = world->grid.edge_um;
    Rare rare = rules_rare_now(world);
    s->asks = rare.now == 0;
    s->seed = (uint64_t)p->run_seed;
    s->factor = world->field[sprouts_factor(p)];
    s->least = (float)(p->vessel_sprout_above / factor->solubility);
    s->start = 1.0 - maths_exp(-p->vessel_sprout_rate * (double)rare.steps * world->step_h);
    s->branch = edge * p->vessel_branching;
    s->move_steps = edge / p->vessel_tip_speed / world->step_h;
    s->patience_steps = p->vessel_flow_survival / world->step_h;
    s->spacing = (int)(p->vessel_sprout_spacing / edge);
}

/* --- who goes -------------------------------------------------------------------------------- */

static int64_t sprouts_apart2(const Grid *grid, int64_t a, int64_t b)
{
    Site3 s = grid_site3(grid, a), t = grid_site3(grid, b);
    int64_t x = s.x - t.x, y = s.y - t.y, z = s.z - t.z;
    return x * x + y * y + z * z;
}

/* Whether a tip, or a segment that is about to send one out, keeps this one from sprouting. */
static bool sprouts_inhibited(const Sprouts *s, const World *world, const Carriers *d,
                              int64_t count, int64_t site)
{
    const Grid *grid = &world->grid;
    Site3 at = grid_site3(grid, site);
    for (int z = at.z - s->spacing; z <= at.z + s->spacing; z++)
        for (int y = at.y - s->spacing; y <= at.y + s->spacing; y++)
            for (int x = at.x - s->spacing; x <= at.x + s->spacing; x++)
                if (grid_inside(grid, (Site3){x, y, z})) {
                    int64_t other = grid_index(grid, x, y, z);
                    if (world->phase[other] == PHASE_TIP &&
                        sprouts_apart2(grid, site, other) <= (int64_t)s->spacing * s->spacing)
                        return true;
                }
    for (int64_t i = 0; i < count; i++)
        if (sprouts_apart2(grid, site, d->list[i].start) <= (int64_t)s->spacing * s->spacing)
            return true;
    return false;
}

static bool sprouts_starts(const Sprouts *s, const World *world, const Carriers *d, int64_t count,
                           int64_t site)
{
    if (world->phase[site] != PHASE_OPEN || !world->perfused[site] || s->factor[site] < s->least)
        return false;
    Draw draw = random_draw(s->seed, PURPOSE_SPROUT, world->id[site], (uint32_t)world->step);
    return random_uniform(draw.word[0]) < s->start && !sprouts_inhibited(s, world, d, count, site);
}

/* The living segment with this key beside a site; -1: none. */
static int64_t sprouts_beside(const World *world, int64_t site, uint64_t id)
{
    for (int f = 0; f < GRID_FACES && id; f++) {
        int64_t to = grid_neighbour(&world->grid, site, f);
        if (to >= 0 && world->type[to] == SITE_VESSEL && world->id[to] == id)
            return to;
    }
    return -1;
}

/* Whether living segments lead from a tip back to one that carries blood. */
static bool sprouts_rooted(const World *world, int64_t site)
{
    for (int k = 0; k < STALK_LONGEST && site >= 0 && world_endothelium(world, site); k++) {
        if (world->perfused[site])
            return true;
        site = sprouts_beside(world, site, world->parent[site]);
    }
    return false;
}

/* Puts an end to the tips that have nothing to follow, have lost their root or been stuck for too
 * long. */
static int64_t sprouts_stop(const Sprouts *s, World *world, Carriers *d, int64_t count)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t site = d->list[i].start;
        double age = (double)(world->step - world->birth_step[site]);
        if (s->factor[site] >= s->least && age <= s->patience_steps &&
            sprouts_rooted(world, site)) {
            d->list[kept++] = d->list[i];
            continue;
        }
        world->phase[site] = PHASE_OPEN;
        world->due_step[site] = 0;
    }
    return kept;
}

/* The next segment from a site on; `end`: none. */
static int64_t sprouts_next(const World *world, int64_t from, int64_t end)
{
    const uint8_t *next = memchr(world->type + from, SITE_VESSEL, (size_t)(end - from));
    return next ? next - world->type : end;
}

/* The tips whose move is due, then the segments that begin one; no more than there is room for. */
static int64_t sprouts_collect(const Sprouts *s, World *world, Carriers *d)
{
    int64_t count = carriers_collect(world, d, world->phase, PHASE_TIP, UINT16_MAX), segments = 0;
    count = sprouts_stop(s, world, d, count);
    if (count == 0 && !s->asks)
        return 0;
    const int64_t begin = carriers_begin(world);
    const int64_t from[2] = {begin, 0}, end[2] = {world->grid.sites, begin};
    for (int part = 0; part < 2; part++)
        for (int64_t i = sprouts_next(world, from[part], end[part]); i < end[part];
             i = sprouts_next(world, i + 1, end[part])) {
            segments++;
            if (s->asks && count < d->most && sprouts_starts(s, world, d, count, i))
                d->list[count++] =
                    (Carrier){(uint32_t)i, (uint32_t)i, 0, 0, 0, false, false, false};
        }
    int64_t room = vessels_most(&world->params) - segments;
    return count < room ? count : room > 0 ? room : 0;
}

/* --- which way ------------------------------------------------------------------------------- */

/* Whether a segment belongs to the last few behind the tip at `head`, branches off one, or lies on
 * the mother vessel beside the root. */
static bool sprouts_own(const World *world, int64_t head, int64_t segment)
{
    for (int k = 0; k < STALK_SEEN && head >= 0; k++) {
        if (segment == head || world->parent[segment] == world->id[head])
            return true;
        if (world->parent[head] == 0)
            return sprouts_apart2(&world->grid, head, segment) <= ROOT_NEAR2;
        head = sprouts_beside(world, head, world->parent[head]);
    }
    return false;
}

/* Whether a tip may go from `head` to the place `to`: it must not touch its own stalk there, nor,
 * when it sets out, any other segment. */
static bool sprouts_may(const World *world, int64_t head, int64_t to)
{
    bool sets_out = world->phase[head] != PHASE_TIP;
    if (to < 0 || world->type[to] == SITE_VESSEL || world->wish[to])
        return false;
    for (int f = 0; f < GRID_FACES; f++) {
        int64_t n = grid_neighbour(&world->grid, to, f);
        if (n >= 0 && n != head && world->type[n] == SITE_VESSEL &&
            (sets_out || sprouts_own(world, head, n)))
            return false;
    }
    return true;
}

/* A face by its share of the ascent; any that may be taken where all lead down; 0: none. */
static uint8_t sprouts_climb(const World *world, const float *factor, int64_t head, uint32_t word)
{
    double rise[GRID_FACES], sum = 0.0;
    unsigned free = 0;
    for (int f = 0; f < GRID_FACES; f++) {
        int64_t to = grid_neighbour(&world->grid, head, f);
        bool may = sprouts_may(world, head, to);
        double more = may ? (double)factor[to] - (double)factor[head] : 0.0;
        rise[f] = more > 0.0 ? more : 0.0;
        sum += rise[f];
        free |= may ? 1u << f : 0u;
    }
    if (!(sum > 0.0))
        return carriers_pick(free, word);
    double chosen = random_uniform(word) * sum;
    for (uint8_t f = 0; f < GRID_FACES; f++) {
        if (rise[f] > 0.0 && chosen <= rise[f])
            return (uint8_t)(f + 1);
        chosen -= rise[f];
    }
    return 0;
}

/* Its first site a tip chooses by the growth factor; what lies there is pushed on downhill. */
static void sprouts_propose(World *world, Carrier *c, Round round)
{
    if (c->length > 0) {
        routes_propose(world, c, round);
        return;
    }
    Draw draw = carriers_draw(world, round, c->head);
    const float *factor = world->field[sprouts_factor(&world->params)];
    c->rank = draw.word[1];
    c->wish = sprouts_climb(world, factor, c->head, draw.word[0]);
}

static const CarrierMoves SPROUTS = {PURPOSE_TIP, CARRIERS_ROUNDS, sprouts_propose, routes_wish,
                                     routes_commit};

/* --- growth ---------------------------------------------------------------------------------- */

/* A new segment at `to`, the tip from now on. */
static void sprouts_extend(const Sprouts *s, World *world, int64_t from, int64_t to)
{
    Draw draw = random_draw(s->seed, PURPOSE_SPROUT, world->id[from], (uint32_t)world->step);
    bool branches = random_uniform(draw.word[1]) < s->branch;
    cell_clear(world, to, SITE_VESSEL);
    world->divisions[from]++;
    world->id[to] = random_key(world->id[from], world->divisions[from]);
    world->parent[to] = world->id[from];
    world->birth_step[to] = (int32_t)world->step;
    world->psma[to] = bed_psma(world, world->id[to]);
    world->phase[to] = PHASE_TIP;
    world->perfused[to] = 0;
    world->due_step[to] = rules_due(world, s->move_steps);
    world->sprouts += world->phase[from] != PHASE_TIP;
    if (world->phase[from] == PHASE_TIP && branches) {
        world->due_step[from] = world->due_step[to];
    } else {
        world->phase[from] = PHASE_OPEN;
        world->due_step[from] = 0;
    }
    world->network_grown = true;
}

/* A tip that lies beside a segment other than the one it comes from, and open, has arrived; so has
 * a tip that it meets. */
static void sprouts_fuse(World *world, int64_t tip, int64_t from)
{
    for (int f = 0; f < GRID_FACES; f++) {
        int64_t n = grid_neighbour(&world->grid, tip, f);
        if (n < 0 || n == from || world->type[n] != SITE_VESSEL ||
            world->phase[n] == PHASE_CLOSED || sprouts_own(world, tip, n))
            continue;
        const int64_t both[2] = {tip, n};
        for (int k = 0; k < 2; k++)
            if (world->phase[both[k]] == PHASE_TIP) {
                world->phase[both[k]] = PHASE_OPEN;
                world->due_step[both[k]] = 0;
            }
        world->network_changed = true;
    }
}

void sprouts_step(World *world, Carriers *d)
{
    Sprouts s;
    if (!sprouts_possible(&world->params))
        return;
    sprouts_prepare(&s, world);
    int64_t count = sprouts_collect(&s, world, d);
    if (count == 0)
        return;
    routes_claim(world, d, count);
    carriers_advance(world, d, count, d->rounds, &SPROUTS);
    for (int64_t i = 0; i < count; i++) {
        routes_unclaim(world, d, i);
        if (d->list[i].done)
            sprouts_extend(&s, world, d->list[i].start, routes_shift(world, d, i));
        else
            world->sprouts_failed++;
    }
    for (int64_t i = 0; i < count; i++)
        if (d->list[i].done) {
            int64_t from = d->list[i].start;
            sprouts_fuse(world, grid_neighbour(&world->grid, from, d->paths[i * d->rounds]), from);
        }
}
