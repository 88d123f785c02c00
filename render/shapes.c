#include "render/shapes.h"

#include <stddef.h>

static const double RADIUS = 7, FAINT_RADIUS = 3.5, FAINT_OPACITY = 0.35;

void shape_dash(Canvas *canvas, LineKind kind)
{
    static const struct {
        double lengths[4];
        int count;
    } dashes[] = {[LINE_SOLID] = {{0}, 0},
                  [LINE_DASHED] = {{14, 8}, 2},
                  [LINE_CHAIN] = {{16, 5, 4, 5}, 4},
                  [LINE_SHORT] = {{6, 5}, 2},
                  [LINE_DOTTED] = {{3, 6}, 2}};
    cairo_set_dash(canvas->cairo, dashes[kind].lengths, dashes[kind].count, 0);
}

void shape_mark(Canvas *canvas, double x, double tip, uint32_t colour)
{
    canvas_colour(canvas, colour, 1);
    cairo_move_to(canvas->cairo, x, tip);
    cairo_line_to(canvas->cairo, x - 8, tip - 14);
    cairo_line_to(canvas->cairo, x + 8, tip - 14);
    cairo_close_path(canvas->cairo);
    cairo_fill(canvas->cairo);
}

static void circle_draw(Canvas *canvas, double x, double y, uint32_t fill, uint32_t edge,
                        double thick)
{
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, x, y, RADIUS, 0, 6.283185307179586);
    canvas_colour(canvas, fill, 1);
    cairo_fill_preserve(canvas->cairo);
    cairo_set_line_width(canvas->cairo, thick);
    canvas_colour(canvas, edge, 1);
    cairo_stroke(canvas->cairo);
}

/* Wide strokes in the paper's colour first, so that a cross stands out on a curve of its colour. */
static void cross_draw(Canvas *canvas, double x, double y, uint32_t colour)
{
    for (int i = 0; i < 2; i++) {
        double arm = i == 0 ? RADIUS + 2 : RADIUS, thick = i == 0 ? 7 : 3.5;
        uint32_t ink = i == 0 ? INK_COLOURS[INK_PAPER] : colour;
        canvas_line(canvas, x - arm, y - arm, x + arm, y + arm, thick, ink);
        canvas_line(canvas, x - arm, y + arm, x + arm, y - arm, thick, ink);
    }
}

static void square_draw(Canvas *canvas, double x, double y, uint32_t colour)
{
    for (int i = 0; i < 2; i++) {
        double half = i == 0 ? RADIUS + 1.5 : RADIUS - 0.5;
        canvas_rectangle(canvas, x - half, y - half, 2 * half, 2 * half,
                         i == 0 ? INK_COLOURS[INK_PAPER] : colour);
    }
}

static void faint_draw(Canvas *canvas, double x, double y, uint32_t colour)
{
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, x, y, FAINT_RADIUS, 0, 6.283185307179586);
    canvas_colour(canvas, colour, FAINT_OPACITY);
    cairo_fill(canvas->cairo);
}

void shape_point(Canvas *canvas, double x, double y, PointShape shape, uint32_t colour)
{
    if (shape == POINT_CROSS)
        cross_draw(canvas, x, y, colour);
    else if (shape == POINT_SQUARE)
        square_draw(canvas, x, y, colour);
    else if (shape == POINT_FAINT)
        faint_draw(canvas, x, y, colour);
    else if (shape == POINT_RING)
        circle_draw(canvas, x, y, INK_COLOURS[INK_PAPER], colour, 3);
    else
        circle_draw(canvas, x, y, colour, INK_COLOURS[INK_TEXT], 1.5);
}
