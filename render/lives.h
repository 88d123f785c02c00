/* The life of the cell that is looked at, read from the snapshots of a run between other work: one
 * snapshot a call. For one thread. */
#ifndef PRODROME_LIVES_H
#define PRODROME_LIVES_H

#include "io/life.h"

/* Which cell of which run. */
typedef struct LivesWish {
    uint64_t cell;               /* 0: none */
    const char *folder, *parent; /* of the run; of the one it branched off from, "": none */
    double branch_h;
    const Params *params; /* of the run, to outlive the reading */
    size_t snapshots;     /* that the folder has */
} LivesWish;

typedef struct Lives {
    Life life;
    LifeTold told;
    size_t looked; /* snapshots that there were when they were last listed */
} Lives;

/* Whether there is something to read for this wish. */
bool lives_wanted(const Lives *lives, const LivesWish *wish);

/* Reads a snapshot, if there is one; true when lives->told is another than before. */
bool lives_go_on(Lives *lives, const LivesWish *wish);

void lives_destroy(Lives *lives); /* takes {0} too */

#endif
