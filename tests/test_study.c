/* Designs: what defines each kind, the bits that every compiler must give.
 */
#include "core/hash.h"
#include "study/design.h"
#include "study/sobol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <math.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Changing this is a visible act: say in the commit why designs change for the same seed. */
static const uint64_t GOLDEN_DESIGNS = 0xea0e759928489aa7u;

static Design made(DesignPlan plan, Memory *memory)
{
    Design design;
    char message[200] = "";
    Status status = design_create(&plan, memory, &design, message, sizeof message);
    if (status)
        fail_msg("%s", message);
    assert_int_equal(design.rows, design_rows(&plan, message, sizeof message));
    return design;
}

static double at(const Design *design, int row, int dimension)
{
    return design_point(design, row)[dimension];
}

static void test_grid_is_every_combination_once(void **state)
{
    (void)state;
    Memory memory = {0};
    const int levels[] = {3, 1, 4};
    Design grid =
        made((DesignPlan){.kind = DESIGN_GRID, .dimensions = 3, .levels = levels}, &memory);
    assert_int_equal(grid.rows, 12);
    for (int row = 0; row < 12; row++) {
        assert_true(at(&grid, row, 0) == (row / 4) / 2.0 && at(&grid, row, 1) == 0.5);
        assert_true(at(&grid, row, 2) == (row % 4) / 3.0);
    }
    design_destroy(&grid, &memory);
    assert_int_equal(memory.bytes, 0);
}

static void test_list_is_what_was_given(void **state)
{
    (void)state;
    Memory memory = {0};
    double rows[] = {0.0, 1.0, 0.25, 0.125, 0.7, 1e-300};
    Design list = made(
        (DesignPlan){.kind = DESIGN_LIST, .dimensions = 2, .points = 3, .given = rows}, &memory);
    assert_memory_equal(list.point, rows, sizeof rows);
    design_destroy(&list, &memory);
}

/* Exactly one point in each of n strata of every dimension. */
static void assert_latin(const Design *design)
{
    int n = design->rows;
    char *hit = malloc((size_t)n);
    assert_non_null(hit);
    for (int d = 0; d < design->dimensions; d++) {
        memset(hit, 0, (size_t)n);
        for (int row = 0; row < n; row++) {
            int stratum = (int)floor(at(design, row, d) * n);
            assert_true(stratum >= 0 && stratum < n && !hit[stratum]);
            hit[stratum] = 1;
        }
    }
    free(hit);
}

static void test_latin_hypercube_hits_every_stratum_once(void **state)
{
    (void)state;
    const int points[] = {1, 2, 3, 7, 10, 100, 997, 4096};
    for (size_t i = 0; i < COUNT(points); i++) {
        Memory memory = {0};
        Design latin = made(
            (DesignPlan){.kind = DESIGN_LATIN, .dimensions = 9, .points = points[i], .seed = 1 + i},
            &memory);
        assert_latin(&latin);
        design_destroy(&latin, &memory);
        assert_int_equal(memory.bytes, 0);
    }
}

/* Columns of a Latin hypercube are independent shuffles. */
static void test_latin_columns_differ(void **state)
{
    (void)state;
    Memory memory = {0};
    DesignPlan plan = {.kind = DESIGN_LATIN, .dimensions = 20, .points = 400, .seed = 5};
    Design latin = made(plan, &memory);
    for (int a = 0; a < 20; a++)
        for (int b = 0; b < a; b++) {
            double sum = 0.0;
            for (int row = 0; row < 400; row++)
                sum += (at(&latin, row, a) - 0.5) * (at(&latin, row, b) - 0.5);
            /* Five standard errors of the correlation of 400 independent pairs. */
            assert_true(fabs(sum / 400.0 * 12.0) < 5.0 / sqrt(400.0));
        }
    design_destroy(&latin, &memory);
}

static void test_morris_changes_one_dimension_by_delta(void **state)
{
    (void)state;
    enum { K = 7, R = 40 };
    const int levels[] = {2, 4, 6, 10};
    for (size_t i = 0; i < COUNT(levels); i++) {
        Memory memory = {0};
        int p = levels[i], ups = 0;
        Design morris = made(
            (DesignPlan){
                .kind = DESIGN_MORRIS, .dimensions = K, .points = R, .morris_levels = p, .seed = 3},
            &memory);
        for (int row = 0; row < morris.rows; row++) {
            DesignRole role = morris.role[row];
            assert_int_equal(role.block, row / (K + 1));
            assert_int_equal(role.step, row % (K + 1));
            assert_int_equal(role.changed < 0, role.step == 0);
            for (int d = 0; d < K; d++) {
                double level = at(&morris, row, d) * (p - 1);
                assert_true(fabs(level - floor(level + 0.5)) < 1e-12);
                if (role.step == 0)
                    continue;
                double step = at(&morris, row, d) - at(&morris, row - 1, d);
                double delta = d == role.changed ? p / (2.0 * (p - 1)) : 0.0;
                assert_true(fabs(fabs(step) - delta) < 1e-15);
                ups += step > 0.0;
            }
        }
        /* Steps go up as often as down: five errors of 280 tosses. */
        assert_true(fabs(ups - K * R / 2.0) < 5.0 * sqrt(K * R / 4.0));
        design_destroy(&morris, &memory);
    }
}

/* Each trajectory changes every dimension once. */
static void test_morris_changes_every_dimension_once(void **state)
{
    (void)state;
    enum { K = 12, R = 10 };
    Memory memory = {0};
    Design morris =
        made((DesignPlan){.kind = DESIGN_MORRIS, .dimensions = K, .points = R, .morris_levels = 4},
             &memory);
    int changes[R][K] = {{0}}, in_order = 0;
    for (int row = 0; row < morris.rows; row++)
        if (morris.role[row].step) {
            changes[morris.role[row].block][morris.role[row].changed]++;
            in_order += morris.role[row].changed == morris.role[row].step - 1;
        }
    for (int t = 0; t < R; t++)
        for (int d = 0; d < K; d++)
            assert_int_equal(changes[t][d], 1);
    assert_true(in_order < K * R / 2);
    design_destroy(&morris, &memory);
}

static void test_saltelli_is_a_with_one_column_of_b(void **state)
{
    (void)state;
    enum { K = 5, N = 16 };
    Memory memory = {0};
    Design saltelli = made(
        (DesignPlan){.kind = DESIGN_SALTELLI, .dimensions = K, .points = N, .seed = 9}, &memory);
    assert_int_equal(saltelli.rows, N * (K + 2));
    for (int row = 0; row < saltelli.rows; row++) {
        int block = row / (K + 2), step = row % (K + 2);
        const double *a = design_point(&saltelli, block * (K + 2));
        const double *b = design_point(&saltelli, block * (K + 2) + K + 1);
        assert_int_equal(saltelli.role[row].block, block);
        assert_int_equal(saltelli.role[row].step, step);
        for (int d = 0; d < K; d++) {
            assert_true(a[d] != b[d] && a[d] == sobol_scrambled((uint32_t)block, d, 9));
            assert_true(at(&saltelli, row, d) == (step == K + 1 || step == d + 1 ? b[d] : a[d]));
        }
    }
    design_destroy(&saltelli, &memory);
}

static void test_one_at_a_time_leaves_the_base(void **state)
{
    (void)state;
    Memory memory = {0};
    const double base[] = {0.2, 0.9, 0.5};
    Design around =
        made((DesignPlan){.kind = DESIGN_ONE_AT_A_TIME, .dimensions = 3, .given = base}, &memory);
    assert_int_equal(around.rows, 7);
    for (int row = 0; row < 7; row++)
        for (int d = 0; d < 3; d++) {
            bool changed = row && d == (row - 1) / 2;
            assert_int_equal(around.role[row].changed == d, changed);
            assert_true(at(&around, row, d) == (changed ? (row - 1) % 2 : base[d]));
        }
    design_destroy(&around, &memory);
}

/* More points leave the first ones what they were. */
static void test_designs_grow(void **state)
{
    (void)state;
    const DesignKind kinds[] = {DESIGN_SOBOL, DESIGN_MORRIS, DESIGN_SALTELLI};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        Memory memory = {0};
        DesignPlan plan = {
            .kind = kinds[i], .dimensions = 6, .points = 5, .morris_levels = 4, .seed = 2};
        Design few = made(plan, &memory);
        plan.points = 33;
        Design many = made(plan, &memory);
        assert_true(many.rows > few.rows);
        assert_memory_equal(few.point, many.point, (size_t)few.rows * 6 * sizeof(double));
        assert_memory_equal(few.role, many.role, (size_t)few.rows * sizeof(DesignRole));
        design_destroy(&few, &memory);
        design_destroy(&many, &memory);
    }
}

static void test_unsound_plans_are_refused(void **state)
{
    (void)state;
    const int none[] = {0, 2}, many[] = {1001, 1001};
    const double outside[] = {0.5, 1.5}, missing[] = {0.5, NAN};
    static const char *const said[] = {
        "no rows", "too many rows", "1 to 64 parameters", "1 to 32 parameters", "even number",
        "no rows", "coordinate 2",  "coordinate 2",       "1 to 128 parameters"};
    const DesignPlan plans[] = {
        {.kind = DESIGN_GRID, .dimensions = 2, .levels = none},
        {.kind = DESIGN_GRID, .dimensions = 2, .levels = many},
        {.kind = DESIGN_SOBOL, .dimensions = 65, .points = 4},
        {.kind = DESIGN_SALTELLI, .dimensions = 33, .points = 4},
        {.kind = DESIGN_MORRIS, .dimensions = 3, .points = 4, .morris_levels = 5},
        {.kind = DESIGN_LATIN, .dimensions = 3, .points = -4},
        {.kind = DESIGN_ONE_AT_A_TIME, .dimensions = 2, .given = outside},
        {.kind = DESIGN_LIST, .dimensions = 2, .points = 1, .given = missing},
        {.kind = DESIGN_LATIN, .dimensions = 0, .points = 4},
    };
    for (size_t i = 0; i < COUNT(plans); i++) {
        Memory memory = {0};
        Design design;
        char message[200] = "";
        assert_int_equal(design_create(&plans[i], &memory, &design, message, sizeof message),
                         STATUS_BAD_DATA);
        assert_non_null(strstr(message, said[i]));
        assert_int_equal(memory.bytes, 0);
    }
}

static void test_want_of_memory_keeps_nothing(void **state)
{
    (void)state;
    DesignPlan plan = {.kind = DESIGN_LATIN, .dimensions = 3, .points = 10};
    Status status = STATUS_NO_MEMORY;
    int n = 0;
    while (status) {
        Memory memory = {.fail_at = ++n};
        Design design;
        char message[200];
        status = design_create(&plan, &memory, &design, message, sizeof message);
        assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
        design_destroy(&design, &memory);
        assert_int_equal(memory.bytes, 0);
    }
    assert_int_equal(n, 4);
}

/* Hash of rows, dimensions, points and roles. */
static uint64_t design_hash(const Design *design)
{
    int size[2] = {design->rows, design->dimensions};
    uint64_t hash = hash_bytes(0, size, sizeof size);
    hash = hash_bytes(hash, design->point,
                      (size_t)design->rows * (size_t)design->dimensions * sizeof *design->point);
    return hash_bytes(hash, design->role, (size_t)design->rows * sizeof *design->role);
}

/* The same bits from every compiler and optimisation (`make hash` runs this in each). */
static void test_designs_have_golden_bits(void **state)
{
    (void)state;
    const int levels[] = {2, 3, 5};
    const double given[] = {0.1, 0.2, 0.3};
    uint64_t hash = 0;
    for (int kind = 0; kind < DESIGN_KINDS; kind++)
        for (int plain = 0; plain < 2; plain++) {
            Memory memory = {0};
            Design design = made((DesignPlan){.kind = (DesignKind)kind,
                                              .dimensions = 3,
                                              .points = kind == DESIGN_LIST ? 1 : 100,
                                              .levels = levels,
                                              .morris_levels = 6,
                                              .plain = plain,
                                              .given = given,
                                              .seed = 0x123456789abcdef},
                                 &memory);
            uint64_t one = design_hash(&design);
            hash = hash_bytes(hash, &one, sizeof one);
            design_destroy(&design, &memory);
        }
    printf("# golden bits of designs: 0x%016llx\n", (unsigned long long)hash);
    assert_true(hash == GOLDEN_DESIGNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grid_is_every_combination_once),
        cmocka_unit_test(test_list_is_what_was_given),
        cmocka_unit_test(test_latin_hypercube_hits_every_stratum_once),
        cmocka_unit_test(test_latin_columns_differ),
        cmocka_unit_test(test_morris_changes_one_dimension_by_delta),
        cmocka_unit_test(test_morris_changes_every_dimension_once),
        cmocka_unit_test(test_saltelli_is_a_with_one_column_of_b),
        cmocka_unit_test(test_one_at_a_time_leaves_the_base),
        cmocka_unit_test(test_designs_grow),
        cmocka_unit_test(test_unsound_plans_are_refused),
        cmocka_unit_test(test_want_of_memory_keeps_nothing),
        cmocka_unit_test(test_designs_have_golden_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
