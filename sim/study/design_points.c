#include "study/design_points.h"
#include "core/random.h"
#include "study/sobol.h"

#include <string.h>

/* Level j of n: both ends, and the middle where there is but one. */
static double design_points_level(int j, int n)
{
    return n == 1 ? 0.5 : (double)j / (n - 1);
}

static double *design_points_row(Design *out, int row)
{
    return out->point + (size_t)row * (size_t)out->dimensions;
}

static void design_points_roles(Design *out)
{
    for (int row = 0; row < out->rows; row++)
        out->role[row] = (DesignRole){.block = row, .step = 0, .changed = -1};
}

void design_points_grid(const DesignPlan *plan, Design *out)
{
    for (int row = 0; row < out->rows; row++) {
        int rest = row;
        for (int d = out->dimensions - 1; d >= 0; d--) {
            int n = plan->levels[d];
            design_points_row(out, row)[d] = design_points_level(rest % n, n);
            rest /= n;
        }
    }
    design_points_roles(out);
}

void design_points_list(const DesignPlan *plan, Design *out)
{
    memcpy(out->point, plan->given,
           (size_t)out->rows * (size_t)out->dimensions * sizeof *plan->given);
    design_points_roles(out);
}

/* 53 random bits and none of the ends. */
static double design_points_uniform(Draw draw)
{
    return ((double)(draw.word[0] >> 6) * 0x1p26 + (double)(draw.word[1] >> 6) + 0.5) * 0x1p-52;
}

/* A whole number below n, each as likely to 2^-52. */
static int design_points_below(Draw draw, int n)
{
    int i = (int)(design_points_uniform(draw) * n);
    return i < n ? i : n - 1;
}

/* Fisher and Yates' shuffle of 0 ... n - 1. */
static void design_points_shuffle(uint64_t seed, Purpose purpose, uint64_t who, int n, int *order)
{
    for (int i = 0; i < n; i++)
        order[i] = i;
    for (int i = n - 1; i > 0; i--) {
        int j = design_points_below(random_draw(seed, purpose, who, (uint32_t)i), i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

/* Draws within strata have keys above those of the shuffles. */
Status design_points_latin(const DesignPlan *plan, Memory *memory, Design *out)
{
    int n = out->rows, *order = memory_create(memory, (size_t)n, sizeof *order);
    if (!order)
        return STATUS_NO_MEMORY;
    for (int d = 0; d < out->dimensions; d++) {
        design_points_shuffle(plan->seed, PURPOSE_STUDY_LATIN, (uint64_t)d, n, order);
        for (int row = 0; row < n; row++) {
            Draw draw = random_draw(plan->seed, PURPOSE_STUDY_LATIN,
                                    (uint64_t)(DESIGN_DIMENSIONS + d), (uint32_t)row);
            /* 32 bits: with up to 20 of the stratum, the sum is exact. */
            double within = random_uniform(draw.word[0]);
            design_points_row(out, row)[d] = (order[row] + within) / n;
        }
    }
    memory_destroy(memory, order);
    design_points_roles(out);
    return STATUS_OK;
}

static double design_points_coordinate(const DesignPlan *plan, int index, int dimension)
{
    return plan->plain ? sobol_plain((uint32_t)index, dimension)
                       : sobol_scrambled((uint32_t)index, dimension, plan->seed);
}

void design_points_sobol(const DesignPlan *plan, Design *out)
{
    for (int row = 0; row < out->rows; row++)
        for (int d = 0; d < out->dimensions; d++)
            design_points_row(out, row)[d] = design_points_coordinate(plan, row, d);
    design_points_roles(out);
}

/* Morris, Technometrics 33 (1991): a start on the levels from which a step of p/2 levels, up or
 * down, stays inside in every dimension; the steps are then taken in random order. */
void design_points_morris(const DesignPlan *plan, Design *out)
{
    int k = out->dimensions, p = plan->morris_levels, half = p / 2;
    for (int t = 0; t < plan->points; t++) {
        int from[DESIGN_DIMENSIONS], to[DESIGN_DIMENSIONS], order[DESIGN_DIMENSIONS];
        design_points_shuffle(plan->seed, PURPOSE_STUDY_MORRIS, 2 * (uint64_t)t, k, order);
        for (int d = 0; d < k; d++) {
            Draw draw =
                random_draw(plan->seed, PURPOSE_STUDY_MORRIS, 2 * (uint64_t)t + 1, (uint32_t)d);
            int low = design_points_below(draw, half), down = draw.word[2] & 1;
            from[d] = down ? low + half : low;
            to[d] = down ? low : low + half;
        }
        for (int step = 0; step <= k; step++) {
            int row = t * (k + 1) + step, changed = step ? order[step - 1] : -1;
            if (step)
                from[changed] = to[changed];
            for (int d = 0; d < k; d++)
                design_points_row(out, row)[d] = design_points_level(from[d], p);
            out->role[row] = (DesignRole){.block = t, .step = step, .changed = changed};
        }
    }
}

/* Saltelli et al., Comput. Phys. Commun. 181 (2010): A and B are the two halves of a point of twice
 * as many dimensions; A_B^i is A with dimension i of B. */
void design_points_saltelli(const DesignPlan *plan, Design *out)
{
    int k = out->dimensions;
    for (int j = 0; j < plan->points; j++) {
        double a[SOBOL_DIMENSIONS], b[SOBOL_DIMENSIONS];
        for (int d = 0; d < k; d++) {
            a[d] = design_points_coordinate(plan, j, d);
            b[d] = design_points_coordinate(plan, j, k + d);
        }
        for (int step = 0; step < k + 2; step++) {
            int row = j * (k + 2) + step, changed = step > 0 && step <= k ? step - 1 : -1;
            double *point = design_points_row(out, row);
            memcpy(point, step == k + 1 ? b : a, (size_t)k * sizeof *point);
            if (changed >= 0)
                point[changed] = b[changed];
            out->role[row] = (DesignRole){.block = j, .step = step, .changed = changed};
        }
    }
}

void design_points_one_at_a_time(const DesignPlan *plan, Design *out)
{
    int k = out->dimensions;
    for (int row = 0; row < out->rows; row++) {
        int changed = row ? (row - 1) / 2 : -1, step = row ? 1 + (row - 1) % 2 : 0;
        memcpy(design_points_row(out, row), plan->given, (size_t)k * sizeof *plan->given);
        if (row)
            design_points_row(out, row)[changed] = step - 1;
        out->role[row] = (DesignRole){.block = row, .step = step, .changed = changed};
    }
}
