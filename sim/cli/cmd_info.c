/* prodrome info: where a run or a snapshot comes from, and whether it is whole. */
#include "cli/cli.h"
#include "cli/story.h"
#include "io/runlist.h"
#include "io/snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INFO_MESSAGE = FILE_PATH + 256, INFO_BYTES = 1 << 24 };

typedef struct InfoOptions {
    const char *path;
    uint64_t cell; /* 0: none asked for by its key */
    int cause;     /* a cell that died of it; CAUSE_NONE: any cell; -1: none asked for */
} InfoOptions;

static const struct argp_option OPTIONS[] = {
    {"cell", 'c', "ID|CAUSE|any", 0,
     "the story of one cell of a run folder, by its lineage key; or of one that died of drug, "
     "hypoxia, spontaneous or flow, picked for you; or of any",
     0},
    {0}};

static error_t info_parse(int key, char *text, struct argp_state *state)
{
    InfoOptions *options = state->input;
    char *end;
    switch (key) {
    case 'c':
        errno = 0;
        options->cause = story_cause_of(text);
        if (options->cause >= 0)
            return 0;
        options->cell = strtoull(text, &end, 0);
        if (errno || *end || *text == '-' || options->cell == 0)
            argp_error(state,
                       "--cell takes an `id` of the tables /cells or /deaths, a cause of death "
                       "or any, got `%s`",
                       text);
        return 0;
    case ARGP_KEY_ARG:
        if (options->path)
            argp_error(state, "one run folder or snapshot at a time: `%s`", text);
        options->path = text;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which run folder or snapshot?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* -- a snapshot ------------------------------------------------------------------------------- */

static void info_texts(const Snapshot *snapshot)
{
    static const char *const names[] = {"program", "version", "commit",      "compiler",
                                        "flags",   "rng",     "rng_version", "config_sha256"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *text = snapshot_text(snapshot, "/provenance", names[i]);
        printf("%-14s %s\n", names[i], text ? text : "not said");
        free(text);
    }
}

static void info_arrays(const Snapshot *snapshot, const char *group)
{
    char name[HDF_NAME], path[3 * HDF_NAME];
    for (size_t n = 0; snapshot_member(snapshot, group, n, name); n++) {
        snprintf(path, sizeof path, "%s/%s", group[1] ? group : "", name);
        char *unit = snapshot_text(snapshot, path, "units");
        char *meaning = snapshot_text(snapshot, path, "long_name");
        printf("%-22s [%s] %s\n", path, unit ? unit : "?", meaning ? meaning : "");
        free(unit);
        free(meaning);
    }
}

static Status info_snapshot(const char *path, char *message)
{
    Snapshot s;
    Status status = snapshot_open(path, &s, message, INFO_MESSAGE);
    if (status != STATUS_OK)
        return status;
    printf("%-14s %s\n%-14s day %.10g, step %" PRId64 "\n", "snapshot", path, "time", s.time_d,
           s.step);
    printf("%-14s %d x %d x %d sites of %.10g um\n", "grid", s.grid.nx, s.grid.ny, s.grid.nz,
           s.grid.edge_um);
    printf("%-14s %" PRIu64 "\n%-14s %s\n", "seed", s.seed, "state hash", s.state_hash);
    info_texts(&s);
    info_arrays(&s, "/");
    info_arrays(&s, "/cells");
    info_arrays(&s, "/deaths");
    snapshot_close(&s);
    return STATUS_OK;
}

/* -- a run folder ----------------------------------------------------------------------------- */

static void info_json(const json_t *value, const char *name)
{
    if (json_is_string(value) && *json_string_value(value))
        printf("%-14s %s\n", name, json_string_value(value));
    else if (json_is_integer(value))
        printf("%-14s %" JSON_INTEGER_FORMAT "\n", name, json_integer_value(value));
    else if (json_is_real(value))
        printf("%-14s %.6g\n", name, json_real_value(value));
}

/* What the seed has drawn, as factors of the mean. */
static void info_animal(const json_t *animal)
{
    static const char *const names[] = {"plasma_volume", "half_life", "psma", "growth"};
    printf("%-14s", "animal");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        printf(" %s x %.4g", names[i], json_number_value(json_object_get(animal, names[i])));
    putchar('\n');
}

/* Whether a run that says that it is running is. */
static void info_running(const char *folder, const json_t *root)
{
    char ignored[INFO_MESSAGE];
    const char *status = json_string_value(json_object_get(root, "status"));
    int lock = -1;
    if (!status || strcmp(status, "running") != 0 ||
        file_folder_lock(folder, &lock, ignored, sizeof ignored) != STATUS_OK)
        return;
    file_folder_unlock(lock);
    printf("%-14s no process has the folder: the run was killed; to go on: prodrome run --resume "
           "--out %s\n",
           "", folder);
}

static Status info_report(const char *folder, char *message)
{
    static const char *const names[] = {"name",          "seed",       "status",   "reason",
                                        "version",       "commit",     "compiler", "flags",
                                        "config_sha256", "state_hash", "parent",   "host",
                                        "threads",       "seconds",    "updated"};
    char path[FILE_PATH];
    void *text = NULL;
    size_t bytes;
    Status status = file_path(path, folder, "run.json", message, INFO_MESSAGE);
    if (status == STATUS_OK)
        status = file_read_whole(path, INFO_BYTES, &text, &bytes, message, INFO_MESSAGE);
    if (status != STATUS_OK)
        return status;
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, NULL);
    free(text);
    if (!root) {
        snprintf(message, INFO_MESSAGE, "%s: not JSON", path);
        return STATUS_BAD_DATA;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        info_json(json_object_get(root, names[i]), names[i]);
    info_running(folder, root);
    info_animal(json_object_get(root, "animal"));
    const json_t *progress = json_object_get(root, "progress");
    info_json(json_object_get(progress, "time_d"), "day");
    info_json(json_object_get(progress, "end_d"), "end day");
    const json_t *warnings = json_object_get(root, "warnings");
    for (size_t n = 0; n < json_array_size(warnings); n++) {
        const json_t *warning = json_array_get(warnings, n);
        printf("%-14s day %.6g: %s; %s\n", "warning",
               json_number_value(json_object_get(warning, "time_d")),
               json_string_value(json_object_get(warning, "what")),
               json_string_value(json_object_get(warning, "hint")));
    }
    json_decref(root);
    return STATUS_OK;
}

static Status info_snapshots(const char *folder, char *message)
{
    RunList list;
    Status status = runlist_read(folder, &list, message, INFO_MESSAGE);
    if (status == STATUS_NO_INPUT)
        return STATUS_OK; /* a run in its burn-in has none yet */
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        Snapshot s;
        status = snapshot_open(list.paths[i], &s, message, INFO_MESSAGE);
        if (status != STATUS_OK)
            break;
        printf("%-14s day %-10.6g step %-8" PRId64 " state hash %s\n",
               strrchr(list.paths[i], '/') + 1, s.time_d, s.step, s.state_hash);
        snapshot_close(&s);
    }
    runlist_destroy(&list);
    return status;
}

/* One line "digest  name" of SHA256SUMS. */
static Status info_verify(const char *folder, const char *line, char *message)
{
    char path[FILE_PATH], digest[SHA256_HEX];
    if (strlen(line) < SHA256_HEX + 2 || strchr(line + SHA256_HEX + 1, '/')) {
        snprintf(message, INFO_MESSAGE, "%s/SHA256SUMS: not understood: %.80s", folder, line);
        return STATUS_BAD_DATA;
    }
    Status status = file_path(path, folder, line + SHA256_HEX + 1, message, INFO_MESSAGE);
    if (status == STATUS_OK)
        status = sha256_file(path, digest, message, INFO_MESSAGE);
    if (status == STATUS_OK && strncmp(digest, line, SHA256_HEX - 1) != 0) {
        snprintf(message, INFO_MESSAGE,
                 "%s has changed since the run: its SHA-256 is not that of "
                 "SHA256SUMS",
                 path);
        return STATUS_BAD_DATA;
    }
    return status;
}

static Status info_sums(const char *folder, char *message)
{
    char path[FILE_PATH], *next = NULL;
    void *text;
    size_t bytes;
    int count = 0;
    Status status = file_path(path, folder, "SHA256SUMS", message, INFO_MESSAGE);
    if (status != STATUS_OK || !file_exists(path)) {
        printf("%-14s none: the run has not ended\n", "SHA256SUMS");
        return status;
    }
    status = file_read_whole(path, INFO_BYTES, &text, &bytes, message, INFO_MESSAGE);
    if (status != STATUS_OK)
        return status;
    for (char *line = strtok_r(text, "\n", &next); line && status == STATUS_OK;
         line = strtok_r(NULL, "\n", &next), count++)
        status = info_verify(folder, line, message);
    free(text);
    if (status == STATUS_OK)
        printf("%-14s %d files as the run left them\n", "SHA256SUMS", count);
    return status;
}

static Status info_folder(const char *folder, char *message)
{
    Status status = runlist_is_run(folder, message, INFO_MESSAGE);
    if (status == STATUS_OK)
        status = info_report(folder, message);
    if (status == STATUS_OK)
        status = info_snapshots(folder, message);
    if (status == STATUS_OK)
        status = info_sums(folder, message);
    return status;
}

int cmd_info(int argc, char **argv)
{
    const struct argp argp = {
        .options = OPTIONS,
        .parser = info_parse,
        .args_doc = "RUN_DIR|SNAPSHOT",
        .doc = "Tells where a run or a snapshot comes from, and checks that its files are whole."};
    char message[INFO_MESSAGE] = "";
    InfoOptions options = {NULL, 0, -1};
    argp_parse(&argp, argc, argv, 0, 0, &options);
    bool folder = file_is_folder(options.path);
    bool story = options.cell || options.cause >= 0;
    Status status = story    ? runlist_is_run(options.path, message, INFO_MESSAGE)
                    : folder ? info_folder(options.path, message)
                             : info_snapshot(options.path, message);
    if (status == STATUS_OK && options.cause >= 0)
        status = story_pick(options.path, options.cause, &options.cell, message, INFO_MESSAGE);
    if (status == STATUS_OK && story)
        status = story_tell(options.path, options.cell, message, INFO_MESSAGE);
    if (status != STATUS_OK)
        cli_error("%s", message);
    return status_exit_code(status);
}
