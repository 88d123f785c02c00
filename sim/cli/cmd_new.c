#include "cli/cli.h"
#include "io/config.h"
#include "io/file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NEW_PATH = 4096 };

static error_t new_parse(int key, char *text, struct argp_state *state)
{
    const char **name = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (*name)
            argp_error(state, "one NAME only");
        *name = text;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which NAME?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The run is named as the file; false when that is no name for a run. */
static bool new_name(const char *path, size_t length, Params *params)
{
    const char *base = path + length;
    while (base > path && base[-1] != '/')
        base--;
    size_t size = length - (size_t)(base - path);
    if (size == 0 || size >= PARAMS_TEXT)
        return false;
    for (size_t i = 0; i < size; i++)
        if (!isalnum((unsigned char)base[i]) && (i == 0 || !strchr("_-.", base[i])))
            return false;
    memset(params->run_name, 0, sizeof params->run_name);
    memcpy(params->run_name, base, size);
    return true;
}

int cmd_new(int argc, char **argv)
{
    const struct argp argp = {.parser = new_parse,
                              .args_doc = "NAME",
                              .doc = "Writes NAME.yaml: every default, with meaning, range and "
                                     "source. NAME may end in .yaml itself. Never overwrites a "
                                     "file."};
    const char *name = 0;
    char file[NEW_PATH], message[FILE_PATH + 256] = "";
    Params params;
    argp_parse(&argp, argc, argv, 0, 0, &name);
    size_t length = strlen(name);
    if (length > 5 && strcmp(name + length - 5, ".yaml") == 0)
        length -= 5;
    params_defaults(&params);
    if (length + 6 > sizeof file || !new_name(name, length, &params)) {
        cli_error("`%.100s` cannot be the name of a run", name);
        fputs("  hint: letters, digits and _ - . ; at most 47\n", stderr);
        return status_exit_code(STATUS_USAGE);
    }
    snprintf(file, sizeof file, "%.*s.yaml", (int)length, name);

    size_t size;
    char *text = config_text_explained(&params, &size);
    Status status = !text ? STATUS_NO_MEMORY
                    : file_exists(file)
                        ? STATUS_EXISTS
                        : file_write_whole(file, text, size, message, sizeof message);
    free(text);
    if (status == STATUS_OK)
        printf("%s written; prodrome run %s\n", file, file);
    else if (status == STATUS_NO_MEMORY)
        cli_error("%s", status_sentence(status));
    else if (status == STATUS_EXISTS)
        cli_error("%s is there already and is not overwritten: take another name", file);
    else
        cli_error("%s", message);
    return status_exit_code(status);
}
