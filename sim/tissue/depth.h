/* What is inside the tumor, and how deep: the potential down which daughters push and gaps leave.
 * Outside the smoothed surface it is the crowding by tumor, so that pits fill and what sticks out
 * is drawn in, a surface tension; inside it is the distance to that surface. */
#ifndef PRODROME_DEPTH_H
#define PRODROME_DEPTH_H

#include "model/world.h"

enum {
    DEPTH_HALF = 4,               /* of the window in which tumor is averaged, twice over */
    DEPTH_REACH = 2 * DEPTH_HALF, /* sites to each side that a site's crowding looks at */
    DEPTH_FULL = 16384,           /* crowding where all of them are tumor */
    DEPTH_SURFACE = 8192          /* half of it: up to here a site lies outside */
};

/* Fills World.depth2: outside, the crowding: the share of tumor among the sites around, each
 * weighted by the product of 1 2 ... 9 ... 2 1 along the axes (a wall cuts the window), times
 * DEPTH_FULL; inside, DEPTH_SURFACE + the squared distance in edges to the nearest outside site, at
 * most 65535. Free sites inside become GAP; those with a crowding below a fifth HOST. Fills
 * World.tumor_centre. */
void depth_refresh(World *world);

#endif
