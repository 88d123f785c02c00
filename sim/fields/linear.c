#include "fields/compact.h"
#include "fields/tiles.h"
#include "fields/transport.h"

#include <math.h>
#include <string.h>

static const float FIXED_VALUE = 0x1p60f, FIXED_INVERSE = 0x1p-60f;

/* The sums over all terms at the values of one tile. */
typedef struct Linear {
    float q[TILE];      /* flux */
    float k[TILE];      /* slope of all but the vessels */
    float s[TILE];      /* slope of the vessels */
    float source[TILE]; /* flux in a field of zero; only when asked for */
} Linear;

static void linear_terms(const Row *row, const Law *law, int laws, int x, Tile *tile, bool source,
                         Linear *sum)
{
    const LawLoops *loops = row->work->laws;
    float flux[TILE], slope[TILE];
    size_t bytes = (size_t)tile->count * sizeof(float);
    bool begun = false, sloped = false, supplied = false; /* the first of each writes, others add */
    memset(sum->source, 0, source ? bytes : 0);
    for (int i = 0; i < laws; i++) {
        bool supply = law[i].term == LEDGER_supplied;
        float *q = begun ? flux : sum->q, *k = supply ? sum->s : sloped ? slope : sum->k;
        law[i].loop(row->stage, tile, q, k);
        if (source && law[i].at_zero)
            loops->add_source(q, k, tile->c, sum->source, tile->count);
        if (q == flux)
            loops->add_to(flux, sum->q, tile->count);
        if (k == slope)
            loops->add_to(slope, sum->k, tile->count);
        begun = true;
        supplied |= supply;
        sloped |= !supply;
    }
    memset(sum->q, 0, begun ? 0 : bytes);
    memset(sum->k, 0, sloped ? 0 : bytes);
    memset(sum->s, 0, supplied ? 0 : bytes);
    for (int i = 0; i < row->stage->made_count; i++) {
        tiles_made(row, &row->stage->made[i], x, tile, flux);
        loops->add_to(flux, sum->q, tile->count);
        if (source)
            loops->add_to(flux, sum->source, tile->count);
    }
}

/* What the fixed faces bring in, apart from their part of the diagonal. */
static void linear_walls(const Row *row, int x, int count, float *b)
{
    const float *wall = row->axis[0].wall + x;
    float factor = row->stage->d * row->stage->face;
    if (row->stage->walls)
        for (int i = 0; i < count; i++)
            b[i] += factor * (wall[i] + row->yz_wall);
}

static void linear_fix(const Row *row, const Tile *tile, int x, float *b, float *inverse)
{
    float *u = row->work->mg.level[0].u;
    for (int i = 0; i < tile->count; i++)
        if (tile->flags[i] & FLAG_PERFUSED) {
            b[i] = row->stage->plasma * FIXED_VALUE;
            inverse[i] = FIXED_INVERSE;
            u[tiles_element(row, x + i)] = row->stage->plasma;
        }
}

static void linear_coarsen(const Row *row, int x, const Tile *tile, const float *k, const float *s)
{
    const MultigridLevel *coarse = &row->work->mg.level[1];
    const float *part = row->axis[0].part + x / 2;
    int64_t at = multigrid_natural(&coarse->shape, row->y / 2, row->z / 2) + x / 2;
    PairedRow pair = {.k = k,
                      .s = s,
                      .part_even = part,
                      .part_odd = part + row->work->mg.level[0].shape.half,
                      .weight = row->axis[1].part[row->y] * row->axis[2].part[row->z],
                      .d = row->stage->d,
                      .coarse_k = coarse->u + at,
                      .coarse_s = coarse->b + at,
                      .count = tile->count};
    row->work->mg.rows->coarsen(&pair);
}

/* What fixed neighbours carry over to a site of a field that is zero elsewhere. */
static float linear_carried(const Row *row, int x)
{
    Neighbours near = tiles_neighbours(row, x);
    float sum = 0.0f;
    for (int i = 0; i < near.count; i++)
        if (row->work->flags[near.site[i]] & FLAG_PERFUSED)
            sum += near.coupling[i];
    return row->stage->d * sum * row->stage->plasma;
}

/* Rows of sites that are nearly held at c_p count as if they were eliminated: by the share of their
 * diagonal that couples them to others. Else s c_p alone would set the scale. */
static float linear_held(const Row *row)
{
    return 6.0f * row->stage->d / (6.0f * row->stage->d + row->stage->supply);
}

/* Sum of squares of the zero field's defect over the sites that are not fixed. */
static double linear_scale(const Row *row, int x, const Tile *tile, float *source)
{
    double squares = 0.0;
    linear_walls(row, x, tile->count, source);
    if (row->stage->held && !row->stage->fixed)
        for (int i = 0; i < tile->count; i++)
            source[i] *= tile->flags[i] & FLAG_PERFUSED ? linear_held(row) : 1.0f;
    if (row->stage->fixed)
        for (int i = 0; i < tile->count; i++)
            source[i] =
                tile->flags[i] & FLAG_PERFUSED ? 0.0f : source[i] + linear_carried(row, x + i);
    row->work->laws->squares(source, tile->count, &squares);
    return squares;
}

static void linear_row(const Row *row, const Law *law, int laws, bool scale, PlaneSums *sums)
{
    const MultigridLevel *level = &row->work->mg.level[0];
    for (int x = 0; x < level->shape.n[0]; x += TILE) {
        Tile tile;
        Linear sum;
        float b[TILE], inverse[TILE], taken[TILE];
        tiles_load(row, x, true, &tile);
        linear_terms(row, law, laws, x, &tile, scale, &sum);
        row->work->laws->linear(tile.c, sum.q, sum.k, sum.s, row->axis[0].sum + x, row->yz_sum,
                                row->stage->d, b, inverse, taken, tile.count);
        linear_walls(row, x, tile.count, b);
        if (row->stage->fixed)
            linear_fix(row, &tile, x, b, inverse);
        if (scale)
            sums->scale += linear_scale(row, x, &tile, sum.source);
        if (row->work->mg.levels > 1)
            linear_coarsen(row, x, &tile, sum.k, sum.s);
        /* where the rest is used diffusion takes nothing from it, and the defect would bring the
         * rounding of its diagonal in */
        row->work->laws->sum(sum.q, tile.count, &sums->rest);
        row->work->laws->sum(taken, tile.count, &sums->slope);
        tiles_split(row, b, x, tile.count, level->b);
        tiles_split(row, inverse, x, tile.count, level->inverse);
    }
}

static void linear_norm_row(const Row *row, const RowPlane plane[2], PlaneSums *sums)
{
    Workspace *work = row->work;
    const MultigridShape *shape = &work->mg.level[0].shape;
    float line[MULTIGRID_ROW + 16];
    multigrid_defect(&work->mg, plane, row->y, line);
    if (row->stage->held && !row->stage->fixed)
        for (int x = 0; x < shape->n[0]; x++)
            if (work->flags[row->row * shape->n[0] + x] & FLAG_PERFUSED)
                line[(x & 1) * ((shape->n[0] + 1) / 2) + (x >> 1)] *= linear_held(row);
    work->laws->squares(line, shape->n[0], &sums->norm);
}

static void linear_clear_coarse(Workspace *work)
{
    MultigridLevel *coarse = &work->mg.level[1];
    size_t bytes = (size_t)coarse->shape.cells * sizeof(float);
    memset(coarse->u, 0, bytes);
    memset(coarse->b, 0, bytes);
}

Defect transport_assemble(const World *world, Workspace *work, const Stage *stage, bool scale)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    Law law[LAWS_MOST];
    int laws = tiles_laws(work, stage, law), pairs = (shape->n[2] + 1) / 2;
    memset(work->planes, 0, (size_t)shape->n[2] * sizeof *work->planes);
    if (work->mg.levels > 1)
        linear_clear_coarse(work);
        /* two planes at a time: they share a coarse one */
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int pair = 0; pair < pairs; pair++)
        for (int z = 2 * pair; z < 2 * pair + 2 && z < shape->n[2]; z++)
            for (int y = 0; y < shape->n[1]; y++) {
                Row row = tiles_row(world, work, stage, y, z);
                linear_row(&row, law, laws, scale, &work->planes[z]);
            }
    if (stage->compact)
        compact_add(world, work, stage);
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++) {
        RowPlane plane[2];
        multigrid_planes(&work->mg, &work->faces[stage->substance], stage->d, z, plane);
        for (int y = 0; y < shape->n[1]; y++) {
            Row row = tiles_row(world, work, stage, y, z);
            linear_norm_row(&row, plane, &work->planes[z]);
        }
    }
    PlaneSums sum = {0};
    for (int z = 0; z < shape->n[2]; z++) {
        sum.norm += work->planes[z].norm;
        sum.scale += work->planes[z].scale;
        sum.rest += work->planes[z].rest;
        sum.slope += work->planes[z].slope;
    }
    return (Defect){sqrt(sum.norm), sqrt(sum.scale), sum.rest, sum.slope};
}

double transport_grain(Workspace *work)
{
    const MultigridLevel *level = &work->mg.level[0];
    double size = 0.0;
    for (int64_t i = 0; i < level->shape.cells; i++)
        if (level->inverse[i] >= ROWS_FIXED) {
            double own = (double)level->u[i] / (double)level->inverse[i];
            size += own * own;
        }
    return 2e-7 * sqrt(size);
}
