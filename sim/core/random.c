#include "core/random.h"
#include "core/maths.h"

#include <Random123/philox.h>

static const struct {
    const char *name;
    uint32_t hash;
} PURPOSES[] = {
#define RANDOM_NAME(name, text, hash) {text, hash},
    RANDOM_PURPOSES(RANDOM_NAME)
#undef RANDOM_NAME
};

uint32_t random_purpose_hash(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

int random_purposes_sound(void)
{
    for (int a = 0; a < PURPOSE_COUNT; a++) {
        if (PURPOSES[a].hash != random_purpose_hash(PURPOSES[a].name))
            return 0;
        for (int b = 0; b < a; b++)
            if (PURPOSES[a].hash == PURPOSES[b].hash)
                return 0;
    }
    return 1;
}

Draw random_draw(uint64_t seed, Purpose purpose, uint64_t who, uint32_t step)
{
    philox4x32_ctr_t counter = {
        {(uint32_t)who, (uint32_t)(who >> 32), step, PURPOSES[purpose].hash}};
    philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
    philox4x32_ctr_t r = philox4x32_R(10, counter, key);
    return (Draw){{r.v[0], r.v[1], r.v[2], r.v[3]}};
}

/* P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function".
 */
double random_normal(uint32_t high, uint32_t low)
{
    static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,
                               -2.759285104469687e+02, 1.383577518672690e+02,
                               -3.066479806614716e+01, 2.506628277459239e+00};
    static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,
                               -1.556989798598866e+02, 6.680131188771972e+01,
                               -1.328068155288572e+01};
    static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01,
                               -2.400758277161838e+00, -2.549732539343734e+00,
                               4.374664141464968e+00,  2.938163982698783e+00};
    static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                               3.754408661907416e+00};
    double p = ((double)high * 0x1p32 + (double)low + 0.5) * 0x1p-64;
    double tail = p < 0.5 ? p : 1.0 - p;
    if (tail >= 0.02425) {
        double q = p - 0.5, r = q * q;
        return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
               (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
    }
    if (tail < 0x1p-65)
        tail = 0x1p-65;
    double q = maths_sqrt(-2.0 * maths_log(tail));
    double x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
               ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
    return p < 0.5 ? x : -x;
}

double random_lognormal(double z, double cv)
{
    double s2 = maths_log(1.0 + cv * cv);
    return maths_exp(z * maths_sqrt(s2) - 0.5 * s2);
}

/* The finaliser of SplitMix64 over both words. */
uint64_t random_key(uint64_t a, uint64_t b)
{
    uint64_t x = a * 0x9E3779B97F4A7C15u + (b + 1) * 0xD1B54A32D192ED03u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    x ^= x >> 31;
    return x ? x : 1;
}
