/* The drug's toll counted twice, since the day-0 state of both runs is the same to the last bit:
 *
 *     by cause         deaths of tumor cells with the cause `drug`
 *     by difference    viable cells of the twin less those of the treated run
 *                      = births that the treated run lacks + deaths that it has more
 *                        + cells that it has committed to die
 *
 * They differ where the drug keeps cells from being born, or takes such as would have died of
 * something else. */
#include "cli/twin.h"
#include "io/file.h"
#include "io/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TWIN_ROWS = 8 };

static Status twin_read(const char *folder, Table *out, char *message, size_t message_size)
{
    char path[FILE_PATH];
    Status status = file_path(path, folder, "timeseries.csv", message, message_size);
    return status == STATUS_OK ? table_read(path, ',', out, message, message_size) : status;
}

static double twin_value(const Table *table, int64_t row, const char *column)
{
    return table_value(table, row, table_column(table, column));
}

static double twin_deaths(const Table *table, int64_t row)
{
    double sum = 0.0;
    for (int c = 0; c < table->columns_count; c++)
        if (strncmp(table->columns[c].name, "deaths_", 7) == 0)
            sum += table_value(table, row, c);
    return sum;
}

/* The row of a table at a time, or -1. */
static int64_t twin_row(const Table *table, double day)
{
    for (int64_t row = 0; row < table->rows_count; row++)
        if (fabs(twin_value(table, row, "time") - day) < 1e-9)
            return row;
    return -1;
}

static void twin_line(const Table *a, int64_t i, const Table *b, int64_t j)
{
    double births = twin_value(b, j, "births") - twin_value(a, i, "births");
    double deaths = twin_deaths(a, i) - twin_deaths(b, j);
    double committed = twin_value(a, i, "committed") - twin_value(b, j, "committed");
    printf("%8.4g %11.0f %11.0f %11.0f %11.0f %11.0f %11.0f %11.0f\n", twin_value(a, i, "time"),
           twin_value(a, i, "viable"), twin_value(b, j, "viable"), twin_value(a, i, "deaths_drug"),
           twin_value(b, j, "viable") - twin_value(a, i, "viable"), births, deaths, committed);
}

static void twin_table(const Table *a, const Table *b)
{
    int64_t last = -1;
    for (int64_t row = 0; row < a->rows_count; row++)
        if (twin_row(b, twin_value(a, row, "time")) >= 0)
            last = row;
    if (last < 0) {
        puts("twin            the two runs have no time in common");
        return;
    }
    puts("twin            tumor cells, treated and undosed; the drug's toll by cause and by "
         "difference");
    printf("%8s %11s %11s %11s %11s %11s %11s %11s\n", "day", "viable", "undosed", "by cause",
           "difference", "births less", "deaths more", "committed");
    double span = twin_value(a, last, "time") / TWIN_ROWS, next = 0.0;
    for (int64_t row = 0; row <= last; row++) {
        double day = twin_value(a, row, "time");
        int64_t other = twin_row(b, day);
        if (other < 0 || (row < last && day < next - 1e-9))
            continue;
        twin_line(a, row, b, other);
        next = day + span;
    }
}

Status twin_tell(const char *treated, const char *undosed, char *message, size_t message_size)
{
    Table a = {0}, b = {0};
    Status status = twin_read(treated, &a, message, message_size);
    if (status == STATUS_OK)
        status = twin_read(undosed, &b, message, message_size);
    if (status == STATUS_OK)
        twin_table(&a, &b);
    table_destroy(&a);
    table_destroy(&b);
    return status;
}
