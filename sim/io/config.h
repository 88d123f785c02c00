/* The configuration: YAML files and --set path=value become Params, and Params become text again.
 * Files compose left to right, then the sets; whatever is not given keeps its default. Every error
 * is collected with its place; Params are written only when there is none. */
#ifndef PRODROME_CONFIG_H
#define PRODROME_CONFIG_H

#include "core/status.h"
#include "io/messages.h"
#include "model/params.h"

#include <stddef.h>

enum { CONFIG_BYTES = 1 << 20, CONFIG_DEPTH = 32 }; /* largest file, deepest nesting */

/* Reads files and sets ("path=value") into *out. STATUS_NO_INPUT: a file cannot be read;
 * STATUS_BAD_DATA: errors in messages; STATUS_UNAVAILABLE: no units database; in all of these, and
 * without memory, *out is untouched. */
Status config_read(const char *const *files, int files_count, const char *const *sets,
                   int sets_count, Params *out, Messages *messages);

/* The same on top of a text (NULL: none), which is reported under its name. */
Status config_read_over(const char *name, const char *text, const char *const *files,
                        int files_count, const char *const *sets, int sets_count, Params *out,
                        Messages *messages);

/* A value that is given elsewhere than in a configuration, at a place of the same messages or,
 * where that is nowhere, in something of this name. */
typedef struct ConfigGiven {
    const char *path, *text;
    SourcePlace place;
    const char *name;
} ConfigGiven;

/* The same with values in place of sets: errors in them are at their places. */
Status config_read_given(const char *const *files, int files_count, const ConfigGiven *given,
                         int given_count, Params *out, Messages *messages);

/* The same of one text alone, under a name to report. */
Status config_read_text(const char *name, const char *text, size_t length, Params *out,
                        Messages *messages);

/* Checks what no single value shows: references, times, pairs of faces, cycles of reactions, size.
 * The places of values come from the config_read that filled the same messages. STATUS_NO_MEMORY
 * when nothing but the memory of this machine is short; nothing is allocated. */
Status config_check(const Params *params, Messages *messages);

/* The resolved configuration as YAML, each value with its unit and its source: reading it gives the
 * same Params to the last bit. Owned by the caller (free); NULL without memory. */
char *config_text(const Params *params, size_t *length);

/* Hands over the values that make one configuration of another, as --set takes them: "doses.1.at",
 * "24 h". false when `take` was, or when no values can: an entry of a list is gone. */
typedef bool (*ConfigTake)(void *context, const char *path, const char *value);
bool config_sets(const Params *from, const Params *to, ConfigTake take, void *context);

/* As config_text, with the meaning and range of each value above it. */
char *config_text_explained(const Params *params, size_t *length);

/* A value in canonical units as text with a unit, such that reading gives the same value back. */
void config_value_text(const ParamRow *row, const void *record, const char *substance_unit,
                       char *out, size_t size);

/* The words of a row as a sentence has them: "none, constant or plasma". */
enum { CONFIG_WORDS = 128 };
void config_words(const ParamRow *row, char out[CONFIG_WORDS]);

/* The unit in which a row is written; {c} is the unit of the substance. */
const char *config_unit(const ParamRow *row, const char *substance_unit);

/* The decimal number at the start of a text and what follows it and its blanks. Returns 0, EINVAL
 * when there is none (hexadecimal, nan and infinity are none), ERANGE when it is too large (then
 * infinite) or too small; number and rest are set unless it is EINVAL. */
int config_number(const char *text, double *number, const char **rest);

/* "21 d" as hours; NaN when it is no time. */
double config_hours(const char *text);

/* Version of the YAML library in use. */
const char *config_yaml_version(void);

#endif
