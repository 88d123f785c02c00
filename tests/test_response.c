/* The arithmetic between the tables of a sweep and its figures, on made results that are known. */
#include "made_sweeps.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void near(double value, double wanted)
{
    if (!(fabs(value - wanted) <= 1e-9 * (1 + fabs(wanted))))
        fail_msg("%.17g is not %.17g", value, wanted);
}

/* Values are function(u) + seed: a row's mean is function(u) + the mean of its seeds. */
static void test_rows(void **state)
{
    (void)state;
    MadeSweep made;
    made_sweep(&made, DESIGN_GRID, 1, 3, made_linear, 4);
    ResponseRow *rows = calloc((size_t)made.results.rows_count, sizeof *rows);
    assert_non_null(rows);
    assert_int_equal(made.results.rows_count, 12);
    assert_int_equal(response_rows(&made.results, 0, rows), STATUS_OK);
    for (int row = 0; row < 12; row++) {
        bool cut = row == 1; /* run 4 is the first seed of the second row */
        assert_int_equal(rows[row].asked, 3);
        assert_int_equal(rows[row].n, cut ? 2 : 3);
        near(rows[row].mean.value, made_linear(design_point(&made.cube, row)) + (cut ? 2.5 : 2));
        near(rows[row].sd, cut ? sqrt(0.5) : 1);
    }
    /* t of 2 degrees of freedom at 0.975 is 4.30265 */
    assert_true(fabs(rows[0].mean.high - rows[0].mean.value - 4.30265273 / sqrt(3)) < 1e-6);
    free(rows);
    made_sweep_destroy(&made);
}

/* Two parameters that vary: a curve for each level of the other, over the animals of a row. */
static void test_curves_of_a_grid_of_two(void **state)
{
    (void)state;
    MadeSweep made;
    Response response;
    made_sweep(&made, DESIGN_GRID, 1, 3, made_linear, 0);
    assert_int_equal(response_create(&made.results, &made.cube, DESIGN_GRID, 0, 0, &response),
                     STATUS_OK);
    assert_int_equal(response.other, 1);
    assert_int_equal(response.curves_count, 3);
    assert_int_equal(response.over, RESPONSE_SEEDS);
    for (int c = 0; c < 3; c++) {
        assert_int_equal(response.curves[c].count, 4);
        for (int i = 0; i < 4; i++) {
            const double u[] = {i / 3.0, c / 2.0, 0.5};
            near(response.curves[c].points[i].mean.value, made_linear(u) + 2);
            near(response.curves[c].points[i].x, 7 + 49 * i / 3.0);
            assert_int_equal(response.curves[c].points[i].n, 3);
        }
    }
    response_destroy(&response);
    made_sweep_destroy(&made);
}

/* Three: one curve of means over all rows with a value, whose interval is over the animals. */
static void test_curve_of_a_grid_of_three(void **state)
{
    (void)state;
    MadeSweep made;
    Response response;
    made_sweep(&made, DESIGN_GRID, 2, 3, made_linear, 0);
    assert_int_equal(response_create(&made.results, &made.cube, DESIGN_GRID, 0, 0, &response),
                     STATUS_OK);
    assert_int_equal(response.other, -1);
    assert_int_equal(response.over, RESPONSE_SEED_MEANS);
    assert_int_equal(response.curves[0].count, 4);
    for (int i = 0; i < 4; i++) {
        const double u[] = {i / 3.0, 0.5, 0.5};
        const ResponsePoint *point = &response.curves[0].points[i];
        near(point->mean.value, made_linear(u) + 2);
        assert_true(fabs(point->mean.high - point->mean.value - 4.30265273 / sqrt(3)) < 1e-6);
        assert_int_equal(point->n, 18);
        assert_int_equal(point->rows, 6);
    }
    response_destroy(&response);
    made_sweep_destroy(&made);
}

/* A row that lacks an animal counts as much as the others, and the interval is of those animals
 * alone that every row has. */
static void test_grid_with_missing_animals(void **state)
{
    (void)state;
    static const int kept[] = {3, 2, 1};
    static const double half[] = {4.30265273 / 1.7320508076, 12.7062047 / 2, NAN};
    for (int i = 0; i < 3; i++) {
        MadeSweep made;
        Response response;
        made_sweep(&made, DESIGN_GRID, 2, 3, made_linear, 0);
        for (int run = kept[i]; run < 3; run++) /* of the first row */
            made.results.value[run] = NAN;
        assert_int_equal(response_create(&made.results, &made.cube, DESIGN_GRID, 0, 0, &response),
                         STATUS_OK);
        const ResponsePoint *point = &response.curves[0].points[0];
        const double u[] = {0, 0.5, 0.5};
        near(point->mean.value, made_linear(u) + (5 * 2 + (kept[i] + 1) / 2.0) / 6);
        assert_int_equal(point->n, 15 + kept[i]);
        assert_int_equal(isnan(point->mean.high), isnan(half[i]));
        if (!isnan(half[i]))
            assert_true(fabs(point->mean.high - point->mean.value - half[i]) < 1e-6);
        assert_int_equal(isnan(point->mean.low), isnan(half[i]));
        response_destroy(&response);
        made_sweep_destroy(&made);
    }
}

/* Of blocks that share all coordinates but one only A and B are rows of their own. */
static void test_interval_of_saltelli(void **state)
{
    (void)state;
    MadeSweep made;
    Response response;
    made_sweep(&made, DESIGN_SALTELLI, 64, 2, made_ishigami, 0);
    for (int p = 0; p < MADE_PARAMETERS; p++) {
        int rows = 0;
        assert_int_equal(
            response_create(&made.results, &made.cube, DESIGN_SALTELLI, 0, p, &response),
            STATUS_OK);
        assert_int_equal(response.over, RESPONSE_ROWS);
        for (int i = 0; i < response.curves[0].count; i++)
            rows += response.curves[0].points[i].rows;
        assert_int_equal(rows, 2 * 64);
        for (int row = 0; row < made.cube.rows; row++)
            assert_int_equal(response.used[row], made.cube.role[row].changed < 0);
        response_destroy(&response);
    }
    made_sweep_destroy(&made);
}

/* The means over a level of a trajectory, whose rows share their other coordinates. */
static void test_interval_of_morris(void **state)
{
    (void)state;
    enum { TRAJECTORIES = 12 };
    MadeSweep made;
    Response response;
    made_sweep(&made, DESIGN_MORRIS, TRAJECTORIES, 1, made_ishigami, 0);
    for (int p = 0; p < MADE_PARAMETERS; p++) {
        assert_int_equal(response_create(&made.results, &made.cube, DESIGN_MORRIS, 0, p, &response),
                         STATUS_OK);
        assert_int_equal(response.over, RESPONSE_TRAJECTORIES);
        for (int i = 0; i < response.curves[0].count; i++) {
            const ResponsePoint *point = &response.curves[0].points[i];
            double sum[TRAJECTORIES] = {0}, mean[TRAJECTORIES];
            int rows[TRAJECTORIES] = {0}, means = 0, all = 0;
            for (int row = 0; row < made.cube.rows; row++)
                if (results_given(&made.results, row, p) == point->x) {
                    sum[made.cube.role[row].block] += results_values(&made.results, 0)[row];
                    rows[made.cube.role[row].block]++;
                    all++;
                }
            for (int k = 0; k < TRAJECTORIES; k++)
                if (rows[k] > 0)
                    mean[means++] = sum[k] / rows[k];
            Estimate wanted = statistics_interval(mean, means, RESPONSE_CONFIDENCE);
            assert_true(means > 1 && means < all);
            assert_int_equal(point->rows, all);
            near(point->mean.value, wanted.value);
            near(point->mean.low, wanted.low);
            near(point->mean.high, wanted.high);
        }
        response_destroy(&response);
    }
    made_sweep_destroy(&made);
}

/* Where it is not known which rows belong together there are means, and no intervals. */
static void test_no_interval_without_the_blocks(void **state)
{
    (void)state;
    static const DesignKind kinds[] = {DESIGN_MORRIS, DESIGN_SALTELLI};
    for (int k = 0; k < 2; k++) {
        MadeSweep made;
        Response response;
        made_sweep(&made, kinds[k], 16, 2, made_linear, 0);
        assert_int_equal(response_create(&made.results, NULL, (int)kinds[k], 0, 0, &response),
                         STATUS_OK);
        assert_int_equal(response.over, RESPONSE_BLOCKS);
        for (int i = 0; i < response.curves[0].count; i++) {
            assert_true(isfinite(response.curves[0].points[i].mean.value));
            assert_true(isnan(response.curves[0].points[i].mean.low));
            assert_true(isnan(response.curves[0].points[i].mean.high));
        }
        response_destroy(&response);
        made_sweep_destroy(&made);
    }
}

/* Many values are put into bins: every animal in one of them, at equal parts of the scale. */
static void test_bins(void **state)
{
    (void)state;
    MadeSweep made;
    Response response;
    made_sweep(&made, DESIGN_LATIN, 50, 2, made_linear, 7);
    for (int p = 0; p < MADE_PARAMETERS; p++) {
        int animals = 0, rows = 0;
        assert_int_equal(response_create(&made.results, &made.cube, DESIGN_LATIN, 0, p, &response),
                         STATUS_OK);
        assert_true(response.binned);
        assert_int_equal(response.over, RESPONSE_ROWS);
        assert_int_equal(response.curves[0].count, 7);
        for (int i = 0; i < 7; i++) {
            animals += response.curves[0].points[i].n;
            rows += response.curves[0].points[i].rows;
        }
        assert_int_equal(animals, 99);
        assert_int_equal(rows, 50);
        const ResponsePoint *points = response.curves[0].points;
        if (p == 1) /* logarithmic */
            near(points[1].x / points[0].x, points[6].x / points[5].x);
        else
            near(points[1].x - points[0].x, points[6].x - points[5].x);
        response_destroy(&response);
    }
    made_sweep_destroy(&made);
}

static void test_maps(void **state)
{
    (void)state;
    MadeSweep made;
    ResponseMap map;
    int x = 0, y = 0, held[4] = {0};
    made_sweep(&made, DESIGN_GRID, 2, 2, made_linear, 0);
    assert_int_equal(response_maps(&made.results, &x, &y, held, 4), 2);
    assert_int_equal(x, 0);
    assert_int_equal(y, 1);
    for (int k = 0; k < 2; k++) {
        assert_int_equal(response_map_create(&made.results, 0, x, y, held[k], &map), STATUS_OK);
        assert_int_equal(map.columns, 4);
        assert_int_equal(map.lines, 3);
        for (int j = 0; j < 3; j++)
            for (int i = 0; i < 4; i++) {
                const double u[] = {i / 3.0, j / 2.0, k};
                near(map.cells[j * 4 + i].mean.value, made_linear(u) + 1.5);
            }
        response_map_destroy(&map);
    }
    made_sweep_destroy(&made);
    made_sweep(&made, DESIGN_LATIN, 12, 1, made_linear, 0);
    assert_int_equal(response_maps(&made.results, &x, &y, held, 4), 0);
    made_sweep_destroy(&made);
}

/* Differences between animals of the same seed: exact, as the seed's part falls out. */
static void test_tornado(void **state)
{
    (void)state;
    MadeSweep made;
    ResponseEnds ends[MADE_PARAMETERS];
    static const double slopes[] = {3, 2, -1};
    made_sweep(&made, DESIGN_ONE_AT_A_TIME, 0, 4, made_linear, 6); /* seed 2 of row 2: x1 low */
    assert_int_equal(response_tornado(&made.results, &made.cube, 0, ends), STATUS_OK);
    for (int i = 0; i < MADE_PARAMETERS; i++) {
        assert_int_equal(ends[i].parameter, i); /* the largest first */
        near(ends[i].end[0].value, -slopes[i] / 2);
        near(ends[i].end[1].value, slopes[i] / 2);
        near(ends[i].end[1].high, slopes[i] / 2);
        assert_int_equal(ends[i].pairs[0], i == 0 ? 3 : 4);
        assert_int_equal(ends[i].pairs[1], 4);
    }
    made_sweep_destroy(&made);
}

static void test_indices(void **state)
{
    (void)state;
    MadeSweep made;
    SensitivityMorris effects[MADE_PARAMETERS];
    SensitivitySobol indices[MADE_PARAMETERS];
    static const double slopes[] = {3, 2, -1};
    made_sweep(&made, DESIGN_MORRIS, 10, 2, made_linear, 0);
    assert_int_equal(response_morris(&made.results, &made.cube, 0, effects), STATUS_OK);
    for (int p = 0; p < MADE_PARAMETERS; p++) {
        near(effects[p].mu.value, slopes[p]);
        near(effects[p].mu_star.value, fabs(slopes[p]));
        assert_true(effects[p].sigma.value < 1e-12);
        assert_int_equal(effects[p].effects, 10);
    }
    made_sweep_destroy(&made);
    made_sweep(&made, DESIGN_SALTELLI, 512, 1, made_ishigami, 3);
    assert_int_equal(response_sobol(&made.results, &made.cube, 0, indices), STATUS_OK);
    static const double first[] = {0.3139, 0.4424, 0}, total[] = {0.5576, 0.4424, 0.2437};
    for (int p = 0; p < MADE_PARAMETERS; p++) {
        assert_int_equal(indices[p].points, 511);
        assert_true(indices[p].first.low <= first[p] && first[p] <= indices[p].first.high);
        assert_true(indices[p].total.low <= total[p] && total[p] <= indices[p].total.high);
    }
    made_sweep_destroy(&made);
}

/* Rows that somebody has changed are not those of the design any more. */
static void test_rows_of_the_design(void **state)
{
    (void)state;
    static const DesignKind kinds[] = {DESIGN_MORRIS, DESIGN_SALTELLI, DESIGN_ONE_AT_A_TIME};
    for (int k = 0; k < 3; k++) {
        MadeSweep made;
        made_sweep(&made, kinds[k], 4, 1, made_linear, 0);
        assert_true(response_fits(&made.results, &made.cube));
        double *value = &made.results.given[2 * MADE_PARAMETERS];
        int changed = made.cube.role[2].changed;
        assert_true(changed >= 0);
        value[(changed + 1) % MADE_PARAMETERS] *= 1.5;
        assert_false(response_fits(&made.results, &made.cube));
        made_sweep_destroy(&made);
    }
}

static Status read_values(const char *values, char *message)
{
    MadeSweep made;
    Results results;
    made_sweep(&made, DESIGN_GRID, 1, 1, made_linear, 0);
    Status status = results_read_text(&made.design, values, &results, message, 512);
    if (status == STATUS_OK)
        results_destroy(&results);
    made_sweep_destroy(&made);
    return status;
}

#define HEAD "run[1],observable,time[d],value,unit\n"

/* A table that does not belong to the design is refused, with its line. */
static void test_tables_that_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {HEAD "1,a,1,2,%\n1,a,1,3,%\n", "results.csv:3: error: run 1 has a second value of a"},
        {HEAD "99,a,1,2,%\n", "results.csv:2: error: run `99` is not in the design"},
        {HEAD "1.5,a,1,2,%\n", "results.csv:2: error: run `1.5` is not in the design"},
        {HEAD "1,a,1,2,%\n2,a,1,2,d\n", "results.csv:3: error: a has the units % and d"},
        {HEAD "1,\xff,1,2,%\n", "results.csv:2: error: not UTF-8"},
        {"run[1],value\n1,2\n", "results.csv:1: error: there is no column `observable`"},
        {HEAD "1,a,1,2", "the last line does not end"},
        {HEAD "1,a,1,2\n", "expected 5 cells, got 4"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char message[512] = "";
        assert_int_equal(read_values(cases[i].text, message), STATUS_BAD_DATA);
        if (!strstr(message, cases[i].says))
            fail_msg("`%s` does not say `%s`", message, cases[i].says);
    }
    char message[512] = "";
    assert_int_equal(read_values(HEAD "1,a,nan,nan,%\n", message), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_curves_of_a_grid_of_two),
        cmocka_unit_test(test_curve_of_a_grid_of_three),
        cmocka_unit_test(test_grid_with_missing_animals),
        cmocka_unit_test(test_interval_of_saltelli),
        cmocka_unit_test(test_interval_of_morris),
        cmocka_unit_test(test_no_interval_without_the_blocks),
        cmocka_unit_test(test_bins),
        cmocka_unit_test(test_maps),
        cmocka_unit_test(test_tornado),
        cmocka_unit_test(test_indices),
        cmocka_unit_test(test_rows_of_the_design),
        cmocka_unit_test(test_tables_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
