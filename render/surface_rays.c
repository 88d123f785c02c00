#include "render/surface_parts.h"

#include <math.h>

enum { BLOCK = SURFACE_BLOCK, BLOCK_BITS = BLOCK - 1 };

static const double LEVEL = 1e-9; /* a ray that turns less from a plane runs along it */
static const double REACH = 1e9;  /* sites; pictures that lie further off show nothing */

static bool all_finite(const SurfaceRays *rays)
{
    double sum = 0;
    for (int a = 0; a < 3; a++)
        sum += fabs(rays->first[a]) + fabs(rays->right[a]) + fabs(rays->down[a]) + rays->along[a];
    return sum < REACH; /* false for NAN, too */
}

/* The half of the lattice that the cut leaves, before mirroring. */
static void rays_cut(SurfaceRays *rays, const SurfaceView *view)
{
    rays->cut = -1;
    if (view->cut_axis < 'x' || view->cut_axis > 'z')
        return;
    int axis = view->cut_axis - 'x', size = rays->left_high[axis];
    int at = view->cut_at < 0 ? 0 : view->cut_at > size ? size : view->cut_at;
    if (view->cut_above)
        rays->left_high[axis] = at;
    else
        rays->left_low[axis] = at;
}

static void span_mirror(int *low, int *high, int size)
{
    int swap = size - *low;
    *low = size - *high;
    *high = swap;
}

static void axis_mirror(SurfaceRays *rays, const Surface *surface, int a)
{
    int size = surface->blocks[a] * BLOCK;
    rays->mirrored[a] = true;
    rays->first[a] = size - rays->first[a];
    rays->right[a] = -rays->right[a];
    rays->down[a] = -rays->down[a];
    rays->along[a] = -rays->along[a];
    rays->flip |= (uint32_t)BLOCK_BITS << (2 * a);
    rays->block_first += rays->block[a] * (surface->blocks[a] - 1);
    rays->block[a] = -rays->block[a];
    span_mirror(&rays->low[a], &rays->high[a], size);
    span_mirror(&rays->left_low[a], &rays->left_high[a], size);
}

/* Rays start on the plane through the middle of the lattice, at right angles to them. */
static void rays_aim(SurfaceRays *rays, const Surface *surface, const SurfaceView *view, int width,
                     int height)
{
    const int sites[3] = {surface->grid.nx, surface->grid.ny, surface->grid.nz};
    double scale = surface_scale(&surface->grid, view, width, height);
    double pixel = scale > 0 ? 1 / scale : INFINITY;
    double x = (0.5 - 0.5 * width - view->pan_x) * pixel;
    double y = (0.5 * height - 0.5 + view->pan_y) * pixel;
    for (int a = 0; a < 3; a++) {
        double right = view->axes[SURFACE_RIGHT][a], up = view->axes[SURFACE_UP][a];
        rays->first[a] = 0.5 * sites[a] + x * right + y * up;
        rays->right[a] = right * pixel;
        rays->down[a] = -up * pixel;
        rays->along[a] = -view->axes[SURFACE_OUT][a];
        rays->left_high[a] = sites[a];
    }
}

static void rays_bound(SurfaceRays *rays, const Surface *surface)
{
    for (int a = 0; a < 3; a++) {
        int low = surface->low[a], high = surface->high[a];
        rays->low[a] = low > rays->left_low[a] ? low : rays->left_low[a];
        rays->high[a] = high < rays->left_high[a] ? high : rays->left_high[a];
    }
}

static void rays_range(SurfaceRays *rays, const Surface *surface)
{
    const int sites[3] = {surface->grid.nx, surface->grid.ny, surface->grid.nz};
    for (int a = 0; a < 3; a++) {
        double middle = 0.5 * sites[a];
        middle = rays->mirrored[a] ? surface->blocks[a] * BLOCK - middle : middle;
        rays->near += rays->along[a] * (rays->low[a] - middle);
        rays->depth += rays->along[a] * (rays->high[a] - rays->low[a]);
    }
}

bool surface_rays(const Surface *surface, const SurfaceView *view, int width, int height,
                  SurfaceRays *out)
{
    SurfaceRays rays = {.block = {1, surface->stride_y, surface->stride_z}};
    rays.block_first = 1 + surface->stride_y + surface->stride_z;
    rays_aim(&rays, surface, view, width, height);
    rays_cut(&rays, view);
    rays_bound(&rays, surface);
    for (int a = 0; a < 3; a++) {
        if (fabs(rays.along[a]) < LEVEL)
            rays.along[a] = 0;
        if (rays.along[a] < 0)
            axis_mirror(&rays, surface, a);
        rays.inverse[a] = rays.along[a] > 0 ? 1 / rays.along[a] : INFINITY;
    }
    if (view->cut_axis >= 'x' && view->cut_axis <= 'z' &&
        view->cut_above == rays.mirrored[view->cut_axis - 'x'])
        rays.cut = view->cut_axis - 'x';
    rays_range(&rays, surface);
    *out = rays;
    return all_finite(&rays) && rays.along[0] + rays.along[1] + rays.along[2] > 0;
}

/* A ray along the sites runs through their middle: all planes beside it are met at an infinite
 * time, before or after all others, and there is no doubt which. */
void surface_origin(const SurfaceRays *rays, int x, int y, double origin[3])
{
    for (int a = 0; a < 3; a++) {
        origin[a] = rays->first[a] + x * rays->right[a] + y * rays->down[a];
        if (rays->along[a] == 0)
            origin[a] = floor(origin[a]) + 0.5;
    }
}
