/* Routes: how something new gets a place in the tissue. A carrier claims a path of cells from its
 * start to a free place, and only a finished path is shifted by one cell, last first, so that one
 * that finds no place costs nothing to undo. Births and sprouts take their routes this way.
 * Reads type, depth2; writes wish, and moves CELL arrays. */
#ifndef PRODROME_ROUTES_H
#define PRODROME_ROUTES_H

#include "tissue/carriers.h"

/* Marks where the first `count` carriers start, before they advance. */
void routes_claim(World *world, const Carriers *carriers, int64_t count);

/* The moves of a carrier on its route (CarrierMoves). */
void routes_propose(World *world, Carrier *carrier, Round round);
void routes_wish(World *world, Carrier *carrier);
void routes_commit(World *world, Carriers *carriers, int64_t index);

/* Takes back the marks of a route, and, for one that is done, shifts its cells by one; returns the
 * place next to the start, whose cell has moved on. */
void routes_unclaim(World *world, const Carriers *carriers, int64_t index);
int64_t routes_shift(World *world, const Carriers *carriers, int64_t index);

#endif
