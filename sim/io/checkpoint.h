/* Checkpoints: the whole state of a run in one HDF5 file, from which it goes on to the same bits,
 * and where its folder stood. Two are kept in a run folder, checkpoint.hdf and, from before it,
 * checkpoint.prev.hdf; each ends in a hash of all that precedes and is used only if that holds. */
#ifndef PRODROME_CHECKPOINT_H
#define PRODROME_CHECKPOINT_H

#include "io/hdf.h"
#include "io/runfolder.h"

#define CHECKPOINT_NAME "checkpoint.hdf"
#define CHECKPOINT_BEFORE "checkpoint.prev.hdf"

/* The whole file in memory, to be freed with free(); parent is the path of the checkpoint that a
 * branch began with, or "". STATUS_NO_MEMORY or STATUS_INTERNAL with a message. */
Status checkpoint_image(const Provenance *provenance, const World *world, const RunMark *mark,
                        const char *parent, void **image, size_t *bytes, char *message,
                        size_t message_size);

/* Writes folder/checkpoint.hdf and keeps the one of before. STATUS_NO_MEMORY, STATUS_IO or
 * STATUS_INTERNAL with a message; then the one of before is the newest still, and whole. */
Status checkpoint_write(const RunFolder *folder, const World *world, const RunMark *mark,
                        const char *parent, char *message, size_t message_size);

/* A checkpoint that was opened. */
typedef struct Checkpoint {
    Hdf *hdf;
    char path[FILE_PATH];
    bool older; /* the one of before, as the newest is damaged or gone */
    int64_t step;
    char state_hash[PROVENANCE_HASH];
    char commit[64];                   /* of the program that wrote it */
    char *config;                      /* the resolved configuration */
    char parent_hash[PROVENANCE_HASH]; /* as in Provenance */
    int64_t parent_step;
    char parent[FILE_PATH];
    RunMark mark;
} Checkpoint;

/* STATUS_NO_INPUT: there is none; STATUS_BAD_DATA: damaged, or of another kind; STATUS_NO_MEMORY,
 * STATUS_IO. Each with a message, and `out` needs no closing. */
Status checkpoint_open(const char *path, Checkpoint *out, char *message, size_t message_size);
void checkpoint_close(Checkpoint *checkpoint);

/* The checkpoint of a path; of a folder the newer of its two that is whole. When one there is
 * damaged message says how, else it is empty. STATUS_NO_INPUT: there is none; STATUS_BAD_DATA: what
 * is there is damaged. */
Status checkpoint_find(const char *path, Checkpoint *out, char *message, size_t message_size);

/* Gives the older one of a folder the name of the newest, so that the next that is written cannot
 * push it out for a damaged one. */
Status checkpoint_promote(const char *folder, char *message, size_t message_size);

/* Puts the state into a world just created with the same lattice, substances and drugs; checks it
 * by the hash of the state, and whether it is one that a run can be in (model/legal.h), so that a
 * file made to do harm does none. STATUS_BAD_DATA with a message names what does not fit. */
Status checkpoint_world(const Checkpoint *checkpoint, World *world, char *message,
                        size_t message_size);

/* The parameters with which a checkpoint was written, for a world that then goes on with those of a
 * branch (simulation_branch). STATUS_BAD_DATA with a message names what a branch cannot change:
 * lattice, cell step, burn-in, seed and the lists of substances, reactions, drugs and clones. */
Status checkpoint_params(const Checkpoint *checkpoint, const Params *branch, Params *out,
                         char *message, size_t message_size);

#endif
