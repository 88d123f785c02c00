/* Worlds for the tests of vessels: a box, its network seeded or drawn by hand. */
#ifndef PRODROME_TESTS_VESSEL_WORLDS_H
#define PRODROME_TESTS_VESSEL_WORLDS_H

#include "tissue/vessels.h"

typedef struct Box {
    int nx, ny, nz;
    double density; /* per mm2 */
} Box;

/* A world without vessels or cells, with a Memory of its own. */
World *vessel_world_empty(Box box, int64_t seed);

/* A world with its vessels. */
World *vessel_world_seeded(Box box, int64_t seed);

/* The workspace of the stage for a world. */
Vessels *vessel_world_workspace(const World *world);

/* Destroys both (vessels may be NULL) and checks that nothing is left. */
void vessel_world_dispose(World *world, Vessels *vessels);

int64_t vessel_world_count(const World *world, SiteType type);

/* Profiles across an axis by flooding each section, as one would count them by eye. */
int64_t vessel_world_profiles(const World *world, int axis);

/* The death of an endothelial cell, as the rules of the cells leave it. */
void vessel_world_kill(World *world, int64_t site, int32_t closing_steps);

#endif
