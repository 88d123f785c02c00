/* Shared by the pictures of slices; not for others. */
#ifndef PRODROME_TUMOR_PARTS_H
#define PRODROME_TUMOR_PARTS_H

#include "render/canvas.h"
#include "render/tumor.h"

static const double TUMOR_TEXT = 19; /* pixels */

/* Where everything stands. One time: cells and field side by side; several: one row each. */
typedef struct Layout {
    RasterView view;
    int across, down; /* pixels of one slice */
    int columns, rows;
    double width, height;    /* of the page */
    double left, top, right; /* of the slices together */
    double legend_y;
} Layout;

/* What the colours mean, of those that occur in the slices. */
void tumor_legend(Canvas *canvas, const Layout *l, const Overlay *field, const RasterSeen *seen);

#endif
