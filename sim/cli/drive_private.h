/* What the files of a drive share. */
#ifndef PRODROME_DRIVE_PRIVATE_H
#define PRODROME_DRIVE_PRIVATE_H

#include "cli/drive.h"
#include "io/checkpoint.h"

/* Names the stages of the report, and times those of the simulation from now on. */
void drive_stages(Drive *drive);

/* Writes run.json and a line of the log. */
Status drive_report(Drive *drive, const char *status);

/* Takes a checkpoint, of a folder whose mark is found first (or is empty: not begun). */
Status drive_checkpoint(Drive *drive, bool begun);

/* Reads the changes that are to be made on the way, if any, and sees that all of them can be. */
Status drive_plan(Drive *drive, const DriveStart *start, const char *out);

/* Keeps it in the run folder. */
Status drive_keep_plan(Drive *drive);

/* Refuses another past than the one that the folder of a resumed run tells of. */
Status drive_same_past(Drive *drive, int64_t step);

/* Makes the changes before a step to the parameters, not to the simulation. */
Status drive_changes_until(Drive *drive, int64_t step);

/* Refuses changes that come before a branch begins, which would never be made. */
Status drive_changes_late(Drive *drive, const Checkpoint *parent);

/* Makes those of the present step. */
Status drive_steer(Drive *drive);

/* The simulation with the state of a checkpoint that these parameters wrote, and what was seen up
 * to then. */
Status drive_load(Drive *drive, const Checkpoint *checkpoint, const Params *params);
void drive_recall(Drive *drive, const RunMark *mark);

/* Puts the wall that the tumor was seen to touch, if any, into the report. */
void drive_warn(Drive *drive);

#endif
