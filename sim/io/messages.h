/* Errors about what a person wrote, collected so that one run reports up to 20 of them, each as
 * `file:line:col: error: ...`, the source line, a caret and a hint. The texts are copied, so the
 * messages outlive what they speak of; messages_destroy frees them. Running out of memory loses
 * places and source lines, never a message. */
#ifndef PRODROME_MESSAGES_H
#define PRODROME_MESSAGES_H

#include <stdbool.h>
#include <stdio.h>

enum { MESSAGES_MAX = 20, MESSAGES_NOTES = 4 };

/* Where something was written; line and column count from 1, columns in characters. */
typedef struct SourcePlace {
    int source; /* of messages_source; negative: nowhere in particular */
    int line, column;
} SourcePlace;

typedef struct Message {
    SourcePlace place;
    char what[400];
    char hint[400]; /* may be empty */
} Message;

typedef struct MessageSource MessageSource;
typedef struct MessageMark MessageMark;

typedef struct Messages {
    Message list[MESSAGES_MAX];
    int count;
    int more; /* errors after the last that was kept */
    Message notes[MESSAGES_NOTES];
    int notes_count;
    MessageSource *sources;
    int sources_count;
    MessageMark *marks;
    size_t marks_count, marks_room;
    bool no_memory; /* for a place: what was written and what not is then not known */
} Messages;

/* Makes an empty collection. */
void messages_start(Messages *messages);
void messages_destroy(Messages *messages);

/* Keeps a copy of a text to quote lines from, under the name to report; its number, or -1. */
int messages_source(Messages *messages, const char *name, const char *text, size_t length);

/* Remembers where the value of a path such as `doses.0.at` was written; the last one counts. */
void messages_mark(Messages *messages, const char *path, SourcePlace place);

/* Where the value of a path was written; source is negative when it never was. */
SourcePlace messages_where(const Messages *messages, const char *path);

/* A place that is nowhere in particular, and the place of a byte of a source. */
SourcePlace messages_nowhere(void);
SourcePlace messages_place(const Messages *messages, int source, size_t offset);

/* Adds one error. hint may be NULL. */
void messages_add(Messages *messages, SourcePlace place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds a note: what is no error, but may not be meant. Of many the first are kept. */
void messages_note(Messages *messages, SourcePlace place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The name under which a source is reported. */
const char *messages_name(const Messages *messages, int source);

/* 1 when 20 errors are kept: nothing more needs to be found. */
int messages_full(const Messages *messages);

/* Prints all errors in the order of the sources and of their lines. */
void messages_print(const Messages *messages, FILE *stream);

/* Prints the notes in the order in which they came. */
void messages_print_notes(const Messages *messages, FILE *stream);

#endif
