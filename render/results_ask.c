#include "render/results_parts.h"
#include "io/text.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Status results_fault(const ResultsReading *reading, const Table *table, int64_t line,
                     const char *format, ...)
{
    char what[RESULTS_MESSAGE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    snprintf(reading->message, reading->message_size, "%s:%lld: error: %s", table->path,
             (long long)(line >= 0 && line < table->rows_count ? table->lines[line] : 1), what);
    return STATUS_BAD_DATA;
}

Status results_no_memory(const ResultsReading *reading)
{
    snprintf(reading->message, reading->message_size, "not enough memory for the results");
    return STATUS_NO_MEMORY;
}

bool results_whole(const char *cell, uint64_t *value)
{
    char *end = NULL;
    errno = 0;
    *value = strtoull(cell, &end, 10);
    return *cell && strspn(cell, "0123456789") == strlen(cell) && errno == 0;
}

int results_find(const Results *results, int64_t number)
{
    const SweepDesign *design = results->design;
    int64_t order = sweep_design_find(design->runs, design->runs_count, number);
    return order < 0 ? -1 : results->place[order];
}

Status results_state(Results *results, int64_t run, ResultsState state, const char *message)
{
    int found = results_find(results, run);
    if (found < 0)
        return STATUS_OK;
    char *copy = message ? strdup(message) : NULL;
    if (message && !copy)
        return STATUS_NO_MEMORY;
    free(results->runs[found].message);
    results->runs[found].message = copy;
    results->runs[found].state = state;
    return STATUS_OK;
}

void results_scale(Results *results, int parameter, bool logarithmic, const char *range)
{
    ResultsParameter *p = &results->parameters[parameter];
    p->logarithmic = logarithmic && !p->words && p->levels_count > 0 && p->level[0] > 0;
    snprintf(p->range, sizeof p->range, "%s", range);
}

const char *results_given_text(const Results *results, int row, int parameter)
{
    const SweepDesign *design = results->design;
    int64_t line = results->runs[results->row_start[row]].line;
    return table_cell(&design->table, line, design->columns[parameter]);
}

bool results_paired(const Results *results)
{
    int count = results->rows_count ? results_row_runs(results, 0) : 0;
    for (int i = 0; i < results->runs_count; i++) {
        const ResultsRun *run = &results->runs[i];
        int start = results->row_start[run->row];
        if (results_row_runs(results, run->row) != count ||
            results->runs[i - start].seed != run->seed)
            return false;
    }
    return true;
}

int results_count(const Results *results, ResultsState state)
{
    int count = 0;
    for (int i = 0; i < results->runs_count; i++)
        count += results->runs[i].state == state;
    return count;
}

int results_level(const ResultsParameter *parameter, double value)
{
    int i = 0;
    while (i + 1 < parameter->levels_count && parameter->level[i] != value)
        i++;
    return i;
}

void results_output_text(const ResultsOutput *output, char out[RESULTS_TEXT])
{
    if (isnan(output->time_d))
        snprintf(out, RESULTS_TEXT, "%.100s", output->name);
    else
        snprintf(out, RESULTS_TEXT, "%.100s on day %.6g", output->name, output->time_d);
}

void results_with_unit(const char *name, const char *unit, char out[RESULTS_TEXT])
{
    unit = text_unit(unit);
    snprintf(out, RESULTS_TEXT, "%.110s%s%.40s", name, *unit ? ", " : "", unit);
}

void results_destroy(Results *results)
{
    for (int i = 0; i < results->parameters_count && results->parameters; i++) {
        for (int k = 0; k < results->parameters[i].levels_count; k++)
            free(results->parameters[i].level_text[k]);
        free(results->parameters[i].level);
        free(results->parameters[i].level_text);
    }
    for (int i = 0; i < results->runs_count && results->runs; i++)
        free(results->runs[i].message);
    free(results->parameters);
    free(results->runs);
    free(results->row_start);
    free(results->place);
    free(results->given);
    free(results->value);
    table_destroy(&results->values_table);
    *results = (Results){0};
}
