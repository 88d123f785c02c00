#include "cli/cli.h"
#include "io/config.h"

#include <omp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CLI_THREADS = 1024 };

static const struct argp_option OPTIONS[] = {
    {"set", 's', "PATH=VALUE", 0, "set one value, for example grid.edge=\"14 um\"; repeatable", 1},
    {"seed", 'S', "N", 0, "seed of all random numbers: a seed is an animal", 1},
    {"threads", 't', "N", 0, "number of threads; results do not depend on it", 1},
    {0}};

/* Digits only, and at most `largest`. */
static long long cli_whole(struct argp_state *state, const char *name, const char *text,
                           long long largest)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || text[digits] || digits > 18 || atoll(text) > largest)
        argp_error(state, "--%s takes a whole number from 0 to %lld, got `%s`", name, largest,
                   text);
    return atoll(text);
}

static void cli_append(struct argp_state *state, const char **list, int *count, int room,
                       const char *item)
{
    if (*count == room)
        argp_error(state, "more than %d of them: `%s`", room, item);
    list[(*count)++] = item;
}

static error_t cli_parse(int key, char *text, struct argp_state *state)
{
    CliConfig *config = state->input;
    switch (key) {
    case 's':
        cli_append(state, config->sets, &config->sets_count, CLI_SETS, text);
        return 0;
    case 'S':
        snprintf(config->seed, sizeof config->seed, "run.seed=%lld",
                 cli_whole(state, "seed", text, 1LL << 53));
        return 0;
    case 't':
        config->threads = (int)cli_whole(state, "threads", text, CLI_THREADS);
        return 0;
    case ARGP_KEY_ARG:
        cli_append(state, config->files, &config->files_count, CLI_FILES, text);
        return 0;
    case ARGP_KEY_NO_ARGS:
        if (!config->optional)
            argp_error(state, "which configuration? for example configs/lncap_xenograft.yaml");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp CLI_CONFIG_ARGP = {OPTIONS, cli_parse, "CONFIG.yaml [MORE.yaml...]", 0, 0, 0, 0};

/* The first error on one line. */
static void cli_keep(const Messages *messages, Status status, char said[CLI_SAID])
{
    const Message *m = &messages->list[0];
    const char *name = messages->count > 0 && m->place.source >= 0
                           ? messages_name(messages, m->place.source)
                           : NULL;
    char place[CLI_SAID / 3] = "";
    *said = '\0';
    if (status == STATUS_OK)
        return;
    if (messages->count == 0 || messages->no_memory) {
        snprintf(said, CLI_SAID, "%s", status_sentence(status));
        return;
    }
    if (name)
        snprintf(place, sizeof place, "%s:%d:%d: ", name, m->place.line, m->place.column);
    snprintf(said, CLI_SAID, "%s%.250s%s%.250s%s", place, m->what, *m->hint ? " (" : "", m->hint,
             *m->hint ? ")" : "");
}

Status cli_configure(const CliConfig *config, Params *out)
{
    const char *sets[CLI_SETS + 1];
    int sets_count = config->sets_count;
    memcpy(sets, config->sets, sizeof config->sets);
    if (*config->seed)
        sets[sets_count++] = config->seed;
    if (config->threads > 0)
        omp_set_num_threads(config->threads);

    Messages messages;
    messages_start(&messages);
    Status status = config_read_over(config->base_name, config->base, config->files,
                                     config->files_count, sets, sets_count, out, &messages);
    if (status == STATUS_OK && !config->only_read)
        status = config_check(out, &messages);
    if (config->said) {
        cli_keep(&messages, status, config->said);
    } else if (!messages.no_memory) { /* else they may speak of what was not read */
        messages_print(&messages, stderr);
        if (!config->quiet)
            messages_print_notes(&messages, stderr);
    }
    if (status != STATUS_OK && !config->said && (messages.count == 0 || messages.no_memory))
        cli_error("%s", status_sentence(status));
    messages_destroy(&messages);
    return status;
}

bool cli_beside(const char *name, char out[FILE_PATH])
{
    ssize_t length = readlink("/proc/self/exe", out, FILE_PATH - 1);
    out[length < 0 ? 0 : length] = 0;
    char *slash = strrchr(out, '/');
    size_t room = slash ? FILE_PATH - (size_t)(slash + 1 - out) : 0;
    return slash && (size_t)snprintf(slash + 1, room, "%s", name) < room;
}

static void cli_say(const char *what, const char *format, va_list list)
{
    fprintf(stderr, "prodrome: %s: ", what);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
}

void cli_error(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    cli_say("error", format, list);
    va_end(list);
}

void cli_warning(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    cli_say("warning", format, list);
    va_end(list);
}

bool cli_ends(const char *text, const char *end)
{
    size_t length = strlen(text), wanted = strlen(end);
    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

void cli_fault(const char *message)
{
    if (strstr(message, ": error: "))
        fprintf(stderr, "%s\n", message);
    else
        cli_error("%s", message);
}
