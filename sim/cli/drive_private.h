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

/* A copy of the changes from one on; NO_MEMORY with nothing kept. */
Status drive_copy(const Steering *from, int64_t first, Steering *out, char *message);

/* Gives a branch the changes that its parent has ahead. */
Status drive_inherit(Drive *branch, const Drive *parent);

/* Makes a branch one that can be repeated from the seed (drive_origin.c): *made tells whether it
 * is, else `why` says why not, and the branch is as it was. */
Status drive_origin(Drive *drive, const DriveStart *start, const Checkpoint *parent, bool *made,
                    char *why, size_t why_size);

/* Of a branch that is resumed and named by its parent and what it changes: the parameters with
 * which its folder begins in place of those, if they come to the same; else BAD_DATA. */
Status drive_again_of(Drive *drive, const char *out);

/* Makes those of the present step. */
Status drive_steer(Drive *drive);

/* The simulation with the state of a checkpoint that these parameters wrote, and what was seen up
 * to then. */
Status drive_load(Drive *drive, const Checkpoint *checkpoint, const Params *params);
void drive_recall(Drive *drive, const RunMark *mark);

/* Puts the wall that the tumor was seen to touch, if any, into the report. */
void drive_warn(Drive *drive);

#endif
