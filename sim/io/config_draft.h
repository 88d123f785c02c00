/* A configuration as written, before it becomes Params: assignments in the order in which they
 * count, each with its place. Shared by the parts of config only. */
#ifndef PRODROME_CONFIG_DRAFT_H
#define PRODROME_CONFIG_DRAFT_H

#include "io/config_path.h"
#include "io/messages.h"
#include "io/units_io.h"

typedef struct Assignment {
    ConfigPath path; /* row NULL: only says that the entry exists */
    char *text;
    SourcePlace place; /* of the value */
} Assignment;

typedef struct Draft {
    Assignment *items;
    size_t count, room;
    Messages *messages;
    bool no_memory, no_input, no_units;
    bool broken; /* a file is no YAML: its values may be cut in the wrong places */
} Draft;

/* Adds one assignment; text may be NULL for an entry without keys. */
void draft_add(Draft *draft, const ConfigPath *path, const char *text, SourcePlace place);

/* Takes back what earlier files said of doses, since each file gives the whole list, and notes it:
 * place is that of the new list. */
void draft_drop_doses(Draft *draft, SourcePlace place);

/* Reads one file of YAML (config_yaml.c), one path=value (config_read.c). */
void draft_yaml(Draft *draft, const char *text, size_t length, int source);

/* Stores all assignments over the defaults (config_apply.c); errors go to the messages. */
void draft_apply(Draft *draft, Params *params);

/* A value as written (config_value.c). */
typedef struct WrittenValue {
    const ParamRow *row;
    const char *path;           /* for messages */
    const char *text;           /* as written */
    const char *substance_unit; /* what {c} stands for; NULL outside substances */
    SourcePlace place;
} WrittenValue;

/* Reads a value of the row's kind and stores it in the record; false after adding an error.
 * *per_area is set when a dose was given per body surface: the record then holds mg/m^2, and the
 * range is still to be checked with config_value_in_range. */
bool config_value_store(Draft *draft, UnitsIo *units, const WrittenValue *value, void *record,
                        bool *per_area);
bool config_value_in_range(Draft *draft, const WrittenValue *value, double canonical,
                           double factor);

#endif
