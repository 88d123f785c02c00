#include "render/heatmap.h"

#include <math.h>

static const double BAR_ROOM = 116, BAR_WIDTH = 22, VALUE_SIZE = 18, NOTE_SIZE = 13, TICK_SIZE = 17;
enum { STOPS = 32 };

Axis heatmap_axis(int count, char *const *names, const char *words[AXIS_TICKS_MAX])
{
    Axis axis = {.low = -0.5, .high = count - 0.5, .step = 1};
    int every = (count + AXIS_TICKS_MAX - 1) / AXIS_TICKS_MAX;
    for (int i = 0; i<count; i += every> 0 ? every : 1) {
        words[axis.ticks_count] = names[i];
        axis.ticks[axis.ticks_count++] = i;
    }
    return axis;
}

static uint32_t shade_of(const Axis *scale, double value)
{
    double share = axis_position(scale, value);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return palette_shade(MAP_VIRIDIS, (int)(share * (PALETTE_SHADES - 1) + 0.5));
}

/* Dark or light, whichever is read on a colour. */
static uint32_t ink_on(uint32_t colour)
{
    double light =
        0.299 * (colour >> 16 & 255) + 0.587 * (colour >> 8 & 255) + 0.114 * (colour & 255);
    return light > 128 ? INK_COLOURS[INK_TEXT] : INK_COLOURS[INK_PAPER];
}

/* The value of a cell and what stands under it, as far as there is room. */
static void cell_words(Canvas *canvas, ChartBox box, const char *value, const char *note,
                       uint32_t ink)
{
    TextStyle large = {VALUE_SIZE, ink, 0.5, 0.5, false, false};
    TextStyle small = {NOTE_SIZE, ink, 0.5, 0.5, false, false};
    double x = box.left + box.width / 2, y = box.top + box.height / 2;
    bool fits = canvas_text_width(canvas, large, value) <= box.width - 6;
    if (!fits || box.height < 1.2 * VALUE_SIZE)
        return;
    bool both = *note && box.height > 1.4 * VALUE_SIZE + 1.6 * NOTE_SIZE &&
                canvas_text_width(canvas, small, note) <= box.width - 6;
    canvas_text(canvas, x, both ? y - 0.55 * NOTE_SIZE : y, large, value);
    if (both)
        canvas_text(canvas, x, y + 0.75 * VALUE_SIZE, small, note);
}

static void cell_draw(Canvas *canvas, const Heatmap *map, ChartBox box, const HeatmapCell *cell)
{
    char value[AXIS_LABEL];
    if (cell->absent)
        return;
    bool missing = isnan(cell->value);
    uint32_t fill = missing ? INK_COLOURS[INK_REST] : shade_of(&map->scale, cell->value);
    canvas_rectangle(canvas, box.left + 1, box.top + 1, box.width - 2, box.height - 2, fill);
    if (missing) {
        shape_point(canvas, box.left + box.width / 2,
                    box.top + (box.height > 60 ? 0.36 : 0.5) * box.height, POINT_CROSS,
                    INK_COLOURS[INK_THIRD]);
        box.top += box.height > 60 ? 0.25 * box.height : 0;
        if (box.height > 60)
            cell_words(canvas, box, "no value", "", INK_COLOURS[INK_TEXT]);
        return;
    }
    axis_number(cell->value, value, sizeof value);
    cell_words(canvas, box, value, cell->note, ink_on(fill));
}

/* One gradient, as strips side by side would show seams. */
static void bar_draw(Canvas *canvas, const Heatmap *map, ChartBox plot)
{
    char number[AXIS_LABEL];
    double left = plot.left + plot.width + 22, bottom = plot.top + plot.height;
    TextStyle tick = {TICK_SIZE, INK_COLOURS[INK_TEXT], 0, 0.5, false, false};
    TextStyle name = {TICK_SIZE, INK_COLOURS[INK_TEXT], 0.5, 1, false, true};
    cairo_pattern_t *ramp = cairo_pattern_create_linear(0, bottom, 0, plot.top);
    for (int i = 0; i <= STOPS; i++) {
        uint32_t shade = palette_shade(MAP_VIRIDIS, i * (PALETTE_SHADES - 1) / STOPS);
        cairo_pattern_add_color_stop_rgb(ramp, (double)i / STOPS, (shade >> 16 & 255) / 255.0,
                                         (shade >> 8 & 255) / 255.0, (shade & 255) / 255.0);
    }
    cairo_rectangle(canvas->cairo, left, plot.top, BAR_WIDTH, plot.height);
    cairo_set_source(canvas->cairo, ramp);
    cairo_fill(canvas->cairo);
    cairo_pattern_destroy(ramp);
    canvas_frame(canvas, left, plot.top, BAR_WIDTH, plot.height, 1, INK_COLOURS[INK_FRAME]);
    for (int i = 0; i < map->scale.ticks_count; i++) {
        double y = bottom - plot.height * axis_position(&map->scale, map->scale.ticks[i]);
        if (y < plot.top - 1 || y > bottom + 1)
            continue;
        axis_label(&map->scale, map->scale.ticks[i], number);
        canvas_line(canvas, left + BAR_WIDTH, y, left + BAR_WIDTH + 5, y, 1.5,
                    INK_COLOURS[INK_FRAME]);
        canvas_text(canvas, left + BAR_WIDTH + 8, y, tick, number);
    }
    canvas_text_fitted(canvas, plot.left + plot.width + BAR_ROOM + 16, plot.top + plot.height / 2,
                       plot.height, name, map->scale_name);
}

void heatmap_draw(Canvas *canvas, const Heatmap *map)
{
    map->chart->width -= BAR_ROOM;
    ChartBox plot = chart_frame(canvas, map->chart);
    map->chart->width += BAR_ROOM;
    double wide = plot.width / map->columns, high = plot.height / map->lines;
    for (int j = 0; j < map->lines; j++)
        for (int i = 0; i < map->columns; i++) {
            ChartBox box = {plot.left + i * wide, plot.top + (map->lines - 1 - j) * high, wide,
                            high};
            cell_draw(canvas, map, box, &map->cells[j * map->columns + i]);
        }
    canvas_frame(canvas, plot.left, plot.top, plot.width, plot.height, 1.5, INK_COLOURS[INK_FRAME]);
    bar_draw(canvas, map, plot);
}
