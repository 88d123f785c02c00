#include "io/table.h"

#include "io/file.h"

#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_COLUMNS_MAX = 4096 };
static const size_t TABLE_BYTES_MAX = (size_t)256 << 20;

typedef struct Reader {
    Table *table;
    char *message;
    size_t message_size;
    char separator;
    int64_t line;
    int64_t rows_max;  /* newlines in the file */
    size_t length;     /* bytes in the file */
    locale_t c_locale; /* numbers have a point whatever the locale of the user */
} Reader;

static Status reader_error(const Reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static Status reader_error(const Reader *reader, const char *format, ...)
{
    char detail[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    snprintf(reader->message, reader->message_size, "%s:%lld: error: %s", reader->table->path,
             (long long)reader->line, detail);
    return STATUS_BAD_DATA;
}

static Status memory_error(const Reader *reader)
{
    snprintf(reader->message, reader->message_size, "%s: not enough memory", reader->table->path);
    return STATUS_NO_MEMORY;
}

static bool number_is_not_known(const char *cell)
{
    if (*cell == '-')
        cell++;
    return *cell == '\0' || strcmp(cell, "nan") == 0;
}

/* A finite decimal number that fills its cell. */
static bool number_read(const Reader *reader, const char *cell, double *value)
{
    if (strspn(cell, "+-.0123456789eE") != strlen(cell) || *cell == '\0')
        return false;
    char *end = NULL;
    *value = strtod_l(cell, &end, reader->c_locale);
    return *end == '\0' && end != cell && isfinite(*value);
}

/* Ends the line at `text` with a zero and returns where the next one starts, NULL when the line has
 * no newline. */
static char *line_cut(char *text)
{
    char *end = strchr(text, '\n');
    if (!end)
        return NULL;
    *end = '\0';
    if (end > text && end[-1] == '\r')
        end[-1] = '\0';
    return end + 1;
}

static int cells_count(const char *line, char separator)
{
    int count = 1;
    for (; *line; line++)
        count += *line == separator;
    return count;
}

/* Ends a cell with a zero and returns the next one, NULL after the last. */
static char *cell_cut(char *cell, char separator)
{
    char *end = strchr(cell, separator);
    if (!end)
        return NULL;
    *end = '\0';
    return end + 1;
}

static Status header_cell(Reader *reader, char *cell, int index)
{
    TableColumn *column = &reader->table->columns[index];
    *column = (TableColumn){.name = cell, .unit = ""};
    char *bracket = strchr(cell, '[');
    if (bracket) {
        size_t length = strlen(bracket);
        if (length < 3 || bracket[length - 1] != ']')
            return reader_error(reader, "column %d: expected name[unit], got %.60s", index + 1,
                                cell);
        bracket[length - 1] = '\0';
        *bracket = '\0';
        column->unit = bracket + 1;
        column->numeric = true;
    }
    if (*cell == '\0')
        return reader_error(reader, "column %d has no name", index + 1);
    for (int i = 0; i < index; i++)
        if (strcmp(reader->table->columns[i].name, cell) == 0)
            return reader_error(reader, "column %.60s stands twice", cell);
    return STATUS_OK;
}

static Status header_read(Reader *reader, char *line)
{
    Table *table = reader->table;
    int count = cells_count(line, reader->separator);
    if (count > TABLE_COLUMNS_MAX)
        return reader_error(reader, "%d columns; at most %d are read", count, TABLE_COLUMNS_MAX);
    /* a row takes at least a byte a cell, so a wide header cannot ask for more than the file holds
     */
    int64_t rows_possible = (int64_t)reader->length / count + 1;
    if (reader->rows_max > rows_possible)
        reader->rows_max = rows_possible;
    size_t cells = (size_t)count * (size_t)reader->rows_max;
    table->columns = calloc((size_t)count, sizeof *table->columns);
    table->cells = calloc(cells + 1, sizeof *table->cells);
    table->values = calloc(cells + 1, sizeof *table->values);
    table->lines = calloc((size_t)reader->rows_max + 1, sizeof *table->lines);
    if (!table->columns || !table->cells || !table->values || !table->lines)
        return memory_error(reader);
    table->columns_count = count;
    char *cell = line;
    for (int i = 0; i < count; i++) {
        char *next = cell_cut(cell, reader->separator);
        Status status = header_cell(reader, cell, i);
        if (status != STATUS_OK)
            return status;
        cell = next;
    }
    return STATUS_OK;
}

static Status row_read(Reader *reader, char *line)
{
    Table *table = reader->table;
    int count = cells_count(line, reader->separator);
    if (count != table->columns_count)
        return reader_error(reader, "expected %d cells, got %d", table->columns_count, count);
    char *cell = line;
    for (int i = 0; i < count; i++) {
        char *next = cell_cut(cell, reader->separator);
        int64_t at = table->rows_count * count + i;
        double value = NAN;
        bool number = number_read(reader, cell, &value);
        if (*cell == '"')
            return reader_error(reader, "column %s: quoted cells are not read",
                                table->columns[i].name);
        if (!number && table->columns[i].numeric && !number_is_not_known(cell))
            return reader_error(reader, "column %s: expected a number, got %.60s",
                                table->columns[i].name, cell);
        table->cells[at] = cell;
        table->values[at] = number ? value : NAN;
        cell = next;
    }
    table->lines[table->rows_count++] = reader->line;
    return STATUS_OK;
}

static Status lines_read(Reader *reader)
{
    Table *table = reader->table;
    for (char *line = table->text, *next; *line; line = next) {
        reader->line++;
        next = line_cut(line);
        if (!next)
            return reader_error(reader, "the last line does not end; the file may be cut");
        if (*line == '\0' || *line == '#')
            continue;
        Status status = table->columns ? row_read(reader, line) : header_read(reader, line);
        if (status != STATUS_OK)
            return status;
    }
    if (!table->columns)
        return reader_error(reader, "the table is empty: expected a header");
    return STATUS_OK;
}

/* Of the text that the table holds. */
static Status text_parse(Reader *reader)
{
    for (size_t i = 0; i < reader->length; i++) {
        if (reader->table->text[i] == '\0')
            return reader_error(reader, "byte %zu is zero: this is no text file", i);
        reader->rows_max += reader->table->text[i] == '\n';
    }
    return lines_read(reader);
}

static Status text_load(Reader *reader, const char *text)
{
    void *loaded = NULL;
    if (!text) {
        Status status = file_read_whole(reader->table->path, TABLE_BYTES_MAX, &loaded,
                                        &reader->length, reader->message, reader->message_size);
        reader->table->text = loaded;
        return status;
    }
    reader->table->text = strdup(text);
    reader->length = strlen(text);
    if (reader->table->text)
        return STATUS_OK;
    snprintf(reader->message, reader->message_size, "%s: not enough memory", reader->table->path);
    return STATUS_NO_MEMORY;
}

/* Of a text, or of the file of that path when it is NULL. */
static Status table_load(const char *path, const char *text, char separator, Table *out,
                         char *message, size_t message_size)
{
    *out = (Table){.path = strdup(path)};
    Reader reader = {out, message, message_size, separator, 0, 0, 0, (locale_t)0};
    reader.c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    Status status = STATUS_NO_MEMORY;
    if (!out->path || !reader.c_locale)
        snprintf(message, message_size, "%s: not enough memory", path);
    else
        status = text_load(&reader, text);
    if (status == STATUS_OK)
        status = text_parse(&reader);
    if (reader.c_locale)
        freelocale(reader.c_locale);
    if (status != STATUS_OK)
        table_destroy(out);
    return status;
}

Status table_read(const char *path, char separator, Table *out, char *message, size_t message_size)
{
    return table_load(path, NULL, separator, out, message, message_size);
}

Status table_read_text(const char *name, const char *text, char separator, Table *out,
                       char *message, size_t message_size)
{
    return table_load(name, text, separator, out, message, message_size);
}

int table_column(const Table *table, const char *name)
{
    for (int i = 0; i < table->columns_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    return -1;
}

double table_value(const Table *table, int64_t row, int column)
{
    return column < 0 ? NAN : table->values[row * table->columns_count + column];
}

const char *table_cell(const Table *table, int64_t row, int column)
{
    return column < 0 ? "" : table->cells[row * table->columns_count + column];
}

void table_destroy(Table *table)
{
    free(table->path);
    free(table->text);
    free(table->columns);
    free(table->cells);
    free(table->values);
    free(table->lines);
    *table = (Table){0};
}
