/* What is inside the tumor, and how deep. A free site in a pit of the surface belongs to the inside
 * and is a gap to be closed; without this, gaps would leave by the nearest pit and deepen it until
 * a shrinking tumor falls apart. Depth is the exact Euclidean distance to the outside. */
#ifndef PRODROME_DEPTH_H
#define PRODROME_DEPTH_H

#include "model/world.h"

/* Turns free sites into GAP where more than half of the sites around are tumor, into HOST where
 * fewer than a fifth are, and fills World.depth2: squared distance in edges to the nearest HOST
 * site, 0 on HOST sites and outside the tumor's bounding box, at most 65535. */
void depth_refresh(World *world);

#endif
