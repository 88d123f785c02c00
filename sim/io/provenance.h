/* Where a result comes from: the program, how it was built, and the resolved configuration. The
 * same for every file of a run; host, time of day and threads are not part of it. */
#ifndef PRODROME_PROVENANCE_H
#define PRODROME_PROVENANCE_H

#include "io/sha256.h"
#include "model/params.h"

#ifndef PRODROME_VERSION
#define PRODROME_VERSION "0.1.0"
#endif

enum { PROVENANCE_HASH = 17 };

typedef struct Provenance {
    const char *version, *commit, *compiler, *flags, *rng, *rng_version;
    const char *config; /* the resolved configuration as YAML; not owned */
    char config_sha256[SHA256_HEX];
    uint64_t seed;
    char parent_hash[PROVENANCE_HASH]; /* of the state that a branch began with; "": no branch */
    int64_t parent_step;
} Provenance;

/* Of this program and a configuration text, which must outlive the result. */
Provenance provenance_of(const Params *params, const char *config);

/* "prodrome VERSION (COMMIT)" of this program. */
void provenance_program(char *out, size_t size);

/* "64-bit hexadecimal" of a state hash, 16 digits. */
void provenance_hash_text(uint64_t hash, char out[PROVENANCE_HASH]);

#endif
