#include "core/hash.h"

#include <string.h>

static uint64_t hash_mix(uint64_t h, uint64_t word)
{
    h ^= word;
    h *= 0x9FB21C651E98DF25u;
    return h ^ (h >> 32);
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
