/* The painter: turns a slice of a saved state into pixels, layer over layer, without a window or a
 * drawing library, so that the same pictures go to files, movies and the viewer, and are the same
 * bytes everywhere. Pixels are 0x00RRGGBB in native order, rows from the top; the second axis of a
 * slice points up, as in a graph: x right and y up for a slice along z, x and z along y, y and z
 * along x. */
#ifndef PRODROME_RASTER_H
#define PRODROME_RASTER_H

#include "core/memory.h"
#include "core/status.h"
#include "render/overlay.h"

enum { RASTER_LAYERS_MAX = 8 };

typedef struct RasterLayer {
    const Overlay *overlay;
    const float *values; /* of a field overlay; NULL for the others */
    int opacity;         /* 0 to 255 */
} RasterLayer;

typedef struct RasterView {
    char axis;   /* 'x', 'y' or 'z' */
    int index;   /* slice along that axis; -1: the middle */
    int scale;   /* pixels along the edge of a site, at least 1 */
    int outline; /* thickness of the tumor's edge in pixels, at most scale; 0: none */
    int layers_count;
    RasterLayer layers[RASTER_LAYERS_MAX]; /* painted in this order */
} RasterView;

typedef struct Raster {
    int width, height;
    uint32_t *pixels;
} Raster;

/* What the colours of pictures stand for, of those that occur. */
typedef struct RasterSeen {
    bool classes[CLASS_COUNT];
    bool below, above, no_value; /* values of a field out of its range, or no numbers */
    bool outline;                /* the tumor's edge */
} RasterSeen;

/* Width and height in pixels of a view. */
void raster_size(const Grid *grid, const RasterView *view, int *width, int *height);

/* A black picture of that size; NO_MEMORY with nothing kept, or OK. */
Status raster_create(Memory *memory, int width, int height, Raster *out);

/* The colour of a site under so many layers, over paper. */
uint32_t raster_colour(const Scene *scene, const RasterLayer *layers, int count, int64_t site);

/* Paints a view into a raster of raster_size. */
void raster_paint(const Scene *scene, const RasterView *view, Raster *raster);

/* Adds to *seen what such a picture shows. */
void raster_see(const Scene *scene, const RasterView *view, RasterSeen *seen);

void raster_destroy(Memory *memory, Raster *raster);

#endif
