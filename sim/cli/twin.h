/* prodrome run --twin: what a treated run and its undosed twin of the same seed tell together. */
#ifndef PRODROME_TWIN_H
#define PRODROME_TWIN_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/* The deaths by drug as their cause says and as the difference between the two runs says, for times
 * that both have: all into twin.csv in the treated run's folder, a few printed unless `quiet`.
 * Anything but STATUS_OK comes with a message. */
Status twin_tell(const char *treated, const char *undosed, bool quiet, char *message,
                 size_t message_size);

#endif
