/* What drive.c and drive_start.c share. */
#ifndef PRODROME_DRIVE_PRIVATE_H
#define PRODROME_DRIVE_PRIVATE_H

#include "cli/drive.h"

/* The first signal from now on ends the run after its step. */
void drive_listen(void);

/* Seconds of a clock that does not go back. */
double drive_clock(void);

/* Names the stages of the report, and times those of the simulation from now on. */
void drive_stages(Drive *drive);

/* Writes run.json and a line of the log. */
Status drive_report(Drive *drive, const char *status);

/* Takes a checkpoint, of a folder whose mark is found first (or is empty: not begun). */
Status drive_checkpoint(Drive *drive, bool begun);

/* Makes the changes of the step of the next one: to the parameters and what the folder says of
 * them, not to the simulation. */
Status drive_change(Drive *drive);

/* Puts the wall that the tumor was seen to touch, if any, into the report. */
void drive_warn(Drive *drive);

#endif
