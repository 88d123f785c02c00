/* What the program says to bad input: exit code, place, hint, and nothing left behind. Each case
 * runs the program of $PRODROME (default build/prodrome) in a folder of its own. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ARGUMENTS = 8, EXPECTED = 4, OUTPUT = 16384, LISTING = 8192 };

typedef struct Case {
    const char *name;
    const char *text;                 /* of bad.yaml; NULL: no file, unless `fill` writes it */
    const char *arguments[ARGUMENTS]; /* after the program's name */
    int exit_code;
    const char *expected[EXPECTED]; /* in what goes to stderr */
    void (*fill)(FILE *stream);
    const char *folder; /* one that is there already, with a file in it */
} Case;

static char program[4096];

/* ---- files that are too long to write down ------------------------------------------------- */

static void fill_two_mebibytes(FILE *stream)
{
    for (int i = 0; i < 1 << 17; i++)
        fputs("# a comment....\n", stream);
}

static void fill_brackets(FILE *stream)
{
    fputs("grid: ", stream);
    for (int i = 0; i < 200000; i++)
        fputc('[', stream);
}

static void fill_nested_mappings(FILE *stream)
{
    for (int i = 0; i < 40; i++)
        fprintf(stream, "%*sgrid:\n", i, "");
}

static void fill_dose_list(FILE *stream)
{
    fputs("doses:\n", stream);
    for (int i = 0; i < 65; i++)
        fprintf(stream, "- {drug: mipsagargin, amount: 1 mg/kg, at: %d h}\n", i);
}

static void fill_nul(FILE *stream)
{
    fwrite("grid: {nx: 10}\0\n", 1, 16, stream);
}

/* ---- the cases ----------------------------------------------------------------------------- */

#define ARGS(...)                                                                                  \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define CHECKED ARGS("check", "bad.yaml")
#define RUN ARGS("run", "bad.yaml")
#define SWEPT ARGS("sweep", "plan", "bad.yaml")
#define NO_FILE 0
#define BAD(title, arguments, code, text, ...) {title, text, arguments, code, {__VA_ARGS__}, 0, 0},
#define BAD_FILLED(title, arguments, code, fill, ...)                                              \
    {title, 0, arguments, code, {__VA_ARGS__}, fill, 0},
#define BAD_FOLDER(title, arguments, code, folder, text, ...)                                      \
    {title, text, arguments, code, {__VA_ARGS__}, 0, folder},

#define SMALL                                                                                      \
    "grid: {nx: 8, ny: 8, nz: 8}\n"                                                                \
    "tumor: {cells: 20}\n"                                                                         \
    "time: {burn_in: 0 d, end: 1 h}\n"

#define DOSE(rest) "doses:\n  - {drug: mipsagargin, amount: 56 mg/kg, " rest "}\n"

static const Case CASES[] = {
#include "bad_input.def"
};
enum { CASES_COUNT = sizeof CASES / sizeof CASES[0] };

/* ---- running them -------------------------------------------------------------------------- */

static char listing[LISTING]; /* nftw has no place for a caller's own */

static int list_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)flag, (void)walk;
    size_t used = strlen(listing);
    snprintf(listing + used, sizeof listing - used, "%s %lld %ld\n", path,
             S_ISREG(status->st_mode) ? (long long)status->st_size : 0LL,
             S_ISREG(status->st_mode) ? status->st_mtim.tv_nsec : 0L);
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

static void write_files(const Case *c, const char *folder)
{
    char path[128];
    if (c->text || c->fill) {
        snprintf(path, sizeof path, "%s/bad.yaml", folder);
        FILE *stream = fopen(path, "wb");
        assert_non_null(stream);
        if (c->fill)
            c->fill(stream);
        else
            fputs(c->text, stream);
        fclose(stream);
    }
    if (c->folder) {
        snprintf(path, sizeof path, "%s/%s", folder, c->folder);
        assert_int_equal(mkdir(path, 0777), 0);
        snprintf(path, sizeof path, "%s/%s/mine.txt", folder, c->folder);
        FILE *stream = fopen(path, "wb");
        assert_non_null(stream);
        fputs("keep\n", stream);
        fclose(stream);
    }
}

static void read_back(FILE *stream, char *text)
{
    rewind(stream);
    text[fread(text, 1, OUTPUT - 1, stream)] = 0;
    fclose(stream);
}

/* Runs the program in the folder; its exit code, or minus the signal that ended it. */
static int run_program(const Case *c, const char *folder, char *out, char *errors)
{
    char *arguments[ARGUMENTS + 2] = {program};
    for (int i = 0; i < ARGUMENTS; i++)
        arguments[i + 1] = (char *)(uintptr_t)c->arguments[i];
    FILE *streams[2] = {tmpfile(), tmpfile()};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, fileno(streams[0]), 1);
    posix_spawn_file_actions_adddup2(&actions, fileno(streams[1]), 2);
    pid_t child;
    int status, failed = posix_spawn(&child, program, &actions, 0, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed)
        fail_msg("cannot start %s: %s", program, strerror(failed));
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    read_back(streams[0], out);
    read_back(streams[1], errors);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void test_case(void **state)
{
    const Case *c = *state;
    char folder[] = "/tmp/prodrome_XXXXXX", before[LISTING], out[OUTPUT], errors[OUTPUT];
    assert_non_null(mkdtemp(folder));
    write_files(c, folder);
    *listing = 0;
    nftw(folder, list_one, 8, FTW_PHYS);
    strcpy(before, listing);
    int code = run_program(c, folder, out, errors);
    *listing = 0;
    nftw(folder, list_one, 8, FTW_PHYS);
    nftw(folder, remove_one, 8, FTW_PHYS | FTW_DEPTH);

    if (code != c->exit_code)
        fail_msg("exit code %d instead of %d:\n%s", code, c->exit_code, errors);
    for (int i = 0; i < EXPECTED && c->expected[i]; i++)
        if (!strstr(errors, c->expected[i]))
            fail_msg("`%s` is missing in:\n%s", c->expected[i], errors);
    if (*out)
        fail_msg("wrote to stdout:\n%s", out);
    if (strcmp(before, listing) != 0)
        fail_msg("left behind:\n%s", listing);
}

int main(void)
{
    const char *named = getenv("PRODROME");
    struct CMUnitTest tests[CASES_COUNT];
    if (!realpath(named && *named ? named : "build/prodrome", program)) {
        fprintf(stderr, "no program to test: set PRODROME, or make\n");
        return 1;
    }
    for (int i = 0; i < CASES_COUNT; i++)
        tests[i] =
            (struct CMUnitTest){CASES[i].name, test_case, 0, 0, (void *)(uintptr_t)&CASES[i]};
    return cmocka_run_group_tests(tests, 0, 0);
}
