#include "render/scatter.h"

#include <math.h>

static const double FAINT_SIZE = 7, FAINT_OPACITY = 0.35, CAP = 6, NAME_SIZE = 17;
enum { NAMES_MOST = 128, PLACES = 8 };

int scatter_every(int count)
{
    return count <= SCATTER_FAINT ? 1 : (count + SCATTER_FAINT - 1) / SCATTER_FAINT;
}

/* One path for all: dots where they lie over one another are no darker, and take few bytes. */
static void cloud_draw(Canvas *canvas, const Chart *chart, ChartBox plot, const ScatterCloud *cloud,
                       int every)
{
    for (int i = 0; i < cloud->count; i += every) {
        double x = chart_x(chart, plot, cloud->x[i]) + cloud->aside;
        double y = chart_y(chart, plot, cloud->y[i]);
        if (isnan(x) || isnan(y))
            continue;
        cairo_move_to(canvas->cairo, x, y);
        cairo_line_to(canvas->cairo, x, y);
    }
    cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(canvas->cairo, FAINT_SIZE);
    canvas_colour(canvas, cloud->colour, FAINT_OPACITY);
    cairo_stroke(canvas->cairo);
    cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_BUTT);
}

static void joins_draw(Canvas *canvas, const Scatter *scatter, ChartBox plot)
{
    for (int i = 1; i < scatter->means_count; i++) {
        const ScatterMean *a = &scatter->means[i - 1], *b = &scatter->means[i];
        if (a->curve < 0 || a->curve != b->curve)
            continue;
        canvas_line(canvas, chart_x(scatter->chart, plot, a->x.value) + a->aside,
                    chart_y(scatter->chart, plot, a->y.value),
                    chart_x(scatter->chart, plot, b->x.value) + b->aside,
                    chart_y(scatter->chart, plot, b->y.value), 2.6, b->colour);
    }
}

static void mean_draw(Canvas *canvas, const Chart *chart, ChartBox plot, const ScatterMean *mean)
{
    uint32_t ink = mean->colour;
    double x = chart_x(chart, plot, mean->x.value) + mean->aside;
    double y = chart_y(chart, plot, mean->y.value);
    double low = chart_y(chart, plot, mean->y.low), high = chart_y(chart, plot, mean->y.high);
    double left = chart_x(chart, plot, mean->x.low), right = chart_x(chart, plot, mean->x.high);
    if (!isnan(low) && !isnan(high)) {
        canvas_line(canvas, x, low, x, high, 2, ink);
        canvas_line(canvas, x - CAP, low, x + CAP, low, 2, ink);
        canvas_line(canvas, x - CAP, high, x + CAP, high, 2, ink);
    }
    if (!isnan(left) && !isnan(right)) {
        canvas_line(canvas, left, y, right, y, 2, ink);
        canvas_line(canvas, left, y - CAP, left, y + CAP, 2, ink);
        canvas_line(canvas, right, y - CAP, right, y + CAP, 2, ink);
    }
    shape_point(canvas, x, y, POINT_DISC, mean->colour);
}

/* -- names beside points ----------------------------------------------------------------------- */

static bool boxes_meet(ChartBox a, ChartBox b)
{
    return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height &&
           b.top < a.top + a.height;
}

static bool box_within(ChartBox box, ChartBox plot)
{
    return box.left >= plot.left && box.top >= plot.top &&
           box.left + box.width <= plot.left + plot.width &&
           box.top + box.height <= plot.top + plot.height;
}

/* The k-th place of a name around a point. */
static ChartBox name_place(int k, double x, double y, double width, double height)
{
    static const double across[PLACES] = {1, 1, 1, 0, 0, -1, -1, -1};
    static const double up[PLACES] = {-1, 1, 0, -1, 1, -1, 1, 0};
    double gap = 11;
    ChartBox box = {x - width / 2 + across[k] * (width / 2 + gap),
                    y - height / 2 + up[k] * (height / 2 + (across[k] != 0 ? 2 : gap)), width,
                    height};
    return box;
}

/* Each name stands where it meets no name and no point; one for which there is no such place is
 * left out, and stands in the table. */
static void names_draw(Canvas *canvas, const Scatter *scatter, ChartBox plot)
{
    ChartBox taken[2 * NAMES_MOST];
    int count = 0;
    TextStyle style = {NAME_SIZE, INK_COLOURS[INK_TEXT], 0, 0, false, false};
    for (int i = 0; i < scatter->means_count && count < NAMES_MOST; i++) {
        const ScatterMean *mean = &scatter->means[i];
        double x = chart_x(scatter->chart, plot, mean->x.value);
        double y = chart_y(scatter->chart, plot, mean->y.value);
        taken[count++] = (ChartBox){x - 8, y - 8, 16, 16};
    }
    for (int i = 0; i < scatter->means_count && count < 2 * NAMES_MOST; i++) {
        const ScatterMean *mean = &scatter->means[i];
        if (!mean->name || isnan(mean->x.value) || isnan(mean->y.value))
            continue;
        double width = canvas_text_width(canvas, style, mean->name), height = 1.25 * NAME_SIZE;
        for (int k = 0; k < PLACES; k++) {
            ChartBox box = name_place(k, chart_x(scatter->chart, plot, mean->x.value),
                                      chart_y(scatter->chart, plot, mean->y.value), width, height);
            bool is_free = box_within(box, plot);
            for (int j = 0; j < count && is_free; j++)
                is_free = !boxes_meet(box, taken[j]);
            if (!is_free)
                continue;
            canvas_colour(canvas, INK_COLOURS[INK_PAPER], 0.8);
            cairo_rectangle(canvas->cairo, box.left - 2, box.top, box.width + 4, box.height);
            cairo_fill(canvas->cairo);
            canvas_text(canvas, box.left, box.top, style, mean->name);
            taken[count++] = box;
            break;
        }
    }
}

static void diagonal_draw(Canvas *canvas, const Chart *chart, ChartBox plot)
{
    double low = fmax(chart->x.low, chart->y.low), high = fmin(chart->x.high, chart->y.high);
    shape_dash(canvas, LINE_DOTTED);
    canvas_line(canvas, chart_x(chart, plot, low), chart_y(chart, plot, low),
                chart_x(chart, plot, high), chart_y(chart, plot, high), 2, INK_COLOURS[INK_FAINT]);
    shape_dash(canvas, LINE_SOLID);
}

void scatter_draw(Canvas *canvas, const Scatter *scatter)
{
    const Chart *chart = scatter->chart;
    ChartBox plot = chart_frame(canvas, chart);
    canvas_frame(canvas, plot.left, plot.top, plot.width, plot.height, 1.5, INK_COLOURS[INK_FRAME]);
    if (!isnan(chart->reference)) {
        double y = chart_y(chart, plot, chart->reference);
        canvas_line(canvas, plot.left, y, plot.left + plot.width, y, 2, INK_COLOURS[INK_FRAME]);
    }
    if (scatter->diagonal)
        diagonal_draw(canvas, chart, plot);
    int faint = 0;
    for (int i = 0; i < scatter->clouds_count; i++)
        faint += scatter->clouds[i].count;
    for (int i = 0; i < scatter->clouds_count; i++)
        cloud_draw(canvas, chart, plot, &scatter->clouds[i], scatter_every(faint));
    joins_draw(canvas, scatter, plot);
    for (int i = 0; i < scatter->missing_count; i++) {
        double x = chart_x(chart, plot, scatter->missing[i]);
        shape_point(canvas, x, plot.top + plot.height, POINT_CROSS, INK_COLOURS[INK_THIRD]);
    }
    for (int i = 0; i < scatter->means_count; i++)
        mean_draw(canvas, chart, plot, &scatter->means[i]);
    names_draw(canvas, scatter, plot);
}
