/* A simulation that is watched: a drive in a thread of its own, with the orders of a viewer. What a
 * person sees does not change what is computed; what a person does is kept in the run folder as
 * steering, and repeats from the seed with `prodrome run --events`.
 *
 * Going back takes the nearest earlier state that is kept in memory and computes on from there, to
 * the same bits. A change that is asked for back there makes a branch: a run folder of its own,
 * with the former one as its parent. */
#ifndef PRODROME_SESSION_H
#define PRODROME_SESSION_H

#include "cli/drive.h"
#include "render/source.h"

typedef struct Session Session;

/* Starts the thread, paused at the beginning of the drive, which the session owns from then on. On
 * failure the drive is destroyed and message says why. */
Status session_create(Drive *drive, Session **out, char *message, size_t message_size);

Source session_source(Session *session);

/* Ends the run where it stands, so that it can be resumed; STATUS_STOPPED, or STATUS_OK when it was
 * over. */
Status session_destroy(Session *session, char *message, size_t message_size);

#endif
