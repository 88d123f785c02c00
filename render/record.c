#include "render/record.h"
#include "io/runlist.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double DAY_TOLERANCE = 1e-6;
static const size_t JSON_BYTES_MAX = (size_t)16 << 20;

/* The last part of a path, without slashes at its end. */
static void name_of_folder(const char *folder, char out[RECORD_TEXT])
{
    size_t end = strlen(folder);
    while (end > 1 && folder[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && folder[start - 1] != '/')
        start--;
    snprintf(out, RECORD_TEXT, "%.*s", (int)(end - start), folder + start);
}

static void json_text(const json_t *object, const char *key, char out[RECORD_TEXT])
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value))
        snprintf(out, RECORD_TEXT, "%s", json_string_value(value));
    else if (json_is_integer(value))
        snprintf(out, RECORD_TEXT, "%lld", (long long)json_integer_value(value));
}

static double json_real_or_nan(const json_t *value)
{
    return json_is_number(value) ? json_number_value(value) : NAN;
}

void record_parent(const char *told, const char *folder, char out[FILE_PATH])
{
    char name[FILE_PATH], ignored[FILE_PATH + 256];
    snprintf(name, sizeof name, "%s", told);
    char *day = strstr(name, " on day "), *file = strrchr(name, '/');
    if (day)
        *day = 0;
    else if (file && strncmp(file + 1, "checkpoint", 10) == 0)
        *file = 0;
    const char *own = strrchr(folder, '/'), *last = strrchr(name, '/');
    snprintf(out, FILE_PATH, "%s", name);
    if (!*name || runlist_is_run(out, ignored, sizeof ignored) == STATUS_OK)
        return;
    const int length = snprintf(out, FILE_PATH, "%.*s%s", own ? (int)(own - folder + 1) : 0, folder,
                                last ? last + 1 : name);
    if (length >= FILE_PATH || runlist_is_run(out, ignored, sizeof ignored) != STATUS_OK)
        *out = 0;
}

static void report_read(const json_t *root, Record *record)
{
    const json_t *summary = json_object_get(root, "summary");
    const json_t *volume = json_object_get(summary, "caliper_volume_day0");
    const json_t *warning = json_array_get(json_object_get(root, "warnings"), 0);
    json_text(root, "name", record->name);
    json_text(root, "seed", record->seed);
    json_text(root, "status", record->status);
    json_text(root, "version", record->version);
    json_text(root, "state_hash", record->state_hash);
    json_text(root, "config_sha256", record->config_sha256);
    json_text(root, "reason", record->reason);
    json_text(warning, "what", record->warning);
    const char *parent = json_string_value(json_object_get(root, "parent"));
    record->branch = parent && *parent;
    record_parent(parent ? parent : "", record->folder, record->parent);
    record->warning_day = json_real_or_nan(json_object_get(warning, "time_d"));
    record->day0_volume = json_real_or_nan(json_object_get(volume, "value"));
}

/* What run.json tells of the run. A folder without it can still be drawn. */
static void identity_read(Record *record)
{
    char path[FILE_PATH], message[256];
    void *text = NULL;
    size_t length = 0;
    name_of_folder(record->folder, record->name);
    record->warning_day = record->day0_volume = NAN;
    if (file_path(path, record->folder, "run.json", message, sizeof message) != STATUS_OK)
        return;
    if (file_read_whole(path, JSON_BYTES_MAX, &text, &length, message, sizeof message) != STATUS_OK)
        return;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    report_read(root, record);
    json_decref(root);
    free(text);
}

/* What every picture stands on: a time column in days, with at least one row, never going back. */
static Status series_check(const Record *record, char *message, size_t message_size)
{
    const Table *series = &record->series;
    int time = table_column(series, "time");
    if (time < 0 || strcmp(series->columns[time].unit, "d") != 0) {
        snprintf(message, message_size, "%s: error: expected the column time[d]", series->path);
        return STATUS_BAD_DATA;
    }
    if (series->rows_count == 0) {
        snprintf(message, message_size, "%s: error: there is no row yet", series->path);
        return STATUS_BAD_DATA;
    }
    for (int64_t row = 0; row < series->rows_count; row++) {
        double day = table_value(series, row, time);
        if (isnan(day) || (row > 0 && !(day > table_value(series, row - 1, time)))) {
            snprintf(message, message_size, "%s:%lld: error: time[d] does not grow", series->path,
                     (long long)series->lines[row]);
            return STATUS_BAD_DATA;
        }
    }
    return STATUS_OK;
}

Status record_read(const char *folder, Record *out, char *message, size_t message_size)
{
    char path[FILE_PATH];
    *out = (Record){0};
    int length = snprintf(out->folder, sizeof out->folder, "%s", folder);
    if (length < 0 || (size_t)length >= sizeof out->folder) {
        snprintf(message, message_size, "%.80s...: the path is too long", folder);
        return STATUS_IO;
    }
    Status status = runlist_is_run(folder, message, message_size);
    if (status != STATUS_OK)
        return status;
    identity_read(out);
    status = file_path(path, folder, "timeseries.csv", message, message_size);
    if (status == STATUS_OK)
        status = table_read(path, ',', &out->series, message, message_size);
    if (status == STATUS_OK)
        status = series_check(out, message, message_size);
    if (status == STATUS_OK)
        status = file_path(path, folder, "events.csv", message, message_size);
    if (status == STATUS_OK && file_exists(path))
        status = table_read(path, ',', &out->events, message, message_size);
    if (status != STATUS_OK)
        record_destroy(out);
    return status;
}

bool record_dose_next(const Record *record, int64_t *row, RecordDose *out)
{
    const Table *events = &record->events;
    const int time = table_column(events, "time"), drug = table_column(events, "drug");
    const int amount = table_column(events, "amount");
    if (time < 0 || drug < 0 || amount < 0)
        return false;
    while (*row < events->rows_count) {
        const int64_t at = (*row)++;
        *out = (RecordDose){table_value(events, at, time), table_value(events, at, amount),
                            table_cell(events, at, drug), events->columns[amount].unit};
        if (!isnan(out->day) && !isnan(out->amount))
            return true;
    }
    return false;
}

int64_t record_doses(const Record *record, RecordDose *out, int64_t most)
{
    RecordDose dose;
    int64_t count = 0;
    for (int64_t row = 0; record_dose_next(record, &row, &dose); count++)
        if (count < most)
            out[count] = dose;
    return count;
}

int64_t record_row_at(const Record *record, double day)
{
    int time = table_column(&record->series, "time");
    for (int64_t row = 0; row < record->series.rows_count; row++)
        if (fabs(table_value(&record->series, row, time) - day) < DAY_TOLERANCE)
            return row;
    return -1;
}

double record_value_at(const Record *record, const char *column, double day)
{
    int64_t row = record_row_at(record, day);
    return row < 0 ? NAN : table_value(&record->series, row, table_column(&record->series, column));
}

void record_destroy(Record *record)
{
    table_destroy(&record->series);
    table_destroy(&record->events);
    *record = (Record){0};
}
