/* What a snapshot shows, put into a World, so that frames are taken of it as of one that runs. It
 * is not a state to go on from: a snapshot does not hold all of that. */
#ifndef PRODROME_RESTORE_H
#define PRODROME_RESTORE_H

#include "io/snapshot.h"

/* BAD_DATA with a message that names the file. */
Status restore_wrong(const char *path, const char *what, char *message, size_t message_size);

/* Names, units and lattice of the run, from the configuration of a snapshot. BAD_DATA. */
Status restore_params(const Snapshot *snapshot, const char *path, Params *out, char *message,
                      size_t message_size);

/* Host tissue all over, and fields that are no numbers: what a snapshot that is wrong shows. */
void restore_blank(World *world);

/* Into a world of the snapshot's parameters. path is for messages. BAD_DATA, NO_MEMORY: the world
 * is then blank. */
Status restore_world(World *world, const Snapshot *snapshot, const char *path, char *message,
                     size_t message_size);

#endif
