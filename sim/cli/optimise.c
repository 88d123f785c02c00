#include "cli/optimise.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

/* What Sbplx takes for "no value": it calculates with what it gets. */
static const double NO_VALUE = -1e100;

typedef struct Search {
    nlopt_opt nlopt;
    OptimiseValue *function;
    void *context;
    OptimiseBest *best;
} Search;

static double optimise_call(unsigned dimensions, const double *point, double *gradient, void *data)
{
    Search *search = data;
    bool stop = false;
    (void)gradient;
    double value = search->function(search->context, point, &stop);
    if (stop) {
        search->best->stopped = true;
        nlopt_force_stop(search->nlopt);
        return NO_VALUE;
    }
    search->best->calls++;
    if (value > search->best->value) {
        search->best->value = value;
        memcpy(search->best->point, point, dimensions * sizeof *point);
    }
    return value > NO_VALUE ? value : NO_VALUE;
}

static nlopt_result optimise_set(Search *search, int dimensions, const OptimiseLimits *limits)
{
    double steps[OPTIMISE_DIMENSIONS];
    for (int i = 0; i < dimensions; i++)
        steps[i] = limits->step;
    nlopt_result results[] = {
        nlopt_set_max_objective(search->nlopt, optimise_call, search),
        nlopt_set_lower_bounds1(search->nlopt, 0.0),
        nlopt_set_upper_bounds1(search->nlopt, 1.0),
        nlopt_set_initial_step(search->nlopt, steps),
        nlopt_set_ftol_abs(search->nlopt, limits->height),
        nlopt_set_xtol_abs1(search->nlopt, limits->position),
        nlopt_set_maxeval(search->nlopt, limits->calls),
    };
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++)
        if (results[i] < 0)
            return results[i];
    return NLOPT_SUCCESS;
}

Status optimise(int dimensions, const double *start, const OptimiseLimits *limits,
                OptimiseValue *function, void *context, OptimiseBest *out)
{
    CHECK(dimensions >= 1 && dimensions <= OPTIMISE_DIMENSIONS);
    double point[OPTIMISE_DIMENSIONS], height;
    Search search = {.function = function, .context = context, .best = out};
    *out = (OptimiseBest){.value = -INFINITY};
    memcpy(point, start, (size_t)dimensions * sizeof *point);
    memcpy(out->point, start, (size_t)dimensions * sizeof *point);
    search.nlopt = nlopt_create(NLOPT_LN_SBPLX, (unsigned)dimensions);
    if (!search.nlopt)
        return STATUS_NO_MEMORY;
    nlopt_result result = optimise_set(&search, dimensions, limits);
    if (result > 0)
        result = nlopt_optimize(search.nlopt, point, &height);
    nlopt_destroy(search.nlopt);
    out->converged = result > 0 && result != NLOPT_MAXEVAL_REACHED;
    if (result == NLOPT_OUT_OF_MEMORY)
        return STATUS_NO_MEMORY;
    /* Rounding that leaves nothing to gain is an end as good as another. */
    bool ended = result > 0 || result == NLOPT_FORCED_STOP || result == NLOPT_ROUNDOFF_LIMITED;
    return ended ? STATUS_OK : STATUS_INTERNAL;
}

void optimise_version(int out[3])
{
    nlopt_version(&out[0], &out[1], &out[2]);
}
