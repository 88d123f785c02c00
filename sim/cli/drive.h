/* Drives a simulation from its start to its end: steps, saves what is due, listens to signals,
 * times the stages. Whatever happens, the folder tells it: finished, stopped or failed, and why. */
#ifndef PRODROME_DRIVE_H
#define PRODROME_DRIVE_H

#include "cli/progress.h"
#include "engine/simulation.h"

enum { DRIVE_STAGES = 16, DRIVE_MESSAGE = FILE_PATH + 512 };

typedef struct Drive {
    Params params;
    Memory memory;
    Simulation *simulation;
    World *world;
    RunFolder folder;
    Summary summary;
    RunReport report;
    Progress progress;
    const char *stages[DRIVE_STAGES];
    double stage_seconds[DRIVE_STAGES], mark, reported;
    int64_t day0_step, end_step, row_step, row_every, snapshot_every;
    bool stopped; /* by a signal */
    char reason[128], warning[160], message[DRIVE_MESSAGE];
} Drive;

/* Creates the run folder (NULL: the default one) and the simulation. params, day0_step and end_step
 * are set by the caller, the rest is zero. On failure message says why and nothing is left. */
Status drive_create(Drive *drive, const char *out, bool quiet);

/* STATUS_OK: finished. STATUS_STOPPED: a signal came. Else message says what went wrong. */
Status drive_run(Drive *drive);

void drive_destroy(Drive *drive);

/* Whether a run ended well: finished or stopped. */
bool drive_well(Status status);

#endif
