/* The one allocator. All memory is taken in *_create functions and none in a step; tests make the
 * n-th call fail. A Memory belongs to one owner and is not shared between threads. */
#ifndef PRODROME_MEMORY_H
#define PRODROME_MEMORY_H

#include <stddef.h>
#include <stdint.h>

typedef struct Memory {
    int64_t calls;   /* allocations asked for so far */
    int64_t fail_at; /* the call, counted from 1, that fails; 0: none */
    size_t bytes;    /* held now */
} Memory;

/* Zeroed memory for count items of size bytes, 64-byte aligned; NULL when there is none, when the
 * product overflows, or when this call is the one that is to fail. */
void *memory_create(Memory *memory, size_t count, size_t size);

/* Gives back what memory_create returned; block may be NULL. */
void memory_destroy(Memory *memory, void *block);

#endif
