/* The fuzzer: FUZZ=config tests/fuzz corpus... (libFuzzer's options follow). */
#include "fuzz_targets.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const FuzzTarget *target;
    const char *name = getenv("FUZZ");
    for (int i = 0; !target && i < FUZZ_TARGETS_COUNT; i++)
        if (name && strcmp(FUZZ_TARGETS[i].name, name) == 0)
            target = &FUZZ_TARGETS[i];
    if (!target)
        abort();
    target->read(data, bytes);
    return 0;
}
