/* The figures of a sweep on one page. */
#include "io/provenance.h"
#include "render/page_parts.h"
#include "render/report_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIGURES_MOST = 120, COLUMNS_MOST = 6 };
static const double EDGE = 36, BETWEEN = 44, TITLE_ROOM = 84, FOOT_ROOM = 64;

typedef struct Layout {
    SweepFigure figures[FIGURES_MOST];
    int count, all, columns;
    double top[FIGURES_MOST], left[FIGURES_MOST], width, height;
} Layout;

static Status figures_gather(const Report *report, Layout *layout)
{
    for (int output = 0; output < report->sweep.results->outputs_count; output++) {
        int count = 0, left_out = 0;
        SweepFigure *figures = figure_list(&report->sweep, output, &count, &left_out);
        if (!figures)
            return STATUS_NO_MEMORY;
        for (int i = 0; i < count; i++)
            if (layout->count < FIGURES_MOST)
                layout->figures[layout->count++] = figures[i];
        layout->all += count + left_out;
        free(figures);
    }
    return STATUS_OK;
}

/* How many figures from the i-th on stand side by side: those of an output begin on the left. */
static int figures_beside(const Layout *layout, int i)
{
    int count = 1;
    while (count < layout->columns && i + count < layout->count &&
           layout->figures[i + count].output == layout->figures[i].output)
        count++;
    return count;
}

/* Lines of figures, each as high as the highest in it. */
static void figures_place(const Report *report, Layout *layout)
{
    double y = TITLE_ROOM;
    int columns = (int)ceil(sqrt(layout->count * 0.8));
    layout->columns = columns < 1 ? 1 : columns > COLUMNS_MOST ? COLUMNS_MOST : columns;
    for (int i = 0, count; i < layout->count; i += count) {
        double high = 0;
        count = figures_beside(layout, i);
        for (int k = 0; k < count; k++) {
            layout->left[i + k] = EDGE + k * (FIGURE_WIDTH + BETWEEN);
            layout->top[i + k] = y;
            high = fmax(high, figure_height(&report->sweep, &layout->figures[i + k]));
        }
        y += high + BETWEEN;
    }
    layout->width = 2 * EDGE + layout->columns * (FIGURE_WIDTH + BETWEEN) - BETWEEN;
    layout->height = y + FOOT_ROOM;
}

static Status figures_paint(Canvas *canvas, const Report *report, const Layout *layout)
{
    char title[RESULTS_TEXT], foot[RESULTS_TEXT];
    const Results *results = report->sweep.results;
    Status status = STATUS_OK;
    int failed = results_count(results, RESULTS_FAILED);
    int waiting = results_count(results, RESULTS_WAITING) + results_count(results, RESULTS_RUNNING);
    snprintf(title, sizeof title, "Sweep %.100s", report->sweep.name);
    canvas_text_fitted(canvas, EDGE, TITLE_ROOM / 2, canvas->width - 2 * EDGE,
                       (TextStyle){34, INK_COLOURS[INK_TEXT], 0, 0.5, true, false}, title);
    for (int i = 0; i < layout->count && status == STATUS_OK; i++)
        status = figure_draw(canvas, &report->sweep, &layout->figures[i], layout->left[i],
                             layout->top[i]);
    int used =
        snprintf(foot, sizeof foot, "%d runs: %d finished, %d failed, %d waiting",
                 results->runs_count, results_count(results, RESULTS_FINISHED), failed, waiting);
    if (layout->all > layout->count)
        snprintf(foot + used, sizeof foot - (size_t)used, "; the first %d of %d figures",
                 layout->count, layout->all);
    page_foot(canvas, PRODROME_VERSION, foot);
    return status;
}

static Status page_paint(const Report *report, const Layout *layout, const char *path,
                         Labels *labels, char *message, size_t message_size)
{
    Canvas canvas;
    char title[RESULTS_TEXT];
    CanvasForm form = CANVAS_PNG;
    canvas_form_of(path, &form);
    Status status =
        canvas_create_form(form, (int)ceil(layout->width), (int)ceil(layout->height), &canvas);
    if (status != STATUS_OK)
        return status;
    status = figures_paint(&canvas, report, layout);
    snprintf(title, sizeof title, "Sweep %.100s", report->sweep.name);
    labels_start(labels, title);
    labels_add(labels, "Source", report->command);
    if (status == STATUS_OK)
        status = canvas_write(&canvas, labels, path, message, message_size);
    canvas_destroy(&canvas);
    return status;
}

Status report_page(const Report *report, const char *path, char *message, size_t message_size)
{
    Layout *layout = calloc(1, sizeof *layout);
    Labels *labels = calloc(1, sizeof *labels);
    Status status = layout && labels ? figures_gather(report, layout) : STATUS_NO_MEMORY;
    if (status == STATUS_OK && layout->count == 0) {
        bool any = report->sweep.results->outputs_count > 0;
        snprintf(message, message_size, "%s: there is nothing to draw%s", path,
                 any ? ": every parameter has one value" : " yet: no run has a result");
        status = STATUS_BAD_DATA;
    }
    if (status == STATUS_OK) {
        figures_place(report, layout);
        status = page_paint(report, layout, path, labels, message, message_size);
    }
    if (status == STATUS_NO_MEMORY)
        snprintf(message, message_size, "%s: not enough memory to draw", path);
    free(layout);
    free(labels);
    return status;
}
