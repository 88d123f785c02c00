/* The painter of the tumor in three dimensions: for each pixel the first solid site that a straight
 * look through the lattice meets, in parallel projection, turned as one likes and cut open by a
 * plane. From arrays to pixels like render/raster.h: no window, the same bytes for any number of
 * threads. It is painted face by face from front to back; what one pixel shows is found by its ray
 * alone, and is the same to the last bit. */
#ifndef PRODROME_SURFACE_H
#define PRODROME_SURFACE_H

#include "render/raster.h"

enum { SURFACE_RIGHT, SURFACE_UP, SURFACE_OUT };

typedef struct SurfaceView {
    /* Where the picture's right, up and out, which points at the viewer, lie in the lattice: unit
     * vectors, right x up = out. */
    double axes[3][3];
    double zoom;         /* 1: the lattice fits into the picture however it is turned */
    double pan_x, pan_y; /* pixels to the right and down */
    char cut_axis;       /* 'x', 'y' or 'z'; 0: not cut */
    int cut_at;          /* the plane lies between the sites cut_at - 1 and cut_at */
    bool cut_above;      /* what is cut away: the sites from cut_at on, or those below it */
    bool section;        /* the cut shows all of the mass, gaps, what is not solid, vessels in it */
    bool box;            /* edges of the lattice and of the cut */
    bool shown[CLASS_COUNT]; /* classes that are solid; host tissue and gaps never are */
    uint32_t background;
    int layers_count;
    RasterLayer layers[RASTER_LAYERS_MAX]; /* colour what is hit, as in a slice */
} SurfaceView;

/* Which sites are solid, kept between pictures. */
typedef struct Surface {
    Grid grid;
    int blocks[3];              /* along each axis, of SURFACE_BLOCK sites */
    int64_t stride_y, stride_z; /* of blocks, with a border of one block all around */
    uint64_t *solid;            /* (blocks) one bit a site, x fastest */
    int low[3], high[3];        /* sites that hold everything solid: low <= site < high */
} Surface;

enum { SURFACE_BLOCK = 4 }; /* sites along the edge of a block: 64 in all */

/* Seen from above one corner, not cut; cells and debris solid, vessels not; coloured as cells. */
SurfaceView surface_view(void);

/* Turned as the slice along that axis is drawn: 'x', 'y' or 'z'. */
void surface_face(SurfaceView *view, char axis);

/* Turned as if the mouse took hold of the front and drew it so many pixels right and down. */
void surface_turn(SurfaceView *view, double right, double down);

/* Pixels along the edge of a site. */
double surface_scale(const Grid *grid, const SurfaceView *view, int width, int height);

/* Memory for lattices of that shape, nothing solid yet; NO_MEMORY with nothing kept, or OK. */
Status surface_create(Memory *memory, const Grid *grid, Surface *out);

/* Takes up what is solid: after each change of the scene or of view->shown. The scene has the shape
 * of the surface. */
void surface_refresh(Surface *surface, const Scene *scene, const SurfaceView *view);

/* Paints the whole raster, of whatever size; reads the scene for colours and for sections. */
void surface_paint(const Surface *surface, const Scene *scene, const SurfaceView *view,
                   Raster *raster);

/* The site seen at a pixel of a picture of that size, or -1. */
int64_t surface_pick(const Surface *surface, const Scene *scene, const SurfaceView *view, int width,
                     int height, int x, int y);

void surface_destroy(Memory *memory, Surface *surface);

#endif
