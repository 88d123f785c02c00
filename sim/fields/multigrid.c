/* The method: red-black Gauss-Seidel sweeps, cell-centred coarsening by two along every axis,
 * volume-averaged restriction, linear interpolation, re-discretised diffusion on every level
 * (Trottenberg, Oosterlee, Schueller: Multigrid, 2001, chapters 2 and 5).
 *
 * What is done differently: the last cell of an axis may be a part of a full one, so that any size
 * can be halved (axes.c); line sinks narrower than a coarse cell are put in series with
 * ln 2 / (2 pi D) per length at each coarsening, the resistance between the radii that a single
 * site stands for on the two lattices (Peaceman, SPE J. 1978), instead of being averaged;
 * restriction reads only the red cells, since a black half sweep has just left no defect on the
 * black ones, and correction writes only the black ones, since the red ones are relaxed next. */
#include "fields/multigrid.h"

#include <float.h>
#include <string.h>

enum {
    PARALLEL_CELLS = 20000, /* smaller levels are not worth waking the other threads */
    COARSEST_SWEEPS = 8,
    VISITS_FINE = 1, /* cycles on level 1 per cycle on level 0 */
    VISITS_COARSE = 2
};

/* --- rows ------------------------------------------------------------------------------------ */

/* The half row of parity h next to (y, z) along axis a, or the row of zeros. */
static const float *multigrid_next(const Multigrid *mg, const MultigridFaces *faces, int l, int y,
                                   int z, int h, int a, int step)
{
    const MultigridShape *shape = &mg->level[l].shape;
    int at[3] = {0, y, z}, n = shape->n[a];
    at[a] += step;
    if (at[a] < 0 || at[a] >= n) {
        if (!faces->axis[l][a].periodic)
            return mg->zero;
        at[a] = (at[a] + n) % n;
    }
    return mg->level[l].u + multigrid_half(shape, at[1], at[2], h);
}

HalfRow multigrid_half_row(const Multigrid *mg, const MultigridFaces *faces, int l, float d, int y,
                           int z, int h)
{
    const MultigridLevel *level = &mg->level[l];
    const MultigridShape *shape = &level->shape;
    const Axis *axis = faces->axis[l];
    int64_t own = multigrid_half(shape, y, z, h), other = multigrid_half(shape, y, z, 1 - h);
    int n = shape->n[0];
    return (HalfRow){.u = level->u + own,
                     .b = level->b + own,
                     .inverse = level->inverse + own,
                     /* cell 2i lies between odd cells i - 1 and i, cell 2i + 1 between even i and
                      * i + 1; the first of an even row reads a neighbour that is not its own */
                     .left = level->u + other - (h ? 0 : 1),
                     .right = level->u + other + (h ? 1 : 0),
                     .south = multigrid_next(mg, faces, l, y, z, h, 1, -1),
                     .north = multigrid_next(mg, faces, l, y, z, h, 1, +1),
                     .under = multigrid_next(mg, faces, l, y, z, h, 2, -1),
                     .over = multigrid_next(mg, faces, l, y, z, h, 2, +1),
                     .x = d * axis[0].inner,
                     .to_south = d * axis[1].low[y],
                     .to_north = d * axis[1].high[y],
                     .to_under = d * axis[2].low[z],
                     .to_over = d * axis[2].high[z],
                     .count = (n + 1 - h) / 2};
}

/* Sum of coupling x neighbour at cell x, at either end of row (y, z). */
static float multigrid_end(const Multigrid *mg, const Axis *axis, int l, const HalfRow *row,
                           float d, int x, int y, int z)
{
    const MultigridShape *shape = &mg->level[l].shape;
    const float *u = mg->level[l].u;
    int last = shape->n[0] - 1, i = x >> 1;
    float left = 0.0f, right = 0.0f;
    if (x > 0)
        left = row->left[i];
    else if (axis->periodic)
        left = u[multigrid_at(shape, last, y, z)];
    if (x < last)
        right = row->right[i];
    else if (axis->periodic)
        right = u[multigrid_at(shape, 0, y, z)];
    return (d * axis->low[x] * left + d * axis->high[x] * right) +
           (row->to_south * row->south[i] + row->to_north * row->north[i]) +
           (row->to_under * row->under[i] + row->to_over * row->over[i]);
}

/* The defect at such a cell; 0 where the value is fixed. */
static float multigrid_end_defect(const Multigrid *mg, const Axis *x_axis, int l,
                                  const HalfRow *row, float d, int x, int y, int z)
{
    int i = x >> 1;
    float defect =
        multigrid_end(mg, x_axis, l, row, d, x, y, z) + row->b[i] - row->u[i] / row->inverse[i];
    return row->inverse[i] < ROWS_FIXED ? 0.0f : defect;
}

void multigrid_defect(const Multigrid *mg, const MultigridFaces *faces, float d, int y, int z,
                      float *line)
{
    const MultigridShape *shape = &mg->level[0].shape;
    const Axis *axis = &faces->axis[0][0];
    for (int h = 0; h < 2; h++) {
        HalfRow row = multigrid_half_row(mg, faces, 0, d, y, z, h);
        float *out = line + (h ? (shape->n[0] + 1) / 2 : 0);
        mg->rows->residual(&row, out);
        for (int e = 0; e < axis->ends_count; e++)
            if ((axis->ends[e] & 1) == h)
                out[axis->ends[e] >> 1] =
                    multigrid_end_defect(mg, axis, 0, &row, d, axis->ends[e], y, z);
    }
}

/* --- sweeps ---------------------------------------------------------------------------------- */

static void multigrid_relax_row(Multigrid *mg, const MultigridFaces *faces, int l, float d, int y,
                                int z, int h, float least)
{
    const Axis *axis = &faces->axis[l][0];
    HalfRow row = multigrid_half_row(mg, faces, l, d, y, z, h);
    float ends[3];
    for (int e = 0; e < axis->ends_count; e++) {
        int x = axis->ends[e], i = x >> 1;
        if ((x & 1) != h)
            continue;
        float value = (multigrid_end(mg, axis, l, &row, d, x, y, z) + row.b[i]) * row.inverse[i];
        ends[e] = value < least ? least : value;
    }
    mg->rows->relax(&row, least);
    for (int e = 0; e < axis->ends_count; e++)
        if ((axis->ends[e] & 1) == h)
            row.u[axis->ends[e] >> 1] = ends[e];
}

static void multigrid_relax_plane(Multigrid *mg, const MultigridFaces *faces, int l, float d, int z,
                                  int colour, float least)
{
    for (int y = 0; y < mg->level[l].shape.n[1]; y++)
        multigrid_relax_row(mg, faces, l, d, y, z, (y + z + colour) & 1, least);
}

/* One colour. Around an odd periodic axis two planes of one colour touch: the last goes alone. */
static void multigrid_relax(Multigrid *mg, const MultigridFaces *faces, int l, float d, int colour,
                            float least)
{
    const MultigridShape *shape = &mg->level[l].shape;
    int planes = shape->n[2];
    int alone = faces->axis[l][2].periodic && planes % 2 == 1;
#pragma omp parallel for schedule(static) if (shape->cells > PARALLEL_CELLS)
    for (int z = 0; z < planes - alone; z++)
        multigrid_relax_plane(mg, faces, l, d, z, colour, least);
    if (alone)
        multigrid_relax_plane(mg, faces, l, d, planes - 1, colour, least);
}

/* --- between levels -------------------------------------------------------------------------- */

/* Round an odd periodic axis cells of one colour touch, so that a sweep leaves a defect on both. */
static bool multigrid_colours_touch(const MultigridFaces *faces, int l)
{
    bool touch = false;
    for (int a = 0; a < 3; a++)
        touch |= faces->axis[l][a].periodic && faces->axis[l][a].n % 2 == 1;
    return touch;
}

/* Adds the weighted defects of parity h in one fine row to a coarse line. */
static void multigrid_defect_row(const Multigrid *mg, const MultigridFaces *faces, int l, float d,
                                 int y, int z, int h, float *line)
{
    const MultigridShape *shape = &mg->level[l].shape;
    const Axis *axis = faces->axis[l];
    HalfRow row = multigrid_half_row(mg, faces, l, d, y, z, h);
    float weight = axis[1].part[y] * axis[2].part[z], kept[3] = {0.0f, 0.0f, 0.0f};
    const float *part = axis[0].part + h * shape->half;
    for (int e = 0; e < axis[0].ends_count; e++) {
        int x = axis[0].ends[e], i = x >> 1;
        if ((x & 1) != h)
            continue;
        kept[e] =
            line[i] + weight * part[i] * multigrid_end_defect(mg, &axis[0], l, &row, d, x, y, z);
    }
    mg->rows->defect(&row, part, weight, line);
    for (int e = 0; e < axis[0].ends_count; e++)
        if ((axis[0].ends[e] & 1) == h)
            line[axis[0].ends[e] >> 1] = kept[e];
}

static void multigrid_restrict(Multigrid *mg, const MultigridFaces *faces, int l, float d)
{
    const MultigridShape *fine = &mg->level[l].shape;
    MultigridLevel *coarse = &mg->level[l + 1];
    const MultigridShape *shape = &coarse->shape;
    bool touch = multigrid_colours_touch(faces, l);
#pragma omp parallel for schedule(static) if (fine->cells > PARALLEL_CELLS)
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++) {
            float line[MULTIGRID_ROW / 2 + 8];
            memset(line, 0, (size_t)shape->n[0] * sizeof(float));
            for (int k = 0; k < 4; k++) {
                int fy = 2 * y + (k & 1), fz = 2 * z + (k >> 1);
                if (fy >= fine->n[1] || fz >= fine->n[2])
                    continue;
                multigrid_defect_row(mg, faces, l, d, fy, fz, (fy + fz) & 1, line);
                if (touch)
                    multigrid_defect_row(mg, faces, l, d, fy, fz, (fy + fz + 1) & 1, line);
            }
            int64_t even = multigrid_half(shape, y, z, 0), odd = multigrid_half(shape, y, z, 1);
            mg->rows->split(line, coarse->b + even, coarse->b + odd, shape->n[0]);
            memset(coarse->u + even, 0, (size_t)shape->half * sizeof(float));
            memset(coarse->u + odd, 0, (size_t)shape->half * sizeof(float));
        }
}

static void multigrid_correct_row(Multigrid *mg, const MultigridFaces *faces, int l, int y, int z,
                                  int h)
{
    const MultigridShape *shape = &mg->level[l].shape, *coarse = &mg->level[l + 1].shape;
    const Axis *axis = faces->axis[l];
    float room[MULTIGRID_ROW / 2 + 16], *line = room + 8;
    CoarseRows rows = {.evens = (coarse->n[0] + 1) / 2, .odds = coarse->n[0] / 2};
    for (int k = 0; k < 4; k++) {
        int cy = k & 1 ? axis[1].other[y] : y / 2, cz = k >> 1 ? axis[2].other[z] : z / 2;
        rows.even[k] = mg->level[l + 1].u + multigrid_half(coarse, cy, cz, 0);
        rows.odd[k] = mg->level[l + 1].u + multigrid_half(coarse, cy, cz, 1);
        rows.weight[k] =
            (k & 1 ? axis[1].far[y] : axis[1].own[y]) * (k >> 1 ? axis[2].far[z] : axis[2].own[z]);
    }
    mg->rows->gather(&rows, line);
    bool wrap = axis[0].periodic;
    line[-1] = wrap ? line[coarse->n[0] - 1] : 0.0f;
    line[coarse->n[0]] = wrap ? line[0] : 0.0f;
    int64_t row = multigrid_half(shape, y, z, h);
    mg->rows->correct(mg->level[l].u + row, mg->level[l].inverse + row,
                      axis[0].own + h * shape->half, axis[0].far + h * shape->half, line,
                      h ? 1 : -1, (shape->n[0] + 1 - h) / 2);
}

static void multigrid_correct(Multigrid *mg, const MultigridFaces *faces, int l)
{
    const MultigridShape *shape = &mg->level[l].shape;
    bool touch = multigrid_colours_touch(faces, l);
#pragma omp parallel for schedule(static) if (shape->cells > PARALLEL_CELLS)
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++) {
            multigrid_correct_row(mg, faces, l, y, z, (y + z + 1) & 1);
            if (touch)
                multigrid_correct_row(mg, faces, l, y, z, (y + z) & 1);
        }
}

static void multigrid_cycle_at(Multigrid *mg, const MultigridFaces *faces, int l, float d,
                               float least)
{
    if (l == mg->levels - 1) {
        for (int sweep = 0; sweep < COARSEST_SWEEPS; sweep++)
            multigrid_relax(mg, faces, l, d, sweep & 1, least);
        return;
    }
    for (int colour = 0; colour < 2; colour++)
        multigrid_relax(mg, faces, l, d, colour, least);
    multigrid_restrict(mg, faces, l, d);
    int visits = l == 0 ? VISITS_FINE : VISITS_COARSE;
    for (int v = 0; v < visits; v++)
        multigrid_cycle_at(mg, faces, l + 1, d, -FLT_MAX);
    multigrid_correct(mg, faces, l);
    for (int colour = 0; colour < 2; colour++)
        multigrid_relax(mg, faces, l, d, colour, least);
}

void multigrid_cycle(Multigrid *mg, const MultigridFaces *faces, float d, float least)
{
    multigrid_cycle_at(mg, faces, 0, d, least);
}

/* --- coarse diagonals ------------------------------------------------------------------------ */

/* Averages absorption and line sinks of level l onto level l + 1, natural order within rows. */
static void multigrid_average(Multigrid *mg, const MultigridFaces *faces, int l, float d)
{
    const MultigridLevel *fine = &mg->level[l];
    MultigridLevel *coarse = &mg->level[l + 1];
    const Axis *axis = faces->axis[l];
    float d_level = d * axis[0].inner;
    for (int z = 0; z < coarse->shape.n[2]; z++)
        for (int y = 0; y < coarse->shape.n[1]; y++) {
            float *k = coarse->u + multigrid_natural(&coarse->shape, y, z);
            float *s = coarse->b + multigrid_natural(&coarse->shape, y, z);
            memset(k, 0, (size_t)coarse->shape.n[0] * sizeof(float));
            memset(s, 0, (size_t)coarse->shape.n[0] * sizeof(float));
            for (int q = 0; q < 4; q++) {
                int fy = 2 * y + (q & 1), fz = 2 * z + (q >> 1);
                if (fy >= fine->shape.n[1] || fz >= fine->shape.n[2])
                    continue;
                int64_t row = multigrid_natural(&fine->shape, fy, fz);
                float w = axis[1].part[fy] * axis[2].part[fz];
                for (int x = 0; x < fine->shape.n[0]; x++) {
                    float part = w * axis[0].part[(x & 1) * fine->shape.half + (x >> 1)];
                    k[x >> 1] += part * fine->u[row + x];
                    s[x >> 1] += part * multigrid_series(fine->b[row + x], d_level);
                }
            }
        }
}

static void multigrid_invert(Multigrid *mg, const MultigridFaces *faces, int l, float d)
{
    MultigridLevel *level = &mg->level[l];
    const MultigridShape *shape = &level->shape;
    const Axis *axis = faces->axis[l];
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++) {
            int64_t row = multigrid_natural(shape, y, z);
            for (int x = 0; x < shape->n[0]; x++) {
                float sum = axis[0].sum[x] + (axis[1].sum[y] + axis[2].sum[z]);
                float diagonal = d * sum + (level->u[row + x] + level->b[row + x]);
                level->inverse[multigrid_at(shape, x, y, z)] =
                    diagonal > 0.0f ? 1.0f / diagonal : 0.0f;
            }
        }
}

void multigrid_prepare(Multigrid *mg, const MultigridFaces *faces, float d)
{
    for (int l = 1; l < mg->levels; l++) {
        if (l + 1 < mg->levels)
            multigrid_average(mg, faces, l, d);
        multigrid_invert(mg, faces, l, d);
    }
}
