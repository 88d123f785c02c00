#include "render/surface_parts.h"

#include <math.h>

enum { WHOLE = 256, DIM = 164, HAZE = 104 }; /* parts of WHOLE */

/* Where the light comes from, in the picture: over the viewer's left shoulder. A unit vector. */
static const double LIGHT[3] = {-0.36, 0.48, 0.80};

/* How bright what is hit stands in the picture: by face, less with depth; a cut is not shaded. */
typedef struct Shades {
    double faces[3];
    double near, per_depth;
} Shades;

static Shades shades_of(const SurfaceView *view, const SurfaceRays *rays)
{
    Shades shades = {.near = rays->near};
    shades.per_depth = rays->depth > 0 ? (double)HAZE / WHOLE / rays->depth : 0;
    for (int a = 0; a < 3; a++) {
        double toward = 0, side = rays->mirrored[a] ? 1 : -1;
        for (int k = 0; k < 3; k++)
            toward += side * view->axes[k][a] * LIGHT[k];
        shades.faces[a] = DIM + (WHOLE - DIM) * (toward > 0 ? toward : 0);
    }
    return shades;
}

static uint32_t shade(const Shades *shades, const SurfaceHit *hit, uint32_t colour)
{
    if (hit->cut)
        return colour;
    double dim = 1 - (hit->time - shades->near) * shades->per_depth;
    uint32_t weight = (uint32_t)(shades->faces[hit->axis] * dim), shaded = 0;
    for (int bits = 0; bits <= 16; bits += 8)
        shaded |= ((colour >> bits & 255) * weight / WHOLE) << bits;
    return shaded;
}

/* One picture being painted. */
typedef struct Job {
    const Surface *surface;
    const Scene *scene;
    const SurfaceView *view;
    SurfaceRays rays;
    Shades shades;
    Raster *raster;
} Job;

/* Neighbouring pixels mostly show the same site. */
static void row_paint(const Job *job, int x, int end, int y, double from)
{
    uint32_t *row = job->raster->pixels + (int64_t)y * job->raster->width, colour = 0;
    int64_t last = -1;
    for (; x < end; x++) {
        SurfaceHit hit;
        if (!surface_trace(job->surface, job->scene, job->view, &job->rays, x, y, from, &hit))
            continue;
        if (hit.site != last)
            colour =
                raster_colour(job->scene, job->view->layers, job->view->layers_count, hit.site);
        last = hit.site;
        row[x] = shade(&job->shades, &hit, colour);
    }
}

static void tiles_paint(const Job *job, int top)
{
    const Raster *raster = job->raster;
    int bottom = top + SURFACE_TILE < raster->height ? top + SURFACE_TILE : raster->height;
    for (int x = 0; x < raster->width; x += SURFACE_TILE) {
        int end = x + SURFACE_TILE < raster->width ? x + SURFACE_TILE : raster->width;
        double from = surface_beam(job->surface, &job->rays, x, top);
        if (from < INFINITY || (job->rays.cut >= 0 && job->view->section))
            for (int y = top; y < bottom; y++)
                row_paint(job, x, end, y, from);
    }
}

void surface_paint(const Surface *surface, const Scene *scene, const SurfaceView *view,
                   Raster *raster)
{
    Job job = {surface, scene, view, .raster = raster};
    for (int64_t i = 0; i < (int64_t)raster->width * raster->height; i++)
        raster->pixels[i] = view->background;
    if (!surface_rays(surface, view, raster->width, raster->height, &job.rays))
        return;
    job.shades = shades_of(view, &job.rays);
    if (view->box)
        surface_box(&surface->grid, view, false, raster);
#pragma omp parallel for schedule(static, 1)
    for (int top = 0; top < raster->height; top += SURFACE_TILE)
        tiles_paint(&job, top);
    if (view->box)
        surface_box(&surface->grid, view, true, raster);
}

int64_t surface_pick(const Surface *surface, const Scene *scene, const SurfaceView *view, int width,
                     int height, int x, int y)
{
    SurfaceRays rays;
    SurfaceHit hit;
    if (!surface_rays(surface, view, width, height, &rays) ||
        !surface_trace(surface, scene, view, &rays, x, y, -INFINITY, &hit))
        return -1;
    return hit.site;
}
