/* One axis of one multigrid level: widths of its cells, couplings between neighbours, and how it
 * meets the next coarser level. Pure geometry in units of the finest edge: multiply by d =
 * D/edge^2. Filled once by axes_fill into arrays that the caller owns; nothing can fail. */
#ifndef PRODROME_AXES_H
#define PRODROME_AXES_H

#include "model/params.h"

/* A coarse cell joins two finer ones; the last joins what is left, so any length can be halved. */
typedef struct Axis {
    int n;         /* cells */
    bool periodic; /* the ends are neighbours */
    float inner;   /* coupling between two full cells */
    float *low;    /* [n] coupling to the cell below; 0 where there is none */
    float *high;   /* [n] coupling to the cell above */
    float *wall;   /* [n] coupling to a face held at a fixed value */
    float *sum;    /* [n] low + high + wall */
    float *part;   /* [n] share of this cell in the volume of its coarse cell, index / 2 */
    float *own;  /* [n] interpolation weight of its own coarse cell; the other has 1 - own - lost */
    float *far;  /* [n] weight of the other coarse cell */
    int *other;  /* [n] index of the other coarse cell; its own where there is none */
    int ends[3]; /* cells whose couplings are not `inner` within the axis and 0 beyond it */
    int ends_count;
} Axis;

/* Floats and ints that one axis takes per cell. */
enum { AXIS_FLOATS = 7 };

/* Fills the axis of level `level` (0 is the finest) of an axis of `sites` cells whose faces are of
 * the given kinds. The pointers of the axis must be set and n be axes_length(sites, level). */
void axes_fill(Axis *axis, int sites, int level, FaceKind below, FaceKind above);

/* Cells of an axis of `sites` cells after `level` halvings. */
int axes_length(int sites, int level);

#endif
