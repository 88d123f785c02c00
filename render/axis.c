#include "render/axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define THIN_SPACE "\u2009"
#define MINUS "\u2212"

/* A table may hold any number that a double can. Beyond these a power of ten, a difference or a
 * quotient of two of them would not be one. */
static const double AXIS_MOST = 1e300, AXIS_LEAST = 1e-300;
/* Ends nearer to one another than this share of them have no ticks between them. */
static const double AXIS_NARROWEST = 1e-12;
static const double AXIS_FAR = 1e4; /* of its length: what lies outside an axis lies no farther */

static double within(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* The round step, 1, 2 or 5 times a power of ten, nearest above range / wanted. */
static double round_step(double range, int wanted)
{
    double rough = range / (wanted > 1 ? wanted : 1);
    double decade = pow(10, floor(log10(rough)));
    double factor = rough / decade;
    return decade * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
}

Axis axis_linear(double low, double high, int wanted, bool round_ends)
{
    if (!isfinite(low) || !isfinite(high))
        low = 0, high = 1;
    low = within(low, -AXIS_MOST, AXIS_MOST);
    high = within(high, -AXIS_MOST, AXIS_MOST);
    double larger = fmax(fabs(low), fabs(high));
    if (!(high - low > fmax(AXIS_LEAST, AXIS_NARROWEST * larger)))
        high = low + (larger > AXIS_LEAST ? larger : 1);
    Axis axis = {.step = round_step(high - low, wanted)};
    /* a hair of slack, so that an end that is a tick in exact arithmetic counts as one */
    double first = ceil(low / axis.step - 1e-9), last = floor(high / axis.step + 1e-9);
    if (round_ends) {
        first = floor(low / axis.step + 1e-9);
        last = ceil(high / axis.step - 1e-9);
    }
    axis.low = round_ends ? first * axis.step : low;
    axis.high = round_ends ? last * axis.step : high;
    for (double i = first; i <= last && axis.ticks_count < AXIS_TICKS_MAX; i++)
        axis.ticks[axis.ticks_count++] = i * axis.step;
    return axis;
}

Axis axis_logarithmic(double low, double high, int wanted)
{
    if (!isfinite(high) || high <= 0)
        high = 1;
    if (!isfinite(low) || low <= 0 || low > high)
        low = high / 10;
    low = within(low, AXIS_LEAST, AXIS_MOST);
    high = within(high, AXIS_LEAST, AXIS_MOST);
    double first = floor(log10(low) + 1e-9), last = ceil(log10(high) - 1e-9);
    if (last <= first)
        last = first + 1;
    double every = ceil((last - first) / (wanted > 1 ? wanted : 1));
    Axis axis = {.logarithmic = true, .low = pow(10, first), .high = pow(10, last)};
    for (double i = first; i <= last && axis.ticks_count < AXIS_TICKS_MAX; i++)
        if (fmod(i - first, every) == 0)
            axis.ticks[axis.ticks_count++] = pow(10, i);
    return axis;
}

/* The i-th of 1, 2, 5, 10, 20 ... , i = 0 at 1. */
static double step_of_ten(double i)
{
    static const double parts[] = {1, 2, 5};
    double decade = floor(i / 3);
    return parts[(int)(i - 3 * decade)] * pow(10, decade);
}

Axis axis_logarithmic_within(double low, double high, int wanted)
{
    Axis wide = axis_logarithmic(low, high, wanted), axis = wide;
    double first = 3 * floor(log10(wide.low) + 0.5), last = 3 * floor(log10(wide.high) + 0.5);
    axis.low = within(low, wide.low, wide.high), axis.high = within(high, wide.low, wide.high);
    if (!(low > 0) || !isfinite(low) || !(high > low) || !isfinite(high))
        return wide;
    for (int all = 1; all >= 0; all--) {
        axis.ticks_count = 0;
        for (double i = first; i <= last && all && axis.ticks_count < AXIS_TICKS_MAX; i++)
            if (step_of_ten(i) >= axis.low && step_of_ten(i) <= axis.high)
                axis.ticks[axis.ticks_count++] = step_of_ten(i);
        for (int i = 0; i < wide.ticks_count && !all; i++)
            if (wide.ticks[i] >= axis.low && wide.ticks[i] <= axis.high)
                axis.ticks[axis.ticks_count++] = wide.ticks[i];
        if (axis.ticks_count <= wanted)
            break;
    }
    Axis even = axis_linear(low, high, wanted, false);
    if (axis.ticks_count < 2) { /* ends so near to one another that none lies between them */
        memcpy(axis.ticks, even.ticks, sizeof axis.ticks);
        axis.ticks_count = even.ticks_count;
    }
    return axis;
}

Axis axis_with_ends(double low, double high, int wanted, bool logarithmic, double room)
{
    Axis axis = logarithmic ? axis_logarithmic_within(low, high, wanted)
                            : axis_linear(low, high, wanted, false);
    if (!(high > low) || (logarithmic && !(low > 0)) || !isfinite(high - low))
        return axis; /* no range to have ends */
    Axis ends = axis;
    ends.ticks_count = 0;
    ends.ticks[ends.ticks_count++] = low;
    for (int i = 0; i < axis.ticks_count && ends.ticks_count < AXIS_TICKS_MAX - 1; i++) {
        double at = axis_position(&axis, axis.ticks[i]);
        if (at >= room && at <= 1 - room)
            ends.ticks[ends.ticks_count++] = axis.ticks[i];
    }
    ends.ticks[ends.ticks_count++] = high;
    return ends;
}

double axis_position(const Axis *axis, double value)
{
    if (!axis->logarithmic)
        return within((value - axis->low) / (axis->high - axis->low), -AXIS_FAR, AXIS_FAR);
    if (value <= 0)
        return -1;
    double position = (log(value) - log(axis->low)) / (log(axis->high) - log(axis->low));
    return within(position, -1, AXIS_FAR);
}

static void exponent_text(int exponent, char *out, size_t out_size)
{
    static const char *const digits[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                         "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    int size = exponent < 0 ? -exponent : exponent;
    snprintf(out, out_size, "10%s%s%s%s", exponent < 0 ? "\u207b" : "",
             size >= 100 ? digits[size / 100 % 10] : "", size >= 10 ? digits[size / 10 % 10] : "",
             digits[size % 10]);
}

/* Copies a plain decimal with a true minus sign and thin spaces between thousands. */
static void spaced_copy(const char *plain, char *out, size_t size)
{
    size_t used = 0;
    const char *digits = plain + (*plain == '-');
    size_t whole = strcspn(digits, ".");
    if (*plain == '-')
        used += (size_t)snprintf(out, size, MINUS);
    for (size_t i = 0; digits[i] && used + 4 < size; i++) {
        if (i > 0 && i < whole && whole > 4 && (whole - i) % 3 == 0)
            used += (size_t)snprintf(out + used, size - used, THIN_SPACE);
        out[used++] = digits[i];
    }
    out[used < size ? used : size - 1] = '\0';
}

enum { LABEL_DIGITS = 9 };
static const double LABEL_MOST = 1e15; /* more has no room */

void axis_label(const Axis *axis, double tick, char out[AXIS_LABEL])
{
    char plain[AXIS_LABEL];
    if (axis->logarithmic) {
        int exponent = (int)floor(log10(tick) + 1e-9), part = (int)(tick / pow(10, exponent) + 0.5);
        if (fabs(tick / pow(10, exponent) - part) > 1e-6) {
            snprintf(out, AXIS_LABEL, "%.3g", tick);
            return;
        }
        double lowest = axis->ticks_count ? axis->ticks[0] : axis->low;
        if (lowest < 0.009 || axis->high > 1100) {
            size_t used = part > 1 ? (size_t)snprintf(out, AXIS_LABEL, "%d\u00b7", part) : 0;
            exponent_text(exponent, out + used, AXIS_LABEL - used);
            return;
        }
        snprintf(plain, sizeof plain, "%.*f", exponent < 0 ? -exponent : 0, tick);
    } else {
        int digits = (int)-floor(log10(axis->step) + 1e-9);
        double shown = fabs(tick) < 1e-9 * axis->step ? 0 : tick, steps = tick / axis->step;
        if (fabs(steps) < LABEL_MOST && fabs(steps - floor(steps + 0.5)) > 1e-6) { /* an end */
            axis_number(tick, out, AXIS_LABEL);
            return;
        }
        if (digits > LABEL_DIGITS || fabs(shown) >= LABEL_MOST) {
            snprintf(out, AXIS_LABEL, "%.3g", shown);
            return;
        }
        snprintf(plain, sizeof plain, "%.*f", digits > 0 ? digits : 0, shown);
    }
    spaced_copy(plain, out, AXIS_LABEL);
}

void axis_number(double value, char *out, size_t size)
{
    char plain[AXIS_LABEL];
    double magnitude = fabs(value);
    if (isnan(value)) {
        snprintf(out, size, "not known");
        return;
    }
    if (magnitude != 0 && (magnitude < 1e-3 || magnitude >= 1e6)) {
        snprintf(out, size, "%.2e", value);
        return;
    }
    int exponent = magnitude > 0 ? (int)floor(log10(magnitude)) : 0;
    int digits = 2 - exponent;
    snprintf(plain, sizeof plain, "%.*f", digits > 0 ? digits : 0, value);
    spaced_copy(plain, out, size);
}
