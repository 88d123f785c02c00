/* The plots of the viewer: those of the page of a run, small, and the oxygen of the slice. */
#include "render/page_parts.h"
#include "render/viewer_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double PLOT_SCALE = 0.58, BUTTON = 62;
static const double AXES_LEAST = 120; /* pixels, for numbers and a name that can be read */
enum {
    SAVED_WIDTH = 1000,
    SAVED_HEIGHT = 720,
    SAVED_FOOT = 60,
    SAVED_MARGIN = 26
}; /* pixels of a plot as a file */
enum { BINS = 40 };
static const double BIN = 1; /* mmHg */

/* One column of the time series, of the run and of what it branched off from. */
static void plot_column(Canvas *canvas, const Page *page, Chart *chart, ViewerPlot plot)
{
    static const struct {
        const char *column, *title, *unit;
    } columns[VIEWER_PLOTS] = {
        [PLOT_OXYGEN] = {"oxygen_median", "Median oxygen of the tumor", "pO\u2082, mmHg"},
        [PLOT_VESSELS] = {"vessels_per_mm2", "Perfused vessels, whole box",
                          "per mm\u00b2 of section"},
        [PLOT_PSA] = {"psa", "PSA in serum", "ng/mL"},
    };
    snprintf(chart->title, sizeof chart->title, "%s", columns[plot].title);
    chart->y_name = columns[plot].unit;
    page_run_lines(chart, page, columns[plot].column, 1);
    page_doses(chart, page, false);
    if (chart->lines_count == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of it.");
        return;
    }
    panel_linear(chart, 5, 0);
    chart_draw(canvas, chart);
}

/* How oxygen is distributed over the living tumor cells of the slice, as steps. */
static void plot_histogram(Viewer *v, Canvas *canvas, Chart *chart)
{
    double x[2 * BINS], y[2 * BINS], most = 0;
    const Frame *f = v->frame;
    int oxygen = params_substance(v->source.params, "oxygen");
    int64_t cells = 0;
    snprintf(chart->title, sizeof chart->title, "Oxygen of the slice's tumor cells");
    if (f && f->wish.maximum && f->wish.values == SCALAR_COUNT + oxygen) {
        chart_draw_absent(canvas, chart, "What is shown is the largest along the axis (m).");
        return;
    }
    for (int i = 0; i < 2 * BINS; i++)
        y[i] = 0;
    for (int64_t i = 0; f && oxygen >= 0 && i < (int64_t)f->columns * f->rows; i++) {
        double value = (double)f->field[oxygen][i];
        if (f->type[i] != SITE_TUMOR || !(value >= 0))
            continue;
        int bin = value / BIN < BINS ? (int)(value / BIN) : BINS - 1;
        y[2 * bin] = y[2 * bin + 1] += 1;
        cells++;
    }
    if (cells == 0) {
        chart_draw_absent(canvas, chart, "There is no tumor cell in this slice that is not dead.");
        return;
    }
    for (int i = 0; i < 2 * BINS; i++) {
        x[i] = BIN * ((i + 1) / 2);
        y[i] *= 100 / (double)cells;
        most = fmax(most, y[i]);
    }
    static const char *const axes[] = {"z", "y", "x"}; /* of FRAME_PLANE_Z ... */
    snprintf(chart->note, sizeof chart->note, "%s = %.4g \u00b5m, day %.6g", axes[f->wish.plane],
             (f->wish.index + 0.5) * f->grid.edge_um, f->day);
    chart->x = axis_linear(0, BIN * BINS, 6, false);
    chart->x_name = "pO\u2082, mmHg";
    chart->y_name = "cells, %";
    chart->y = axis_linear(0, most, 4, true);
    chart->lines[chart->lines_count++] = (ChartLine){.x = x,
                                                     .y = y,
                                                     .stride = 1,
                                                     .count = (int64_t)2 * BINS,
                                                     .factor = 1,
                                                     .colour = INK_COLOURS[INK_OXYGEN],
                                                     .kind = LINE_SOLID};
    chart_draw(canvas, chart);
}

/* The days of the run, and which line is whose. */
static void plot_times(const Viewer *v, Chart *chart)
{
    double low, high;
    const Page *page = &v->page;
    static const char *const colours[] = {"blue", "black", "vermilion"};
    const bool branch = v->state.parent[0];
    size_t used = 0;
    if (page->runs_count > 0) {
        page_times(page, &low, &high);
        chart->x = axis_linear(low, high, 6, false);
    }
    for (int i = 0; page->runs_count > 1 && i < page->runs_count && used < sizeof chart->note; i++)
        used += (size_t)snprintf(chart->note + used, sizeof chart->note - used, "%s%s: %.80s",
                                 i ? "; " : "", colours[i],
                                 i == 0             ? (branch ? "this branch" : "this run")
                                 : i == 1 && branch ? "its parent"
                                                    : page->runs[i].name);
}

static void plot_kind(Viewer *v, Canvas *canvas, Chart *chart)
{
    char ignored[512];
    const Page *page = &v->page;
    if (page->runs_count == 0 && v->plot != PLOT_HISTOGRAM) {
        chart_draw_absent(canvas, chart, "There are no curves before day 0: the burn-in has none.");
        return;
    }
    plot_times(v, chart);
    switch (v->plot) {
    case PLOT_VOLUME:
        (void)panel_volume(canvas, page, chart, ignored, sizeof ignored);
        break;
    case PLOT_CELLS:
        panel_populations(canvas, page, chart);
        break;
    case PLOT_DRUG:
        panel_drug(canvas, page, chart);
        break;
    case PLOT_HISTOGRAM:
        plot_histogram(v, canvas, chart);
        break;
    default:
        plot_column(canvas, page, chart, v->plot);
        break;
    }
}

/* Beside the picture small, or as a file with all that a legend can say, above its foot. */
static void plot_draw(Viewer *v, Canvas *canvas, bool small)
{
    Chart *chart = &v->chart;
    const double scale = small ? PLOT_SCALE : 1, margin = small ? 0 : SAVED_MARGIN;
    *chart = (Chart){.left = margin,
                     .top = margin,
                     .width = canvas->width / scale - 2 * margin,
                     .height = (canvas->height - (small ? 0 : SAVED_FOOT)) / scale - margin,
                     .x_name = "time since day 0, d",
                     .other_scale = v->other_scale[v->plot],
                     .small = small,
                     .least = small ? AXES_LEAST / PLOT_SCALE : 0,
                     .reference = NAN};
    if (v->plot == PLOT_CELL)
        viewer_history(v, canvas, chart);
    else
        plot_kind(v, canvas, chart);
    if (!small)
        return;
    const bool room_told = v->plot != PLOT_CELL && chart->lines_count > 0;
    v->plot_needs = room_told ? PLOT_SCALE * chart_height(canvas, chart, chart->least) + 1 : 0;
}

/* A canvas of that size for the plot, the last one if it will do; false without memory. */
static bool plot_canvas(Viewer *v, int width, int height, double fine)
{
    const int columns = (int)(width * fine), rows = (int)(height * fine);
    if (v->plotted.surface && (canvas_columns(&v->plotted) != columns ||
                               canvas_rows(&v->plotted) != rows || v->plotted.fine != fine))
        canvas_destroy(&v->plotted);
    if (v->plotted.surface)
        return true;
    v->plot_old = true;
    return canvas_create_fine(columns, rows, fine, &v->plotted) == STATUS_OK;
}

/* Draws the plot when there is something new in it. */
static void plot_renew(Viewer *v, int width, int height)
{
    const Frame *f = v->frame; /* which the histogram is of; the others are of tables */
    const bool same = f == v->plotted_frame && (!f || f->number == v->plotted_number);
    if (!v->plot_old && (v->plot != PLOT_HISTOGRAM || same))
        return;
    canvas_rectangle(&v->plotted, 0, 0, width, height, INK_COLOURS[INK_PAPER]);
    cairo_save(v->plotted.cairo);
    cairo_scale(v->plotted.cairo, PLOT_SCALE, PLOT_SCALE);
    plot_draw(v, &v->plotted, true);
    cairo_restore(v->plotted.cairo);
    v->plot_old = false;
    v->plotted_frame = f;
    v->plotted_number = f ? f->number : 0;
}

/* Where on the time axis the picture is. */
static void plot_now(const Viewer *v, Canvas *canvas, Rect r)
{
    const Chart *chart = &v->chart;
    const ChartBox *box = &chart->data;
    const double day = v->state.day;
    if (v->plot == PLOT_HISTOGRAM || box->width <= 0 || day < chart->x.low || day > chart->x.high)
        return;
    const double x = r.x + PLOT_SCALE * chart_x(chart, *box, day),
                 top = r.y + PLOT_SCALE * box->top;
    canvas_line(canvas, x, top, x, top + PLOT_SCALE * box->height, 1, INK_COLOURS[INK_TEXT]);
}

double viewer_plot(Viewer *v, Canvas *canvas, Rect r, double most)
{
    int width = (int)r.width, height = 0;
    if (width < 40 || (int)r.height < 40)
        return r.height;
    for (int i = 0; i < 2; i++) { /* what it needs is known when it has been drawn */
        const int wanted = (int)fmax(r.height, fmin(v->plot_needs, most));
        if (i > 0 && wanted == height)
            break;
        height = wanted;
        if (!plot_canvas(v, width, height, canvas->fine))
            return height;
        plot_renew(v, width, height);
    }
    cairo_set_source_surface(canvas->cairo, v->plotted.surface, r.x, r.y);
    cairo_paint(canvas->cairo);
    plot_now(v, canvas, r);
    v->places.button[CONTROL_PLOT_SAVE] = (Rect){r.x + r.width - BUTTON, r.y, BUTTON, 22};
    v->places.button[CONTROL_PLOT_SCALE] = (Rect){r.x + r.width - 2 * BUTTON - 4, r.y, BUTTON, 22};
    viewer_button(v, canvas, CONTROL_PLOT_SAVE);
    viewer_button(v, canvas, CONTROL_PLOT_SCALE);
    return height;
}

/* -- files ------------------------------------------------------------------------------------ */

/* The plot with its foot as a file of one kind. */
static Status plot_write(Viewer *v, CanvasForm form, const char *path, char *message,
                         size_t message_size)
{
    Canvas canvas;
    char run[CHART_LABEL];
    Labels *labels = malloc(sizeof *labels);
    Status status =
        labels ? canvas_create_form(form, SAVED_WIDTH, SAVED_HEIGHT, &canvas) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        viewer_labels(v, labels);
        plot_draw(v, &canvas, false);
        snprintf(run, sizeof run, "%.120s, seed %lld%s", v->source.params->run_name,
                 (long long)v->source.params->run_seed, v->state.parent[0] ? ", a branch" : "");
        page_foot(&canvas, v->page.runs_count > 0 ? v->page.runs[0].version : "", run);
        status = canvas_write(&canvas, labels, path, message, message_size);
        canvas_destroy(&canvas);
    } else {
        snprintf(message, message_size, "%s: not enough memory to draw", path);
    }
    free(labels);
    return status;
}

void viewer_plot_save(Viewer *v)
{
    static const char *const names[] = {"volume", "cells",           "drug", "oxygen", "vessels",
                                        "psa",    "oxygen_of_cells", "cell"};
    static const char *const ends[] = {".png", ".svg", ".pdf"}; /* of CanvasForm */
    char stem[64], path[SOURCE_PATH], said[SOURCE_PATH + 256];
    _Static_assert(sizeof names / sizeof names[0] == VIEWER_PLOTS, "one name a plot");
    snprintf(stem, sizeof stem, "plot_%s_day", names[v->plot]);
    if (!viewer_free_path(v, stem, ends, 3, path)) {
        viewer_note(v, "there is no folder for the plot");
        return;
    }
    const size_t length = strlen(path);
    Status status = STATUS_OK;
    for (CanvasForm form = CANVAS_PNG; form <= CANVAS_PDF && status == STATUS_OK; form++) {
        snprintf(path + length, sizeof path - length, "%s", ends[form]);
        status = plot_write(v, form, path, said, sizeof said);
    }
    path[length] = 0;
    if (status == STATUS_OK)
        snprintf(said, sizeof said, "%s.png, .svg and .pdf", path);
    viewer_note(v, said);
}
