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
#include "io/runfolder.h"
#include "io/table.h"
#include "io/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TWIN_PRINTED = 8 }; /* rows on the screen; the file has all */

enum {
    TWIN_TIME,
    TWIN_TREATED,
    TWIN_UNDOSED,
    TWIN_CAUSE,
    TWIN_DIFFERENCE,
    TWIN_BIRTHS,
    TWIN_DEATHS,
    TWIN_COMMITTED,
    TWIN_COLUMNS
};

static const struct {
    const char *name, *heading; /* in the file; on the screen */
} COLUMNS[TWIN_COLUMNS] = {{"time[d]", "day"},
                           {"viable_treated[1]", "viable"},
                           {"viable_undosed[1]", "undosed"},
                           {"deaths_drug[1]", "by cause"},
                           {"difference[1]", "difference"},
                           {"births_less[1]", "births less"},
                           {"deaths_more[1]", "deaths more"},
                           {"committed_more[1]", "committed"}};

typedef struct TwinRow {
    double value[TWIN_COLUMNS];
} TwinRow;

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

static TwinRow twin_row(const Table *a, int64_t i, const Table *b, int64_t j)
{
    double viable = twin_value(a, i, "viable"), undosed = twin_value(b, j, "viable");
    return (TwinRow){{
        [TWIN_TIME] = twin_value(a, i, "time"),
        [TWIN_TREATED] = viable,
        [TWIN_UNDOSED] = undosed,
        [TWIN_CAUSE] = twin_value(a, i, "deaths_drug"),
        [TWIN_DIFFERENCE] = undosed - viable,
        [TWIN_BIRTHS] = twin_value(b, j, "births") - twin_value(a, i, "births"),
        [TWIN_DEATHS] = twin_deaths(a, i) - twin_deaths(b, j),
        [TWIN_COMMITTED] = twin_value(a, i, "committed") - twin_value(b, j, "committed"),
    }};
}

/* The rows of the times that both tables have, in out, which has room for all of a; how many. */
static int64_t twin_rows(const Table *a, const Table *b, TwinRow *out)
{
    int64_t count = 0;
    for (int64_t i = 0, j = 0; i < a->rows_count && j < b->rows_count;) {
        double later = twin_value(a, i, "time") - twin_value(b, j, "time");
        if (fabs(later) < 1e-9)
            out[count++] = twin_row(a, i++, b, j++);
        else if (later < 0)
            i++;
        else
            j++;
    }
    return count;
}

static Status twin_write(const char *treated, const TwinRow *rows, int64_t count, char *message,
                         size_t message_size)
{
    Text text = {0};
    for (int c = 0; c < TWIN_COLUMNS; c++)
        text_add(&text, "%s%s", c ? "," : "", COLUMNS[c].name);
    text_add(&text, "\n");
    for (int64_t r = 0; r < count; r++) {
        for (int c = 0; c < TWIN_COLUMNS; c++)
            text_add(&text, "%s%.17g", c ? "," : "", rows[r].value[c]);
        text_add(&text, "\n");
    }
    Status status = text_check(&text, treated, message, message_size);
    if (status == STATUS_OK)
        status = runfolder_add(treated, "twin.csv", text.bytes, text.length, message, message_size);
    text_destroy(&text);
    return status;
}

static void twin_print(const char *treated, const TwinRow *rows, int64_t count)
{
    if (count == 0) {
        puts("twin            the two runs have no time in common");
        return;
    }
    printf("twin            tumor cells, treated and undosed; the drug's toll by cause and by "
           "difference (%s/twin.csv)\n",
           treated);
    for (int c = 0; c < TWIN_COLUMNS; c++)
        printf(c ? " %11s" : "%8s", COLUMNS[c].heading);
    putchar('\n');
    double span = rows[count - 1].value[TWIN_TIME] / TWIN_PRINTED, next = 0.0;
    for (int64_t r = 0; r < count; r++) {
        double day = rows[r].value[TWIN_TIME];
        if (r + 1 < count && day < next - 1e-9)
            continue;
        printf("%8.4g", day);
        for (int c = 1; c < TWIN_COLUMNS; c++)
            printf(" %11.0f", rows[r].value[c]);
        putchar('\n');
        next = day + span;
    }
}

Status twin_tell(const char *treated, const char *undosed, bool quiet, char *message,
                 size_t message_size)
{
    Table a = {0}, b = {0};
    TwinRow *rows = NULL;
    Status status = twin_read(treated, &a, message, message_size);
    if (status == STATUS_OK)
        status = twin_read(undosed, &b, message, message_size);
    if (status == STATUS_OK && !(rows = malloc(((size_t)a.rows_count + 1) * sizeof *rows))) {
        snprintf(message, message_size, "%s: no memory for the table of twins", treated);
        status = STATUS_NO_MEMORY;
    }
    int64_t count = status == STATUS_OK ? twin_rows(&a, &b, rows) : 0;
    if (status == STATUS_OK)
        status = twin_write(treated, rows, count, message, message_size);
    if (status == STATUS_OK && !quiet)
        twin_print(treated, rows, count);
    free(rows);
    table_destroy(&a);
    table_destroy(&b);
    return status;
}
