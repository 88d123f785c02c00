#include "cli/fit_trials.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fit_trials_start(FitTrials *trials, const Fit *fit, FitRun *run, FitTold *told, void *context)
{
    *trials = (FitTrials){.fit = fit, .run = run, .told = told, .context = context};
}

static void fit_trial_free(FitTrial *trial)
{
    free(trial->cells);
    free(trial->point);
    free(trial->values);
    free(trial->terms);
}

void fit_trials_destroy(FitTrials *trials)
{
    for (int i = 0; i < trials->count; i++)
        fit_trial_free(&trials->list[i]);
    free(trials->list);
    trials->list = NULL;
    trials->count = trials->room = 0;
}

bool fit_trials_fail(FitTrials *trials, Status status, const char *message)
{
    trials->status = status;
    if (message)
        snprintf(trials->message, sizeof trials->message, "%s", message);
    return false;
}

/* The value at a coordinate with six digits, as a cell; an end of the range stays what it is. */
static void fit_cell(const SweepParameter *p, double u, char out[SWEEP_CELL])
{
    char six[40];
    double exact = design_scale(&p->scale, u);
    snprintf(six, sizeof six, "%.6g", exact);
    double value = strtod(six, NULL);
    bool inside = value > p->scale.low && value < p->scale.high;
    sweep_number(inside ? value : exact, out);
}

double fit_trials_round(const Fit *fit, int parameter, double u)
{
    char cell[SWEEP_CELL];
    const SweepParameter *p = &fit->sweep.parameters[parameter];
    fit_cell(p, u, cell);
    return design_unscale(&p->scale, strtod(cell, NULL));
}

static bool fit_trial_is(const FitTrial *trial, char (*cells)[SWEEP_CELL], int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(trial->cells[i], cells[i]) != 0)
            return false;
    return true;
}

/* Room for one more trial, with these cells. */
static FitTrial *fit_trials_add(FitTrials *trials, char (*cells)[SWEEP_CELL])
{
    const Fit *fit = trials->fit;
    size_t k = (size_t)fit->sweep.parameters_count, figures = (size_t)fit->figures_count;
    if (trials->count == trials->room) {
        int room = 2 * trials->room + 16;
        FitTrial *list = realloc(trials->list, (size_t)room * sizeof *list);
        if (!list)
            return NULL;
        trials->list = list;
        trials->room = room;
    }
    FitTrial *trial = &trials->list[trials->count];
    *trial = (FitTrial){.cells = calloc(k, sizeof *trial->cells),
                        .point = calloc(k, sizeof *trial->point),
                        .values = calloc(figures * (size_t)fit->sweep.seeds, sizeof(double)),
                        .terms = calloc(figures, sizeof *trial->terms)};
    if (!trial->cells || !trial->point || !trial->values || !trial->terms) {
        fit_trial_free(trial);
        return NULL;
    }
    memcpy(trial->cells, cells, k * sizeof *cells);
    for (size_t i = 0; i < k; i++)
        trial->point[i] = design_unscale(&fit->sweep.parameters[i].scale, strtod(cells[i], NULL));
    return trial;
}

static Status fit_trial_score(const Fit *fit, FitTrial *trial)
{
    int seeds = (int)fit->sweep.seeds;
    double *scratch = malloc((size_t)seeds * sizeof *scratch);
    if (!scratch)
        return STATUS_NO_MEMORY;
    for (int i = 0; i < fit->figures_count; i++)
        trial->terms[i] = likelihood_term(
            &fit->figures[i].datum, trial->values + (size_t)i * (size_t)seeds, seeds, scratch);
    free(scratch);
    trial->log_likelihood =
        trial->failed ? -INFINITY : likelihood_sum(trial->terms, fit->figures_count);
    return STATUS_OK;
}

static bool fit_trials_make(FitTrials *trials, char (*cells)[SWEEP_CELL])
{
    FitTrial *trial = fit_trials_add(trials, cells);
    if (!trial)
        return fit_trials_fail(trials, STATUS_NO_MEMORY, status_sentence(STATUS_NO_MEMORY));
    char *message = trials->message;
    Status status =
        trials->run(trials->context, trials->count, trial, message, sizeof trials->message);
    if (status == STATUS_OK)
        status = fit_trial_score(trials->fit, trial);
    if (status != STATUS_OK) {
        fit_trial_free(trial);
        return fit_trials_fail(trials, status, NULL);
    }
    trials->count++;
    trials->left--;
    status =
        trials->told(trials->context, trials->count - 1, trial, message, sizeof trials->message);
    return status == STATUS_OK || fit_trials_fail(trials, status, NULL);
}

int fit_trials_at(FitTrials *trials, const double *point)
{
    char cells[OPTIMISE_DIMENSIONS][SWEEP_CELL];
    int k = trials->fit->sweep.parameters_count;
    for (int i = 0; i < k; i++)
        fit_cell(&trials->fit->sweep.parameters[i], point[i], cells[i]);
    for (int i = 0; i < trials->count; i++)
        if (fit_trial_is(&trials->list[i], cells, k))
            return i;
    if (trials->left <= 0 || trials->status != STATUS_OK || !fit_trials_make(trials, cells))
        return -1;
    return trials->count - 1;
}

int fit_trials_best(const FitTrials *trials)
{
    int best = -1;
    double highest = -INFINITY;
    for (int i = 0; i < trials->count; i++)
        if (trials->list[i].log_likelihood > highest) {
            highest = trials->list[i].log_likelihood;
            best = i;
        }
    return best;
}
