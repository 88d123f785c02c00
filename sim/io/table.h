/* Tables in text: CSV and TSV files whose header cells are `name` or `name[unit]`. Reads the time
 * series of a run, its events and published data points; refuses anything malformed with a message
 * `file:line: ...`. A column with a unit holds numbers; an empty cell or `nan` there is a value
 * that is not known (NAN). Lines that start with # and empty lines are left out. The last line must
 * end with a newline: without one the file may have been cut in the middle of a number. A Table
 * owns its memory; table_destroy gives it back and also takes a zeroed Table. */
#ifndef PRODROME_TABLE_H
#define PRODROME_TABLE_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TableColumn {
    const char *name; /* without the unit */
    const char *unit; /* "" when the header gives none */
    bool numeric;     /* the header gives a unit */
} TableColumn;

typedef struct Table {
    char *path;
    char *text; /* the file; names, units and cells point into it */
    TableColumn *columns;
    int columns_count;
    const char **cells; /* rows x columns */
    double *values;     /* rows x columns; NAN where a cell is no number */
    int64_t *lines;     /* line of each row in the file, from 1 */
    int64_t rows_count;
} Table;

/* Reads a file whose cells are parted by `separator` (',' or '\t'). NO_INPUT when it does not
 * exist, IO when it cannot be read, BAD_DATA when it is malformed; nothing is kept unless OK. */
Status table_read(const char *path, char separator, Table *out, char *message, size_t message_size);

/* The same of a text in memory, under a name to report. */
Status table_read_text(const char *name, const char *text, char separator, Table *out,
                       char *message, size_t message_size);

/* The column of that name, or -1. */
int table_column(const Table *table, const char *name);

/* The number in a cell; NAN when the cell holds none, or when column is -1. */
double table_value(const Table *table, int64_t row, int column);

/* The text of a cell, "" when column is -1. */
const char *table_cell(const Table *table, int64_t row, int column);

void table_destroy(Table *table);

#endif
