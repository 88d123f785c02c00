#include "render/surface_parts.h"

enum { WHOLE = 256, DIM = 164, HAZE = 104 }; /* parts of WHOLE */

/* Where the light comes from, in the picture: over the viewer's left shoulder. A unit vector. */
static const double LIGHT[3] = {-0.36, 0.48, 0.80};

SurfaceShades surface_shades(const SurfaceView *view, const SurfaceRays *rays)
{
    SurfaceShades shades = {.near = rays->near};
    shades.per_depth = rays->depth > 0 ? (double)HAZE / WHOLE / rays->depth : 0;
    for (int a = 0; a < 3; a++) {
        double toward = 0, side = rays->mirrored[a] ? 1 : -1;
        for (int k = 0; k < 3; k++)
            toward += side * view->axes[k][a] * LIGHT[k];
        shades.faces[a] = DIM + (WHOLE - DIM) * (toward > 0 ? toward : 0);
    }
    return shades;
}

uint32_t surface_shade(const SurfaceShades *shades, int axis, bool cut, double time,
                       uint32_t colour)
{
    if (cut)
        return colour;
    double dim = 1 - (time - shades->near) * shades->per_depth;
    uint32_t weight = (uint32_t)(shades->faces[axis] * dim), shaded = 0;
    for (int bits = 0; bits <= 16; bits += 8)
        shaded |= ((colour >> bits & 255) * weight / WHOLE) << bits;
    return shaded;
}

void surface_paint(const Surface *surface, const Scene *scene, const SurfaceView *view,
                   Raster *raster)
{
    SurfaceRays rays;
    for (int64_t i = 0; i < (int64_t)raster->width * raster->height; i++)
        raster->pixels[i] = view->background;
    if (!surface_rays(surface, view, raster->width, raster->height, &rays))
        return;
    const SurfaceShades shades = surface_shades(view, &rays);
    if (view->box)
        surface_box(&surface->grid, view, false, raster);
    surface_faces(surface, scene, view, &rays, &shades, raster);
    if (view->box)
        surface_box(&surface->grid, view, true, raster);
}

int64_t surface_pick(const Surface *surface, const Scene *scene, const SurfaceView *view, int width,
                     int height, int x, int y)
{
    SurfaceRays rays;
    SurfaceHit hit;
    if (!surface_rays(surface, view, width, height, &rays) ||
        !surface_trace(surface, scene, view, &rays, x, y, &hit))
        return -1;
    return hit.site;
}
