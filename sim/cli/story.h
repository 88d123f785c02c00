/* prodrome info --cell: the life of one cell, from the snapshots of its run. */
#ifndef PRODROME_STORY_H
#define PRODROME_STORY_H

#include "core/status.h"

#include <stddef.h>
#include <stdint.h>

/* Prints ancestors, what the cell was and saw at every snapshot, its hazards, commitment and death.
 * STATUS_NO_INPUT when no snapshot of the folder knows the cell. */
Status story_tell(const char *folder, uint64_t id, char *message, size_t message_size);

#endif
