/* Snapshots and checkpoints that are whole by every hash and say what they should not: made from
 * real ones of a small treated tumor, with single values, types and shapes changed. For the fuzzer
 * and for the tests of the readers. */
#ifndef PRODROME_MADE_FILES_H
#define PRODROME_MADE_FILES_H

#include "io/checkpoint.h"
#include "model/world.h"

/* One change: of a part by its number, how, at which item, to what. */
typedef struct MadeChange {
    uint8_t part, how;
    uint16_t item;
    uint64_t value;
} MadeChange;

/* `how`, modulo MADE_HOWS. Those beyond the first three are of files alone. */
typedef enum MadeHow {
    MADE_BITS,    /* the value's bits, as many as the item has */
    MADE_SMALL,   /* the value's low byte, as a signed number */
    MADE_SPECIAL, /* one of a list: ends of types, no number, infinity */
    MADE_TYPE,    /* another type, zeros */
    MADE_LENGTH,  /* another number of items */
    MADE_MISSING,
    MADE_HOWS
} MadeHow;

/* The parameters of the tumor; the configuration as text, not to be freed. */
const Params *made_params(void);
const char *made_config(void);

/* A copy of the tumor after its dose has killed some, to be destroyed by the caller. */
World *made_world(void);

/* The identity of what is in row 0 of /cells. */
uint64_t made_cell(const World *world);

/* Changes a value of the state: a row of state.def, then of arrays.def, a field, a member of the
 * deaths. False: there is no such part. */
bool made_state(World *world, MadeChange change);

/* The image of a checkpoint of that world, to be freed. */
void *made_checkpoint(const World *world, size_t *bytes);

/* The image of a snapshot of the unchanged one, not to be freed. */
const void *made_snapshot(size_t *bytes);

/* The same file with the changes: its datasets in the order of groups and names, then its
 * attributes. False for a part that is not there is not told. To be freed. */
void *made_again(const void *image, size_t bytes, const MadeChange *changes, int count,
                 size_t *out_bytes);

/* The number of a part ("/cells/x", "/provenance step"), for changes; -1: there is none. */
int made_part(const void *image, size_t bytes, const char *name);

/* A file in memory with these bytes: its path, and what to close. */
int made_file(const void *data, size_t bytes, char path[64]);

/* What the program does with such a file, as far as it takes it (made_read.c). A checkpoint:
 * opened, into a world as it is or as of a branch, some steps, a census and a snapshot of that. */
Status made_read_checkpoint(const void *image, size_t bytes, bool branch, char *message,
                            size_t message_size);

/* A snapshot: opened, all of it read, compared with the unchanged one, the story of a cell and of a
 * dead one told. The status of the opening, then of the story. */
Status made_read_snapshot(const void *image, size_t bytes, char *message, size_t message_size);

#endif
