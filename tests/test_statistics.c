/* Sums, spreads, quantiles and intervals; distribution functions against tables and integrals. */
#include "core/hash.h"
#include "core/random.h"
#include "study/distribution.h"
#include "study/statistics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <math.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Changing this is a visible act: say in the commit why estimates change for the same values. */
static const uint64_t GOLDEN_ESTIMATES = 0xf415045efb0f6662u;

static const double PI = 3.141592653589793;

static void test_sums_keep_what_is_small(void **state)
{
    (void)state;
    const double values[] = {1.0, 1e100, 1.0, -1e100};
    assert_true(statistics_sum(values, 4) == 2.0);
    const double four[] = {2.0, 4.0, 4.0, 6.0}, far[] = {1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0};
    assert_true(statistics_mean(four, 4) == 4.0);
    assert_true(fabs(statistics_sd(four, 4) - sqrt(8.0 / 3.0)) < 1e-15);
    assert_true(fabs(statistics_standard_error(four, 4) - sqrt(2.0 / 3.0)) < 1e-15);
    assert_true(statistics_sd(far, 3) == 1.0);
    assert_true(isnan(statistics_mean(four, 0)) && isnan(statistics_sd(four, 1)));
    assert_true(isnan(statistics_sd((double[]){1.0, NAN}, 2)));
}

static void test_quantiles_are_of_type_7(void **state)
{
    (void)state;
    double values[] = {9.0, NAN, 1.0, 4.0, 2.0, NAN, 16.0};
    int count = statistics_present(values, 7);
    assert_int_equal(count, 5);
    statistics_sort(values, count);
    const double sorted[] = {1.0, 2.0, 4.0, 9.0, 16.0};
    assert_memory_equal(values, sorted, sizeof sorted);
    assert_true(statistics_quantile(sorted, 5, 0.5) == 4.0 &&
                statistics_quantile(sorted, 4, 0.5) == 3.0);
    assert_true(statistics_quantile(sorted, 5, 0.0) == 1.0);
    assert_true(statistics_quantile(sorted, 5, 1.0) == 16.0);
    assert_true(fabs(statistics_quantile(sorted, 5, 0.9) - 13.2) < 1e-14);
    assert_true(statistics_quantile(sorted, 1, 0.3) == 1.0);
    assert_true(isnan(statistics_quantile(sorted, 0, 0.5)));
    double with_nan[] = {NAN, 3.0, 2.0};
    statistics_sort(with_nan, 3);
    assert_true(with_nan[0] == 2.0 && isnan(with_nan[2]));
    assert_true(isnan(statistics_quantile(with_nan, 3, 0.5)));
}

static void test_sorting_sorts(void **state)
{
    (void)state;
    for (int n = 0; n < 200; n++) {
        double values[200];
        for (int i = 0; i < n; i++)
            values[i] = random_draw(4, PURPOSE_STUDY_LATIN, (uint64_t)n, (uint32_t)i).word[0] % 50;
        statistics_sort(values, n);
        for (int i = 1; i < n; i++)
            assert_true(values[i - 1] <= values[i]);
    }
}

/* Student's table (Abramowitz and Stegun 26.10), and the closed forms of one and two degrees. */
static void test_t_quantiles_are_those_of_tables(void **state)
{
    (void)state;
    static const struct {
        double p;
        int freedom;
        double t;
    } rows[] = {{0.975, 1, 12.706}, {0.975, 2, 4.303},   {0.975, 5, 2.571},   {0.975, 10, 2.228},
                {0.975, 30, 2.042}, {0.975, 120, 1.980}, {0.995, 3, 5.841},   {0.95, 7, 1.895},
                {0.5, 4, 0.0},      {0.025, 1, -12.706}, {0.9995, 1, 636.619}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        double t = distribution_t_quantile(rows[i].p, rows[i].freedom);
        assert_true(fabs(t - rows[i].t) <= 5.001e-4);
    }
    for (int i = 1; i < 100; i++) {
        double p = i / 100.0, both = 2.0 * p - 1.0, one = tan(PI * (p - 0.5));
        double two = both * sqrt(2.0 / (1.0 - both * both));
        assert_true(fabs(distribution_t_quantile(p, 1) - one) <= 1e-13 * (1.0 + fabs(one)));
        assert_true(fabs(distribution_t_quantile(p, 2) - two) <= 1e-13 * (1.0 + fabs(two)));
    }
    assert_true(fabs(distribution_normal_quantile(0.975) - 1.9599639845400545) < 1e-13);
    assert_true(fabs(distribution_normal_quantile(0.95) - 1.6448536269514722) < 1e-13);
    assert_true(fabs(distribution_chi2_quantile(0.95) - 3.8414588206941236) < 1e-12);
    assert_true(distribution_normal_quantile(0.0) == -HUGE_VAL &&
                isnan(distribution_normal_quantile(1.1)));
}

static void test_normal_against_erfc(void **state)
{
    (void)state;
    double worst = 0.0, worst_quantile = 0.0;
    for (int i = -9000; i <= 9000; i++) {
        double x = i / 1000.0;
        long double exact = 0.5L * erfcl(-(long double)x / sqrtl(2.0L));
        worst = fmax(worst, fabs((double)((long double)distribution_normal(x) - exact)));
        if (fabs(x) < 6.3) {
            double error = fabs(distribution_normal_quantile(1.0 - (double)(1.0L - exact)) - x);
            /* What one unit in the last place of p makes of x. */
            double rounding = 1.2e-16 / (exp(-0.5 * x * x) / sqrt(2.0 * 3.141592653589793));
            worst_quantile = fmax(worst_quantile, error - 2.0 * rounding);
        }
    }
    printf("# distribution_normal: worst error %.1e; quantile %.1e\n", worst, worst_quantile);
    assert_true(worst < 1e-15 && worst_quantile < 1e-13);
}

/* P(T <= t) by Simpson's rule on the density, in long double. */
static long double t_by_integral(long double t, int n)
{
    enum { STEPS = 12000 };
    long double top =
        expl(lgammal(0.5L * (n + 1)) - lgammal(0.5L * n)) / sqrtl(3.14159265358979323846L * n);
    long double h = t / STEPS, sum = 0.0L;
    for (int i = 0; i <= STEPS; i++) {
        long double x = i * h, weight = i == 0 || i == STEPS ? 1.0L : i % 2 ? 4.0L : 2.0L;
        sum += weight * powl(1.0L + x * x / n, -0.5L * (n + 1));
    }
    return 0.5L + top * sum * h / 3.0L;
}

static void test_t_against_its_integral(void **state)
{
    (void)state;
    const int freedoms[] = {1, 2, 3, 4, 5, 9, 10, 19, 39, 100, 999, 2000, 2001, 50000};
    const double ts[] = {0.1, 0.7, 1.3, 2.0, 3.1, 5.5};
    double worst = 0.0, worst_quantile = 0.0;
    for (size_t i = 0; i < COUNT(freedoms); i++)
        for (size_t j = 0; j < COUNT(ts); j++) {
            double exact = (double)t_by_integral(ts[j], freedoms[i]);
            worst = fmax(worst, fabs(distribution_t(ts[j], freedoms[i]) - exact));
            worst = fmax(worst, fabs(distribution_t(-ts[j], freedoms[i]) - (1.0 - exact)));
            if (exact < 1.0 - 1e-6)
                worst_quantile =
                    fmax(worst_quantile,
                         fabs(distribution_t_quantile(exact, freedoms[i]) / ts[j] - 1.0));
        }
    printf("# distribution_t: worst error %.1e; quantile, relative %.1e\n", worst, worst_quantile);
    assert_true(worst < 1e-14 && worst_quantile < 1e-11);
}

/* Mean with its bootstrap interval. pick: scratch of count; replicates: scratch of resamples. */
static Estimate bootstrap_mean(const double *values, int count, double confidence, uint64_t seed,
                               int *pick, double *replicates, int resamples)
{
    for (int r = 0; r < resamples; r++) {
        double sum = 0.0;
        statistics_resample(seed, (uint32_t)r, count, pick);
        for (int i = 0; i < count; i++)
            sum += values[pick[i]];
        replicates[r] = count > 0 ? sum / count : NAN;
    }
    return statistics_percentiles(statistics_mean(values, count), replicates, resamples,
                                  confidence);
}

/* A 90 % interval holds the truth nine times in ten: within five standard errors of 2000 trials. */
static void test_intervals_hold_the_truth_as_often_as_said(void **state)
{
    (void)state;
    enum { TRIALS = 2000, N = 6, RESAMPLES = 200 };
    int held = 0, bootstrap = 0, pick[20];
    for (int trial = 0; trial < TRIALS; trial++) {
        double values[20], replicates[RESAMPLES];
        for (int i = 0; i < 20; i++) {
            Draw draw = random_draw(8, PURPOSE_PSMA, (uint64_t)trial, (uint32_t)i);
            values[i] = 3.0 + random_normal(draw.word[0], draw.word[1]);
        }
        Estimate student = statistics_interval(values, N, 0.9);
        held += student.low <= 3.0 && 3.0 <= student.high;
        Estimate drawn =
            bootstrap_mean(values, 20, 0.9, (uint64_t)trial, pick, replicates, RESAMPLES);
        bootstrap += drawn.low <= 3.0 && 3.0 <= drawn.high;
    }
    printf("# 90 %% intervals: Student %.1f %%, bootstrap of 20 %.1f %%\n", 100.0 * held / TRIALS,
           100.0 * bootstrap / TRIALS);
    assert_true(fabs(held - 0.9 * TRIALS) < 5.0 * sqrt(0.09 * TRIALS));
    /* Percentile intervals of 20 are known to be too narrow, by sqrt(19/20) and 1.645 for 1.729. */
    assert_true(bootstrap > 0.84 * TRIALS && bootstrap < 0.92 * TRIALS);
    assert_true(isnan(statistics_interval((double[]){1.0}, 1, 0.9).low));
}

/* The same bits from every compiler and optimisation (`make hash` runs this in each). */
static void test_estimates_have_golden_bits(void **state)
{
    (void)state;
    uint64_t hash = 0;
    for (int i = 1; i < 400; i++) {
        double p = i / 400.0;
        const double values[] = {distribution_normal_quantile(p), distribution_t_quantile(p, i),
                                 distribution_t_quantile(p, 20 * i), distribution_chi2_quantile(p)};
        hash = hash_bytes(hash, values, sizeof values);
    }
    double values[50], replicates[300];
    int pick[50];
    for (int i = 0; i < 50; i++)
        values[i] = random_uniform(random_draw(1, PURPOSE_PSMA, 0, (uint32_t)i).word[0]);
    Estimate estimates[] = {statistics_interval(values, 50, 0.95),
                            bootstrap_mean(values, 50, 0.95, 3, pick, replicates, 300)};
    hash = hash_bytes(hash, estimates, sizeof estimates);
    printf("# golden bits of estimates: 0x%016llx\n", (unsigned long long)hash);
    assert_true(hash == GOLDEN_ESTIMATES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_keep_what_is_small),
        cmocka_unit_test(test_quantiles_are_of_type_7),
        cmocka_unit_test(test_sorting_sorts),
        cmocka_unit_test(test_t_quantiles_are_those_of_tables),
        cmocka_unit_test(test_normal_against_erfc),
        cmocka_unit_test(test_t_against_its_integral),
        cmocka_unit_test(test_intervals_hold_the_truth_as_often_as_said),
        cmocka_unit_test(test_estimates_have_golden_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
