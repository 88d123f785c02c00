/* What an accepted step leaves in the world: the field, and the ledger of its interval.
 * Also the looks at a field that decide whether it is accepted. */
#ifndef PRODROME_COMMIT_H
#define PRODROME_COMMIT_H

#include "fields/solve.h"

typedef struct Extremes {
    double least, most;
} Extremes;

/* Of all values, as the multigrid keeps them, and zero. */
Extremes commit_extremes(Workspace *work, const float *u);

/* The first site of a field whose value is not finite, or is the least: for the message of a
 * failure that is found when the step has been accepted. */
int64_t commit_culprit(const World *world, int substance);

/* Fills the fault of a solve that has failed; returns its status. */
Status commit_fail(const Workspace *work, int substance, Status status, const Solution *solution,
                   FieldFault *fault);

/* Share of its reference below which a concentration is no longer kept. */
#define COMMIT_ZERO_BELOW 1e-9

/* Writes u to the field; what is below `small` becomes zero and is booked as dropped. Returns the
 * largest value, or 0. */
double commit_field(World *world, Workspace *work, int substance, const float *u, double small);

/* The interval of a ledger: begins it, adds fluxes over some hours, ends it. What other stages
 * release between two solves stays in it. Ending fails with LEDGER_OPEN. */
void commit_open(Ledger *ledger);
void commit_book(Ledger *ledger, const Balance *balance, double hours);
Status commit_close(World *world, int substance, bool steady, FieldFault *fault);

#endif
