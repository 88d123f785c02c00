/* The volume as a viewer shows it: the surface painter with what it keeps between pictures. */
#ifndef PRODROME_VOLUME_H
#define PRODROME_VOLUME_H

#include "render/surface.h"
#include "render/view.h"

#define VOLUME_FINE 1e6 /* pixels of a picture that is turned in full */
#define VOLUME_ZOOM 1.4 /* at first: the corners of the lattice may be outside */

typedef struct Volume {
    Memory *memory;
    Surface surface;
    Raster raster;
    bool made, vessels; /* the surface is that of `step`, with vessels solid in place of cells */
    uint64_t number;
    const Frame *frame; /* it was made of; only to be told from another */
    SurfaceView view;
} Volume;

/* Memory is taken with the first picture. */
void volume_start(Volume *volume, Memory *memory);
void volume_destroy(Volume *volume);

/* Draws the volume of a frame that has it whole; coarse: while it is turned, which a large one is
 * in pixels of twice the size. Without memory, or a frame that has it, it draws nothing. */
void volume_paint(Volume *volume, const View *view, const Layers *layers, const Frame *frame,
                  Canvas *canvas, Rect rect, bool coarse);

/* The site under a point of such a picture; -1: none. */
int64_t volume_pick(const Volume *volume, const Layers *layers, const Frame *frame, Rect rect,
                    double x, double y);

/* Closer by a factor, within bounds. */
void volume_zoom(Volume *volume, double factor);

/* Cuts along the next axis, or not at all; moves the cut. */
void volume_cut_next(Volume *volume, const Grid *grid);
void volume_cut_move(Volume *volume, const Grid *grid, int by);

#endif
