/* The solution of one implicit stage: multigrid cycles, linearised anew about each iterate, until
 * the residual of the nonlinear equation is below tolerance; then the correction that closes the
 * ledger. Starts from and leaves its result in u of level 0. */
#ifndef PRODROME_SOLVE_H
#define PRODROME_SOLVE_H

#include "fields/transport.h"

typedef struct Solution {
    int64_t cycles;
    double residual; /* relative, before the correction */
    Balance balance; /* of the corrected values */
} Solution;

/* Residual of the present values relative to the scale, against solver.tolerance: true when a solve
 * is wanted. Leaves the linearisation for solve_stage. */
bool solve_wanted(const World *world, Workspace *work, const Stage *stage);

/* Solves over `hours` of ledger; no value of u below `least` (0 where the solution cannot be
 * negative, else -FLT_MAX). DIVERGED or NOT_FINITE on failure. */
Status solve_stage(const World *world, Workspace *work, const Stage *stage, double hours,
                   float least, Solution *out);

#endif
