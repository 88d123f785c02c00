/* Looks for the greatest value of a function over the unit cube without its derivatives: NLopt's
 * Sbplx, a simplex over subspaces (Rowan 1990), which bears steps and small roughness. The same
 * function gives the same points in the same order. */
#ifndef PRODROME_OPTIMISE_H
#define PRODROME_OPTIMISE_H

#include "core/status.h"

#include <stdbool.h>

enum { OPTIMISE_DIMENSIONS = 32 };

/* The value at a point; -infinity where there is none. *stop ends the search at once: nothing is
 * known of this point then. */
typedef double OptimiseValue(void *context, const double *point, bool *stop);

typedef struct OptimiseLimits {
    double step;             /* of the first simplex, such as 0.1 */
    double height, position; /* ends when a simplex is flatter, or smaller, than this */
    int calls;               /* of the function, at most */
} OptimiseLimits;

typedef struct OptimiseBest {
    double point[OPTIMISE_DIMENSIONS], value;
    int calls;
    bool stopped;   /* by the function */
    bool converged; /* not by the number of calls */
} OptimiseBest;

/* Starts at `start`, inside the cube. STATUS_NO_MEMORY, STATUS_INTERNAL when NLopt fails. */
Status optimise(int dimensions, const double *start, const OptimiseLimits *limits,
                OptimiseValue *function, void *context, OptimiseBest *out);

/* Version of NLopt in use. */
void optimise_version(int out[3]);

#endif
