/* Distance to the outside of the tumor: how deep each site lies. Exact Euclidean distance transform
 * of the host sites, in whole squared edges, axis by axis. */
#ifndef PRODROME_DEPTH_H
#define PRODROME_DEPTH_H

#include "model/world.h"

/* Fills World.depth2: squared distance in edges to the nearest HOST site, 0 on HOST sites and
 * outside the tumor's bounding box, at most 65535. */
void depth_refresh(World *world);

#endif
