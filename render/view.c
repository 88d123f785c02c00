#include "render/view.h"

#include <math.h>
#include <stdio.h>

static const double ZOOM_LEAST = 0.5, ZOOM_MOST = 40;

bool rect_has(Rect rect, double x, double y)
{
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

View view_start(const Grid *grid, const Layers *layers)
{
    return (View){.plane = FRAME_PLANE_Z,
                  .index = grid->nz / 2,
                  .zoom = 1,
                  .cells = layers_find(layers, "cells"),
                  .field = -1,
                  .cells_opacity = 3 * VIEW_OPACITY_STEP,
                  .field_opacity = 255};
}

FrameWish view_wish(const View *view, const Layers *layers)
{
    int shown = view->field >= 0 ? view->field : view->cells;
    return (FrameWish){.plane = view->plane,
                       .index = view->index,
                       .whole = view->volume,
                       .maximum = view->maximum && !view->volume,
                       .values = shown >= 0 ? layers->layer[shown].values : -1};
}

/* -- geometry --------------------------------------------------------------------------------- */

static int view_columns(const View *view, const Grid *grid)
{
    return view->plane == FRAME_PLANE_X ? grid->ny : grid->nx;
}

static int view_rows(const View *view, const Grid *grid)
{
    return view->plane == FRAME_PLANE_Z ? grid->ny : grid->nz;
}

int view_depth(const View *view, const Grid *grid)
{
    return view->plane == FRAME_PLANE_X   ? grid->nx
           : view->plane == FRAME_PLANE_Y ? grid->ny
                                          : grid->nz;
}

double view_scale(const View *view, const Grid *grid, Rect rect)
{
    double across = rect.width / view_columns(view, grid), up = rect.height / view_rows(view, grid);
    return view->zoom * fmin(across, up);
}

/* The corner of the slice at the upper left. */
static void view_corner(const View *view, const Grid *grid, Rect rect, double *x, double *y)
{
    double scale = view_scale(view, grid, rect);
    *x = rect.x + rect.width / 2 + view->pan_x - scale * view_columns(view, grid) / 2;
    *y = rect.y + rect.height / 2 + view->pan_y - scale * view_rows(view, grid) / 2;
}

void view_zoom(View *view, Rect rect, double factor, double x, double y)
{
    double wanted = fmin(fmax(view->zoom * factor, ZOOM_LEAST), ZOOM_MOST);
    double ratio = wanted / view->zoom;
    double from_x = x - rect.x - rect.width / 2 - view->pan_x;
    double from_y = y - rect.y - rect.height / 2 - view->pan_y;
    view->pan_x += from_x * (1 - ratio);
    view->pan_y += from_y * (1 - ratio);
    view->zoom = wanted;
}

bool view_pick(const View *view, const Frame *frame, Rect rect, double x, double y, int *column,
               int *row)
{
    double left, top, scale = view_scale(view, &frame->grid, rect);
    view_corner(view, &frame->grid, rect, &left, &top);
    *column = (int)floor((x - left) / scale);
    *row = frame->rows - 1 - (int)floor((y - top) / scale);
    return !view->volume && rect_has(rect, x, y) && frame->wish.plane == view->plane &&
           *column >= 0 && *row >= 0 && *column < frame->columns && *row < frame->rows;
}

double view_place(const View *view, const Frame *frame, Rect rect, int column, int row, double *x,
                  double *y)
{
    double scale = view_scale(view, &frame->grid, rect);
    view_corner(view, &frame->grid, rect, x, y);
    *x += scale * (column + 0.5);
    *y += scale * (frame->rows - 1 - row + 0.5);
    return scale;
}

/* -- the picture ------------------------------------------------------------------------------ */

/* Least and largest value that an overlay has a colour for; false when there are not two. */
static bool values_range(const Overlay *overlay, const float *values, int64_t count, double *low,
                         double *high)
{
    float least = INFINITY, most = -INFINITY;
    for (int64_t i = 0; i < count; i++) {
        if (overlay->logarithmic && !(values[i] > 0))
            continue;
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    *low = (double)least;
    *high = (double)most;
    return most > least;
}

Overlay view_overlay(const View *view, const Layers *layers, int layer, const Frame *frame)
{
    Overlay overlay = layers->layer[layer].overlay;
    const float *values = layers_values(&layers->layer[layer], frame, view->volume);
    double low, high;
    if (overlay.map != MAP_DIFFERENCE)
        overlay.map = view->map;
    int64_t count = view->volume ? frame->grid.sites : (int64_t)frame->columns * frame->rows;
    if (view->automatic && values && values_range(&overlay, values, count, &low, &high)) {
        overlay.high = overlay.map == MAP_DIFFERENCE ? fmax(-low, high) : high;
        overlay.low = overlay.map == MAP_DIFFERENCE ? -overlay.high : low;
    }
    return overlay;
}

bool view_by_type(const View *view, const Layers *layers)
{
    return layers->kind ? view->cells >= 0 && layers->layer[view->cells].values < 0
                        : view->cells == layers_find(layers, "cells");
}

const Overlay *view_base(const View *view, const Layers *layers)
{
    if (layers->kind)
        return overlay_find("kind");
    return overlay_find(view->cells < 0 || view_by_type(view, layers) ? "cells" : "rest");
}

/* One pixel a site. */
static void view_raster(const View *view, const Layers *layers, const Frame *frame, Raster *raster)
{
    const int shown[] = {view->field, view->cells};
    Overlay overlays[2];
    const Scene scene = layers_scene(layers, frame, false);
    RasterView flat = {.axis = 'z', .scale = 1};
    const bool projected = frame->wish.maximum && frame->wish.values >= 0;
    const bool by_type = view_by_type(view, layers);
    if (view->field < 0 && !by_type && !projected)
        flat.layers[flat.layers_count++] = (RasterLayer){view_base(view, layers), NULL, 255};
    for (int i = 0; i < 2; i++) {
        if (shown[i] < 0 || (projected && layers->layer[shown[i]].values != frame->wish.values))
            continue; /* cells of one slice would not belong to it */
        const Layer *layer = &layers->layer[shown[i]];
        overlays[i] = view_overlay(view, layers, shown[i], frame);
        if (i == 1 && view->field >= 0 && by_type)
            overlays[i] = *overlay_find(layers->kind ? "kind_over" : "cells_over");
        int over = view->field >= 0 ? view->cells_opacity : 255;
        flat.layers[flat.layers_count++] = (RasterLayer){
            &overlays[i], layers_values(layer, frame, false), i == 0 ? view->field_opacity : over};
    }
    if (view->field >= 0 && view->cells >= 0 &&
        !projected) /* so small that they would not be seen */
        flat.layers[flat.layers_count++] = (RasterLayer){overlay_find("vessels"), NULL, 255};
    raster->width = frame->columns;
    raster->height = frame->rows;
    raster_paint(&scene, &flat, raster);
}

void view_bar(Canvas *canvas, Rect rect, double um_per_pixel)
{
    char text[48];
    double want = 0.2 * rect.width * um_per_pixel, power = pow(10, floor(log10(want)));
    double length = want >= 5 * power ? 5 * power : want >= 2 * power ? 2 * power : power;
    double pixels = length / um_per_pixel, x = rect.x + 16, y = rect.y + rect.height - 16;
    if (length >= 1000)
        snprintf(text, sizeof text, "%g mm", length / 1000);
    else
        snprintf(text, sizeof text, "%g \u00b5m", length);
    canvas_colour(canvas, INK_COLOURS[INK_PAPER], 0.75);
    cairo_rectangle(canvas->cairo, x - 8, y - 26, pixels + 16, 34);
    cairo_fill(canvas->cairo);
    canvas_rectangle(canvas, x, y - 4, pixels, 4, INK_COLOURS[INK_TEXT]);
    canvas_text(canvas, x + pixels / 2, y - 6,
                (TextStyle){13, INK_COLOURS[INK_TEXT], 0.5, 1, false, false}, text);
}

/* Which way the axes of the lattice point, and which slice it is. */
static void view_axes(const View *view, const Layers *layers, const Frame *frame, Canvas *canvas,
                      Rect rect)
{
    static const char *const words[][3] = {{"x", "y", "z"}, {"x", "z", "y"}, {"y", "z", "x"}};
    char text[96];
    double edge = frame->grid.edge_um;
    if (frame->wish.maximum && frame->wish.values >= 0)
        snprintf(text, sizeof text, "%s \u2192   %s \u2191   %slargest value%s along %s",
                 words[view->plane][0], words[view->plane][1],
                 layers->kind ? "difference of the " : "", layers->kind ? "s" : "",
                 words[view->plane][2]);
    else
        snprintf(
            text, sizeof text, "%s \u2192   %s \u2191   slice %s = %d of 0 to %d (%.0f \u00b5m)",
            words[view->plane][0], words[view->plane][1], words[view->plane][2], frame->wish.index,
            view_depth(view, &frame->grid) - 1, (frame->wish.index + 0.5) * edge);
    TextStyle style = {13, INK_COLOURS[INK_TEXT], 1, 1, false, false};
    double width = canvas_text_width(canvas, style, text);
    double x = rect.x + rect.width - 12, y = rect.y + rect.height - 10;
    canvas_colour(canvas, INK_COLOURS[INK_PAPER], 0.75);
    cairo_rectangle(canvas->cairo, x - width - 6, y - 20, width + 12, 24);
    cairo_fill(canvas->cairo);
    canvas_text(canvas, x, y, style, text);
}

void view_paint(const View *view, const Layers *layers, const Frame *frame, Raster *raster,
                Canvas *canvas, Rect rect)
{
    double x, y, scale = view_scale(view, &frame->grid, rect);
    cairo_save(canvas->cairo);
    cairo_rectangle(canvas->cairo, rect.x, rect.y, rect.width, rect.height);
    cairo_clip(canvas->cairo);
    canvas_rectangle(canvas, rect.x, rect.y, rect.width, rect.height, INK_COLOURS[INK_GRID]);
    if (frame->wish.plane == view->plane) {
        view_raster(view, layers, frame, raster);
        view_corner(view, &frame->grid, rect, &x, &y);
        cairo_save(canvas->cairo);
        cairo_translate(canvas->cairo, x, y);
        cairo_scale(canvas->cairo, scale, scale);
        canvas_raster(canvas, 0, 0, raster);
        cairo_restore(canvas->cairo);
        view_bar(canvas, rect, frame->grid.edge_um / scale);
        view_axes(view, layers, frame, canvas, rect);
    }
    cairo_restore(canvas->cairo);
}
