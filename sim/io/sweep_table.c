/* design.tsv as it is read. */
#include "io/sweep_design.h"
#include "io/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct DesignReader {
    SweepDesign *design;
    char *message;
    size_t message_size;
} DesignReader;

/* line 0: the header. */
static Status sweep_table_wrong(const DesignReader *reader, int64_t line, const char *what,
                                const char *detail)
{
    const Table *table = &reader->design->table;
    snprintf(reader->message, reader->message_size, "%s:%" PRId64 ": error: %s%s", table->path,
             line < 0 ? 1 : table->lines[line], what, detail);
    return STATUS_BAD_DATA;
}

/* -- columns ---------------------------------------------------------------------------------- */

static Status sweep_table_parameter(const DesignReader *reader, int column)
{
    SweepDesign *design = reader->design;
    const TableColumn *c = &design->table.columns[column];
    char wrong[200], hint[200], detail[460];
    ConfigPath path;
    bool known = config_path_parse(c->name, &path, wrong, sizeof wrong, hint, sizeof hint) &&
                 path.row && strlen(c->name) < CONFIG_PATH_TEXT && strlen(c->unit) < SWEEP_UNIT;
    if (!known) {
        snprintf(detail, sizeof detail, "%s is no parameter of a configuration%s%s", c->name,
                 *hint ? ": " : "", hint);
        return sweep_table_wrong(reader, -1, "column ", detail);
    }
    bool number = path.row->kind == PARAM_REAL || path.row->kind == PARAM_INT;
    if (number != c->numeric) {
        snprintf(detail, sizeof detail, number ? "%s needs its unit, as %s[%s]" : "%s has no unit",
                 c->name, c->name, number ? path.row->unit : "");
        return sweep_table_wrong(reader, -1, "column ", detail);
    }
    if (path.list == LIST_RUN && strcmp(path.section, "run") == 0)
        return sweep_table_wrong(reader, -1, "column ", "run.*: the seed has a column `seed`");
    if (design->parameters_count == SWEEP_PARAMETERS)
        return sweep_table_wrong(reader, -1, "there are too many parameters", "");
    design->columns[design->parameters_count++] = column;
    return STATUS_OK;
}

static Status sweep_table_columns(const DesignReader *reader)
{
    SweepDesign *design = reader->design;
    const Table *table = &design->table;
    design->run = table_column(table, "run");
    design->row = table_column(table, "row");
    design->seed = table_column(table, "seed");
    design->hash = table_column(table, "config_sha256");
    Status status = STATUS_OK;
    for (int i = 0; i < table->columns_count && status == STATUS_OK; i++)
        if (i != design->run && i != design->row && i != design->seed && i != design->hash)
            status = sweep_table_parameter(reader, i);
    return status;
}

/* -- lines ------------------------------------------------------------------------------------ */

/* A whole number of a line, `otherwise` where its column is missing; -1 when it is none. */
static int64_t sweep_table_whole(const Table *table, int64_t line, int column, int64_t low,
                                 int64_t otherwise)
{
    double value = table_value(table, line, column);
    if (column < 0)
        return otherwise;
    return value >= (double)low && value <= 0x1p53 && floor(value) == value ? (int64_t)value : -1;
}

static bool sweep_table_same(const SweepDesign *design, int64_t a, int64_t b)
{
    for (int i = 0; i < design->parameters_count; i++)
        if (strcmp(table_cell(&design->table, a, design->columns[i]),
                   table_cell(&design->table, b, design->columns[i])) != 0)
            return false;
    return true;
}

static bool sweep_table_filled(const SweepDesign *design, int64_t line)
{
    for (int i = 0; i < design->parameters_count; i++) {
        const Table *table = &design->table;
        int column = design->columns[i];
        const char *cell = table_cell(table, line, column);
        if (*cell == 0 || strlen(cell) >= SWEEP_CELL ||
            (table->columns[column].numeric && isnan(table_value(table, line, column))))
            return false;
    }
    return true;
}

/* Without a column `row`, lines one after the other that differ in their seed alone are a row. */
static Status sweep_table_line(const DesignReader *reader, int64_t line)
{
    SweepDesign *design = reader->design;
    const Table *table = &design->table;
    SweepRun *run = &design->runs[line];
    int64_t before = line > 0 ? design->runs[line - 1].row : 0;
    bool same = line > 0 && design->seed >= 0 && sweep_table_same(design, line, line - 1);
    *run = (SweepRun){sweep_table_whole(table, line, design->run, 1, line + 1),
                      sweep_table_whole(table, line, design->row, 1, before + !same),
                      sweep_table_whole(table, line, design->seed, 0, 1), line, false};
    design->runs_count++;
    if (run->run > SWEEP_NUMBER)
        return sweep_table_wrong(reader, line, "run numbers end at 999999999", "");
    if (run->run < 0 || run->row < 0 || run->seed < 0)
        return sweep_table_wrong(reader, line, "run, row and seed are whole numbers from 1 on",
                                 " (a seed from 0)");
    if (!sweep_table_filled(design, line))
        return sweep_table_wrong(reader, line, "a parameter has no value", "");
    if (design->hash >= 0 &&
        strspn(table_cell(table, line, design->hash), "0123456789abcdef") != SHA256_HEX - 1)
        return sweep_table_wrong(reader, line, "config_sha256 is no SHA-256 of 64 digits", "");
    return STATUS_OK;
}

static int sweep_table_order(const void *a, const void *b)
{
    const SweepRun *left = a, *right = b;
    return (left->run > right->run) - (left->run < right->run);
}

static int sweep_table_order_row(const void *a, const void *b)
{
    const SweepRun *left = a, *right = b;
    if (left->row != right->row)
        return (left->row > right->row) - (left->row < right->row);
    return left->seed != right->seed ? (left->seed > right->seed) - (left->seed < right->seed)
                                     : (left->line > right->line) - (left->line < right->line);
}

void sweep_design_by_run(SweepRun *runs, int64_t count)
{
    qsort(runs, (size_t)count, sizeof *runs, sweep_table_order);
}

void sweep_design_by_row(SweepRun *runs, int64_t count)
{
    qsort(runs, (size_t)count, sizeof *runs, sweep_table_order_row);
}

static int64_t sweep_table_number(const SweepRun *run)
{
    return run->run;
}

static int64_t sweep_table_row(const SweepRun *run)
{
    return run->row;
}

/* The first of runs in order of a key that has this key; -1: none. */
static int64_t sweep_table_find(const SweepRun *runs, int64_t count,
                                int64_t (*key)(const SweepRun *), int64_t wanted)
{
    int64_t low = 0, high = count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (key(&runs[middle]) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && key(&runs[low]) == wanted ? low : -1;
}

int64_t sweep_design_find(const SweepRun *runs, int64_t count, int64_t number)
{
    return sweep_table_find(runs, count, sweep_table_number, number);
}

int64_t sweep_design_find_row(const SweepRun *runs, int64_t count, int64_t row)
{
    return sweep_table_find(runs, count, sweep_table_row, row);
}

/* Rows: runs of one number have the same parameters and different seeds. */
static Status sweep_table_rows(const DesignReader *reader)
{
    SweepDesign *design = reader->design;
    SweepRun *runs = design->runs;
    sweep_design_by_row(runs, design->runs_count);
    design->rows_count = 1;
    for (int64_t i = 1; i < design->runs_count; i++) {
        bool new = runs[i].row != runs[i - 1].row;
        design->rows_count += new;
        if (new)
            continue;
        if (runs[i].seed == runs[i - 1].seed)
            return sweep_table_wrong(reader, runs[i].line, "this row has that seed already", "");
        if (!sweep_table_same(design, runs[i].line, runs[i - 1].line))
            return sweep_table_wrong(reader, runs[i].line,
                                     "the runs of a row have the same parameters", "");
    }
    sweep_design_by_run(runs, design->runs_count);
    for (int64_t i = 1; i < design->runs_count; i++)
        if (runs[i].run == runs[i - 1].run)
            return sweep_table_wrong(reader, runs[i].line, "there are two runs of this number", "");
    return STATUS_OK;
}

static Status sweep_table_lines(const DesignReader *reader)
{
    SweepDesign *design = reader->design;
    int64_t count = design->table.rows_count;
    Status status = STATUS_OK;
    if (count == 0 || count > SWEEP_RUNS)
        return sweep_table_wrong(reader, -1, count ? "more than 1000000 runs" : "there is no run",
                                 "");
    design->runs = calloc((size_t)count, sizeof *design->runs);
    if (!design->runs) {
        snprintf(reader->message, reader->message_size, "%s: not enough memory",
                 design->table.path);
        return STATUS_NO_MEMORY;
    }
    for (int64_t line = 0; line < count && status == STATUS_OK; line++)
        status = sweep_table_line(reader, line);
    return status == STATUS_OK ? sweep_table_rows(reader) : status;
}

Status sweep_design_read(const char *path, const char *text, SweepDesign *out, char *message,
                         size_t message_size)
{
    DesignReader reader = {out, message, message_size};
    *out = (SweepDesign){.run = -1, .row = -1, .seed = -1, .hash = -1};
    Status status = text ? table_read_text(path, text, '\t', &out->table, message, message_size)
                         : table_read(path, '\t', &out->table, message, message_size);
    if (status == STATUS_OK)
        status = sweep_table_columns(&reader);
    if (status == STATUS_OK)
        status = sweep_table_lines(&reader);
    if (status != STATUS_OK)
        sweep_design_destroy(out);
    return status;
}

void sweep_design_destroy(SweepDesign *design)
{
    table_destroy(&design->table);
    free(design->runs);
    *design = (SweepDesign){0};
}

/* -- what is written of it -------------------------------------------------------------------- */

void sweep_design_set(const SweepDesign *design, const SweepRun *run, int i, char out[SWEEP_SET])
{
    const TableColumn *c = &design->table.columns[design->columns[i]];
    const char *unit = text_unit(c->unit);
    snprintf(out, SWEEP_SET, "%s=%.*s%s%s", c->name, SWEEP_CELL - 1,
             table_cell(&design->table, run->line, design->columns[i]), *unit ? " " : "", unit);
}

void sweep_design_command(const Sweep *sweep, const SweepDesign *design, const SweepRun *run,
                          Text *out)
{
    char set[SWEEP_SET];
    text_add(out, "prodrome run");
    for (int i = 0; i < sweep->bases_count && sweep->files[i]; i++) {
        text_add(out, " ");
        text_shell(out, sweep->files[i]);
    }
    for (int i = 0; i < sweep->sets_count; i++) {
        text_add(out, " --set %s=", sweep->sets[i].path);
        text_shell(out, sweep->sets[i].value.text);
    }
    for (int i = 0; i < design->parameters_count; i++) {
        sweep_design_set(design, run, i, set);
        int path = (int)strcspn(set, "=") + 1;
        text_add(out, " --set %.*s", path, set);
        text_shell(out, set + path);
    }
    text_add(out, " --seed %" PRId64, run->seed);
}

void sweep_design_head(const SweepDesign *design, Text *out, char separator)
{
    for (int i = 0; i < design->parameters_count; i++) {
        const TableColumn *c = &design->table.columns[design->columns[i]];
        text_add(out, *c->unit ? "%c%s[%s]" : "%c%s%s", separator, c->name, c->unit);
    }
}

void sweep_design_cells(const SweepDesign *design, const SweepRun *run, Text *out, char separator)
{
    for (int i = 0; i < design->parameters_count; i++)
        text_add(out, "%c%s", separator, table_cell(&design->table, run->line, design->columns[i]));
}
