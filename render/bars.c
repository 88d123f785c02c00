#include "render/bars.h"

#include <math.h>

static const double FILLED = 0.74, CAP = 5, END_SIZE = 16;

Axis bars_rows(int rows, const char *const *names, const char *words[BARS_ROWS])
{
    Axis axis = {.low = -0.5, .high = rows - 0.5, .step = 1, .ticks_count = rows};
    for (int i = 0; i < rows; i++) {
        axis.ticks[i] = i;
        words[i] = names[rows - 1 - i];
    }
    return axis;
}

void bars_range(const Bar *bars, int count, double *low, double *high)
{
    *low = *high = 0;
    for (int i = 0; i < count; i++) {
        const double all[] = {bars[i].value.value, bars[i].value.low, bars[i].value.high};
        for (int k = 0; k < 3; k++)
            if (isfinite(all[k]))
                *low = fmin(*low, all[k]), *high = fmax(*high, all[k]);
    }
}

static void whisker_draw(Canvas *canvas, double left, double right, double y)
{
    uint32_t ink = INK_COLOURS[INK_TEXT];
    canvas_line(canvas, left, y, right, y, 2, ink);
    canvas_line(canvas, left, y - CAP, left, y + CAP, 2, ink);
    canvas_line(canvas, right, y - CAP, right, y + CAP, 2, ink);
}

static void bar_draw(Canvas *canvas, const Bars *bars, ChartBox plot, const Bar *bar)
{
    double high = plot.height / bars->rows, thick = FILLED * high / bars->places;
    double top = plot.top + bar->row * high + (1 - FILLED) / 2 * high + bar->place * thick;
    double middle = top + thick / 2, zero = chart_x(bars->chart, plot, 0);
    TextStyle style = {fmin(END_SIZE, thick * 1.1), INK_COLOURS[INK_TEXT], 0, 0.5, false, false};
    if (isnan(bar->value.value)) {
        style.colour = INK_COLOURS[INK_THIRD];
        canvas_text(canvas, zero + 8, middle, style, "no value");
        return;
    }
    double tip = chart_x(bars->chart, plot, bar->value.value);
    double left = chart_x(bars->chart, plot, bar->value.low);
    double right = chart_x(bars->chart, plot, bar->value.high);
    canvas_rectangle(canvas, fmin(zero, tip), top + 1, fabs(tip - zero), thick - 2, bar->colour);
    bool known = !isnan(left) && !isnan(right);
    if (known)
        whisker_draw(canvas, left, right, middle);
    bool leftward = tip < zero;
    double end = leftward ? fmin(tip, known ? left : tip) - 8 : fmax(tip, known ? right : tip) + 8;
    style.across = leftward ? 1 : 0;
    canvas_text(canvas, end, middle, style, bar->end);
}

void bars_draw(Canvas *canvas, const Bars *bars)
{
    ChartBox plot = chart_frame(canvas, bars->chart);
    double zero = chart_x(bars->chart, plot, 0);
    canvas_frame(canvas, plot.left, plot.top, plot.width, plot.height, 1.5, INK_COLOURS[INK_FRAME]);
    for (int i = 0; i < bars->count; i++)
        bar_draw(canvas, bars, plot, &bars->bars[i]);
    canvas_line(canvas, zero, plot.top, zero, plot.top + plot.height, 2, INK_COLOURS[INK_TEXT]);
}
