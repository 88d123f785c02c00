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

HdfType checkpoint_kind(const StateRow *row);

/* The type of an array over sites, from the name of its type in C. */
HdfType checkpoint_type(const ArrayRow *row);

static inline HdfShape checkpoint_line(HdfType type, size_t items)
{
    return (HdfShape){type, 1, {items}, items};
}

#endif
