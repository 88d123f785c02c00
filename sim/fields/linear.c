#include "fields/compact.h"
#include "fields/tiles.h"
#include "fields/transport.h"

#include <math.h>
#include <string.h>

static const float FIXED_VALUE = 0x1p60f, FIXED_INVERSE = 0x1p-60f;

/* Sums of all terms at the tile's values; with `zero_only` of those that a zero field has. */
static void linear_terms(const Row *row, const Law *law, int laws, int x, Tile *tile,
                         bool zero_only, float *q, float *k, float *s)
{
    const LawLoops *loops = row->work->laws;
    float flux[TILE], slope[TILE];
    size_t bytes = (size_t)tile->count * sizeof(float);
    memset(q, 0, bytes);
    memset(k, 0, bytes);
    memset(s, 0, bytes);
    for (int i = 0; i < laws; i++) {
        if (zero_only && !law[i].at_zero)
            continue;
        law[i].loop(row->stage, tile, flux, slope);
        loops->add(flux, slope, q, law[i].term == LEDGER_supplied ? s : k, tile->count);
    }
    memset(slope, 0, bytes);
    for (int i = 0; i < row->stage->made_count; i++) {
        tiles_made(row, &row->stage->made[i], x, tile, flux);
        loops->add(flux, slope, q, k, tile->count);
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
    const Axis *axis = row->axis;
    int half = row->work->mg.level[0].shape.half;
    int64_t at = multigrid_natural(&coarse->shape, row->y / 2, row->z / 2) + x / 2;
    float weight = axis[1].part[row->y] * axis[2].part[row->z];
    row->work->laws->coarsen(k, s, axis[0].part + x / 2, axis[0].part + half + x / 2, weight,
                             row->stage->d, coarse->u + at, coarse->b + at, tile->count);
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
static double linear_scale_row(const Row *row, const Law *law, int laws)
{
    double squares = 0.0;
    int nx = row->work->mg.level[0].shape.n[0];
    for (int x = 0; x < nx; x += TILE) {
        Tile tile;
        float q[TILE], k[TILE], s[TILE];
        tiles_load(row, x, false, &tile);
        linear_terms(row, law, laws, x, &tile, true, q, k, s);
        linear_walls(row, x, tile.count, q);
        if (row->stage->held && !row->stage->fixed)
            for (int i = 0; i < tile.count; i++)
                q[i] *= tile.flags[i] & FLAG_PERFUSED ? linear_held(row) : 1.0f;
        if (row->stage->fixed)
            for (int i = 0; i < tile.count; i++) {
                q[i] = tile.flags[i] & FLAG_PERFUSED ? 0.0f : q[i] + linear_carried(row, x + i);
            }
        row->work->laws->squares(q, tile.count, &squares);
    }
    return squares;
}

static void linear_row(const Row *row, const Law *law, int laws, bool coarse)
{
    const MultigridLevel *level = &row->work->mg.level[0];
    for (int x = 0; x < level->shape.n[0]; x += TILE) {
        Tile tile;
        float q[TILE], k[TILE], s[TILE], b[TILE], inverse[TILE];
        tiles_load(row, x, true, &tile);
        linear_terms(row, law, laws, x, &tile, false, q, k, s);
        row->work->laws->linear(tile.c, q, k, s, row->axis[0].sum + x, row->yz_sum, row->stage->d,
                                b, inverse, tile.count);
        linear_walls(row, x, tile.count, b);
        if (row->stage->fixed)
            linear_fix(row, &tile, x, b, inverse);
        if (coarse && row->work->mg.levels > 1)
            linear_coarsen(row, x, &tile, k, s);
        tiles_split(row, b, x, tile.count, level->b);
        tiles_split(row, inverse, x, tile.count, level->inverse);
    }
}

static void linear_norm_row(const Row *row, bool first, PlaneSums *sums)
{
    Workspace *work = row->work;
    const MultigridShape *shape = &work->mg.level[0].shape;
    float line[MULTIGRID_ROW + 16];
    multigrid_defect(&work->mg, &work->faces[row->stage->substance], row->stage->d, row->y, row->z,
                     line);
    if (row->stage->held && !row->stage->fixed)
        for (int x = 0; x < shape->n[0]; x++)
            if (work->flags[row->row * shape->n[0] + x] & FLAG_PERFUSED)
                line[(x & 1) * ((shape->n[0] + 1) / 2) + (x >> 1)] *= linear_held(row);
    work->laws->squares(line, shape->n[0], &sums->norm);
    if (!first)
        return;
    const float *u = work->mg.level[0].u, *inverse = work->mg.level[0].inverse;
    for (int x = 0; x < shape->n[0]; x++) {
        int64_t i = tiles_element(row, x);
        line[x] = inverse[i] < ROWS_FIXED ? 0.0f : u[i] / inverse[i];
    }
    work->laws->squares(line, shape->n[0], &sums->size);
}

Defect transport_assemble(const World *world, Workspace *work, const Stage *stage, bool first,
                          bool coarse)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    Law law[LAWS_MOST];
    int laws = tiles_laws(work, stage, law), pairs = (shape->n[2] + 1) / 2;
    if (coarse && work->mg.levels > 1) {
        size_t bytes = (size_t)work->mg.level[1].shape.cells * sizeof(float);
        memset(work->mg.level[1].u, 0, bytes);
        memset(work->mg.level[1].b, 0, bytes);
    }
    /* two planes at a time: they share a coarse one */
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int pair = 0; pair < pairs; pair++)
        for (int z = 2 * pair; z < 2 * pair + 2 && z < shape->n[2]; z++) {
            work->planes[z].scale = 0.0;
            for (int y = 0; y < shape->n[1]; y++) {
                Row row = tiles_row(world, work, stage, y, z);
                linear_row(&row, law, laws, coarse);
                if (first)
                    work->planes[z].scale += linear_scale_row(&row, law, laws);
            }
        }
    if (stage->compact)
        compact_add(world, work, stage);
    if (coarse)
        multigrid_prepare(&work->mg, &work->faces[stage->substance], stage->d);
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++) {
        work->planes[z].norm = work->planes[z].size = 0.0;
        for (int y = 0; y < shape->n[1]; y++) {
            Row row = tiles_row(world, work, stage, y, z);
            linear_norm_row(&row, first, &work->planes[z]);
        }
    }
    Defect defect = {0.0, 0.0, 0.0};
    for (int z = 0; z < shape->n[2]; z++) {
        defect.norm += work->planes[z].norm;
        defect.scale += work->planes[z].scale;
        defect.grain += work->planes[z].size;
    }
    return (Defect){sqrt(defect.norm), sqrt(defect.scale), 2e-7 * sqrt(defect.grain)};
}
