/* What a picture takes from run.json: the volume of day 0 of a branch, that an animal was culled,
 * that its tumor touched the box; and how curves are told apart. */
#include "io/file.h"
#include "render/identity.h"
#include "render/moments.h"
#include "render/page_parts.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char folder[64];

static void write_text(const char *name, const char *text)
{
    char path[FILE_PATH], message[256];
    assert_int_equal(file_path(path, folder, name, message, sizeof message), STATUS_OK);
    assert_int_equal(file_write_whole(path, text, strlen(text), message, sizeof message),
                     STATUS_OK);
}

static int folder_setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/prodrome-marks-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int folder_teardown(void **state)
{
    (void)state;
    file_folder_remove(folder, 0);
    canvas_finish();
    return 0;
}

/* A page of `runs` times the same run, and a chart over its times. */
typedef struct Sheet {
    Page *page;
    Chart *chart;
    Canvas canvas;
} Sheet;

static void sheet_clear(Sheet *sheet)
{
    double low = 0, high = 0;
    *sheet->chart = (Chart){.width = 600, .height = 400, .x_name = "d", .reference = NAN};
    page_times(sheet->page, &low, &high);
    sheet->chart->x = axis_linear(low, high, 8, false);
}

static Sheet sheet_of(const char *report, const char *series, int runs)
{
    char message[256] = "";
    Sheet sheet = {calloc(1, sizeof *sheet.page), calloc(1, sizeof *sheet.chart), {0}};
    assert_non_null(sheet.page);
    assert_non_null(sheet.chart);
    write_text("run.json", report);
    write_text("timeseries.csv", series);
    for (int i = 0; i < runs; i++)
        assert_int_equal(record_read(folder, &sheet.page->runs[i], message, sizeof message),
                         STATUS_OK);
    sheet.page->runs_count = runs;
    assert_int_equal(canvas_create(600, 400, &sheet.canvas), STATUS_OK);
    sheet_clear(&sheet);
    return sheet;
}

static void sheet_free(Sheet *sheet)
{
    canvas_destroy(&sheet->canvas);
    page_destroy(sheet->page);
    free(sheet->page);
    free(sheet->chart);
}

static void volume_draw(Sheet *sheet)
{
    char message[256] = "";
    assert_int_equal(
        panel_volume(&sheet->canvas, sheet->page, sheet->chart, message, sizeof message),
        STATUS_OK);
}

static const char DAY0[] = "{\"name\": \"a\", \"seed\": 1, \"summary\": "
                           "{\"caliper_volume_day0\": {\"value\": 4.0, \"unit\": \"mm^3\"}}}\n";
static const char LATER[] = "time[d],caliper_volume[mm^3],viable[1]\n1,2,9\n2,1,9\n";

/* Its first row is of day 1, where it is where its parent was: at 50 % of the parent's day 0. Of a
 * run that has day 0 the row counts; without either the axis does not speak of day 0. */
static void test_a_branch_is_relative_to_day_0(void **state)
{
    (void)state;
    static const struct {
        const char *report, *series;
        double percent; /* of the first row */
        bool is_day0;
    } cases[] = {{DAY0, LATER, 50, true},
                 {DAY0, "time[d],caliper_volume[mm^3]\n0,2\n1,1\n", 100, true},
                 {DAY0, "time[d],caliper_volume[mm^3]\n-2,2\n-1,1\n", 100, false},
                 {"{}\n", LATER, 100, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Sheet sheet = sheet_of(cases[i].report, cases[i].series, 1);
        bool is_day0;
        double base = page_volume_base(&sheet.page->runs[0], &is_day0);
        assert_int_equal(is_day0, cases[i].is_day0);
        assert_true(200 / base == cases[i].percent);
        volume_draw(&sheet);
        assert_true(sheet.chart->lines[0].factor * 2 == cases[i].percent);
        assert_int_equal(strstr(sheet.chart->y_name, "of day 0") != NULL, cases[i].is_day0);
        sheet_free(&sheet);
    }
}

/* The only row of a branch off a run in which all drug has decayed to rounding. */
static void test_one_row_has_sane_axes(void **state)
{
    (void)state;
    Sheet sheet = sheet_of(DAY0,
                           "time[d],caliper_volume[mm^3],viable[1],plasma_a[nM],"
                           "mean_active_drug[nM],bound_mean[nM]\n9,2,9,7e-118,1e-18,nan\n",
                           1);
    volume_draw(&sheet);
    assert_true(sheet.chart->x.low < 9 && sheet.chart->x.high > 9);
    assert_true(sheet.chart->y.high >= 110);
    sheet_clear(&sheet);
    panel_drug(&sheet.canvas, sheet.page, sheet.chart);
    assert_int_equal(sheet.chart->lines_count, 0);
    sheet_free(&sheet);
}

/* A trace of one substance does not stretch the axis of the others. */
static void test_traces_are_below_the_axis(void **state)
{
    (void)state;
    Sheet sheet = sheet_of(DAY0,
                           "time[d],plasma_a[nM],mean_active_drug[nM]\n"
                           "0,100,1e-18\n1,1e-9,1e-18\n",
                           1);
    panel_drug(&sheet.canvas, sheet.page, sheet.chart);
    assert_true(sheet.chart->y.low > 0.5);
    assert_non_null(strstr(sheet.chart->note, "stays below"));
    sheet_free(&sheet);
}

static const char CULLED[] = "{\"name\": \"a\", \"reason\": \"stop.volume_ratio reached\"}\n";
static const char GROWING[] = "time[d],caliper_volume[mm^3],viable[1]\n0,1,9\n1,2,18\n2,3,27\n";

static void test_a_culled_animal_is_marked(void **state)
{
    (void)state;
    for (int runs = 1; runs < 3; runs++) {
        Sheet sheet = sheet_of(CULLED, GROWING, runs);
        volume_draw(&sheet);
        assert_int_equal(sheet.chart->points_count, runs);
        assert_true(sheet.chart->points[0].x == 2 && sheet.chart->points[0].y == 300);
        assert_int_equal(sheet.chart->points[0].shape, POINT_SQUARE);
        assert_non_null(strstr(sheet.chart->points[0].label, "culled"));
        sheet_free(&sheet);
    }
    Sheet sheet = sheet_of("{\"reason\": \"as --until asked\"}\n", GROWING, 1);
    assert_true(isnan(page_culled(&sheet.page->runs[0])));
    sheet_free(&sheet);
}

/* From the day of the warning on the curve is dotted, and the legend says why. */
static void test_a_tumor_at_the_wall_is_dotted(void **state)
{
    (void)state;
    static const char warned[] = "{\"name\": \"a\", \"warnings\": [{\"time_d\": 1.0, \"what\": "
                                 "\"the tumor touches the wall x = 0: slowed\"}]}\n";
    for (int runs = 1; runs < 3; runs++) {
        Sheet sheet = sheet_of(warned, GROWING, runs);
        volume_draw(&sheet);
        assert_int_equal(sheet.chart->lines_count, 2 * runs);
        const ChartLine *before = &sheet.chart->lines[0], *after = &sheet.chart->lines[1];
        assert_int_equal(before->count, 2);
        assert_int_equal(after->count, 2);
        assert_true(after->x[0] == 1 && after->y[0] == 2);
        assert_true(before->kind == LINE_SOLID && after->kind == LINE_DOTTED);
        assert_string_equal(after->label, "the tumor touches the wall x = 0 from day 1 on");
        if (runs > 1) /* of all runs, said once */
            assert_string_equal(sheet.chart->lines[3].label, "");
        sheet_free(&sheet);
    }
}

/* No run is drawn wider than another, and no two alike. */
static void test_runs_are_told_apart_by_colour_and_dashes(void **state)
{
    (void)state;
    Sheet sheet = sheet_of(CULLED, GROWING, PAGE_RUNS_MAX);
    assert_int_equal(page_run_lines(sheet.chart, sheet.page, "viable", 1), PAGE_RUNS_MAX);
    for (int i = 0; i < PAGE_RUNS_MAX; i++)
        for (int k = 0; k < i; k++) {
            const ChartLine *a = &sheet.chart->lines[i], *b = &sheet.chart->lines[k];
            assert_true(a->thick == b->thick && a->kind != LINE_DOTTED);
            assert_int_not_equal(a->colour, b->colour);
            assert_true(a->kind != b->kind || (i - k) % LINE_DOTTED == 0);
        }
    sheet_free(&sheet);
}

/* Blocked pumps are those of living cells: after the last of them there is no number. */
static void test_why_a_curve_ends(void **state)
{
    (void)state;
    Sheet sheet = sheet_of(CULLED, "time[d],serca_blocked[1]\n0,0\n1,0.5\n2,nan\n", 1);
    assert_true(page_last(&sheet.page->runs[0], "serca_blocked") == 1);
    assert_true(isnan(page_last(&sheet.page->runs[0], "time")));
    panel_shares(&sheet.canvas, sheet.page, sheet.chart);
    assert_non_null(strstr(sheet.chart->note, "none after day 1"));
    sheet_free(&sheet);
}

/* Where no cell rests `cycling` is `viable`: its dashes lie upon a wider curve. */
static void test_cycling_is_seen_upon_viable(void **state)
{
    (void)state;
    Sheet sheet = sheet_of(CULLED, "time[d],viable[1],cycling[1]\n0,9,9\n1,20,20\n", 1);
    panel_populations(&sheet.canvas, sheet.page, sheet.chart);
    const ChartLine *viable = &sheet.chart->lines[0], *cycling = &sheet.chart->lines[1];
    assert_true(viable->kind == LINE_SOLID && viable->thick > 5);
    assert_int_equal(cycling->kind, LINE_DASHED);
    sheet_free(&sheet);
}

/* Triangles of doses in the colour of a run and grey ones of several are explained once each. */
static void test_dose_marks_are_explained(void **state)
{
    (void)state;
    write_text("events.csv", "step[1],time[d],drug,amount[mg/kg],duration[h]\n"
                             "0,0,m,56,0\n9,1,m,56,0\n18,2,m,56,0\n");
    Sheet sheet = sheet_of(CULLED, GROWING, 2);
    page_doses(sheet.chart, sheet.page, true);
    assert_string_equal(sheet.chart->marks[0].label, "dose of several runs");
    assert_string_equal(sheet.chart->marks[1].label, "");
    sheet_clear(&sheet);
    table_destroy(&sheet.page->runs[1].events);
    page_doses(sheet.chart, sheet.page, true);
    assert_string_equal(sheet.chart->marks[0].label, "dose of the run of that colour");
    assert_string_equal(sheet.chart->marks[1].label, "");
    assert_int_equal(sheet.chart->marks[0].colour, page_run_colour(sheet.page, 0));
    sheet_free(&sheet);
}

/* Of one run they have the colour that its time line in the viewer has them in. */
static void test_doses_of_one_run(void **state)
{
    (void)state;
    write_text("events.csv", "step[1],time[d],drug,amount[mg/kg],duration[h]\n0,0,m,56,0\n");
    Sheet sheet = sheet_of(CULLED, GROWING, 1);
    page_doses(sheet.chart, sheet.page, true);
    assert_int_equal(sheet.chart->marks_count, 1);
    assert_int_equal(sheet.chart->marks[0].colour, INK_COLOURS[INK_DOSE]);
    assert_int_equal(page_dose_colour(sheet.page, 0), INK_COLOURS[INK_DOSE]);
    sheet_free(&sheet);
}

/* A run of 30 days with a snapshot a day, dosed on days 0, 1, 2 and again on day 20: the first, the
 * one after the first course, the nadir, the last; where two of these are one, a middle. */
static void test_moments_of_a_treated_run(void **state)
{
    (void)state;
    enum { MANY = 31, WANTED = 4 };
    static const struct {
        const char *series;
        int picked[WANTED];
    } cases[] = {{"time[d],caliper_volume[mm^3]\n0,4\n9.2,1\n30,3\n", {0, 3, 9, 30}},
                 {"time[d],caliper_volume[mm^3]\n0,4\n9.2,2\n30,1\n", {0, 3, 16, 30}},
                 {"time[d],caliper_volume[mm^3]\n0,1\n9.2,2\n30,4\n", {0, 3, 16, 30}}};
    Shot *shots = calloc(MANY, sizeof *shots);
    assert_non_null(shots);
    for (int i = 0; i < MANY; i++)
        shots[i].day = i;
    write_text("events.csv", "step[1],time[d],drug,amount[mg/kg],duration[h]\n"
                             "0,0,m,56,0\n9,1,m,56,0\n18,2,m,56,0\n99,20,m,56,0\n");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int picked[WANTED];
        Sheet sheet = sheet_of(CULLED, cases[i].series, 1);
        Record *record = &sheet.page->runs[0];
        assert_int_equal(moments_pick(record, shots, MANY, WANTED, picked), WANTED);
        assert_memory_equal(picked, cases[i].picked, sizeof picked);
        assert_int_equal(moments_pick(record, shots, 3, WANTED, picked), 3);
        table_destroy(&record->events);
        assert_int_equal(moments_pick(record, shots, MANY, WANTED, picked), WANTED);
        assert_true(picked[1] == 10 && picked[2] == 20);
        sheet_free(&sheet);
    }
    free(shots);
}

/* A snapshot without its run folder has its run's name and doses in its configuration; those of a
 * branch are not all there are. */
static void test_a_lone_snapshot_tells_its_run(void **state)
{
    (void)state;
    char config[] = "run: {name: alone}\n"
                    "doses: [{drug: mipsagargin, amount: 28 mg/kg, every: 2 d, times: 2}]\n";
    char text[CHART_LABEL];
    OpenShot shot = {.config = config, .seed = "9", .version = "0.1.0"};
    for (int branch = 0; branch < 2; branch++) {
        Record record = {0};
        shot.branch = branch;
        identity_of_shot(&shot, "some/snap.hdf", &record);
        page_run_label(&record, text, sizeof text);
        assert_string_equal(text, "alone, seed 9");
        page_story_text(&record, text, sizeof text);
        assert_string_equal(text, branch ? "a branch: its doses and its parent's are not in this "
                                           "file"
                                         : "mipsagargin 28 mg/kg on days 0, 2");
        record_destroy(&record);
    }
    shot.config = NULL;
    Record record = {0};
    identity_of_shot(&shot, "some/snap.hdf", &record);
    assert_string_equal(record.name, "snap.hdf");
    record_destroy(&record);
}

/* What a branch was given is said to be so, as its parent may have had more. */
static void test_doses_of_a_branch(void **state)
{
    (void)state;
    char text[CHART_LABEL];
    write_text("events.csv", "step[1],time[d],drug,amount[mg/kg],duration[h]\n9,1,m,56,0\n");
    Sheet sheet = sheet_of("{\"parent\": \"there/checkpoint.hdf\"}\n", GROWING, 1);
    page_doses_text(&sheet.page->runs[0], text, sizeof text);
    assert_string_equal(text, "branch: m 56 mg/kg on day 1");
    sheet_free(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_branch_is_relative_to_day_0),
        cmocka_unit_test(test_one_row_has_sane_axes),
        cmocka_unit_test(test_traces_are_below_the_axis),
        cmocka_unit_test(test_a_culled_animal_is_marked),
        cmocka_unit_test(test_a_tumor_at_the_wall_is_dotted),
        cmocka_unit_test(test_runs_are_told_apart_by_colour_and_dashes),
        cmocka_unit_test(test_why_a_curve_ends),
        cmocka_unit_test(test_cycling_is_seen_upon_viable),
        cmocka_unit_test(test_dose_marks_are_explained),
        cmocka_unit_test(test_doses_of_one_run),
        cmocka_unit_test(test_moments_of_a_treated_run),
        cmocka_unit_test(test_a_lone_snapshot_tells_its_run),
        cmocka_unit_test(test_doses_of_a_branch),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
