/* SHA-256 (FIPS 180-4) of memory and of files, as 64 hexadecimal digits, by libmd. */
#ifndef PRODROME_SHA256_H
#define PRODROME_SHA256_H

#include "core/status.h"

#include <stddef.h>

enum { SHA256_HEX = 65 }; /* bytes of the text, its end included */

void sha256_text(const void *data, size_t bytes, char out[SHA256_HEX]);

/* Of a file; STATUS_NO_INPUT or STATUS_IO with a message. */
Status sha256_file(const char *path, char out[SHA256_HEX], char *message, size_t message_size);

#endif
