#include "cli/cli.h"
#include "engine/census.h"
#include "io/config.h"
#include "io/config_path.h"

#include <stdio.h>
#include <string.h>

enum { EXPLAIN_TEXT = 128 };

typedef struct ExplainOptions {
    const char *path;
    bool table, columns;
} ExplainOptions;

static const struct argp_option OPTIONS[] = {
    {"table", 't', 0, 0, "all parameters and built-in entries as tables in Markdown", 0},
    {"columns", 'c', 0, 0, "the columns of timeseries.csv as a table in Markdown", 0},
    {0}};

static error_t explain_parse(int key, char *text, struct argp_state *state)
{
    ExplainOptions *options = state->input;
    if (key == 't') {
        options->table = true;
        return 0;
    }
    if (key == 'c') {
        options->columns = true;
        return 0;
    }
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (options->path)
        argp_error(state, "one PATH at a time");
    options->path = text;
    return 0;
}

/* One parameter, with the defaults of an entry when one is named. */
static void explain_row(const ConfigPath *path)
{
    Params params;
    char name[CONFIG_PATH_TEXT], text[EXPLAIN_TEXT], unit_word[PARAMS_TEXT];
    char words[CONFIG_WORDS];
    const ParamRow *row = path->row;
    const char *unit = row->unit;
    params_defaults(&params);
    void *record = &params;
    if (path->list != LIST_RUN) {
        record = params_entry(&params, path->list, path->entry);
        record = record && *path->entry ? record : params_add(&params, path->list, "");
    }
    if (path->list == LIST_SUBSTANCES && *path->entry) {
        params_word_text("nM|mmHg", ((Substance *)record)->unit, unit_word);
        unit = config_unit(row, unit_word);
    }
    config_path_write(path, name);
    config_value_text(row, record, *path->entry && unit ? unit : 0, text, sizeof text);
    bool plain = unit && strcmp(unit, "1") == 0;
    printf("%s\n  meaning  %s\n", name, row->doc);
    if (row->kind == PARAM_WORD) {
        config_words(row, words);
        printf("  one of   %s\n", words);
    }
    if (unit)
        printf("  unit     %s%s\n", plain ? "none" : unit,
               strcmp(unit, "{c}") == 0 ? " (the unit of the substance)" : "");
    printf("  default  %s\n", *text ? text : "empty");
    if (unit)
        printf("  range    %.10g to %.10g%s%s\n", row->lo, row->hi, plain ? "" : " ",
               plain ? "" : unit);
    printf("  source   %s\n", params_source(path->list, path->entry, row));
}

static void explain_section(const ConfigPath *path)
{
    const ParamList *list = &PARAM_LISTS[path->list];
    for (int i = 0; i < list->rows_count; i++) {
        if (strcmp(list->rows[i].section, path->section) != 0)
            continue;
        ConfigPath row = *path;
        row.row = &list->rows[i];
        explain_row(&row);
    }
}

static void explain_all(void)
{
    const char *last = "";
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < PARAM_LISTS[list].rows_count; i++) {
            const char *section = PARAM_LISTS[list].rows[i].section;
            if (strcmp(section, last) == 0)
                continue;
            last = section;
            ConfigPath path = {list, "", -1, section, 0};
            printf("\n== %s%s\n", section,
                   list == LIST_RUN ? "" : ", keys of each entry of the list");
            explain_section(&path);
        }
}

/* --- tables ---------------------------------------------------------------------------------- */

/* A cell of a table in Markdown. */
static void explain_cell(const char *text)
{
    putchar(' ');
    for (; *text; text++)
        printf(*text == '|' ? "\\%c" : "%c", *text);
    fputs(" |", stdout);
}

static void explain_line(const ParamRow *row, int list)
{
    Params params;
    char name[2 * PARAMS_TEXT], value[EXPLAIN_TEXT], range[EXPLAIN_TEXT] = "";
    params_defaults(&params);
    void *record = list == LIST_RUN ? &params : params_add(&params, list, "");
    snprintf(name, sizeof name, "`%s.%s`", row->section, row->key);
    config_value_text(row, record, 0, value, sizeof value);
    if (row->unit)
        snprintf(range, sizeof range, "%.10g to %.10g", row->lo, row->hi);
    putchar('|');
    explain_cell(name);
    explain_cell(value);
    explain_cell(row->unit ? range : row->kind == PARAM_WORD ? row->words : "");
    explain_cell(row->doc);
    explain_cell(row->source);
    putchar('\n');
}

static void explain_presets(void)
{
    puts("\n| built-in entry | value | source |\n|---|---|---|");
    for (int i = 0; i < PRESETS_COUNT; i++) {
        const Preset *p = &PRESETS[i];
        const ParamList *list = &PARAM_LISTS[p->list];
        const char *unit = params_row(p->list, list->section, p->key)->unit;
        bool plain = !unit || strcmp(unit, "1") == 0 || strcmp(unit, "{c}") == 0;
        printf("| `%s.%s.%s` | ", list->section, p->entry, p->key);
        if (p->text)
            printf("%s", p->text);
        else
            printf("%.10g%s%s", p->number, plain ? "" : " ", plain ? "" : unit);
        fputs(" |", stdout);
        explain_cell(p->source);
        putchar('\n');
    }
}

static void explain_table(void)
{
    puts("| parameter | default | range | meaning | source |\n|---|---|---|---|---|");
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < PARAM_LISTS[list].rows_count; i++)
            explain_line(&PARAM_LISTS[list].rows[i], list);
    explain_presets();
}

/* The columns of a run with one clone, one drug, and one substance measured in that unit, which are
 * named as what they stand for. */
static void explain_census(int unit, Census *out)
{
    static Params params;
    Params *p = &params;
    params_defaults(p);
    p->substances_count = p->drugs_count = 1;
    params_add(p, LIST_CLONES, "CLONE");
    snprintf(p->drugs[0].name, PARAMS_TEXT, "DRUG");
    snprintf(p->substances[0].name, PARAMS_TEXT, "SUBSTANCE");
    p->substances[0].unit = unit;
    census_columns(out, p);
}

static void explain_columns(void)
{
    static Census nM, mmHg;
    explain_census(SUBSTANCE_NM, &nM);
    explain_census(SUBSTANCE_MMHG, &mmHg);
    puts("| column | unit | meaning |\n|---|---|---|");
    for (int i = 0; i < nM.count; i++) {
        const CensusColumn *column = &nM.column[i];
        bool either = strcmp(column->unit, mmHg.column[i].unit) != 0;
        printf("| `%s` | %s%s%s |", column->name, column->unit, either ? " or " : "",
               either ? mmHg.column[i].unit : "");
        explain_cell(column->meaning);
        putchar('\n');
    }
}

static int explain_unknown(const char *wrong, const char *hint)
{
    cli_error("%s", wrong);
    fprintf(stderr, "  hint: %s\n", hint);
    return status_exit_code(STATUS_USAGE);
}

int cmd_explain(int argc, char **argv)
{
    const struct argp argp = {.options = OPTIONS,
                              .parser = explain_parse,
                              .args_doc = "[PATH]",
                              .doc = "Meaning, unit, default, range and source of a parameter, of "
                                     "a section, or of all of them."};
    ExplainOptions options = {0, false, false};
    char wrong[200], hint[200] = "";
    ConfigPath path;
    Params params;
    argp_parse(&argp, argc, argv, 0, 0, &options);
    const char *text = options.path;
    if (!text) {
        (options.columns ? explain_columns : options.table ? explain_table : explain_all)();
        return 0;
    }
    if (!config_path_parse(text, &path, wrong, sizeof wrong, hint, sizeof hint))
        return explain_unknown(wrong, hint);
    params_defaults(&params);
    if (*path.entry && !params_entry(&params, path.list, path.entry)) {
        snprintf(wrong, sizeof wrong, "`%s` is neither a key of `%s` nor a built-in entry",
                 path.entry, path.section);
        config_path_hint_key(path.list, path.section, path.entry, hint, sizeof hint);
        return explain_unknown(wrong, hint);
    }
    if (path.row)
        explain_row(&path);
    else
        explain_section(&path);
    return 0;
}
