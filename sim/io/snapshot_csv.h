/* The tables of a snapshot as text: one `name[unit]` per column of snapshot.def, in its order, one
 * line per row. Numbers are written so that they read back the same; identities have up to 20
 * digits, more than a real number keeps. */
#ifndef PRODROME_SNAPSHOT_CSV_H
#define PRODROME_SNAPSHOT_CSV_H

#include "io/snapshot.h"
#include "io/text.h"

typedef enum SnapshotTable { SNAPSHOT_TABLE_CELLS, SNAPSHOT_TABLE_DEATHS } SnapshotTable;
enum { SNAPSHOT_TABLES = 2 };

/* "cells", "deaths" */
extern const char *const SNAPSHOT_TABLE_WORDS[SNAPSHOT_TABLES];

/* Adds the table to *out, whose text_check tells whether there was memory for it. BAD_DATA when a
 * column is missing, damaged, or in another unit; NO_MEMORY. */
Status snapshot_csv(const Snapshot *snapshot, SnapshotTable table, Text *out, char *message,
                    size_t message_size);

#endif
