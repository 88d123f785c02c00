/* A sweep as the commands take it up: its file, its folder, its runs and how far they are. */
#ifndef PRODROME_SWEEP_JOB_H
#define PRODROME_SWEEP_JOB_H

#include "io/sweep_adaptive.h"

enum { SWEEP_MESSAGE = FILE_PATH + 1024 };

typedef struct SweepJob {
    Sweep sweep;
    SweepDesign design;
    char folder[FILE_PATH];
    unsigned char *states; /* of design.runs */
    char message[SWEEP_MESSAGE];
} SweepJob;

/* Reads the sweep file and prints what is wrong with it. folder NULL: output/sweeps/NAME. Anything
 * but STATUS_OK has been reported; sweep_job_close in any case. */
Status sweep_job_open(SweepJob *job, const char *path, const char *folder);

/* Reads design.tsv of the folder; where there is none it is made (`make`) or missed (NO_INPUT). One
 * made elsewhere, without hashes, is checked row by row. Reported as above. */
Status sweep_job_design(SweepJob *job, bool make);

/* Makes design.tsv, or sees that the one that is there is the same: STATUS_EXISTS else. */
Status sweep_job_plan(SweepJob *job);

/* Which runs are over, and what an adaptive sweep adds; message says what fails. */
Status sweep_job_states(SweepJob *job);

/* How many runs of a shard (of 1: all) are in a state. */
int64_t sweep_job_count(const SweepJob *job, SweepState state, int64_t shard, int64_t shards);

/* Whether a run is of shard 1 ... shards: whole rows are, so that a row's seeds stay together. */
bool sweep_job_mine(const SweepRun *run, int64_t shard, int64_t shards);

/* The command that makes a run by itself, into a text. */
void sweep_job_command(const SweepJob *job, const SweepRun *run, Text *out);

/* What results.csv is made of. */
typedef struct SweepCollected {
    int64_t missing, failed, warned; /* runs not over; failed, with nan; with a warning */
    char warning[SWEEP_WARNING];     /* the first one */
} SweepCollected;

/* Writes results.csv of what is over (and design_added.tsv). */
Status sweep_job_collect(SweepJob *job, SweepCollected *out);

void sweep_job_close(SweepJob *job);

#endif
