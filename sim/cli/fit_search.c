/* How a fit looks for its best trial: NLopt over the trials that are known and new ones. */
#include "cli/fit_trials.h"

#include <math.h>
#include <string.h>

/* Of a search: the first step, and the last, of the range. Not the fall of the likelihood, which is
 * nothing between two trials on either side of its top. Calls that find a trial again are free. */
static const OptimiseLimits SEARCH = {.step = 0.15, .height = 0, .position = 0.005, .calls = 20000};

/* A search over some of the parameters, the others held. */
typedef struct FitSearch {
    FitTrials *trials;
    double point[OPTIMISE_DIMENSIONS];
    int held; /* -1: none */
} FitSearch;

static double fit_search_value(void *context, const double *point, bool *stop)
{
    FitSearch *search = context;
    int k = search->trials->fit->sweep.parameters_count, from = 0;
    for (int i = 0; i < k; i++)
        if (i != search->held)
            search->point[i] = point[from++];
    int trial = fit_trials_at(search->trials, search->point);
    *stop = trial < 0;
    return trial < 0 ? -INFINITY : search->trials->list[trial].log_likelihood;
}

void fit_search_over(FitTrials *trials, const double *from, int held, int64_t left,
                     OptimiseBest *best)
{
    FitSearch search = {.trials = trials, .held = held};
    double start[OPTIMISE_DIMENSIONS];
    int k = trials->fit->sweep.parameters_count, count = 0;
    memcpy(search.point, from, (size_t)k * sizeof *from);
    for (int i = 0; i < k; i++)
        if (i != held)
            start[count++] = from[i];
    trials->left = left;
    Status status = optimise(count, start, &SEARCH, fit_search_value, &search, best);
    if (status != STATUS_OK && trials->status == STATUS_OK)
        fit_trials_fail(trials, status, "the search failed");
}

Status fit_search(FitTrials *trials, bool *converged)
{
    OptimiseBest best;
    fit_search_over(trials, trials->fit->start, -1, trials->fit->budget, &best);
    *converged = best.converged;
    return trials->status;
}
