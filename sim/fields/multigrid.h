/* Geometric multigrid for  b_i + sum_j d_ij (u_j - u_i) - k_i u_i = 0  on the lattice, in float.
 * Knows no biology: the caller fills b and 1/diagonal of the finest level and gives the absorption
 * k and the line sinks s to be averaged; a cycle reduces the error of the finest u in place.
 * All memory at creation; the same bits for any number of threads. */
#ifndef PRODROME_MULTIGRID_H
#define PRODROME_MULTIGRID_H

#include "core/grid.h"
#include "core/memory.h"
#include "core/status.h"
#include "fields/axes.h"
#include "fields/rows.h"

enum { MULTIGRID_LEVELS = 14, MULTIGRID_ROW = 2 * ROWS_HALF /* longest row */ };
_Static_assert((int)MULTIGRID_ROW >= (int)GRID_LONGEST, "a row of the grid fits");

/* An array of one level holds the red cells (x + y + z even), row after row, then the black ones:
 * a sweep over one colour reads and writes in a straight line. A row has cells x = 0, 2, 4, ... or
 * 1, 3, 5, ... of each colour, by its own parity, and then zeros, `half` floats in all. In u nobody
 * writes these zeros: they are the neighbours beyond the ends. */
typedef struct MultigridShape {
    int n[3]; /* cells along x, y, z; a plane of 1 x ny is kept as ny planes of 1 row */
    int half;
    int64_t colour, cells; /* floats of one colour, of the level; spare ones after each colour */
} MultigridShape;

typedef struct MultigridLevel {
    MultigridShape shape;
    float *u, *b, *inverse;
} MultigridLevel;

/* Axes of all levels for the faces of one substance. */
typedef struct MultigridFaces {
    Axis axis[MULTIGRID_LEVELS][3];
    float *floats;
    int *ints;
} MultigridFaces;

typedef struct Multigrid {
    int levels;
    MultigridLevel level[MULTIGRID_LEVELS]; /* u of level 0 is the caller's */
    float *zero;                            /* a row of zeros: the neighbour that is not there */
    const RowLoops *rows;
} Multigrid;

/* Lays out the levels below a grid (and, with memory, allocates them). STATUS_NO_MEMORY leaves
 * nothing. */
Status multigrid_create(const Grid *grid, Memory *memory, Multigrid *out);
void multigrid_destroy(Memory *memory, Multigrid *mg);

/* Bytes of a multigrid for this grid, the axes of so many substances and so many arrays of the
 * finest level. */
uint64_t multigrid_bytes(const Grid *grid, int substances, int arrays);

/* The axes for six face kinds (x-, x+, y-, y+, z-, z+). */
Status multigrid_faces_create(const Multigrid *mg, const Grid *grid, const int kinds[GRID_FACES],
                              Memory *memory, MultigridFaces *out);
void multigrid_faces_destroy(Memory *memory, MultigridFaces *faces);

/* Where the absorption (u) and the line sinks (b) of level 1 are to be left, natural order within
 * rows, before multigrid_prepare makes the diagonals of all coarse levels of them. */
void multigrid_prepare(Multigrid *mg, const MultigridFaces *faces, float d);

/* One cycle on the finest level; no value of u below `least`. */
void multigrid_cycle(Multigrid *mg, const MultigridFaces *faces, float d, float least);

/* The two colours of plane z of the finest level. */
void multigrid_planes(const Multigrid *mg, const MultigridFaces *faces, float d, int z,
                      RowPlane plane[2]);

/* The defect b - A u of row y of that plane into line: even cells, then odd ones; 0 where the value
 * is fixed. */
void multigrid_defect(const Multigrid *mg, const RowPlane plane[2], int y, float *line);

/* First element of the half row of x parity h in row (y, z). */
static inline int64_t multigrid_half(const MultigridShape *shape, int y, int z, int h)
{
    int64_t row = y + (int64_t)shape->n[1] * z;
    return ((h + y + z) & 1) * shape->colour + row * shape->half;
}

/* First element of row (y, z) of an array in natural order. */
static inline int64_t multigrid_natural(const MultigridShape *shape, int y, int z)
{
    return (y + (int64_t)shape->n[1] * z) * 2 * shape->half;
}

static inline int64_t multigrid_at(const MultigridShape *shape, int x, int y, int z)
{
    return multigrid_half(shape, y, z, x & 1) + (x >> 1);
}

#endif
