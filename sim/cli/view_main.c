/* prodrome-view: a window on a simulation. */
#include "cli/cli.h"
#include "cli/session.h"
#include "io/config.h"
#include "render/points.h"
#include "render/replay.h"
#include "render/viewer.h"
#include "render/window.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VIEW_DATA = 8 };

typedef struct ViewOptions {
    CliConfig config;
    const char *out, *events, *at, *beside, *data[VIEW_DATA];
    int data_count;
} ViewOptions;

enum { KEY_OUT = 'o', KEY_EVENTS = 0x100, KEY_DATA, KEY_AT, KEY_BESIDE };
static const struct argp_option OPTIONS[] = {
    {"out", KEY_OUT, "DIR", 0, "run folder (the first free one of output/runs/NAME-SEED, -2, ...)",
     2},
    {"events", KEY_EVENTS, "FILE", 0, "make the changes of FILE on the way, as prodrome run does",
     2},
    {"at", KEY_AT, "TIME", 0, "begin at this time, as \"day 7\" or \"7 d\"", 2},
    {"data", KEY_DATA, "FILE", 0, "published points to draw with the curves; repeatable", 2},
    {"beside", KEY_BESIDE, "RUN_DIR", 0,
     "another run of the same lattice, whose saved states the keys x and D show beside this one; "
     "of a branch its parent unless told otherwise",
     2},
    {0}};

static error_t view_parse(int key, char *text, struct argp_state *state)
{
    ViewOptions *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->config;
        return 0;
    case KEY_OUT:
        options->out = text;
        return 0;
    case KEY_EVENTS:
        options->events = text;
        return 0;
    case KEY_BESIDE:
        options->beside = text;
        return 0;
    case KEY_AT:
        options->at = text;
        return 0;
    case KEY_DATA:
        if (options->data_count == VIEW_DATA)
            argp_error(state, "at most %d tables of published points", VIEW_DATA);
        else
            options->data[options->data_count++] = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The run folder of the configuration, with the first number behind it that is free. */
static void view_folder(const Params *params, char out[FILE_PATH])
{
    char first[FILE_PATH];
    runfolder_default(params, first);
    snprintf(out, FILE_PATH, "%s", first);
    for (int n = 2; file_exists(out); n++)
        snprintf(out, FILE_PATH, "%.*s-%d", FILE_PATH - 32, first, n);
}

static void view_interrupt(int number)
{
    signal(number, SIG_DFL);
    window_close();
}

static Status view_show(const Source *source, const ViewOptions *options, char *message,
                        size_t size)
{
    Viewer *viewer;
    char title[PARAMS_TEXT + 32];
    snprintf(title, sizeof title, "%s \u2013 prodrome", source->params->run_name);
    Status status = viewer_create(source, options->data, options->data_count, &viewer);
    if (status != STATUS_OK) {
        snprintf(message, size, "%s", status_sentence(status));
        return status;
    }
    if (options->beside)
        status = viewer_beside(viewer, options->beside, message, size);
    signal(SIGINT, view_interrupt);
    signal(SIGTERM, view_interrupt);
    if (status == STATUS_OK)
        status = window_run(viewer, title, message, size);
    viewer_destroy(viewer);
    canvas_finish();
    return status;
}

/* "day 7", "7 d" or "12 h" as days; NAN when it is no time. */
static double view_day(const char *text)
{
    const char *rest;
    double number;
    bool days = strncmp(text, "day ", 4) == 0;
    if (config_number(days ? text + 4 : text, &number, &rest))
        return NAN;
    if (days)
        return *rest ? NAN : number;
    return strcmp(rest, "d") == 0 ? number : strcmp(rest, "h") == 0 ? number / 24 : NAN;
}

/* Tables that cannot be drawn are told before anything is opened. */
static Status view_check_data(const ViewOptions *options)
{
    char message[DRIVE_MESSAGE];
    for (int i = 0; i < options->data_count; i++) {
        Table table;
        Status status = points_read(options->data[i], &table, message, sizeof message);
        if (status != STATUS_OK) {
            cli_error("%s", message);
            return status;
        }
        table_destroy(&table);
    }
    return STATUS_OK;
}

/* So is another run that this one cannot be compared with. */
static Status view_check_beside(const Params *params, const ViewOptions *options)
{
    char message[DRIVE_MESSAGE];
    Status status = viewer_beside_check(params, options->beside, message, sizeof message);
    if (status != STATUS_OK)
        cli_error("%s", message);
    return status;
}

static Status view_files(const ViewOptions *options, double day)
{
    char message[DRIVE_MESSAGE] = "";
    Replay *replay;
    Status status = replay_create(options->config.files[0], day, &replay, message, sizeof message);
    if (status == STATUS_OK) {
        Source source = replay_source(replay);
        status = view_show(&source, options, message, sizeof message);
        replay_destroy(replay);
    }
    if (status != STATUS_OK)
        cli_error("%s", message);
    return status;
}

static Status view_live(Drive *drive, const ViewOptions *options, double day)
{
    char folder[FILE_PATH], message[DRIVE_MESSAGE] = "", ended[DRIVE_MESSAGE] = "";
    Session *session;
    view_folder(&drive->params, folder);
    drive->day0_step = params_day0_step(&drive->params);
    drive->end_step = params_end_step(&drive->params);
    Status status = drive_create(drive, &(DriveStart){.out = options->out ? options->out : folder,
                                                      .events = options->events,
                                                      .quiet = true});
    if (status != STATUS_OK) {
        cli_error("%s", drive->message);
        free(drive);
        return status;
    }
    status = session_create(drive, &session, message, sizeof message);
    if (status == STATUS_OK) {
        Source source = session_source(session);
        if (!isnan(day))
            source.command(source.context, &(SourceCommand){.order = SOURCE_GO, .number = day});
        status = view_show(&source, options, message, sizeof message);
        Status end = session_destroy(session, ended, sizeof ended);
        if (drive_well(end))
            printf("%s%s%s\n", end == STATUS_OK ? "" : "to go on: prodrome run --resume --out ",
                   ended, end == STATUS_OK ? ": the run is over" : "");
        else
            cli_error("%s", ended);
        status = status == STATUS_OK && !drive_well(end) ? end : status;
    }
    if (*message)
        cli_error("%s", message);
    return status;
}

int main(int argc, char **argv)
{
    const struct argp_child children[] = {{&CLI_CONFIG_ARGP, 0, 0, 0}, {0}};
    const struct argp argp = {.options = OPTIONS,
                              .parser = view_parse,
                              .children = children,
                              .doc =
                                  "Watches a simulation as it runs, or the saved states of a run "
                                  "folder; F1 in the window lists what can be done. A simulation "
                                  "writes the run folder that prodrome run would, to the same "
                                  "bytes.\vA run folder, in place of CONFIG.yaml, is replayed, "
                                  "and followed while it is being written."};
    static ViewOptions options;
    char name[] = "prodrome view";
    argv[0] = name;
    argp_parse(&argp, argc, argv, 0, 0, &options);
    double day = options.at ? view_day(options.at) : NAN;
    if (options.at && isnan(day)) {
        cli_error("--at takes a time, as \"day 7\", \"7 d\" or \"12 h\"; got `%s`", options.at);
        return status_exit_code(STATUS_USAGE);
    }
    bool files = options.config.files_count == 1 && file_is_folder(options.config.files[0]);
    if (files && (options.config.sets_count > 0 || options.out || options.events)) {
        cli_error(
            "%s is a run folder, whose saved states are shown: --set, --out and --events are for "
            "a configuration",
            options.config.files[0]);
        return status_exit_code(STATUS_USAGE);
    }
    Status status = view_check_data(&options);
    if (status != STATUS_OK)
        return status_exit_code(status);
    char message[512];
    if (window_possible(message, sizeof message) != STATUS_OK) {
        cli_error("%s", message);
        return status_exit_code(STATUS_UNAVAILABLE);
    }
    if (files)
        return status_exit_code(view_files(&options, day));
    Drive *drive = calloc(1, sizeof *drive);
    status = drive ? cli_configure(&options.config, &drive->params) : STATUS_NO_MEMORY;
    if (status == STATUS_OK && options.beside)
        status = view_check_beside(&drive->params, &options);
    if (status != STATUS_OK)
        free(drive);
    else
        status = view_live(drive, &options, day);
    return status_exit_code(status);
}
