/* Runs what is left of a sweep, a few runs at a time as children, until all of it is over or a
 * signal comes. Several processes may do so at once, on several machines: each run is claimed
 * first. A run that was cut off goes on from its checkpoint; one that fails is put aside with its
 * message. */
#ifndef PRODROME_ROWS_H
#define PRODROME_ROWS_H

#include "cli/children.h"
#include "cli/sweep_job.h"

enum { ROWS_BEATS = 3 }; /* signs of life in `patience` */

typedef struct RowsOptions {
    int jobs, threads;     /* at a time; of each, 0: what fits */
    int64_t shard, shards; /* 1, 1: all of it */
    int64_t only;          /* this run alone; 0: all */
    double patience;       /* s without a sign of life after which a run is taken over; from 3 on */
    bool quiet;
} RowsOptions;

/* What came of it. */
typedef struct RowsEnd {
    int64_t finished, failed, resumed, started; /* by this process */
    double seconds;                             /* of all runs that it finished */
    int64_t peak_bytes, kept_bytes;             /* of one run: most at its end, and after it */
} RowsEnd;

/* STATUS_OK: nothing is left (failed runs are counted, not an error). STATUS_STOPPED: a signal
 * came. Else job->message says what stands against going on. */
Status rows_run(SweepJob *job, const RowsOptions *options, RowsEnd *end);

/* Takes away the folders of claims and of work when they are empty, and, when all is over, what
 * processes that were killed have left of their claims. rows_run does so at its end. */
void rows_tidy(const SweepJob *job);

#endif
