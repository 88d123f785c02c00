/* A bare world with a tumor, for the tests of cells and displacement: no vessels, no fields. */
#ifndef PRODROME_TESTS_TISSUE_CASE_H
#define PRODROME_TESTS_TISSUE_CASE_H

#include "tissue/cells.h"
#include "tissue/displacement.h"

typedef struct Case {
    Memory memory;
    World *world;
    Cells *cells;
    Displacement *displacement;
    uint32_t *queue; /* one per site, for the caliper */
} Case;

/* A cube of n sites along each axis and so many founders, without loss; growth is the mean's. */
void case_params(Params *p, int n, int64_t cells);

/* Creates the world and its stages; fails the test when it cannot. */
Case *case_create(const Params *p);

/* Ends it; fails the test when memory is left. */
void case_destroy(Case *c);

/* Cells and displacement, so many steps. */
void case_steps(Case *c, int steps);

int64_t case_count(const World *world, SiteType type);

#endif
