/* The picture of a fit: written whole, in each form, with what it has. */
#include "render/fit_page.h"
#include "temp_folder.h"

#include <math.h>
#include <string.h>

enum { TIMES = 31, ANIMALS = 8, VALUES = 21 };

typedef struct Case {
    double days[TIMES], animals[ANIMALS * TIMES], low[TIMES], middle[TIMES], high[TIMES],
        mean[TIMES];
    double values[VALUES], heights[VALUES];
    FitPrediction prediction;
    FitLikelihood likelihood;
    FitPage page;
} Case;

/* Animals that shrink, some of which grow again; a parabola in the logarithm. */
static void fill(Case *c)
{
    *c = (Case){0};
    for (int t = 0; t < TIMES; t++) {
        c->days[t] = t;
        for (int a = 0; a < ANIMALS; a++)
            c->animals[a * TIMES + t] =
                0.05 + 0.95 * exp(-t / 4.0) + (a > 4 ? 0.002 * a * exp(t / 7.0) : 0.0);
        c->low[t] = 0.05 + 0.95 * exp(-t / 4.0);
        c->middle[t] = c->low[t] + 0.05;
        c->mean[t] = c->low[t] + 0.008 * exp(t / 7.0);
        c->high[t] = c->low[t] + 0.014 * exp(t / 7.0);
    }
    for (int i = 0; i < VALUES; i++) {
        c->values[i] = 0.01 * pow(8.0, i / (VALUES - 1.0));
        c->heights[i] = -3.0 - 6.0 * pow(log(c->values[i] / 0.028), 2.0);
    }
    c->prediction = (FitPrediction){.name = "relative_caliper_volume",
                                    .unit = "1",
                                    .days = c->days,
                                    .animals = c->animals,
                                    .times = TIMES,
                                    .animals_count = ANIMALS,
                                    .low = c->low,
                                    .middle = c->middle,
                                    .high = c->high,
                                    .mean = c->mean,
                                    .points_count = 1};
    c->prediction.points[0] = (ChartPoint){.x = 30,
                                           .y = 0.5,
                                           .error = 0.1,
                                           .colour = INK_COLOURS[INK_DATA],
                                           .label = "published: 56 mg/kg x 3 (Denmeade 2012)"};
    c->likelihood = (FitLikelihood){.name = "psma.activation_scale",
                                    .unit = "1",
                                    .values = c->values,
                                    .heights = c->heights,
                                    .count = VALUES,
                                    .logarithmic = true,
                                    .fitted = 0.028,
                                    .low = 0.016,
                                    .high = 0.049,
                                    .level = -4.92};
    c->page = (FitPage){.what = "fit of one figure",
                        .version = "0",
                        .confidence = 0.95,
                        .predictions = &c->prediction,
                        .likelihoods = &c->likelihood,
                        .predictions_count = 1,
                        .likelihoods_count = 1};
    snprintf(c->page.title, sizeof c->page.title, "test: psma.activation_scale = 0.028");
}

static void test_it_is_written_in_each_form(void **state)
{
    (void)state;
    static const char *const names[] = {"fit.png", "fit.svg", "fit.pdf"};
    static const char *const begins[] = {"\x89PNG", "<?xml", "%PDF"};
    Case *c = malloc(sizeof *c);
    assert_non_null(c);
    fill(c);
    for (int i = 0; i < 3; i++) {
        void *data;
        size_t bytes;
        assert_int_equal(fit_page_write(&c->page, at(names[i]), message, MESSAGE), STATUS_OK);
        assert_int_equal(file_read_whole(at(names[i]), 1 << 24, &data, &bytes, message, MESSAGE),
                         STATUS_OK);
        assert_memory_equal(data, begins[i], strlen(begins[i]));
        free(data);
        if (!getenv("KEEP"))
            unlink(at(names[i]));
    }
    free(c);
}

static void test_what_is_not_there_is_said(void **state)
{
    (void)state;
    Case *c = malloc(sizeof *c);
    assert_non_null(c);
    fill(c);
    c->likelihood.count = 0;
    c->likelihood.low = -INFINITY;
    for (int t = 20; t < TIMES; t++) /* an animal that was culled */
        c->animals[t] = NAN;
    c->page.predictions_count = 0;
    assert_int_equal(fit_page_write(&c->page, at("none.png"), message, MESSAGE), STATUS_OK);
    unlink(at("none.png"));
    assert_int_equal(fit_page_write(&c->page, "/nonexistent/fit.png", message, MESSAGE), STATUS_IO);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_written_in_each_form),
        cmocka_unit_test(test_what_is_not_there_is_said),
    };
    int failed = cmocka_run_group_tests(tests, setup, teardown);
    canvas_finish();
    return failed;
}
