#include "io/snapshot_csv.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CSV_COLUMNS = 32, CSV_NUMBER = 32 };

const char *const SNAPSHOT_TABLE_WORDS[SNAPSHOT_TABLES] = {"cells", "deaths"};

typedef struct CsvColumn {
    const char *name, *unit;
    HdfType type;
} CsvColumn;

#define COLUMN(name, type, hdf, unit, long_name, value) {#name, unit, HDF_##hdf},
static const CsvColumn CELLS[] = {
#define SNAPSHOT_CELLS
#include "io/snapshot.def"
#undef SNAPSHOT_CELLS
};

static const CsvColumn DEATHS[] = {
#define SNAPSHOT_DEATHS
#include "io/snapshot.def"
#undef SNAPSHOT_DEATHS
};
#undef COLUMN

static const struct {
    const CsvColumn *columns;
    size_t count;
} TABLES[SNAPSHOT_TABLES] = {{CELLS, sizeof CELLS / sizeof CELLS[0]},
                             {DEATHS, sizeof DEATHS / sizeof DEATHS[0]}};

/* One column into *data, which the caller frees, also after a failure. The first one says how many
 * rows there are. */
static Status csv_load(const Snapshot *snapshot, const char *table, const CsvColumn *column,
                       bool first, size_t *rows, void **data, char *message, size_t message_size)
{
    char path[2 * HDF_NAME];
    HdfShape shape;
    snprintf(path, sizeof path, "/%s/%s", table, column->name);
    Status status = snapshot_array(snapshot, path, &shape, data, message, message_size);
    if (status != STATUS_OK)
        return status;
    char *unit = snapshot_text(snapshot, path, "units");
    bool fits = shape.type == column->type && shape.rank == 1 && (first || shape.items == *rows) &&
                unit && strcmp(unit, column->unit) == 0;
    status = unit ? STATUS_BAD_DATA : hdf_fault(snapshot->hdf);
    free(unit);
    *rows = shape.items;
    if (fits)
        return STATUS_OK;
    if (status == STATUS_NO_MEMORY) {
        snprintf(message, message_size, "%s: no memory for its unit", path);
        return status;
    }
    snprintf(message, message_size, "%s: not the column that it should be, in %s", path,
             column->unit);
    return STATUS_BAD_DATA;
}

static void csv_real(double value, int digits, char out[CSV_NUMBER])
{
    if (isnan(value)) /* which printf would write with its sign */
        snprintf(out, CSV_NUMBER, "nan");
    else
        snprintf(out, CSV_NUMBER, "%.*g", digits, value);
}

static void csv_number(HdfType type, const void *data, size_t row, char out[CSV_NUMBER])
{
    switch (type) {
    case HDF_U8:
        snprintf(out, CSV_NUMBER, "%u", ((const uint8_t *)data)[row]);
        return;
    case HDF_U16:
        snprintf(out, CSV_NUMBER, "%u", ((const uint16_t *)data)[row]);
        return;
    case HDF_U32:
        snprintf(out, CSV_NUMBER, "%" PRIu32, ((const uint32_t *)data)[row]);
        return;
    case HDF_U64:
        snprintf(out, CSV_NUMBER, "%" PRIu64, ((const uint64_t *)data)[row]);
        return;
    case HDF_F32:
        csv_real((double)((const float *)data)[row], 9, out);
        return;
    case HDF_F64:
        csv_real(((const double *)data)[row], 17, out);
        return;
    default: /* snapshot.def has no others */
        CHECK(false);
    }
}

static void csv_write(const CsvColumn *columns, size_t count, void *const *data, size_t rows,
                      Text *out)
{
    for (size_t c = 0; c < count; c++)
        text_add(out, "%s%s[%s]", c ? "," : "", columns[c].name, columns[c].unit);
    text_add(out, "\n");
    for (size_t row = 0; row < rows && !out->failed; row++) {
        char line[CSV_COLUMNS * (CSV_NUMBER + 1)], *at = line;
        for (size_t c = 0; c < count; c++) {
            csv_number(columns[c].type, data[c], row, at);
            at += strlen(at);
            *at++ = c + 1 < count ? ',' : '\n';
        }
        *at = '\0';
        text_add(out, "%s", line);
    }
}

Status snapshot_csv(const Snapshot *snapshot, SnapshotTable table, Text *out, char *message,
                    size_t message_size)
{
    const CsvColumn *columns = TABLES[table].columns;
    size_t count = TABLES[table].count, rows = 0;
    void *data[CSV_COLUMNS] = {NULL};
    Status status = STATUS_OK;
    CHECK(count <= CSV_COLUMNS);
    for (size_t c = 0; c < count && status == STATUS_OK; c++)
        status = csv_load(snapshot, SNAPSHOT_TABLE_WORDS[table], &columns[c], c == 0, &rows,
                          &data[c], message, message_size);
    if (status == STATUS_OK)
        csv_write(columns, count, data, rows, out);
    for (size_t c = 0; c < count; c++)
        free(data[c]);
    return status;
}
