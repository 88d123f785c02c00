/* Fixed blocks of sites: the unit of parallel work and of ordered sums. The block size never
 * depends on the number of threads, so a sum has the same bits whatever that number is. */
#ifndef PRODROME_BLOCKS_H
#define PRODROME_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

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

/* Whether all of a block's bytes are zero: work skips blocks without cells. */
bool blocks_empty(const uint8_t *bytes, int64_t block, int64_t sites);

/* Sum of parts[0 .. count) in order: the second half of every parallel sum. */
double blocks_sum(const double *parts, int64_t count);

#endif
