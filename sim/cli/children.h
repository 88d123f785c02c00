/* Runs as child processes: this program again, `prodrome run ...`, a few at a time. A child gets
 * its place in a process group of its own, so that signals of the terminal reach this process
 * alone, which passes them on; and it dies with this process, however that ends. What it says of
 * errors is kept. One thread; signals are waited for, no handler is set. */
#ifndef PRODROME_CHILDREN_H
#define PRODROME_CHILDREN_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <sys/types.h>

enum { CHILDREN_MOST = 1024, CHILDREN_ARGUMENTS = 1024, CHILDREN_SAID = 4096 };

typedef struct Child {
    int64_t id; /* of the caller */
    pid_t pid;  /* 0: an empty place */
    int errors; /* what it says */
    double started;
} Child;

typedef struct Children {
    Child *list;
    int room, count;
    int threads;      /* of each */
    sigset_t before;  /* signals blocked before */
    sigset_t watched; /* that children_wait fetches */
    bool asked;       /* by one of them to end */
} Children;

/* How a child ended. */
typedef struct ChildEnd {
    int64_t id;
    int code;   /* its exit code; -1: a signal ended it */
    int signal; /* that signal */
    double seconds;
    char said[CHILDREN_SAID]; /* the last of what it wrote on stderr */
} ChildEnd;

/* How many processors this process may use, and how many threads each of `jobs` runs then gets. */
int children_processors(void);
int children_threads(int jobs);

/* Room for `jobs` children at once. From now on SIGCHLD, SIGINT, SIGTERM and SIGHUP are blocked and
 * come from children_wait; those that are ignored (nohup) stay ignored. */
Status children_create(Children *children, int jobs, char *message, size_t message_size);

/* Starts `prodrome run ARGUMENTS` (ended by NULL), quiet and with the threads of each. */
Status children_start(Children *children, int64_t id, const char *const *arguments, char *message,
                      size_t message_size);

/* Waits for the end of a child, at most so long. 1: *end says which; 0: none; else the negative of
 * a signal that this process got. */
int children_wait(Children *children, double seconds, ChildEnd *end);

/* Sends a signal to one (id) or to all. */
void children_signal(const Children *children, int64_t id, int signal);
void children_signal_all(const Children *children, int signal);

/* Kills those that are left, and waits for them. */
void children_destroy(Children *children);

#endif
