#include "render/results_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- runs and rows ---------------------------------------------------------------------------- */

/* The columns that are no parameters. */
static bool column_is_own(const char *name)
{
    static const char *const own[] = {"run", "row", "seed", "config_hash", "hash"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(name, own[i]) == 0)
            return true;
    return false;
}

static Status run_read(const ResultsReading *reading, int64_t line, ResultsRun *run)
{
    const Table *table = &reading->results->design_table;
    static const char *const names[] = {"run", "row", "seed"};
    uint64_t whole[3];
    for (int i = 0; i < 3; i++) {
        int column = table_column(table, names[i]);
        const char *cell = table_cell(table, line, column);
        if (column < 0)
            return results_fault(reading, table, -1, "there is no column `%s`", names[i]);
        if (!results_whole(cell, &whole[i]) || (i < 2 && whole[i] > INT64_MAX))
            return results_fault(reading, table, line, "%s: expected a whole number, got `%.60s`",
                                 names[i], cell);
    }
    *run = (ResultsRun){
        .number = (int64_t)whole[0], .row_number = (int64_t)whole[1], .seed = whole[2]};
    run->line = line;
    return STATUS_OK;
}

static int run_order(const void *a, const void *b)
{
    const ResultsRun *x = a, *y = b;
    if (x->row_number != y->row_number)
        return x->row_number < y->row_number ? -1 : 1;
    if (x->seed != y->seed)
        return x->seed < y->seed ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* Numbers the rows, and refuses a row that has a seed twice. */
static Status rows_number(const ResultsReading *reading)
{
    Results *results = reading->results;
    for (int i = 0; i < results->runs_count; i++) {
        ResultsRun *run = &results->runs[i], *before = run - 1;
        bool same = i > 0 && before->row_number == run->row_number;
        if (same && before->seed == run->seed)
            return results_fault(reading, &results->design_table, run->line,
                                 "row %lld has seed %llu twice", (long long)run->row_number,
                                 (unsigned long long)run->seed);
        if (!same)
            results->row_start[results->rows_count++] = i;
        run->row = results->rows_count - 1;
    }
    results->row_start[results->rows_count] = results->runs_count;
    return STATUS_OK;
}

static Status runs_read(const ResultsReading *reading)
{
    Results *results = reading->results;
    const Table *table = &results->design_table;
    if (table->rows_count > DESIGN_ROWS)
        return results_fault(reading, table, -1, "%lld runs; at most %d are read",
                             (long long)table->rows_count, DESIGN_ROWS);
    results->runs_count = (int)table->rows_count;
    size_t count = (size_t)results->runs_count + 1;
    results->runs = calloc(count, sizeof *results->runs);
    results->row_start = calloc(count, sizeof *results->row_start);
    if (!results->runs || !results->row_start)
        return results_no_memory(reading);
    for (int i = 0; i < results->runs_count; i++) {
        Status status = run_read(reading, i, &results->runs[i]);
        if (status != STATUS_OK)
            return status;
    }
    qsort(results->runs, (size_t)results->runs_count, sizeof *results->runs, run_order);
    return rows_number(reading);
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
    enum { DIGITS = 8 };
    char rounded[32];
    snprintf(rounded, sizeof rounded, "%.5g", value);
    bool is_long = !parameter->words && strlen(text) > DIGITS;
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
        const char *text = table_cell(&results->design_table, line, column);
        int level = word_find(parameter, text);
        if (level == WORDS)
            return results_fault(reading, &results->design_table, line, "%.60s: more than %d words",
                                 parameter->path, WORDS);
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
        levels[row].value = table_value(&results->design_table, line, column);
        levels[row].text = table_cell(&results->design_table, line, column);
        results->given[row * results->parameters_count + p] = levels[row].value;
    }
    qsort(levels, (size_t)results->rows_count, sizeof *levels, level_order);
    for (int i = 0; i < results->rows_count; i++)
        if (i == 0 || levels[i].value != levels[i - 1].value)
            room = room && level_add(parameter, levels[i].value, levels[i].text);
    free(levels);
    return room ? STATUS_OK : results_no_memory(reading);
}

/* The runs of a row are the same but for their seeds. */
static Status rows_alike(const ResultsReading *reading, int column)
{
    const Results *results = reading->results;
    const Table *table = &results->design_table;
    for (int i = 1; i < results->runs_count; i++) {
        const ResultsRun *run = &results->runs[i], *before = run - 1;
        if (run->row == before->row && strcmp(table_cell(table, run->line, column),
                                              table_cell(table, before->line, column)) != 0)
            return results_fault(reading, table, run->line, "row %lld has two values of %.80s",
                                 (long long)run->row_number, table->columns[column].name);
    }
    return STATUS_OK;
}

static Status parameter_read(const ResultsReading *reading, ResultsParameter *parameter, int column)
{
    Results *results = reading->results;
    const Table *table = &results->design_table;
    size_t rows = (size_t)results->rows_count + 1;
    parameter->path = table->columns[column].name;
    parameter->unit = table->columns[column].unit;
    parameter->level = calloc(rows, sizeof *parameter->level);
    parameter->level_text = calloc(rows, sizeof *parameter->level_text);
    if (!parameter->level || !parameter->level_text)
        return results_no_memory(reading);
    for (int64_t line = 0; line < table->rows_count; line++)
        parameter->words |= isnan(table_value(table, line, column));
    Status status = rows_alike(reading, column);
    if (status != STATUS_OK)
        return status;
    return parameter->words ? words_read(reading, parameter, column)
                            : numbers_read(reading, parameter, column);
}

static Status parameters_read(const ResultsReading *reading)
{
    Results *results = reading->results;
    const Table *table = &results->design_table;
    for (int i = 0; i < table->columns_count; i++)
        results->parameters_count += !column_is_own(table->columns[i].name);
    size_t count = (size_t)results->parameters_count;
    results->parameters = calloc(count + 1, sizeof *results->parameters);
    results->given = calloc(count * (size_t)results->rows_count + 1, sizeof *results->given);
    if (!results->parameters || !results->given)
        return results_no_memory(reading);
    ResultsParameter *parameter = results->parameters;
    for (int i = 0; i < table->columns_count; i++)
        if (!column_is_own(table->columns[i].name)) {
            Status status = parameter_read(reading, parameter++, i);
            if (status != STATUS_OK)
                return status;
        }
    return STATUS_OK;
}

static Status tables_join(Results *out, char *message, size_t message_size)
{
    const ResultsReading reading = {out, message, message_size};
    Status status = runs_read(&reading);
    if (status == STATUS_OK)
        status = parameters_read(&reading);
    if (status == STATUS_OK)
        status = results_values_read(&reading);
    if (status != STATUS_OK)
        results_destroy(out);
    return status;
}

Status results_read(const char *design_path, const char *results_path, Results *out, char *message,
                    size_t message_size)
{
    *out = (Results){0};
    Status status = table_read(design_path, '\t', &out->design_table, message, message_size);
    if (status == STATUS_OK && results_path)
        status = table_read(results_path, ',', &out->values_table, message, message_size);
    if (status == STATUS_OK)
        return tables_join(out, message, message_size);
    results_destroy(out);
    return status;
}

Status results_read_text(const char *design, const char *values, Results *out, char *message,
                         size_t message_size)
{
    *out = (Results){0};
    Status status =
        table_read_text("design.tsv", design, '\t', &out->design_table, message, message_size);
    if (status == STATUS_OK && values)
        status =
            table_read_text("results.csv", values, ',', &out->values_table, message, message_size);
    if (status == STATUS_OK)
        return tables_join(out, message, message_size);
    results_destroy(out);
    return status;
}
