/* prodrome run --twin: what a treated run and its undosed twin of the same seed tell together. */
#ifndef PRODROME_TWIN_H
#define PRODROME_TWIN_H

#include "core/status.h"

#include <stddef.h>

/* Prints, for times that both runs have, the deaths by drug as their cause says and as the
 * difference between the two runs says. Anything but STATUS_OK comes with a message. */
Status twin_tell(const char *treated, const char *undosed, char *message, size_t message_size);

#endif
