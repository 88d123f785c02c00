/* The snapshots of a run folder, in order of time, and what a picture needs of one of them. */
#ifndef PRODROME_SHOTS_H
#define PRODROME_SHOTS_H

#include "io/file.h"
#include "render/overlay.h"
#include "render/record.h"

typedef struct Shot {
    char path[FILE_PATH];
    double day; /* since day 0; NAN until the file is opened, when it was named directly */
} Shot;

/* Lists the snapshots that run.hdf.series names; to be freed with free(). NO_INPUT when there are
 * none, BAD_DATA when the list is malformed. */
Status shots_list(const char *folder, Shot **out, int *count, char *message, size_t message_size);

/* The one nearest to a day, of one or more. */
int shots_nearest(const Shot *shots, int count, double day);

/* Picks `wanted` of them evenly, first and last included, or all when there are fewer: indices in
 * order into picked; returns how many. */
int shots_pick_even(int count, int wanted, int *picked);

/* Picks the snapshot saved at each of the days, in their order; NO_INPUT when a day has none within
 * an hour, with all such days and those that there are in the message. */
Status shots_pick_days(const Shot *shots, int count, const double *days, int days_count,
                       int *picked, char *message, size_t message_size);

/* One snapshot in memory; shot_close gives it back. */
typedef struct OpenShot {
    Scene scene;
    float *values; /* of the field asked for */
    uint8_t *type, *phase, *perfused;
    double day;
    char version[RECORD_TEXT], seed[RECORD_TEXT];
    char state_hash[RECORD_TEXT], config_sha256[RECORD_TEXT]; /* "" when not known */
    char *config; /* the resolved configuration; NULL: the file does not have it */
    bool branch;  /* it began with the state of another run */
} OpenShot;

/* Reads the arrays of a snapshot and one field; nothing is kept unless OK. */
Status shot_open(const char *path, const char *field, OpenShot *out, char *message,
                 size_t message_size);
void shot_close(OpenShot *shot);

#endif
