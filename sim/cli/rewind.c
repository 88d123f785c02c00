#include "cli/rewind.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int rewind_file(const void *data, size_t bytes, char path[REWIND_PATH])
{
    const char *at = data;
    int file = memfd_create("checkpoint", MFD_CLOEXEC);
    while (file >= 0 && bytes > 0) {
        ssize_t done = write(file, at, bytes);
        if (done <= 0) {
            close(file);
            return -1;
        }
        at += done;
        bytes -= (size_t)done;
    }
    if (file >= 0 && path)
        snprintf(path, REWIND_PATH, "/proc/self/fd/%d", file);
    return file;
}

/* Every other state goes; the first, from which all can be computed, and the last stay. */
static void rewind_thin(Rewind *rewind)
{
    int kept = 0;
    for (int i = 0; i < rewind->count; i++) {
        if (i % 2 == 0 || i == rewind->count - 1)
            rewind->state[kept++] = rewind->state[i];
        else
            close(rewind->state[i].file);
    }
    rewind->count = kept;
}

static size_t rewind_bytes(const Rewind *rewind)
{
    size_t sum = 0;
    for (int i = 0; i < rewind->count; i++)
        sum += rewind->state[i].bytes;
    return sum;
}

void rewind_keep(Rewind *rewind, int64_t step, const void *data, size_t bytes)
{
    int at = 0;
    while (at < rewind->count && rewind->state[at].step < step)
        at++;
    if (at < rewind->count && rewind->state[at].step == step)
        return;
    if (rewind->count == REWIND_MAX ||
        (rewind->count > 2 && rewind_bytes(rewind) + bytes > REWIND_BYTES)) {
        rewind_thin(rewind);
        rewind_keep(rewind, step, data, bytes);
        return;
    }
    int file = rewind_file(data, bytes, NULL);
    if (file < 0)
        return;
    memmove(&rewind->state[at + 1], &rewind->state[at],
            (size_t)(rewind->count - at) * sizeof *rewind->state);
    rewind->state[at] = (RewindState){step, bytes, file};
    rewind->count++;
}

bool rewind_find(const Rewind *rewind, int64_t step, char path[REWIND_PATH])
{
    int at = rewind->count - 1;
    while (at >= 0 && rewind->state[at].step > step)
        at--;
    if (at >= 0)
        snprintf(path, REWIND_PATH, "/proc/self/fd/%d", rewind->state[at].file);
    return at >= 0;
}

void rewind_destroy(Rewind *rewind)
{
    for (int i = 0; i < rewind->count; i++)
        close(rewind->state[i].file);
    rewind->count = 0;
}
