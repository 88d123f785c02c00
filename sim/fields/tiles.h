/* Rows of sites cut into tiles: the walk that linearisation and balance share.
 * Values come in natural order, whatever the order in which the multigrid keeps them. */
#ifndef PRODROME_TILES_H
#define PRODROME_TILES_H

#include "fields/workspace.h"

/* A row of the grid within the box of the multigrid. */
typedef struct Row {
    const World *world;
    Workspace *work;
    const Stage *stage;
    const Axis *axis; /* three, of the finest level */
    int y, z;
    int64_t row; /* number among all rows: its first site is row x nx */
    int64_t at;  /* first element in split arrays */
    float yz_sum, yz_wall;
} Row;

typedef void (*LawLoop)(const Stage *, const Tile *, float *, float *);
typedef struct Law {
    LawLoop loop;
    int term;     /* LedgerTerm, or -1 for the storage */
    bool at_zero; /* not zero in a field of zero */
} Law;
enum { LAWS_MOST = 8 };

Row tiles_row(const World *world, Workspace *work, const Stage *stage, int y, int z);

/* The sites from x on, at most TILE; `values` false leaves the concentrations at zero. */
void tiles_load(const Row *row, int x, bool values, Tile *tile);

/* Flux of one production by reaction. */
void tiles_made(const Row *row, const Cleavage *made, int x, Tile *tile, float *flux);

/* The laws that a stage has; returns how many. */
int tiles_laws(const Workspace *work, const Stage *stage, Law law[LAWS_MOST]);

/* The neighbours of a site across faces that couple, on the finest level. */
typedef struct Neighbours {
    int count;
    int64_t site[6], element[6]; /* natural; in split arrays */
    float coupling[6];           /* multiply by d */
} Neighbours;
Neighbours tiles_neighbours(const Row *row, int x);

/* Element of a site in split arrays. */
static inline int64_t tiles_element(const Row *row, int x)
{
    return row->at + (x & 1) * row->work->mg.level[0].shape.half + (x >> 1);
}

#endif
