/* What checkpoint.c and checkpoint_read.c share: tables of what is in a checkpoint, both ways. */
#ifndef PRODROME_CHECKPOINT_PRIVATE_H
#define PRODROME_CHECKPOINT_PRIVATE_H

#include "io/checkpoint.h"
#include "model/state.h"

enum { CHECKPOINT_FORMAT = 2 }; /* changes with every change of what a checkpoint holds */

/* A member of a record: of Death, or of RunMark. */
typedef struct CheckpointColumn {
    const char *name;
    HdfType type;
    size_t offset;
} CheckpointColumn;

enum { CHECKPOINT_DEATHS = 6, CHECKPOINT_MARKS = 14 };
extern const CheckpointColumn CHECKPOINT_DEATH[CHECKPOINT_DEATHS];
extern const CheckpointColumn CHECKPOINT_MARK[CHECKPOINT_MARKS];

enum { CHECKPOINT_FAULT = 256 };

/* Whether the numbers that were read of a folder can be those of a run at the step that it has;
 * before anything is allocated by them. */
bool checkpoint_sound_mark(const Checkpoint *checkpoint, char fault[CHECKPOINT_FAULT]);

/* The same for the texts and times that go into files of the folder. */
bool checkpoint_sound_texts(const Checkpoint *checkpoint, char fault[CHECKPOINT_FAULT]);

/* Whether the state that was read is that of the step that the file tells, and legal. */
bool checkpoint_sound_world(const Checkpoint *checkpoint, const World *world,
                            char fault[CHECKPOINT_FAULT]);

HdfType checkpoint_kind(const StateRow *row);

/* The type of an array over sites, from the name of its type in C. */
HdfType checkpoint_type(const ArrayRow *row);

static inline HdfShape checkpoint_line(HdfType type, size_t items)
{
    return (HdfShape){type, 1, {items}, items};
}

#endif
