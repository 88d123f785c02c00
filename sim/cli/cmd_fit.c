/* prodrome fit: parameters by published figures. */
#include "cli/cli.h"
#include "cli/drive.h"
#include "cli/fit_tell.h"
#include "render/canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct argp_option OPTIONS[] = {
    {"out", 'o', "DIR", 0, "folder of the fit (output/fits/NAME)", 1},
    {"jobs", 'j', "N", 0, "so many runs at a time (as many as there are processors)", 1},
    {"quiet", 'q', 0, 0, "print errors only", 1},
    {0}};

static const char DOC[] =
    "Sets parameters by published figures: looks for the values at which the runs of some animals, "
    "the same ones in every trial, make the figures likeliest. Stopped or killed, the same line "
    "goes on and repeats no run.\v"
    "A fit file:\n"
    "  fit: {name: scalar, seeds: 8, budget: 40}\n"
    "  base: [../lncap_xenograft.yaml]\n"
    "  set: {output.snapshot_every: 30 d}\n"
    "  parameters:\n"
    "    psma.activation_scale: {range: [0.01, 0.08], scale: log, start: 0.03, prior: \"...\"}\n"
    "  data:\n"
    "    - {table: ../data/lncap_xenograft.tsv, observable: relative_caliper_volume, sd: 0.1}\n"
    "\n"
    "data: tables with the columns observable, condition, time[d], mean, sd, n, unit, source; an "
    "entry may choose rows by observable and condition, say what a run has for it (simulated: "
    "caliper_change@30 d) and give sd and n that the table lacks. fit: also profile (values of "
    "each "
    "parameter at which the likelihood is followed, 12; 0: none) and nuisance (trials at each of "
    "them where there are other parameters, 10).\n"
    "\n"
    "The model: figure and simulated mean differ by a normal error of variance sd^2/n of the "
    "figure and of the animals together. Limits are those of the profile likelihood, 95 %.\n"
    "\n"
    "Writes fit.csv (all trials), profile.csv, fit.png, and runs/ with the tables of every run.";

static error_t fit_parse(int key, char *text, struct argp_state *state)
{
    FitWish *wish = state->input;
    size_t digits;
    switch (key) {
    case 'o':
        wish->out = text;
        return 0;
    case 'j':
        digits = strspn(text, "0123456789");
        if (digits == 0 || text[digits] || digits > 4 || atoi(text) < 1 ||
            atoi(text) > CHILDREN_MOST)
            argp_error(state, "--jobs takes a whole number from 1 to %d, got `%s`", CHILDREN_MOST,
                       text);
        wish->jobs = atoi(text);
        return 0;
    case 'q':
        wish->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (wish->file)
            argp_error(state, "one fit file, got `%s` too", text);
        wish->file = text;
        return 0;
    case ARGP_KEY_END:
        if (!wish->file)
            argp_error(state, "which fit? for example prodrome fit "
                              "configs/fits/flagship_scalar.yaml");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Search and profiles; the profiles are the caller's to free. */
static Status fit_work(FitJob *job, FitProfile *profiles, bool *converged, char *message,
                       size_t message_size)
{
    FitTrials *trials = &job->trials;
    Status status = fit_search(trials, converged);
    for (int i = 0; i < job->fit.sweep.parameters_count && status == STATUS_OK; i++)
        status = fit_profile(trials, i, &profiles[i]);
    if (status == STATUS_OK)
        return fit_tell_files(job, profiles, message, message_size);
    snprintf(message, message_size, "%s", trials->message);
    return status;
}

static Status fit_run(FitJob *job)
{
    char message[FIT_MESSAGE] = "";
    bool converged = false;
    FitProfile *profiles = calloc(OPTIMISE_DIMENSIONS, sizeof *profiles);
    if (!profiles) {
        cli_error("%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    fit_tell_begin(job);
    Status status = fit_work(job, profiles, &converged, message, sizeof message);
    if (status == STATUS_OK)
        status = fit_draw(job, profiles, message, sizeof message);
    if (status == STATUS_OK)
        fit_tell_end(job, profiles, converged);
    else if (status == STATUS_STOPPED)
        fprintf(stderr, "stopped after %d trials; the same command goes on\n", job->trials.count);
    else
        cli_fault(message);
    for (int i = 0; i < OPTIMISE_DIMENSIONS; i++)
        fit_profile_destroy(&profiles[i]);
    free(profiles);
    return status == STATUS_OK && fit_trials_best(&job->trials) < 0 ? STATUS_BAD_DATA : status;
}

int cmd_fit(int argc, char **argv)
{
    const struct argp argp = {
        .options = OPTIONS, .parser = fit_parse, .args_doc = "FIT.yaml", .doc = DOC};
    FitWish wish = {0};
    argp_parse(&argp, argc, argv, 0, 0, &wish);
    FitJob *job = calloc(1, sizeof *job);
    if (!job) {
        cli_error("%s", status_sentence(STATUS_NO_MEMORY));
        return status_exit_code(STATUS_NO_MEMORY);
    }
    drive_listen();
    Status status = fit_job_open(job, &wish);
    if (status == STATUS_OK)
        status = fit_run(job);
    fit_job_close(job);
    free(job);
    canvas_finish();
    return status_exit_code(status);
}
