#include "core/memory.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

/* Each block is preceded by one aligned cell that keeps its size, so that `bytes` stays true. */
void *memory_create(Memory *memory, size_t count, size_t size)
{
    memory->calls++;
    if (memory->calls == memory->fail_at)
        return NULL;
    if (size != 0 && count > (SIZE_MAX / 2 - ALIGNMENT) / size)
        return NULL;
    size_t total = (count * size + 2 * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    unsigned char *base = aligned_alloc(ALIGNMENT, total);
    if (!base)
        return NULL;
    memset(base, 0, total);
    memcpy(base, &total, sizeof total);
    memory->bytes += total;
    return base + ALIGNMENT;
}

void memory_destroy(Memory *memory, void *block)
{
    if (!block)
        return;
    unsigned char *base = (unsigned char *)block - ALIGNMENT;
    size_t total;
    memcpy(&total, base, sizeof total);
    memory->bytes -= total;
    free(base);
}
