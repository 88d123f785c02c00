/* A fast 64-bit hash of memory, and its combination over fixed blocks in order. Not cryptographic:
 * it tells whether two states are the same bits. */
#ifndef PRODROME_HASH_H
#define PRODROME_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Hash of bytes, chained from `start` (0 for a fresh one). Little-endian bytes give the value. */
uint64_t hash_bytes(uint64_t start, const void *data, size_t bytes);

#endif
