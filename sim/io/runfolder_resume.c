/* A run folder that is taken up again: cut back to what it was when its checkpoint was taken, so
 * that what is then appended gives the files of a run that was never broken off. */
#include "core/hash.h"
#include "io/config.h"
#include "io/runfolder_private.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TABLE_LONGEST = 1 << 30 };

/* -- the mark --------------------------------------------------------------------------------- */

/* Hash of the first `bytes` of a table, all of it with -1; *bytes becomes what was hashed. */
static Status resume_hash(const char *path, int64_t *bytes, uint64_t *hash, char *message,
                          size_t message_size)
{
    void *data;
    size_t length;
    Status status = file_read_whole(path, TABLE_LONGEST, &data, &length, message, message_size);
    if (status != STATUS_OK)
        return status;
    if (*bytes < 0)
        *bytes = (int64_t)length;
    if ((uint64_t)*bytes > length) {
        snprintf(message, message_size, "%s: shorter than at the checkpoint: %zu bytes of %" PRId64,
                 path, length, *bytes);
        status = STATUS_BAD_DATA;
    } else {
        *hash = hash_bytes(0, data, (size_t)*bytes);
    }
    free(data);
    return status;
}

Status runfolder_mark(RunFolder *folder, RunMark *mark, char *message, size_t message_size)
{
    Status status = file_log_sync(&folder->series, message, message_size);
    if (status == STATUS_OK)
        status = file_log_sync(&folder->events, message, message_size);
    mark->series_bytes = mark->events_bytes = -1;
    if (status == STATUS_OK)
        status = resume_hash(folder->series.path, &mark->series_bytes, &mark->series_hash, message,
                             message_size);
    if (status == STATUS_OK)
        status = resume_hash(folder->events.path, &mark->events_bytes, &mark->events_hash, message,
                             message_size);
    mark->begun = true;
    mark->snapshot_step = folder->snapshot_step;
    mark->snapshots_count = (int64_t)folder->snapshots_count;
    mark->snapshots = folder->snapshots;
    return status;
}

/* -- the configuration ------------------------------------------------------------------------ */

/* Tells the first line in which two texts differ. */
static void resume_differ(const char *old, const char *new, char *message, size_t message_size)
{
    const char *a = old, *b = new;
    for (; *old && *old == *new; old++, new ++)
        if (*old == '\n') {
            a = old + 1;
            b = new + 1;
        }
    a += strspn(a, " ");
    b += strspn(b, " ");
    snprintf(message, message_size,
             "the run was begun with `%.*s`, not with `%.*s`: resume it as it was, or branch off "
             "with --from and another --out",
             (int)strcspn(a, "#\n"), a, (int)strcspn(b, "#\n"), b);
}

/* Whether two configurations differ in nothing but a later end. */
static bool resume_extended(const char *old, const Params *params, const char *text)
{
    Params *before = malloc(sizeof *before);
    Messages messages;
    size_t length;
    bool extended = false;
    messages_start(&messages);
    if (before &&
        config_read_text("checkpoint", old, strlen(old), before, &messages) == STATUS_OK &&
        before->time_end < params->time_end) {
        before->time_end = params->time_end;
        char *later = config_text(before, &length);
        extended = later && strcmp(later, text) == 0;
        free(later);
    }
    messages_destroy(&messages);
    free(before);
    return extended;
}

Status runfolder_same(const RunFolder *folder, const char *old, char *message, size_t message_size)
{
    if (strcmp(old, folder->config) == 0 || resume_extended(old, folder->params, folder->config))
        return STATUS_OK;
    resume_differ(old, folder->config, message, message_size);
    return STATUS_BAD_DATA;
}

/* -- cutting back ----------------------------------------------------------------------------- */

/* The number of a snapshot by its name, -1 when it is none. */
static int64_t resume_number(const char *name)
{
    int64_t number = -1;
    int used = 0;
    size_t digits = strncmp(name, "snap_", 5) == 0 ? strspn(name + 5, "0123456789") : 0;
    bool well = digits >= 6 && digits < 18 &&
                sscanf(name, "snap_%" SCNd64 ".hdf%n", &number, &used) == 1 &&
                used == (int)strlen(name);
    return well ? number : -1;
}

static bool resume_ours(const char *name, int64_t from)
{
    static const char *const made[] = {"SHA256SUMS", "run.hdf.series", "twin.csv"},
                             *const parts[] = {"config.yaml.part",    "run.json.part",
                                               "SHA256SUMS.part",     "run.hdf.series.part",
                                               "checkpoint.hdf.part", "twin.csv.part",
                                               STEERING_NAME ".part"};
    char stem[256];
    size_t length = strlen(name);
    bool part = length > 5 && length < sizeof stem && strcmp(name + length - 5, ".part") == 0;
    snprintf(stem, sizeof stem, "%.*s", (int)(part ? length - 5 : 0), name);
    bool ours = resume_number(name) >= from || resume_number(stem) >= 0;
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        ours |= strcmp(name, made[i]) == 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        ours |= strcmp(name, parts[i]) == 0;
    return ours;
}

bool runfolder_unused(const RunFolder *folder)
{
    DIR *files = opendir(folder->path);
    bool unused = files != NULL;
    for (struct dirent *e = files ? readdir(files) : NULL; e; e = readdir(files))
        unused &= strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
                  strcmp(e->d_name, "checkpoint.hdf.part") == 0 ||
                  strncmp(e->d_name, STEERING_NAME, strlen(STEERING_NAME)) == 0;
    if (files)
        closedir(files);
    return unused;
}

void runfolder_clear(const RunFolder *folder, int64_t from, bool tables)
{
    DIR *files = opendir(folder->path);
    for (struct dirent *e = files ? readdir(files) : NULL; e; e = readdir(files))
        if (resume_ours(e->d_name, from) || (tables && (strcmp(e->d_name, "timeseries.csv") == 0 ||
                                                        strcmp(e->d_name, "events.csv") == 0)))
            unlinkat(dirfd(files), e->d_name, 0);
    if (files)
        closedir(files);
}

/* Whether a table begins as it did at the mark. */
static Status resume_table(const RunFolder *folder, const char *name, int64_t bytes, uint64_t hash,
                           char path[FILE_PATH], char *message, size_t message_size)
{
    uint64_t found = 0;
    Status status = file_path(path, folder->path, name, message, message_size);
    if (status == STATUS_OK)
        status = resume_hash(path, &bytes, &found, message, message_size);
    if (status == STATUS_OK && found != hash) {
        snprintf(message, message_size, "%s: changed since the checkpoint; it is left as it is",
                 path);
        status = STATUS_BAD_DATA;
    }
    return status;
}

/* Whether the snapshots of the mark are what they were. */
static Status resume_snapshots(const RunFolder *folder, const RunMark *mark, char *message,
                               size_t message_size)
{
    char path[FILE_PATH], sha256[SHA256_HEX];
    Status status = STATUS_OK;
    for (int64_t i = 0; i < mark->snapshots_count && status == STATUS_OK; i++) {
        status =
            file_path(path, folder->path, mark->snapshots[i].entry.name, message, message_size);
        if (status == STATUS_OK)
            status = sha256_file(path, sha256, message, message_size);
        if (status != STATUS_OK || strcmp(sha256, mark->snapshots[i].sha256) == 0)
            continue;
        snprintf(message, message_size, "%s: changed since it was written; it is left as it is",
                 path);
        status = STATUS_BAD_DATA;
    }
    return status;
}

static Status resume_list(RunFolder *folder, const RunMark *mark, char *message,
                          size_t message_size)
{
    size_t count = (size_t)mark->snapshots_count;
    folder->snapshots = malloc((count + 1) * sizeof *folder->snapshots);
    if (!folder->snapshots) {
        snprintf(message, message_size, "%s: no memory for the list of snapshots", folder->path);
        return STATUS_NO_MEMORY;
    }
    memcpy(folder->snapshots, mark->snapshots, count * sizeof *folder->snapshots);
    folder->snapshots_count = count;
    folder->snapshots_room = count + 1;
    folder->snapshot_step = mark->snapshot_step;
    folder->series_headed = mark->series_bytes > 0;
    return STATUS_OK;
}

Status runfolder_cut(RunFolder *folder, const RunMark *mark, char *message, size_t message_size)
{
    char events[FILE_PATH], series[FILE_PATH], config[FILE_PATH];
    if (!mark->begun)
        return runfolder_begin(folder, message, message_size);
    Status status = resume_table(folder, "events.csv", mark->events_bytes, mark->events_hash,
                                 events, message, message_size);
    if (status == STATUS_OK)
        status = resume_table(folder, "timeseries.csv", mark->series_bytes, mark->series_hash,
                              series, message, message_size);
    if (status == STATUS_OK)
        status = resume_snapshots(folder, mark, message, message_size);
    if (status == STATUS_OK)
        status = resume_list(folder, mark, message, message_size);
    if (status == STATUS_OK) /* all is as it should be: from here on the folder changes */
        status = file_log_open(events, (size_t)mark->events_bytes, &folder->events, message,
                               message_size);
    if (status == STATUS_OK)
        status = file_log_open(series, (size_t)mark->series_bytes, &folder->series, message,
                               message_size);
    if (status != STATUS_OK)
        return status;
    runfolder_clear(folder, mark->snapshots_count, false);
    if (mark->snapshots_count > 0)
        status = runfolder_index(folder, message, message_size);
    if (status == STATUS_OK)
        status = runfolder_log(folder, message, message_size);
    if (status == STATUS_OK)
        status = file_path(config, folder->path, "config.yaml", message, message_size);
    if (status == STATUS_OK) /* the same, or with a later end */
        status = file_write_whole(config, folder->first_config, strlen(folder->first_config),
                                  message, message_size);
    return status;
}
