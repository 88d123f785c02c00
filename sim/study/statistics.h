/* Means, spreads, quantiles and confidence intervals of what repeated runs gave. Sums are added in
 * order with a compensation, so the same values in the same order give the same bits.
 *
 * What there is too little to estimate from is NaN: a mean of none, a spread of one. A NaN among
 * the values makes the answer NaN; statistics_present drops them first. */
#ifndef PRODROME_STATISTICS_H
#define PRODROME_STATISTICS_H

#include <stdint.h>

/* An estimate with the ends of its confidence interval. */
typedef struct Estimate {
    double value, low, high;
} Estimate;

/* Compensated (Neumaier) sum, mean, sample standard deviation (n - 1), its error of the mean. */
double statistics_sum(const double *values, int count);
double statistics_mean(const double *values, int count);
double statistics_sd(const double *values, int count);
double statistics_standard_error(const double *values, int count);

/* Mean with its Student interval; confidence in (0, 1), such as 0.95. Ends are NaN for one value.
 */
Estimate statistics_interval(const double *values, int count, double confidence);

/* Sorts upward, NaN last, in place. */
void statistics_sort(double *values, int count);

/* Moves what is not NaN to the front, in order; how many there are. */
int statistics_present(double *values, int count);

/* Quantile of sorted values, p in [0, 1]: linear between the order statistics at 1 + (n - 1) p
 * (type 7 of Hyndman and Fan, 1996). */
double statistics_quantile(const double *sorted, int count, double p);

/* Fills pick with `count` indices below `count`, drawn with replacement by seed and replicate. */
void statistics_resample(uint64_t seed, uint32_t replicate, int count, int *pick);

/* The interval of `value` from its bootstrap replicates by percentiles; sorts them, NaN dropped. */
Estimate statistics_percentiles(double value, double *replicates, int count, double confidence);

#endif
