#include "render/shots.h"

#include "io/snapshot.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t SERIES_BYTES_MAX = (size_t)64 << 20;
static const double DAY_SLACK = 1.0 / 24;

/* One entry {"name": ..., "time": ...} of the list; names may not leave the folder. */
static bool entry_read(const json_t *entry, const char *folder, Shot *shot)
{
    const char *name = json_string_value(json_object_get(entry, "name"));
    const json_t *time = json_object_get(entry, "time");
    char message[64];
    if (!name || strchr(name, '/') || !json_is_number(time))
        return false;
    shot->day = json_number_value(time);
    return file_path(shot->path, folder, name, message, sizeof message) == STATUS_OK;
}

static Status entries_read(const json_t *files, const char *folder, Shot **out, int *count,
                           char *message, size_t message_size)
{
    size_t entries = json_array_size(files);
    if (entries == 0) {
        snprintf(message, message_size, "%s: there is no snapshot yet", folder);
        return STATUS_NO_INPUT;
    }
    Shot *shots = calloc(entries, sizeof *shots);
    if (!shots) {
        snprintf(message, message_size, "%s: not enough memory", folder);
        return STATUS_NO_MEMORY;
    }
    for (size_t i = 0; i < entries; i++) {
        bool well = entry_read(json_array_get(files, i), folder, &shots[i]);
        if (well && (i == 0 || shots[i].day > shots[i - 1].day))
            continue;
        snprintf(message, message_size, "%s/run.hdf.series: error: entry %zu is malformed", folder,
                 i + 1);
        free(shots);
        return STATUS_BAD_DATA;
    }
    *out = shots;
    *count = (int)entries;
    return STATUS_OK;
}

Status shots_list(const char *folder, Shot **out, int *count, char *message, size_t message_size)
{
    char path[FILE_PATH];
    void *text = NULL;
    size_t length = 0;
    json_error_t fault;
    Status status = file_path(path, folder, "run.hdf.series", message, message_size);
    if (status == STATUS_OK)
        status = file_read_whole(path, SERIES_BYTES_MAX, &text, &length, message, message_size);
    if (status != STATUS_OK)
        return status;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &fault);
    free(text);
    if (!root) {
        snprintf(message, message_size, "%s:%d: error: %s", path, fault.line, fault.text);
        return STATUS_BAD_DATA;
    }
    status =
        entries_read(json_object_get(root, "files"), folder, out, count, message, message_size);
    json_decref(root);
    return status;
}

int shots_pick_even(int count, int wanted, int *picked)
{
    if (count <= wanted)
        wanted = count;
    for (int i = 0; i < wanted; i++)
        picked[i] =
            wanted == 1 ? 0 : (int)(((int64_t)i * (count - 1) + (wanted - 1) / 2) / (wanted - 1));
    return wanted;
}

int shots_nearest(const Shot *shots, int count, double day)
{
    int nearest = 0;
    for (int k = 1; k < count; k++)
        if (fabs(shots[k].day - day) < fabs(shots[nearest].day - day))
            nearest = k;
    return nearest;
}

/* The snapshot of a day, or -1. */
static int shot_of_day(const Shot *shots, int count, double day)
{
    const int nearest = shots_nearest(shots, count, day);
    return fabs(shots[nearest].day - day) <= DAY_SLACK ? nearest : -1;
}

static void text_add(char *text, size_t size, const char *before, double day)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%.6g", before, day);
}

/* "0, 1, 2" or, of many, "0, 1, 2, 3, ... 30 (32 in all)". */
static void days_text(const Shot *shots, int count, char *text, size_t size)
{
    enum { MOST = 16, FIRST = 4 };
    *text = '\0';
    for (int i = 0; i < count; i++)
        if (count <= MOST || i < FIRST)
            text_add(text, size, i ? ", " : "", shots[i].day);
    if (count <= MOST)
        return;
    text_add(text, size, ", ... ", shots[count - 1].day);
    size_t used = strlen(text);
    snprintf(text + used, size - used, " (%d in all)", count);
}

Status shots_pick_days(const Shot *shots, int count, const double *days, int days_count,
                       int *picked, char *message, size_t message_size)
{
    char missing[256] = "", there[512];
    for (int i = 0; i < days_count; i++) {
        picked[i] = shot_of_day(shots, count, days[i]);
        if (picked[i] < 0)
            text_add(missing, sizeof missing, *missing ? ", " : "", days[i]);
    }
    if (!*missing)
        return STATUS_OK;
    days_text(shots, count, there, sizeof there);
    snprintf(message, message_size,
             "there is no snapshot of day %s; the run has snapshots of day %s", missing, there);
    return STATUS_NO_INPUT;
}

static Status arrays_read(const Snapshot *snapshot, const char *field, OpenShot *out, char *message,
                          size_t message_size)
{
    const struct {
        const char *name;
        HdfType type;
        void *data;
    } arrays[] = {{"cell_type", HDF_U8, out->type},
                  {"phase", HDF_U8, out->phase},
                  {"perfused", HDF_U8, out->perfused},
                  {field, HDF_F32, out->values}};
    Status status = STATUS_OK;
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0] && status == STATUS_OK; i++)
        status = snapshot_sites(snapshot, arrays[i].name, arrays[i].type, arrays[i].data, message,
                                message_size);
    return status;
}

static void provenance_text(const Snapshot *snapshot, const char *name, char out[RECORD_TEXT])
{
    char *text = snapshot_text(snapshot, "/provenance", name);
    snprintf(out, RECORD_TEXT, "%s", text ? text : "");
    free(text);
}

static Status snapshot_load(const Snapshot *snapshot, const char *path, const char *field,
                            OpenShot *out, char *message, size_t message_size)
{
    size_t sites = (size_t)snapshot->grid.sites;
    *out = (OpenShot){.values = malloc(sites * sizeof *out->values),
                      .type = malloc(sites),
                      .phase = malloc(sites),
                      .perfused = malloc(sites),
                      .day = snapshot->time_d};
    if (!out->values || !out->type || !out->phase || !out->perfused) {
        snprintf(message, message_size, "%s: not enough memory", path);
        return STATUS_NO_MEMORY;
    }
    out->scene = (Scene){snapshot->grid, out->type, out->phase, out->perfused, NULL, NULL, NULL};
    snprintf(out->seed, sizeof out->seed, "%llu", (unsigned long long)snapshot->seed);
    snprintf(out->state_hash, sizeof out->state_hash, "%s", snapshot->state_hash);
    provenance_text(snapshot, "version", out->version);
    provenance_text(snapshot, "config_sha256", out->config_sha256);
    char *parent = snapshot_text(snapshot, "/provenance", "parent_state_hash");
    out->branch = parent != NULL;
    free(parent);
    out->config = snapshot_text(snapshot, "/provenance", "config");
    return arrays_read(snapshot, field, out, message, message_size);
}

Status shot_open(const char *path, const char *field, OpenShot *out, char *message,
                 size_t message_size)
{
    Snapshot snapshot;
    Status status = snapshot_open(path, &snapshot, message, message_size);
    if (status != STATUS_OK)
        return status;
    status = snapshot_load(&snapshot, path, field, out, message, message_size);
    snapshot_close(&snapshot);
    if (status != STATUS_OK)
        shot_close(out);
    return status;
}

void shot_close(OpenShot *shot)
{
    free(shot->values);
    free(shot->type);
    free(shot->phase);
    free(shot->perfused);
    free(shot->config);
    *shot = (OpenShot){0};
}
