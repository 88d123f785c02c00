/* Axes of plots: ranges with round ends, ticks and their numbers, linear or logarithmic. Pure
 * arithmetic on doubles; no memory, no failure: an empty or upside-down range is widened,
 * one that doubles cannot be calculated with is cut. */
#ifndef PRODROME_AXIS_H
#define PRODROME_AXIS_H

#include <stdbool.h>
#include <stddef.h>

enum { AXIS_TICKS_MAX = 64, AXIS_LABEL = 32 };

typedef struct Axis {
    double low, high;
    bool logarithmic;
    double step; /* between ticks, linear only */
    int ticks_count;
    double ticks[AXIS_TICKS_MAX];
} Axis;

/* A linear axis with about `wanted` ticks at 1, 2 or 5 times a power of ten. round_ends moves the
 * ends outward to ticks; otherwise the ends stay and the ticks lie between them. */
Axis axis_linear(double low, double high, int wanted, bool round_ends);

/* A logarithmic axis over whole decades around low and high (both made positive); ticks at powers
 * of ten, at most about `wanted`. */
Axis axis_logarithmic(double low, double high, int wanted);

/* The same with its ends as they are, and ticks at 1, 2 and 5 times powers of ten when at most
 * about `wanted` of these lie between them, else at powers of ten. */
Axis axis_logarithmic_within(double low, double high, int wanted);

/* An axis for a bar of colours: from low to high, which are always ticks, round or not; those
 * between that are nearer to one than this share of the whole are left out. */
Axis axis_with_ends(double low, double high, int wanted, bool logarithmic, double room);

/* Position of a value, 0 at the low end and 1 at the high one; finite for every number: a value of
 * zero or less on a logarithmic axis lies one axis below. NAN stays NAN. */
double axis_position(const Axis *axis, double value);

/* The number of a tick as text: enough digits for its step, thousands parted by thin spaces, powers
 * of ten beyond 0.01 to 1000 as 10 with an exponent. */
void axis_label(const Axis *axis, double tick, char out[AXIS_LABEL]);

/* A value for captions and legends, three significant digits, no exponent between 1e-3 and 1e6. */
void axis_number(double value, char *out, size_t size);

#endif
