/* The trials of a fit: values of its parameters, what the runs of all seeds gave, and how likely
 * that makes the published figures. A trial is made once: values have six digits, and those that
 * were tried are found again, so that a fit that is begun anew repeats its search out of what is
 * known and goes on where it stood. */
#ifndef PRODROME_FIT_TRIALS_H
#define PRODROME_FIT_TRIALS_H

#include "cli/fit.h"
#include "cli/optimise.h"

enum { FIT_MESSAGE = FILE_PATH + 512 };

typedef struct FitTrial {
    char (*cells)[SWEEP_CELL]; /* of each parameter */
    double *point;             /* coordinates of these values */
    double *values;            /* figures x seeds; NAN: none */
    LikelihoodTerm *terms;     /* of each figure */
    double log_likelihood;     /* -infinity where a figure cannot be scored, or a run failed */
    int failed;                /* runs */
    int64_t row;               /* of the design, from 0 */
} FitTrial;

/* Runs what is missing of a trial and fills its values and failed. STATUS_STOPPED: a signal came,
 * and the trial is not whole. */
typedef Status FitRun(void *context, int number, FitTrial *trial, char *message,
                      size_t message_size);

/* Told of each new trial, once it is scored. */
typedef Status FitTold(void *context, int number, const FitTrial *trial, char *message,
                       size_t message_size);

typedef struct FitTrials {
    const Fit *fit;
    FitRun *run;
    FitTold *told;
    void *context;
    FitTrial *list;
    int count, room;
    int64_t left; /* new trials that the present stage may still make */
    Status status;
    char message[FIT_MESSAGE]; /* of what ended the fit */
} FitTrials;

void fit_trials_start(FitTrials *trials, const Fit *fit, FitRun *run, FitTold *told, void *context);
void fit_trials_destroy(FitTrials *trials);

/* The trial at a point of the unit cube, made if need be: its number from 0 on, or -1 when it would
 * be a new one and none is left, or after a failure (status and message of *trials). */
int fit_trials_at(FitTrials *trials, const double *point);

/* The coordinate of the value with six digits that stands for one. */
double fit_trials_round(const Fit *fit, int parameter, double u);

/* The likeliest, the earliest of equal ones; -1: none has a likelihood. */
int fit_trials_best(const FitTrials *trials);

/* Ends the fit: status and message (NULL: what it is) of *trials; returns false. */
bool fit_trials_fail(FitTrials *trials, Status status, const char *message);

/* Searches over all parameters but the one that is held (-1: none) from a point, until `left` new
 * trials are made or there is nothing to gain. */
void fit_search_over(FitTrials *trials, const double *from, int held, int64_t left,
                     OptimiseBest *best);

/* Searches from the start of the fit with its budget; *converged: not ended by it. Status as that
 * of *trials. */
Status fit_search(FitTrials *trials, bool *converged);

/* A parameter's profile: coordinates upward and the greatest log-likelihood at each. */
typedef struct FitProfile {
    double *at, *height;
    int count, room;
    Estimate limits;        /* in the parameter's unit; infinite where it was not followed so far */
    double lowest, highest; /* value that it was followed to; NAN: no profile */
} FitProfile;

/* Goes outward from the best trial until the likelihood has fallen enough on both sides. */
Status fit_profile(FitTrials *trials, int parameter, FitProfile *out);
void fit_profile_destroy(FitProfile *profile);

#endif
