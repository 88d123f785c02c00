/* Whether a run folder is still being written, as it is seen from outside, also over a network
 * where locks tell nothing: run.json says that it runs, and changes. */
#ifndef PRODROME_FOLLOW_H
#define PRODROME_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

enum { FOLLOW_QUIET = 120 }; /* s without a change of run.json, which has one every 10 s or step */

/* Starts as {0}. */
typedef struct Follow {
    bool running; /* as run.json says */
    bool going;   /* and it has changed lately */
    uint64_t hash;
    double changed_at; /* s */
} Follow;

/* Looks again; now: seconds of any clock. What cannot be read, as in the moment of its renaming, is
 * as it was. */
void follow_look(Follow *follow, const char *folder, double now);

#endif
