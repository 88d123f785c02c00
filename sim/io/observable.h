/* Figures of a run by name and time: `viable@6 d` is a column of timeseries.csv on day 6,
 * `caliper_change@30 d` and `nadir` are derived from one (observable.def). Sweeps and fits ask for
 * them. A run that was culled keeps its last values until its time would have ended. */
#ifndef PRODROME_OBSERVABLE_H
#define PRODROME_OBSERVABLE_H

#include "engine/census.h"
#include "io/table.h"

enum { OBSERVABLE_TEXT = 96 };

typedef struct Observable {
    char text[OBSERVABLE_TEXT]; /* as written */
    char name[CENSUS_NAME], unit[CENSUS_UNIT];
    int derived;   /* row of observable.def, or -1: a column of the time series */
    double time_d; /* from day 0; NaN: of the whole run */
} Observable;

/* Takes a text apart, for runs with these columns (census_columns). On failure false, with what is
 * wrong and, or empty, what may have been meant. */
bool observable_parse(const char *text, const Census *columns, Observable *out, char *wrong,
                      size_t wrong_size, char *hint, size_t hint_size);

/* Whether runs with these parameters save its time. On failure as observable_parse. */
bool observable_saved(const Observable *observable, const Params *params, char *wrong,
                      size_t wrong_size, char *hint, size_t hint_size);

/* Its value in a finished run that was to end on day end_d; NaN when it is not known. */
double observable_value(const Observable *observable, const Table *series, double end_d);

/* Name, unit and meaning of row i of observable.def; false behind the last. */
bool observable_row(int i, const char **name, const char **unit, const char **meaning);

#endif
