#include "render/volume.h"

#include <math.h>
#include <stdio.h>

void volume_start(Volume *volume, Memory *memory)
{
    *volume = (Volume){.memory = memory, .number = 0, .view = surface_view()};
    volume->view.zoom = VOLUME_ZOOM;
    volume->view.box = true;
    volume->view.section = true;
    volume->view.background = INK_COLOURS[INK_PAPER];
}

void volume_destroy(Volume *volume)
{
    if (volume->surface.solid)
        surface_destroy(volume->memory, &volume->surface);
    if (volume->raster.pixels)
        raster_destroy(volume->memory, &volume->raster);
    volume->made = false;
}

/* What is solid: the tumor, or where perfusion is shown the vessels in its place. */
static void volume_solid(Volume *v, bool vessels)
{
    for (int c = CLASS_CYCLING; c < CLASS_COUNT; c++)
        v->view.shown[c] = (c == CLASS_PERFUSED || c == CLASS_UNPERFUSED) == vessels;
    v->made &= v->vessels == vessels; /* else the surface is that of another picture */
    v->vessels = vessels;
}

/* A raster of that size, and the surface of this frame. */
static bool volume_ready(Volume *v, const Frame *frame, const Scene *scene, int width, int height)
{
    if (!frame->wish.whole || width < 1 || height < 1)
        return false;
    if (v->raster.pixels && (v->raster.width != width || v->raster.height != height))
        raster_destroy(v->memory, &v->raster);
    if (!v->raster.pixels && raster_create(v->memory, width, height, &v->raster) != STATUS_OK)
        return false;
    if (!v->surface.solid && surface_create(v->memory, &frame->grid, &v->surface) != STATUS_OK)
        return false;
    if (!v->made || v->number != frame->number || v->frame != frame)
        surface_refresh(&v->surface, scene, &v->view);
    v->made = true;
    v->number = frame->number;
    v->frame = frame;
    return true;
}

/* What colours a hit: the cells, by their layer, and the field over them. */
static void volume_layers(Volume *v, const View *view, const Layers *layers, const Frame *frame,
                          Overlay overlays[2])
{
    const int shown[] = {view->cells, view->field};
    const bool by_type = shown[0] < 0 || view_by_type(view, layers);
    v->view.layers_count = 1;
    v->view.layers[0] = (RasterLayer){view_base(view, layers), NULL, 255};
    for (int i = by_type ? 1 : 0; i < 2; i++) {
        const Layer *layer = shown[i] < 0 ? NULL : &layers->layer[shown[i]];
        const float *values = layer ? layers_values(layer, frame, true) : NULL;
        if (!layer || (layer->values >= 0 && !values))
            continue;
        overlays[i] = view_overlay(view, layers, shown[i], frame);
        v->view.layers[v->view.layers_count++] =
            (RasterLayer){&overlays[i], values, i == 1 ? view->field_opacity : 255};
    }
}

static void volume_words(const Volume *v, const Frame *frame, Canvas *canvas, Rect rect)
{
    char text[96] = "whole, not cut";
    double edge = frame->grid.edge_um;
    if (v->view.cut_axis)
        snprintf(text, sizeof text, "cut at %c = %.0f \u00b5m", v->view.cut_axis,
                 v->view.cut_at * edge);
    canvas_text(canvas, rect.x + rect.width - 12, rect.y + rect.height - 12,
                (TextStyle){13, INK_COLOURS[INK_TEXT], 1, 1, false, false}, text);
}

void volume_paint(Volume *v, const View *view, const Layers *layers, const Frame *frame,
                  Canvas *canvas, Rect rect, bool coarse)
{
    const double most = rect.width * rect.height * canvas->fine * canvas->fine;
    const double fine = coarse && most > VOLUME_FINE ? canvas->fine / 2 : canvas->fine;
    const int width = (int)(rect.width * fine), height = (int)(rect.height * fine);
    Overlay overlays[2];
    const Scene scene = layers_scene(layers, frame, true);
    canvas_rectangle(canvas, rect.x, rect.y, rect.width, rect.height, INK_COLOURS[INK_PAPER]);
    volume_solid(v, view->cells >= 0 && view->cells == layers_find(layers, "vessels"));
    if (!volume_ready(v, frame, &scene, width, height))
        return;
    SurfaceView whole = v->view;
    volume_layers(v, view, layers, frame, overlays);
    v->view.pan_x *= fine;
    v->view.pan_y *= fine;
    surface_paint(&v->surface, &scene, &v->view, &v->raster);
    double scale = surface_scale(&frame->grid, &v->view, width, height) / fine;
    v->view = whole;
    cairo_save(canvas->cairo);
    cairo_rectangle(canvas->cairo, rect.x, rect.y, rect.width, rect.height);
    cairo_clip(canvas->cairo);
    cairo_translate(canvas->cairo, rect.x, rect.y);
    cairo_scale(canvas->cairo, 1 / fine, 1 / fine);
    canvas_raster(canvas, 0, 0, &v->raster);
    cairo_restore(canvas->cairo);
    view_bar(canvas, rect, frame->grid.edge_um / scale);
    volume_words(v, frame, canvas, rect);
}

int64_t volume_pick(const Volume *v, const Layers *layers, const Frame *frame, Rect rect, double x,
                    double y)
{
    const Scene scene = layers_scene(layers, frame, true);
    if (!v->made || !frame->wish.whole || !rect_has(rect, x, y))
        return -1;
    return surface_pick(&v->surface, &scene, &v->view, (int)rect.width, (int)rect.height,
                        (int)(x - rect.x), (int)(y - rect.y));
}

void volume_zoom(Volume *v, double factor)
{
    v->view.zoom = fmin(fmax(v->view.zoom * factor, 0.2), 40);
}

static int volume_along(const Grid *grid, char axis)
{
    return axis == 'x' ? grid->nx : axis == 'y' ? grid->ny : grid->nz;
}

void volume_cut_next(Volume *v, const Grid *grid)
{
    static const char order[] = {'z', 'y', 'x', 0};
    int at = 0;
    while (order[at] != v->view.cut_axis)
        at++;
    v->view.cut_axis = order[(at + 1) % 4];
    /* what is in the way goes */
    int axis = v->view.cut_axis ? v->view.cut_axis - 'x' : 0;
    v->view.cut_above = v->view.axes[SURFACE_OUT][axis] > 0;
    v->view.cut_at = (volume_along(grid, v->view.cut_axis) + 1) / 2;
}

void volume_cut_move(Volume *v, const Grid *grid, int by)
{
    int last = volume_along(grid, v->view.cut_axis), at = v->view.cut_at + by;
    v->view.cut_at = at < 1 ? 1 : at > last ? last : at;
}
