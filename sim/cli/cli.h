/* What the commands share: their table, the options that name a configuration, and how errors are
 * said. A command is `int cmd_NAME(int argc, char **argv)` in cmd_NAME.c; it returns the exit code.
 * argv[0] is "prodrome NAME", so that argp's messages name the command. */
#ifndef PRODROME_CLI_H
#define PRODROME_CLI_H

#include "core/status.h"
#include "io/file.h"
#include "model/params.h"

#include <argp.h>

int cmd_run(int argc, char **argv);
int cmd_view(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_info(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_sweep(int argc, char **argv);
int cmd_fit(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_doctor(int argc, char **argv);

enum { CLI_FILES = 64, CLI_SETS = 256, CLI_SAID = 1536 };

/* CONFIG.yaml... --set path=value... --seed N --threads N, as given. Texts are borrowed from argv.
 */
typedef struct CliConfig {
    const char *files[CLI_FILES], *sets[CLI_SETS];
    int files_count, sets_count;
    const char *base, *base_name; /* a configuration under the files, as text; NULL: none */
    char seed[48];                /* "run.seed=N", after the sets; empty: not given */
    int threads;                  /* 0: not given */
    bool optional;                /* the command knows another one when no file is given */
    bool quiet;                   /* errors only, no notes */
    char *said;     /* CLI_SAID bytes for the first error, which is then not printed */
    bool only_read; /* not to be run: neither checked as a whole nor against this machine */
} CliConfig;

/* The parser of these options, as the child of a command's own: the command points
 * state->child_inputs[0] to a zeroed CliConfig in ARGP_KEY_INIT, and lists
 * {&CLI_CONFIG_ARGP, 0, 0, 0} first among its children. */
extern const struct argp CLI_CONFIG_ARGP;

/* Reads and checks the configuration into *out and sets the number of threads; prints every error.
 * Anything but STATUS_OK has been reported. */
Status cli_configure(const CliConfig *config, Params *out);

/* The path of a program in the folder of this one; false when that is not known. */
bool cli_beside(const char *name, char out[FILE_PATH]);

/* Prints version, commit, compiler and libraries. */
void cli_version(void);

/* Whether a text ends with another, as a file's name with ".png". */
bool cli_ends(const char *text, const char *end);

/* Prints a message that a call left; one that begins `file:line: error: ` as it is. */
void cli_fault(const char *message);

/* Prints `prodrome: error: ...`, or `warning`, on stderr. */
void cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void cli_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
