/* prodrome run: from a configuration to a run folder. */
#include "cli/cli.h"
#include "cli/drive.h"
#include "cli/twin.h"
#include "io/checkpoint.h"
#include "io/config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct RunOptions {
    CliConfig config;
    const char *out, *until, *events, *from;
    char config_path[FILE_PATH]; /* of a run that is taken up without naming its configuration */
    char base_name[FILE_PATH], *base;
    bool resume, twin, json, quiet;
} RunOptions;

/* -- options ---------------------------------------------------------------------------------- */

enum {
    KEY_OUT = 'o',
    KEY_UNTIL = 'u',
    KEY_RESUME = 0x100,
    KEY_FROM,
    KEY_EVENTS,
    KEY_TWIN,
    KEY_JSON,
    KEY_QUIET = 'q'
};
static const struct argp_option OPTIONS[] = {
    {"out", KEY_OUT, "DIR", 0, "run folder (output/runs/NAME-SEED); never overwritten", 2},
    {"until", KEY_UNTIL, "TIME", 0, "stop earlier than the configuration says, as \"21 d\"", 2},
    {"resume", KEY_RESUME, 0, 0,
     "go on with the run in DIR from its newest checkpoint; its configuration need not be named",
     2},
    {"from", KEY_FROM, "CHECKPOINT", 0,
     "branch off from a checkpoint, or from the newest of a run folder, with what is changed by "
     "--set "
     "or more files, into a new folder",
     2},
    {"events", KEY_EVENTS, "FILE", 0,
     "make the changes of FILE on the way: a table with the columns time[d] and set, or events.csv "
     "of a run that was steered",
     2},
    {"twin", KEY_TWIN, 0, 0,
     "run the same animal without its doses too, into DIR-undosed, and count the deaths by drug by "
     "cause and by difference",
     2},
    {"json", KEY_JSON, 0, 0, "print run.json at the end", 2},
    {"quiet", KEY_QUIET, 0, 0, "print errors only", 2},
    {0}};

static error_t run_parse(int key, char *text, struct argp_state *state)
{
    RunOptions *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->config;
        options->config.optional = true;
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
    case KEY_FROM:
        options->from = text;
        return 0;
    case KEY_RESUME:
        options->resume = true;
        return 0;
    case KEY_TWIN:
        options->twin = true;
        return 0;
    case KEY_JSON:
        options->json = true;
        return 0;
    case KEY_QUIET:
        options->quiet = options->config.quiet = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static Status run_refuse(const RunOptions *options)
{
    const CliConfig *config = &options->config;
    if (options->twin && options->json)
        cli_error("--twin makes two runs, and --json prints the report of one: take one of them");
    else if (options->twin && options->from)
        cli_error("--twin begins two runs at their seed: branch off from each by itself");
    else if (options->twin && options->events)
        cli_error("--twin leaves out the doses, and --events may give some: take one of them");
    else if (options->from && !options->out)
        cli_error("--from makes a branch: name its folder with --out DIR");
    else if (config->files_count == 0 && !options->resume && !options->from)
        cli_error("which configuration? for example configs/lncap_xenograft.yaml");
    else if (config->files_count == 0 && !options->out)
        cli_error("which run? name its folder with --out DIR, or its configuration");
    else
        return STATUS_OK;
    return STATUS_USAGE;
}

/* The configuration that a checkpoint was written with, as that of this run. */
static Status run_base(RunOptions *options, const char *from)
{
    Checkpoint checkpoint;
    char message[DRIVE_MESSAGE];
    Status status = checkpoint_find(from, &checkpoint, message, sizeof message);
    if (status != STATUS_OK) {
        cli_error("%s", message);
        return status;
    }
    snprintf(options->base_name, sizeof options->base_name, "%s", checkpoint.path);
    options->config.base_name = options->base_name;
    options->config.base = options->base = checkpoint.config; /* it is ours now */
    checkpoint.config = NULL;
    checkpoint_close(&checkpoint);
    return STATUS_OK;
}

/* A branch has the configuration of its parent, and what is changed; a run that is taken up without
 * naming one that of its folder. */
static Status run_known(RunOptions *options)
{
    CliConfig *config = &options->config;
    char *path = options->config_path, message[DRIVE_MESSAGE];
    if (options->resume && !options->out && config->files_count == 1 &&
        file_is_folder(config->files[0])) { /* prodrome run --resume DIR */
        options->out = config->files[0];
        config->files_count = 0;
    }
    Status status = run_refuse(options);
    if (status != STATUS_OK || (config->files_count > 0 && !options->from))
        return status;
    if (options->from)
        return run_base(options, options->from);
    if (!file_is_folder(options->out)) {
        cli_error("%s: there is no such run to resume", options->out);
        return STATUS_NO_INPUT;
    }
    status = file_path(path, options->out, "config.yaml", message, sizeof message);
    if (status != STATUS_OK || !file_exists(path)) /* killed as it began */
        return run_base(options, options->out);
    config->files[config->files_count++] = path;
    return STATUS_OK;
}

static Status run_until(Drive *drive, const RunOptions *options)
{
    const Params *p = &drive->params;
    drive->day0_step = params_day0_step(p);
    drive->end_step = params_end_step(p);
    if (!options->until)
        return STATUS_OK;
    double hours = config_hours(options->until), steps = hours / p->time_cell_step;
    if (!(hours >= 0 && hours <= p->time_end * (1 + 1e-12))) {
        cli_error(
            "--until takes a time with its unit, as \"21 d\", up to the end of the configuration, "
            "%.10g d; got `%s`",
            p->time_end / 24, options->until);
        return STATUS_USAGE;
    }
    if (fabs(steps - floor(steps + 0.5)) > 1e-6 * (1 + steps)) {
        cli_error("--until %s is not a multiple of time.cell_step: take %.10g h or %.10g h",
                  options->until, floor(steps) * p->time_cell_step,
                  (floor(steps) + 1) * p->time_cell_step);
        return STATUS_USAGE;
    }
    drive->end_step = drive->day0_step + params_steps(p, hours);
    return STATUS_OK;
}

static void run_tell(const Drive *drive, const RunOptions *options, Status status)
{
    char path[FILE_PATH], ignored[DRIVE_MESSAGE];
    void *json;
    size_t bytes;
    if (!drive_well(status))
        cli_error("%s", drive->message);
    if (!options->json) {
        if (!options->quiet)
            progress_summary(&drive->folder, &drive->report);
        return;
    }
    if (file_path(path, drive->folder.path, "run.json", ignored, sizeof ignored) == STATUS_OK &&
        file_read_whole(path, 1 << 24, &json, &bytes, ignored, sizeof ignored) == STATUS_OK) {
        fwrite(json, 1, bytes, stdout);
        free(json);
    }
}

static Status run_one(Drive *drive, const RunOptions *options, const char *out)
{
    bool resume = options->resume && (!options->twin || file_exists(out));
    Status status = drive_create(drive, &(DriveStart){.out = out,
                                                      .resume = resume,
                                                      .from = options->from,
                                                      .events = options->events,
                                                      .quiet = options->quiet});
    if (status != STATUS_OK) {
        cli_error("%s", drive->message);
        return status;
    }
    status = drive_run(drive);
    run_tell(drive, options, status);
    drive_destroy(drive);
    return status;
}

static bool run_was_steered(const char *out)
{
    char path[FILE_PATH], ignored[DRIVE_MESSAGE];
    return file_path(path, out, STEERING_NAME, ignored, sizeof ignored) == STATUS_OK &&
           file_exists(path);
}

/* The run, then the same animal undosed, then what the two tell together. */
static Status run_twins(Drive *drive, const RunOptions *options, const char *out)
{
    char undosed[FILE_PATH], message[FILE_PATH + 256] = "";
    const Params params = drive->params;
    const int64_t end_step = drive->end_step, day0_step = drive->day0_step;
    size_t stem = strlen(out);
    while (stem > 1 && out[stem - 1] == '/')
        stem--;
    if (stem + sizeof "-undosed" > sizeof undosed) {
        cli_error("%.80s...: the path is too long", out);
        return STATUS_IO;
    }
    snprintf(undosed, sizeof undosed, "%.*s-undosed", (int)stem, out);
    if (run_was_steered(out)) {
        cli_error("%s was steered, and its twin would not be: go on with it without --twin", out);
        return STATUS_USAGE;
    }
    if (file_exists(undosed) && !options->resume) {
        cli_error("%s, the twin's folder, is there already: choose another with --out DIR",
                  undosed);
        return STATUS_EXISTS;
    }
    Status status = run_one(drive, options, out);
    if (status != STATUS_OK)
        return status;
    memset(drive, 0, sizeof *drive);
    drive->params = params;
    drive->end_step = end_step;
    drive->day0_step = day0_step;
    for (int i = 0; i < params.doses_count; i++)
        drive->params.doses[i].amount = 0.0;
    status = run_one(drive, options, undosed);
    if (status != STATUS_OK)
        return status;
    status = twin_tell(out, undosed, options->quiet, message, sizeof message);
    if (status != STATUS_OK)
        cli_error("%s", message);
    return status;
}

static Status run_all(Drive *drive, const RunOptions *options)
{
    char path[FILE_PATH];
    runfolder_default(&drive->params, path);
    const char *out = options->out ? options->out : path;
    return options->twin ? run_twins(drive, options, out) : run_one(drive, options, out);
}

int cmd_run(int argc, char **argv)
{
    const struct argp_child children[] = {{&CLI_CONFIG_ARGP, 0, 0, 0}, {0}};
    const struct argp argp = {.options = OPTIONS,
                              .parser = run_parse,
                              .children = children,
                              .doc = "Simulates, and writes a run folder."};
    static Drive drive; /* too large for the stack of a small thread; used once */
    static RunOptions options;
    argp_parse(&argp, argc, argv, 0, 0, &options);
    drive_listen(); /* before there is anything to leave behind */
    Status status = run_known(&options);
    if (status == STATUS_OK)
        status = cli_configure(&options.config, &drive.params);
    if (status == STATUS_OK)
        status = run_until(&drive, &options);
    if (status == STATUS_OK)
        status = run_all(&drive, &options);
    free(options.base);
    return status_exit_code(status);
}
