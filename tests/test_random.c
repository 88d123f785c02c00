/* Random numbers: published vectors, what a draw is made of, moments, quantiles, lineage keys. */
#include "core/maths.h"
#include "core/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <Random123/philox.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef struct PhiloxCase {
    uint32_t counter[4], key[2], out[4];
} PhiloxCase;

/* kat_vectors of Random123 1.14, philox4x32 10. The last one is the digits of pi. */
static const PhiloxCase PHILOX_CASES[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

/* Philox 4x32-10 written out from the paper, to check what random_draw hands to the library. */
static void philox_by_hand(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]}, k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c[0], p1 = (uint64_t)0xCD9E8D57u * c[2];
        uint32_t next[4] = {(uint32_t)(p1 >> 32) ^ c[1] ^ k0, (uint32_t)p1,
                            (uint32_t)(p0 >> 32) ^ c[3] ^ k1, (uint32_t)p0};
        memcpy(c, next, sizeof c);
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    memcpy(out, c, sizeof c);
}

static void test_philox_known_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(PHILOX_CASES); i++) {
        const PhiloxCase *row = &PHILOX_CASES[i];
        philox4x32_ctr_t counter;
        philox4x32_key_t key;
        memcpy(counter.v, row->counter, sizeof row->counter);
        memcpy(key.v, row->key, sizeof row->key);
        philox4x32_ctr_t out = philox4x32_R(10, counter, key);
        uint32_t hand[4];
        philox_by_hand(row->counter, row->key, hand);
        assert_memory_equal(out.v, row->out, sizeof row->out);
        assert_memory_equal(hand, row->out, sizeof row->out);
    }
}

static void test_draw_is_philox_of_its_arguments(void **state)
{
    (void)state;
    const uint64_t seed = 0x0123456789abcdefu, who = 0xfedcba9876543210u;
    const uint32_t step = 77;
    for (int p = 0; p < PURPOSE_COUNT; p++) {
        Draw draw = random_draw(seed, (Purpose)p, who, step);
        static const char *const names[] = {
#define NAME(name, text, hash) text,
            RANDOM_PURPOSES(NAME)
#undef NAME
        };
        const uint32_t counter[4] = {(uint32_t)who, (uint32_t)(who >> 32), step,
                                     random_purpose_hash(names[p])};
        const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
        uint32_t hand[4];
        philox_by_hand(counter, key, hand);
        assert_memory_equal(draw.word, hand, sizeof hand);
    }
}

static void test_purposes_are_distinct(void **state)
{
    (void)state;
    assert_true(random_purposes_sound());
    assert_int_equal(random_purpose_hash(""), 2166136261u);
    assert_int_equal(random_purpose_hash("a"), 0xe40c292c); /* FNV-1a's published value */
    Draw a = random_draw(1, PURPOSE_PSMA, 1, 0);
    const Draw others[] = {random_draw(2, PURPOSE_PSMA, 1, 0), random_draw(1, PURPOSE_PHASE, 1, 0),
                           random_draw(1, PURPOSE_PSMA, 2, 0), random_draw(1, PURPOSE_PSMA, 1, 1)};
    for (size_t i = 0; i < COUNT(others); i++)
        assert_memory_not_equal(&a, &others[i], sizeof a);
}

static void test_uniform_is_inside_the_open_interval(void **state)
{
    (void)state;
    assert_true(random_uniform(0) > 0.0);
    assert_true(random_uniform(UINT32_MAX) < 1.0);
    assert_true(random_uniform(0x80000000u) > 0.5 && random_uniform(0x7fffffffu) < 0.5);
}

static void test_normal_has_its_moments(void **state)
{
    (void)state;
    enum { N = 1000000 };
    double sum[5] = {0};
    for (uint32_t i = 0; i < N; i++) {
        Draw draw = random_draw(42, PURPOSE_PSMA, i, 0);
        double z = random_normal(draw.word[0], draw.word[1]), power = 1.0;
        for (int m = 1; m <= 4; m++)
            sum[m] += power *= z;
    }
    /* Five standard errors: 1, sqrt 2, sqrt 15, sqrt 96 over sqrt N. */
    assert_true(fabs(sum[1] / N) < 5.0e-3);
    assert_true(fabs(sum[2] / N - 1.0) < 7.1e-3);
    assert_true(fabs(sum[3] / N) < 19.4e-3);
    assert_true(fabs(sum[4] / N - 3.0) < 49.0e-3);
}

/* The inverse of the normal distribution by Newton's method on erfcl. */
static double normal_quantile(long double p)
{
    long double x = 0.0L, tail = p < 0.5L ? p : 1.0L - p;
    for (int i = 0; i < 200; i++) {
        long double density = expl(-0.5L * x * x) / 2.506628274631000502416L;
        long double step = (0.5L * erfcl(-x / 1.414213562373095048802L) - tail) / density;
        x -= step > 0.5L ? 0.5L : step < -0.5L ? -0.5L : step;
    }
    return (double)(p < 0.5L ? x : -x);
}

static void test_normal_has_its_quantiles(void **state)
{
    (void)state;
    double worst = 0.0;
    for (uint32_t i = 0; i < 4000; i++) {
        uint32_t high = i < 40 ? UINT32_MAX >> (i % 32) : i * 1073741u;
        long double p = ((long double)high * 0x1p32L + 12345.5L) * 0x1p-64L;
        double exact = normal_quantile(p), z = random_normal(high, 12345);
        double error = fabs(z - exact) / (fabs(exact) > 1e-3 ? fabs(exact) : 1e-3);
        if (high < UINT32_MAX - 64) /* the upper end of p has only 53 bits */
            worst = error > worst ? error : worst;
    }
    printf("# random_normal: worst relative error %.2e\n", worst);
    assert_true(worst < 1.2e-9);
    assert_true(random_normal(0, 0) < -8.9 && random_normal(0, 0) > -10.0);
    assert_true(random_normal(UINT32_MAX, UINT32_MAX) > 8.2);
    assert_true(random_normal(UINT32_MAX, UINT32_MAX) < 10.0);
}

static void test_lognormal_has_mean_one_and_its_cv(void **state)
{
    (void)state;
    enum { N = 400000 };
    const double cvs[] = {0.1, 0.25, 0.5, 1.0};
    for (size_t c = 0; c < COUNT(cvs); c++) {
        double sum = 0.0, squares = 0.0;
        for (uint32_t i = 0; i < N; i++) {
            Draw draw = random_draw(7, PURPOSE_PSMA, i, 3);
            double x = random_lognormal(random_normal(draw.word[0], draw.word[1]), cvs[c]);
            sum += x;
            squares += x * x;
        }
        double mean = sum / N, cv = sqrt(squares / N - mean * mean) / mean;
        assert_true(fabs(mean - 1.0) < 6.0 * cvs[c] / sqrt(N));
        assert_true(fabs(cv / cvs[c] - 1.0) < 0.03);
    }
    assert_true(random_lognormal(1.7, 0.0) == 1.0);
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static void test_keys_of_a_lineage_are_distinct(void **state)
{
    (void)state;
    enum { N = 1 << 20 };
    uint64_t *keys = malloc(N * sizeof *keys);
    assert_non_null(keys);
    /* A full tree: key i has the daughters 2i + 1 (her 1st division) and 2i + 2 (her 2nd). */
    keys[0] = random_key(0, 0);
    for (uint64_t i = 1; i < N; i++)
        keys[i] = random_key(keys[(i - 1) / 2], 1 + (i - 1) % 2);
    qsort(keys, N, sizeof *keys, compare_keys);
    assert_true(keys[0] != 0);
    for (int i = 1; i < N; i++)
        assert_true(keys[i] != keys[i - 1]);
    free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_philox_known_answers),
        cmocka_unit_test(test_draw_is_philox_of_its_arguments),
        cmocka_unit_test(test_purposes_are_distinct),
        cmocka_unit_test(test_uniform_is_inside_the_open_interval),
        cmocka_unit_test(test_normal_has_its_moments),
        cmocka_unit_test(test_normal_has_its_quantiles),
        cmocka_unit_test(test_lognormal_has_mean_one_and_its_cv),
        cmocka_unit_test(test_keys_of_a_lineage_are_distinct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
