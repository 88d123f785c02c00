#include "io/trailer.h"
#include "core/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char MARK[] = "\nprodrome-hash ";

void trailer_write(const void *data, size_t bytes, char out[TRAILER_BYTES])
{
    char text[TRAILER_BYTES + 1];
    snprintf(text, sizeof text, "%s%016" PRIx64 "\n", MARK, hash_bytes(0, data, bytes));
    memcpy(out, text, TRAILER_BYTES);
}

bool trailer_check(const void *data, size_t *bytes)
{
    size_t mark = sizeof MARK - 1;
    if (*bytes < TRAILER_BYTES)
        return true;
    const char *found = (const char *)data + *bytes - TRAILER_BYTES;
    if (memcmp(found, MARK, mark) != 0)
        return true;
    char expected[TRAILER_BYTES];
    *bytes -= TRAILER_BYTES;
    trailer_write(data, *bytes, expected);
    return memcmp(found, expected, TRAILER_BYTES) == 0;
}
