#include "render/surface_parts.h"

#include <math.h>

typedef struct Box {
    double ends[2][3]; /* in sites */
} Box;

typedef struct Point {
    double x, y; /* pixels, from the upper left corner */
} Point;

/* Narrows the shares [*from, *to] of a line to those where 0 <= start + share * change <= end. */
static void share_clip(double start, double change, double end, double *from, double *to)
{
    if (change == 0) {
        *to = start >= 0 && start <= end ? *to : -1;
        return;
    }
    double a = -start / change, b = (end - start) / change;
    *from = fmax(*from, fmin(a, b));
    *to = fmin(*to, fmax(a, b));
}

/* A thin line, of which what lies outside the picture is left away. */
static void line_draw(Raster *raster, Point a, Point b, uint32_t colour)
{
    double from = 0, to = 1, dx = b.x - a.x, dy = b.y - a.y;
    share_clip(a.x, dx, raster->width, &from, &to);
    share_clip(a.y, dy, raster->height, &from, &to);
    double length = (to - from) * fmax(fabs(dx), fabs(dy));
    if (!(from <= to && length <= raster->width + raster->height))
        return; /* not in the picture, or not a number */
    int steps = (int)length + 1;
    for (int i = 0; i <= steps; i++) {
        double share = from + (to - from) * i / steps;
        int x = (int)floor(a.x + share * dx), y = (int)floor(a.y + share * dy);
        if (x >= 0 && x < raster->width && y >= 0 && y < raster->height)
            raster->pixels[(int64_t)y * raster->width + x] = colour;
    }
}

static Point point_of(const Grid *grid, const SurfaceView *view, const Raster *raster,
                      const double site[3])
{
    const int sites[3] = {grid->nx, grid->ny, grid->nz};
    double scale = surface_scale(grid, view, raster->width, raster->height);
    Point p = {0.5 * raster->width + view->pan_x, 0.5 * raster->height + view->pan_y};
    for (int a = 0; a < 3; a++) {
        p.x += view->axes[SURFACE_RIGHT][a] * (site[a] - 0.5 * sites[a]) * scale;
        p.y -= view->axes[SURFACE_UP][a] * (site[a] - 0.5 * sites[a]) * scale;
    }
    return p;
}

/* An edge lies before all that is in the box when both its faces look at the viewer; behind it or
 * beside it otherwise. */
static void edges_draw(const Grid *grid, const SurfaceView *view, const Box *box, bool before,
                       Raster *raster)
{
    const double *out = view->axes[SURFACE_OUT];
    for (int edge = 0; edge < 12; edge++) {
        int a = edge / 4, b = (a + 1) % 3, c = (a + 2) % 3, side_b = edge & 1,
            side_c = edge >> 1 & 1;
        bool front_b = side_b ? out[b] > 0 : out[b] < 0, front_c = side_c ? out[c] > 0 : out[c] < 0;
        if ((front_b && front_c) != before)
            continue;
        double from[3], to[3];
        from[b] = to[b] = box->ends[side_b][b];
        from[c] = to[c] = box->ends[side_c][c];
        from[a] = box->ends[0][a];
        to[a] = box->ends[1][a];
        line_draw(raster, point_of(grid, view, raster, from), point_of(grid, view, raster, to),
                  INK_COLOURS[INK_FRAME]);
    }
}

void surface_box(const Grid *grid, const SurfaceView *view, bool before, Raster *raster)
{
    Box whole = {{{0, 0, 0}, {grid->nx, grid->ny, grid->nz}}}, left = whole;
    if (view->cut_axis >= 'x' && view->cut_axis <= 'z') {
        int a = view->cut_axis - 'x';
        left.ends[view->cut_above][a] = fmin(fmax(view->cut_at, 0), whole.ends[1][a]);
    }
    if (!before)
        edges_draw(grid, view, &whole, false, raster);
    edges_draw(grid, view, &left, before, raster);
}
