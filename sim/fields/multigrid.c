/* The method: red-black Gauss-Seidel sweeps, cell-centred coarsening by two along every axis,
 * volume-averaged restriction, linear interpolation, re-discretised diffusion on every level
 * (Trottenberg, Oosterlee, Schueller: Multigrid, 2001, chapters 2 and 5).
 *
 * What is done differently: the last cell of an axis may be a part of a full one, so that any size
 * can be halved (axes.c); line sinks narrower than a coarse cell are put in series with
 * ln 2 / (2 pi D) per length at each coarsening, the resistance between the radii that a single
 * site stands for on the two lattices (Peaceman, SPE J. 1978), instead of being averaged;
 * restriction reads only the red cells, since a black half sweep has just left no defect on the
 * black ones, and correction writes only the black ones, since the red ones are relaxed next; so
 * the first red half sweep of a cycle is the one that may be over-relaxed, and that by a good deal.
 */
#include "fields/multigrid.h"

#include <float.h>
#include <string.h>

enum {
    PARALLEL_CELLS = 20000, /* smaller levels are not worth waking the other threads */
    COARSEST_SWEEPS = 8,
    VISITS_FINE = 1, /* cycles on level 1 per cycle on level 0 */
    VISITS_COARSE = 2
};

static const float FIRST_SWEEP = 1.5f; /* over-relaxation */

/* --- rows ------------------------------------------------------------------------------------ */

/* The cell `step` after x in a row of parity h that begins at 0, as an element of it. */
static ptrdiff_t multigrid_beside(const Axis *axis, int64_t to_other, int x, int step)
{
    int at = (x + step + axis->n) % axis->n;
    return (at >> 1) + ((at ^ x) & 1 ? to_other : 0);
}

static void multigrid_ends(RowPlane *plane, const Axis *axis, float d)
{
    plane->ends[0] = plane->ends[1] = 0;
    for (int e = 0; e < axis->ends_count; e++) {
        int x = axis->ends[e], h = x & 1;
        plane->end[h][plane->ends[h]++] = (RowEnd){x >> 1, d * axis->low[x], d * axis->high[x],
                                                   multigrid_beside(axis, plane->to_other, x, -1),
                                                   multigrid_beside(axis, plane->to_other, x, +1)};
    }
}

/* The half row of parity h in row (y, z), or beyond an end the one that it wraps round to, or a row
 * of zeros. */
static const float *multigrid_beyond(const Multigrid *mg, const MultigridFaces *faces, int l, int y,
                                     int z, int h)
{
    const MultigridShape *shape = &mg->level[l].shape;
    const Axis *axis = faces->axis[l];
    bool inside = y >= 0 && y < shape->n[1] && z >= 0 && z < shape->n[2];
    int a = y < 0 || y >= shape->n[1] ? 1 : 2;
    if (!inside && !axis[a].periodic)
        return mg->zero;
    y = (y + shape->n[1]) % shape->n[1];
    z = (z + shape->n[2]) % shape->n[2];
    return mg->level[l].u + multigrid_half(shape, y, z, h);
}

static RowPlane multigrid_plane(const Multigrid *mg, const MultigridFaces *faces, int l, float d,
                                int z, int colour)
{
    const MultigridLevel *level = &mg->level[l];
    const MultigridShape *shape = &level->shape;
    const Axis *axis = faces->axis[l];
    int h = (z + colour) & 1, last = shape->n[1] - 1;
    int64_t own = multigrid_half(shape, 0, z, h);
    const float *under = multigrid_beyond(mg, faces, l, 0, z - 1, h);
    const float *over = multigrid_beyond(mg, faces, l, 0, z + 1, h);
    RowPlane plane = {.first = {.u = level->u + own,
                                .b = level->b + own,
                                .inverse = level->inverse + own,
                                .under = under,
                                .over = over,
                                .x = d * axis[0].inner,
                                .to_under = d * axis[2].low[z],
                                .to_over = d * axis[2].high[z]},
                      .low = axis[1].low,
                      .high = axis[1].high,
                      .south = multigrid_beyond(mg, faces, l, -1, z, h),
                      .north = multigrid_beyond(mg, faces, l, last + 1, z, (last + z + colour) & 1),
                      .d = d,
                      .n = {shape->n[0], shape->n[1]},
                      .parity = h,
                      .half = shape->half,
                      .to_other = colour ? -shape->colour : shape->colour,
                      .under_step = under == mg->zero ? 0 : shape->half,
                      .over_step = over == mg->zero ? 0 : shape->half};
    multigrid_ends(&plane, &axis[0], d);
    return plane;
}

void multigrid_planes(const Multigrid *mg, const MultigridFaces *faces, float d, int z,
                      RowPlane plane[2])
{
    for (int colour = 0; colour < 2; colour++)
        plane[colour] = multigrid_plane(mg, faces, 0, d, z, colour);
}

void multigrid_defect(const Multigrid *mg, const RowPlane plane[2], int y, float *line)
{
    for (int colour = 0; colour < 2; colour++) {
        int odd = (plane[colour].parity + y) & 1;
        mg->rows->residual(&plane[colour], y, line + (odd ? (plane->n[0] + 1) / 2 : 0));
    }
}

/* --- sweeps ---------------------------------------------------------------------------------- */

static void multigrid_relax_plane(Multigrid *mg, const MultigridFaces *faces, int l, float d, int z,
                                  int colour, float factor, float least)
{
    RowPlane plane = multigrid_plane(mg, faces, l, d, z, colour);
    mg->rows->relax(&plane, factor, least);
}

/* One colour. Around an odd periodic axis two planes of one colour touch: the last goes alone. */
static void multigrid_relax(Multigrid *mg, const MultigridFaces *faces, int l, float d, int colour,
                            float factor, float least)
{
    const MultigridShape *shape = &mg->level[l].shape;
    int planes = shape->n[2];
    int alone = faces->axis[l][2].periodic && planes % 2 == 1;
#pragma omp parallel for schedule(static) if (shape->cells > PARALLEL_CELLS)
    for (int z = 0; z < planes - alone; z++)
        multigrid_relax_plane(mg, faces, l, d, z, colour, factor, least);
    if (alone)
        multigrid_relax_plane(mg, faces, l, d, planes - 1, colour, factor, least);
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

static void multigrid_restrict_plane(Multigrid *mg, const MultigridFaces *faces, int l, float d,
                                     int z)
{
    const MultigridShape *fine = &mg->level[l].shape;
    MultigridLevel *coarse = &mg->level[l + 1];
    const MultigridShape *shape = &coarse->shape;
    const Axis *axis = faces->axis[l];
    int colours = multigrid_colours_touch(faces, l) ? 2 : 1;
    RowPlane plane[2][2];
    for (int k = 0; k < 2 && 2 * z + k < fine->n[2]; k++)
        for (int colour = 0; colour < colours; colour++)
            plane[k][colour] = multigrid_plane(mg, faces, l, d, 2 * z + k, colour);
    for (int y = 0; y < shape->n[1]; y++) {
        float line[ROWS_HALF + 8];
        memset(line, 0, (size_t)shape->n[0] * sizeof(float));
        for (int k = 0; k < 4; k++) {
            int fy = 2 * y + (k & 1), fz = 2 * z + (k >> 1);
            if (fy >= fine->n[1] || fz >= fine->n[2])
                continue;
            float weight = axis[1].part[fy] * axis[2].part[fz];
            for (int colour = 0; colour < colours; colour++) {
                int h = (fy + fz + colour) & 1;
                mg->rows->defect(&plane[k >> 1][colour], fy, axis[0].part + h * fine->half, weight,
                                 line);
            }
        }
        int64_t even = multigrid_half(shape, y, z, 0), odd = multigrid_half(shape, y, z, 1);
        mg->rows->split(line, coarse->b + even, coarse->b + odd, shape->n[0]);
        memset(coarse->u + even, 0, (size_t)shape->half * sizeof(float));
        memset(coarse->u + odd, 0, (size_t)shape->half * sizeof(float));
    }
}

static void multigrid_restrict(Multigrid *mg, const MultigridFaces *faces, int l, float d)
{
#pragma omp parallel for schedule(static) if (mg->level[l].shape.cells > PARALLEL_CELLS)
    for (int z = 0; z < mg->level[l + 1].shape.n[2]; z++)
        multigrid_restrict_plane(mg, faces, l, d, z);
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
            multigrid_relax(mg, faces, l, d, sweep & 1, 1.0f, least);
        return;
    }
    multigrid_relax(mg, faces, l, d, 0, FIRST_SWEEP, least);
    multigrid_relax(mg, faces, l, d, 1, 1.0f, least);
    multigrid_restrict(mg, faces, l, d);
    int visits = l == 0 ? VISITS_FINE : VISITS_COARSE;
    for (int v = 0; v < visits; v++)
        multigrid_cycle_at(mg, faces, l + 1, d, -FLT_MAX);
    multigrid_correct(mg, faces, l);
    for (int colour = 0; colour < 2; colour++)
        multigrid_relax(mg, faces, l, d, colour, 1.0f, least);
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
    PairedRow all = {.part_even = axis[0].part,
                     .part_odd = axis[0].part + fine->shape.half,
                     .d = d * axis[0].inner,
                     .count = fine->shape.n[0]};
#pragma omp parallel for schedule(static) if (fine->shape.cells > PARALLEL_CELLS)
    for (int z = 0; z < coarse->shape.n[2]; z++)
        for (int y = 0; y < coarse->shape.n[1]; y++) {
            int64_t at = multigrid_natural(&coarse->shape, y, z);
            PairedRow pair = all;
            pair.coarse_k = coarse->u + at;
            pair.coarse_s = coarse->b + at;
            memset(pair.coarse_k, 0, (size_t)coarse->shape.n[0] * sizeof(float));
            memset(pair.coarse_s, 0, (size_t)coarse->shape.n[0] * sizeof(float));
            for (int q = 0; q < 4; q++) {
                int fy = 2 * y + (q & 1), fz = 2 * z + (q >> 1);
                if (fy >= fine->shape.n[1] || fz >= fine->shape.n[2])
                    continue;
                pair.k = fine->u + multigrid_natural(&fine->shape, fy, fz);
                pair.s = fine->b + multigrid_natural(&fine->shape, fy, fz);
                pair.weight = axis[1].part[fy] * axis[2].part[fz];
                mg->rows->coarsen(&pair);
            }
        }
}

/* The diagonals of a level of what has been averaged onto it; u is zero afterwards, beyond its rows
 * too. */
static void multigrid_invert(Multigrid *mg, const MultigridFaces *faces, int l, float d)
{
    MultigridLevel *level = &mg->level[l];
    const MultigridShape *shape = &level->shape;
    const Axis *axis = faces->axis[l];
#pragma omp parallel for schedule(static) if (shape->cells > PARALLEL_CELLS)
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++) {
            float line[MULTIGRID_ROW];
            const float *k = level->u + multigrid_natural(shape, y, z);
            const float *s = level->b + multigrid_natural(shape, y, z);
            float sum = axis[1].sum[y] + axis[2].sum[z];
            for (int x = 0; x < shape->n[0]; x++) {
                float diagonal = d * (axis[0].sum[x] + sum) + (k[x] + s[x]);
                /* 0: where nothing acts there is nothing to correct */
                line[x] = (diagonal > 0.0f ? 1.0f : 0.0f) / (diagonal + 1e-30f);
            }
            mg->rows->split(line, level->inverse + multigrid_half(shape, y, z, 0),
                            level->inverse + multigrid_half(shape, y, z, 1), shape->n[0]);
        }
    memset(level->u, 0, (size_t)shape->cells * sizeof(float));
}

void multigrid_prepare(Multigrid *mg, const MultigridFaces *faces, float d)
{
    for (int l = 1; l < mg->levels; l++) {
        if (l + 1 < mg->levels)
            multigrid_average(mg, faces, l, d);
        multigrid_invert(mg, faces, l, d);
    }
}
