/* Made-up sweeps of each design, with results that are known, for the tests of reports. */
#ifndef PRODROME_MADE_SWEEPS_H
#define PRODROME_MADE_SWEEPS_H

#include "render/report.h"

enum { MADE_PARAMETERS = 3 };

/* A sweep whose design and results are its own. */
typedef struct MadeSweep {
    Memory memory;
    Design cube;
    SweepDesign design;
    Results results;
    Report report;
    Sweep file;
    Text table, values;
} MadeSweep;

/* Rows of a kind with `seeds` seeds. A value is that of function(x) for x in [0, 1]^3 plus the
 * seed's own number; skipped (a run's number; 0: none) fails. `points`: of LATIN, SALTELLI (base
 * points), MORRIS (trajectories); GRID: levels 4 x 3 x `points`. */
void made_sweep(MadeSweep *made, DesignKind kind, int points, int seeds,
                double (*function)(const double *), int skipped);
void made_sweep_destroy(MadeSweep *made);

/* Ishigami's function on [0, 1]^3, and 3 x1 + 2 x2 - x3. */
double made_ishigami(const double *u);
double made_linear(const double *u);

#endif
