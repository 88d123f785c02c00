/* Plain YAML as a stream of libyaml's events: one document of mappings, lists and scalars, without
 * anchors, aliases and tags. No document is built, so neither depth nor size can be turned against
 * the program. Errors go to the messages with their place; reading goes on where that has sense.
 *
 * A reader of some kind of file gives a function for the keys of its root; that one looks at the
 * current node (the value of the key) and reads it with the functions below, which leave its last
 * event current. Texts of the current event are good until the next one is read. */
#ifndef PRODROME_YAML_READER_H
#define PRODROME_YAML_READER_H

#include "io/messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

enum {
    YAML_READER_BYTES = 1 << 20, /* largest file */
    YAML_READER_DEPTH = 32,      /* deepest nesting */
    YAML_READER_KEYS = 160,      /* most keys of a mapping that are told apart */
    YAML_READER_KEY = 160        /* bytes of a key, its end included; longer ones are cut */
};

typedef struct YamlReader {
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; owned until the next is read */
    Messages *messages;
    int source, depth;
    bool stopped;   /* after an error that leaves no sense in reading on */
    bool broken;    /* the file is no YAML: its values may be cut in the wrong places */
    bool no_memory; /* for the parser */
    void *context;  /* of who reads */
} YamlReader;

/* What to do with the value of one key; `into` is what the mapping is read into. */
typedef void YamlReaderKey(YamlReader *reader, void *into, const char *key, SourcePlace place);

/* What to do with the one document, whose first event is current: a mapping or something else. */
typedef void YamlReaderRoot(YamlReader *reader);

/* Reads a text that is a source of the messages. messages, source and context are set, the rest is
 * zero; afterwards nothing of the reader is to be freed. */
void yaml_reader_read(YamlReader *reader, const char *text, size_t length, YamlReaderRoot *root);

/* False, with an error at the first byte that is none, when a text is not UTF-8. */
bool yaml_reader_utf8(Messages *messages, const char *text, size_t length, int source);

/* Where the current event begins. */
SourcePlace yaml_reader_place(const YamlReader *reader);

/* Makes the next event the current one; false when reading is to end. */
bool yaml_reader_next(YamlReader *reader);

/* Passes over the current node. */
void yaml_reader_skip(YamlReader *reader);

/* Adds "what: expected ..., got a list" about the current node, and passes over it. hint may be
 * NULL. */
void yaml_reader_expected(YamlReader *reader, const char *what, const char *expected,
                          const char *hint);

/* Reads a mapping, whose start is the current event, key by key; a key that is given twice is an
 * error. */
void yaml_reader_mapping(YamlReader *reader, void *into, YamlReaderKey *read_key);

/* The text of the current node, which is to be one value; NULL after an error that names it. */
const char *yaml_reader_scalar(YamlReader *reader, const char *name, const char *hint);

/* Goes to the next item of a list whose start, or an item of which, is current; false at its end.
 */
bool yaml_reader_item(YamlReader *reader);

#endif
