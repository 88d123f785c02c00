/* Horizontal bars from zero, with intervals, in named rows of equal height: tornado plots and
 * indices. The frame is a Chart's (bars_rows makes its upright axis). Texts are the caller's. */
#ifndef PRODROME_BARS_H
#define PRODROME_BARS_H

#include "render/chart.h"
#include "study/statistics.h"

enum { BARS_ROWS = 40 };

typedef struct Bar {
    int row, place; /* from the top; which of the bars of its row */
    Estimate value; /* NAN: "no value" is written in its place */
    uint32_t colour;
    char end[AXIS_LABEL]; /* words behind its end */
} Bar;

typedef struct Bars {
    const Chart *chart;
    int rows, places; /* bars of a row */
    const Bar *bars;
    int count;
} Bars;

/* The axis of rows named from the top; words: of each tick, filled from names. */
Axis bars_rows(int rows, const char *const *names, const char *words[BARS_ROWS]);

/* Smallest and largest of the values, their intervals and zero. */
void bars_range(const Bar *bars, int count, double *low, double *high);

void bars_draw(Canvas *canvas, const Bars *bars);

#endif
