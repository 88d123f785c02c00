/* What reads files that a stranger may have made, each as a function of bytes: none may crash,
 * hang, leak or write out of bounds, whatever the bytes. Used by the fuzzer (fuzz.c) and by the
 * replay of its corpus (test_fuzz.c). */
#ifndef PRODROME_FUZZ_TARGETS_H
#define PRODROME_FUZZ_TARGETS_H

#include "core/status.h"

#include <stddef.h>
#include <stdint.h>

typedef struct FuzzTarget {
    const char *name; /* and of its folder in tests/corpus */
    void (*read)(const uint8_t *data, size_t bytes);
} FuzzTarget;

/* What two of them come to: STATUS_OK when the file was used to its end. */
Status fuzz_read_snapshot(const uint8_t *data, size_t bytes);
Status fuzz_read_checkpoint(const uint8_t *data, size_t bytes);

extern const FuzzTarget FUZZ_TARGETS[];
extern const int FUZZ_TARGETS_COUNT;

#endif
