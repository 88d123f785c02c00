/* A fit at work in its folder: trials as rows of a design.tsv that grows, run as those of a sweep
 * are. What was run is found again by its values, whatever the order: a fit with a larger budget
 * goes on with the runs of the smaller one. */
#ifndef PRODROME_FIT_JOB_H
#define PRODROME_FIT_JOB_H

#include "cli/fit_trials.h"
#include "cli/rows.h"

typedef struct FitJob {
    Fit fit;
    SweepJob job; /* borrows the sweep of the fit */
    FitTrials trials;
    RowsOptions rows;
    Text design;  /* design.tsv as it is there */
    bool found;   /* it was there before */
    bool checked; /* and is one of this fit, by its line of names */
    Params *scratch;
    int lock;                  /* of the folder: one process at a time */
    char commit[SWEEP_COMMIT]; /* of the program that made the first run */
    bool mixed;                /* others were made by another */
    bool quiet;
} FitJob;

typedef struct FitWish {
    const char *file, *out; /* out NULL: output/fits/NAME */
    int jobs;               /* 0: as many as there are processors */
    bool quiet;
} FitWish;

/* Reads the fit file, makes or finds its folder, and takes it for this process. Anything but
 * STATUS_OK has been reported; fit_job_close in any case. */
Status fit_job_open(FitJob *job, const FitWish *wish);
void fit_job_close(FitJob *job);

/* The course of one output in the runs of a trial: times (of the longest) and, one animal after the
 * other, values; what is over keeps its last. For the caller to free. NO_INPUT where time series
 * are not kept. */
typedef struct FitCourse {
    double *days, *values;
    int64_t times;
    int animals;
} FitCourse;
Status fit_job_course(FitJob *job, int trial, const Observable *what, FitCourse *out, char *message,
                      size_t message_size);
void fit_course_destroy(FitCourse *course);

#endif
