#include "render/points.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const COLUMNS[] = {"observable", "condition", "time", "mean",
                                      "sd",         "n",         "unit", "source"};
enum { COLUMNS_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };

static Status row_error(const Table *table, int64_t row, const char *detail, char *message,
                        size_t message_size)
{
    snprintf(message, message_size, "%s:%lld: error: %s", table->path, (long long)table->lines[row],
             detail);
    return STATUS_BAD_DATA;
}

static Status rows_check(const Table *table, char *message, size_t message_size)
{
    static const char *const numbers[] = {"mean", "sd", "n"};
    for (int64_t row = 0; row < table->rows_count; row++)
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            int column = table_column(table, numbers[i]);
            bool empty = *table_cell(table, row, column) == '\0';
            if (!isnan(table_value(table, row, column)) || (empty && i > 0))
                continue;
            char detail[64];
            snprintf(detail, sizeof detail, "column %s: expected a number", numbers[i]);
            return row_error(table, row, detail, message, message_size);
        }
    return STATUS_OK;
}

Status points_read(const char *path, Table *out, char *message, size_t message_size)
{
    Status status = table_read(path, '\t', out, message, message_size);
    if (status != STATUS_OK)
        return status;
    int known = 0;
    for (size_t i = 0; i < COLUMNS_COUNT; i++)
        known += table_column(out, COLUMNS[i]) >= 0;
    if (known == 0) {
        snprintf(message, message_size,
                 "%s: error: no table of points: those begin with a line that names the columns "
                 "observable, condition, time[d], mean, sd, n, unit, source, parted by tabs",
                 path);
        status = STATUS_BAD_DATA;
    }
    for (size_t i = 0; i < COLUMNS_COUNT && status == STATUS_OK; i++)
        if (table_column(out, COLUMNS[i]) < 0) {
            snprintf(message, message_size, "%s: error: there is no column %s", path, COLUMNS[i]);
            status = STATUS_BAD_DATA;
        }
    int time = table_column(out, "time");
    if (status == STATUS_OK && strcmp(out->columns[time].unit, "d") != 0) {
        snprintf(message, message_size, "%s: error: expected the column time[d]", path);
        status = STATUS_BAD_DATA;
    }
    if (status == STATUS_OK)
        status = rows_check(out, message, message_size);
    if (status != STATUS_OK)
        table_destroy(out);
    return status;
}

static void point_fill(const Table *table, int64_t row, double factor, ChartPoint *point)
{
    double n = table_value(table, row, table_column(table, "n"));
    *point = (ChartPoint){
        .x = table_value(table, row, table_column(table, "time")),
        .y = factor * table_value(table, row, table_column(table, "mean")),
        .error = factor * table_value(table, row, table_column(table, "sd")),
        .colour = INK_COLOURS[INK_DATA],
    };
    const char *condition = table_cell(table, row, table_column(table, "condition"));
    const char *source = table_cell(table, row, table_column(table, "source"));
    int used = snprintf(point->label, sizeof point->label, "published: %.100s (%.130s)", condition,
                        source);
    if (!isnan(n) && used > 0 && (size_t)used < sizeof point->label)
        snprintf(point->label + used, sizeof point->label - (size_t)used, ", n = %.0f", n);
}

static bool point_asked(const Table *points, int64_t row, const char *observable)
{
    const char *has = table_cell(points, row, table_column(points, "observable"));
    return strcmp(has, observable) == 0 &&
           !isnan(table_value(points, row, table_column(points, "time")));
}

int64_t points_count(const Table *points, const char *observable)
{
    int64_t count = 0;
    for (int64_t row = 0; row < points->rows_count; row++)
        count += point_asked(points, row, observable);
    return count;
}

Status points_add(const Table *points, const char *observable, const char *unit, double factor,
                  Chart *chart, char *message, size_t message_size)
{
    for (int64_t row = 0; row < points->rows_count; row++) {
        if (!point_asked(points, row, observable))
            continue;
        if (strcmp(table_cell(points, row, table_column(points, "unit")), unit) != 0) {
            char detail[96];
            snprintf(detail, sizeof detail, "%.40s: expected the unit %.16s", observable, unit);
            return row_error(points, row, detail, message, message_size);
        }
        if (chart->points_count == CHART_POINTS_MAX)
            return row_error(points, row, "too many points for one plot", message, message_size);
        point_fill(points, row, factor, &chart->points[chart->points_count++]);
    }
    return STATUS_OK;
}
