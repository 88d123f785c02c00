/* Vessel segments: agents on sites that never move, each with one endothelial cell. They are seeded
 * through the whole box before the tumor, and close and vanish after the death of their cells,
 * which the rules of the cells decide (phase DYING, due_step = the step at which it closes).
 *
 * Life of a segment: OPEN -> DYING (still carries blood) -> at due_step CLOSED ->
 * vessel.removal_delay later the structure is gone. Segments that a closing leaves without a path
 * from inlet to outlet lose their perfusion at that step. Their living cells stay, OPEN and
 * unperfused: they carry blood again when a new path forms in time, and die for want of flow when
 * none does. Sprouts (sprouts.c) begin as a TIP, with OPEN segments behind it.
 *
 * The stage reads type, phase, due_step of the world; writes those of vessel sites, perfused,
 * network_changed and network_grown. A due step is met when due_step <= World.step. Serial. */
#ifndef PRODROME_VESSELS_H
#define PRODROME_VESSELS_H

#include "tissue/network.h"

typedef struct Vessels Vessels;

/* Seeds the network of an empty world: vessel.density profiles per area on sections across all
 * three axes, or as near to it as the box has room for. Every segment is perfused. Fills type,
 * phase, id, psma, perfused. STATUS_NO_MEMORY leaves the world as it was. */
Status vessels_seed(World *world);

/* Segments that there is room for: sprouts stop there. */
int64_t vessels_most(const Params *params);

/* An upper estimate of the bytes that vessels_create will take. */
uint64_t vessels_bytes(const Params *params);

/* The workspace of a world whose vessels are seeded or read from a file; keeps no state of its own.
 * STATUS_NO_MEMORY with nothing kept, or OK. The world's Memory owns it; destroy it before. */
Status vessels_create(const World *world, Vessels **out);
void vessels_destroy(Vessels *vessels); /* vessels may be NULL */

/* The stage of a step: closes and removes segments that are due, and finds perfusion again when
 * network_changed. */
void vessels_step(World *world, Vessels *vessels);

/* Microvessel profiles per area of section, 1/um^2, over all sections across x, y, z: of the whole
 * box or, PROFILES_TUMOR, of what they cut of the tumor (NaN where there is none). */
void vessels_density(const World *world, Vessels *vessels, Profiles which, double density[3]);

#endif
