/* A small run under a session, for tests of what can be done with it: in a folder of its own, which
 * is the working directory between enter and leave. */
#ifndef PRODROME_WATCHED_H
#define PRODROME_WATCHED_H

#include "cli/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

int watched_enter(void **state);
int watched_leave(void **state);

/* A drive of two days with one dose; events: changes on the way, or NULL. */
Drive *watched_drive(const char *out, const char *events);

/* The same run to its end, that nobody watches. */
void watched_alone(const char *out, const char *events);

Session *watched_session(const char *out, Source *source);
void watched_order(const Source *source, SourceOrder what, double number, const char *text);

/* Waits until the day is reached and nothing goes on; looks at every frame meanwhile. */
SourceState watched_wait(const Source *source, double day);
void watched_pause(double seconds);
void watched_end(Session *session, Status expected);

/* A file of a run folder, to be freed. */
char *watched_text(const char *folder, const char *name);

/* Digests of all files that the configuration and the changes determine. */
void watched_same(const char *a, const char *b);

#endif
