#include "render/chart_parts.h"

#include <math.h>
#include <string.h>

/* Sizes in pixels for a page of about 1600 x 1200, which is still readable at half of that. */
static const double TITLE_SIZE = 25, LEGEND_SIZE = 19;
static const double LEGEND_SMALLEST = 10, LEGEND_SHARE = 0.36;
static const double SWATCH = 40, LEGEND_GAP = 26, MARK_ROOM = 22;
static const double SOLID_THICK = 3.5, DASHED_THICK = 2.6, LONE_RADIUS = 5;

bool chart_range(const Chart *chart, bool positive, double *low, double *high)
{
    *low = INFINITY, *high = -INFINITY;
    for (int i = 0; i < chart->lines_count; i++) {
        const ChartLine *line = &chart->lines[i];
        for (int64_t k = 0; k < line->count; k++) {
            double y = line->factor * line->y[k * (int64_t)line->stride];
            double other =
                line->between ? line->factor * line->between[k * (int64_t)line->stride] : y;
            if (!isfinite(y) || (positive && fmin(y, other) <= 0))
                continue;
            *low = fmin(*low, fmin(y, other)), *high = fmax(*high, fmax(y, other));
        }
    }
    for (int i = 0; i < chart->points_count; i++) {
        const ChartPoint *point = &chart->points[i];
        double error = isnan(point->error) ? 0 : point->error;
        *low = fmin(*low, point->y - error), *high = fmax(*high, point->y + error);
    }
    return *high >= *low;
}

void chart_point(Chart *chart, ChartPoint point)
{
    if (isfinite(point.x) && isfinite(point.y) && chart->points_count < CHART_POINTS_MAX)
        chart->points[chart->points_count++] = point;
}

void chart_widen(Chart *chart)
{
    double low = chart->x.low, high = chart->x.high;
    for (int i = 0; i < chart->points_count; i++) {
        low = fmin(low, chart->points[i].x);
        high = fmax(high, chart->points[i].x);
    }
    double margin = 0.015 * (high - low);
    low -= low < chart->x.low ? margin : 0;
    high += high > chart->x.high ? margin : 0;
    chart->x = axis_linear(low, high, 8, false);
}

static double line_thick(const ChartLine *line)
{
    return line->thick > 0 ? line->thick : line->kind == LINE_SOLID ? SOLID_THICK : DASHED_THICK;
}

/* -- legend: swatches with words, flowing from left to right in rows ----------------------------
 */

/* One entry: a line, a point or a mark, whichever is not NULL. */
typedef struct Entry {
    const ChartLine *line;
    const ChartPoint *point;
    const ChartMark *mark;
} Entry;

typedef struct Legend {
    Canvas *canvas;
    double left, right, x, y, size;
    bool draw;
} Legend;

static double legend_row(const Legend *legend)
{
    return 1.45 * legend->size;
}

static void swatch_draw(Legend *legend, Entry entry)
{
    double middle = legend->y + legend_row(legend) / 2, centre = legend->x + SWATCH / 2 - 4;
    if (entry.line && entry.line->between) {
        canvas_rectangle(legend->canvas, legend->x, middle - 8, SWATCH - 8, 16, entry.line->colour);
    } else if (entry.line) {
        shape_dash(legend->canvas, entry.line->kind);
        canvas_line(legend->canvas, legend->x, middle, legend->x + SWATCH - 8, middle,
                    line_thick(entry.line), entry.line->colour);
        shape_dash(legend->canvas, LINE_SOLID);
    } else if (entry.point) {
        shape_point(legend->canvas, centre, middle, entry.point->shape, entry.point->colour);
    } else {
        shape_mark(legend->canvas, centre, middle + 7, entry.mark->colour);
    }
}

static void legend_add(Legend *legend, Entry entry)
{
    const char *label = entry.line    ? entry.line->label
                        : entry.point ? entry.point->label
                                      : entry.mark->label;
    if (*label == '\0')
        return;
    TextStyle style = {legend->size, INK_COLOURS[INK_TEXT], 0, 0.5, false, false};
    double width = SWATCH + canvas_text_width(legend->canvas, style, label);
    double room = legend->right - legend->left;
    if (legend->x > legend->left && legend->x + width > legend->right) {
        legend->x = legend->left;
        legend->y += legend_row(legend);
    }
    if (legend->draw)
        swatch_draw(legend, entry);
    if (width <= room) {
        if (legend->draw)
            canvas_text(legend->canvas, legend->x + SWATCH, legend->y + legend_row(legend) / 2,
                        style, label);
        legend->x += width + LEGEND_GAP;
        return;
    }
    double high = canvas_text_wrapped(legend->canvas, legend->x + SWATCH, legend->y + 2,
                                      room - SWATCH, style, label, legend->draw);
    legend->x = legend->left;
    legend->y += high + 4;
}

static bool point_label_is_new(const Chart *chart, int index)
{
    for (int i = 0; i < index; i++)
        if (strcmp(chart->points[i].label, chart->points[index].label) == 0)
            return false;
    return true;
}

/* The colour of a point, or a neutral one when points of other colours share its label. */
static uint32_t point_label_colour(const Chart *chart, int index)
{
    const ChartPoint *point = &chart->points[index];
    for (int i = index + 1; i < chart->points_count; i++)
        if (strcmp(chart->points[i].label, point->label) == 0 &&
            chart->points[i].colour != point->colour)
            return INK_COLOURS[INK_FAINT];
    return point->colour;
}

/* Lays the legend out within a width, drawing it or only measuring; returns its height. */
static double legend_lay(Canvas *canvas, const Chart *chart, ChartBox box, double size, bool draw)
{
    Legend legend = {canvas, box.left, box.left + box.width, box.left, box.top, size, draw};
    for (int i = 0; i < chart->lines_count && !(chart->small && chart->lines_count == 1); i++)
        legend_add(&legend, (Entry){.line = &chart->lines[i]});
    for (int i = 0; i < chart->marks_count && !chart->small; i++)
        legend_add(&legend, (Entry){.mark = &chart->marks[i]});
    for (int i = 0; i < chart->points_count; i++)
        if (point_label_is_new(chart, i)) {
            ChartPoint point = chart->points[i];
            point.colour = point_label_colour(chart, i);
            legend_add(&legend, (Entry){.point = &point});
        }
    if (legend.x > legend.left)
        legend.y += legend_row(&legend);
    return legend.y - box.top;
}

/* Draws the legend and returns its height. Where it would take more than its share of the chart it
 * is set smaller. */
static double legend_draw(Canvas *canvas, const Chart *chart, ChartBox box)
{
    double size = LEGEND_SIZE;
    while (size > LEGEND_SMALLEST && legend_lay(canvas, chart, box, size, false) > box.height)
        size -= 1;
    return legend_lay(canvas, chart, box, size, true);
}

/* -- data ----------------------------------------------------------------------------------------
 */

/* Whether a mark lies between a value of a curve and the one before; a value saved at the very time
 * of a mark is of before. */
static bool jump_before(const Chart *chart, const ChartLine *line, int64_t k)
{
    if (!line->jumps || k == 0)
        return false;
    double before = line->x[(k - 1) * (int64_t)line->stride];
    double now = line->x[k * (int64_t)line->stride];
    for (int i = 0; i < chart->marks_count; i++)
        if (chart->marks[i].x >= before - 1e-9 && chart->marks[i].x < now - 1e-9)
            return true;
    return false;
}

/* The values themselves: of a curve that is asked to show them, or that has only one, which its
 * stroke would hardly show. */
static void dots_draw(Canvas *canvas, const Chart *chart, ChartBox plot, const ChartLine *line)
{
    int64_t finite = 0;
    for (int64_t k = 0; k < line->count; k++)
        finite += isfinite(line->y[k * (int64_t)line->stride]);
    if (finite != 1 && !line->dots)
        return;
    canvas_colour(canvas, line->colour, 1);
    for (int64_t k = 0; k < line->count; k++) {
        double x = chart_x(chart, plot, line->x[k * (int64_t)line->stride]);
        double y = chart_y(chart, plot, line->factor * line->y[k * (int64_t)line->stride]);
        if (!isfinite(x) || !isfinite(y))
            continue;
        cairo_new_sub_path(canvas->cairo);
        cairo_arc(canvas->cairo, x, y, LONE_RADIUS, 0, 6.283185307179586);
        cairo_fill(canvas->cairo);
    }
}

/* The area between two curves: along one, and back along the other. */
static void band_draw(Canvas *canvas, const Chart *chart, ChartBox plot, const ChartLine *line)
{
    int64_t stride = (int64_t)line->stride;
    cairo_new_path(canvas->cairo);
    for (int64_t k = 0; k < 2 * line->count; k++) {
        bool back = k >= line->count;
        int64_t i = (back ? 2 * line->count - 1 - k : k) * stride;
        cairo_line_to(canvas->cairo, chart_x(chart, plot, line->x[i]),
                      chart_y(chart, plot, line->factor * (back ? line->between : line->y)[i]));
    }
    canvas_colour(canvas, line->colour, 1);
    cairo_fill(canvas->cairo);
}

static void line_draw(Canvas *canvas, const Chart *chart, ChartBox plot, const ChartLine *line)
{
    bool down = false;
    dots_draw(canvas, chart, plot, line);
    if (line->dots)
        return;
    for (int64_t k = 0; k < line->count; k++) {
        double x = chart_x(chart, plot, line->x[k * (int64_t)line->stride]);
        double y = chart_y(chart, plot, line->factor * line->y[k * (int64_t)line->stride]);
        if (!isfinite(x) || !isfinite(y)) {
            down = false;
            continue;
        }
        if (!down || jump_before(chart, line, k))
            cairo_move_to(canvas->cairo, x, y);
        cairo_line_to(canvas->cairo, x, y); /* a value on its own becomes a dot */
        down = true;
    }
    shape_dash(canvas, line->kind);
    cairo_set_line_width(canvas->cairo, line_thick(line));
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    if (line->kind == LINE_SOLID)
        cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_ROUND);
    canvas_colour(canvas, line->colour, 1);
    cairo_stroke(canvas->cairo);
    cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_BUTT);
    shape_dash(canvas, LINE_SOLID);
}

static void point_draw(Canvas *canvas, const Chart *chart, ChartBox plot, const ChartPoint *point)
{
    double x = chart_x(chart, plot, point->x), y = chart_y(chart, plot, point->y);
    if (!isnan(point->error)) {
        double high = chart_y(chart, plot, point->y + point->error);
        double low = fmin(chart_y(chart, plot, point->y - point->error), plot.top + plot.height);
        uint32_t ink = INK_COLOURS[INK_TEXT];
        canvas_line(canvas, x, high, x, low, 2, ink);
        canvas_line(canvas, x - 7, high, x + 7, high, 2, ink);
        canvas_line(canvas, x - 7, low, x + 7, low, 2, ink);
    }
    shape_point(canvas, x, y, point->shape, point->colour);
}

/* Measured points, or the others. */
static void points_draw(Canvas *canvas, const Chart *chart, ChartBox plot, bool measured)
{
    for (int i = 0; i < chart->points_count; i++)
        if ((chart->points[i].shape == POINT_DISC) == measured)
            point_draw(canvas, chart, plot, &chart->points[i]);
}

static void bands_draw(Canvas *canvas, const Chart *chart, ChartBox plot)
{
    cairo_save(canvas->cairo);
    cairo_rectangle(canvas->cairo, plot.left, plot.top, plot.width, plot.height);
    cairo_clip(canvas->cairo);
    for (int i = 0; i < chart->lines_count; i++)
        if (chart->lines[i].between)
            band_draw(canvas, chart, plot, &chart->lines[i]);
    cairo_restore(canvas->cairo);
}

static void data_draw(Canvas *canvas, const Chart *chart, ChartBox plot)
{
    bands_draw(canvas, chart, plot);
    canvas_frame(canvas, plot.left, plot.top, plot.width, plot.height, 1.5, INK_COLOURS[INK_FRAME]);
    points_draw(canvas, chart, plot, true);
    cairo_save(canvas->cairo);
    cairo_rectangle(canvas->cairo, plot.left, plot.top - 2, plot.width, plot.height + 4);
    cairo_clip(canvas->cairo);
    if (!isnan(chart->reference)) {
        double y = chart_y(chart, plot, chart->reference);
        canvas_line(canvas, plot.left, y, plot.left + plot.width, y, 2, INK_COLOURS[INK_FRAME]);
    }
    for (int i = 0; i < chart->marks_count; i++) {
        double x = chart_x(chart, plot, chart->marks[i].x);
        shape_dash(canvas, LINE_DOTTED);
        canvas_line(canvas, x, plot.top, x, plot.top + plot.height, 1.5, chart->marks[i].colour);
        shape_dash(canvas, LINE_SOLID);
    }
    /* the first curve of a chart is its subject: drawn last, on top; but dashes and dots come after
     * the solid curves, which would hide them and show between them */
    for (LineKind kind = LINE_SOLID; kind <= LINE_DOTTED; kind++)
        for (int i = chart->lines_count; i-- > 0;)
            if (chart->lines[i].kind == kind && !chart->lines[i].between)
                line_draw(canvas, chart, plot, &chart->lines[i]);
    cairo_restore(canvas->cairo);
    for (int i = 0; i < chart->marks_count; i++)
        shape_mark(canvas, chart_x(chart, plot, chart->marks[i].x), plot.top - 2,
                   chart->marks[i].colour);
    points_draw(canvas, chart, plot, false);
}

/* Everything but legend and axes. */
static double around_height(Canvas *canvas, const Chart *chart)
{
    TextStyle note = {LEGEND_SIZE - 2, INK_COLOURS[INK_FAINT], 0, 0, false, false};
    double high = chart->title[0] ? TITLE_SIZE * 1.5 : 0;
    if (chart->note[0])
        high += canvas_text_wrapped(canvas, chart->left, 0, chart->width, note, chart->note, false);
    return high + (chart->marks_count ? MARK_ROOM : 10) + chart_axes_below(chart);
}

double chart_height(Canvas *canvas, const Chart *chart, double axes)
{
    const ChartBox box = {chart->left, 0, chart->width, 0};
    return around_height(canvas, chart) + legend_lay(canvas, chart, box, LEGEND_SIZE, false) + axes;
}

/* What the legend may take: its share, or where the axes have a least height all but that. */
static double legend_room(Canvas *canvas, const Chart *chart)
{
    const double share = LEGEND_SHARE * chart->height;
    return chart->least > 0
               ? fmax(share, chart->height - around_height(canvas, chart) - chart->least)
               : share;
}

/* Title and legend; returns where the plot may begin. */
static double heading_draw(Canvas *canvas, const Chart *chart)
{
    TextStyle title = {TITLE_SIZE, INK_COLOURS[INK_TEXT], 0, 0, true, false};
    TextStyle note = {LEGEND_SIZE - 2, INK_COLOURS[INK_FAINT], 0, 0, false, false};
    double y = chart->top;
    if (chart->title[0]) {
        canvas_text_fitted(canvas, chart->left, y, chart->width - TITLE_SIZE / 2, title,
                           chart->title);
        y += TITLE_SIZE * 1.5;
    }
    y += legend_draw(canvas, chart,
                     (ChartBox){chart->left, y, chart->width, legend_room(canvas, chart)});
    if (chart->note[0])
        y += canvas_text_wrapped(canvas, chart->left, y, chart->width, note, chart->note, true);
    return y;
}

ChartBox chart_frame(Canvas *canvas, const Chart *chart)
{
    double top = heading_draw(canvas, chart) + (chart->marks_count ? MARK_ROOM : 10);
    return chart_axes(canvas, chart, top);
}

void chart_draw(Canvas *canvas, Chart *chart)
{
    chart_rescale(chart);
    chart->data = chart_frame(canvas, chart);
    data_draw(canvas, chart, chart->data);
}

void chart_draw_absent(Canvas *canvas, const Chart *chart, const char *reason)
{
    TextStyle style = {LEGEND_SIZE, INK_COLOURS[INK_FAINT], 0, 0, false, false};
    double y = heading_draw(canvas, chart);
    canvas_text_wrapped(canvas, chart->left, y + 10, chart->width, style, reason, true);
}
