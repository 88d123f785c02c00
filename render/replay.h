/* The saved states of a run folder as the source of a viewer: looked at one by one, or in turn. A
 * folder that is still being written is followed: what is saved later is there as soon as it is. */
#ifndef PRODROME_REPLAY_H
#define PRODROME_REPLAY_H

#include "render/source.h"

typedef struct Replay Replay;

/* Opens a run folder at the saved time nearest to a day; NAN: the first, or the last of a run that
 * goes on. Or a snapshot: that state of its run, or, where it is not in a run folder, it alone.
 * NO_INPUT, BAD_DATA, NO_MEMORY with a message, and nothing is kept. */
Status replay_create(const char *path, double day, Replay **out, char *message,
                     size_t message_size);
Source replay_source(Replay *replay);
void replay_destroy(Replay *replay);

#endif
