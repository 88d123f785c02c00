#include "cli/fit_tell.h"
#include "cli/cli.h"
#include "render/axis.h"
#include "io/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FIT_NUMBER = 40 };

/* A unit behind a blank, unless there is none. */
static const char *fit_tell_unit(const char *unit, char out[SWEEP_UNIT + 2])
{
    unit = text_unit(unit);
    snprintf(out, SWEEP_UNIT + 2, "%s%s", *unit ? " " : "", unit);
    return out;
}

void fit_tell_begin(const FitJob *job)
{
    const Fit *fit = &job->fit;
    int k = fit->sweep.parameters_count, figures = fit->figures_count;
    if (job->quiet)
        return;
    printf("fit      %s: %d parameter%s by %d published figure%s, %" PRId64 " animals a trial, at "
           "most %" PRId64 " trials\n",
           fit->sweep.name.text, k, k == 1 ? "" : "s", figures, figures == 1 ? "" : "s",
           fit->sweep.seeds, fit->budget);
    printf("folder   %s%s\n", job->job.folder, job->found ? " (goes on with what is there)" : "");
    fflush(stdout);
}

Status fit_tell_trial(void *context, int number, const FitTrial *trial, char *message,
                      size_t message_size)
{
    const FitJob *job = context;
    const Fit *fit = &job->fit;
    char unit[SWEEP_UNIT + 2];
    if (job->quiet)
        return fit_tell_files(job, NULL, message, message_size);
    printf("trial %-3d", number + 1);
    for (int i = 0; i < fit->sweep.parameters_count; i++)
        printf(" %s %s%s ", fit->sweep.parameters[i].path, trial->cells[i],
               fit_tell_unit(fit->sweep.parameters[i].unit, unit));
    printf(" log-likelihood %.4g  residual", trial->log_likelihood);
    for (int f = 0; f < fit->figures_count && f < 6; f++)
        printf(" %+.2f", trial->terms[f].residual);
    if (fit->figures_count > 6)
        printf(" ...");
    if (trial->failed)
        printf("  (%d of %" PRId64 " runs failed)", trial->failed, fit->sweep.seeds);
    printf("\n");
    fflush(stdout);
    return fit_tell_files(job, NULL, message, message_size);
}

/* An end of an interval, in words where the profile was not followed so far. */
static void fit_tell_limit(double limit, double end, char out[FIT_NUMBER])
{
    char number[24];
    axis_number(isfinite(limit) ? limit : end, number, sizeof number);
    snprintf(out, FIT_NUMBER, "%s%s",
             isfinite(limit) ? ""
             : isnan(limit)  ? "not known, "
             : limit < 0     ? "below "
                             : "above ",
             number);
}

static void fit_tell_parameters(const FitJob *job, const FitTrial *best, const FitProfile *profiles)
{
    const Fit *fit = &job->fit;
    char unit[SWEEP_UNIT + 2], low[FIT_NUMBER], high[FIT_NUMBER], start[FIT_NUMBER];
    char from[FIT_NUMBER], to[FIT_NUMBER];
    for (int i = 0; i < fit->sweep.parameters_count; i++) {
        const SweepParameter *p = &fit->sweep.parameters[i];
        fit_tell_limit(profiles[i].limits.low, profiles[i].lowest, low);
        fit_tell_limit(profiles[i].limits.high, profiles[i].highest, high);
        axis_number(design_scale(&p->scale, fit->start[i]), start, sizeof start);
        axis_number(p->scale.low, from, sizeof from);
        axis_number(p->scale.high, to, sizeof to);
        printf("fitted   %s = %s%s", p->path, best->cells[i], fit_tell_unit(p->unit, unit));
        if (profiles[i].count > 0)
            printf(", %.0f %% limits %s to %s", 100 * fit->confidence, low, high);
        printf("\n         started at %s; sought from %s to %s%s; prior: %s\n", start, from, to,
               p->log ? ", log" : "",
               p->prior.text ? p->prior.text : "none given, flat in this range");
    }
}

/* What a figure says and what the animals give. */
static void fit_tell_figure(const Fit *fit, int i, const LikelihoodTerm *term)
{
    const FitFigure *figure = &fit->figures[i];
    const Observable *what = &fit->sweep.outputs[figure->output].what;
    char unit[SWEEP_UNIT + 2], mean[FIT_NUMBER], sd[FIT_NUMBER], simulated[FIT_NUMBER];
    char spread[FIT_NUMBER];
    fit_tell_unit(what->unit, unit);
    axis_number(figure->datum.mean, mean, sizeof mean);
    axis_number(figure->datum.sd, sd, sizeof sd);
    axis_number(term->simulated, simulated, sizeof simulated);
    axis_number(term->simulated_sd, spread, sizeof spread);
    printf("figure   %s: published %s%s", what->text, mean, unit);
    if (figure->error_known)
        printf(" (sd %s, n %.0f)", sd, figure->datum.n);
    else
        printf(" (no sd)");
    printf(", simulated %s%s (sd %s, n %d)%s\n", simulated, unit, spread, term->seeds,
           term->seeds < fit->sweep.seeds ? ": the other animals have no such value" : "");
    printf("         residual %+.2f standard errors of %.3g%s, log-likelihood %.4g\n",
           term->residual, term->error, unit, term->log_likelihood);
    printf("         %s; %s\n", figure->condition, figure->source);
}

/* The command that makes an animal at the fitted values. */
static void fit_tell_command(const FitJob *job, int best)
{
    Text text = {0};
    SweepRun run = job->job.design.runs[job->trials.list[best].row * job->fit.sweep.seeds];
    sweep_job_command(&job->job, &run, &text);
    if (text.bytes)
        printf("repeat   %s\n", text.bytes);
    text_destroy(&text);
}

void fit_tell_end(const FitJob *job, const FitProfile *profiles, bool converged)
{
    const Fit *fit = &job->fit;
    int best = fit_trials_best(&job->trials), search = job->trials.count;
    if (job->mixed)
        cli_warning("these runs are of different versions of prodrome (commit in %s of each)",
                    SWEEP_RESULT_NAME);
    if (best < 0) {
        cli_warning("no trial has a likelihood: a figure has no value, or every animal the same");
        return;
    }
    const FitTrial *trial = &job->trials.list[best];
    if (!converged)
        cli_warning("the search was ended by its budget of %" PRId64 " trials, not by its result",
                    fit->budget);
    if (job->quiet)
        return;
    printf("\nbest     trial %d of %d: log-likelihood %.5g\n", best + 1, search,
           trial->log_likelihood);
    fit_tell_parameters(job, trial, profiles);
    for (int i = 0; i < fit->figures_count; i++)
        fit_tell_figure(fit, i, &trial->terms[i]);
    fit_tell_command(job, best);
    printf("files    %s: fit.csv, profile.csv, fit.png\n", job->job.folder);
}

/* -- tables ----------------------------------------------------------------------------------- */

static void fit_tell_number(Text *out, char before, double value)
{
    if (isnan(value))
        text_add(out, "%cnan", before);
    else
        text_add(out, "%c%.17g", before, value);
}

static void fit_tell_trials(const FitJob *job, Text *out)
{
    const Fit *fit = &job->fit;
    text_add(out, "trial[1]");
    for (int i = 0; i < fit->sweep.parameters_count; i++)
        text_add(out, ",%s[%s]", fit->sweep.parameters[i].path, fit->sweep.parameters[i].unit);
    text_add(out, ",failed[1],log_likelihood[1]");
    for (int f = 0; f < fit->figures_count; f++) {
        const Observable *what = &fit->sweep.outputs[fit->figures[f].output].what;
        text_add(out, ",figure%d %s[%s],figure%d sd[%s],figure%d residual[1]", f + 1, what->text,
                 what->unit, f + 1, what->unit, f + 1);
    }
    text_add(out, "\n");
    for (int t = 0; t < job->trials.count; t++) {
        const FitTrial *trial = &job->trials.list[t];
        text_add(out, "%d", t + 1);
        for (int i = 0; i < fit->sweep.parameters_count; i++)
            text_add(out, ",%s", trial->cells[i]);
        text_add(out, ",%d", trial->failed);
        fit_tell_number(out, ',', trial->log_likelihood > -INFINITY ? trial->log_likelihood : NAN);
        for (int f = 0; f < fit->figures_count; f++) {
            fit_tell_number(out, ',', trial->terms[f].simulated);
            fit_tell_number(out, ',', trial->terms[f].simulated_sd);
            fit_tell_number(out, ',', trial->terms[f].residual);
        }
        text_add(out, "\n");
    }
}

static void fit_tell_profiles(const FitJob *job, const FitProfile *profiles, Text *out)
{
    const Sweep *sweep = &job->fit.sweep;
    text_add(out, "parameter,value,unit,log_likelihood[1]\n");
    for (int i = 0; i < sweep->parameters_count; i++)
        for (int k = 0; k < profiles[i].count; k++) {
            const SweepParameter *p = &sweep->parameters[i];
            double height = profiles[i].height[k];
            text_add(out, "%s,%.6g,%s", p->path, design_scale(&p->scale, profiles[i].at[k]),
                     p->unit);
            fit_tell_number(out, ',', height > -INFINITY ? height : NAN);
            text_add(out, "\n");
        }
}

Status fit_tell_files(const FitJob *job, const FitProfile *profiles, char *message,
                      size_t message_size)
{
    Text trials = {0}, profile = {0};
    const char *folder = job->job.folder;
    fit_tell_trials(job, &trials);
    Status status = text_check(&trials, "fit.csv", message, message_size);
    if (status == STATUS_OK)
        status = sweep_folder_write(folder, "fit.csv", trials.bytes, trials.length, message,
                                    message_size);
    if (status == STATUS_OK && profiles) {
        fit_tell_profiles(job, profiles, &profile);
        status = text_check(&profile, "profile.csv", message, message_size);
        if (status == STATUS_OK)
            status = sweep_folder_write(folder, "profile.csv", profile.bytes, profile.length,
                                        message, message_size);
    }
    text_destroy(&trials);
    text_destroy(&profile);
    return status;
}
