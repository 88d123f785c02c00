/* The core: random numbers against published vectors, elementary functions against long double,
 * memory, hash, grid, blocks, status, units against UDUNITS-2. */
#include "core/blocks.h"
#include "core/grid.h"
#include "core/hash.h"
#include "core/maths.h"
#include "core/memory.h"
#include "core/random.h"
#include "core/status.h"
#include "core/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <Random123/philox.h>
#include <cmocka.h>
#include <udunits2.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Changing this is a visible act: say in the commit why results change for the same seed. */
static const uint64_t GOLDEN_BITS = 0xbac24880d356d0ddu;

/* ---- random numbers ---- */

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
#define NAME(name, text) text,
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
    assert_true(random_purposes_distinct());
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

/* ---- exp, log, pow ---- */

static double relative_error(double value, long double exact)
{
    return (double)(fabsl((long double)value - exact) / fabsl(exact));
}

static void test_exp_error(void **state)
{
    (void)state;
    double worst = 0.0, worst_at = 0.0;
    for (int i = 0; i <= 2000000; i++) {
        double x = i < 1000000 ? -700.0 + 1400.0 * i / 1000000.0 : -2.0 + 4e-6 * (i - 1000000);
        double error = relative_error(maths_exp(x), expl(x));
        if (error > worst)
            worst = error, worst_at = x;
    }
    printf("# maths_exp: worst relative error %.2e at %.17g\n", worst, worst_at);
    assert_true(worst < 4e-16);
}

static void test_exp_ends(void **state)
{
    (void)state;
    assert_true(maths_exp(0.0) == 1.0);
    assert_true(maths_exp(-746.0) == 0.0 && maths_exp(-HUGE_VAL) == 0.0);
    assert_true(maths_exp(710.0) == HUGE_VAL && maths_exp(HUGE_VAL) == HUGE_VAL);
    assert_true(isnan(maths_exp(NAN)));
    assert_true(isfinite(maths_exp(709.7)));
    for (double x = 700.0; x < 709.7; x += 0.01)
        assert_true(relative_error(maths_exp(x), expl(x)) < 4e-16);
    /* Below the smallest normal number half a unit of 2^-1074 is what can be asked for. */
    for (double x = -745.0; x < -700.0; x += 0.01)
        assert_true(fabsl((long double)maths_exp(x) - expl(x)) <= 0x1p-1074L + 4e-16L * expl(x));
}

static void test_log_error(void **state)
{
    (void)state;
    double worst = 0.0, worst_at = 0.0;
    for (int i = 0; i <= 3000000; i++) {
        double x = i < 1000000   ? exp(-700.0 + 1400.0 * i / 1000000.0)
                   : i < 2000000 ? 0.5 + 1.5e-6 * (i - 1000000)
                                 : 1.0 + (i - 2500000) * 1e-9;
        if (x == 1.0)
            continue;
        double error = relative_error(maths_log(x), logl(x));
        if (error > worst)
            worst = error, worst_at = x;
    }
    printf("# maths_log: worst relative error %.2e at %.17g\n", worst, worst_at);
    assert_true(worst < 4e-16);
}

static void test_log_ends(void **state)
{
    (void)state;
    assert_true(maths_log(1.0) == 0.0);
    assert_true(maths_log(0.0) == -HUGE_VAL);
    assert_true(isnan(maths_log(-1.0)) && isnan(maths_log(NAN)));
    assert_true(maths_log(HUGE_VAL) == HUGE_VAL);
    const double ends[] = {0x1p-1074, 0x1.8p-1060, 0x1p-1022, 1.7976931348623157e308};
    for (size_t i = 0; i < COUNT(ends); i++)
        assert_true(relative_error(maths_log(ends[i]), logl(ends[i])) < 4e-16);
}

static void test_pow_error(void **state)
{
    (void)state;
    double worst = 0.0;
    for (uint32_t i = 0; i < 1000000; i++) {
        Draw draw = random_draw(3, PURPOSE_PHASE, i, 0);
        double x = maths_exp(20.0 * random_uniform(draw.word[0]) - 10.0);
        double y = 60.0 * random_uniform(draw.word[1]) - 30.0;
        double allowed = 1.0 + fabs(y * log(x));
        double error = relative_error(maths_pow(x, y), powl(x, y)) / allowed;
        worst = error > worst ? error : worst;
    }
    printf("# maths_pow: worst relative error %.2e x (1 + |y log x|)\n", worst);
    assert_true(worst < 1e-15);
    assert_true(maths_pow(0.0, 0.0) == 1.0 && maths_pow(2.0, 0.0) == 1.0);
    assert_true(maths_pow(0.0, 2.0) == 0.0 && maths_pow(0.0, -2.0) == HUGE_VAL);
    assert_true(maths_pow(1.0, 12345.0) == 1.0);
}

/* The same bits from every compiler and optimisation (`make hash` runs this in each). */
static void test_functions_have_golden_bits(void **state)
{
    (void)state;
    enum { N = 200000 };
    uint64_t hash = 0;
    for (uint32_t i = 0; i < N; i++) {
        Draw draw = random_draw(1, PURPOSE_FOUNDER, i, 9);
        double u = random_uniform(draw.word[0]), v = random_uniform(draw.word[1]);
        double values[] = {maths_exp(100.0 * u - 50.0), maths_log(u),
                           maths_pow(u, 5.0 * v),       random_normal(draw.word[2], draw.word[3]),
                           random_lognormal(v, u),      maths_sqrt(v)};
        hash = hash_bytes(hash, values, sizeof values);
    }
    printf("# golden bits of core: 0x%016llx\n", (unsigned long long)hash);
    assert_true(hash == GOLDEN_BITS);
}

/* ---- memory ---- */

static void test_memory_counts_and_zeroes(void **state)
{
    (void)state;
    Memory memory = {0};
    unsigned char *a = memory_create(&memory, 1000, 3), *b = memory_create(&memory, 0, 8);
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal((uintptr_t)a % 64, 0);
    assert_int_equal((uintptr_t)b % 64, 0);
    for (int i = 0; i < 3000; i++)
        assert_int_equal(a[i], 0);
    memset(a, 0xff, 3000);
    assert_true(memory.bytes >= 3000 && memory.bytes < 3000 + 4 * 64);
    assert_int_equal(memory.calls, 2);
    memory_destroy(&memory, a);
    memory_destroy(&memory, b);
    memory_destroy(&memory, NULL);
    assert_int_equal(memory.bytes, 0);
}

static void test_memory_fails_when_told(void **state)
{
    (void)state;
    for (int64_t fail_at = 0; fail_at <= 5; fail_at++) {
        Memory memory = {.fail_at = fail_at};
        void *blocks[5];
        for (int i = 0; i < 5; i++) {
            blocks[i] = memory_create(&memory, 10, 10);
            assert_true((blocks[i] == NULL) == (i + 1 == fail_at));
        }
        for (int i = 0; i < 5; i++)
            memory_destroy(&memory, blocks[i]);
        assert_int_equal(memory.calls, 5);
        assert_int_equal(memory.bytes, 0);
    }
}

static void test_memory_refuses_overflow(void **state)
{
    (void)state;
    Memory memory = {0};
    assert_null(memory_create(&memory, SIZE_MAX, 2));
    assert_null(memory_create(&memory, SIZE_MAX / 2, 1));
    assert_null(memory_create(&memory, (size_t)1 << 33, (size_t)1 << 33));
    assert_int_equal(memory.bytes, 0);
}

/* ---- hash ---- */

static void test_hash_sees_every_bit(void **state)
{
    (void)state;
    unsigned char data[67] = {0};
    for (size_t bytes = 0; bytes <= sizeof data; bytes++) {
        uint64_t plain = hash_bytes(0, data, bytes);
        assert_true(plain != hash_bytes(1, data, bytes));
        assert_true(bytes == 0 || plain != hash_bytes(0, data, bytes - 1));
        for (size_t bit = 0; bit < 8 * bytes; bit++) {
            data[bit / 8] ^= (unsigned char)(1u << bit % 8);
            assert_true(plain != hash_bytes(0, data, bytes));
            data[bit / 8] ^= (unsigned char)(1u << bit % 8);
        }
    }
}

/* Signs and exponents are the top bits of a word, which a single multiplication hardly mixes. */
static void test_hash_tells_signs_apart(void **state)
{
    (void)state;
    enum { FLOATS = 12 };
    uint64_t seen[1 << FLOATS];
    for (uint32_t signs = 0; signs < 1u << FLOATS; signs++) {
        float values[FLOATS];
        for (int i = 0; i < FLOATS; i++)
            values[i] = signs >> i & 1 ? -0.0f : 0.0f;
        seen[signs] = hash_bytes(0, values, sizeof values);
    }
    qsort(seen, COUNT(seen), sizeof seen[0], compare_keys);
    for (size_t i = 1; i < COUNT(seen); i++)
        assert_true(seen[i] != seen[i - 1]);
}

static void test_hash_avalanche(void **state)
{
    (void)state;
    int64_t flipped = 0, trials = 0;
    for (uint32_t i = 0; i < 2000; i++) {
        Draw draw = random_draw(5, PURPOSE_PSMA, i, 0);
        uint64_t before = hash_bytes(0, &draw, sizeof draw);
        draw.word[i % 4] ^= 1u << i / 4 % 32;
        flipped += __builtin_popcountll(before ^ hash_bytes(0, &draw, sizeof draw));
        trials += 64;
    }
    assert_true(fabs((double)flipped / (double)trials - 0.5) < 0.02);
}

/* ---- grid and blocks ---- */

static void test_grid_round_trip(void **state)
{
    (void)state;
    const int sizes[][3] = {{1, 1, 1}, {7, 5, 3}, {16, 9, 1}, {1, 1, 20}, {1, 6, 2}};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        Grid grid = grid_of(sizes[i][0], sizes[i][1], sizes[i][2], 20.0);
        assert_int_equal(grid.sites, sizes[i][0] * sizes[i][1] * sizes[i][2]);
        int64_t site = 0;
        for (int z = 0; z < grid.nz; z++)
            for (int y = 0; y < grid.ny; y++)
                for (int x = 0; x < grid.nx; x++, site++) {
                    Site3 s = grid_site3(&grid, site);
                    assert_true(s.x == x && s.y == y && s.z == z);
                    assert_true(grid_index(&grid, x, y, z) == site);
                }
    }
    Grid largest = grid_of(4096, 4096, 4096, 20.0);
    assert_true(largest.sites == (int64_t)1 << 36);
    assert_true(grid_index(&largest, 4095, 4095, 4095) == largest.sites - 1);
}

static void test_grid_neighbours(void **state)
{
    (void)state;
    Grid grid = grid_of(4, 3, 2, 20.0);
    int inside = 0;
    for (int64_t site = 0; site < grid.sites; site++)
        for (int face = 0; face < GRID_FACES; face++) {
            int64_t other = grid_neighbour(&grid, site, face);
            if (other < 0)
                continue;
            inside++;
            assert_true(grid_neighbour(&grid, other, face ^ 1) == site);
            Site3 a = grid_site3(&grid, site), b = grid_site3(&grid, other);
            assert_int_equal(abs(a.x - b.x) + abs(a.y - b.y) + abs(a.z - b.z), 1);
        }
    assert_int_equal(inside, 2 * (3 * 3 * 2 + 4 * 2 * 2 + 4 * 3 * 1));
}

static void test_blocks_cover_every_site_once(void **state)
{
    (void)state;
    const int64_t sizes[] = {0, 1, BLOCK_SITES - 1, BLOCK_SITES, BLOCK_SITES + 1, 100000};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        int64_t next = 0;
        for (int64_t b = 0; b < blocks_count(sizes[i]); b++) {
            assert_true(blocks_first(b) == next);
            assert_true(blocks_end(b, sizes[i]) > next);
            next = blocks_end(b, sizes[i]);
        }
        assert_true(next == sizes[i]);
    }
    const double parts[] = {1e16, 1.0, -1e16, 1.0};
    assert_true(blocks_sum(parts, 4) == 1.0); /* in order: the first 1 is lost, the second stays */
}

/* ---- status and units ---- */

static void test_status_has_sentence_and_code(void **state)
{
    (void)state;
    assert_int_equal(status_exit_code(STATUS_OK), 0);
    for (int s = 0; s < STATUS_COUNT; s++) {
        assert_true(strlen(status_sentence((Status)s)) > 3);
        int code = status_exit_code((Status)s);
        assert_true(code == 0 || (code >= 64 && code <= 75));
        assert_true((code == 0) == (s == STATUS_OK));
    }
    assert_non_null(status_sentence(STATUS_COUNT));
}

/* UDUNITS-2 has no molar concentration, and its "kg/kg" is 1. */
static ut_system *units_system(void)
{
    ut_set_error_message_handler(ut_ignore);
    ut_system *system = ut_read_xml(NULL);
    assert_non_null(system);
    ut_unit *molar = ut_parse(system, "mol/L", UT_ASCII);
    assert_int_equal(ut_map_symbol_to_unit("M", UT_ASCII, molar), UT_SUCCESS);
    ut_free(molar);
    return system;
}

static void test_units_agree_with_udunits(void **state)
{
    (void)state;
    ut_system *system = units_system();
    for (int i = 0; i < UNITS_COUNT; i++) {
        const Unit *unit = &UNITS[i];
        if (strchr(unit->written, '{') || strcmp(unit->written, "cell") == 0) {
            assert_string_equal(unit->written, unit->canonical);
            assert_true(unit->factor == 1.0);
            continue;
        }
        ut_unit *from = ut_parse(system, unit->written, UT_ASCII);
        ut_unit *to = ut_parse(system, unit->canonical, UT_ASCII);
        if (!from || !to || !ut_are_convertible(from, to))
            fail_msg("%s to %s", unit->written, unit->canonical);
        cv_converter *converter = ut_get_converter(from, to);
        double factor = cv_convert_double(converter, 1.0);
        if (fabs(factor / unit->factor - 1.0) > 1e-14)
            fail_msg("%s to %s: %.17g, UDUNITS-2 %.17g", unit->written, unit->canonical,
                     unit->factor, factor);
        cv_free(converter);
        ut_free(from);
        ut_free(to);
    }
    ut_free_system(system);
}

static void test_units_are_found_by_name(void **state)
{
    (void)state;
    for (int i = 0; i < UNITS_COUNT; i++)
        assert_ptr_equal(units_find(UNITS[i].written), &UNITS[i]);
    assert_null(units_find("furlong"));
    assert_null(units_find(""));
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
        cmocka_unit_test(test_exp_error),
        cmocka_unit_test(test_exp_ends),
        cmocka_unit_test(test_log_error),
        cmocka_unit_test(test_log_ends),
        cmocka_unit_test(test_pow_error),
        cmocka_unit_test(test_functions_have_golden_bits),
        cmocka_unit_test(test_memory_counts_and_zeroes),
        cmocka_unit_test(test_memory_fails_when_told),
        cmocka_unit_test(test_memory_refuses_overflow),
        cmocka_unit_test(test_hash_sees_every_bit),
        cmocka_unit_test(test_hash_tells_signs_apart),
        cmocka_unit_test(test_hash_avalanche),
        cmocka_unit_test(test_grid_round_trip),
        cmocka_unit_test(test_grid_neighbours),
        cmocka_unit_test(test_blocks_cover_every_site_once),
        cmocka_unit_test(test_status_has_sentence_and_code),
        cmocka_unit_test(test_units_agree_with_udunits),
        cmocka_unit_test(test_units_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
