/* How well runs agree with published figures: a normal model in which both the figure and the mean
 * of the simulated animals have a standard error. In any unit, the same for figure and simulation.
 */
#ifndef PRODROME_LIKELIHOOD_H
#define PRODROME_LIKELIHOOD_H

#include "study/statistics.h"

/* A published figure: mean of n animals with standard deviation sd between them. */
typedef struct LikelihoodDatum {
    double mean, sd;
    double n; /* animals; 1 where a source gives the error of the mean itself as sd */
} LikelihoodDatum;

/* What the simulation says of it. */
typedef struct LikelihoodTerm {
    double simulated;      /* mean over seeds */
    double simulated_sd;   /* between seeds */
    double error;          /* of the difference: sqrt(sd^2 / n + simulated_sd^2 / seeds) */
    double residual;       /* (simulated - mean) / error */
    double log_likelihood; /* -residual^2 / 2 - log(error) - log(2 pi) / 2 */
    int seeds;             /* that had a value */
} LikelihoodTerm;

/* One figure's term from the values of the seeds; NaN among them is left out. Too few values (one
 * for sd = 0, none) give NaN and a log-likelihood of -infinity. scratch: of count. */
LikelihoodTerm likelihood_term(const LikelihoodDatum *datum, const double *values, int count,
                               double *scratch);

/* Sum over figures. */
double likelihood_sum(const LikelihoodTerm *terms, int count);

/* A profile: the greatest log-likelihood at each of `count` values of one parameter, upward. The
 * maximum is that of a parabola through the best point and its neighbours, and the ends are where
 * the profile, linear between its points, is below the maximum by half the chi-square quantile of
 * one degree of freedom; an end that is not reached within the values is infinite. */
Estimate likelihood_profile(const double *at, const double *log_likelihood, int count,
                            double confidence);

#endif
