#include "io/runlist.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Status runlist_add(RunList *list, const char *path, char *message, size_t message_size)
{
    void *more = realloc(list->paths, (list->count + 1) * sizeof *list->paths);
    if (!more) {
        snprintf(message, message_size, "%s: no memory for the list of snapshots", path);
        return STATUS_NO_MEMORY;
    }
    list->paths = more;
    snprintf(list->paths[list->count++], FILE_PATH, "%s", path);
    return STATUS_OK;
}

static int runlist_is_snapshot(const struct dirent *entry)
{
    const char *name = entry->d_name;
    size_t digits = strncmp(name, "snap_", 5) == 0 ? strspn(name + 5, "0123456789") : 0;
    return digits >= 6 && strcmp(name + 5 + digits, ".hdf") == 0;
}

/* Longer numbers follow shorter ones. */
static int runlist_order(const struct dirent **a, const struct dirent **b)
{
    size_t length_a = strlen((*a)->d_name), length_b = strlen((*b)->d_name);
    return length_a != length_b ? (length_a > length_b) - (length_a < length_b)
                                : strcmp((*a)->d_name, (*b)->d_name);
}

static Status runlist_folder(const char *folder, RunList *out, char *message, size_t message_size)
{
    struct dirent **entries = NULL;
    char path[FILE_PATH];
    int count = scandir(folder, &entries, runlist_is_snapshot, runlist_order);
    Status status = STATUS_OK;
    for (int i = 0; i < count; i++) {
        if (status == STATUS_OK)
            status = file_path(path, folder, entries[i]->d_name, message, message_size);
        if (status == STATUS_OK)
            status = runlist_add(out, path, message, message_size);
        free(entries[i]);
    }
    free(entries);
    if (status == STATUS_OK && out->count == 0) {
        snprintf(message, message_size, "%s: no snapshots (snap_*.hdf) in this folder", folder);
        status = STATUS_NO_INPUT;
    }
    return status;
}

Status runlist_read(const char *path, RunList *out, char *message, size_t message_size)
{
    *out = (RunList){0};
    Status status = STATUS_NO_INPUT;
    if (file_is_folder(path))
        status = runlist_folder(path, out, message, message_size);
    else if (file_exists(path))
        status = runlist_add(out, path, message, message_size);
    else
        snprintf(message, message_size, "%s: there is no such run folder or snapshot", path);
    if (status != STATUS_OK)
        runlist_destroy(out);
    return status;
}

static bool runlist_holds(const char *folder, const char *name)
{
    char path[FILE_PATH], ignored[FILE_PATH];
    return file_path(path, folder, name, ignored, sizeof ignored) == STATUS_OK && file_exists(path);
}

Status runlist_is_run(const char *folder, char *message, size_t message_size)
{
    if (runlist_holds(folder, "run.json") || runlist_holds(folder, "timeseries.csv"))
        return STATUS_OK;
    bool there = file_is_folder(folder);
    snprintf(message, message_size,
             there                 ? "%s: no run folder: it has no run.json"
             : file_exists(folder) ? "%s: a file, and no run folder"
                                   : "%s: there is no such run folder",
             folder);
    struct dirent **entries = NULL;
    int count = there ? scandir(folder, &entries, NULL, alphasort) : 0;
    for (int i = 0; i < count; i++) {
        char inner[FILE_PATH], ignored[FILE_PATH];
        size_t end = strlen(message);
        if (there && entries[i]->d_name[0] != '.' &&
            file_path(inner, folder, entries[i]->d_name, ignored, sizeof ignored) == STATUS_OK &&
            runlist_holds(inner, "run.json")) {
            snprintf(message + end, message_size - end, "\n  hint: one inside it is %s", inner);
            there = false;
        }
        free(entries[i]);
    }
    free(entries);
    return STATUS_NO_INPUT;
}

void runlist_destroy(RunList *list)
{
    free(list->paths);
    *list = (RunList){0};
}
