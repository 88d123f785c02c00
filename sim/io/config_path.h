/* Paths of the configuration: `grid.edge`, `substances.oxygen.diffusion`, `doses.0.at`. */
#ifndef PRODROME_CONFIG_PATH_H
#define PRODROME_CONFIG_PATH_H

#include "model/params.h"

#include <stdbool.h>
#include <stddef.h>

enum { CONFIG_PATH_TEXT = 160 };

typedef struct ConfigPath {
    int list;                /* LIST_RUN, LIST_SUBSTANCES ...; -1: unknown */
    char entry[PARAMS_TEXT]; /* name of the entry; empty for the run and doses */
    int dose;                /* number of the dose; -1: none */
    const char *section;     /* as in the table */
    const ParamRow *row;     /* NULL when the path ends before a key */
} ConfigPath;

/* The list of a section, LIST_RUN for a section of the run, or -1. */
int config_path_list(const char *section);

/* The section's name as the table has it, or NULL. */
const char *config_path_section(const char *section);

/* Takes a path apart. On failure false, with what is wrong and what may have been meant. */
bool config_path_parse(const char *text, ConfigPath *out, char *wrong, size_t wrong_size,
                       char *hint, size_t hint_size);

/* Writes a path; without a key when row is NULL. */
void config_path_write(const ConfigPath *path, char out[CONFIG_PATH_TEXT]);

/* What an unknown section, or an unknown key of a section, may have meant. */
void config_path_hint_section(const char *word, char *hint, size_t hint_size);
void config_path_hint_key(int list, const char *section, const char *word, char *hint,
                          size_t hint_size);

/* The built-in entry of a list, or (LIST_RUN) of any, that a name may have meant: `oxygenn` is
 * answered with `substances.oxygen`. Leaves the hint as it is when there is none. */
void config_path_hint_entry(int list, const char *word, char *hint, size_t hint_size);

/* Whether a word can name an entry of a list: a letter, then letters, digits and _. */
bool config_path_entry_name(const char *word);

#endif
