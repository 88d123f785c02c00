/* Which snapshots of a run tell its story, when nobody names days. */
#ifndef PRODROME_MOMENTS_H
#define PRODROME_MOMENTS_H

#include "render/shots.h"

/* Picks `wanted` snapshots, at least 4, or all when there are fewer: of a treated run the first,
 * the first after the last dose of the first course, the one nearest to the smallest caliper
 * volume and the last, with the middle of the widest gap for each of them that coincide; of a run
 * without doses evenly. Indices in order of time into picked; returns how many. */
int moments_pick(const Record *record, const Shot *shots, int count, int wanted, int *picked);

#endif
