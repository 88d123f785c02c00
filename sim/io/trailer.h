/* The last bytes of an HDF5 file of ours: a 64-bit hash of all before them. The HDF5 library passes
 * over what follows its own end, and drops it when it writes. */
#ifndef PRODROME_TRAILER_H
#define PRODROME_TRAILER_H

#include "io/hdf.h"

#include <stdbool.h>
#include <stddef.h>

enum { TRAILER_BYTES = 32 };

/* The trailer of these bytes, not ended by 0. */
void trailer_write(const void *data, size_t bytes, char out[TRAILER_BYTES]);

/* Whether the bytes are whole. Takes the trailer off *bytes. Bytes without one pass: other programs
 * that change a file drop it, and HDF5's own checksums remain. */
bool trailer_check(const void *data, size_t *bytes);

/* Reads a whole HDF5 file and checks its trailer, which it must have if `needed`. STATUS_NO_INPUT,
 * STATUS_NO_MEMORY, STATUS_IO, or STATUS_BAD_DATA: not a whole prodrome `kind`. Each with a
 * message, and *out is NULL. */
Status trailer_open(const char *path, const char *kind, bool needed, Hdf **out, char *message,
                    size_t message_size);

/* The message and status for a file of which a part cannot be used; `fault` may be NULL. */
Status trailer_fault(const char *path, const char *kind, const Hdf *hdf, const char *fault,
                     char *message, size_t message_size);

#endif
