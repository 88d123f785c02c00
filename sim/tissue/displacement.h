/* Displacement: the stage that places daughters and closes gaps, so that growth pushes and death
 * shrinks. A daughter's place is found along a path of neighbours toward the nearest free place; a
 * gap is handed outward until it reaches the host. Vessels are never moved: paths go around them.
 * Reads type, phase, due_step, depth2; moves CELL arrays; writes births, depth2 (every 10 steps).
 */
#ifndef PRODROME_DISPLACEMENT_H
#define PRODROME_DISPLACEMENT_H

#include "tissue/carriers.h"

typedef struct Displacement Displacement;

/* The lists of carriers, sized by the lattice and the pushing distance (displacement_bytes). */
Status displacement_create(World *world, Displacement **out);
void displacement_destroy(World *world, Displacement *displacement);
uint64_t displacement_bytes(const Params *params);

void displacement_step(World *world, Displacement *displacement);

/* Its two halves: daughters placed (births.c), gaps handed outward (gaps.c). */
void births_step(World *world, Carriers *carriers);
void gaps_step(World *world, Carriers *carriers);

#endif
