#include "io/trailer.h"
#include "core/hash.h"
#include "io/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Larger than any file of a world that fits in this program's grid limits and a machine. */
static const size_t FILE_LONGEST = (size_t)1 << 38;

static const char MARK[] = "\nprodrome-hash ";

void trailer_write(const void *data, size_t bytes, char out[TRAILER_BYTES])
{
    char text[TRAILER_BYTES + 1];
    snprintf(text, sizeof text, "%s%016" PRIx64 "\n", MARK, hash_bytes(0, data, bytes));
    memcpy(out, text, TRAILER_BYTES);
}

/* Whether the file ends where its superblock says (HDF5 File Format Specification, section II.A):
 * what another program wrote does; one of ours of which the trailer is damaged does not. */
static bool trailer_none(const unsigned char *data, size_t bytes)
{
    enum { VERSION = 8, SUPERBLOCK = 48 };
    if (bytes < SUPERBLOCK)
        return true; /* no HDF5 file at all */
    size_t at = data[VERSION] < 2 ? 40 : 28;
    uint64_t end = 0;
    for (size_t i = 8; i-- > 0;)
        end = end << 8 | data[at + i];
    return end == bytes;
}

bool trailer_check(const void *data, size_t *bytes)
{
    size_t mark = sizeof MARK - 1;
    if (*bytes < TRAILER_BYTES)
        return true;
    const char *found = (const char *)data + *bytes - TRAILER_BYTES;
    if (memcmp(found, MARK, mark) != 0)
        return trailer_none(data, *bytes);
    char expected[TRAILER_BYTES];
    *bytes -= TRAILER_BYTES;
    trailer_write(data, *bytes, expected);
    return memcmp(found, expected, TRAILER_BYTES) == 0;
}

Status trailer_fault(const char *path, const char *kind, const Hdf *hdf, const char *fault,
                     char *message, size_t message_size)
{
    Status status = hdf ? hdf_fault(hdf) : STATUS_BAD_DATA;
    if (status == STATUS_NO_MEMORY)
        snprintf(message, message_size, "%s: no memory to read it", path);
    else
        snprintf(message, message_size, "%s: not a whole prodrome %s: %s", path, kind,
                 fault ? fault : "a part is missing or of another kind");
    return status;
}

Status trailer_open(const char *path, const char *kind, bool needed, Hdf **out, char *message,
                    size_t message_size)
{
    void *image;
    size_t bytes;
    *out = NULL;
    Status status = file_read_whole(path, FILE_LONGEST, &image, &bytes, message, message_size);
    if (status != STATUS_OK)
        return status;
    size_t whole = bytes;
    if (!trailer_check(image, &bytes)) {
        status = trailer_fault(path, kind, NULL, "it is damaged (its hash differs, or is gone)",
                               message, message_size);
    } else {
        if (!needed || bytes < whole)
            status = hdf_open(image, bytes, out);
        else
            status = STATUS_BAD_DATA;
        if (status == STATUS_BAD_DATA)
            trailer_fault(path, kind, NULL, "it is cut short, damaged or no HDF5", message,
                          message_size);
        if (status == STATUS_NO_MEMORY)
            snprintf(message, message_size, "%s: no memory to read it", path);
    }
    free(image);
    return status;
}
