/* exp, log and pow that give the same bits everywhere: glibc picks its own by processor and
 * compilers fold constants differently. Double precision; stated errors are measured in tests. */
#ifndef PRODROME_MATHS_H
#define PRODROME_MATHS_H

#include <math.h>

/* ln 2: a half-life of T hours is a rate of MATHS_LN2 / T. */
#define MATHS_LN2 0.6931471805599453

/* exp(x), relative error below 4e-16 for |x| <= 700; 0 below -745, infinite above 709.7. */
double maths_exp(double x);

/* Natural logarithm, error below 4e-16 relative (absolute near 1); NaN for x < 0, -inf at 0. */
double maths_log(double x);

/* x^y for x >= 0 by exp(y log x), relative error below 1e-15 (1 + |y log x|). */
double maths_pow(double x, double y);

/* sqrt is exactly rounded by IEEE 754, so the library's own is the same everywhere. */
static inline double maths_sqrt(double x)
{
    return sqrt(x);
}

#endif
