/* What a viewer looks at, opened and closed: a configuration that is run, a run that is taken up,
 * the saved states of a run folder, or one snapshot. Nothing is printed: messages go into the
 * caller's buffer. */
#ifndef PRODROME_OPENING_H
#define PRODROME_OPENING_H

#include "cli/cli.h"
#include "cli/session.h"
#include "render/replay.h"

typedef struct Opening {
    Source source;
    Session *session; /* of a simulation; else NULL */
    Replay *replay;   /* of files; else NULL */
} Opening;

typedef struct OpeningWish {
    CliConfig config;   /* files: configurations, or one run folder or snapshot */
    const char *out;    /* run folder of a simulation; NULL: the first free default one */
    const char *events; /* changes to make on the way; NULL: none */
    const char *beside; /* a run that it must be comparable with; NULL: none */
    bool resume;        /* the one folder is to be gone on with, not replayed */
    double day;         /* to begin at; NAN: where it begins */
} OpeningWish;

/* Whether it is one run folder or snapshot. */
bool opening_is_files(const CliConfig *config);

/* Opens; on failure nothing is left. A message that was printed already (of a configuration, unless
 * config.said asks otherwise) is empty. */
Status opening_create(const OpeningWish *wish, Opening *out, char *message, size_t message_size);

/* The same of a path that came by itself, as a file dropped on a window. */
Status opening_path(const char *path, Opening *out, char *message, size_t message_size);

/* Ends a simulation where it stands, so that it can be taken up, and closes. What there is to say
 * of it, how to go on or what failed, is in message; "" for files. */
Status opening_destroy(Opening *opening, char *message, size_t message_size);

#endif
