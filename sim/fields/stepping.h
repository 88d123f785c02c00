/* Steps in time: quasi-steady solves, and the transient step of a group of coupled substances.
 * Commits to world->field, bound, clock and ledger only what has been accepted. */
#ifndef PRODROME_STEPPING_H
#define PRODROME_STEPPING_H

#include "fields/solve.h"

/* Solves a quasi-steady substance for the cells as they are now, if its residual or its age asks
 * for it, and books the hours since the last solve. */
Status stepping_steady(World *world, Workspace *work, int substance, FieldFault *fault);

/* Advances a group from its clock to step `to`. */
Status stepping_transient(World *world, Workspace *work, const Group *group, int64_t to,
                          FieldFault *fault);

#endif
