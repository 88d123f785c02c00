#include "core/hash.h"

#include <string.h>

/* Two multiplications: after a single one, flipped sign bits of neighbouring floats could cancel.
 */
static uint64_t hash_mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x9FB21C651E98DF25u;
    h = (h ^ (h >> 32)) * 0xD6E8FEB86659FD93u;
    return h ^ (h >> 29);
}

uint64_t hash_bytes(uint64_t start, const void *data, size_t bytes)
{
    const unsigned char *p = data;
    uint64_t h = hash_mix(start + 0x9E3779B97F4A7C15u, (uint64_t)bytes), word;
    for (; bytes >= 8; bytes -= 8, p += 8) {
        memcpy(&word, p, 8);
        h = hash_mix(h, word);
    }
    word = 0;
    memcpy(&word, p, bytes);
    return hash_mix(h, word);
}
