#include "io/runfolder_private.h"
#include "io/clock.h"
#include "io/config.h"
#include "io/snapshot.h"
#include "io/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOG_LONGEST = 1 << 26 };

enum { SUMS_BYTES = 1 << 24 };

double runfolder_seconds(const RunFolder *folder)
{
    return clock_seconds() - folder->started;
}

void runfolder_default(const Params *params, char out[FILE_PATH])
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+";
    char name[PARAMS_TEXT];
    snprintf(name, sizeof name, "%s", params->run_name[0] ? params->run_name : "run");
    for (char *at = name; *at; at++)
        if (!strchr(safe, *at) && (*at != '.' || at == name))
            *at = '_';
    snprintf(out, FILE_PATH, "output/runs/%s-%" PRId64, name, params->run_seed);
}

/* -- creation --------------------------------------------------------------------------------- */

/* Who holds a folder, as its run.json says. */
static void runfolder_holder(const char *path, char *message, size_t message_size)
{
    char report[FILE_PATH];
    const char *host = "?";
    int pid = 0;
    json_t *json = NULL;
    if (file_path(report, path, "run.json", message, message_size) == STATUS_OK)
        json = json_load_file(report, 0, NULL);
    if (json)
        json_unpack(json, "{s?s, s?i}", "host", &host, "pid", &pid);
    snprintf(message, message_size, "%s is in use by process %d on %s: wait for it, or stop it",
             path, pid, host);
    json_decref(json);
}

static void runfolder_empty(RunFolder *out, const Params *params)
{
    memset(out, 0, sizeof *out);
    out->series.fd = out->events.fd = out->log.fd = out->lock = -1;
    out->params = params;
    out->snapshot_step = -1;
    out->started = clock_seconds();
}

static Status runfolder_take(RunFolder *folder, const char *path, char *message,
                             size_t message_size)
{
    size_t length;
    snprintf(folder->path, sizeof folder->path, "%s", path);
    Status status = file_folder_lock(path, &folder->lock, message, message_size);
    if (status == STATUS_EXISTS)
        runfolder_holder(path, message, message_size);
    if (status != STATUS_OK)
        return status;
    folder->first_config = config_text(folder->params, &length);
    return runfolder_steer(folder, folder->params, message, message_size);
}

Status runfolder_steer(RunFolder *folder, const Params *params, char *message, size_t message_size)
{
    size_t length = 0;
    char *config = config_text(params, &length);
    if (!config || !folder->first_config) {
        free(config);
        snprintf(message, message_size, "no memory for the resolved configuration");
        return STATUS_NO_MEMORY;
    }
    Provenance now = provenance_of(params, config), before = folder->provenance;
    memcpy(now.parent_hash, before.parent_hash, sizeof now.parent_hash);
    now.parent_step = before.parent_step;
    free(folder->config);
    folder->config = config;
    folder->params = params;
    folder->provenance = now;
    return STATUS_OK;
}

Status runfolder_open(RunFolder *out, const char *path, const Params *params, char *message,
                      size_t message_size)
{
    runfolder_empty(out, params);
    if (!file_is_folder(path)) {
        snprintf(message, message_size, "%s: there is no such run to resume", path);
        return STATUS_NO_INPUT;
    }
    Status status = runfolder_take(out, path, message, message_size);
    if (status != STATUS_OK)
        runfolder_destroy(out, false);
    return status;
}

Status runfolder_create(RunFolder *out, const char *path, const Params *params, char *message,
                        size_t message_size)
{
    runfolder_empty(out, params);
    Status status = file_folder_create(path, &out->made, message, message_size);
    if (status == STATUS_EXISTS)
        snprintf(message, message_size,
                 "%s is there already and is not overwritten: name another folder with --out DIR, "
                 "or go on with that run with --resume",
                 path);
    if (status != STATUS_OK)
        return status;
    status = runfolder_take(out, path, message, message_size);
    if (status != STATUS_OK)
        runfolder_destroy(out, status != STATUS_EXISTS);
    return status;
}

Status runfolder_begin(RunFolder *folder, char *message, size_t message_size)
{
    static const char head[] = "step[1],time[d],drug,amount[mg/kg],duration[h],set\n";
    const struct {
        const char *name;
        FileLog *log;
    } tables[] = {{"timeseries.csv", &folder->series}, {"events.csv", &folder->events}};
    char path[FILE_PATH];
    runfolder_clear(folder, 0, true);
    Status status = file_path(path, folder->path, "config.yaml", message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(path, folder->first_config, strlen(folder->first_config), message,
                                  message_size);
    for (int i = 0; i < 2 && status == STATUS_OK; i++) {
        status = file_path(path, folder->path, tables[i].name, message, message_size);
        if (status == STATUS_OK)
            status = file_log_create(path, tables[i].log, message, message_size);
    }
    if (status == STATUS_OK)
        status = file_log_append(&folder->events, head, sizeof head - 1, message, message_size);
    return status == STATUS_OK ? runfolder_log(folder, message, message_size) : status;
}

Status runfolder_log(RunFolder *folder, char *message, size_t message_size)
{
    char path[FILE_PATH], *text;
    void *data;
    size_t length;
    Status status = file_path(path, folder->path, "log.jsonl", message, message_size);
    if (status != STATUS_OK)
        return status;
    if (!file_exists(path))
        return file_log_create(path, &folder->log, message, message_size);
    status = file_read_whole(path, LOG_LONGEST, &data, &length, message, message_size);
    if (status != STATUS_OK)
        return status;
    for (text = data; length > 0 && text[length - 1] != '\n';)
        length--;
    free(data);
    return file_log_open(path, length, &folder->log, message, message_size);
}

void runfolder_destroy(RunFolder *folder, bool remove)
{
    char ignored[FILE_PATH];
    FileLog *const logs[] = {&folder->series, &folder->events, &folder->log};
    for (int i = 0; i < 3; i++)
        file_log_close(logs[i], ignored, sizeof ignored);
    if (remove)
        file_folder_remove(folder->path, folder->made);
    file_folder_unlock(folder->lock);
    free(folder->config);
    free(folder->first_config);
    free(folder->snapshots);
    memset(folder, 0, sizeof *folder);
    folder->series.fd = folder->events.fd = folder->log.fd = folder->lock = -1;
}

/* -- tables ----------------------------------------------------------------------------------- */

Status runfolder_row(RunFolder *folder, const Census *census, char *message, size_t message_size)
{
    Status status = STATUS_OK;
    if (!folder->series_headed)
        status = series_head(&folder->series, census, message, message_size);
    folder->series_headed = true;
    if (status == STATUS_OK)
        status = series_row(&folder->series, census, message, message_size);
    return status;
}

static Status runfolder_dose(RunFolder *folder, const World *world, const Dose *dose, char *message,
                             size_t message_size)
{
    char row[256];
    int length =
        snprintf(row, sizeof row, "%" PRId64 ",%.17g,%s,%.17g,%.17g,\n", world->step,
                 world_time_h(world, world->step) / 24, dose->drug, dose->amount, dose->duration);
    return file_log_append(&folder->events, row, (size_t)length, message, message_size);
}

Status runfolder_doses(RunFolder *folder, const World *world, char *message, size_t message_size)
{
    const Params *params = folder->params;
    Status status = STATUS_OK;
    for (int i = 0; i < params->doses_count; i++) {
        const Dose *dose = &params->doses[i];
        for (int64_t n = 0; n < dose->times && status == STATUS_OK; n++) {
            if (world->step == params_dose_step(params, dose, n))
                status = runfolder_dose(folder, world, dose, message, message_size);
        }
    }
    return status;
}

Status runfolder_steered(RunFolder *folder, const World *world, const char *set, char *message,
                         size_t message_size)
{
    Text row = {0};
    text_add(&row, "%" PRId64 ",%.17g,,,,%s\n", world->step, world_time_h(world, world->step) / 24,
             set);
    Status status = text_check(&row, folder->events.path, message, message_size);
    if (status == STATUS_OK)
        status = file_log_append(&folder->events, row.bytes, row.length, message, message_size);
    text_destroy(&row);
    return status;
}

Status runfolder_steering(const RunFolder *folder, const Steering *steering, char *message,
                          size_t message_size)
{
    char path[FILE_PATH];
    Text text = {0};
    Status status = file_path(path, folder->path, STEERING_NAME, message, message_size);
    steering_text(steering, folder->params, &text);
    if (status == STATUS_OK)
        status = text_check(&text, path, message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(path, text.bytes, text.length, message, message_size);
    text_destroy(&text);
    return status;
}

/* -- snapshots -------------------------------------------------------------------------------- */

static Status runfolder_room(RunFolder *folder, char *message, size_t message_size)
{
    if (folder->snapshots_count < folder->snapshots_room)
        return STATUS_OK;
    size_t room = 2 * folder->snapshots_room + 64;
    RunFolderSnapshot *more = realloc(folder->snapshots, room * sizeof *more);
    if (!more) {
        snprintf(message, message_size, "%s: no memory for the list of snapshots", folder->path);
        return STATUS_NO_MEMORY;
    }
    folder->snapshots = more;
    folder->snapshots_room = room;
    return STATUS_OK;
}

Status runfolder_index(const RunFolder *folder, char *message, size_t message_size)
{
    SeriesEntry *entries = malloc((folder->snapshots_count + 1) * sizeof *entries);
    if (!entries) {
        snprintf(message, message_size, "%s: no memory for the index", folder->path);
        return STATUS_NO_MEMORY;
    }
    for (size_t i = 0; i < folder->snapshots_count; i++)
        entries[i] = folder->snapshots[i].entry;
    Status status =
        series_index(folder->path, entries, folder->snapshots_count, message, message_size);
    free(entries);
    return status;
}

void runfolder_snapshot_name(size_t number, SeriesEntry *entry)
{
    snprintf(entry->name, sizeof entry->name, "snap_%06zu.hdf", number);
}

Status runfolder_snapshot(RunFolder *folder, World *world, char *message, size_t message_size)
{
    char path[FILE_PATH];
    Status status = runfolder_room(folder, message, message_size);
    if (status != STATUS_OK)
        return status;
    RunFolderSnapshot *next = &folder->snapshots[folder->snapshots_count];
    runfolder_snapshot_name(folder->snapshots_count, &next->entry);
    next->entry.time_d = world_time_h(world, world->step) / 24;
    status = file_path(path, folder->path, next->entry.name, message, message_size);
    if (status == STATUS_OK)
        status =
            snapshot_write(path, world, &folder->provenance, next->sha256, message, message_size);
    if (status != STATUS_OK)
        return status;
    folder->snapshots_count++;
    folder->snapshot_step = world->step;
    world->deaths_count = 0;
    return runfolder_index(folder, message, message_size);
}

/* -- the end ---------------------------------------------------------------------------------- */

static Status runfolder_digest(const RunFolder *folder, Text *sums, const char *name, char *message,
                               size_t message_size)
{
    char path[FILE_PATH], digest[SHA256_HEX];
    Status status = file_path(path, folder->path, name, message, message_size);
    if (status == STATUS_OK && file_exists(path))
        status = sha256_file(path, digest, message, message_size);
    else
        return status;
    if (status == STATUS_OK)
        text_add(sums, "%s  %s\n", digest, name);
    return status;
}

Status runfolder_seal(RunFolder *folder, char *message, size_t message_size)
{
    static const char *const before[] = {"config.yaml", STEERING_NAME, "events.csv",
                                         "run.hdf.series"};
    char path[FILE_PATH];
    Text sums = {0};
    Status status = file_log_close(&folder->series, message, message_size);
    if (status == STATUS_OK)
        status = file_log_close(&folder->events, message, message_size);
    for (int i = 0; i < 4 && status == STATUS_OK; i++)
        status = runfolder_digest(folder, &sums, before[i], message, message_size);
    for (size_t i = 0; i < folder->snapshots_count; i++)
        text_add(&sums, "%s  %s\n", folder->snapshots[i].sha256, folder->snapshots[i].entry.name);
    if (status == STATUS_OK)
        status = runfolder_digest(folder, &sums, "timeseries.csv", message, message_size);
    if (status == STATUS_OK)
        status = file_path(path, folder->path, "SHA256SUMS", message, message_size);
    if (status == STATUS_OK)
        status = text_check(&sums, path, message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(path, sums.bytes, sums.length, message, message_size);
    text_destroy(&sums);
    return status;
}

Status runfolder_add(const char *folder, const char *name, const void *data, size_t bytes,
                     char *message, size_t message_size)
{
    char path[FILE_PATH], digest[SHA256_HEX];
    void *before = NULL;
    size_t before_bytes;
    Text sums = {0};
    Status status = file_path(path, folder, name, message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(path, data, bytes, message, message_size);
    if (status == STATUS_OK)
        status = sha256_file(path, digest, message, message_size);
    if (status == STATUS_OK)
        status = file_path(path, folder, "SHA256SUMS", message, message_size);
    if (status == STATUS_OK)
        status = file_read_whole(path, SUMS_BYTES, &before, &before_bytes, message, message_size);
    if (status != STATUS_OK)
        return status;
    text_add(&sums, "%s%s  %s\n", (const char *)before, digest, name);
    free(before);
    status = text_check(&sums, path, message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(path, sums.bytes, sums.length, message, message_size);
    text_destroy(&sums);
    return status;
}
