#include "io/sha256.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sha2.h>

void sha256_text(const void *data, size_t bytes, char out[SHA256_HEX])
{
    SHA256Data(data, bytes, out);
}

Status sha256_file(const char *path, char out[SHA256_HEX], char *message, size_t message_size)
{
    if (SHA256File(path, out))
        return STATUS_OK;
    snprintf(message, message_size, "%s: cannot be read: %s", path, strerror(errno));
    return errno == ENOENT ? STATUS_NO_INPUT : STATUS_IO;
}
