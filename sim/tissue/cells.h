/* Cells: the stage in which every cell follows its own rules (cycle, damage, death, clearance), and
 * the founders of the tumor. Births and movement are displacement's.
 * Reads fields, bound, depth2; writes the CELL arrays, deaths, bound_ledger, ledger.released. */
#ifndef PRODROME_CELLS_H
#define PRODROME_CELLS_H

#include "model/world.h"

typedef struct Cells Cells;

/* Scratch of a few bytes per block; STATUS_NO_MEMORY leaves nothing. */
Status cells_create(World *world, Cells **out);
void cells_destroy(World *world, Cells *cells);

/* A compact sphere of tumor.cells founders (to the next whole shell) around the middle of the box,
 * between vessels that are there already, at random places in their cycles. */
void cells_seed(World *world);

/* One cell step of all cells. */
void cells_step(World *world, Cells *cells);

#endif
