/* Published data points: tables with the columns observable, condition, time[d], mean, sd, n, unit,
 * source. Only rows with a time can stand in a plot; the others are for fitting. */
#ifndef PRODROME_POINTS_H
#define PRODROME_POINTS_H

#include "core/status.h"
#include "io/table.h"
#include "render/chart.h"

/* The observable that a page draws points of, beside the volume. */
#define POINTS_DRAWN "relative_caliper_volume"

/* Reads a table and checks its columns; BAD_DATA with `file:line: ...` otherwise. */
Status points_read(const char *path, Table *out, char *message, size_t message_size);

/* How many rows of an observable have a time. */
int64_t points_count(const Table *points, const char *observable);

/* Adds the rows of an observable that have a time to a chart, each value times a factor. The row's
 * unit must be `unit`; BAD_DATA with a message otherwise, or when the chart is full. */
Status points_add(const Table *points, const char *observable, const char *unit, double factor,
                  Chart *chart, char *message, size_t message_size);

#endif
