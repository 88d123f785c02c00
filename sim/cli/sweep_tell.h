/* What `prodrome sweep` prints, on stdout. */
#ifndef PRODROME_SWEEP_TELL_H
#define PRODROME_SWEEP_TELL_H

#include "cli/rows.h"

/* How many rows and runs there are. */
void sweep_tell_plan(const SweepJob *job);

/* Time and disk to expect from the first run (end: what came of it; jobs: runs at a time). */
void sweep_tell_pilot(const SweepJob *job, const RowsEnd *end, const char *file, const char *out,
                      int jobs);

/* A line with `prodrome sweep ACTION FILE [--out OUT]` as a shell takes it; out may be NULL. */
void sweep_tell_command(const char *what, const char *action, const char *file, const char *out);

void sweep_tell_begin(const SweepJob *job, const RowsOptions *options);
void sweep_tell_end(const SweepJob *job, const RowsEnd *end, Status status, const char *file);
void sweep_tell_results(const SweepJob *job, const SweepCollected *collected);

/* Finished, running, failed and waiting runs. Always STATUS_OK. */
Status sweep_tell_status(const SweepJob *job);

/* A table of all runs: how often each was started, taken up and finished, by the logs of all
 * processes; and whether a finished run was started again. */
Status sweep_tell_log(SweepJob *job);

#endif
