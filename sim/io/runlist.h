/* The snapshots of a run folder, by the names they have on the disk: a run that was cut short has
 * no index to trust. */
#ifndef PRODROME_RUNLIST_H
#define PRODROME_RUNLIST_H

#include "io/file.h"

typedef struct RunList {
    char (*paths)[FILE_PATH]; /* in order of their numbers */
    size_t count;
} RunList;

/* STATUS_NO_INPUT, with a message that names a run inside it if there is one, when this is no run
 * folder: none at all, or without run.json and timeseries.csv. */
Status runlist_is_run(const char *folder, char *message, size_t message_size);

/* Lists folder/snap_*.hdf, or the one file that `path` is. STATUS_NO_INPUT when there is nothing of
 * that name or the folder holds no snapshot; STATUS_NO_MEMORY. */
Status runlist_read(const char *path, RunList *out, char *message, size_t message_size);

void runlist_destroy(RunList *list); /* takes {0} too */

#endif
