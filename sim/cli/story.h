/* prodrome info --cell: the life of one cell, from the snapshots of its run. */
#ifndef PRODROME_STORY_H
#define PRODROME_STORY_H

#include "core/status.h"

#include <stddef.h>
#include <stdint.h>

/* Prints ancestors, what the cell was and saw at every snapshot, its hazards, commitment and death.
 * STATUS_NO_INPUT when no snapshot of the folder knows the cell. */
Status story_tell(const char *folder, uint64_t id, char *message, size_t message_size);

/* The cause of death that a word names, CAUSE_NONE for "any"; -1 for other words. */
int story_cause_of(const char *word);

/* A cell that died of that cause, which was seen longest since day 0; for CAUSE_NONE of the drug,
 * or else of anything, or else a living tumor cell. STATUS_NO_INPUT when there is none. */
Status story_pick(const char *folder, int cause, uint64_t *id, char *message, size_t message_size);

#endif
