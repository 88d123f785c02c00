/* What a world keeps beside its arrays, as rows: for checkpoints, which save and restore it without
 * knowing what it is. */
#ifndef PRODROME_STATE_H
#define PRODROME_STATE_H

#include "model/world.h"

typedef enum StateKind { STATE_F64, STATE_I64, STATE_FLAG } StateKind;

/* `records` records, `stride` bytes apart, of `count` numbers in a row each. */
typedef struct StateRow {
    const char *name;
    StateKind kind;
    size_t offset, stride;
    int records, count;
} StateRow;
extern const StateRow WORLD_STATE[];
extern const int WORLD_STATE_COUNT;

enum { STATE_MOST = 1024 }; /* numbers that a row has at most */

/* Numbers of a row. */
int state_items(const StateRow *row);

/* The numbers of a row, 8 bytes each (a flag is an integer 0 or 1), out of a world and into it. */
void state_pack(const World *world, const StateRow *row, void *out);
void state_unpack(World *world, const StateRow *row, const void *in);

#endif
