#include "core/maths.h"
#include "study/design.h"

#include <float.h>

static bool design_scale_finite(double x)
{
    return x >= -DBL_MAX && x <= DBL_MAX;
}

bool design_scale_sound(const DesignScale *scale)
{
    if (scale->kind == DESIGN_VALUES) {
        for (int i = 0; i < scale->count; i++)
            if (!design_scale_finite(scale->values[i]))
                return false;
        return scale->count > 0;
    }
    double low = scale->low, high = scale->high;
    if (!design_scale_finite(low) || !design_scale_finite(high) || low > high)
        return false;
    if (scale->kind == DESIGN_LOG)
        return low > 0.0;
    /* 2^53: beyond it whole numbers are not told apart; and their count is an int. */
    return scale->kind != DESIGN_INTEGER ||
           (floor(low) == low && floor(high) == high && fabs(low) < 0x1p53 && fabs(high) < 0x1p53 &&
            high - low < 0x1p31 - 1.0);
}

static double design_scale_within(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* The last place at u = 1. */
static int design_scale_place(int count, double u)
{
    int i = (int)floor(u * count);
    return i < count ? i : count - 1;
}

int design_scale_index(const DesignScale *scale, double u)
{
    if (scale->kind == DESIGN_VALUES)
        return design_scale_place(scale->count, u);
    if (scale->kind == DESIGN_INTEGER)
        return design_scale_place((int)(scale->high - scale->low + 1.0), u);
    return 0;
}

double design_scale(const DesignScale *scale, double u)
{
    double low = scale->low, high = scale->high;
    switch (scale->kind) {
    case DESIGN_VALUES:
        return scale->values[design_scale_index(scale, u)];
    case DESIGN_INTEGER:
        return low + design_scale_index(scale, u);
    case DESIGN_LOG:
        return u <= 0.0   ? low
               : u >= 1.0 ? high
                          : design_scale_within(
                                maths_exp(maths_log(low) + u * (maths_log(high) - maths_log(low))),
                                low, high);
    case DESIGN_LINEAR:
        break;
    }
    /* Halves first: the difference of two finite numbers may not be one. */
    return u <= 0.0   ? low
           : u >= 1.0 ? high
                      : design_scale_within(low + 2.0 * (u * (0.5 * high - 0.5 * low)), low, high);
}

static double design_unscale_values(const DesignScale *scale, double value)
{
    int nearest = 0;
    for (int i = 1; i < scale->count; i++)
        if (fabs(scale->values[i] - value) < fabs(scale->values[nearest] - value))
            nearest = i;
    return (nearest + 0.5) / scale->count;
}

double design_unscale(const DesignScale *scale, double value)
{
    double low = scale->low, high = scale->high;
    if (scale->kind == DESIGN_VALUES)
        return design_unscale_values(scale, value);
    if (scale->kind == DESIGN_INTEGER)
        return design_scale_within((value - low + 0.5) / (high - low + 1.0), 0.0, 1.0);
    if (value <= low)
        return 0.0;
    if (value >= high)
        return 1.0;
    double u = scale->kind == DESIGN_LOG
                   ? (maths_log(value) - maths_log(low)) / (maths_log(high) - maths_log(low))
                   : (0.5 * value - 0.5 * low) / (0.5 * high - 0.5 * low);
    return design_scale_within(u, 0.0, 1.0);
}
