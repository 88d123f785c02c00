#include "io/sweep_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Status sweep_folder_run(char out[FILE_PATH], const char *folder, const char *kind, int64_t run,
                        char *message, size_t message_size)
{
    char name[64];
    snprintf(name, sizeof name, "%s/%06" PRId64, kind, run);
    return file_path(out, folder, name, message, message_size);
}

/* -- which are done --------------------------------------------------------------------------- */

static Status sweep_folder_mark(const char *folder, const char *kind, SweepState state,
                                const SweepRun *runs, int64_t count, unsigned char *states,
                                char *message, size_t message_size)
{
    char path[FILE_PATH];
    Status status = file_path(path, folder, kind, message, message_size);
    DIR *entries = status == STATUS_OK ? opendir(path) : NULL;
    if (status == STATUS_OK && !entries && errno != ENOENT) {
        snprintf(message, message_size, "%s: cannot be read: %s", path, strerror(errno));
        return STATUS_IO;
    }
    errno = 0;
    for (struct dirent *e = entries ? readdir(entries) : NULL; e; e = readdir(entries)) {
        size_t digits = strspn(e->d_name, "0123456789");
        int64_t at = digits >= 6 && digits < 10 && e->d_name[digits] == 0
                         ? sweep_design_find(runs, count, atoll(e->d_name))
                         : -1;
        if (at >= 0)
            states[at] = (unsigned char)state;
    }
    if (entries && errno != 0) { /* of readdir: nothing else was called */
        snprintf(message, message_size, "%s: cannot be read: %s", path, strerror(errno));
        status = STATUS_IO;
    }
    if (entries)
        closedir(entries);
    return status;
}

Status sweep_folder_states(const char *folder, const SweepRun *runs, int64_t count,
                           unsigned char *states, char *message, size_t message_size)
{
    memset(states, SWEEP_WAITING, (size_t)count);
    Status status = sweep_folder_mark(folder, "failed", SWEEP_FAILED, runs, count, states, message,
                                      message_size);
    return status == STATUS_OK ? sweep_folder_mark(folder, "runs", SWEEP_FINISHED, runs, count,
                                                   states, message, message_size)
                               : status;
}

SweepState sweep_folder_state(const char *folder, int64_t run)
{
    char path[FILE_PATH], ignored[FILE_PATH + 128];
    if (sweep_folder_run(path, folder, "runs", run, ignored, sizeof ignored) == STATUS_OK &&
        file_exists(path))
        return SWEEP_FINISHED;
    bool failed =
        sweep_folder_run(path, folder, "failed", run, ignored, sizeof ignored) == STATUS_OK &&
        file_exists(path);
    return failed ? SWEEP_FAILED : SWEEP_WAITING;
}

Status sweep_folder_work(char out[FILE_PATH], const char *folder, int64_t run, char *message,
                         size_t message_size)
{
    char path[FILE_PATH], start[32];
    snprintf(start, sizeof start, "%06" PRId64 ".", run);
    *out = 0;
    Status status = file_path(path, folder, "work", message, message_size);
    DIR *entries = status == STATUS_OK ? opendir(path) : NULL;
    for (struct dirent *e = entries ? readdir(entries) : NULL; e && !*out; e = readdir(entries))
        if (strncmp(e->d_name, start, strlen(start)) == 0)
            status = file_path(out, path, e->d_name, message, message_size);
    if (entries)
        closedir(entries);
    return status;
}

void sweep_folder_failure(const char *folder, int64_t run, char out[SWEEP_FAILURE])
{
    char path[FILE_PATH], ignored[FILE_PATH + 128], file[FILE_PATH];
    void *text;
    size_t bytes;
    *out = 0;
    if (sweep_folder_run(path, folder, "failed", run, ignored, sizeof ignored) != STATUS_OK ||
        file_path(file, path, SWEEP_FAILURE_NAME, ignored, sizeof ignored) != STATUS_OK ||
        file_read_whole(file, 1 << 20, &text, &bytes, ignored, sizeof ignored) != STATUS_OK)
        return;
    snprintf(out, SWEEP_FAILURE, "%.*s", (int)strcspn(text, "\n"), (const char *)text);
    free(text);
}

/* -- what is kept ----------------------------------------------------------------------------- */

static bool sweep_folder_heavy(const char *name, SweepKeep keep)
{
    bool checkpoint = strncmp(name, "checkpoint", 10) == 0 && strstr(name, ".hdf");
    bool snapshot = (strncmp(name, "snap_", 5) == 0 && strstr(name, ".hdf")) ||
                    strcmp(name, "run.hdf.series") == 0;
    bool part = strstr(name, ".part") != NULL;
    return keep != SWEEP_KEEP_ALL &&
           (checkpoint || part || (snapshot && keep == SWEEP_KEEP_TABLES));
}

/* SHA256SUMS without the lines of files that are to go. */
static Status sweep_folder_sums(const char *run_folder, SweepKeep keep, char *message,
                                size_t message_size)
{
    char path[FILE_PATH];
    void *sums;
    size_t bytes;
    Text left = {0};
    Status status = file_path(path, run_folder, "SHA256SUMS", message, message_size);
    if (status != STATUS_OK || !file_exists(path))
        return status;
    status = file_read_whole(path, 1 << 24, &sums, &bytes, message, message_size);
    if (status != STATUS_OK)
        return status;
    for (char *line = strtok(sums, "\n"); line; line = strtok(NULL, "\n"))
        if (strlen(line) < SHA256_HEX + 1 || !sweep_folder_heavy(line + SHA256_HEX + 1, keep))
            text_add(&left, "%s\n", line);
    free(sums);
    status = text_check(&left, path, message, message_size);
    if (status == STATUS_OK && left.length != bytes)
        status = file_write_whole(path, left.bytes ? left.bytes : "", left.length, message,
                                  message_size);
    text_destroy(&left);
    return status;
}

/* Removes the heavy files, or, with keep ALL, none; adds up the others. */
static int64_t sweep_folder_walk(const char *path, SweepKeep keep)
{
    int64_t bytes = 0;
    struct stat info;
    DIR *entries = opendir(path);
    for (struct dirent *e = entries ? readdir(entries) : NULL; e; e = readdir(entries)) {
        if (e->d_name[0] == '.')
            continue;
        if (sweep_folder_heavy(e->d_name, keep))
            unlinkat(dirfd(entries), e->d_name, 0);
        else if (fstatat(dirfd(entries), e->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
                 S_ISREG(info.st_mode))
            bytes += info.st_size;
    }
    if (entries)
        closedir(entries);
    return bytes;
}

int64_t sweep_folder_bytes(const char *path)
{
    return sweep_folder_walk(path, SWEEP_KEEP_ALL);
}

Status sweep_folder_prune(const char *run_folder, SweepKeep keep, int64_t *bytes, char *message,
                          size_t message_size)
{
    Status status = sweep_folder_sums(run_folder, keep, message, message_size);
    if (status != STATUS_OK)
        return status;
    int64_t left = sweep_folder_walk(run_folder, keep);
    if (bytes)
        *bytes = left;
    return STATUS_OK;
}

/* -- files of the sweep ----------------------------------------------------------------------- */

/* Removes what processes of this machine left that were killed as they wrote a file of this name.
 */
static void sweep_folder_tidy(const char *folder, const char *start)
{
    size_t length = strlen(start);
    DIR *entries = opendir(folder);
    for (struct dirent *e = entries ? readdir(entries) : NULL; e; e = readdir(entries)) {
        if (strncmp(e->d_name, start, length) != 0 || !strstr(e->d_name, ".part"))
            continue;
        long pid = atol(e->d_name + length);
        if (pid > 0 && pid != (long)getpid() && kill((pid_t)pid, 0) < 0 && errno == ESRCH)
            unlinkat(dirfd(entries), e->d_name, 0);
    }
    if (entries)
        closedir(entries);
}

Status sweep_folder_write(const char *folder, const char *name, const char *text, size_t length,
                          char *message, size_t message_size)
{
    char path[FILE_PATH], own[FILE_PATH], start[128], own_name[160], host[64] = "";
    gethostname(host, sizeof host - 1);
    snprintf(start, sizeof start, "%.40s.%s.", name, host);
    snprintf(own_name, sizeof own_name, "%s%ld.part", start, (long)getpid());
    sweep_folder_tidy(folder, start);
    Status status = file_path(path, folder, name, message, message_size);
    if (status == STATUS_OK)
        status = file_path(own, folder, own_name, message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(own, text, length, message, message_size);
    if (status == STATUS_OK)
        status = file_move(own, path, message, message_size);
    if (status != STATUS_OK)
        unlink(own);
    return status;
}
