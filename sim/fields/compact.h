/* The compact stencil of a grid with one axis: what it adds to the plain one (transport.c).
 * Uses the 1/diagonal of the last linearisation. */
#ifndef PRODROME_COMPACT_H
#define PRODROME_COMPACT_H

#include "fields/tiles.h"

/* Adds its share of every defect to b of the finest level. */
void compact_add(const World *world, Workspace *work, const Stage *stage);

/* Its inflow to one site, {c}/h; sums to zero over all sites. */
double compact_inflow(const Row *row, int x);

#endif
