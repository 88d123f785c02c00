/* States of a run to go back to: its checkpoints, kept in memory, all of them while there is room,
 * then every other one. */
#ifndef PRODROME_REWIND_H
#define PRODROME_REWIND_H

#include "io/file.h"

enum { REWIND_MAX = 24, REWIND_PATH = 32 };
#define REWIND_BYTES ((size_t)512 << 20)

typedef struct RewindState {
    int64_t step;
    size_t bytes;
    int file; /* in memory */
} RewindState;

typedef struct Rewind {
    int count;
    RewindState state[REWIND_MAX]; /* in order of step */
} Rewind;

/* Keeps these bytes as the checkpoint of a step, unless there is one. All together are at most
 * REWIND_BYTES, but for the first and the last; what is not kept has to be computed again. */
void rewind_keep(Rewind *rewind, int64_t step, const void *data, size_t bytes);

/* The path of the last state at or before a step; false when there is none. */
bool rewind_find(const Rewind *rewind, int64_t step, char path[REWIND_PATH]);

/* The same bytes under a path, in a file that is gone when it is closed: its descriptor, or -1. */
int rewind_file(const void *data, size_t bytes, char path[REWIND_PATH]);

void rewind_destroy(Rewind *rewind);

#endif
