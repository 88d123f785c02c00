/* A figure m, the mean of n animals with standard deviation s, against the mean x of r simulated
 * animals with standard deviation S: x - m is normal with variance s^2 / n + S^2 / r around 0, so
 *   log L = -(x - m)^2 / (2 (s^2 / n + S^2 / r)) - log(2 pi (s^2 / n + S^2 / r)) / 2.
 * A profile's interval holds the values whose greatest log L is within chi^2_1(confidence) / 2 of
 * the maximum (Wilks, Ann. Math. Stat. 9, 1938). */
#include "study/likelihood.h"
#include "core/maths.h"
#include "study/distribution.h"

static const double HALF_LOG_2PI = 0.9189385332046727;

LikelihoodTerm likelihood_term(const LikelihoodDatum *datum, const double *values, int count,
                               double *scratch)
{
    for (int i = 0; i < count; i++)
        scratch[i] = values[i];
    int seeds = statistics_present(scratch, count);
    double sd = seeds < 2 ? 0.0 : statistics_sd(scratch, seeds), n = datum->n >= 1.0 ? datum->n : 1;
    LikelihoodTerm out = {.simulated = statistics_mean(scratch, seeds),
                          .simulated_sd = seeds < 2 ? NAN : sd,
                          .seeds = seeds};
    double variance = seeds ? datum->sd * datum->sd / n + sd * sd / seeds : NAN;
    if (!(variance > 0.0)) {
        out.error = out.residual = NAN;
        out.log_likelihood = -HUGE_VAL;
        return out;
    }
    out.error = maths_sqrt(variance);
    out.residual = (out.simulated - datum->mean) / out.error;
    out.log_likelihood = -0.5 * out.residual * out.residual - maths_log(out.error) - HALF_LOG_2PI;
    return out;
}

double likelihood_sum(const LikelihoodTerm *terms, int count)
{
    double sum = 0.0;
    for (int i = 0; i < count; i++)
        sum += terms[i].log_likelihood;
    return sum;
}

/* The top of the parabola through three points: place and height. The middle one where they do not
 * curve downward. */
static void likelihood_top(const double x[3], const double y[3], double *at, double *height)
{
    double left = (y[1] - y[0]) / (x[1] - x[0]), right = (y[2] - y[1]) / (x[2] - x[1]);
    double curve = (right - left) / (x[2] - x[0]);
    *at = x[1];
    *height = y[1];
    if (!(curve < 0.0) || curve == -HUGE_VAL)
        return;
    double slope = left + curve * (x[1] - x[0]); /* at the middle */
    double off = -0.5 * slope / curve;
    *at = x[1] + off;
    *height = y[1] + 0.5 * slope * off;
}

/* Where the profile falls below `level`, going by `way` from the best point; infinite if nowhere.
 */
static double likelihood_end(const double *at, const double *height, int count, int best, int way,
                             double level)
{
    for (int i = best; i + way >= 0 && i + way < count; i += way) {
        double here = height[i], next = height[i + way];
        if (next >= level)
            continue;
        if (next == -HUGE_VAL) /* no slope to follow: the last value known to be inside */
            return at[i];
        double share = here > level ? (here - level) / (here - next) : 0.0;
        return at[i] + share * (at[i + way] - at[i]);
    }
    return way * HUGE_VAL;
}

Estimate likelihood_profile(const double *at, const double *log_likelihood, int count,
                            double confidence)
{
    int best = -1;
    for (int i = 0; i < count; i++)
        if (log_likelihood[i] > -HUGE_VAL && (best < 0 || log_likelihood[i] > log_likelihood[best]))
            best = i;
    if (best < 0)
        return (Estimate){NAN, NAN, NAN};
    double top = at[best], height = log_likelihood[best];
    if (best > 0 && best < count - 1)
        likelihood_top(at + best - 1, log_likelihood + best - 1, &top, &height);
    double level = height - 0.5 * distribution_chi2_quantile(confidence);
    return (Estimate){top, likelihood_end(at, log_likelihood, count, best, -1, level),
                      likelihood_end(at, log_likelihood, count, best, +1, level)};
}
