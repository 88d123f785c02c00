/* Outcomes of every call that can fail. The engine returns a Status and never prints;
 * only the command line turns one into a message and an exit code. */
#ifndef PRODROME_STATUS_H
#define PRODROME_STATUS_H

typedef enum Status {
#define STATUS(name, exit_code, sentence) STATUS_##name,
#include "status.def"
#undef STATUS
    STATUS_COUNT
} Status;

/* The sentence of a status, in plain words; never NULL. */
const char *status_sentence(Status status);

/* The exit code of the program for a status (sysexits(3) where they fit). */
int status_exit_code(Status status);

/* For programmer mistakes, in release builds too: prints the condition and aborts. */
#define CHECK(condition)                                                                           \
    ((condition) ? (void)0 : status_check_failed(#condition, __FILE__, __LINE__))
_Noreturn void status_check_failed(const char *condition, const char *file, int line);

#endif
