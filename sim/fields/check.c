/* The residual of a quasi-steady field as it stands, over natural rows and without the multigrid:
 * what a step costs in which nothing needs solving. */
#include "fields/tiles.h"
#include "fields/transport.h"

#include <math.h>
#include <string.h>

enum { SAMPLE = 8 };               /* of so many planes one is looked at first */
static const double CLEARLY = 2.0; /* times the tolerance: the other planes need not be asked */

/* The row next to the present one, or the row itself where the coupling is zero. */
static const float *check_next(const Row *row, const float *field, int a, int step)
{
    const MultigridShape *shape = &row->work->mg.level[0].shape;
    int at[3] = {0, row->y, row->z}, n = shape->n[a];
    at[a] += step;
    if (at[a] < 0 || at[a] >= n)
        at[a] = row->axis[a].periodic ? (at[a] + n) % n : at[a] - step;
    return field + shape->n[0] * (at[1] + (int64_t)shape->n[1] * at[2]);
}

/* Adds diffusion to the fluxes q of a whole row. */
static void check_spread(const Row *row, const float *field, float *q)
{
    const float d = row->stage->d;
    const Axis *axis = row->axis;
    int n = axis[0].n, last = n - 1;
    const float *c = check_next(row, field, 0, 0);
    const float *rows[5] = {c, check_next(row, field, 1, -1), check_next(row, field, 1, +1),
                            check_next(row, field, 2, -1), check_next(row, field, 2, +1)};
    const float coupling[5] = {d * axis[0].inner, d * axis[1].low[row->y], d * axis[1].high[row->y],
                               d * axis[2].low[row->z], d * axis[2].high[row->z]};
    for (int end = 0; end < (n > 1 ? 2 : 1); end++) {
        int x = end ? last : 0;
        float sum = d * axis[0].low[x] * (c[x > 0 ? x - 1 : last] - c[x]) +
                    d * axis[0].high[x] * (c[x < last ? x + 1 : 0] - c[x]);
        for (int k = 1; k < 5; k++)
            sum += coupling[k] * (rows[k][x] - c[x]);
        q[x] += sum;
    }
    if (n < 3)
        return;
    for (int k = 0; k < 5; k++)
        rows[k]++;
    row->work->laws->spread(rows, coupling, q + 1, n - 2);
}

static void check_row(const Row *row, const Law *law, int laws, const float *field, PlaneSums *sums)
{
    float q[MULTIGRID_ROW + 16], source[TILE], flux[TILE], slope[TILE];
    int nx = row->axis[0].n;
    memset(q, 0, (size_t)nx * sizeof(float));
    for (int x = 0; x < nx; x += TILE) {
        Tile tile;
        tiles_load(row, x, false, &tile);
        memcpy(tile.c, field + tile.site, (size_t)tile.count * sizeof(float));
        memset(source, 0, (size_t)tile.count * sizeof(float));
        for (int i = 0; i < laws; i++) {
            law[i].loop(row->stage, &tile, flux, slope);
            if (law[i].at_zero)
                row->work->laws->add_source(flux, slope, tile.c, source, tile.count);
            row->work->laws->add_to(flux, q + x, tile.count);
        }
        row->work->laws->squares(source, tile.count, &sums->scale);
    }
    check_spread(row, field, q);
    row->work->laws->squares(q, nx, &sums->norm);
}

/* Norm and scale, squared, over every `stride`-th plane. */
static PlaneSums check_planes(const World *world, Workspace *work, const Stage *stage, int stride)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    const float *field = world->field[stage->substance];
    Law law[LAWS_MOST];
    int laws = tiles_laws(work, stage, law);
    PlaneSums sum = {0};
    memset(work->planes, 0, (size_t)shape->n[2] * sizeof *work->planes);
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = stride / 2; z < shape->n[2]; z += stride)
        for (int y = 0; y < shape->n[1]; y++) {
            Row row = tiles_row(world, work, stage, y, z);
            check_row(&row, law, laws, field, &work->planes[z]);
        }
    for (int z = 0; z < shape->n[2]; z++) {
        sum.norm += work->planes[z].norm;
        sum.scale += work->planes[z].scale;
    }
    return sum;
}

bool transport_settled(const World *world, Workspace *work, const Stage *stage)
{
    double tolerance = world->params.substances[stage->substance].steady_tolerance;
    double most = tolerance * tolerance;
    if (stage->held || stage->walls || stage->compact || stage->made_count > 0)
        return false;
    if (work->mg.level[0].shape.n[2] >= 2 * SAMPLE) {
        PlaneSums some = check_planes(world, work, stage, SAMPLE);
        if (some.scale > 0.0 && some.norm > CLEARLY * CLEARLY * most * some.scale)
            return false;
    }
    PlaneSums all = check_planes(world, work, stage, 1);
    return all.norm <= most * all.scale;
}
