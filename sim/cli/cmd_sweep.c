/* prodrome sweep: one question asked of many runs. */
#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "cli/slurm.h"
#include "cli/sweep_help.h"
#include "cli/sweep_report.h"
#include "cli/sweep_tell.h"
#include "render/canvas.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct SweepOptions {
    const char *action, *file, *out;
    int jobs;
    int64_t shard, shards;
    double patience;
    const char *slurm; /* further options of sbatch; NULL: not asked for */
    int64_t blocks;    /* 0: not given */
    bool no_pilot, retry, quiet, log;
} SweepOptions;

static const double PATIENCE = 120; /* s, where --takeover is not given */

/* -- options ---------------------------------------------------------------------------------- */

enum {
    KEY_OUT = 'o',
    KEY_JOBS = 'j',
    KEY_QUIET = 'q',
    KEY_SHARD = 0x100,
    KEY_NO_PILOT,
    KEY_RETRY,
    KEY_PATIENCE,
    KEY_LOG,
    KEY_SLURM,
    KEY_BLOCKS
};
static const struct argp_option OPTIONS[] = {
    {"out", KEY_OUT, "DIR", 0, "folder of the sweep (output/sweeps/NAME)", 1},
    {"jobs", KEY_JOBS, "N", 0, "so many runs at a time (as many as there are processors)", 1},
    {"shard", KEY_SHARD, "I/N", 0, "run: part I of N of the rows, for a scheduler of your own", 1},
    {"no-pilot", KEY_NO_PILOT, 0, 0, "plan: without a first run to measure time and disk", 1},
    {"retry", KEY_RETRY, 0, 0, "run: failed runs once more", 1},
    {"takeover", KEY_PATIENCE, "TIME", 0,
     "run: take over a run of another machine that was silent so long (\"2 min\"); the same for "
     "all "
     "processes of a sweep",
     1},
    {"slurm", KEY_SLURM, "OPTIONS", OPTION_ARG_OPTIONAL,
     "run: as a job array of Slurm, with further options of sbatch (--slurm=\"--time=2:00:00\")",
     1},
    {"blocks", KEY_BLOCKS, "N", 0, "with --slurm: so many tasks (one a row, at most 200)", 1},
    {"log", KEY_LOG, 0, 0, "status: how often each run was started, and when", 1},
    {"quiet", KEY_QUIET, 0, 0, "print errors only", 1},
    {0}};

static const char DOC[] =
    "One question asked of many runs: SWEEP.yaml names configurations, parameters, a design, seeds "
    "and the figures that are asked for.\v"
    "  plan     check everything, write design.tsv (a line a run), make the first run, tell time "
    "and disk\n"
    "  run      run what is left; stopped or killed, the same line goes on; exit code 70 when runs "
    "failed\n"
    "  status   finished, running, failed and waiting runs\n"
    "  collect  results.csv: run, row, seed, parameters, observable, time, value, unit; and "
    "report.html: failures, curves, maps, indices, commands\n"
    "  report   another name of collect\n"
    "\n"
    "A sweep file:\n"
    "  sweep: {name: dose, seeds: 3}\n"
    "  base: [../lncap_xenograft.yaml]\n"
    "  set: {time.end: 10 d}\n"
    "  parameters:\n"
    "    doses.0.amount: {values: [14 mg/kg, 28 mg/kg]}\n"
    "    psma.cv: {range: [0.3, 0.8], levels: 3}\n"
    "  design: {kind: grid}\n"
    "  outputs: [caliper_change@10 d, nadir]\n"
    "\n"
    "Also: range {scale: log}, adaptive: {output, half_width, most}, keep: tables, snapshots or "
    "all.";

static int64_t sweep_whole(struct argp_state *state, const char *name, const char *text,
                           int64_t largest)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || text[digits] || digits > 9 || atoll(text) > largest || atoll(text) < 1)
        argp_error(state, "--%s takes a whole number from 1 to %" PRId64 ", got `%s`", name,
                   largest, text);
    return atoll(text);
}

static void sweep_shard(struct argp_state *state, SweepOptions *options, const char *text)
{
    char part[16];
    size_t digits = strcspn(text, "/");
    if (text[digits] != '/' || digits >= sizeof part)
        argp_error(state, "--shard takes I/N, as 2/8, got `%s`", text);
    snprintf(part, sizeof part, "%.*s", (int)digits, text);
    options->shard = sweep_whole(state, "shard", part, 1000000);
    options->shards = sweep_whole(state, "shard", text + digits + 1, 1000000);
    if (options->shard > options->shards)
        argp_error(state, "--shard %s: there are %" PRId64 " parts", text, options->shards);
}

static void sweep_argument(struct argp_state *state, SweepOptions *options, const char *text)
{
    if (!options->action)
        options->action = text;
    else if (!options->file)
        options->file = text;
    else
        argp_error(state, "one sweep file, got `%s` too", text);
}

static error_t sweep_parse(int key, char *text, struct argp_state *state)
{
    SweepOptions *options = state->input;
    switch (key) {
    case KEY_OUT:
        options->out = text;
        return 0;
    case KEY_JOBS:
        options->jobs = (int)sweep_whole(state, "jobs", text, CHILDREN_MOST);
        return 0;
    case KEY_SHARD:
        sweep_shard(state, options, text);
        return 0;
    case KEY_NO_PILOT:
        options->no_pilot = true;
        return 0;
    case KEY_RETRY:
        options->retry = true;
        return 0;
    case KEY_PATIENCE:
        options->patience = 3600 * config_hours(text);
        if (!(options->patience >= ROWS_BEATS)) /* a sign of life a second at most */
            argp_error(state, "--takeover takes a time of 3 s or more, as \"2 min\", got `%s`",
                       text);
        return 0;
    case KEY_SLURM:
        options->slurm = text ? text : "";
        return 0;
    case KEY_BLOCKS:
        options->blocks = sweep_whole(state, "blocks", text, 1000000);
        return 0;
    case KEY_LOG:
        options->log = true;
        return 0;
    case KEY_QUIET:
        options->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        sweep_argument(state, options, text);
        return 0;
    case ARGP_KEY_END:
        if (!options->file)
            argp_error(state, "which sweep? for example prodrome sweep plan "
                              "configs/sweeps/dose_schedule.yaml");
        if (options->slurm && (options->jobs || options->shards > 1 || options->patience > 0))
            argp_error(state, "--slurm decides about --jobs, --shard and --takeover itself: leave "
                              "them out (--slurm=\"--cpus-per-task=4\")");
        if (!(options->patience > 0))
            options->patience = PATIENCE;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* -- actions ---------------------------------------------------------------------------------- */

static RowsOptions sweep_rows(const SweepJob *job, const SweepOptions *options)
{
    int64_t left = sweep_job_count(job, SWEEP_WAITING, options->shard, options->shards);
    int jobs = options->jobs > 0 ? options->jobs : children_processors();
    if (jobs > left && !job->sweep.adaptive)
        jobs = left > 0 ? (int)left : 1;
    return (RowsOptions){.jobs = jobs,
                         .shard = options->shard,
                         .shards = options->shards,
                         .patience = options->patience,
                         .quiet = options->quiet};
}

static Status sweep_say(const SweepJob *job, Status status)
{
    if (status != STATUS_OK && status != STATUS_STOPPED)
        cli_fault(job->message);
    return status;
}

/* The first run, really run, on the threads that it will have in the sweep. */
static Status sweep_pilot(SweepJob *job, const SweepOptions *options)
{
    RowsEnd end;
    RowsOptions rows = sweep_rows(job, options);
    int jobs = rows.jobs;
    rows.only = job->design.runs[0].run;
    rows.jobs = 1;
    rows.quiet = true;
    rows.threads = children_threads(jobs);
    Status status = sweep_say(job, rows_run(job, &rows, &end));
    if (status == STATUS_OK && !options->quiet)
        sweep_tell_pilot(job, &end, options->file, options->out, jobs);
    if (status == STATUS_OK && end.failed > 0)
        status = STATUS_INTERNAL;
    return status;
}

static Status sweep_plan(SweepJob *job, const SweepOptions *options)
{
    Status status = sweep_job_plan(job);
    if (status == STATUS_OK)
        status = sweep_job_design(job, false);
    if (status != STATUS_OK)
        return status;
    if (!options->quiet)
        sweep_tell_plan(job);
    return options->no_pilot ? STATUS_OK : sweep_pilot(job, options);
}

/* Removes what failed before, so that it is run again. */
static Status sweep_retry(SweepJob *job, const SweepOptions *options)
{
    char path[FILE_PATH];
    Status status = STATUS_OK;
    for (int64_t i = 0; i < job->design.runs_count && status == STATUS_OK; i++) {
        const SweepRun *run = &job->design.runs[i];
        if (job->states[i] != SWEEP_FAILED || !sweep_job_mine(run, options->shard, options->shards))
            continue;
        status = sweep_folder_run(path, job->folder, "failed", run->run, job->message,
                                  sizeof job->message);
        if (status == STATUS_OK)
            file_folder_remove(path, 0);
    }
    return status == STATUS_OK ? sweep_job_states(job) : status;
}

/* report.html, from the results.csv that was just written. */
static Status sweep_draw(SweepJob *job, const SweepOptions *options)
{
    SweepReport report = {0};
    Text command = {0}, page = {0};
    text_add(&command, "prodrome sweep report ");
    text_shell(&command, options->file);
    if (options->out) {
        text_add(&command, " --out ");
        text_shell(&command, options->out);
    }
    char *message = job->message;
    size_t size = sizeof job->message;
    Status status = text_check(&command, SWEEP_REPORT_NAME, message, size);
    if (status == STATUS_OK)
        status = sweep_report_open(&job->sweep, &job->design, job->folder, command.bytes, &report,
                                   message, size);
    if (status == STATUS_OK)
        status = report_text(&report.report, &page, message, size);
    if (status == STATUS_OK)
        status = sweep_folder_write(job->folder, SWEEP_REPORT_NAME, page.bytes, page.length,
                                    message, size);
    sweep_report_close(&report);
    canvas_finish();
    text_destroy(&command);
    text_destroy(&page);
    return status;
}

static Status sweep_collect(SweepJob *job, const SweepOptions *options)
{
    SweepCollected collected;
    Status status = sweep_say(job, sweep_job_collect(job, &collected));
    if (status == STATUS_OK)
        status = sweep_say(job, sweep_draw(job, options));
    if (status == STATUS_OK && !options->quiet)
        sweep_tell_results(job, &collected);
    return status;
}

/* Hands the sweep to Slurm, or prints the script where there is none. */
static Status sweep_slurm(SweepJob *job, const SweepOptions *options)
{
    char path[FILE_PATH] = "";
    Text script = {0};
    int64_t blocks = options->blocks ? options->blocks : 200;
    if (blocks > job->design.rows_count)
        blocks = job->design.rows_count;
    Status status = slurm_script(job, options->file, blocks, options->slurm, &script, job->message,
                                 sizeof job->message);
    if (status == STATUS_OK)
        status = slurm_submit(job, &script, path);
    if (status == STATUS_UNAVAILABLE)
        fputs(script.bytes, stdout);
    text_destroy(&script);
    if (status == STATUS_OK) {
        printf("script   %s: %" PRId64 " tasks for %" PRId64 " rows\n", path, blocks,
               job->design.rows_count);
        sweep_tell_command("to watch", "status", options->file, job->folder);
    }
    return sweep_say(job, status);
}

static Status sweep_run(SweepJob *job, const SweepOptions *options)
{
    RowsEnd end;
    Status status = sweep_job_design(job, true);
    if (status == STATUS_OK && options->retry)
        status = sweep_say(job, sweep_retry(job, options));
    if (status != STATUS_OK || options->slurm)
        return status == STATUS_OK ? sweep_slurm(job, options) : status;
    RowsOptions rows = sweep_rows(job, options);
    if (!options->quiet)
        sweep_tell_begin(job, &rows);
    status = sweep_say(job, rows_run(job, &rows, &end));
    if (!options->quiet)
        sweep_tell_end(job, &end, status, options->file);
    if (status == STATUS_OK)
        status = sweep_say(job, sweep_job_states(job));
    if (status != STATUS_OK)
        return status;
    if (sweep_job_count(job, SWEEP_WAITING, 1, 1) == 0)
        status = sweep_collect(job, options);
    bool failed = sweep_job_count(job, SWEEP_FAILED, options->shard, options->shards) > 0;
    return status == STATUS_OK && failed ? STATUS_INTERNAL : status;
}

static Status sweep_status(SweepJob *job, const SweepOptions *options)
{
    Status status = sweep_job_design(job, false);
    if (status == STATUS_OK)
        status = options->log ? sweep_say(job, sweep_tell_log(job)) : sweep_tell_status(job);
    return status;
}

static Status sweep_gather(SweepJob *job, const SweepOptions *options)
{
    Status status = sweep_job_design(job, false);
    return status == STATUS_OK ? sweep_collect(job, options) : status;
}

static const struct {
    const char *name;
    Status (*run)(SweepJob *job, const SweepOptions *options);
} ACTIONS[] = {{"plan", sweep_plan},
               {"run", sweep_run},
               {"status", sweep_status},
               {"collect", sweep_gather},
               {"report", sweep_gather}};

int cmd_sweep(int argc, char **argv)
{
    const struct argp argp = {.options = OPTIONS,
                              .parser = sweep_parse,
                              .args_doc = "plan|run|status|collect|report SWEEP.yaml",
                              .doc = DOC,
                              .help_filter = sweep_help};
    static SweepJob job; /* too large for the stack of a small thread; used once */
    SweepOptions options = {.shard = 1, .shards = 1};
    argp_parse(&argp, argc, argv, 0, 0, &options);
    for (size_t i = 0; i < sizeof ACTIONS / sizeof ACTIONS[0]; i++) {
        if (strcmp(ACTIONS[i].name, options.action) != 0)
            continue;
        Status status = sweep_job_open(&job, options.file, options.out);
        if (status == STATUS_OK)
            status = ACTIONS[i].run(&job, &options);
        sweep_job_close(&job);
        return status_exit_code(status);
    }
    cli_error("sweep: unknown action `%s`", options.action);
    fputs("  hint: plan, run, status, collect or report\n", stderr);
    return status_exit_code(STATUS_USAGE);
}
