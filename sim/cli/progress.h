/* What a person sees while a run goes: one line that is rewritten on a terminal, else a line a
 * minute; and the figures at its end. Reads clocks; changes nothing of the run. */
#ifndef PRODROME_PROGRESS_H
#define PRODROME_PROGRESS_H

#include "io/runfolder.h"

#include <stdbool.h>

typedef struct Progress {
    bool quiet, terminal;
    int width;      /* of the line on the terminal now */
    double shown;   /* s, when a line was last written */
    double rate_at; /* s, and the step, from which the speed is measured */
    int64_t rate_step;
    double rate; /* steps per s, smoothed; 0: not known */
} Progress;

/* step: where this process begins. */
void progress_start(Progress *progress, int64_t step, bool quiet);

/* Writes a line when it is time for one. */
void progress_show(Progress *progress, const RunFolder *folder, const RunReport *report);

/* Says what makes the figures of the run doubtful, on a line of its own. */
void progress_warn(Progress *progress, const RunWarning *warning);

/* Takes the line off the terminal. */
void progress_end(Progress *progress);

/* "3 min 20 s"; returns out. */
const char *progress_duration(double seconds, char out[32]);

/* About ten lines on what the run came to, on stdout. */
void progress_summary(const RunFolder *folder, const RunReport *report);

#endif
