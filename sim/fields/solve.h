/* The solution of one implicit stage: multigrid cycles, linearised anew about the iterates, until
 * the residual of the nonlinear equation is below tolerance; then the correction that closes the
 * ledger. Starts from and leaves its result in u of level 0. */
#ifndef PRODROME_SOLVE_H
#define PRODROME_SOLVE_H

#include "fields/transport.h"

typedef struct Solution {
    Defect defect; /* of the present values */
    double target; /* norm at which the solve ends */
    int64_t cycles;
    double residual; /* relative, before the correction */
    int corrections; /* besides the one that the linearisation knows */
    Balance balance; /* of the corrected values */
} Solution;

/* Linearises about the values given and sets the target. */
void solve_begin(const World *world, Workspace *work, const Stage *stage, Solution *out);

/* Solves what solve_begin has begun and closes the ledger over `hours`; no value of u below `least`
 * (0 where the solution cannot be negative, else -FLT_MAX). DIVERGED or NOT_FINITE on failure. */
Status solve_finish(const World *world, Workspace *work, const Stage *stage, double hours,
                    float least, Solution *out);

#endif
