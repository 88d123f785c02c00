/* Steering: what a person changes while a run goes, a dose or a parameter. Each change is a value
 * of the configuration as --set takes it, from a step on; all of one step are made at once, before
 * it. Read from a table with the columns step and set (events.csv of a run, or one made by hand),
 * and kept in steering.csv of the run folder, so that the run can be repeated and taken up. */
#ifndef PRODROME_STEERING_H
#define PRODROME_STEERING_H

#include "io/table.h"
#include "io/text.h"
#include "model/params.h"

#define STEERING_NAME "steering.csv"

/* A change; texts belong to the Steering. */
typedef struct Steer {
    int64_t step; /* as in World.step: from the beginning of the burn-in */
    int64_t line; /* of its file; 0: made by hand */
    char *set;    /* "path=value" */
} Steer;

typedef struct Steering {
    char *path;     /* where it was read; NULL: made here */
    int64_t branch; /* 1 + the step from which they are of a branch that they cannot repeat from the
                       seed, which stands in the table as a change `branch`; 0: they can */
    Steer *list;
    int64_t count, room;
} Steering;

#define STEERING_BRANCH "branch"

/* Reads the changes of a table, in order, for runs with the time steps of these parameters; rows
 * without one are left out. NO_INPUT, BAD_DATA with `file:line: error: ...`, NO_MEMORY: nothing is
 * kept. */
Status steering_read(const char *path, const Params *params, Steering *out, char *message,
                     size_t message_size);

/* Adds a change made by hand, behind those of its step and before. BAD_DATA when its text cannot
 * stand in a cell of a table. */
Status steering_add(Steering *steering, int64_t step, const char *set, char *message,
                    size_t message_size);

/* The configuration after the changes of the step of number `first`, made to `config`, a resolved
 * one; returns in *next the number of the first of a later step. BAD_DATA, and *out is not to be
 * used, when one of them is not valid, or speaks of what a run only begins with. */
Status steering_apply(const Steering *steering, int64_t first, const char *config, Params *out,
                      int64_t *next, char *message, size_t message_size);

/* Whether a run begins with the value of a path and cannot be given another while it goes. */
bool steering_fixed(const char *path);

/* A resolved configuration with these values on top of it, checked. BAD_DATA, NO_MEMORY with a
 * message, and *out is not to be used. */
Status steering_values(const char *config, const char *const *sets, int count, Params *out,
                       char *message, size_t message_size);

/* Whether two have the same changes before a step. */
bool steering_same_until(const Steering *a, const Steering *b, int64_t step);

/* Whether all of it can be made to a run that begins with these parameters. */
Status steering_check(const Steering *steering, const Params *params, char *message,
                      size_t message_size);

/* Adds the table to a text, with times in days from day 0. */
void steering_text(const Steering *steering, const Params *params, Text *text);

void steering_destroy(Steering *steering);

#endif
