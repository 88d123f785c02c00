/* Comparison of two snapshots, value for value: which arrays differ, at which site first. */
#ifndef PRODROME_COMPARE_H
#define PRODROME_COMPARE_H

#include "io/snapshot.h"

enum { COMPARE_MAX = 64 };

/* One array that differs: where first, and what A and B hold there. */
typedef struct Difference {
    char array[3 * HDF_NAME];
    char where[96]; /* "site (x, y, z)", "row n, site (x, y, z)" or "" when the shapes differ */
    char a[64], b[64];
    size_t differing, items; /* values that differ, of how many; 0 of 0 when the shapes differ */
} Difference;

typedef struct Comparison {
    Difference list[COMPARE_MAX];
    int count;
    uint64_t ignored; /* bit i: entry i of `ignore` names an array of these snapshots */
} Comparison;

/* Compares all arrays but those named in `ignore` (as "prodrug", "calcium" or "cells/calcium").
 * STATUS_BAD_DATA or STATUS_NO_MEMORY with a message when a file cannot be read. */
Status compare_snapshots(const Snapshot *a, const Snapshot *b, const char *const *ignore,
                         int ignore_count, Comparison *out, char *message, size_t message_size);

#endif
