#include "render/results_parts.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The output of a line, added when it is a new one. */
static Status output_find(const ResultsReading *reading, int64_t line, int *found)
{
    Results *results = reading->results;
    const Table *table = &results->values_table;
    const char *name = table_cell(table, line, table_column(table, "observable"));
    const char *unit = table_cell(table, line, table_column(table, "unit"));
    double time = table_value(table, line, table_column(table, "time"));
    int i = 0;
    if (!g_utf8_validate(name, -1, NULL) || !g_utf8_validate(unit, -1, NULL))
        return results_fault(reading, table, line, "not UTF-8");
    for (; i < results->outputs_count; i++) {
        const ResultsOutput *output = &results->outputs[i];
        bool same_time = output->time_d == time || (isnan(output->time_d) && isnan(time));
        if (strcmp(output->name, name) == 0 && same_time)
            break;
    }
    if (i == RESULTS_OUTPUTS)
        return results_fault(reading, table, line, "more than %d outputs", RESULTS_OUTPUTS);
    if (i == results->outputs_count)
        results->outputs[results->outputs_count++] = (ResultsOutput){name, unit, time};
    if (strcmp(results->outputs[i].unit, unit) != 0)
        return results_fault(reading, table, line, "%.60s has the units %.40s and %.40s", name,
                             results->outputs[i].unit, unit);
    *found = i;
    return STATUS_OK;
}

/* Where the value of a line belongs: its output and its run. */
static Status value_place(const ResultsReading *reading, int64_t line, int *output, int *run)
{
    const Results *results = reading->results;
    const Table *table = &results->values_table;
    uint64_t number = 0;
    const char *cell = table_cell(table, line, table_column(table, "run"));
    bool whole = results_whole(cell, &number) && number <= INT64_MAX;
    *run = whole ? results_find(results, (int64_t)number) : -1;
    if (*run < 0)
        return results_fault(reading, table, line, "run `%.40s` is not in the design", cell);
    return output_find(reading, line, output);
}

static Status values_fill(const ResultsReading *reading, bool *given)
{
    Results *results = reading->results;
    const Table *table = &results->values_table;
    int output = 0, run = 0, column = table_column(table, "value");
    for (int64_t line = 0; line < table->rows_count; line++) {
        Status status = value_place(reading, line, &output, &run);
        size_t at = (size_t)output * (size_t)results->runs_count + (size_t)run;
        if (status == STATUS_OK && given[at])
            status =
                results_fault(reading, table, line, "run %lld has a second value of %.60s",
                              (long long)results->runs[run].number, results->outputs[output].name);
        if (status != STATUS_OK)
            return status;
        given[at] = true;
        results->value[at] = table_value(table, line, column);
        results->runs[run].state = RESULTS_FINISHED;
    }
    return STATUS_OK;
}

static Status columns_check(const ResultsReading *reading)
{
    static const char *const names[] = {"run", "observable", "time", "value", "unit"};
    const Table *table = &reading->results->values_table;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (table_column(table, names[i]) < 0)
            return results_fault(reading, table, -1, "there is no column `%s`", names[i]);
    return STATUS_OK;
}

Status results_values_read(const ResultsReading *reading)
{
    Results *results = reading->results;
    Status status = results->values_table.columns ? columns_check(reading) : STATUS_OK;
    int output = 0, run = 0;
    for (int64_t i = 0; i < results->values_table.rows_count && status == STATUS_OK; i++)
        status = value_place(reading, i, &output, &run);
    size_t cells = (size_t)results->outputs_count * (size_t)results->runs_count;
    bool *given = calloc(cells + 1, sizeof *given);
    results->value = calloc(cells + 1, sizeof *results->value);
    if (status == STATUS_OK && (!given || !results->value))
        status = results_no_memory(reading);
    for (size_t i = 0; i < cells && results->value; i++)
        results->value[i] = NAN;
    if (status == STATUS_OK)
        status = values_fill(reading, given);
    free(given);
    return status;
}
