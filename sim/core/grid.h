/* The regular lattice of cubic sites; a 2-D run is the same program with nz = 1.
 * Site order is x fastest, then y, then z: arrays are (z, y, x) in C order. */
#ifndef PRODROME_GRID_H
#define PRODROME_GRID_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Grid {
    int nx, ny, nz; /* sites along each axis, at least 1 */
    int64_t sites;  /* nx * ny * nz */
    double edge_um; /* edge of a site, um */
} Grid;

typedef struct Site3 {
    int x, y, z;
} Site3;

enum {
    GRID_FACES = 6,     /* x-, x+, y-, y+, z-, z+ */
    GRID_LONGEST = 4096 /* sites along an axis */
};

/* The unit steps to the six face neighbours, in the order of GRID_FACES. */
extern const Site3 GRID_STEPS[GRID_FACES];

Grid grid_of(int nx, int ny, int nz, double edge_um);

static inline int64_t grid_index(const Grid *grid, int x, int y, int z)
{
    return x + (int64_t)grid->nx * (y + (int64_t)grid->ny * z);
}

static inline Site3 grid_site3(const Grid *grid, int64_t site)
{
    int64_t row = site / grid->nx;
    return (Site3){(int)(site - row * grid->nx), (int)(row % grid->ny), (int)(row / grid->ny)};
}

static inline bool grid_inside(const Grid *grid, Site3 s)
{
    return s.x >= 0 && s.x < grid->nx && s.y >= 0 && s.y < grid->ny && s.z >= 0 && s.z < grid->nz;
}

/* The neighbour across one face, or -1 outside the box. */
int64_t grid_neighbour(const Grid *grid, int64_t site, int face);

#endif
