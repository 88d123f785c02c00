#include "render/fit_page.h"
#include "render/page_parts.h"
#include "io/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double WIDTH = 1600, ROW = 620, HEAD = 84, FOOT = 60, MARGIN = 36, GUTTER = 44;

enum { FIT_PAGE_ANIMALS = 18 }; /* courses of single animals in a plot, at most */

/* Panel i of the page, two in a row. */
static void fit_page_place(Chart *chart, int i)
{
    double width = (WIDTH - 2 * MARGIN - GUTTER) / 2;
    *chart = (Chart){.left = MARGIN + i % 2 * (width + GUTTER),
                     .top = HEAD + i / 2 * ROW,
                     .width = width,
                     .height = ROW - GUTTER,
                     .reference = NAN};
}

static ChartLine *fit_page_line(Chart *chart, const double *x, const double *y, int64_t count,
                                uint32_t colour, const char *label)
{
    ChartLine *line = &chart->lines[chart->lines_count++];
    *line = (ChartLine){.x = x, .y = y, .stride = 1, .count = count, .factor = 1, .colour = colour};
    snprintf(line->label, sizeof line->label, "%s", label);
    return line;
}

static void fit_page_name(const char *name, const char *unit, char *out, size_t size)
{
    unit = text_unit(unit);
    snprintf(out, size, "%s%s%s", name, *unit ? ", " : "", unit);
}

static void fit_page_courses(Chart *chart, const FitPrediction *p)
{
    char label[CHART_LABEL];
    int shown = p->animals_count < FIT_PAGE_ANIMALS ? p->animals_count : FIT_PAGE_ANIMALS;
    fit_page_line(chart, p->days, p->middle, p->times, INK_COLOURS[INK_TREATED],
                  "median of the animals");
    fit_page_line(chart, p->days, p->mean, p->times, INK_COLOURS[INK_CONTROL],
                  "mean of the animals")
        ->kind = LINE_DASHED;
    ChartLine *band = fit_page_line(chart, p->days, p->low, p->times, INK_COLOURS[INK_BAND],
                                    "nine of ten animals (5 to 95 %)");
    band->between = p->high;
    snprintf(label, sizeof label, "single animals (%d of %d)", shown, p->animals_count);
    for (int a = 0; a < shown; a++) {
        ChartLine *course = fit_page_line(chart, p->days, p->animals + (size_t)a * (size_t)p->times,
                                          p->times, INK_COLOURS[INK_FRAME], a ? "" : label);
        course->thick = 1.2;
    }
}

static void fit_page_prediction(Canvas *canvas, Chart *chart, const FitPrediction *p)
{
    char name[CHART_LABEL];
    fit_page_name(p->name, p->unit, name, sizeof name);
    snprintf(chart->title, sizeof chart->title, "Prediction at the fitted values");
    chart->y_name = name;
    chart->x_name = "time since day 0, d";
    fit_page_courses(chart, p);
    for (int i = 0; i < p->points_count; i++)
        chart_point(chart, p->points[i]);
    double first = p->days[0], last = p->days[p->times - 1];
    double margin = last > first ? 0.015 * (last - first) : 0.5;
    chart->x = axis_linear(first - margin, last + margin, 8, false);
    chart_widen(chart);
    panel_linear(chart, 6, 0);
    chart_draw(canvas, chart);
}

/* A sentence on the interval; an open end is beyond the values. */
static void fit_page_interval(const FitLikelihood *l, double confidence, char *out, size_t size)
{
    char fitted[40], low[40], high[40];
    bool below = isfinite(l->low), above = isfinite(l->high);
    axis_number(l->fitted, fitted, sizeof fitted);
    axis_number(below ? l->low : l->values[0], low, sizeof low);
    axis_number(above ? l->high : l->values[l->count - 1], high, sizeof high);
    snprintf(out, size, "fitted %s; %.0f %% limits %s%s to %s%s, at the thin line", fitted,
             100 * confidence, below ? "" : "below ", low, above ? "" : "above ", high);
}

/* Down to three times as far below the top as the limits are, so that these are seen. */
static void fit_page_heights(Chart *chart, const FitLikelihood *l, double top)
{
    double fall = top - l->level, low = top;
    for (int i = 0; i < l->count; i++)
        if (l->heights[i] >= top - 3 * fall)
            low = fmin(low, l->heights[i]);
    chart->y = axis_linear(fmin(low, l->level) - 0.2 * fall, top + 0.3 * fall, 6, false);
}

static void fit_page_likelihood(Canvas *canvas, Chart *chart, const FitLikelihood *l,
                                double confidence)
{
    char name[CHART_LABEL];
    double top = -INFINITY;
    fit_page_name(l->name, l->unit, name, sizeof name);
    snprintf(chart->title, sizeof chart->title, "Profile of the likelihood");
    chart->y_name = "log-likelihood";
    chart->x_name = name;
    if (l->count == 0) {
        chart_draw_absent(canvas, chart, "No profile was made.");
        return;
    }
    for (int i = 0; i < l->count; i++)
        top = fmax(top, l->heights[i]);
    fit_page_interval(l, confidence, chart->note, sizeof chart->note);
    fit_page_line(chart, l->values, l->heights, l->count, INK_COLOURS[INK_TREATED],
                  "greatest log-likelihood at each value");
    chart->reference = l->level;
    fit_page_heights(chart, l, top);
    for (int i = 0; i < l->count && i < CHART_POINTS_MAX - 1; i++)
        if (l->heights[i] >= chart->y.low)
            chart_point(chart, (ChartPoint){.x = l->values[i],
                                            .y = l->heights[i],
                                            .error = NAN,
                                            .colour = INK_COLOURS[INK_TREATED],
                                            .shape = POINT_RING,
                                            .label = "trials"});
    double first = l->values[0], last = l->values[l->count - 1];
    chart->x = l->logarithmic && last > 3 * first ? axis_logarithmic_within(first, last, 6)
                                                  : axis_linear(first, last, 6, true);
    chart_draw(canvas, chart);
}

static void fit_page_head(Canvas *canvas, const FitPage *page)
{
    canvas_text_fitted(canvas, MARGIN, HEAD / 2, WIDTH - 2 * MARGIN,
                       (TextStyle){30, INK_COLOURS[INK_TEXT], 0, 0.5, true, false}, page->title);
    page_foot(canvas, page->version, page->what);
}

static Status fit_page_save(Canvas *canvas, const FitPage *page, const char *path, char *message,
                            size_t message_size)
{
    Labels *labels = malloc(sizeof *labels);
    if (!labels) {
        snprintf(message, message_size, "%s: not enough memory to draw", path);
        return STATUS_NO_MEMORY;
    }
    labels_start(labels, page->title);
    labels_add(labels, "Source", page->what);
    Status status = canvas_write(canvas, labels, path, message, message_size);
    free(labels);
    return status;
}

Status fit_page_write(const FitPage *page, const char *path, char *message, size_t message_size)
{
    Canvas canvas;
    CanvasForm form = CANVAS_PNG;
    int panels = page->predictions_count + page->likelihoods_count, panel = 0;
    int height = (int)(HEAD + (panels + 1) / 2 * ROW + FOOT);
    canvas_form_of(path, &form);
    Chart *chart = malloc(sizeof *chart);
    Status status =
        chart ? canvas_create_form(form, (int)WIDTH, height, &canvas) : STATUS_NO_MEMORY;
    if (status != STATUS_OK) {
        snprintf(message, message_size, "%s: not enough memory to draw", path);
        free(chart);
        return status;
    }
    fit_page_head(&canvas, page);
    for (int i = 0; i < page->predictions_count; i++) {
        fit_page_place(chart, panel++);
        fit_page_prediction(&canvas, chart, &page->predictions[i]);
    }
    for (int i = 0; i < page->likelihoods_count; i++) {
        fit_page_place(chart, panel++);
        fit_page_likelihood(&canvas, chart, &page->likelihoods[i], page->confidence);
    }
    status = fit_page_save(&canvas, page, path, message, message_size);
    canvas_destroy(&canvas);
    free(chart);
    return status;
}
