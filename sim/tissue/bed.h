/* The capillary bed of an empty world while it is laid: lines from the inlets to the outlets
 * (bed_lines.c), then laterals between two lines (bed_laterals.c). Internal to the seeding of
 * vessels; writes type, phase, id, psma, perfused of the sites that become segments. */
#ifndef PRODROME_BED_H
#define PRODROME_BED_H

#include "model/world.h"

typedef struct Bed {
    World *world;
    uint64_t seed;
    int lines, lines_max;
    int16_t *line_at; /* (lines_max, nz, 2): x and y at which a line reaches each plane */
    uint32_t *path;   /* sites of the line or lateral being laid */
    int length, longest;
    double wanted;       /* profiles over all the sections of an axis */
    int64_t profiles[3]; /* so far, across x, y, z */
} Bed;

/* Seeds the whole bed (vessels_seed). STATUS_NO_MEMORY leaves the world as it was. */
Status bed_seed(World *world);

/* Lays lines until there are lines_max of them or no room is found for another. */
void bed_lay_lines(Bed *bed);

/* Lays laterals until x and y have the profiles that are wanted, or no more can be laid; none in
 * 2-D, where a vessel is one site, inlet and outlet at once. */
void bed_lay_laterals(Bed *bed);

/* PSMA of the endothelial cell with that key, molecules. */
float bed_psma(const World *world, uint64_t id);

/* Whether the place is in the box and a vessel. */
bool bed_vessel(const World *world, const int at[3]);

/* x and y at which a line reaches a plane. */
static inline const int16_t *bed_line_at(const Bed *bed, int line, int z)
{
    return &bed->line_at[2 * ((int64_t)line * bed->world->grid.nz + z)];
}

/* Appends a site to the path; false when the path is full. */
bool bed_push(Bed *bed, const int at[3]);

/* Turns the path into segments. A key comes from the path's first site and the place along it, so
 * no other path shifts it. */
void bed_commit(Bed *bed);

#endif
