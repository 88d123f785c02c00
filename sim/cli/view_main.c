/* prodrome-view: a window on a simulation. */
#include "cli/opening.h"
#include "io/clock.h"
#include "io/config.h"
#include "render/follow.h"
#include "render/points.h"
#include "render/viewer.h"
#include "render/window.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { VIEW_DATA = 8 };

typedef struct ViewOptions {
    OpeningWish wish;
    const char *at, *data[VIEW_DATA];
    int data_count;
} ViewOptions;

enum { KEY_OUT = 'o', KEY_EVENTS = 0x100, KEY_DATA, KEY_AT, KEY_BESIDE, KEY_RESUME };
static const struct argp_option OPTIONS[] = {
    {"out", KEY_OUT, "DIR", 0, "run folder (the first free one of output/runs/NAME-SEED, -2, ...)",
     2},
    {"events", KEY_EVENTS, "FILE", 0, "make the changes of FILE on the way, as prodrome run does",
     2},
    {"resume", KEY_RESUME, 0, 0,
     "go on with the run of RUN_DIR from its newest checkpoint, watched, in place of showing its "
     "saved states",
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
        state->child_inputs[0] = &options->wish.config;
        return 0;
    case KEY_OUT:
        options->wish.out = text;
        return 0;
    case KEY_EVENTS:
        options->wish.events = text;
        return 0;
    case KEY_BESIDE:
        options->wish.beside = text;
        return 0;
    case KEY_RESUME:
        options->wish.resume = true;
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

static void view_interrupt(int number)
{
    signal(number, SIG_DFL);
    window_close();
}

/* -- what is shown, and what comes after it --------------------------------------------------- */

typedef struct View {
    const ViewOptions *options;
    Window *window;
    Opening now, next;
    bool other; /* next is there */
    char note[DRIVE_MESSAGE];
} View;

/* A file that is dropped: it is opened before the present one is let go, which a bad one leaves as
 * it is. */
static bool view_take(void *context, const char *path, char *message, size_t size)
{
    View *view = context;
    view->other = opening_path(path, &view->next, message, size) == STATUS_OK;
    return view->other;
}

static Status view_one(View *view, bool first, char *message, size_t size)
{
    Viewer *viewer;
    const ViewOptions *options = view->options;
    const Source *source = &view->now.source;
    const WindowDrop drop = {view, view_take};
    char title[PARAMS_TEXT + 32];
    snprintf(title, sizeof title, "%s \u2013 prodrome", source->params->run_name);
    Status status = viewer_create(source, options->data, options->data_count, &viewer);
    if (status != STATUS_OK) {
        snprintf(message, size, "%s", status_sentence(status));
        return status;
    }
    if (first && options->wish.beside)
        status = viewer_beside(viewer, options->wish.beside, message, size);
    if (status == STATUS_OK && first)
        status = window_create(title, &view->window, message, size);
    if (*view->note)
        viewer_note(viewer, view->note);
    if (status == STATUS_OK)
        status = window_run(view->window, viewer, title, &drop, message, size);
    viewer_destroy(viewer);
    return status;
}

/* Closes what was shown, and tells how to go on with it. */
static Status view_close(View *view)
{
    Status status = opening_destroy(&view->now, view->note, sizeof view->note);
    if (status != STATUS_OK)
        cli_error("%s", view->note);
    else if (*view->note)
        puts(view->note);
    return status;
}

/* Whether a run that has saved nothing yet goes on. */
static bool view_burns_in(const char *path, Follow *follow)
{
    char list[FILE_PATH], ignored[FILE_PATH + 64];
    if (!file_is_folder(path))
        return false;
    follow_look(follow, path, clock_seconds());
    return follow->running &&
           file_path(list, path, "run.hdf.series", ignored, sizeof ignored) == STATUS_OK &&
           !file_exists(list);
}

/* A run in its burn-in is shown from its first state on. */
static void view_wait(const OpeningWish *wish)
{
    const struct timespec look = {0, 250000000};
    const char *path = wish->config.files[0];
    Follow follow = {0};
    if (!opening_is_files(&wish->config) || wish->resume || !view_burns_in(path, &follow))
        return;
    fprintf(stderr,
            "prodrome: %s is in its burn-in: waits for its first state, of day 0 (Ctrl-C ends "
            "this)\n",
            path);
    while (view_burns_in(path, &follow))
        nanosleep(&look, NULL);
}

static Status view_all(const ViewOptions *options)
{
    static View view;
    char message[DRIVE_MESSAGE] = "";
    view.options = options;
    view_wait(&options->wish);
    Status ended, status = opening_create(&options->wish, &view.now, message, sizeof message);
    if (status != STATUS_OK) {
        if (*message)
            cli_error("%s", message);
        return status;
    }
    signal(SIGINT, view_interrupt);
    signal(SIGTERM, view_interrupt);
    bool first = true;
    do {
        view.other = false;
        status = view_one(&view, first, message, sizeof message);
        if (status != STATUS_OK && *message)
            cli_error("%s", message);
        first = false;
        ended = view_close(&view);
        view.now = view.next;
    } while (status == STATUS_OK && view.other);
    window_destroy(view.window);
    canvas_finish();
    return status == STATUS_OK ? ended : status;
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

/* What does not go together. */
static Status view_refuse(const OpeningWish *wish)
{
    const char *first = wish->config.files[0];
    bool files = opening_is_files(&wish->config);
    if (wish->resume && !(wish->config.files_count == 1 && file_is_folder(first)))
        cli_error("--resume takes one folder of a run, and %s %s: prodrome view --resume RUN_DIR",
                  first,
                  wish->config.files_count > 1 ? "is not alone"
                  : file_exists(first)         ? "is none"
                                               : "does not exist");
    else if (files &&
             (wish->config.sets_count > 0 || *wish->config.seed || wish->out || wish->events))
        cli_error("%s is %s: --set, --seed, --out and --events are for a configuration", first,
                  wish->resume ? "a run that is gone on with as it began"
                               : "a run, whose saved states are shown");
    else
        return STATUS_OK;
    return STATUS_USAGE;
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
                                  "and followed while it is being written; with --resume it is "
                                  "gone on with. A snapshot is shown. Each of these, and a "
                                  "configuration, can be dropped on the window instead: what was "
                                  "shown is ended first, and a simulation can be resumed."};
    static ViewOptions options;
    char name[] = "prodrome view", message[512];
    argv[0] = name;
    argp_parse(&argp, argc, argv, 0, 0, &options);
    options.wish.day = options.at ? view_day(options.at) : NAN;
    if (options.at && isnan(options.wish.day)) {
        cli_error("--at takes a time, as \"day 7\", \"7 d\" or \"12 h\"; got `%s`", options.at);
        return status_exit_code(STATUS_USAGE);
    }
    Status status = view_refuse(&options.wish);
    if (status == STATUS_OK)
        status = view_check_data(&options);
    if (status != STATUS_OK)
        return status_exit_code(status);
    if (window_possible(message, sizeof message) != STATUS_OK) {
        cli_error("%s", message);
        return status_exit_code(STATUS_UNAVAILABLE);
    }
    return status_exit_code(view_all(&options));
}
