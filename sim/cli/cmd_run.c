/* prodrome run: from a configuration to a run folder. */
#include "cli/cli.h"
#include "cli/progress.h"
#include "engine/simulation.h"
#include "io/units_io.h"

#include <math.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUN_STAGES = 16, RUN_MESSAGE = FILE_PATH + 512 };
static const double REPORT_EVERY = 10; /* s between two run.json */

typedef struct RunOptions {
    CliConfig config;
    const char *out, *until, *events;
    bool resume, json, quiet;
} RunOptions;

typedef struct Run {
    Params params;
    Memory memory;
    Simulation *simulation;
    World *world;
    RunFolder folder;
    Summary summary;
    RunReport report;
    Progress progress;
    const char *stages[RUN_STAGES];
    double stage_seconds[RUN_STAGES], mark, reported;
    int64_t day0_step, end_step, row_step, row_every, snapshot_every;
    bool stopped; /* by a signal */
    char reason[128], message[RUN_MESSAGE];
} Run;

/* -- options ---------------------------------------------------------------------------------- */

enum { KEY_OUT = 'o', KEY_UNTIL = 'u', KEY_RESUME = 0x100, KEY_EVENTS, KEY_JSON, KEY_QUIET = 'q' };
static const struct argp_option OPTIONS[] = {
    {"out", KEY_OUT, "DIR", 0, "run folder (output/runs/NAME-SEED); never overwritten", 2},
    {"until", KEY_UNTIL, "TIME", 0, "stop earlier than the configuration says, as \"21 d\"", 2},
    {"resume", KEY_RESUME, 0, 0, "continue a run from its checkpoint", 2},
    {"events", KEY_EVENTS, "FILE", 0, "replay what was done in a viewer", 2},
    {"json", KEY_JSON, 0, 0, "print run.json at the end", 2},
    {"quiet", KEY_QUIET, 0, 0, "print errors only", 2},
    {0}};

static error_t run_parse(int key, char *text, struct argp_state *state)
{
    RunOptions *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->config;
        return 0;
    case KEY_OUT:
        options->out = text;
        return 0;
    case KEY_UNTIL:
        options->until = text;
        return 0;
    case KEY_EVENTS:
        options->events = text;
        return 0;
    case KEY_RESUME:
        options->resume = true;
        return 0;
    case KEY_JSON:
        options->json = true;
        return 0;
    case KEY_QUIET:
        options->quiet = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static Status run_refuse(const RunOptions *options)
{
    const char *what = options->resume ? "--resume" : options->events ? "--events" : NULL;
    const char *why = options->resume ? "checkpoints, which this version does not write"
                                      : "steering, which this version does not know";
    if (!what)
        return STATUS_OK;
    cli_error("%s needs %s", what, why);
    return STATUS_USAGE;
}

/* "21 d" as hours; NaN when it is no time. */
static double run_hours(const char *text)
{
    char *unit;
    double number = strtod(text, &unit), factor = NAN;
    unit += strspn(unit, " ");
    UnitsIo *units = units_io_create();
    bool known = units && units_io_factor(units, unit, "h", &factor) == UNITS_IO_OK;
    units_io_destroy(units);
    return known && unit != text ? number * factor : NAN;
}

static Status run_until(Run *run, const RunOptions *options)
{
    const Params *p = &run->params;
    run->end_step = params_end_step(p);
    if (!options->until)
        return STATUS_OK;
    double hours = run_hours(options->until), steps = hours / p->time_cell_step;
    if (!(hours >= 0 && hours <= p->time_end * (1 + 1e-12))) {
        cli_error(
            "--until takes a time from 0 d to the end of the configuration, %.10g d; got `%s`",
            p->time_end / 24, options->until);
        return STATUS_USAGE;
    }
    if (fabs(steps - floor(steps + 0.5)) > 1e-6 * (1 + steps)) {
        cli_error("--until %s is not a multiple of time.cell_step: take %.10g h or %.10g h",
                  options->until, floor(steps) * p->time_cell_step,
                  (floor(steps) + 1) * p->time_cell_step);
        return STATUS_USAGE;
    }
    run->end_step = run->day0_step + params_steps(p, hours);
    return STATUS_OK;
}

/* -- signals ---------------------------------------------------------------------------------- */

static volatile sig_atomic_t interrupted;

static void run_interrupt(int signal)
{
    interrupted = signal;
}

/* The first signal ends the run after its step; the second is not caught and ends it at once. */
static void run_listen(void)
{
    struct sigaction action = {.sa_handler = run_interrupt, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* -- timing ----------------------------------------------------------------------------------- */

static double run_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void run_mark(void *context, int stage)
{
    Run *run = context;
    double now = run_clock();
    run->stage_seconds[stage] += now - run->mark;
    run->mark = now;
}

enum { STAGE_CENSUS, STAGE_FILES, STAGES_MORE };

static void run_mark_more(Run *run, int stage)
{
    run_mark(run, SIMULATION_STAGES_COUNT + stage);
}

static void run_stages(Run *run)
{
    static const char *const more[STAGES_MORE] = {"census", "files"};
    int count = SIMULATION_STAGES_COUNT;
    CHECK(count + STAGES_MORE <= RUN_STAGES);
    for (int i = 0; i < count; i++)
        run->stages[i] = SIMULATION_STAGES[i];
    for (int i = 0; i < STAGES_MORE; i++)
        run->stages[count + i] = more[i];
    run->report.stages = run->stages;
    run->report.stage_seconds = run->stage_seconds;
    run->report.stages_count = count + STAGES_MORE;
}

/* -- saving ----------------------------------------------------------------------------------- */

static Status run_report(Run *run, const char *status)
{
    run->report.status = status;
    run->report.reason = run->reason;
    run->report.step = run->world->step;
    run->report.time_d = world_time_h(run->world, run->world->step) / 24;
    run->reported = run_clock();
    return runfolder_report(&run->folder, &run->report, run->message, RUN_MESSAGE);
}

static Status run_row(Run *run)
{
    const Census *census = simulation_census(run->simulation);
    summary_add(&run->summary, census);
    run_mark_more(run, STAGE_CENSUS);
    run->row_step = run->world->step;
    return runfolder_row(&run->folder, census, run->message, RUN_MESSAGE);
}

static Status run_snapshot(Run *run)
{
    Status status = runfolder_snapshot(&run->folder, run->world, run->message, RUN_MESSAGE);
    return status == STATUS_OK ? run_report(run, "running") : status;
}

/* Rows and snapshots that are due at this step. The burn-in has none: its deaths are forgotten. */
static Status run_save(Run *run)
{
    World *world = run->world;
    int64_t since = world->step - run->day0_step;
    bool crowded = world->deaths_count > world->deaths_max / 2;
    Status status = STATUS_OK;
    if (since == 0 || (since < 0 && crowded))
        world->deaths_count = 0;
    if (since < 0)
        return STATUS_OK;
    run->mark = run_clock();
    if (since % run->row_every == 0 || world->step == run->end_step)
        status = run_row(run);
    if (status == STATUS_OK &&
        (since % run->snapshot_every == 0 || crowded || world->step == run->end_step))
        status = run_snapshot(run);
    run_mark_more(run, STAGE_FILES);
    return status;
}

/* -- the run ---------------------------------------------------------------------------------- */

/* Whether the run is over, and why. */
static bool run_over(Run *run)
{
    double ratio = run->params.stop_volume_ratio;
    const char *reason = NULL;
    if (run->world->step >= run->end_step)
        reason = run->end_step < params_end_step(&run->params) ? "as --until asked"
                                                               : "end of the configuration";
    else if (ratio > 0 && run->row_step == run->world->step &&
             summary_ratio(&run->summary) >= ratio)
        reason = "stop.volume_ratio reached";
    else if (interrupted && (run->stopped = true))
        reason = interrupted == SIGINT ? "interrupted" : "asked to terminate";
    if (reason)
        snprintf(run->reason, sizeof run->reason, "%s", reason);
    return reason != NULL;
}

static Status run_advance(Run *run)
{
    Status status = runfolder_doses(&run->folder, run->world, run->message, RUN_MESSAGE);
    run->mark = run_clock();
    if (status == STATUS_OK)
        status = simulation_step(run->simulation, run->message, RUN_MESSAGE);
    if (status == STATUS_OK && run_clock() - run->reported > REPORT_EVERY)
        status = run_report(run, "running");
    run->report.step = run->world->step;
    run->report.time_d = world_time_h(run->world, run->world->step) / 24;
    progress_show(&run->progress, &run->folder, &run->report);
    return status;
}

static Status run_loop(Run *run)
{
    Status status = run_save(run);
    while (status == STATUS_OK && !run_over(run)) {
        status = run_advance(run);
        if (status == STATUS_OK)
            status = run_save(run);
    }
    return status == STATUS_OK && run->stopped ? STATUS_STOPPED : status;
}

/* The last snapshot and report, whatever has happened; the first failure is the one to tell. */
static Status run_finish(Run *run, Status status)
{
    char ignored[RUN_MESSAGE];
    bool failed = status != STATUS_OK && status != STATUS_STOPPED;
    const char *word = failed ? "failed" : status == STATUS_STOPPED ? "stopped" : "finished";
    if (failed)
        snprintf(run->reason, sizeof run->reason, "%.127s", run->message);
    run->report.state_hash = world_hash(run->world);
    if (failed && status != STATUS_IO)
        runfolder_snapshot(&run->folder, run->world, ignored, sizeof ignored);
    else if (!failed && run->folder.snapshot_step != run->world->step) {
        Status saved = runfolder_snapshot(&run->folder, run->world, run->message, RUN_MESSAGE);
        status = saved == STATUS_OK ? status : saved;
    }
    Status sealed = failed ? runfolder_seal(&run->folder, ignored, sizeof ignored)
                           : runfolder_seal(&run->folder, run->message, RUN_MESSAGE);
    if (!failed && sealed != STATUS_OK)
        status = sealed;
    if (failed) {
        snprintf(ignored, sizeof ignored, "%s", run->message);
        run_report(run, word);
        snprintf(run->message, sizeof run->message, "%.*s", RUN_MESSAGE - 1, ignored);
        return status;
    }
    Status reported = run_report(run, word);
    return reported == STATUS_OK ? status : reported;
}

static Status run_create(Run *run, const RunOptions *options)
{
    char path[FILE_PATH];
    const Params *p = &run->params;
    runfolder_default(p, path);
    Status status = runfolder_create(&run->folder, options->out ? options->out : path, p,
                                     run->message, RUN_MESSAGE);
    if (status != STATUS_OK)
        return status;
    status = simulation_create(p, &run->memory, &run->simulation, run->message, RUN_MESSAGE);
    if (status != STATUS_OK) {
        runfolder_destroy(&run->folder, true);
        return status;
    }
    run->world = simulation_world(run->simulation);
    run->row_every = params_steps(p, p->output_series_every);
    run->snapshot_every = params_steps(p, p->output_snapshot_every);
    run->row_every += run->row_every == 0;
    run->snapshot_every += run->snapshot_every == 0;
    run->row_step = -1;
    run->report.threads = omp_get_max_threads();
    run->report.end_step = run->end_step;
    run->report.end_d = (double)(run->end_step - run->day0_step) * p->time_cell_step / 24;
    run->report.summary = &run->summary;
    run_stages(run);
    simulation_probe(run->simulation, (Probe){run_mark, run});
    progress_start(&run->progress, options->quiet);
    return run_report(run, "running");
}

static void run_tell(const Run *run, const RunOptions *options, Status status)
{
    char path[FILE_PATH], ignored[RUN_MESSAGE];
    void *json;
    size_t bytes;
    if (status != STATUS_OK && status != STATUS_STOPPED)
        cli_error("%s", run->message);
    if (!options->json) {
        if (!options->quiet)
            progress_summary(&run->folder, &run->report);
        return;
    }
    if (file_path(path, run->folder.path, "run.json", ignored, sizeof ignored) == STATUS_OK &&
        file_read_whole(path, 1 << 24, &json, &bytes, ignored, sizeof ignored) == STATUS_OK) {
        fwrite(json, 1, bytes, stdout);
        free(json);
    }
}

static Status run_all(Run *run, const RunOptions *options)
{
    Status status = run_create(run, options);
    if (!run->simulation) {
        cli_error("%s", run->message);
        return status;
    }
    run_listen();
    if (status == STATUS_OK)
        status = run_loop(run);
    progress_end(&run->progress);
    status = run_finish(run, status);
    run_tell(run, options, status);
    simulation_destroy(run->simulation);
    runfolder_destroy(&run->folder, false);
    return status;
}

int cmd_run(int argc, char **argv)
{
    const struct argp_child children[] = {{&CLI_CONFIG_ARGP, 0, 0, 0}, {0}};
    const struct argp argp = {.options = OPTIONS,
                              .parser = run_parse,
                              .children = children,
                              .doc = "Simulates, and writes a run folder."};
    static Run run; /* too large for the stack of a small thread; used once */
    RunOptions options = {0};
    argp_parse(&argp, argc, argv, 0, 0, &options);
    Status status = run_refuse(&options);
    if (status == STATUS_OK)
        status = cli_configure(&options.config, &run.params);
    run.day0_step = params_day0_step(&run.params);
    if (status == STATUS_OK)
        status = run_until(&run, &options);
    if (status == STATUS_OK)
        status = run_all(&run, &options);
    return status_exit_code(status);
}
