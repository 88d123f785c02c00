/* More seeds for rows that are not yet known well enough: an adaptive sweep goes on with a row
 * until the 95 % confidence interval of the mean of one output is as narrow as asked, or it has the
 * most seeds that are allowed. What is added follows from the results of the row alone, so that
 * every process, and every repeat, adds the same runs, whatever the order in which they end. */
#ifndef PRODROME_SWEEP_ADAPTIVE_H
#define PRODROME_SWEEP_ADAPTIVE_H

#include "io/sweep_folder.h"

/* How many seeds a row with these results of `runs` runs (NaN: failed) is to get on top. */
int64_t sweep_adaptive_more(const Sweep *sweep, const double *values, int64_t runs);

/* Adds the runs that the finished ones ask for to the design, which stays in order of the runs'
 * numbers; *added is how many. *states, as sweep_folder_states gives them, is then made longer
 * (with realloc) and read again. */
Status sweep_adaptive_extend(const Sweep *sweep, const char *folder, SweepDesign *design,
                             unsigned char **states, int64_t *added, char *message,
                             size_t message_size);

#endif
