/* Files that read as sweep files do, but whose rows and outputs come from elsewhere (a fit): they
 * have base, set, parameters and keep as those have, and sections of their own. */
#ifndef PRODROME_SWEEP_DIALECT_H
#define PRODROME_SWEEP_DIALECT_H

#include "io/sweep.h"
#include "io/yaml_reader.h"

typedef enum SweepKeyKind {
    SWEEP_KEY_NAME,  /* a SweepText that can be the name of a folder */
    SWEEP_KEY_TEXT,  /* a SweepText */
    SWEEP_KEY_WHOLE, /* an int64_t between two limits */
    SWEEP_KEY_WORD   /* an int: which of some words */
} SweepKeyKind;

/* A single value: section ("": of the root), key, where it is kept in what the file is read into.
 */
typedef struct SweepKey {
    const char *section, *key;
    SweepKeyKind kind;
    size_t offset;
    int64_t low, high;
    const char *words, *example;
} SweepKey;

typedef struct SweepDialect {
    const char *what;     /* "fit", also the topic that shows such a file */
    const SweepKey *rows; /* ended by one without a key; offsets from the Sweep */
    const char *section;  /* of the root, with single values alone */
    const char *list;     /* a key of the root that `read` reads */
    YamlReaderKey *read;  /* reader->context is the Sweep */
    Status (*find)(Sweep *sweep,
                   Messages *messages); /* once the base is there: fills the outputs */
} SweepDialect;

/* Reads a file of that kind as sweep_read reads a sweep file. What of the caller's stands around
 * *out is kept. */
Status sweep_dialect_read(const char *path, const SweepDialect *dialect, Sweep *out,
                          Messages *messages);

/* The text of a file of some dialect (NULL: a sweep), as sweep_read_text. */
Status sweep_read_as(const char *name, const char *text, size_t length, const SweepDialect *dialect,
                     Sweep *out, Messages *messages);

/* Keeps a copy of a text with the place of the current event, in place of what was there. */
void sweep_keep_text(YamlReader *reader, const char *text, SweepText *out);

/* Whether there is room for one more of at most `most`; after an error the node is passed over. */
bool sweep_room(YamlReader *reader, const char *name, int count, int most);

/* Adds the error of an unknown key, with the nearest of those known and of `more`. */
void sweep_unknown(YamlReader *reader, const char *section, const char *word,
                   const char *const *more, SourcePlace place);

#endif
