/* Estimators on functions whose answers are known: Morris, Sobol, pairs; likelihood and profile. */
#include "study/likelihood.h"
#include "study/sensitivity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <math.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const double PI = 3.141592653589793;

/* Ishigami and Homma (1990): sin x1 + a sin^2 x2 + b x3^4 sin x1 on [-pi, pi]^3. */
static const double ISHIGAMI_A = 7.0, ISHIGAMI_B = 0.1;

static double ishigami(const double *u)
{
    double x[3];
    for (int d = 0; d < 3; d++)
        x[d] = PI * (2.0 * u[d] - 1.0);
    return sin(x[0]) + ISHIGAMI_A * sin(x[1]) * sin(x[1]) + ISHIGAMI_B * pow(x[2], 4.0) * sin(x[0]);
}

static double *results_of(const Design *design, double (*function)(const double *))
{
    double *result = malloc((size_t)design->rows * sizeof *result);
    assert_non_null(result);
    for (int row = 0; row < design->rows; row++)
        result[row] = function(design_point(design, row));
    return result;
}

static Design made(DesignPlan plan, Memory *memory)
{
    Design design;
    char message[200];
    assert_int_equal(design_create(&plan, memory, &design, message, sizeof message), STATUS_OK);
    return design;
}

static bool holds(Estimate estimate, double truth)
{
    return estimate.low <= truth && truth <= estimate.high;
}

static void test_sobol_indices_of_ishigami(void **state)
{
    (void)state;
    double a = ISHIGAMI_A, b = ISHIGAMI_B, p4 = pow(PI, 4.0), p8 = p4 * p4;
    double v1 = 0.5 * (1.0 + b * p4 / 5.0) * (1.0 + b * p4 / 5.0), v2 = a * a / 8.0;
    double v13 = b * b * p8 * (1.0 / 18.0 - 1.0 / 50.0), v = v1 + v2 + v13;
    const double first[] = {v1 / v, v2 / v, 0.0}, total[] = {(v1 + v13) / v, v2 / v, v13 / v};
    assert_true(fabs(first[0] - 0.3139) < 5e-5 && fabs(first[1] - 0.4424) < 5e-5);
    assert_true(fabs(total[0] - 0.5576) < 5e-5 && fabs(total[2] - 0.2437) < 5e-5);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        Memory memory = {0};
        Design design = made(
            (DesignPlan){.kind = DESIGN_SALTELLI, .dimensions = 3, .points = 1024, .seed = seed},
            &memory);
        double *result = results_of(&design, ishigami);
        SensitivitySobol out[3];
        SensitivityOptions options = {0.95, 300, 1};
        assert_int_equal(sensitivity_sobol(&design, result, &options, &memory, out), STATUS_OK);
        for (int d = 0; d < 3; d++) {
            if (seed == 1)
                printf("# Ishigami x%d: S1 %.4f [%.4f, %.4f] exact %.4f; ST %.4f [%.4f, %.4f] "
                       "exact %.4f\n",
                       d + 1, out[d].first.value, out[d].first.low, out[d].first.high, first[d],
                       out[d].total.value, out[d].total.low, out[d].total.high, total[d]);
            assert_true(holds(out[d].first, first[d]) && holds(out[d].total, total[d]));
            assert_true(fabs(out[d].first.value - first[d]) < 0.03);
            assert_true(fabs(out[d].total.value - total[d]) < 0.03);
            assert_true(out[d].first.high - out[d].first.low < 0.2);
            assert_int_equal(out[d].points, 1024);
        }
        free(result);
        design_destroy(&design, &memory);
        assert_int_equal(memory.bytes, 0);
    }
}

static double linear(const double *u)
{
    return 3.0 * u[0] - 2.0 * u[1] + 0.5 * u[3] + 10.0;
}

static void test_morris_of_a_linear_function_is_exact(void **state)
{
    (void)state;
    Memory memory = {0};
    Design design = made(
        (DesignPlan){
            .kind = DESIGN_MORRIS, .dimensions = 4, .points = 10, .morris_levels = 4, .seed = 1},
        &memory);
    double *result = results_of(&design, linear);
    const double slopes[] = {3.0, -2.0, 0.0, 0.5};
    SensitivityMorris out[4];
    SensitivityOptions options = {0.95, 100, 1};
    assert_int_equal(sensitivity_morris(&design, result, &options, &memory, out), STATUS_OK);
    for (int d = 0; d < 4; d++) {
        assert_true(fabs(out[d].mu.value - slopes[d]) < 1e-13);
        assert_true(fabs(out[d].mu_star.value - fabs(slopes[d])) < 1e-13);
        assert_true(out[d].sigma.value < 1e-13 && out[d].sigma.high < 1e-13);
        assert_true(fabs(out[d].mu.low - slopes[d]) < 1e-13);
        assert_int_equal(out[d].effects, 10);
    }
    free(result);
    design_destroy(&design, &memory);
    assert_int_equal(memory.bytes, 0);
}

static double product(const double *u)
{
    return (u[0] - 0.5) * (u[1] - 0.5) + 0.1 * u[2];
}

/* Effects of u0 are u1 - 1/2: over the four levels of mean 0, mean size 1/3, variance 5/36. */
static void test_morris_sees_an_interaction(void **state)
{
    (void)state;
    Memory memory = {0};
    Design design = made(
        (DesignPlan){
            .kind = DESIGN_MORRIS, .dimensions = 3, .points = 200, .morris_levels = 4, .seed = 6},
        &memory);
    double *result = results_of(&design, product);
    SensitivityMorris out[3];
    SensitivityOptions options = {0.99, 500, 1};
    assert_int_equal(sensitivity_morris(&design, result, &options, &memory, out), STATUS_OK);
    for (int d = 0; d < 2; d++) {
        assert_true(holds(out[d].mu, 0.0));
        assert_true(holds(out[d].mu_star, 1.0 / 3.0));
        assert_true(holds(out[d].sigma, sqrt(5.0 / 36.0)));
        /* The error of sigma of 200 such effects is 0.0105: 99 % are 5.15 of it. */
        assert_true(out[d].sigma.high - out[d].sigma.low < 1.2 * 5.15 * 0.0105);
    }
    assert_true(fabs(out[2].mu.value - 0.1) < 1e-13 && out[2].sigma.value < 1e-13);
    free(result);
    design_destroy(&design, &memory);
}

/* A failed run takes the effects that need it, and its base point, and says so. */
static void test_missing_results_are_left_out_and_counted(void **state)
{
    (void)state;
    Memory memory = {0};
    Design morris =
        made((DesignPlan){.kind = DESIGN_MORRIS, .dimensions = 4, .points = 10, .morris_levels = 4},
             &memory);
    double *result = results_of(&morris, linear);
    result[2] = NAN; /* between two steps of the first trajectory */
    SensitivityMorris effects[4];
    SensitivityOptions options = {0.95, 50, 1};
    assert_int_equal(sensitivity_morris(&morris, result, &options, &memory, effects), STATUS_OK);
    int lost = 0;
    for (int d = 0; d < 4; d++) {
        lost += 10 - effects[d].effects;
        assert_true(fabs(effects[0].mu.value - 3.0) < 1e-13);
    }
    assert_int_equal(lost, 2);
    SensitivitySobol indices[4];
    assert_int_equal(sensitivity_sobol(&morris, result, &options, &memory, indices),
                     STATUS_BAD_DATA);
    free(result);
    design_destroy(&morris, &memory);

    Design saltelli =
        made((DesignPlan){.kind = DESIGN_SALTELLI, .dimensions = 4, .points = 64}, &memory);
    result = results_of(&saltelli, linear);
    result[7] = NAN;
    assert_int_equal(sensitivity_sobol(&saltelli, result, &options, &memory, indices), STATUS_OK);
    for (int d = 0; d < 4; d++)
        assert_int_equal(indices[d].points, 63);
    for (int row = 0; row < saltelli.rows; row++)
        result[row] = 1.0; /* no variance to share */
    assert_int_equal(sensitivity_sobol(&saltelli, result, &options, &memory, indices), STATUS_OK);
    assert_true(isnan(indices[0].first.value) && isnan(indices[0].total.low));
    memory.fail_at = memory.calls + 3;
    assert_int_equal(sensitivity_sobol(&saltelli, result, &options, &memory, indices),
                     STATUS_NO_MEMORY);
    free(result);
    design_destroy(&saltelli, &memory);
    assert_int_equal(memory.bytes, 0);
}

/* Pairs of the same seed take what seeds share out of the difference. */
static void test_pairs_take_out_what_seeds_share(void **state)
{
    (void)state;
    const double base[] = {10.0, 20.0, 35.0, NAN, 50.0};
    const double other[] = {11.0, 21.5, 35.5, 4.0, 51.0};
    double scratch[5];
    int pairs;
    Estimate difference = sensitivity_paired(base, other, 5, 0.95, scratch, &pairs);
    assert_int_equal(pairs, 4);
    assert_true(difference.value == 1.0);
    assert_true(fabs(difference.high - 1.0 - 3.182446305284263 * sqrt(0.5 / 3.0) / 2.0) < 1e-12);
}

static void test_likelihood_of_a_figure(void **state)
{
    (void)state;
    const double values[] = {-40.0, -60.0, NAN, -50.0, -54.0};
    double scratch[5];
    LikelihoodDatum datum = {.mean = -50.0, .sd = 8.0, .n = 4.0};
    LikelihoodTerm term = likelihood_term(&datum, values, 5, scratch);
    double variance = 16.0 + (121.0 + 81.0 + 1.0 + 9.0) / 3.0 / 4.0;
    assert_int_equal(term.seeds, 4);
    assert_true(term.simulated == -51.0 && fabs(term.error - sqrt(variance)) < 1e-14);
    assert_true(fabs(term.residual + 1.0 / sqrt(variance)) < 1e-15);
    assert_true(fabs(term.log_likelihood + 0.5 / variance + 0.5 * log(2.0 * PI * variance)) <
                1e-14);
    LikelihoodDatum bare = {.mean = -50.0};
    assert_true(likelihood_term(&bare, values, 1, scratch).log_likelihood == -HUGE_VAL);
    assert_true(likelihood_term(&datum, values + 2, 1, scratch).log_likelihood == -HUGE_VAL);
    assert_int_equal(likelihood_term(&datum, values, 1, scratch).seeds, 1);
}

/* A parabola of width s has the normal's limits, between points that do not hit its top. */
static void test_profile_of_a_parabola(void **state)
{
    (void)state;
    enum { N = 2001 };
    double at[N], height[N];
    for (int i = 0; i < N; i++) {
        at[i] = -10.0 + 0.01 * i;
        height[i] = -7.0 - 0.5 * (at[i] - 1.2345) * (at[i] - 1.2345) / 4.0;
    }
    Estimate profile = likelihood_profile(at, height, N, 0.95);
    assert_true(fabs(profile.value - 1.2345) < 1e-9);
    assert_true(fabs(profile.low - (1.2345 - 2.0 * 1.959963984540054)) < 1e-4);
    assert_true(fabs(profile.high - (1.2345 + 2.0 * 1.959963984540054)) < 1e-4);
    profile = likelihood_profile(at + 1000, height + 1000, 300, 0.95);
    assert_true(isinf(profile.low) && isinf(profile.high));
    const double nowhere[] = {-HUGE_VAL, -HUGE_VAL};
    assert_true(isnan(likelihood_profile(at, nowhere, 2, 0.95).value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sobol_indices_of_ishigami),
        cmocka_unit_test(test_morris_of_a_linear_function_is_exact),
        cmocka_unit_test(test_morris_sees_an_interaction),
        cmocka_unit_test(test_missing_results_are_left_out_and_counted),
        cmocka_unit_test(test_pairs_take_out_what_seeds_share),
        cmocka_unit_test(test_likelihood_of_a_figure),
        cmocka_unit_test(test_profile_of_a_parabola),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
