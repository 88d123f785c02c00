/* A text that grows as it is written. Running out of memory empties it and is told at the end. */
#ifndef PRODROME_TEXT_H
#define PRODROME_TEXT_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Starts as {0}; bytes is ended by 0 once anything was added. */
typedef struct Text {
    char *bytes;
    size_t length, room;
    bool failed;
} Text;

void text_add(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds bytes as they are, zeros among them. */
void text_append(Text *text, const void *bytes, size_t length);

/* Adds a word of a command line, in quotes where a shell needs them. */
void text_shell(Text *text, const char *word);

/* A unit as it is written behind a value or a name: "" where it is "1", of a plain number. */
const char *text_unit(const char *unit);

/* STATUS_OK, or STATUS_NO_MEMORY with a message that names the path. */
Status text_check(const Text *text, const char *path, char *message, size_t message_size);

void text_destroy(Text *text);

#endif
