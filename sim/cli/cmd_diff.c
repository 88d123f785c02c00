/* prodrome diff: the first step at which two runs differ, and the arrays and sites that do. */
#include "cli/cli.h"
#include "io/compare.h"
#include "io/config.h"
#include "io/runlist.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIFF_IGNORED = 64, DIFF_MESSAGE = FILE_PATH + 256, EXIT_DIFFER = 1 };

typedef struct DiffOptions {
    const char *paths[2];
    int paths_count;
    const char *ignored[DIFF_IGNORED];
    int ignored_count;
} DiffOptions;

static const struct argp_option OPTIONS[] = {
    {"ignore", 'i', "NAME,...", 0, "leave out arrays or columns, as prodrug,cells/damage", 0}, {0}};

static error_t diff_parse(int key, char *text, struct argp_state *state)
{
    DiffOptions *options = state->input;
    switch (key) {
    case 'i':
        for (char *next = text, *name = strtok_r(text, ",", &next); name;
             name = strtok_r(NULL, ",", &next)) {
            if (options->ignored_count == DIFF_IGNORED)
                argp_error(state, "more than %d names to ignore", DIFF_IGNORED);
            options->ignored[options->ignored_count++] = name;
        }
        return 0;
    case ARGP_KEY_ARG:
        if (options->paths_count == 2)
            argp_error(state, "two runs or snapshots are compared, no more: `%s`", text);
        options->paths[options->paths_count++] = text;
        return 0;
    case ARGP_KEY_END:
        if (options->paths_count < 2)
            argp_error(state, "which two run folders or snapshots?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What makes every step differ, and the days of steps: said first, before values that are beside
 * the point then. */
static void diff_settings(const Snapshot *a, const Snapshot *b)
{
    static const char *const settings[][2] = {
        {"run", "seed"},  {"grid", "nx"},      {"grid", "ny"},       {"grid", "nz"},
        {"grid", "edge"}, {"time", "burn_in"}, {"time", "cell_step"}};
    static Params params[2];
    const Snapshot *const both[] = {a, b};
    bool known = true;
    for (int i = 0; i < 2 && known; i++) {
        Messages messages;
        char *config = snapshot_text(both[i], "/provenance", "config");
        messages_start(&messages);
        known = config && config_read_text("configuration", config, strlen(config), &params[i],
                                           &messages) == STATUS_OK;
        messages_destroy(&messages);
        free(config);
    }
    for (size_t i = 0; i < sizeof settings / sizeof settings[0] && known; i++) {
        char text[2][64];
        const ParamRow *row = params_row(LIST_RUN, settings[i][0], settings[i][1]);
        for (int k = 0; k < 2; k++)
            config_value_text(row, &params[k], 0, text[k], sizeof text[k]);
        if (strcmp(text[0], text[1]) != 0)
            printf("A and B differ in %s.%s: %s | %s\n", settings[i][0], settings[i][1], text[0],
                   text[1]);
    }
}

static void diff_print(const Snapshot *a, const Snapshot *b, const Comparison *c)
{
    printf("step %" PRId64 ", day %.10g", a->step, a->time_d);
    if (b->step != a->step || b->time_d != a->time_d)
        printf(" against step %" PRId64 ", day %.10g", b->step, b->time_d);
    printf(", A | B:\n");
    for (int i = 0; i < c->count; i++) {
        const Difference *d = &c->list[i];
        printf("  %-20s", d->array);
        if (*d->where)
            printf("%s: ", d->where);
        printf("%s | %s", *d->a ? d->a : "there", *d->b ? d->b : "there");
        if (d->differing)
            printf("   (%zu of %zu differ)", d->differing, d->items);
        putchar('\n');
    }
}

/* What a walk through two runs has met. */
typedef struct DiffTally {
    size_t both, only[2];
    uint64_t ignored; /* bit i: an array has the name that is to be ignored */
    bool hash_differs;
    int64_t hash_step; /* the first at which the state hashes differ */
} DiffTally;

/* Two snapshots: 0 same, 1 differ, else the exit code of an error. */
static int diff_pair(const Snapshot *a, const Snapshot *b, const DiffOptions *options,
                     DiffTally *tally, char *message)
{
    static Comparison comparison;
    Status status = compare_snapshots(a, b, options->ignored, options->ignored_count, &comparison,
                                      message, DIFF_MESSAGE);
    if (status != STATUS_OK)
        return status_exit_code(status);
    if (!tally->hash_differs && strcmp(a->state_hash, b->state_hash) != 0) {
        tally->hash_differs = true;
        tally->hash_step = a->step;
    }
    tally->both++;
    tally->ignored |= comparison.ignored;
    if (comparison.count > 0)
        diff_print(a, b, &comparison);
    return comparison.count > 0 ? EXIT_DIFFER : 0;
}

/* A place in one of the two lists, with its snapshot open. */
typedef struct DiffSide {
    RunList list;
    size_t next; /* of the list, not yet opened */
    Snapshot snapshot;
} DiffSide;

/* Opens the next snapshot; false when there is none, or with *status on failure. */
static bool diff_advance(DiffSide *side, Status *status, char *message)
{
    if (side->snapshot.hdf)
        snapshot_close(&side->snapshot);
    if (*status != STATUS_OK || side->next == side->list.count)
        return false;
    *status = snapshot_open(side->list.paths[side->next++], &side->snapshot, message, DIFF_MESSAGE);
    return *status == STATUS_OK;
}

/* Walks both lists by step, up to the first pair that differs. Two single files are a pair whatever
 * their steps are. */
static int diff_walk(DiffSide side[2], const DiffOptions *options, DiffTally *tally, char *message)
{
    bool pair = side[0].list.count == 1 && side[1].list.count == 1;
    Status status = STATUS_OK;
    bool has[2];
    for (int i = 0; i < 2; i++)
        has[i] = diff_advance(&side[i], &status, message);
    if (has[0] && has[1])
        diff_settings(&side[0].snapshot, &side[1].snapshot);
    while (status == STATUS_OK && (has[0] || has[1])) {
        int64_t order = side[0].snapshot.step - side[1].snapshot.step;
        bool first = has[0] && (!has[1] || pair || order <= 0);
        bool second = has[1] && (!has[0] || pair || order >= 0);
        if (first && second) {
            int result = diff_pair(&side[0].snapshot, &side[1].snapshot, options, tally, message);
            if (result != 0)
                return result;
        }
        tally->only[0] += first && !second;
        tally->only[1] += second && !first;
        has[0] = first ? diff_advance(&side[0], &status, message) : has[0];
        has[1] = second ? diff_advance(&side[1], &status, message) : has[1];
    }
    return status_exit_code(status);
}

/* A name to ignore that no array has is an error, or beside differences, which are told, a warning.
 */
static Status diff_ignored(const DiffOptions *options, const DiffTally *tally, bool differ,
                           char *message)
{
    Status status = STATUS_OK;
    for (int i = 0; i < options->ignored_count && status == STATUS_OK; i++) {
        if (tally->ignored >> i & 1)
            continue;
        snprintf(message, DIFF_MESSAGE, "--ignore: no array is named `%s`", options->ignored[i]);
        if (differ)
            cli_warning("%s", message);
        else
            status = STATUS_USAGE;
    }
    return status;
}

/* The verdict when no array differs. */
static int diff_conclude(const DiffOptions *options, const DiffTally *tally, char *message)
{
    bool hash = tally->hash_differs && options->ignored_count == 0;
    size_t missing = (file_is_folder(options->paths[0]) ? tally->only[1] : 0) +
                     (file_is_folder(options->paths[1]) ? tally->only[0] : 0);
    if (tally->both == 0) {
        printf("no step that both have\n");
        return EXIT_DIFFER;
    }
    Status status = diff_ignored(options, tally, false, message);
    if (status != STATUS_OK)
        return status_exit_code(status);
    printf("every array is the same in %zu snapshot%s", tally->both, tally->both == 1 ? "" : "s");
    for (int i = 0; i < options->ignored_count; i++)
        printf("%s%s", i ? ", " : ", leaving out ", options->ignored[i]);
    if (missing > 0)
        printf("; %zu steps only in A, %zu only in B", tally->only[0], tally->only[1]);
    if (hash)
        printf("; the state hash differs from step %" PRId64 " on: in what snapshots do not hold",
               tally->hash_step);
    putchar('\n');
    return hash || missing > 0 ? EXIT_DIFFER : 0;
}

static int diff_all(const DiffOptions *options, char *message)
{
    DiffSide sides[2] = {{.next = 0}, {.next = 0}};
    DiffTally tally = {0};
    Status status = STATUS_OK;
    for (int i = 0; i < 2 && status == STATUS_OK; i++)
        status = runlist_read(options->paths[i], &sides[i].list, message, DIFF_MESSAGE);
    int result =
        status == STATUS_OK ? diff_walk(sides, options, &tally, message) : status_exit_code(status);
    for (int i = 0; i < 2; i++) {
        snapshot_close(&sides[i].snapshot);
        runlist_destroy(&sides[i].list);
    }
    if (result == EXIT_DIFFER)
        diff_ignored(options, &tally, true, message);
    return result == 0 ? diff_conclude(options, &tally, message) : result;
}

int cmd_diff(int argc, char **argv)
{
    const struct argp argp = {
        .options = OPTIONS,
        .parser = diff_parse,
        .args_doc = "A B",
        .doc = "Compares two run folders or two snapshots value for value: the first step that "
               "differs, and per array the first site with both values. Exit 0: same, 1: differ."};
    char message[DIFF_MESSAGE] = "";
    DiffOptions options = {0};
    argp_parse(&argp, argc, argv, 0, 0, &options);
    int result = diff_all(&options, message);
    if (result != 0 && result != EXIT_DIFFER)
        cli_error("%s", message);
    return result;
}
