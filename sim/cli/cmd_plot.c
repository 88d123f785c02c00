#include "cli/cli.h"
#include "cli/slice.h"
#include "cli/sweep_report.h"
#include "io/config.h"
#include "render/canvas.h"
#include "render/identity.h"
#include "render/moments.h"
#include "render/page.h"
#include "render/points.h"
#include "render/shots.h"
#include "render/tumor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLOT_TIMES = 4, PLOT_MESSAGE = 1024 };

typedef struct Plot {
    const char *folders[PAGE_RUNS_MAX], *tables[PAGE_TABLES_MAX];
    int folders_count, tables_count;
    const char *out, *snapshot;
    bool tumor;
    double days[TUMOR_TIMES_MAX];
    int days_count;
    Slice slice;
} Plot;

static const struct argp_option OPTIONS[] = {
    {"out", 'o', "FILE.png|.svg|.pdf", 0,
     "where to write, and as what; default volume.png in the folder of the run, comparison.png in "
     "that of the "
     "first of several, tumor.png, or report.png of a sweep",
     0},
    {"data", 'd', "POINTS.tsv", 0, "published points to draw beside the volume; repeatable", 0},
    {"tumor", 'T', NULL, 0, "slices through the tumor, cells and a field, instead of curves", 0},
    {"days", 'D', "0,3,10,30", 0,
     "slices of these days; default four: the first, after the first course of doses, at the "
     "smallest volume, the last; evenly without doses",
     0},
    {"snapshot", 'n', "SNAPSHOT", 0, "slices of this one file; needs --out", 0},
    {0}};

static void days_parse(struct argp_state *state, Plot *plot, const char *text)
{
    const char *end = text;
    for (plot->days_count = 0; *text; text = *end ? end + 1 : end) {
        if (plot->days_count == TUMOR_TIMES_MAX)
            argp_error(state, "--days takes at most %d days", TUMOR_TIMES_MAX);
        text += strspn(text, " ");
        if (config_number(text, &plot->days[plot->days_count++], &end) ||
            (*end && (*end != ',' || !end[1])))
            argp_error(state, "--days takes numbers parted by commas, got `%s`", text);
    }
    if (plot->days_count == 0)
        argp_error(state, "--days takes numbers parted by commas");
}

static void append(struct argp_state *state, const char **list, int *count, int most,
                   const char *what, const char *text)
{
    if (*count == most)
        argp_error(state, "at most %d %s", most, what);
    list[(*count)++] = text;
}

static error_t plot_parse(int key, char *text, struct argp_state *state)
{
    Plot *plot = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &plot->slice;
        return 0;
    case 'o':
        plot->out = text;
        return 0;
    case 'd':
        append(state, plot->tables, &plot->tables_count, PAGE_TABLES_MAX, "tables of points", text);
        return 0;
    case 'T':
        plot->tumor = true;
        return 0;
    case 'D':
        days_parse(state, plot, text);
        return 0;
    case 'n':
        plot->snapshot = text;
        return 0;
    case ARGP_KEY_ARG:
        append(state, plot->folders, &plot->folders_count, PAGE_RUNS_MAX, "runs", text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool plot_is_sweep(const Plot *plot)
{
    return plot->folders_count == 1 && !plot->snapshot && sweep_report_is_folder(plot->folders[0]);
}

/* What no single option can tell by itself. */
static Status plot_check(const Plot *plot)
{
    const char *fault = NULL;
    bool slices = plot->tumor || plot->snapshot;
    CanvasForm form = CANVAS_PNG;
    if (plot->folders_count == 0 && !plot->snapshot)
        fault = "which run? for example: prodrome plot output/runs/lncap_xenograft-1";
    else if (plot->snapshot && !plot->out)
        fault = "--snapshot needs --out FILE.png, .svg or .pdf";
    else if (plot->snapshot && (plot->folders_count > 1 || plot->days_count > 0))
        fault = "--snapshot takes at most one run folder, for its doses and volumes, and no --days";
    else if (plot->tumor && plot->folders_count > 1)
        fault = "--tumor takes one run folder";
    else if (plot->days_count > 0 && !slices)
        fault = "--days is for --tumor";
    else if (plot_is_sweep(plot) && (slices || plot->tables_count > 0))
        fault = "a sweep has no slices and no published points; plot one of its runs";
    else if (slices && plot->tables_count > 0)
        fault = "--data is for the curves, not for slices";
    else if (plot->out && !canvas_form_of(plot->out, &form))
        fault = "--out must end in .png, .svg or .pdf";
    if (!fault)
        return STATUS_OK;
    cli_error("%s", fault);
    return STATUS_USAGE;
}

/* RUN_DIR/name unless --out says otherwise. */
static Status out_path(const Plot *plot, const char *name, char path[FILE_PATH], char *message)
{
    if (plot->out) {
        snprintf(path, FILE_PATH, "%s", plot->out);
        return STATUS_OK;
    }
    return file_path(path, plot->folders[0], name, message, PLOT_MESSAGE);
}

static Status plot_curves(const Plot *plot, char path[FILE_PATH], char *message)
{
    Page *page = calloc(1, sizeof *page);
    if (!page) {
        snprintf(message, PLOT_MESSAGE, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    page->field = plot->slice.field;
    Status status =
        out_path(plot, plot->folders_count > 1 ? "comparison.png" : "volume.png", path, message);
    for (int i = 0; i < plot->folders_count && status == STATUS_OK; i++) {
        status = record_read(plot->folders[i], &page->runs[i], message, PLOT_MESSAGE);
        page->runs_count += status == STATUS_OK;
    }
    for (int i = 0; i < plot->tables_count && status == STATUS_OK; i++) {
        status = points_read(plot->tables[i], &page->tables[i], message, PLOT_MESSAGE);
        page->tables_count += status == STATUS_OK;
        if (status == STATUS_OK && points_count(&page->tables[i], POINTS_DRAWN) == 0)
            cli_warning("%s: nothing of it is drawn: no row with a time has the observable %s",
                        plot->tables[i], POINTS_DRAWN);
    }
    if (status == STATUS_OK)
        status = page_write(page, path, message, PLOT_MESSAGE);
    page_destroy(page);
    free(page);
    return status;
}

/* The figures of a sweep, from its folder. */
static Status plot_sweep(const Plot *plot, char path[FILE_PATH], char *message)
{
    SweepReport *report = calloc(1, sizeof *report);
    Status status = report ? out_path(plot, "report.png", path, message) : STATUS_NO_MEMORY;
    if (!report)
        snprintf(message, PLOT_MESSAGE, "%s", status_sentence(STATUS_NO_MEMORY));
    if (status == STATUS_OK)
        status = sweep_report_open_folder(plot->folders[0], report, message, PLOT_MESSAGE);
    if (status == STATUS_OK)
        status = report_page(&report->report, path, message, PLOT_MESSAGE);
    if (report)
        sweep_report_close(report);
    free(report);
    return status;
}

static Status slices_write(const Plot *plot, Record *record, const Shot *shots, const int *picked,
                           int times, const char *path, char *message)
{
    Field field;
    Tumor tumor = {
        .record = record, .times = times, .axis = plot->slice.axis, .index = plot->slice.index};
    for (int i = 0; i < times; i++)
        tumor.shots[i] = &shots[picked[i]];
    Status status = slice_field(&plot->slice, tumor.shots, times, &field, message, PLOT_MESSAGE);
    if (status != STATUS_OK)
        return status;
    tumor.field = field.overlay;
    return tumor_write(&tumor, path, message, PLOT_MESSAGE);
}

static Status plot_one_snapshot(const Plot *plot, Record *record, const char *path, char *message)
{
    Shot shot = {.day = 0};
    const int picked = 0;
    snprintf(shot.path, sizeof shot.path, "%s", plot->snapshot);
    return slices_write(plot, record, &shot, &picked, 1, path, message);
}

static Status plot_run_slices(const Plot *plot, Record *record, const char *path, char *message)
{
    Shot *shots = NULL;
    int count = 0, picked[TUMOR_TIMES_MAX], times = plot->days_count;
    Status status = shots_list(plot->folders[0], &shots, &count, message, PLOT_MESSAGE);
    if (status == STATUS_OK && times > 0)
        status = shots_pick_days(shots, count, plot->days, times, picked, message, PLOT_MESSAGE);
    else if (status == STATUS_OK)
        times = moments_pick(record, shots, count, PLOT_TIMES, picked);
    if (status == STATUS_OK)
        status = slices_write(plot, record, shots, picked, times, path, message);
    free(shots);
    return status;
}

static Status plot_slices(const Plot *plot, char path[FILE_PATH], char *message)
{
    Record record = {0};
    Status status = out_path(plot, "tumor.png", path, message);
    if (status == STATUS_OK && plot->folders_count > 0)
        status = record_read(plot->folders[0], &record, message, PLOT_MESSAGE);
    else if (status == STATUS_OK)
        identity_of_folder(plot->snapshot, &record);
    if (status != STATUS_OK)
        return status;
    if (plot->snapshot)
        status = plot_one_snapshot(plot, &record, path, message);
    else
        status = plot_run_slices(plot, &record, path, message);
    record_destroy(&record);
    return status;
}

int cmd_plot(int argc, char **argv)
{
    const struct argp_child children[] = {{&SLICE_ARGP, 0, NULL, 0}, {0}};
    const struct argp argp = {.options = OPTIONS,
                              .parser = plot_parse,
                              .args_doc = "RUN_DIR [MORE_RUN_DIRS...]\nSWEEP_DIR",
                              .doc = "Draws a run: volume with published points, populations, "
                                     "drug, oxygen; or, with --tumor, slices of its snapshots. "
                                     "Of a sweep: its responses, maps and indices.",
                              .children = children};
    Plot plot = {.slice = SLICE_START};
    char message[PLOT_MESSAGE] = "", path[FILE_PATH];
    argp_parse(&argp, argc, argv, 0, 0, &plot);
    Status status = plot_check(&plot);
    if (status != STATUS_OK)
        return status_exit_code(status);
    if (plot_is_sweep(&plot))
        status = plot_sweep(&plot, path, message);
    else if (plot.tumor || plot.snapshot)
        status = plot_slices(&plot, path, message);
    else
        status = plot_curves(&plot, path, message);
    canvas_finish();
    if (status == STATUS_OK)
        printf("%s\n", path);
    else
        cli_fault(message);
    return status_exit_code(status);
}
