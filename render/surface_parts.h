/* Shared by the parts of the 3-D painter; not for others. */
#ifndef PRODROME_SURFACE_PARTS_H
#define PRODROME_SURFACE_PARTS_H

#include "render/surface.h"

/* The rays of one picture, all parallel. They run in a lattice that is mirrored where they would go
 * down an axis, so that they go up all three: a site at i is at 4 * blocks - 1 - i there. A plane
 * of an axis lies before the site of its number. */
typedef struct SurfaceRays {
    double first[3], right[3], down[3]; /* under the upper left corner; a pixel further; sites */
    double along[3], inverse[3];        /* unit vector, 0 or more, and 1 over it */
    bool mirrored[3];
    uint32_t flip;    /* of the number of a bit in a block, because of the mirroring */
    int64_t block[3]; /* steps through the blocks */
    int64_t block_first;
    int low[3], high[3];           /* sites that may be solid */
    int left_low[3], left_high[3]; /* of the lattice, what the cut leaves */
    int cut;                       /* the axis whose cut the rays come in through, or -1 */
    double near, depth; /* of what may be solid, along the rays from the middle of the lattice */
} SurfaceRays;

typedef struct SurfaceHit {
    int64_t site;
    int axis;    /* of the face that is seen */
    bool cut;    /* it lies in the cut */
    double time; /* sites along the ray, from the plane through the middle of the lattice */
} SurfaceHit;

/* False when the view shows nothing: all is cut away, or its numbers are not finite. */
bool surface_rays(const Surface *surface, const SurfaceView *view, int width, int height,
                  SurfaceRays *out);

/* Where the ray of a pixel starts. */
void surface_origin(const SurfaceRays *rays, int x, int y, double origin[3]);

/* What is seen at a pixel, by its ray alone; false: nothing. */
bool surface_trace(const Surface *surface, const Scene *scene, const SurfaceView *view,
                   const SurfaceRays *rays, int x, int y, SurfaceHit *hit);

/* Whether a site is seen where a ray comes in through the cut. */
bool surface_in_cut(const Surface *surface, const Scene *scene, const SurfaceView *view,
                    int64_t site);

/* How bright what is hit stands in the picture: by face, less with depth; a cut is not shaded. */
typedef struct SurfaceShades {
    double faces[3];
    double near, per_depth;
} SurfaceShades;

SurfaceShades surface_shades(const SurfaceView *view, const SurfaceRays *rays);
uint32_t surface_shade(const SurfaceShades *shades, int axis, bool cut, double time,
                       uint32_t colour);

/* The sites of a block of the mirrored lattice, a bit each, x fastest, with a face toward the
 * viewer that no other covers: by the axis of the face, and of any axis. */
uint64_t surface_bits(const Surface *surface, const SurfaceRays *rays, const int block[3],
                      uint64_t faces[3]);

/* Paints what every ray hits, over the picture as it is. */
void surface_faces(const Surface *surface, const Scene *scene, const SurfaceView *view,
                   const SurfaceRays *rays, const SurfaceShades *shades, Raster *raster);

/* The edges of the box that lie behind everything in it, or those before it. */
void surface_box(const Grid *grid, const SurfaceView *view, bool before, Raster *raster);

#endif
