/* A face between sites i and j carries (d - (k_i + k_j)/24)(c_j - c_i). With k the slope of the
 * uptake this is Numerov's method: the mean of the uptake over a site, and the third derivative at
 * a face, both follow from D c'' = k c. A perfused site takes its neighbour's k. */
#include "fields/compact.h"

static double compact_slope(const Row *row, int64_t site, int64_t element, double sum)
{
    const Stage *stage = row->stage;
    if (row->work->flags[site] & FLAG_PERFUSED)
        return -1.0;
    double k = 1.0 / (double)row->work->mg.level[0].inverse[element] - (double)stage->d * sum -
               (double)stage->rate;
    return k > 0.0 ? k : 0.0;
}

static double compact_sum(const Row *row, int64_t site)
{
    const int *n = row->work->mg.level[0].shape.n;
    double sum = 0.0;
    for (int a = 0; a < 3; a++)
        sum += (double)row->axis[a].sum[n[a] > 1 ? site : 0];
    return sum;
}

double compact_inflow(const Row *row, int x)
{
    const float *u = row->work->mg.level[0].u;
    int64_t site = row->row * row->work->mg.level[0].shape.n[0] + x, own = tiles_element(row, x);
    Neighbours near = tiles_neighbours(row, x);
    double k = compact_slope(row, site, own, compact_sum(row, site)), inflow = 0.0;
    for (int i = 0; i < near.count; i++) {
        double other =
            compact_slope(row, near.site[i], near.element[i], compact_sum(row, near.site[i]));
        double mine = k < 0.0 ? other : k;
        other = other < 0.0 ? mine : other;
        if (mine >= 0.0)
            inflow -= (mine + other) / 24.0 * ((double)u[near.element[i]] - (double)u[own]);
    }
    return inflow;
}

void compact_add(const World *world, Workspace *work, const Stage *stage)
{
    MultigridLevel *level = &work->mg.level[0];
    for (int z = 0; z < level->shape.n[2]; z++) {
        Row row = tiles_row(world, work, stage, 0, z);
        for (int x = 0; x < level->shape.n[0]; x++)
            if (level->inverse[tiles_element(&row, x)] >= ROWS_FIXED)
                level->b[tiles_element(&row, x)] += (float)compact_inflow(&row, x);
    }
}
