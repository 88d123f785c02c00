#include "render/axis.h"
#include "render/tumor_parts.h"

#include <stdio.h>

static const double SCALE_WIDTH = 520, ROW = 29;

static TextStyle text_style(bool bold)
{
    return (TextStyle){TUMOR_TEXT, INK_COLOURS[INK_TEXT], 0, 0.5, bold, false};
}

/* A place in rows of swatches with words. */
typedef struct Flow {
    Canvas *canvas;
    double left, right, x, y;
} Flow;

static void flow_add(Flow *flow, uint32_t colour, const char *label, bool line)
{
    TextStyle style = text_style(false);
    double wide = 26 + canvas_text_width(flow->canvas, style, label);
    if (flow->x > flow->left && flow->x + wide > flow->right) {
        flow->x = flow->left;
        flow->y += ROW;
    }
    double x = flow->x, y = flow->y;
    canvas_rectangle(flow->canvas, x, y - 9, 18, 18, colour);
    if (line)
        canvas_line(flow->canvas, x, y, x + 18, y, 3, INK_COLOURS[INK_OUTLINE]);
    canvas_frame(flow->canvas, x + 0.5, y - 8.5, 17, 17, 1, INK_COLOURS[INK_FRAME]);
    canvas_text(flow->canvas, x + 26, y, style, label);
    flow->x += wide + 26;
}

static void classes_draw(Canvas *canvas, const Layout *l, const Overlay *field,
                         const RasterSeen *seen)
{
    Flow flow = {canvas, l->left, l->right - SCALE_WIDTH - 40, l->left, l->legend_y + 14};
    for (int i = 0; i < CLASS_COUNT; i++)
        if (seen->classes[i])
            flow_add(&flow, CLASS_COLOURS[i], CLASS_WORDS[i], false);
    if (seen->outline)
        flow_add(&flow, palette_shade(field->map, PALETTE_SHADES / 3), "edge of the tumor", true);
}

static void bar_ticks_draw(Canvas *canvas, const Overlay *field, double x, double y, double width)
{
    char label[AXIS_LABEL];
    const bool logarithmic = field->logarithmic;
    Axis axis = axis_with_ends(field->low, field->high, logarithmic ? 6 : 4, logarithmic, 0.15);
    for (int i = 0; i < axis.ticks_count; i++) {
        double at = x + width * overlay_position(field, axis.ticks[i]);
        canvas_line(canvas, at, y, at, y + 6, 1.5, INK_COLOURS[INK_TEXT]);
        axis_label(&axis, axis.ticks[i], label);
        TextStyle style = {TUMOR_TEXT, INK_COLOURS[INK_TEXT], 0.5, 0, false, false};
        canvas_text(canvas, at, y + 6, style, label);
    }
}

/* Name, unit, range, and the colours out of range. */
static void scale_draw(Canvas *canvas, const Layout *l, const Overlay *field,
                       const RasterSeen *seen)
{
    char text[96];
    double x = l->right - SCALE_WIDTH, y = l->legend_y, bar = 0.62 * SCALE_WIDTH;
    const Overlay *row = overlay_find(field->name);
    bool fixed = row && row->label == field->label; /* else a range of its own */
    snprintf(text, sizeof text, "%.30s, %.12s%s (%s)", field->label, field->unit,
             field->logarithmic ? ", log scale" : "",
             fixed ? "fixed range" : "range of these days");
    canvas_text(canvas, x, y + 8, text_style(true), text);
    for (int i = 0; i < PALETTE_SHADES; i++)
        canvas_rectangle(canvas, x + bar * i / PALETTE_SHADES, y + 24, bar / PALETTE_SHADES + 0.6,
                         22, palette_shade(field->map, i));
    canvas_frame(canvas, x, y + 24, bar, 22, 1, INK_COLOURS[INK_FRAME]);
    bar_ticks_draw(canvas, field, x, y + 46, bar);
    double left = x + bar + 36;
    Flow flow = {canvas, left, left, left, y + 35}; /* so narrow that each has its own row */
    snprintf(text, sizeof text, "above %g", field->high);
    if (seen->above)
        flow_add(&flow, INK_COLOURS[INK_ABOVE], text, false);
    snprintf(text, sizeof text, "below %g", field->low);
    if (seen->below)
        flow_add(&flow, INK_COLOURS[INK_BELOW], text, false);
    if (seen->no_value)
        flow_add(&flow, INK_COLOURS[INK_NO_VALUE], "no number", false);
}

void tumor_legend(Canvas *canvas, const Layout *l, const Overlay *field, const RasterSeen *seen)
{
    classes_draw(canvas, l, field, seen);
    scale_draw(canvas, l, field, seen);
}
