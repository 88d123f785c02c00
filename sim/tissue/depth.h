/* What is inside the tumor, and how deep: the potential down which daughters push and gaps leave.
 * Outside the smoothed surface it is the crowding by tumor, so that pits fill and what sticks out
 * is drawn in, a surface tension; inside it is the distance to that surface. */
#ifndef PRODROME_DEPTH_H
#define PRODROME_DEPTH_H

#include "model/world.h"

enum {
    DEPTH_REACH = 3,    /* of the window in which tumor is counted, sites to each side */
    DEPTH_FULL = 343,   /* sites of a whole window */
    DEPTH_SURFACE = 171 /* half of them: up to here a site lies outside */
};

/* Fills World.depth2: outside, the tumor sites in the window of (2 DEPTH_REACH + 1)^3 around,
 * scaled to a whole window where the box cuts it off; inside, DEPTH_SURFACE + the squared distance
 * in edges to the nearest outside site, at most 65535. Free sites inside become GAP; those with
 * fewer than a fifth of tumor around them HOST. Fills World.tumor_centre. */
void depth_refresh(World *world);

#endif
