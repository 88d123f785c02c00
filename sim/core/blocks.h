/* Fixed blocks of sites: the unit of parallel work and of ordered sums. The block size never
 * depends on the number of threads, so a sum has the same bits whatever that number is. */
#ifndef PRODROME_BLOCKS_H
#define PRODROME_BLOCKS_H

#include <stdint.h>
#include <string.h>

enum { BLOCK_SITES = 2048 };

static inline int64_t blocks_count(int64_t sites)
{
    return (sites + BLOCK_SITES - 1) / BLOCK_SITES;
}

static inline int64_t blocks_first(int64_t block)
{
    return block * BLOCK_SITES;
}

static inline int64_t blocks_end(int64_t block, int64_t sites)
{
    int64_t end = (block + 1) * BLOCK_SITES;
    return end < sites ? end : sites;
}

/* The first byte from `from` on that is not zero; end where there is none. Work over the types of
 * sites passes over host tissue, which is most of them, eight sites at a time. */
static inline int64_t blocks_next(const uint8_t *bytes, int64_t from, int64_t end)
{
    uint64_t eight;
    while (from + 8 <= end) {
        memcpy(&eight, bytes + from, sizeof eight);
        if (eight)
            break;
        from += 8;
    }
    while (from < end && !bytes[from])
        from++;
    return from;
}

/* Sum of parts[0 .. count) in order: the second half of every parallel sum. */
double blocks_sum(const double *parts, int64_t count);

#endif
