/* The cell at a site as one thing: moved and removed by the table of arrays, so that a new CELL
 * array needs no change here. */
#ifndef PRODROME_CELL_H
#define PRODROME_CELL_H

#include "model/world.h"

/* Copies all CELL arrays of one site to another. */
void cell_copy(World *world, int64_t from, int64_t to);

/* Empties a site: all CELL arrays zero, type as given (HOST or GAP). */
void cell_clear(World *world, int64_t site, SiteType type);

/* A site without a cell, into which one may be pushed. */
static inline bool cell_free(const World *world, int64_t site)
{
    return world->type[site] <= SITE_GAP;
}

/* A tumor cell, or what is left of one. */
static inline bool cell_tumor_mass(const World *world, int64_t site)
{
    return world->type[site] >= SITE_TUMOR && world->type[site] <= SITE_NECROTIC;
}

#endif
