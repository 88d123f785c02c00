/* Distribution functions and quantiles of the normal, Student's t and chi-square with one degree of
 * freedom, without the C library's functions: the same bits everywhere. */
#ifndef PRODROME_DISTRIBUTION_H
#define PRODROME_DISTRIBUTION_H

/* P(Z <= x), absolute error below 1e-15. */
double distribution_normal(double x);

/* The x with P(Z <= x) = p, p in (0, 1); absolute error below 1e-13 for p in [1e-10, 1 - 1e-10];
 * infinite at 0 and 1, NaN outside. */
double distribution_normal_quantile(double p);

/* P(T <= t) with `freedom` degrees of freedom, at least 1; absolute error below 1e-14
 * up to 50,000 (measured in tests, as the others are). */
double distribution_t(double t, int freedom);

/* The t with P(T <= t) = p; relative error below 1e-11 for p in [1e-6, 1 - 1e-6]. */
double distribution_t_quantile(double p, int freedom);

/* The x with P(chi-square with one degree of freedom <= x) = p, p in [0, 1). */
double distribution_chi2_quantile(double p);

#endif
