/* Displacement: the stage that places daughters, grows vessels and closes gaps, so that growth
 * pushes and death shrinks. A place is found along a path of neighbours toward the nearest free
 * one; a gap is handed outward until it reaches the host. Vessels are never moved: paths go around
 * them. Reads fields, type, phase, due_step, depth2; moves CELL arrays; writes births, sprouts,
 * network_grown, network_changed, depth2 (every 10 steps). */
#ifndef PRODROME_DISPLACEMENT_H
#define PRODROME_DISPLACEMENT_H

#include "tissue/carriers.h"

typedef struct Displacement Displacement;

/* The lists of carriers, sized by the lattice and the pushing distance (displacement_bytes). */
Status displacement_create(World *world, Displacement **out);
void displacement_destroy(World *world, Displacement *displacement);
uint64_t displacement_bytes(const Params *params);

void displacement_step(World *world, Displacement *displacement);

/* Two of its parts: daughters placed (births.c), gaps handed outward (gaps.c). The third are the
 * sprouts (sprouts.h). */
void births_step(World *world, Carriers *carriers);
void gaps_step(World *world, Carriers *carriers);

#endif
