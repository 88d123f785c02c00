/* The configuration: text to parameters and back to the last bit, how files and sets compose,
 * limits. Units, cross checks and messages have tests of their own. */
#include "core/units.h"
#include "io/config.h"
#include "io/config_path.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- help ---------------------------------------------------------------------------------- */

/* Writes a file of its own for a text; the caller unlinks it. */
static void text_file(const char *text, size_t length, char name[32])
{
    strcpy(name, "/tmp/prodrome_XXXXXX");
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, length), length);
    close(fd);
}

static Status read_texts(const char *const *texts, int count, const char *const *sets,
                         int sets_count, Params *params, Messages *messages)
{
    char names[4][32];
    const char *files[4] = {0};
    for (int i = 0; i < count; i++) {
        text_file(texts[i], strlen(texts[i]), names[i]);
        files[i] = names[i];
    }
    Status status = config_read(files, count, sets, sets_count, params, messages);
    for (int i = 0; i < count; i++)
        unlink(names[i]);
    return status;
}

/* Reads one text that has to be good. */
static void read_good(const char *text, Params *params)
{
    Messages messages;
    messages_start(&messages);
    Status status = read_texts(&text, 1, 0, 0, params, &messages);
    if (status != STATUS_OK)
        fail_msg("%s\n%s", text, messages.count ? messages.list[0].what : "no message");
    messages_destroy(&messages);
}

static void check_round_trip(const Params *params)
{
    size_t length, length_again;
    Params again;
    char *text = config_text(params, &length);
    assert_non_null(text);
    read_good(text, &again);
    if (memcmp(params, &again, sizeof again) != 0)
        fail_msg("not the same parameters after:\n%s", text);
    char *text_again = config_text(&again, &length_again);
    assert_string_equal(text, text_again);
    free(text);
    free(text_again);
    text = config_text_explained(params, &length);
    read_good(text, &again);
    assert_memory_equal(params, &again, sizeof again);
    free(text);
}

/* ---- round trip ---------------------------------------------------------------------------- */

static void test_defaults_round_trip(void **state)
{
    (void)state;
    Params params;
    params_defaults(&params);
    check_round_trip(&params);
}

static void test_scenarios_round_trip(void **state)
{
    (void)state;
    static const char *const files[] = {"configs/lncap_xenograft.yaml",
                                        "configs/lncap_control.yaml", "configs/psma_null.yaml"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Params params;
        Messages messages;
        messages_start(&messages);
        Status status = config_read(&files[i], 1, 0, 0, &params, &messages);
        if (status == STATUS_OK)
            status = config_check(&params, &messages);
        if (status != STATUS_OK)
            fail_msg("%s: %s", files[i], messages.count ? messages.list[0].what : "?");
        messages_destroy(&messages);
        check_round_trip(&params);
    }
}

static uint64_t random_state = 1;

static double random_unit(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (double)(random_state >> 11) * 0x1p-53;
}

/* Any double of the range can come back from a calibration or another unit. */
static void random_record(const ParamList *list, char *record)
{
    for (int i = 0; i < list->rows_count; i++) {
        const ParamRow *row = &list->rows[i];
        if (row->kind == PARAM_WORD || row->kind == PARAM_TEXT ||
            strcmp(row->key, "solubility") == 0)
            continue;
        double factor = units_find(row->unit)->factor, u = random_unit();
        double value = row->lo + u * u * u * (row->hi - row->lo);
        int64_t whole = (int64_t)value;
        value *= factor;
        if (row->kind == PARAM_INT)
            memcpy(record + row->offset, &whole, sizeof whole);
        else
            memcpy(record + row->offset, &value, sizeof value);
    }
}

static void test_random_values_round_trip(void **state)
{
    (void)state;
    for (int round = 0; round < 60; round++) {
        Params params;
        params_defaults(&params);
        params_add(&params, LIST_SUBSTANCES, "glucose");
        params_add(&params, LIST_DOSES, "");
        params_add(&params, LIST_DOSES, "");
        strcpy(params.doses[0].drug, "mipsagargin");
        strcpy(params.doses[1].drug, "no");
        for (int list = 0; list < LIST_COUNT; list++) {
            const ParamList *l = &PARAM_LISTS[list];
            int count = list == LIST_RUN ? 1 : 0;
            if (list != LIST_RUN)
                memcpy(&count, (char *)&params + l->count_offset, sizeof count);
            for (int i = 0; i < count; i++)
                random_record(l, (char *)&params + l->entries_offset + (size_t)i * l->entry_size);
        }
        check_round_trip(&params);
    }
}

/* The same value in another unit is the same double. */
static void test_values_in_other_units(void **state)
{
    (void)state;
    Params a, b;
    read_good("time: {cell_step: 6 min, burn_in: 120 h, end: 4320 h}\n"
              "grid: {edge: 0.02 mm}\n"
              "growth: {loss_rate: 0.05 /d}\n"
              "host: {mass_per_area: 3000 g/m^2}\n"
              "tumor: {cells: 1.1e5 cells}\n"
              "drugs: {mipsagargin: {volume: 170 mL/kg, half_life: 84 min}}\n",
              &a);
    params_defaults(&b);
    b.time_end = 4320;
    b.growth_loss_rate = 0.05 / 24;
    b.tumor_cells = 110000;
    assert_true(fabs(a.drugs[0].volume / b.drugs[0].volume - 1) < 1e-15);
    assert_true(fabs(a.drugs[0].half_life / b.drugs[0].half_life - 1) < 1e-15);
    memcpy(&a.drugs, &b.drugs, sizeof a.drugs);
    assert_true(fabs(a.growth_loss_rate / b.growth_loss_rate - 1) < 1e-15);
    a.growth_loss_rate = b.growth_loss_rate;
    assert_memory_equal(&a, &b, sizeof a);
}

/* ---- composition --------------------------------------------------------------------------- */

static void test_files_and_sets_compose(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "grid: {nx: 40, ny: 41}\n"
        "doses:\n"
        "  - {drug: mipsagargin, amount: 1 mg/kg}\n"
        "  - {drug: mipsagargin, amount: 2 mg/kg, at: 1 d}\n",
        "grid: {nx: 50}\n"
        "doses:\n"
        "  - {drug: mipsagargin, amount: 3 mg/kg, at: 2 d}\n",
    };
    static const char *const sets[] = {"grid.ny=60",
                                       "grid.ny = 61",
                                       "doses.0.amount=28 mg/kg",
                                       "doses.1.drug=mipsagargin",
                                       "doses.1.amount=5 mg/kg",
                                       "substances.prodrug.vessel_drug="};
    Params p;
    Messages messages;
    messages_start(&messages);
    Status status = read_texts(texts, 2, sets, 6, &p, &messages);
    if (status != STATUS_OK)
        fail_msg("%s", messages.list[0].what);
    assert_int_equal(messages.notes_count, 1); /* the second list of doses, not the sets */
    assert_true(messages.notes[0].place.source == 1 && messages.notes[0].place.line == 3);
    messages_destroy(&messages);
    assert_int_equal(p.grid_nx, 50);
    assert_int_equal(p.grid_ny, 61);
    assert_int_equal(p.grid_nz, 96);
    assert_int_equal(p.doses_count, 2);
    assert_true(p.doses[0].amount == 28 && p.doses[0].at == 48 && p.doses[1].amount == 5);
    assert_string_equal(p.substances[1].vessel_drug, "");
}

static void test_dose_per_body_surface(void **state)
{
    (void)state;
    Params p;
    read_good("doses:\n"
              "  - {drug: mipsagargin, amount: 66.6 mg/m^2}\n"
              "  - {drug: mipsagargin, amount: 0.0666 g/m2}\n"
              "  - {drug: mipsagargin, amount: 56 mg/kg}\n"
              "host: {mass_per_area: 37 kg/m^2}\n",
              &p);
    assert_true(fabs(p.doses[0].amount - 1.8) < 1e-12);
    assert_true(fabs(p.doses[1].amount - 1.8) < 1e-12);
    assert_true(p.doses[2].amount == 56);
}

/* {c} is the unit of the substance, wherever in the file that is given. */
static void test_unit_of_a_substance(void **state)
{
    (void)state;
    Params p;
    read_good("substances:\n"
              "  carbon_dioxide: {initial: 45 mmHg, unit: mmHg, diffusion: 1e-5 cm^2/s}\n"
              "  glucose: {initial: 5 mM, diffusion: 6e-6 cm^2/s, unit: nM}\n",
              &p);
    assert_int_equal(p.substances_count, 6);
    assert_string_equal(p.substances[4].name, "carbon_dioxide");
    assert_true(p.substances[4].initial == 45 && p.substances[5].initial == 5e6);
}

static void test_empty_file_is_the_defaults(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "# nothing\n", "---\n...\n", "{}\n"};
    Params p, defaults;
    params_defaults(&defaults);
    for (int i = 0; i < 4; i++) {
        read_good(texts[i], &p);
        assert_memory_equal(&p, &defaults, sizeof p);
    }
}

static void test_paths(void **state)
{
    (void)state;
    static const struct {
        const char *text, *written; /* NULL: not a path */
    } cases[] = {
        {"grid", "grid"},
        {"grid.edge", "grid.edge"},
        {"substances", "substances"},
        {"substances.oxygen", "substances.oxygen"},
        {"substances.unit", "substances.unit"},
        {"substances.oxygen.unit", "substances.oxygen.unit"},
        {"doses.amount", "doses.amount"},
        {"doses.3", "doses.3"},
        {"doses.3.amount", "doses.3.amount"},
        {"", 0},
        {".", 0},
        {"grid.", 0},
        {"grid.edge.um", 0},
        {"grid.oxygen.edge", 0},
        {"doses.x.amount", 0},
        {"doses.-1.amount", 0},
        {"doses.99999.amount", 0},
        {"substances.1.unit", 0},
        {"substances.a.b.c", 0},
        {"substances.oxygen.", 0},
        {"substances.012345678901234567890123456789012345678901234567.unit", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char wrong[200], hint[200], written[CONFIG_PATH_TEXT];
        ConfigPath path;
        bool good = config_path_parse(cases[i].text, &path, wrong, sizeof wrong, hint, sizeof hint);
        if (good != (cases[i].written != 0))
            fail_msg("`%s` is %sa path", cases[i].text, good ? "" : "not ");
        if (!good)
            continue;
        config_path_write(&path, written);
        assert_string_equal(written, cases[i].written);
    }
}

/* ---- limits -------------------------------------------------------------------------------- */

static void test_largest_file(void **state)
{
    (void)state;
    for (int more = 0; more < 2; more++) {
        size_t length = (size_t)CONFIG_BYTES + (size_t)more;
        char *text = malloc(length), name[32];
        const char *file = name;
        memset(text, '#', length);
        text_file(text, length, name);
        free(text);
        Params p;
        Messages messages;
        messages_start(&messages);
        Status status = config_read(&file, 1, 0, 0, &p, &messages);
        unlink(name);
        assert_int_equal(status, more ? STATUS_BAD_DATA : STATUS_OK);
        messages_destroy(&messages);
    }
}

/* Twenty errors are kept; many more end the reading, soon. */
static void test_twenty_errors(void **state)
{
    (void)state;
    char *text = malloc(200000), *end = text;
    const char *texts[1] = {text};
    for (int i = 0; i < 10000; i++)
        end += sprintf(end, "key%d: {}\n", i);
    Params p;
    Messages messages;
    messages_start(&messages);
    assert_int_equal(read_texts(texts, 1, 0, 0, &p, &messages), STATUS_BAD_DATA);
    assert_int_equal(messages.count, MESSAGES_MAX);
    assert_int_equal(messages.list[19].place.line, 20);
    messages_destroy(&messages);
    free(text);
}

static void test_nothing_is_written_on_error(void **state)
{
    (void)state;
    const char *text = "grid: {nx: 10, ny: ten}\n";
    Params p, before;
    memset(&p, 0x5A, sizeof p);
    memcpy(&before, &p, sizeof p);
    Messages messages;
    messages_start(&messages);
    assert_int_equal(read_texts(&text, 1, 0, 0, &p, &messages), STATUS_BAD_DATA);
    assert_memory_equal(&p, &before, sizeof p);
    messages_destroy(&messages);
}

/* Damaged text never does more than fail: every prefix of a configuration, and every single byte of
 * it replaced. */
static void test_damaged_text(void **state)
{
    (void)state;
    static const char text[] = "substances:\n  oxygen: {diffusion: \"1e-5 cm^2/s\", unit: mmHg}\n"
                               "doses:\n- {drug: mipsagargin, amount: 5.6e1 mg/kg, at: 1 d}\n";
    static const char bytes[] = {0, '\t', ' ', '"', '{', ']', ':', '-', '&', '%', '\n', (char)0xC3};
    for (size_t at = 0; at < sizeof text - 1; at++)
        for (size_t b = 0; b <= sizeof bytes; b++) {
            char damaged[sizeof text], name[32];
            const char *file = name;
            size_t length = b == sizeof bytes ? at : sizeof text - 1;
            memcpy(damaged, text, sizeof text);
            if (b < sizeof bytes)
                damaged[at] = bytes[b];
            text_file(damaged, length, name);
            Params p;
            Messages messages;
            messages_start(&messages);
            Status status = config_read(&file, 1, 0, 0, &p, &messages);
            assert_true(status == STATUS_OK || status == STATUS_BAD_DATA);
            assert_true((status == STATUS_OK) == (messages.count == 0));
            messages_destroy(&messages);
            unlink(name);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_round_trip),
        cmocka_unit_test(test_scenarios_round_trip),
        cmocka_unit_test(test_random_values_round_trip),
        cmocka_unit_test(test_values_in_other_units),
        cmocka_unit_test(test_files_and_sets_compose),
        cmocka_unit_test(test_dose_per_body_surface),
        cmocka_unit_test(test_unit_of_a_substance),
        cmocka_unit_test(test_empty_file_is_the_defaults),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_largest_file),
        cmocka_unit_test(test_twenty_errors),
        cmocka_unit_test(test_nothing_is_written_on_error),
        cmocka_unit_test(test_damaged_text),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
