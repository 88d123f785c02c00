#include "fields/axes.h"

int axes_length(int sites, int level)
{
    for (int l = 0; l < level; l++)
        sites = (sites + 1) / 2;
    return sites;
}

/* Width of a cell in finest edges: all are full but the last, which has what is left. */
static double axes_width(int sites, int level, int i)
{
    int64_t full = (int64_t)1 << level, start = full * i;
    return (double)(start + full <= sites ? full : sites - start);
}

static double axes_centre(int sites, int level, int i)
{
    return (double)((int64_t)i << level) + 0.5 * axes_width(sites, level, i);
}

/* Coupling per volume of cell i to its neighbour j: 1 / (own width x distance of the centres). */
static float axes_coupling(int sites, int level, int i, int j)
{
    double own = axes_width(sites, level, i), other = axes_width(sites, level, j);
    return (float)(2.0 / (own * (own + other)));
}

static float axes_wall(int sites, int level, int i)
{
    double own = axes_width(sites, level, i);
    return (float)(2.0 / (own * own));
}

static void axes_couplings(Axis *a, int sites, int level, FaceKind below, FaceKind above)
{
    int n = a->n, last = n - 1;
    for (int i = 0; i < n; i++) {
        a->low[i] = i > 0 ? axes_coupling(sites, level, i, i - 1) : 0.0f;
        a->high[i] = i < last ? axes_coupling(sites, level, i, i + 1) : 0.0f;
        a->wall[i] = 0.0f;
    }
    a->periodic = below == FACE_PERIODIC && n > 1;
    if (a->periodic) {
        a->low[0] = axes_coupling(sites, level, 0, last);
        a->high[last] = axes_coupling(sites, level, last, 0);
    }
    if (below == FACE_FIXED)
        a->wall[0] += axes_wall(sites, level, 0);
    if (above == FACE_FIXED)
        a->wall[last] += axes_wall(sites, level, last);
    for (int i = 0; i < n; i++)
        a->sum[i] = a->low[i] + a->high[i] + a->wall[i];
    double full = (double)((int64_t)1 << level);
    a->inner = (float)(1.0 / (full * full));
}

/* Linear interpolation between coarse centres; at a fixed face the correction is zero. */
static void axes_interpolation(Axis *a, int sites, int level, FaceKind below, FaceKind above)
{
    int coarse = axes_length(a->n, 1);
    for (int i = 0; i < a->n; i++) {
        int mine = i / 2, other = i % 2 ? mine + 1 : mine - 1;
        double x = axes_centre(sites, level, i), at = axes_centre(sites, level + 1, mine);
        a->part[i] = (float)(axes_width(sites, level, i) / axes_width(sites, level + 1, mine));
        a->own[i] = 1.0f;
        a->far[i] = 0.0f;
        a->other[i] = mine;
        bool inside = other >= 0 && other < coarse, side = x < at;
        FaceKind face = side ? below : above;
        if (x == at)
            continue;
        if (inside || a->periodic) {
            double gap = 0.5 * (axes_width(sites, level + 1, mine) +
                                axes_width(sites, level + 1, (other + coarse) % coarse));
            a->other[i] = (other + coarse) % coarse;
            a->far[i] = (float)((side ? at - x : x - at) / gap);
            a->own[i] = 1.0f - a->far[i];
        } else if (face == FACE_FIXED) {
            double reach = side ? at : (double)sites - at;
            a->own[i] = (float)((side ? x : (double)sites - x) / reach);
        }
    }
}

static void axes_ends(Axis *a)
{
    a->ends_count = 0;
    for (int i = 0; i < a->n; i++) {
        bool plain = a->low[i] == (i > 0 ? a->inner : 0.0f) &&
                     a->high[i] == (i < a->n - 1 ? a->inner : 0.0f);
        if (!plain && a->ends_count < 3)
            a->ends[a->ends_count++] = i;
    }
}

void axes_fill(Axis *axis, int sites, int level, FaceKind below, FaceKind above)
{
    axes_couplings(axis, sites, level, below, above);
    axes_interpolation(axis, sites, level, below, above);
    axes_ends(axis);
}
