/* Scratch of the field solver: multigrid levels, stage arrays, groups of coupled substances.
 * Holds no state of the run: every step starts from the World alone. */
#ifndef PRODROME_WORKSPACE_H
#define PRODROME_WORKSPACE_H

#include "fields/fields.h"
#include "fields/laws.h"
#include "fields/multigrid.h"

enum { STAGE_ARRAYS = PARAMS_SUBSTANCES + 1 };

/* Substances linked by reactions, substrates first; advanced together. */
typedef struct Group {
    bool steady;
    int count, member[PARAMS_SUBSTANCES];
} Group;

/* Sums of one plane, added in order afterwards. */
typedef struct PlaneSums {
    double norm, scale;
    double term[LEDGER_TERM_COUNT][PLACE_COUNT];
    double rest, slope, gross, content;
    double least, most, change, bend; /* stepping.c */
} PlaneSums;

typedef struct Workspace {
    Multigrid mg;
    MultigridFaces faces[PARAMS_SUBSTANCES];
    uint8_t *flags;             /* per site, natural */
    float *array[STAGE_ARRAYS]; /* stage values, as level 0 */
    int arrays;
    float *bound; /* stage values of the bound pool, natural rows; NULL: none */
    PlaneSums *planes;
    const LawLoops *laws;
    Group group[PARAMS_SUBSTANCES];
    int groups, ligand; /* ligand: substance, or -1 */
} Workspace;

struct Fields {
    Workspace work;
};

/* The library's fmax is a call that the engine does not make. */
static inline double workspace_larger(double a, double b)
{
    return a > b ? a : b;
}

/* The plane loop runs in threads only where that pays. */
static inline bool workspace_parallel(const Workspace *work)
{
    return work->mg.level[0].shape.cells > 20000;
}

#endif
