/* The core: memory, hash, grid, blocks, status, units against UDUNITS-2. */
#include "core/blocks.h"
#include "core/distance.h"
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

#include <cmocka.h>
#include <udunits2.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int compare_keys(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
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

/* Against the nearest of all places: bundles whole and not, planes, lines longer than any search,
 * and values that stand for distance 0 but are not 0. */
static void distances_by_brute_force(void **state)
{
    (void)state;
    static const struct {
        int nx, ny, nz, zero;
        uint32_t one_in;
    } cases[] = {{21, 17, 7, 0, 200}, {11, 5, 1, 8192, 20}, {300, 2, 2, 0, 900}, {1, 1, 40, 7, 30}};
    for (uint64_t trial = 0; trial < 60; trial++) {
        int nx = cases[trial % 4].nx, ny = cases[trial % 4].ny, zero = cases[trial % 4].zero;
        const Grid grid = grid_of(nx, ny, cases[trial % 4].nz, 20.0);
        uint16_t d2[2600], was[2600];
        for (int64_t i = 0; i < grid.sites; i++) {
            Draw draw = random_draw(trial, PURPOSE_HOLE, (uint64_t)i, 0);
            bool place = draw.word[0] % cases[trial % 4].one_in == 0;
            was[i] = (uint16_t)(place ? draw.word[1] % (uint32_t)(zero + 1) : DISTANCE_FAR);
            d2[i] = was[i];
        }
        const Site3 last = grid_site3(&grid, grid.sites - 1);
        const LinesBox box = lines_box(&grid, d2, (Site3){0, 0, 0}, last);
        int seeds = zero == 0 && trial % 8 < 4;
        for (int64_t i = 0; i < grid.sites && seeds; i += nx)
            distance_seeds(d2 + i, nx);
        for (int axis = seeds; axis < 3; axis++)
            lines_along(&box, axis, zero, distance_lines);
        for (int64_t i = 0; i < grid.sites; i++) {
            Site3 a = grid_site3(&grid, i);
            int best = was[i];
            for (int64_t k = 0; k < grid.sites && was[i] > zero; k++) {
                Site3 b = grid_site3(&grid, k);
                int x = a.x - b.x, y = a.y - b.y, z = a.z - b.z, d = zero + x * x + y * y + z * z;
                best = was[k] <= zero && d < best ? d : best;
            }
            assert_int_equal(d2[i], best);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_by_brute_force),
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
