#include "core/maths.h"

#include <stdint.h>
#include <string.h>

static double maths_scale(double x, int exponent)
{
    while (exponent < -1000) {
        x *= 0x1p-1000;
        exponent += 1000;
    }
    while (exponent > 1000) {
        x *= 0x1p1000;
        exponent -= 1000;
    }
    uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return x * power;
}

/* x = k ln 2 + r, |r| <= ln(2)/2; exp(r) by its series to r^13/13!. */
double maths_exp(double x)
{
    if (x != x)
        return x;
    if (x > 709.782712893384)
        return HUGE_VAL;
    if (x < -745.2)
        return 0.0;
    double k = floor(x * 1.4426950408889634 + 0.5);
    double r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
    static const double inverse[] = {1.0 / 13, 1.0 / 12, 1.0 / 11, 1.0 / 10, 1.0 / 9, 1.0 / 8,
                                     1.0 / 7,  1.0 / 6,  1.0 / 5,  1.0 / 4,  1.0 / 3, 1.0 / 2};
    double sum = 1.0;
    for (int i = 0; i < 12; i++)
        sum = 1.0 + r * inverse[i] * sum;
    return maths_scale(1.0 + r * sum, (int)k);
}

/* x = 2^k m, m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s), s = (m - 1)/(m + 1), by its series. */
double maths_log(double x)
{
    if (x != x || x < 0.0)
        return NAN;
    if (x == 0.0)
        return -HUGE_VAL;
    if (x > 1.7976931348623157e308)
        return x;
    int k = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        k = -54;
    }
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    k += (int)(bits >> 52) - 1023;
    bits = (bits & 0x000FFFFFFFFFFFFFu) | 0x3FF0000000000000u;
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        k++;
    }
    double f = m - 1.0, s = f / (2.0 + f), z = s * s, sum = 0.0;
    for (int i = 23; i >= 3; i -= 2)
        sum = z * (1.0 / i + sum);
    /* 2s = f - s f exactly in algebra; this form keeps the leading term exact near 1. */
    double log_m = f - s * (f - 2.0 * sum);
    return (double)k * 6.93147180369123816490e-01 +
           (log_m + (double)k * 1.90821492927058770002e-10);
}

double maths_pow(double x, double y)
{
    if (y == 0.0)
        return 1.0;
    if (x == 0.0)
        return y > 0.0 ? 0.0 : HUGE_VAL;
    return maths_exp(y * maths_log(x));
}
