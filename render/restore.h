/* What a snapshot shows, put into a World, so that frames are taken of it as of one that runs. It
 * is not a state to go on from: a snapshot does not hold all of that. */
#ifndef PRODROME_RESTORE_H
#define PRODROME_RESTORE_H

#include "io/snapshot.h"

/* Into a world of the snapshot's parameters. path is for messages. BAD_DATA, NO_MEMORY: the world
 * is then host tissue all over. */
Status restore_world(World *world, const Snapshot *snapshot, const char *path, char *message,
                     size_t message_size);

#endif
