#include "fields/compact.h"
#include "fields/tiles.h"
#include "fields/transport.h"

#include <math.h>
#include <string.h>

/* Fluxes of one tile added up: `sum` is of this plane. The sums of single sites are needed only
 * where sites are held or faces fixed. */
typedef struct Tally {
    const Row *row;
    PlaneSums *sum;
    int count;
    bool sites;
    const Tile *tile;
    float total[TILE]; /* all fluxes of a site, storage included */
    float slopes[TILE];
} Tally;

/* Books a flux and returns its sum. */
static double balance_add(Tally *t, const float *flux, int term, int where)
{
    const LawLoops *loops = t->row->work->laws;
    double place[PLACE_COUNT] = {0.0}, sum = 0.0;
    if (t->sites)
        loops->add_to(flux, t->total, t->count);
    if (term < 0) {
        loops->sum(flux, t->count, &sum);
    } else {
        loops->places(flux, t->tile->flags, t->count, where, place);
        for (int p = 0; p < PLACE_COUNT; p++) {
            t->sum->term[term][p] += LEDGER_TERM_SIGNS[term] * place[p];
            sum += place[p];
        }
    }
    t->sum->rest += t->sites ? 0.0 : sum;
    return sum;
}

/* Inflow from the neighbours of one site, compact share included, {c}/h. */
static double balance_inflow(const Row *row, int x)
{
    const float *u = row->work->mg.level[0].u;
    Neighbours near = tiles_neighbours(row, x);
    double own = (double)u[tiles_element(row, x)], sum = 0.0;
    for (int i = 0; i < near.count; i++)
        sum += (double)near.coupling[i] * ((double)u[near.element[i]] - own);
    return sum * (double)row->stage->d + (row->stage->compact ? compact_inflow(row, x) : 0.0);
}

/* A site held at c_p, or nearly so, is supplied with what its neighbours and its own terms take:
 * s (c_p - c) would be the difference of two nearly equal floats. */
static void balance_held(Tally *t, int x)
{
    for (int i = 0; i < t->count; i++) {
        if (!(t->tile->flags[i] & FLAG_PERFUSED))
            continue;
        double out = -balance_inflow(t->row, x + i), supplied = out - (double)t->total[i];
        t->sum->term[LEDGER_supplied][PLACE_ENDOTHELIUM] += supplied;
        t->sum->gross += fabs(supplied);
        t->sum->rest += out;
        /* its neighbours that move with eps take the more the lower they are */
        Neighbours near = tiles_neighbours(t->row, x + i);
        for (int k = 0; k < near.count; k++)
            if (!(t->row->work->flags[near.site[k]] & FLAG_PERFUSED))
                t->sum->slope += (double)(t->row->stage->d * near.coupling[k]) *
                                 (double)t->row->work->mg.level[0].u[near.element[k]];
        t->total[i] = t->slopes[i] = 0.0f;
    }
}

static void balance_walls(Tally *t, int x)
{
    const Row *row = t->row;
    float flux[TILE], d = row->stage->d;
    for (int i = 0; i < t->count; i++) {
        float wall = d * (row->axis[0].wall[x + i] + row->yz_wall);
        flux[i] = wall * (row->stage->face - t->tile->c[i]);
        t->slopes[i] += wall;
        if (row->stage->held && (t->tile->flags[i] & FLAG_PERFUSED))
            continue;
        t->sum->gross += flux[i] > 0.0f ? (double)flux[i] : 0.0;
    }
    balance_add(t, flux, LEDGER_faces, ANYWHERE);
}

static void balance_law(Tally *t, const Law *law, Tile *tile)
{
    float flux[TILE], slope[TILE];
    if (law->term == LEDGER_supplied && t->row->stage->held)
        return;
    law->loop(t->row->stage, tile, flux, slope);
    if (t->sites)
        t->row->work->laws->add_to(slope, t->slopes, t->count);
    double sum = balance_add(t, flux, law->term, law->where);
    /* a flux to the bound pool is a sink; only what comes back counts as a source */
    if (law->term == LEDGER_supplied || law->term == LEDGER_produced)
        t->sum->gross += fabs(sum);
    else if (law->term == LEDGER_bound)
        t->sum->gross += workspace_larger(sum, 0.0);
}

static void balance_tile(const Row *row, const Law *law, int laws, int x, PlaneSums *sum)
{
    Tile tile;
    Tally t;
    float flux[TILE];
    const LawLoops *loops = row->work->laws;
    tiles_load(row, x, true, &tile);
    t.row = row;
    t.sum = sum;
    t.count = tile.count;
    t.tile = &tile;
    t.sites = row->stage->held || row->stage->walls;
    if (t.sites) {
        memset(t.total, 0, sizeof t.total);
        memset(t.slopes, 0, sizeof t.slopes);
    }
    for (int i = 0; i < laws; i++)
        balance_law(&t, &law[i], &tile);
    for (int i = 0; i < row->stage->made_count; i++) {
        tiles_made(row, &row->stage->made[i], x, &tile, flux);
        sum->gross += fabs(balance_add(&t, flux, LEDGER_produced, IN_TUMOR | IN_ENDOTHELIUM));
    }
    if (!t.sites)
        return;
    if (row->stage->walls)
        balance_walls(&t, x);
    if (row->stage->held)
        balance_held(&t, x);
    loops->sum(t.total, t.count, &sum->rest);
    for (int i = 0; i < t.count; i++)
        t.slopes[i] *= tile.c[i];
    loops->sum(t.slopes, t.count, &sum->slope);
}

static void balance_collect(const PlaneSums *sums, Balance *out)
{
    for (int term = 0; term < LEDGER_TERM_COUNT; term++)
        for (int p = 0; p < PLACE_COUNT; p++)
            out->term[term][p] += sums->term[term][p];
    out->rest += sums->rest;
    out->slope += sums->slope;
    out->gross += sums->gross;
}

Balance transport_balance(const World *world, Workspace *work, const Stage *stage)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    Law law[LAWS_MOST];
    int laws = tiles_laws(work, stage, law);
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++) {
        memset(&work->planes[z], 0, sizeof work->planes[z]);
        for (int y = 0; y < shape->n[1]; y++) {
            Row row = tiles_row(world, work, stage, y, z);
            for (int x = 0; x < shape->n[0]; x += TILE)
                balance_tile(&row, law, laws, x, &work->planes[z]);
        }
    }
    Balance balance;
    memset(&balance, 0, sizeof balance);
    for (int z = 0; z < shape->n[2]; z++)
        balance_collect(&work->planes[z], &balance);
    return balance;
}

/* --- correction ------------------------------------------------------------------------------ */

/* u (1 + eps) is rounded up or down with the probability that keeps the sum, drawn from the site's
 * number by a multiplicative hash: rounding to nearest would lose every eps below 3e-8. */
void transport_scale(Workspace *work, const Stage *stage, double eps)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    float *u = work->mg.level[0].u;
    int nx = shape->n[0];
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++) {
            int64_t site = nx * (y + (int64_t)shape->n[1] * z);
            float kept[MULTIGRID_ROW];
            int64_t even = multigrid_half(shape, y, z, 0), odd = multigrid_half(shape, y, z, 1);
            if (stage->held)
                work->mg.rows->join(u + even, u + odd, kept, nx);
            for (int h = 0; h < 2; h++)
                work->laws->nudge(u + multigrid_half(shape, y, z, h), (float)eps,
                                  (uint32_t)site + (uint32_t)h, (nx + 1 - h) / 2);
            for (int x = 0; stage->held && x < nx; x++)
                if (work->flags[site + x] & FLAG_PERFUSED)
                    u[(x & 1 ? odd : even) + (x >> 1)] = kept[x];
        }
}

void transport_bound(const World *world, Workspace *work, const Stage *stage, float *out)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++) {
            Row row = tiles_row(world, work, stage, y, z);
            for (int x = 0; x < shape->n[0]; x += TILE) {
                Tile tile;
                float flux[TILE], slope[TILE];
                tiles_load(&row, x, true, &tile);
                work->laws->bound(stage, &tile, flux, slope);
                work->laws->bound_end(stage, &tile, flux, out + row.row * shape->n[0] + x);
            }
        }
}
