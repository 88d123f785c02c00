/* Sweep files and designs as they are read, checked and written; figures of a run. */
#include "io/sweep_adaptive.h"
#include "temp_folder.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

static const char BASE[] = "run: {name: tiny}\ngrid: {nx: 16, ny: 16, nz: 16}\n"
                           "tumor: {cells: 200}\ntime: {burn_in: 3 h, end: 12 h}\n"
                           "output: {snapshot_every: 6 h, series_every: 3 h}\n"
                           "doses: [{drug: mipsagargin, amount: 56 mg/kg, at: 1 h}]\n";

/* -- sweep files ------------------------------------------------------------------------------ */

static Sweep sweep;
static Messages messages;

static void write_file(const char *name, const char *text)
{
    assert_int_equal(file_write_whole(at(name), text, strlen(text), message, MESSAGE), STATUS_OK);
}

/* Reads base.yaml and a sweep over it. */
static Status swept(const char *text)
{
    char whole[4096];
    write_file("base.yaml", BASE);
    snprintf(whole, sizeof whole, "base: [base.yaml]\n%s", text);
    write_file("sweep.yaml", whole);
    messages_start(&messages);
    return sweep_read(at("sweep.yaml"), &sweep, &messages);
}

static void forget(void)
{
    sweep_destroy(&sweep);
    messages_destroy(&messages);
    unlink(at("base.yaml"));
    unlink(at("sweep.yaml"));
}

/* The first error, at that place of the sweep file. */
static void expect_error(const char *text, int line, int column, const char *what, const char *hint)
{
    assert_int_equal(swept(text), STATUS_BAD_DATA);
    assert_true(messages.count > 0);
    const Message *first = &messages.list[0];
    if (!strstr(first->what, what) || !strstr(first->hint, hint))
        fail_msg("got `%s`, hint `%s`", first->what, first->hint);
    assert_int_equal(first->place.line, line);
    assert_int_equal(first->place.column, column);
    forget();
}

#define OUTPUTS "outputs: [nadir]\n"

static void errors_have_their_place(void **state)
{
    (void)state;
    expect_error(OUTPUTS "parameters: {psma.cvv: {values: [1]}}\n", 3, 14, "unknown key `cvv`",
                 "did you mean `cv`?");
    expect_error(OUTPUTS "parameters: {psma.cv: {values: [0.5, 7]}}\n", 3, 38, "outside the range",
                 "the range is 0 to 2");
    expect_error(OUTPUTS "parameters: {doses.0.amount: {values: [14 mg]}}\n", 3, 40,
                 "expected a unit like mg/kg", "for example");
    expect_error(OUTPUTS "parameters: {death.signal: {range: [er, cytosol]}}\n", 3, 14,
                 "words have no range", "give its values");
    expect_error(OUTPUTS "parameters: {run.seed: {values: [1, 2]}}\n", 3, 14, "gives each run",
                 "sweep.seeds");
    expect_error(OUTPUTS "parameters: {psma.cv: {range: [0, 1], scale: log, levels: 3}}\n", 3, 32,
                 "this is no range", "above 0");
    expect_error(OUTPUTS "parameters: {psma.cv: {range: [0.8, 0.3], levels: 3}}\n", 3, 32,
                 "this is no range", "smaller one");
    expect_error(OUTPUTS "parameters: {psma.cv: {range: [0, 1]}}\n", 3, 14,
                 "needs its number of levels", "levels: 5");
    expect_error(OUTPUTS "parameters: {psma.cv: {range: [0, 1]}}\ndesign: {kind: sobol}\n", 4, 16,
                 "needs `points`", "points: 128");
    expect_error(OUTPUTS "design: {kind: list}\nparameters: {psma.cv: {values: [1]}, "
                         "cycle.cv: {values: [0.1, 0.2]}}\n",
                 4, 38, "has 2 values, and psma.cv has 1", "first row");
    expect_error(OUTPUTS "set: {time.edn: 3 h}\nparameters: {psma.cv: {values: [1]}}\n", 3, 17,
                 "unknown key `edn`", "did you mean `end`?");
    expect_error("outputs: [viabel@3 h]\nparameters: {psma.cv: {values: [1]}}\n", 2, 11,
                 "no figure of a run", "did you mean `viable`?");
    expect_error("outputs: [viable]\nparameters: {psma.cv: {values: [1]}}\n", 2, 11,
                 "at which time", "viable@30 d");
    expect_error("outputs: [nadir@3 h]\nparameters: {psma.cv: {values: [1]}}\n", 2, 11,
                 "of the whole run", "write `nadir` alone");
    expect_error("outputs: [nadir, nadir]\nparameters: {psma.cv: {values: [1]}}\n", 2, 18,
                 "stands twice", "keep one");
    expect_error(OUTPUTS "parameters: {psma.cv: {values: [1]}}\n"
                         "adaptive: {output: nadir, half_width: 5 mm^3, most: 9}\n",
                 4, 39, "expected a number above 0 in %", "half_width: 5 %");
}

/* design.tsv of a sweep; free with text_destroy. */
static Status planned(const char *text, Text *out)
{
    assert_int_equal(swept(text), STATUS_OK);
    return sweep_design_plan(&sweep, out, &messages);
}

static void a_grid_becomes_lines_with_units(void **state)
{
    (void)state;
    Text text = {0};
    SweepDesign design;
    static Params params, again;
    char hash[SHA256_HEX], set[SWEEP_SET];
    assert_int_equal(planned("sweep: {seeds: 2}\noutputs: [nadir]\nparameters:\n"
                             "  doses.0.amount: {values: [14 mg/kg, 0.028 g/kg]}\n"
                             "  time.end: {values: [9 h, 0.5 d]}\n"
                             "  substances.oxygen.vessel_value: {range: [30 mmHg, 45 mmHg], "
                             "levels: 2}\n"
                             "  death.signal: {values: [er]}\n",
                             &text),
                     STATUS_OK);
    assert_non_null(strstr(text.bytes,
                           "run[1]\trow[1]\tseed[1]\tdoses.0.amount[mg/kg]\ttime.end[d]\t"
                           "substances.oxygen.vessel_value[mmHg]\tdeath.signal\tconfig_sha256\n"
                           "1\t1\t1\t14\t0.375\t30\ter\t"));
    assert_int_equal(sweep_design_read("design.tsv", text.bytes, &design, message, sizeof message),
                     STATUS_OK);
    assert_int_equal(design.runs_count, 16);
    assert_int_equal(design.rows_count, 8);
    const SweepRun *last = &design.runs[15];
    sweep_design_set(&design, last, 0, set);
    assert_string_equal(set, "doses.0.amount=28 mg/kg");
    assert_int_equal(sweep_design_compose(&sweep, &design, last, &params, &messages), STATUS_OK);
    assert_int_equal(params.run_seed, 2);
    assert_true(params.time_end == 12 && params.doses[0].amount == 28);
    assert_int_equal(sweep_design_hash(&params, hash), STATUS_OK);
    assert_string_equal(hash, table_cell(&design.table, last->line, design.hash));

    /* the same as --set gives */
    const char *files[] = {sweep.files[0]};
    const char *sets[] = {"doses.0.amount=28 mg/kg", "time.end=0.5 d",
                          "substances.oxygen.vessel_value=45 mmHg", "death.signal=er",
                          "run.seed=2"};
    assert_int_equal(config_read(files, 1, sets, 5, &again, &messages), STATUS_OK);
    assert_memory_equal(&again, &params, sizeof params);
    sweep_design_destroy(&design);
    text_destroy(&text);
    forget();
}

/* Rows are known to be right before anything runs. */
static void a_row_that_is_not_valid_is_named(void **state)
{
    (void)state;
    Text text = {0};
    assert_int_equal(
        planned("outputs: [viable@6 h]\nparameters: {time.end: {values: [9 h, 3 h]}}\n", &text),
        STATUS_BAD_DATA);
    assert_non_null(strstr(messages.list[0].what, "after the end of the run"));
    assert_non_null(
        strstr(messages.list[1].what, "row 2 of the design is not valid: time.end=0.125"));
    text_destroy(&text);
    forget();
    assert_int_equal(
        planned("outputs: [viable@5 h]\nparameters: {psma.cv: {values: [0.5]}}\n", &text),
        STATUS_BAD_DATA);
    assert_non_null(strstr(messages.list[0].what, "no time at which the run saves a row"));
    text_destroy(&text);
    forget();
}

/* Numbers of rows of every kind, and what is special to them. */
static void kinds_of_designs(void **state)
{
    (void)state;
    static const struct {
        const char *design;
        int rows;
    } kinds[] = {{"latin_hypercube, points: 7", 7},
                 {"sobol, points: 8", 8},
                 {"saltelli, points: 4", 16},
                 {"morris, trajectories: 3, levels: 4", 9},
                 {"one_at_a_time", 5}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char file[512];
        Text text = {0};
        SweepDesign design;
        snprintf(file, sizeof file,
                 "outputs: [nadir]\nparameters:\n  psma.cv: {range: [0.3, 0.8]}\n"
                 "  psma.activation_scale: {range: [0.01, 0.1], scale: log}\n"
                 "design: {kind: %s}\n",
                 kinds[i].design);
        assert_int_equal(planned(file, &text), STATUS_OK);
        assert_int_equal(sweep_design_read("d", text.bytes, &design, message, sizeof message),
                         STATUS_OK);
        assert_int_equal(design.rows_count, kinds[i].rows);
        for (int64_t r = 0; r < design.runs_count; r++) {
            double cv = table_value(&design.table, r, design.columns[0]);
            assert_true(cv >= 0.3 && cv <= 0.8);
            for (int c = 0; c < 2; c++) { /* 9 digits, a point and zeros before them */
                const char *cell = table_cell(&design.table, r, design.columns[c]);
                assert_true(strlen(cell) <= 12);
                double value = table_value(&design.table, r, design.columns[c]);
                assert_true(c == 0 || (value >= 0.01 && value <= 0.1));
            }
        }
        if (i == 4) { /* the base is the configuration itself */
            assert_string_equal(table_cell(&design.table, 0, design.columns[0]), "0.5");
            assert_string_equal(table_cell(&design.table, 0, design.columns[1]), "0.029");
        }
        sweep_design_destroy(&design);
        text_destroy(&text);
        forget();
    }
}

static void a_table_made_elsewhere(void **state)
{
    (void)state;
    Text text = {0};
    write_file("points.tsv", "doses.0.amount[g/kg]\tpsma.cv[1]\n0.02\t0.4\n0.03\t0.5\n");
    assert_int_equal(planned("sweep: {seeds: 2}\noutputs: [nadir]\n"
                             "design: {kind: table, file: points.tsv}\n",
                             &text),
                     STATUS_OK);
    assert_non_null(strstr(text.bytes, "\n3\t2\t1\t0.03\t0.5\t"));
    text_destroy(&text);
    forget();
    write_file("points.tsv", "psma.cv[1]\n0.4\n9\n");
    assert_int_equal(planned("outputs: [nadir]\ndesign: {kind: table, file: points.tsv}\n", &text),
                     STATUS_BAD_DATA);
    assert_non_null(strstr(messages.list[0].what, "outside the range"));
    text_destroy(&text);
    forget();
    unlink(at("points.tsv"));
}

/* -- figures ---------------------------------------------------------------------------------- */

static double figure(const Table *series, const Census *columns, const char *text, double end_d)
{
    Observable what;
    char wrong[200], hint[200];
    assert_true(observable_parse(text, columns, &what, wrong, sizeof wrong, hint, sizeof hint));
    return observable_value(&what, series, end_d);
}

static void figures_of_a_run(void **state)
{
    (void)state;
    Table t;
    static Census columns;
    static Params params;
    params_defaults(&params);
    census_columns(&columns, &params);
    static const char text[] = "time[d],caliper_volume[mm^3],viable[1],psa[ng/mL]\n0,2,100,nan\n"
                               "1,1,50,3\n2,0.5,20,4\n3,0.5,30,5\n4,2.5,120,6\n";
    assert_int_equal(table_read_text("t", text, ',', &t, message, MESSAGE), STATUS_OK);
    assert_true(figure(&t, &columns, "viable@2 d", 4) == 20);
    assert_true(figure(&t, &columns, "viable@24 h", 4) == 50);
    assert_true(figure(&t, &columns, "caliper_change@1 d", 4) == -50);
    assert_true(figure(&t, &columns, "caliper_change @ 4 d", 4) == 25);
    assert_true(figure(&t, &columns, "nadir", 4) == -75);
    assert_true(figure(&t, &columns, "nadir_day", 4) == 2);
    assert_true(figure(&t, &columns, "regrowth_day", 4) == 4);
    assert_true(figure(&t, &columns, "culled", 4) == 0);
    assert_true(isnan(figure(&t, &columns, "viable@1.5 d", 4)));
    assert_true(isnan(figure(&t, &columns, "psa_change@1 d", 4)));
    /* culled on day 4 of 30: it keeps its last values until then */
    assert_true(figure(&t, &columns, "viable@30 d", 30) == 120);
    assert_true(figure(&t, &columns, "culled", 30) == 1);
    assert_true(figure(&t, &columns, "end_day", 30) == 4);
    assert_true(isnan(figure(&t, &columns, "viable@31 d", 30)));
    table_destroy(&t);
}

/* -- more seeds ------------------------------------------------------------------------------- */

static void seeds_are_added_until_the_mean_is_known(void **state)
{
    (void)state;
    static const double narrow[] = {10, 10.1, 9.9}, wide[] = {0, 10, 20}, failed[] = {NAN, 1, 2},
                        none[] = {NAN, NAN, NAN};
    static Sweep s = {.half_width = 5, .most = 40};
    assert_int_equal(sweep_adaptive_more(&s, narrow, 3), 0);
    assert_int_equal(sweep_adaptive_more(&s, wide, 3), 3); /* at most as many again */
    s.most = 5;
    assert_int_equal(sweep_adaptive_more(&s, wide, 3), 2);
    assert_int_equal(sweep_adaptive_more(&s, none, 3), 0);
    s = (Sweep){.half_width = 4, .most = 40};
    assert_true(sweep_adaptive_more(&s, failed, 3) > 0);
}

/* The words that sweep files take for a kind are those of the designs, and `table`. */
static void test_kinds_have_one_name(void **state)
{
    (void)state;
    static const DesignKind kinds[] = {
        [SWEEP_GRID] = DESIGN_GRID,         [SWEEP_LIST] = DESIGN_LIST,
        [SWEEP_LATIN] = DESIGN_LATIN,       [SWEEP_SOBOL] = DESIGN_SOBOL,
        [SWEEP_SALTELLI] = DESIGN_SALTELLI, [SWEEP_MORRIS] = DESIGN_MORRIS,
        [SWEEP_ONE] = DESIGN_ONE_AT_A_TIME};
    char word[PARAMS_TEXT];
    assert_int_equal(sizeof kinds / sizeof kinds[0], DESIGN_KINDS);
    for (int kind = 0; kind < DESIGN_KINDS; kind++) {
        params_word_text(SWEEP_KINDS, kind, word);
        assert_string_equal(word, design_kind_name(kinds[kind]));
    }
    params_word_text(SWEEP_KINDS, SWEEP_TABLE, word);
    assert_string_equal(word, "table");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_have_one_name),
        cmocka_unit_test(errors_have_their_place),
        cmocka_unit_test(a_grid_becomes_lines_with_units),
        cmocka_unit_test(a_row_that_is_not_valid_is_named),
        cmocka_unit_test(kinds_of_designs),
        cmocka_unit_test(a_table_made_elsewhere),
        cmocka_unit_test(figures_of_a_run),
        cmocka_unit_test(seeds_are_added_until_the_mean_is_known),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
