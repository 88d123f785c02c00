/* Whether the tumor has grown up to the walls of the box, which then hold it back. Looks at the
 * outermost sites of a world and changes nothing. */
#ifndef PRODROME_WALLS_H
#define PRODROME_WALLS_H

#include "model/world.h"

/* The first wall with a tumor cell, body or debris at it, in the order of grid_neighbour; -1: none.
 * An axis of one site has no walls. */
int walls_touched(const World *world);

/* "x = 0" or "x = max". */
extern const char *const WALLS[GRID_FACES];

#endif
