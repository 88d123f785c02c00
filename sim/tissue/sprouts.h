/* Sprouts: the part of displacement that grows vessels toward hypoxic cells (sprouts.c). */
#ifndef PRODROME_SPROUTS_H
#define PRODROME_SPROUTS_H

#include "tissue/carriers.h"

/* Whether vessels can sprout at all with these parameters. */
bool sprouts_possible(const Params *params);

/* Tips that are due move on, segments that are called for send out new ones. The list of carriers
 * is scratch. Reads the growth factor; writes vessel sites, moves CELL arrays, network_grown,
 * network_changed, sprouts, sprouts_failed. */
void sprouts_step(World *world, Carriers *carriers);

#endif
