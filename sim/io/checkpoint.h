/* Checkpoints: the whole state of a run in one HDF5 file, from which it goes on to the same bits,
 * and where its folder stood. Two are kept in a run folder, checkpoint.hdf and, from before it,
 * checkpoint.prev.hdf; each ends in a hash of all that precedes and is used only if that holds. */
#ifndef PRODROME_CHECKPOINT_H
#define PRODROME_CHECKPOINT_H

#include "io/hdf.h"
#include "io/runfolder.h"

#define CHECKPOINT_NAME "checkpoint.hdf"
#define CHECKPOINT_BEFORE "checkpoint.prev.hdf"

/* The whole file in memory, to be freed with free(). STATUS_NO_MEMORY or STATUS_INTERNAL with a
 * message. */
Status checkpoint_image(const Provenance *provenance, const World *world, const RunMark *mark,
                        void **image, size_t *bytes, char *message, size_t message_size);

/* Writes folder/checkpoint.hdf and keeps the one of before. STATUS_NO_MEMORY, STATUS_IO or
 * STATUS_INTERNAL with a message; then both are as they were. */
Status checkpoint_write(const RunFolder *folder, const World *world, const RunMark *mark,
                        char *message, size_t message_size);

/* A checkpoint that was opened. */
typedef struct Checkpoint {
    Hdf *hdf;
    char path[FILE_PATH];
    int64_t step;
    double time_d; /* from day 0 */
    char state_hash[PROVENANCE_HASH];
    char commit[64];                   /* of the program that wrote it */
    char *config;                      /* the resolved configuration */
    char parent_hash[PROVENANCE_HASH]; /* as in Provenance */
    int64_t parent_step;
    RunMark mark;
} Checkpoint;

/* STATUS_NO_INPUT: there is none; STATUS_BAD_DATA: damaged, or of another kind; STATUS_NO_MEMORY,
 * STATUS_IO. Each with a message, and `out` needs no closing. */
Status checkpoint_open(const char *path, Checkpoint *out, char *message, size_t message_size);
void checkpoint_close(Checkpoint *checkpoint);

/* The newer of a folder's two that is whole. When that is the older one, or neither, message says
 * why. STATUS_NO_INPUT: neither is there; STATUS_BAD_DATA: what is there is damaged. */
Status checkpoint_newest(const char *folder, Checkpoint *out, char *message, size_t message_size);

/* Puts the state into a world just created with the same lattice, substances and drugs; checks it
 * by the hash of the state, and whether it is one that a run can be in (model/legal.h), so that a
 * file made to do harm does none. STATUS_BAD_DATA with a message names what does not fit. */
Status checkpoint_world(const Checkpoint *checkpoint, World *world, char *message,
                        size_t message_size);

/* The same into a world with other parameters: the state is what it was; the plasma of a drug goes
 * on from its present concentration. Lattice, cell step, burn-in, seed and the lists of substances,
 * reactions, drugs and clones must be the same. */
Status checkpoint_branch(const Checkpoint *checkpoint, World *world, char *message,
                         size_t message_size);

#endif
