#include "core/blocks.h"

#include <string.h>

bool blocks_empty(const uint8_t *bytes, int64_t block, int64_t sites)
{
    int64_t i = blocks_first(block), end = blocks_end(block, sites);
    uint64_t any = 0, word;
    for (; i + 8 <= end; i += 8) {
        memcpy(&word, bytes + i, sizeof word);
        any |= word;
    }
    for (; i < end; i++)
        any |= bytes[i];
    return any == 0;
}

double blocks_sum(const double *parts, int64_t count)
{
    double sum = 0.0;
    for (int64_t i = 0; i < count; i++)
        sum += parts[i];
    return sum;
}
