/* Whether the tumor has grown up to the walls of the box, which then hold it back. Looks at the
 * outermost sites of a world and changes nothing. */
#ifndef PRODROME_WALLS_H
#define PRODROME_WALLS_H

#include "model/world.h"

/* The first wall with a tumor cell, body or debris at it, as "x = 0" or "x = max"; NULL: none. An
 * axis of one site has no walls. */
const char *walls_touched(const World *world);

#endif
