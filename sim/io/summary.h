/* What a run comes to in a few figures: the same list is printed at its end and kept in run.json.
 */
#ifndef PRODROME_SUMMARY_H
#define PRODROME_SUMMARY_H

#include "engine/census.h"

#include <stdbool.h>

enum { SUMMARY_FIGURES = 48 };

typedef struct Figure {
    char name[CENSUS_NAME], unit[CENSUS_UNIT];
    double value;
} Figure;

/* Starts as {0} and is fed every row of the time series from day 0 on. */
typedef struct Summary {
    bool started;
    double day0_volume, nadir_volume, nadir_day; /* caliper volume, mm^3; d */
    Census last;
} Summary;

void summary_add(Summary *summary, const Census *census);

/* Caliper volume relative to day 0; 0 before day 0 or without a tumor then. */
double summary_ratio(const Summary *summary);

/* Fills out with the figures known so far and returns how many. */
int summary_figures(const Summary *summary, Figure out[SUMMARY_FIGURES]);

/* The value of the last census by the name of its column; 0 when there is none. */
double summary_value(const Summary *summary, const char *column);

#endif
