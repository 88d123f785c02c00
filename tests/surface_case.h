/* Small scenes for tests of the painter in three dimensions, and a look at every site for every
 * pixel, which that painter must agree with. */
#ifndef PRODROME_SURFACE_CASE_H
#define PRODROME_SURFACE_CASE_H

#include "render/surface.h"

enum { SITES_MAX = 32 * 32 * 32, WIDTH = 110, HEIGHT = 90, SURFACE_CASES = 13 };

typedef struct SurfaceCase {
    uint8_t type[SITES_MAX], phase[SITES_MAX], perfused[SITES_MAX];
    float oxygen[SITES_MAX];
    Scene scene;
    Memory memory;
    Surface surface;
    Raster raster;
} SurfaceCase;

/* An empty lattice with a surface and a raster of WIDTH x HEIGHT; fails the test when it cannot. */
SurfaceCase *surface_case_open(int nx, int ny, int nz);

/* One of the SURFACE_CASES: scattered sites, turned, zoomed and cut. */
SurfaceCase *surface_case_number(int c, SurfaceView *view);

/* Ends either; fails the test when memory is left. */
void surface_case_close(SurfaceCase *t);

/* One site in `every` holds something; the field leaves its range at both ends. */
void surface_case_scatter(SurfaceCase *t, uint32_t every);

/* A ball in the middle of the lattice; radius in sites. */
void surface_case_ball(SurfaceCase *t, double radius, uint8_t type);

/* Sets the zoom for so many pixels along the edge of a site. */
void surface_case_zoom(const SurfaceCase *t, SurfaceView *view, double scale);

/* Takes up what is solid, and paints it. */
void surface_case_paint(SurfaceCase *t, const SurfaceView *view);

int64_t surface_case_pick(const SurfaceCase *t, const SurfaceView *view, int x, int y);
uint32_t surface_case_pixel(const SurfaceCase *t, int x, int y);

/* Pixels that are not background. */
int surface_case_covered(const SurfaceCase *t, const SurfaceView *view);

/* The site at a pixel, or -1, found without the painter: the nearest of all that are solid. */
int64_t surface_case_look(const SurfaceCase *t, const SurfaceView *view, int x, int y);

#endif
