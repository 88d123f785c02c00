#include "cli/children.h"

#include "io/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What Slurm has allotted, where it does not bind a task to it; 0: nothing. */
static int children_allotted(void)
{
    static const char *const names[] = {"SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE"};
    for (int i = 0; i < 2; i++) {
        const char *text = getenv(names[i]);
        if (text && atoi(text) > 0)
            return atoi(text);
    }
    return 0;
}

int children_processors(void)
{
    int allotted = children_allotted();
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                            : (int)sysconf(_SC_NPROCESSORS_ONLN);
    count = allotted > 0 && allotted < count ? allotted : count;
    return count > 0 ? count : 1;
}

int children_threads(int jobs)
{
    int threads = children_processors() / (jobs > 0 ? jobs : 1);
    return threads > 0 ? threads : 1;
}

static const int ASKING[] = {SIGINT, SIGTERM, SIGHUP};
enum { ASKING_COUNT = sizeof ASKING / sizeof ASKING[0] };

/* An ignored signal that is blocked would wait and be fetched all the same, so it is left alone. */
static void children_signals(sigset_t *set)
{
    struct sigaction now;
    sigemptyset(set);
    sigaddset(set, SIGCHLD);
    for (int i = 0; i < ASKING_COUNT; i++)
        if (sigaction(ASKING[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(set, ASKING[i]);
}

Status children_create(Children *children, int jobs, char *message, size_t message_size)
{
    *children = (Children){.room = jobs, .threads = children_threads(jobs)};
    children->list = calloc((size_t)jobs, sizeof *children->list);
    if (!children->list) {
        snprintf(message, message_size, "no memory for %d jobs", jobs);
        return STATUS_NO_MEMORY;
    }
    children_signals(&children->watched);
    sigprocmask(SIG_BLOCK, &children->watched, &children->before);
    return STATUS_OK;
}

/* -- starting --------------------------------------------------------------------------------- */

/* In the child, between fork and exec: only what is safe there. */
static void children_become(const Children *children, pid_t parent, int errors, char **arguments)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it ended in between */
        _exit(status_exit_code(STATUS_STOPPED));
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 ||
        dup2(errors, STDERR_FILENO) < 0)
        _exit(status_exit_code(STATUS_INTERNAL));
    sigprocmask(SIG_SETMASK, &children->before, NULL);
    execv("/proc/self/exe", arguments);
    _exit(status_exit_code(STATUS_INTERNAL));
}

static Child *children_place(Children *children)
{
    for (int i = 0; i < children->room; i++)
        if (children->list[i].pid == 0)
            return &children->list[i];
    return NULL;
}

static Status children_failed(const char *what, char *message, size_t message_size)
{
    snprintf(message, message_size, "%s: %s", what, strerror(errno));
    return errno == ENOMEM || errno == EAGAIN ? STATUS_NO_MEMORY : STATUS_INTERNAL;
}

Status children_start(Children *children, int64_t id, const char *const *arguments, char *message,
                      size_t message_size)
{
    char *all[CHILDREN_ARGUMENTS + 8], threads[16];
    const char *const first[] = {"prodrome", "run", "--quiet", "--threads", threads};
    int count = 0;
    Child *child = children_place(children);
    snprintf(threads, sizeof threads, "%d", children->threads);
    for (; count < 5; count++)
        all[count] = (char *)(uintptr_t)first[count];
    for (; *arguments && count < CHILDREN_ARGUMENTS + 7; arguments++)
        all[count++] = (char *)(uintptr_t)*arguments;
    all[count] = NULL;
    int errors = child ? memfd_create("prodrome-errors", MFD_CLOEXEC) : -1;
    if (!child)
        errno = EAGAIN;
    if (errors < 0)
        return children_failed("a run cannot be started", message, message_size);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        children_become(children, parent, errors, all);
    if (pid < 0) {
        close(errors);
        return children_failed("a run cannot be started", message, message_size);
    }
    setpgid(pid, pid); /* whichever of the two comes first */
    *child = (Child){id, pid, errors, clock_seconds()};
    children->count++;
    return STATUS_OK;
}

/* -- waiting ---------------------------------------------------------------------------------- */

/* The end of what a child wrote. */
static void children_said(int errors, char out[CHILDREN_SAID])
{
    off_t bytes = lseek(errors, 0, SEEK_END), from = bytes - (CHILDREN_SAID - 1);
    ssize_t got = pread(errors, out, CHILDREN_SAID - 1, from > 0 ? from : 0);
    out[got > 0 ? got : 0] = 0;
}

/* The end of one that has ended, if there is one. */
static bool children_reap(Children *children, ChildEnd *end)
{
    for (int i = 0; i < children->room; i++) {
        Child *child = &children->list[i];
        int status;
        if (child->pid == 0 || waitpid(child->pid, &status, WNOHANG) != child->pid)
            continue;
        *end = (ChildEnd){.id = child->id, .seconds = clock_seconds() - child->started};
        end->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        children_said(child->errors, end->said);
        close(child->errors);
        *child = (Child){0};
        children->count--;
        return true;
    }
    return false;
}

int children_wait(Children *children, double seconds, ChildEnd *end)
{
    double until = clock_seconds() + seconds;
    for (;;) {
        if (children_reap(children, end))
            return 1;
        double left = until - clock_seconds();
        struct timespec wait = {left > 0 ? (time_t)left : 0, 0};
        wait.tv_nsec = left > 0 ? (long)((left - (double)wait.tv_sec) * 1e9) : 0;
        int got = sigtimedwait(&children->watched, NULL, &wait);
        if (got > 0 && got != SIGCHLD) {
            children->asked = true;
            return -got;
        }
        if (got < 0 && errno == EAGAIN)
            return children_reap(children, end);
    }
}

void children_signal(const Children *children, int64_t id, int signal)
{
    for (int i = 0; i < children->room; i++)
        if (children->list[i].pid > 0 && children->list[i].id == id)
            kill(children->list[i].pid, signal);
}

void children_signal_all(const Children *children, int signal)
{
    for (int i = 0; i < children->room; i++)
        if (children->list[i].pid > 0)
            kill(children->list[i].pid, signal);
}

void children_destroy(Children *children)
{
    children_signal_all(children, SIGKILL);
    for (int i = 0; i < children->room; i++)
        if (children->list[i].pid > 0) {
            waitpid(children->list[i].pid, NULL, 0);
            close(children->list[i].errors);
        }
    free(children->list);
    /* Who was asked to end is about to: to be asked once more must not change the exit code. */
    for (int i = 0; i < ASKING_COUNT && children->asked; i++)
        signal(ASKING[i], SIG_IGN);
    sigset_t before = children->before;
    *children = (Children){0};
    sigprocmask(SIG_SETMASK, &before, NULL);
}
