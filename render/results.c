#include "render/results_parts.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- runs and rows ---------------------------------------------------------------------------- */

static int run_order(const void *a, const void *b)
{
    const ResultsRun *x = a, *y = b;
    if (x->row_number != y->row_number)
        return x->row_number < y->row_number ? -1 : 1;
    return x->seed < y->seed ? -1 : x->seed > y->seed;
}

static void rows_number(Results *results)
{
    for (int i = 0; i < results->runs_count; i++) {
        ResultsRun *run = &results->runs[i];
        if (i == 0 || results->runs[i - 1].row_number != run->row_number)
            results->row_start[results->rows_count++] = i;
        run->row = results->rows_count - 1;
    }
    results->row_start[results->rows_count] = results->runs_count;
}

static Status runs_take(const ResultsReading *reading)
{
    Results *results = reading->results;
    const SweepDesign *design = results->design;
    results->runs_count = (int)design->runs_count;
    size_t count = (size_t)results->runs_count + 1;
    results->runs = calloc(count, sizeof *results->runs);
    results->row_start = calloc(count, sizeof *results->row_start);
    results->place = calloc(count, sizeof *results->place);
    if (!results->runs || !results->row_start || !results->place)
        return results_no_memory(reading);
    for (int i = 0; i < results->runs_count; i++) {
        const SweepRun *run = &design->runs[i];
        results->runs[i] = (ResultsRun){.number = run->run,
                                        .row_number = run->row,
                                        .seed = run->seed,
                                        .order = i,
                                        .line = run->line};
    }
    qsort(results->runs, (size_t)results->runs_count, sizeof *results->runs, run_order);
    for (int i = 0; i < results->runs_count; i++)
        results->place[results->runs[i].order] = i;
    rows_number(results);
    return STATUS_OK;
}

/* -- parameters ------------------------------------------------------------------------------- */

typedef struct Level {
    double value;
    const char *text;
} Level;

static int level_order(const void *a, const void *b)
{
    const Level *x = a, *y = b;
    return x->value < y->value ? -1 : x->value > y->value;
}

/* Adds a level. A number of many digits is shown with fewer, a word as it is. */
static bool level_add(ResultsParameter *parameter, double value, const char *text)
{
    enum { DIGITS = 6 };
    char rounded[32];
    snprintf(rounded, sizeof rounded, "%.4g", value);
    bool is_long = !parameter->words && (strlen(text) > DIGITS || strchr(text, 'e'));
    char *copy = strdup(is_long ? rounded : text);
    if (!copy)
        return false;
    parameter->level[parameter->levels_count] = value;
    parameter->level_text[parameter->levels_count++] = copy;
    return true;
}

/* The number of a word: how many others stand before it for the first time. */
static int word_find(const ResultsParameter *parameter, const char *text)
{
    int i = 0;
    while (i < parameter->levels_count && strcmp(parameter->level_text[i], text) != 0)
        i++;
    return i;
}

static Status words_read(const ResultsReading *reading, ResultsParameter *parameter, int column)
{
    enum { WORDS = 1000 };
    Results *results = reading->results;
    int p = (int)(parameter - results->parameters);
    for (int row = 0; row < results->rows_count; row++) {
        int64_t line = results->runs[results->row_start[row]].line;
        const char *text = table_cell(&results->design->table, line, column);
        int level = word_find(parameter, text);
        if (level == WORDS)
            return results_fault(reading, &results->design->table, line,
                                 "%.60s: more than %d words", parameter->path, WORDS);
        if (level == parameter->levels_count && !level_add(parameter, level, text))
            return results_no_memory(reading);
        results->given[row * results->parameters_count + p] = level;
    }
    return STATUS_OK;
}

static Status numbers_read(const ResultsReading *reading, ResultsParameter *parameter, int column)
{
    Results *results = reading->results;
    int p = (int)(parameter - results->parameters);
    bool room = true;
    Level *levels = calloc((size_t)results->rows_count + 1, sizeof *levels);
    if (!levels)
        return results_no_memory(reading);
    for (int row = 0; row < results->rows_count; row++) {
        int64_t line = results->runs[results->row_start[row]].line;
        levels[row].value = table_value(&results->design->table, line, column);
        levels[row].text = table_cell(&results->design->table, line, column);
        results->given[row * results->parameters_count + p] = levels[row].value;
    }
    qsort(levels, (size_t)results->rows_count, sizeof *levels, level_order);
    for (int i = 0; i < results->rows_count; i++)
        if (i == 0 || levels[i].value != levels[i - 1].value)
            room = room && level_add(parameter, levels[i].value, levels[i].text);
    free(levels);
    return room ? STATUS_OK : results_no_memory(reading);
}

static Status parameter_take(const ResultsReading *reading, ResultsParameter *parameter, int column)
{
    Results *results = reading->results;
    const Table *table = &results->design->table;
    size_t rows = (size_t)results->rows_count + 1;
    parameter->path = table->columns[column].name;
    parameter->unit = table->columns[column].unit;
    parameter->words = !table->columns[column].numeric;
    parameter->level = calloc(rows, sizeof *parameter->level);
    parameter->level_text = calloc(rows, sizeof *parameter->level_text);
    if (!parameter->level || !parameter->level_text)
        return results_no_memory(reading);
    for (int64_t line = 0; line < table->rows_count; line++)
        if (!g_utf8_validate(table_cell(table, line, column), -1, NULL))
            return results_fault(reading, table, line, "%.80s: not UTF-8", parameter->path);
    return parameter->words ? words_read(reading, parameter, column)
                            : numbers_read(reading, parameter, column);
}

static Status parameters_take(const ResultsReading *reading)
{
    Results *results = reading->results;
    const SweepDesign *design = results->design;
    size_t count = (size_t)design->parameters_count;
    results->parameters_count = design->parameters_count;
    results->parameters = calloc(count + 1, sizeof *results->parameters);
    results->given = calloc(count * (size_t)results->rows_count + 1, sizeof *results->given);
    if (!results->parameters || !results->given)
        return results_no_memory(reading);
    Status status = STATUS_OK;
    for (int i = 0; i < results->parameters_count && status == STATUS_OK; i++)
        status = parameter_take(reading, &results->parameters[i], design->columns[i]);
    return status;
}

static Status tables_join(Results *out, char *message, size_t message_size)
{
    const ResultsReading reading = {out, message, message_size};
    Status status = runs_take(&reading);
    if (status == STATUS_OK)
        status = parameters_take(&reading);
    if (status == STATUS_OK)
        status = results_values_read(&reading);
    if (status != STATUS_OK)
        results_destroy(out);
    return status;
}

Status results_read(const SweepDesign *design, const char *path, Results *out, char *message,
                    size_t message_size)
{
    *out = (Results){.design = design};
    if (path) {
        Status status = table_read(path, ',', &out->values_table, message, message_size);
        if (status != STATUS_OK)
            return status;
    }
    return tables_join(out, message, message_size);
}

Status results_read_text(const SweepDesign *design, const char *text, Results *out, char *message,
                         size_t message_size)
{
    *out = (Results){.design = design};
    if (text) {
        Status status =
            table_read_text("results.csv", text, ',', &out->values_table, message, message_size);
        if (status != STATUS_OK)
            return status;
    }
    return tables_join(out, message, message_size);
}
