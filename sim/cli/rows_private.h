/* What the parts of the running of a sweep share. */
#ifndef PRODROME_ROWS_PRIVATE_H
#define PRODROME_ROWS_PRIVATE_H

#include "cli/rows.h"
#include "io/file.h"

/* A run of this process, from its claim to its end. */
typedef struct RowsSlot {
    bool used;
    SweepRun run;
    Claim claim;
    char work[FILE_PATH];
    double end_d;
    double again; /* when it is to be started once more, s; 0: it runs */
    int starts;   /* without an end that counts */
    bool resumed, lost;
} RowsSlot;

typedef struct Rows {
    SweepJob *job;
    RowsOptions options;
    RowsEnd *end;
    Claims claims;
    Children children;
    RowsSlot *slots;
    double *busy; /* for each run of the design: not to be tried before */
    int64_t busy_count;
    FileLog log;
    bool logged;                         /* there is a log */
    double began, beaten, shown, looked; /* s; looked: when it was last asked what others did */
    bool terminal;
    int width;
    double signalled;          /* s: when the first signal came; 0: none did */
    Status status;             /* why it ends; STATUS_OK: it does not */
    char first[SWEEP_MESSAGE]; /* and what was said of it */
} Rows;

/* Starts a claimed run, or publishes what was finished before (rows_slot.c). */
Status rows_begin(Rows *rows, RowsSlot *slot);

/* Says that a claim is alive; slot->lost: it is no longer held, and the log says so. */
Status rows_hold(Rows *rows, RowsSlot *slot);

/* Starts once more what was to wait, unless its claim was lost. */
Status rows_again(Rows *rows, RowsSlot *slot);

/* What is to be done when a child has ended. */
Status rows_ended(Rows *rows, RowsSlot *slot, const ChildEnd *end);

/* Adds a line to the log of this process (rows_tell.c). */
void rows_log(Rows *rows, const char *event, const SweepRun *run, double seconds,
              const char *detail);

/* The line of progress, when it is time for one; takes it off the terminal. */
void rows_show(Rows *rows);
void rows_hide(Rows *rows);

#endif
