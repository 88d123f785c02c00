/* What a viewer looks at, and its picture: a slice through the lattice at any zoom, a field below
 * and cells above. Lengths are pixels of the window, y downward; the picture fills a rectangle. */
#ifndef PRODROME_VIEW_H
#define PRODROME_VIEW_H

#include "render/canvas.h"
#include "render/layers.h"

typedef struct Rect {
    double x, y, width, height;
} Rect;

enum { VIEW_OPACITY_STEP = 51 }; /* a fifth of what is opaque, 255 */

bool rect_has(Rect rect, double x, double y);

typedef struct View {
    bool maximum;        /* of a layer of values: the largest along the axis of slices */
    bool volume;         /* the whole lattice, seen from outside; else a slice */
    int plane, index;    /* as in FrameWish */
    double zoom;         /* 1: the slice just fits */
    double pan_x, pan_y; /* of the slice's middle from that of the picture */
    int cells, field;    /* layers shown; -1: none */
    int cells_opacity;   /* over a field, 0 to 255 */
    int field_opacity;   /* over paper; in a volume over the cells */
    PaletteMap map;      /* of values */
    bool automatic;      /* ranges by what is seen */
} View;

/* The middle slice, cells by type and phase, no field. */
View view_start(const Grid *grid, const Layers *layers);

/* What frames have to show for it. */
FrameWish view_wish(const View *view, const Layers *layers);

/* The longest side of a slice of this view, in sites, and how many slices there are. */
int view_depth(const View *view, const Grid *grid);

/* Pixels of a site in this rectangle. */
double view_scale(const View *view, const Grid *grid, Rect rect);

/* Zooms by a factor such that what is under x, y stays there. */
void view_zoom(View *view, Rect rect, double factor, double x, double y);

/* Column and row of the frame's plane under a point; false when it is outside. */
bool view_pick(const View *view, const Frame *frame, Rect rect, double x, double y, int *column,
               int *row);

/* The middle of a site of the plane in the picture; returns the pixels of a site. */
double view_place(const View *view, const Frame *frame, Rect rect, int column, int row, double *x,
                  double *y);

/* The layer's overlay as it is drawn: in colours of the map, and with `automatic` from the least to
 * the largest value of the plane, or of the whole in a volume. */
Overlay view_overlay(const View *view, const Layers *layers, int layer, const Frame *frame);

/* Whether the cells are shown as what they are, not by a value; and what is below those. */
bool view_by_type(const View *view, const Layers *layers);
const Overlay *view_base(const View *view, const Layers *layers);

/* A bar of a round length in the lower left of a picture. */
void view_bar(Canvas *canvas, Rect rect, double um_per_pixel);

/* Draws the slice, its scale bar and axes into the rectangle. raster has room for one pixel a site
 * of any slice. */
void view_paint(const View *view, const Layers *layers, const Frame *frame, Raster *raster,
                Canvas *canvas, Rect rect);

#endif
