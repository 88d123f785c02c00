/* Normal: P(Z <= x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...), Abramowitz and Stegun 26.2.11,
 * and the continued fraction 26.2.14 for tails. Student's t with n degrees of freedom, theta =
 * atan(t / sqrt(n)): the finite sums in cos(theta) of 26.7.3 and 26.7.4; above T_LARGEST the
 * expansion 26.7.5 of the quantile. Quantiles otherwise by Newton's steps from 0: the distribution
 * function is concave above it, so they climb to the root and never pass it. */
#include "study/distribution.h"
#include "core/maths.h"

#include <stdbool.h>

static const double INVERSE_SQRT_2PI = 0.3989422804014327, PI = 3.141592653589793;

enum { T_LARGEST = 2000, NEWTON_STEPS = 2000 };

static double distribution_normal_density(double x)
{
    return INVERSE_SQRT_2PI * maths_exp(-0.5 * x * x);
}

/* P(Z > x) for x > 3, from the 60th fraction inward. */
static double distribution_normal_tail(double x)
{
    double fraction = x;
    for (int k = 60; k >= 1; k--)
        fraction = x + k / fraction;
    return distribution_normal_density(x) / fraction;
}

/* P(0 < Z <= x) for 0 <= x <= 3. */
static double distribution_normal_middle(double x)
{
    double term = x, sum = x;
    for (int k = 3; term > 1e-18 * sum; k += 2) {
        term *= x * x / k;
        sum += term;
    }
    return distribution_normal_density(x) * sum;
}

double distribution_normal(double x)
{
    if (x > 3.0)
        return 1.0 - distribution_normal_tail(x);
    if (x < -3.0)
        return distribution_normal_tail(-x);
    return x < 0.0 ? 0.5 - distribution_normal_middle(-x) : 0.5 + distribution_normal_middle(x);
}

/* atan(x), x >= 0: halved three times, atan(x) = 2 atan(x / (1 + sqrt(1 + x^2))), then its series;
 * what is left is below tan(pi/16) = 0.199. */
static double distribution_atan(double x)
{
    for (int i = 0; i < 3; i++)
        x = x / (1.0 + maths_sqrt(1.0 + x * x));
    double square = x * x, sum = 0.0;
    for (int k = 25; k >= 1; k -= 2)
        sum = 1.0 / k - square * sum;
    return 8.0 * x * sum;
}

/* P(|T| <= t), t >= 0. Each term is cos^2(theta) (k - 1) / k of the last, a factor near 1 for many
 * degrees of freedom: what is missing of it is subtracted, so that its rounding does not add up. */
static double distribution_t_middle(double t, int freedom)
{
    double root = maths_sqrt(freedom + t * t), sine = t / root, lacking = sine * sine;
    bool odd = freedom % 2;
    double term = odd ? maths_sqrt(freedom) / root : 1.0, sum = 0.0;
    for (int k = odd ? 3 : 2; k <= freedom; k += 2) {
        sum += term;
        term -= term * (1.0 + lacking * (k - 1)) / k;
    }
    if (!odd)
        return sine * sum;
    return 2.0 / PI * (distribution_atan(t / maths_sqrt(freedom)) + sine * sum);
}

double distribution_t(double t, int freedom)
{
    double half = 0.5 * distribution_t_middle(fabs(t), freedom);
    return t < 0.0 ? 0.5 - half : 0.5 + half;
}

/* Gamma((n + 1) / 2) / (Gamma(n / 2) sqrt(n pi)), by Gamma(x + 1) = x Gamma(x). */
static double distribution_t_top(int freedom)
{
    double ratio = 1.0 / maths_sqrt(PI);
    for (int n = 1; n < freedom; n++)
        ratio = 0.5 * n / ratio;
    return ratio / maths_sqrt(PI * freedom);
}

/* freedom 0: the normal. top: density at 0. */
static double distribution_climb(double p, int freedom, double top)
{
    double x = 0.0;
    for (int i = 0; i < NEWTON_STEPS; i++) {
        double below = freedom ? distribution_t(x, freedom) : distribution_normal(x);
        double density = freedom ? top * maths_pow(1.0 + x * x / freedom, -0.5 * (freedom + 1))
                                 : distribution_normal_density(x);
        double next = x + (p - below) / density;
        if (!(next > x)) /* as near as rounding lets it */
            break;
        x = next;
    }
    return x;
}

double distribution_normal_quantile(double p)
{
    if (!(p > 0.0 && p < 1.0))
        return p == 0.0 ? -HUGE_VAL : p == 1.0 ? HUGE_VAL : NAN;
    return p < 0.5 ? -distribution_climb(1.0 - p, 0, 0.0) : distribution_climb(p, 0, 0.0);
}

/* Abramowitz and Stegun 26.7.5: x from the normal quantile, in powers of 1 / n. */
static double distribution_t_expanded(double x, double n)
{
    double s = x * x;
    double g1 = x * (s + 1.0) / 4.0;
    double g2 = x * ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    double g3 = x * (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
    double g4 = x * ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92160.0;
    return x + (g1 + (g2 + (g3 + g4 / n) / n) / n) / n;
}

double distribution_t_quantile(double p, int freedom)
{
    if (freedom < 1 || !(p > 0.0 && p < 1.0))
        return freedom < 1 ? NAN : p == 0.0 ? -HUGE_VAL : p == 1.0 ? HUGE_VAL : NAN;
    if (freedom > T_LARGEST)
        return distribution_t_expanded(distribution_normal_quantile(p), freedom);
    double top = distribution_t_top(freedom);
    return p < 0.5 ? -distribution_climb(1.0 - p, freedom, top)
                   : distribution_climb(p, freedom, top);
}

double distribution_chi2_quantile(double p)
{
    double z = distribution_normal_quantile(0.5 + 0.5 * p);
    return z * z;
}
