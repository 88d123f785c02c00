/* The parameter table: every row has a meaning and an allowed default, presets refer to rows and
 * lie in range, words parse, defaults are what the rows say. */
#include "core/units.h"
#include "model/params.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FAIL_ROW(list, row, what)                                                                  \
    fail_msg("%s%s%s.%s: %s", PARAM_LISTS[list].section, *PARAM_LISTS[list].section ? " " : "",    \
             (row)->section, (row)->key, what)

static Params *defaults_create(void)
{
    Params *params = malloc(sizeof *params);
    assert_non_null(params);
    params_defaults(params);
    return params;
}

typedef void RowCheck(int list, const ParamRow *row);

static void rows_each(RowCheck *check)
{
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < PARAM_LISTS[list].rows_count; i++)
            check(list, &PARAM_LISTS[list].rows[i]);
}

static void check_documented(int list, const ParamRow *row)
{
    if (!row->doc || strlen(row->doc) < 10)
        FAIL_ROW(list, row, "has no meaning");
    /* Resolved configurations carry both as one-line comments. */
    if (strpbrk(row->doc, "\n\"") || !row->source || strpbrk(row->source, "\n\""))
        FAIL_ROW(list, row, "has a line break or quote in its texts");
}

static void check_number(int list, const ParamRow *row)
{
    if (row->kind != PARAM_REAL && row->kind != PARAM_INT)
        return;
    if (!row->unit || !units_find(row->unit))
        FAIL_ROW(list, row, "has a unit that units.def does not list");
    if (!(row->lo < row->hi))
        FAIL_ROW(list, row, "has an empty range");
    if (!(row->def >= row->lo && row->def <= row->hi))
        FAIL_ROW(list, row, "has a default outside its range");
    if (row->kind == PARAM_INT && (row->def != floor(row->def) || row->lo != floor(row->lo)))
        FAIL_ROW(list, row, "is whole but has a default or bound that is not");
    if (row->kind == PARAM_INT && units_find(row->unit)->factor != 1.0)
        FAIL_ROW(list, row, "is whole but its unit is converted");
}

static void check_text(int list, const ParamRow *row)
{
    if (row->kind == PARAM_WORD && params_word(row->words, row->text) < 0)
        FAIL_ROW(list, row, "has a default that is not one of its words");
    if (row->kind == PARAM_TEXT && (!row->text || strlen(row->text) >= PARAMS_TEXT))
        FAIL_ROW(list, row, "has no default or too long a one");
}

static void check_unique(int list, const ParamRow *row)
{
    if (params_row(list, row->section, row->key) != row)
        FAIL_ROW(list, row, "stands twice");
    if (strlen(row->key) >= PARAMS_TEXT || strlen(row->section) >= PARAMS_TEXT)
        FAIL_ROW(list, row, "has too long a name");
}

static void check_inside(int list, const ParamRow *row)
{
    size_t size = row->kind == PARAM_TEXT ? PARAMS_TEXT : row->kind == PARAM_WORD ? sizeof(int) : 8;
    if (row->offset + size > PARAM_LISTS[list].entry_size)
        FAIL_ROW(list, row, "lies outside its record");
}

static void test_rows_are_documented(void **state)
{
    (void)state;
    rows_each(check_documented);
}

static void test_numbers_are_in_range(void **state)
{
    (void)state;
    rows_each(check_number);
}

static void test_units_are_in_use(void **state)
{
    (void)state;
    for (int u = 0; u < UNITS_COUNT; u++) {
        bool used = false;
        for (int list = 0; list < LIST_COUNT; list++)
            for (int i = 0; i < PARAM_LISTS[list].rows_count; i++) {
                const char *unit = PARAM_LISTS[list].rows[i].unit;
                used |= unit && strcmp(unit, UNITS[u].written) == 0;
            }
        if (!used)
            fail_msg("no parameter is in %s", UNITS[u].written);
    }
}

static void test_words_and_names_have_defaults(void **state)
{
    (void)state;
    rows_each(check_text);
}

static void test_names_are_unique(void **state)
{
    (void)state;
    rows_each(check_unique);
    rows_each(check_inside);
    assert_null(params_row(LIST_RUN, "grid", "nothing"));
    assert_null(params_row(LIST_RUN, "nothing", "nx"));
    assert_null(params_row(LIST_DRUGS, "drugs", "nx"));
}

static double stored_number(const void *record, const ParamRow *row)
{
    const char *at = (const char *)record + row->offset;
    double number;
    int64_t whole;
    if (row->kind == PARAM_INT) {
        memcpy(&whole, at, sizeof whole);
        return (double)whole;
    }
    memcpy(&number, at, sizeof number);
    return number;
}

static void assert_stored(int list, const void *record, const ParamRow *row, double number,
                          const char *text)
{
    const char *at = (const char *)record + row->offset;
    int word;
    if (row->kind == PARAM_TEXT) {
        if (strcmp(at, text) != 0)
            FAIL_ROW(list, row, "does not hold its text");
    } else if (row->kind == PARAM_WORD) {
        memcpy(&word, at, sizeof word);
        if (word != params_word(row->words, text))
            FAIL_ROW(list, row, "does not hold its word");
    } else if (stored_number(record, row) != number * units_find(row->unit)->factor) {
        FAIL_ROW(list, row, "does not hold its number in canonical units");
    }
}

static void test_defaults_are_those_of_the_rows(void **state)
{
    (void)state;
    Params *params = malloc(sizeof *params);
    assert_non_null(params);
    memset(params, 0xa5, sizeof *params);
    params_defaults(params);
    for (int i = 0; i < PARAM_LISTS[LIST_RUN].rows_count; i++) {
        const ParamRow *row = &PARAM_LISTS[LIST_RUN].rows[i];
        assert_stored(LIST_RUN, params, row, row->def, row->text);
    }
    assert_int_equal(params->doses_count, 0);
    for (int list = LIST_SUBSTANCES; list < LIST_COUNT; list++) {
        char *entry = params_add(params, list, "newcomer");
        assert_non_null(entry);
        assert_string_equal(entry, "newcomer");
        for (int i = 0; i < PARAM_LISTS[list].rows_count; i++) {
            const ParamRow *row = &PARAM_LISTS[list].rows[i];
            assert_stored(list, entry, row, row->def, row->text);
        }
    }
    free(params);
}

/* Factors by hand, so that a wrong one in units.def cannot hide behind itself. */
static void test_canonical_values(void **state)
{
    (void)state;
    Params *params = defaults_create();
    const struct {
        const char *section, *key;
        double value, factor;
    } rows[] = {
        {"time", "end", params->time_end, 24},                                  /* d -> h */
        {"growth", "loss_rate", params->growth_loss_rate, 1 / 24.0},            /* 1/d -> 1/h */
        {"calcium", "entry_max", params->calcium_entry_max, 3600},              /* nM/s -> nM/h */
        {"calcium", "er_leak", params->calcium_er_leak, 3.6e6},                 /* uM/s -> nM/h */
        {"calcium", "entry_half", params->calcium_entry_half, 1000},            /* uM -> nM */
        {"calcium", "clearance", params->calcium_clearance, 3600},              /* 1/s -> 1/h */
        {"serca", "cell_permeability", params->serca_cell_permeability, 3.6e7}, /* cm/s -> um/h */
        {"vessel", "density", params->vessel_density, 1e-6},                    /* to 1/um^2 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double written = params_row(LIST_RUN, rows[i].section, rows[i].key)->def;
        if (fabs(rows[i].value - rows[i].factor * written) > 1e-14 * rows[i].value)
            fail_msg("%s.%s: %.17g", rows[i].section, rows[i].key, rows[i].value);
    }
    const Substance *newcomer = params_add(params, LIST_SUBSTANCES, "newcomer");
    const Reaction *reaction = params_add(params, LIST_REACTIONS, "newcomer");
    const double pairs[][2] = {
        {newcomer->diffusion, 3.6e11 * params_row(LIST_SUBSTANCES, "", "diffusion")->def},
        {reaction->efficiency, 3.6e-6 * params_row(LIST_REACTIONS, "", "efficiency")->def},
        {reaction->km, 1e3 * params_row(LIST_REACTIONS, "", "km")->def},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_true(fabs(pairs[i][0] / pairs[i][1] - 1.0) < 1e-14);
    free(params);
}

static void test_presets_refer_to_rows(void **state)
{
    (void)state;
    Params *params = defaults_create();
    for (int i = 0; i < PRESETS_COUNT; i++) {
        const Preset *preset = &PRESETS[i];
        assert_in_range(preset->list, LIST_SUBSTANCES, LIST_DRUGS);
        const ParamRow *row = params_row(preset->list, "", preset->key);
        if (!row)
            fail_msg("preset %s.%s has no row", preset->entry, preset->key);
        for (int j = 0; j < i; j++)
            if (PRESETS[j].list == preset->list && strcmp(PRESETS[j].entry, preset->entry) == 0 &&
                strcmp(PRESETS[j].key, preset->key) == 0)
                FAIL_ROW(preset->list, row, "is preset twice");
        bool number = row->kind == PARAM_REAL || row->kind == PARAM_INT;
        if (number != !preset->text)
            FAIL_ROW(preset->list, row, "is preset with the wrong kind of value");
        if (number && !(preset->number >= row->lo && preset->number <= row->hi))
            FAIL_ROW(preset->list, row, "is preset outside its range");
        if (row->kind == PARAM_WORD && params_word(row->words, preset->text) < 0)
            FAIL_ROW(preset->list, row, "is preset to an unknown word");
        assert_stored(preset->list, params_entry(params, preset->list, preset->entry), row,
                      preset->number, preset->text);
        assert_string_equal(params_source(preset->list, preset->entry, row), preset->source);
        assert_string_equal(params_source(preset->list, "newcomer", row), row->source);
    }
    free(params);
}

static void test_names_resolve(void **state)
{
    (void)state;
    Params *params = defaults_create();
    assert_true(params_substance(params, params->hypoxia_substance) >= 0);
    assert_true(params_substance(params, params->serca_ligand) >= 0);
    for (int i = 0; i < params->substances_count; i++)
        if (*params->substances[i].vessel_drug)
            assert_true(params_drug(params, params->substances[i].vessel_drug) >= 0);
    for (int i = 0; i < params->reactions_count; i++) {
        assert_true(params_substance(params, params->reactions[i].substrate) >= 0);
        assert_true(params_substance(params, params->reactions[i].product) >= 0);
    }
    assert_int_equal(params_substance(params, ""), -1);
    assert_int_equal(params_substance(params, "phlogiston"), -1);
    assert_int_equal(params_drug(params, ""), -1);
    assert_null(params_entry(params, LIST_DRUGS, "phlogiston"));
    free(params);
}

static void test_lists_fill_up(void **state)
{
    (void)state;
    Params *params = malloc(sizeof *params);
    assert_non_null(params);
    for (int list = LIST_SUBSTANCES; list < LIST_COUNT; list++) {
        params_defaults(params);
        char name[24];
        int count = 0;
        memcpy(&count, (char *)params + PARAM_LISTS[list].count_offset, sizeof count);
        for (; count < PARAM_LISTS[list].entries_max; count++) {
            snprintf(name, sizeof name, "entry%d", count);
            assert_non_null(params_add(params, list, name));
            assert_non_null(params_entry(params, list, name));
        }
        assert_null(params_add(params, list, "one too many"));
    }
    char longest[2 * PARAMS_TEXT];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = 0;
    params_defaults(params);
    const char *entry = params_add(params, LIST_DRUGS, longest);
    assert_int_equal(strlen(entry), PARAMS_TEXT - 1);
    free(params);
}

static void test_words_parse(void **state)
{
    (void)state;
    const struct {
        const char *word;
        int position;
    } rows[] = {{"no-flux", 0}, {"fixed", 1}, {"periodic", 2}, {"fix", -1},    {"fixedx", -1},
                {"", -1},       {"|", -1},    {"Fixed", -1},   {"fixed|", -1}, {"periodic ", -1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(params_word("no-flux|fixed|periodic", rows[i].word), rows[i].position);
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < PARAM_LISTS[list].rows_count; i++) {
            const ParamRow *row = &PARAM_LISTS[list].rows[i];
            if (row->kind != PARAM_WORD)
                continue;
            int count = 1;
            for (const char *c = row->words; *c; c++)
                count += *c == '|';
            for (int w = 0; w < count; w++) {
                char word[PARAMS_TEXT];
                params_word_text(row->words, w, word);
                assert_true(*word);
                assert_int_equal(params_word(row->words, word), w);
            }
        }
}

static void test_words_and_enumerations_agree(void **state)
{
    (void)state;
    const struct {
        int list;
        const char *section, *key, *word;
        int value;
    } rows[] = {
        {LIST_RUN, "death", "signal", "cytosol", SIGNAL_CYTOSOL},
        {LIST_RUN, "death", "signal", "er", SIGNAL_ER},
        {LIST_SUBSTANCES, "", "enabled", "no", 0},
        {LIST_SUBSTANCES, "", "enabled", "yes", 1},
        {LIST_SUBSTANCES, "", "unit", "nM", SUBSTANCE_NM},
        {LIST_SUBSTANCES, "", "unit", "mmHg", SUBSTANCE_MMHG},
        {LIST_SUBSTANCES, "", "stepping", "auto", STEPPING_AUTO},
        {LIST_SUBSTANCES, "", "stepping", "steady", STEPPING_STEADY},
        {LIST_SUBSTANCES, "", "stepping", "transient", STEPPING_TRANSIENT},
        {LIST_SUBSTANCES, "", "vessel_supply", "none", SUPPLY_NONE},
        {LIST_SUBSTANCES, "", "vessel_supply", "constant", SUPPLY_CONSTANT},
        {LIST_SUBSTANCES, "", "vessel_supply", "plasma", SUPPLY_PLASMA},
        {LIST_SUBSTANCES, "", "face_z_max", "no-flux", FACE_NO_FLUX},
        {LIST_SUBSTANCES, "", "face_z_max", "fixed", FACE_FIXED},
        {LIST_SUBSTANCES, "", "face_z_max", "periodic", FACE_PERIODIC},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const ParamRow *row = params_row(rows[i].list, rows[i].section, rows[i].key);
        assert_non_null(row);
        assert_int_equal(params_word(row->words, rows[i].word), rows[i].value);
    }
}

static void test_steps(void **state)
{
    (void)state;
    Params *params = defaults_create();
    const double cell_steps[] = {0.1, 0.05, 0.25, 0.3, 1.0};
    for (size_t i = 0; i < sizeof cell_steps / sizeof cell_steps[0]; i++) {
        params->time_cell_step = cell_steps[i];
        params->time_burn_in = 5 * 24.0;
        params->time_end = 30 * 24.0;
        assert_int_equal(params_day0_step(params), lround(5 * 24 / cell_steps[i]));
        assert_int_equal(params_end_step(params) - params_day0_step(params),
                         lround(30 * 24 / cell_steps[i]));
    }
    free(params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_documented),
        cmocka_unit_test(test_numbers_are_in_range),
        cmocka_unit_test(test_units_are_in_use),
        cmocka_unit_test(test_words_and_names_have_defaults),
        cmocka_unit_test(test_names_are_unique),
        cmocka_unit_test(test_defaults_are_those_of_the_rows),
        cmocka_unit_test(test_canonical_values),
        cmocka_unit_test(test_presets_refer_to_rows),
        cmocka_unit_test(test_names_resolve),
        cmocka_unit_test(test_lists_fill_up),
        cmocka_unit_test(test_words_parse),
        cmocka_unit_test(test_words_and_enumerations_agree),
        cmocka_unit_test(test_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
