/* What runfolder.c and runfolder_resume.c share. */
#ifndef PRODROME_RUNFOLDER_PRIVATE_H
#define PRODROME_RUNFOLDER_PRIVATE_H

#include "io/runfolder.h"

/* Begins the log, or goes on behind its last whole line. */
Status runfolder_log(RunFolder *folder, char *message, size_t message_size);

/* Removes snapshots from number `from` on, what is made of all of them, and what was not finished;
 * with `tables` the tables too. Nothing else. */
void runfolder_clear(const RunFolder *folder, int64_t from, bool tables);

/* Writes run.hdf.series over all snapshots so far. */
Status runfolder_index(const RunFolder *folder, char *message, size_t message_size);

#endif
