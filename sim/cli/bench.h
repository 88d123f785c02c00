/* Shared by the parts of `prodrome bench`. */
#ifndef PRODROME_BENCH_H
#define PRODROME_BENCH_H

#include "core/status.h"

/* Processor time of this thread in seconds, so that what else runs on the machine does not count.
 */
double bench_now(void);

/* Prints what the pictures of the viewer take on one thread; about 400 MB. */
Status bench_pictures(void);

#endif
