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
    int64_t row;     /* number among all rows: its first site is row x nx */
    int64_t half[2]; /* first elements of its even and odd halves */
    float yz_sum, yz_wall;
} Row;

typedef void (*LawLoop)(const Stage *, const Tile *, float *, float *);
typedef struct Law {
    LawLoop loop;
    int term;     /* LedgerTerm, or -1 for the storage */
    bool at_zero; /* not zero in a field of zero */
    int where;    /* places where it can act, as bits */
} Law;
enum {
    LAWS_MOST = 8,
    IN_TUMOR = 1 << PLACE_TUMOR,
    IN_ENDOTHELIUM = 1 << PLACE_ENDOTHELIUM,
    IN_OTHER = 1 << PLACE_OTHER,
    ANYWHERE = IN_TUMOR | IN_ENDOTHELIUM | IN_OTHER
};

Row tiles_row(const World *world, Workspace *work, const Stage *stage, int y, int z);

/* The sites from x on, at most TILE; `values` false leaves the concentrations to
 * the caller. */
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

/* Cells [x, x + count) of a split array in natural order, and back; x is even. */
static inline void tiles_join(const Row *row, const float *split, int x, int count, float *line)
{
    row->work->mg.rows->join(split + row->half[0] + x / 2, split + row->half[1] + x / 2, line,
                             count);
}

static inline void tiles_split(const Row *row, const float *line, int x, int count, float *split)
{
    row->work->mg.rows->split(line, split + row->half[0] + x / 2, split + row->half[1] + x / 2,
                              count);
}

/* Element of a site in split arrays. */
static inline int64_t tiles_element(const Row *row, int x)
{
    return row->half[x & 1] + (x >> 1);
}

#endif
