/* Sobol's sequence: the published first points, every interval of its projections hit once, nets in
 * pairs of dimensions, scrambled or not; direction numbers. */
#include "study/sobol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The first points of the sequence in three dimensions, known since Joe and Kuo published them. */
static void test_sobol_first_points_are_the_published_ones(void **state)
{
    (void)state;
    static const double known[10][3] = {{0, 0, 0},
                                        {0.5, 0.5, 0.5},
                                        {0.75, 0.25, 0.25},
                                        {0.25, 0.75, 0.75},
                                        {0.375, 0.375, 0.625},
                                        {0.875, 0.875, 0.125},
                                        {0.625, 0.125, 0.875},
                                        {0.125, 0.625, 0.375},
                                        {0.1875, 0.3125, 0.9375},
                                        {0.6875, 0.8125, 0.4375}};
    for (uint32_t i = 0; i < 10; i++)
        for (int d = 0; d < 3; d++)
            assert_true(sobol_plain(i, d) == known[i][d]);
}

static double sobol_either(uint32_t index, int dimension, int scrambled)
{
    return scrambled ? sobol_scrambled(index, dimension, 11) : sobol_plain(index, dimension);
}

static void test_sobol_projections_hit_every_interval_once(void **state)
{
    (void)state;
    enum { M = 10, N = 1 << M };
    for (int scrambled = 0; scrambled < 2; scrambled++)
        for (int d = 0; d < SOBOL_DIMENSIONS; d++)
            for (int m = 0; m <= M; m++) {
                char hit[N] = {0};
                for (uint32_t i = 0; i < 1u << m; i++) {
                    double x = sobol_either(i, d, scrambled);
                    int interval = (int)floor(x * (1 << m));
                    assert_true(x >= 0.0 && x < 1.0 && !hit[interval]);
                    hit[interval] = 1;
                }
            }
}

/* A (t, m, 2)-net: each elementary interval of area 2^(t - m) holds 2^t of 2^m points. */
static void assert_net(int a, int b, int t, int m, int scrambled)
{
    enum { N = 1 << 10 };
    for (int i = 0; i <= m - t; i++) {
        int hits[N] = {0}, j = m - t - i;
        for (uint32_t p = 0; p < 1u << m; p++) {
            int x = (int)floor(sobol_either(p, a, scrambled) * (1 << i));
            int y = (int)floor(sobol_either(p, b, scrambled) * (1 << j));
            hits[(x << j) + y]++;
        }
        for (int e = 0; e < 1 << (m - t); e++)
            assert_int_equal(hits[e], 1 << t);
    }
}

/* t is the sum of the degrees of the two polynomials less one each (Niederreiter 1992); the first
 * dimension counts none. */
static void test_sobol_pairs_are_nets(void **state)
{
    (void)state;
    static const struct {
        int a, b, t;
    } pairs[] = {{0, 1, 0}, {0, 2, 1}, {1, 2, 1}, {2, 3, 3},
                 {3, 4, 4}, {5, 6, 6}, {0, 9, 4}, {1, 18, 5}};
    for (size_t i = 0; i < COUNT(pairs); i++)
        for (int m = pairs[i].t; m <= 10; m++)
            for (int scrambled = 0; scrambled < 2; scrambled++)
                assert_net(pairs[i].a, pairs[i].b, pairs[i].t, m, scrambled);
}

/* Each pair of direction numbers is worse than random if a number is mistyped: the polynomials are
 * primitive, which is what gives full period, and first numbers odd and small enough. */
static void test_sobol_table_is_sound(void **state)
{
    (void)state;
    static const struct {
        int dimension, degree, coefficients, first[9];
    } rows[] = {
#define SOBOL(dimension, degree, coefficients, ...)                                                \
    {dimension, degree, coefficients, {__VA_ARGS__}},
#include "study/sobol.def"
#undef SOBOL
    };
    assert_int_equal(COUNT(rows), SOBOL_DIMENSIONS - 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int s = rows[i].degree, period = 0;
        assert_int_equal(rows[i].dimension, i + 2);
        for (int k = 0; k < 9; k++)
            assert_true(k >= s ? rows[i].first[k] == 0
                               : rows[i].first[k] % 2 == 1 && rows[i].first[k] < 2 << k);
        unsigned polynomial = 1u << s | (unsigned)rows[i].coefficients << 1 | 1u, x = 1;
        do {
            x <<= 1;
            if (x >> s)
                x ^= polynomial;
            period++;
        } while (x != 1);
        assert_int_equal(period, (1 << s) - 1);
        for (size_t j = 0; j < i; j++)
            assert_false(rows[j].degree == s && rows[j].coefficients == rows[i].coefficients);
    }
}

static void test_scrambling_is_of_its_seed_and_dimension(void **state)
{
    (void)state;
    int same_seed = 0, same_dimension = 0;
    double sum = 0.0, squares = 0.0;
    for (uint32_t i = 0; i < 256; i++) {
        same_seed += sobol_scrambled(i, 3, 1) == sobol_scrambled(i, 3, 2);
        same_dimension += sobol_scrambled(i, 0, 1) - sobol_plain(i, 0) ==
                          sobol_scrambled(i, 1, 1) - sobol_plain(i, 1);
        assert_true(sobol_scrambled(i, 3, 1) == sobol_scrambled(i, 3, 1));
    }
    assert_int_equal(same_seed, 0);
    assert_int_equal(same_dimension, 0);
    /* One point over many seeds is uniform: mean 1/2 and variance 1/12 within five errors. */
    enum { SEEDS = 20000 };
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        double x = sobol_scrambled(5, 7, seed);
        sum += x;
        squares += (x - 0.5) * (x - 0.5);
    }
    assert_true(fabs(sum / SEEDS - 0.5) < 5.0 * sqrt(1.0 / 12.0 / SEEDS));
    assert_true(fabs(squares / SEEDS - 1.0 / 12.0) < 5.0 * sqrt(1.0 / 180.0 / SEEDS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sobol_first_points_are_the_published_ones),
        cmocka_unit_test(test_sobol_projections_hit_every_interval_once),
        cmocka_unit_test(test_sobol_pairs_are_nets),
        cmocka_unit_test(test_sobol_table_is_sound),
        cmocka_unit_test(test_scrambling_is_of_its_seed_and_dimension),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
