/* Points in a plot: faint ones for single animals, means with their intervals, joined or named, and
 * marks where a value is missing. The frame, its title, axes and legend are a Chart's, whose own
 * curves and points are entries of the legend alone. Arrays and texts are the caller's. */
#ifndef PRODROME_SCATTER_H
#define PRODROME_SCATTER_H

#include "render/chart.h"
#include "study/statistics.h"

enum { SCATTER_FAINT = 3000 }; /* most faint points of a plot; of more every k-th is drawn */

/* Faint points of one colour. */
typedef struct ScatterCloud {
    const double *x, *y; /* a point without a y is no point */
    int count;
    uint32_t colour;
    double aside; /* pixels to the right */
} ScatterCloud;

/* A mean; ends of an interval that are NAN are not drawn. */
typedef struct ScatterMean {
    Estimate x, y;
    uint32_t colour;
    int curve;        /* neighbours of the same curve are joined; -1: none */
    double aside;     /* pixels to the right, so that curves do not hide one another */
    const char *name; /* written beside it; NULL: nothing */
} ScatterMean;

typedef struct Scatter {
    const Chart *chart;
    const ScatterCloud *clouds;
    int clouds_count;
    const ScatterMean *means;
    int means_count;
    const double *missing; /* x of values that are not there, on the lower frame */
    int missing_count;
    bool diagonal; /* a dotted line where y = x */
} Scatter;

/* Of the faint points of a plot, all clouds together, every k-th is drawn: k. */
int scatter_every(int count);

void scatter_draw(Canvas *canvas, const Scatter *scatter);

#endif
