/* The one place in the engine's library that may end the program: a failed CHECK is a programmer's
 * mistake, so it stands apart from the engine proper. */
#include "core/status.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void status_check_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
    abort();
}
