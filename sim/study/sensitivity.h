/* What a design's results say about each parameter: Morris' elementary effects, Sobol's indices,
 * and differences between rows that share their seeds. Intervals of the first two are bootstrap
 * percentiles over trajectories or base points (keyed draws), of the last Student's. */
#ifndef PRODROME_SENSITIVITY_H
#define PRODROME_SENSITIVITY_H

#include "study/design.h"
#include "study/statistics.h"

/* How intervals are made. */
typedef struct SensitivityOptions {
    double confidence; /* such as 0.95 */
    int resamples;     /* such as 1000 */
    uint64_t seed;
} SensitivityOptions;

/* Of one parameter, in the unit of the result over the whole of the parameter's range. */
typedef struct SensitivityMorris {
    Estimate mu;      /* mean effect */
    Estimate mu_star; /* mean of absolute effects (Campolongo 2007): overall influence */
    Estimate sigma;   /* standard deviation of effects: interaction or curvature */
    int effects;      /* that there were: trajectories less those cut by a missing result */
} SensitivityMorris;

/* Shares of the variance of the result. */
typedef struct SensitivitySobol {
    Estimate first; /* by itself (Saltelli 2010) */
    Estimate total; /* with all its interactions (Jansen 1999) */
    int points;     /* base points that there were: those with all their results */
} SensitivitySobol;

/* result: one for each row of the design, NaN where there is none (a run that failed): effects that
 * need it are left out and counted so. out: one for each dimension. Returns STATUS_BAD_DATA for a
 * design of another kind, STATUS_NO_MEMORY; memory is given back. */
Status sensitivity_morris(const Design *design, const double *result,
                          const SensitivityOptions *options, Memory *memory,
                          SensitivityMorris *out);
Status sensitivity_sobol(const Design *design, const double *result,
                         const SensitivityOptions *options, Memory *memory, SensitivitySobol *out);

/* The elementary effect of the step that leads to `row`: its difference to the row before, over
 * delta and with the sign of the step. NaN for the start of a trajectory. */
double sensitivity_effect(const Design *design, const double *result, int row);

/* Mean of (other - base) over seeds, with its Student interval: base[s] and other[s] have the same
 * seed. Pairs with a NaN are left out. scratch: of count; *pairs, if not NULL: how many there were.
 */
Estimate sensitivity_paired(const double *base, const double *other, int count, double confidence,
                            double *scratch, int *pairs);

#endif
