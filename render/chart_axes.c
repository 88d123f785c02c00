#include "render/chart_parts.h"

#include <math.h>
#include <stdio.h>

static const double NAME_SIZE = 21, TICK_SIZE = 19; /* as in chart.c */
/* Room for numbers left of a plot, so that plots over one another line up. */
static const double NUMBERS_WIDTH = 50;
static const double WORDS_SHARE = 0.36; /* of the width, at most, for the words of an axis */
static const double DECADE_ROOM = 40;   /* pixels of a decade that has unnumbered ticks */

double chart_x(const Chart *chart, ChartBox plot, double x)
{
    return plot.left + plot.width * axis_position(&chart->x, x);
}

double chart_y(const Chart *chart, ChartBox plot, double y)
{
    return plot.top + plot.height * (1 - axis_position(&chart->y, y));
}

/* The text of a tick: its word, or else its number, written into `number`. */
static const char *tick_text(const Axis *axis, const char *const *words, int i,
                             char number[AXIS_LABEL])
{
    if (words)
        return words[i];
    axis_label(axis, axis->ticks[i], number);
    return number;
}

double chart_numbers(Canvas *canvas, const Chart *chart)
{
    char number[AXIS_LABEL];
    double widest = 0;
    TextStyle style = {TICK_SIZE, 0, 0, 0, false, false};
    for (int i = 0; i < chart->y.ticks_count; i++) {
        const char *label = tick_text(&chart->y, chart->y_words, i, number);
        widest = fmax(widest, canvas_text_width(canvas, style, label));
    }
    return fmax(fmin(widest, WORDS_SHARE * chart->width), NUMBERS_WIDTH);
}

/* The numbers or words below the plot; a word that would touch the one before is left out. */
static void x_labels_draw(Canvas *canvas, const Chart *chart, ChartBox plot)
{
    char number[AXIS_LABEL];
    double free_from = -INFINITY, right = chart->left + chart->width;
    TextStyle style = {TICK_SIZE, INK_COLOURS[INK_TEXT], 0.5, 0, false, false};
    for (int i = 0; i < chart->x.ticks_count; i++) {
        const char *label = tick_text(&chart->x, chart->x_words, i, number);
        double x = chart_x(chart, plot, chart->x.ticks[i]), room = INFINITY;
        if (chart->x_words)
            room = fmin(WORDS_SHARE * plot.width, 2 * fmax(right - x, 20));
        double half = fmin(canvas_text_width(canvas, style, label), room) / 2;
        if (chart->x_words && x - half < free_from)
            continue;
        canvas_text_fitted(canvas, x, plot.top + plot.height + 8, room, style, label);
        free_from = x + half + 8;
    }
}

/* Unnumbered ticks at 2 to 9 times each power of ten, where the decades are wide enough. */
static void minor_x_draw(Canvas *canvas, const Chart *chart, ChartBox plot)
{
    double bottom = plot.top + plot.height, right = plot.left + plot.width;
    if (!chart->x.logarithmic || plot.width < DECADE_ROOM * log10(chart->x.high / chart->x.low))
        return;
    double decade = pow(10, floor(log10(chart->x.low) + 1e-9));
    for (; decade < chart->x.high; decade *= 10)
        for (int i = 2; i < 10; i++) {
            double x = chart_x(chart, plot, decade * i);
            if (x > plot.left && x < right)
                canvas_line(canvas, x, bottom, x, bottom - 6, 1, INK_COLOURS[INK_FRAME]);
        }
}

static void minor_y_draw(Canvas *canvas, const Chart *chart, ChartBox plot)
{
    if (!chart->y.logarithmic || plot.height < DECADE_ROOM * log10(chart->y.high / chart->y.low))
        return;
    for (double decade = chart->y.low; decade < chart->y.high * 0.5; decade *= 10)
        for (int i = 2; i < 10; i++) {
            double y = chart_y(chart, plot, decade * i);
            canvas_line(canvas, plot.left, y, plot.left + 6, y, 1, INK_COLOURS[INK_FRAME]);
        }
}

/* The name of an axis, which says when it is logarithmic. */
static void name_text(const char *name, const Axis *axis, char out[CHART_LABEL])
{
    snprintf(out, CHART_LABEL, "%s%s", name, *name && axis->logarithmic ? ", log scale" : "");
}

static void x_axis_draw(Canvas *canvas, const Chart *chart, ChartBox plot)
{
    double bottom = plot.top + plot.height;
    for (int i = 0; i < chart->x.ticks_count; i++) {
        double x = chart_x(chart, plot, chart->x.ticks[i]);
        canvas_line(canvas, x, plot.top, x, bottom, 1, INK_COLOURS[INK_GRID]);
        canvas_line(canvas, x, bottom, x, bottom + 6, 1.5, INK_COLOURS[INK_FRAME]);
    }
    minor_x_draw(canvas, chart, plot);
    if (!chart->x_name)
        return;
    x_labels_draw(canvas, chart, plot);
    char name[CHART_LABEL];
    TextStyle style = {NAME_SIZE, INK_COLOURS[INK_TEXT], 0.5, 1, false, false};
    name_text(chart->x_name, &chart->x, name);
    canvas_text_fitted(canvas, plot.left + plot.width / 2, chart->top + chart->height,
                       plot.width + 40, style, name);
}

/* "quantity, unit, log scale", or so much of it as has room in a size that can be read: the numbers
 * tell a logarithm as well, and the title the quantity. */
static void y_name_draw(Canvas *canvas, const Chart *chart, ChartBox plot)
{
    char whole[CHART_LABEL];
    name_text(chart->y_name, &chart->y, whole);
    const char *unit = strstr(chart->y_name, ", ");
    const char *const names[] = {whole, chart->y_name, unit ? unit + 2 : chart->y_name};
    const int last = sizeof names / sizeof names[0] - 1;
    const TextStyle style = {NAME_SIZE, INK_COLOURS[INK_TEXT], 0.5, 0, false, true};
    const double room = plot.height + (chart->small ? 0 : 40); /* others may stand close to it */
    int name = 0;
    while (name < last && canvas_text_width(canvas, style, names[name]) > room)
        name++;
    canvas_text_fitted(canvas, chart->left, plot.top + plot.height / 2, room, style, names[name]);
}

static void y_axis_draw(Canvas *canvas, const Chart *chart, ChartBox plot)
{
    char number[AXIS_LABEL];
    TextStyle style = {TICK_SIZE, INK_COLOURS[INK_TEXT], 1, 0.5, false, false};
    for (int i = 0; i < chart->y.ticks_count; i++) {
        double y = chart_y(chart, plot, chart->y.ticks[i]);
        canvas_line(canvas, plot.left, y, plot.left + plot.width, y, 1, INK_COLOURS[INK_GRID]);
        canvas_text_fitted(canvas, plot.left - 9, y, WORDS_SHARE * chart->width, style,
                           tick_text(&chart->y, chart->y_words, i, number));
    }
    minor_y_draw(canvas, chart, plot);
    y_name_draw(canvas, chart, plot);
}

double chart_axes_below(const Chart *chart)
{
    return chart->x_name ? NAME_SIZE * 1.4 + TICK_SIZE * 1.4 + 10 : 8;
}

ChartBox chart_axes(Canvas *canvas, const Chart *chart, double top)
{
    double numbers = fmax(chart_numbers(canvas, chart), chart->numbers);
    double name = *chart->y_name ? NAME_SIZE * 1.5 : 0;
    double left = chart->left + name + numbers + 14;
    double right = chart->left + chart->width - 16;
    double bottom = chart->top + chart->height - chart_axes_below(chart);
    ChartBox plot = {left, top, right - left, bottom - top};
    x_axis_draw(canvas, chart, plot);
    y_axis_draw(canvas, chart, plot);
    return plot;
}
