#include "io/provenance.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The Makefile says which commit and flags it builds with. */
#ifndef PRODROME_COMMIT
#define PRODROME_COMMIT "unknown"
#endif
#ifndef PRODROME_FLAGS
#define PRODROME_FLAGS "unknown"
#endif

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

Provenance provenance_of(const Params *params, const char *config)
{
    Provenance p = {.version = PRODROME_VERSION,
                    .commit = PRODROME_COMMIT,
                    .compiler = COMPILER,
                    .flags = PRODROME_FLAGS,
                    .rng = "Philox 4x32-10",
                    .rng_version = "1",
                    .config = config,
                    .seed = (uint64_t)params->run_seed};
    sha256_text(config, strlen(config), p.config_sha256);
    return p;
}

void provenance_program(char *out, size_t size)
{
    snprintf(out, size, "prodrome %s (%s)", PRODROME_VERSION, PRODROME_COMMIT);
}

void provenance_hash_text(uint64_t hash, char out[PROVENANCE_HASH])
{
    snprintf(out, PROVENANCE_HASH, "%016" PRIx64, hash);
}
