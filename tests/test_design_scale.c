/* From a coordinate to a value and back: exact ends, lists, whole numbers. */
#include "study/design.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <math.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Ends exact, never outside, back again; as many levels as values give each value once. */
static void test_scales_have_exact_ends(void **state)
{
    (void)state;
    static const double three[] = {14.0, 28.0, 56.0};
    const DesignScale scales[] = {
        {DESIGN_LINEAR, 0.1, 0.7, NULL, 0},   {DESIGN_LINEAR, -1e308, 1.7e308, NULL, 0},
        {DESIGN_LOG, 0.01, 0.08, NULL, 0},    {DESIGN_LOG, 1e-300, 1e300, NULL, 0},
        {DESIGN_INTEGER, -3.0, 8.0, NULL, 0}, {DESIGN_VALUES, 14.0, 56.0, three, 3},
        {DESIGN_LINEAR, 2.0, 2.0, NULL, 0},   {DESIGN_LOG, 0.3, 0.3, NULL, 0},
    };
    for (size_t i = 0; i < COUNT(scales); i++) {
        const DesignScale *scale = &scales[i];
        double before = scale->low;
        assert_true(design_scale_sound(scale));
        assert_true(design_scale(scale, 0.0) == scale->low);
        assert_true(design_scale(scale, 1.0) == scale->high);
        for (int k = 0; k <= 1000; k++) {
            double value = design_scale(scale, k / 1000.0);
            assert_true(value >= before && value <= scale->high);
            double again = design_scale(scale, design_unscale(scale, value));
            /* Half a unit of the coordinate's last place, seen through the scale. */
            assert_true(fabs(again - value) <= 1e-12 * fmax(fabs(value), fabs(scale->low)));
            before = value;
        }
    }
}

static void test_levels_give_every_value_once(void **state)
{
    (void)state;
    double values[300];
    for (int i = 0; i < 300; i++)
        values[i] = i;
    for (int n = 1; n <= 300; n++) {
        DesignScale list = {DESIGN_VALUES, 0.0, 0.0, values, n};
        DesignScale whole = {DESIGN_INTEGER, 0.0, n - 1.0, NULL, 0};
        for (int j = 0; j < n; j++) {
            double u = n == 1 ? 0.5 : (double)j / (n - 1);
            assert_int_equal(design_scale_index(&list, u), j);
            assert_true(design_scale(&list, u) == j && design_scale(&whole, u) == j);
        }
    }
}

static void test_unsound_scales_are_told(void **state)
{
    (void)state;
    static const double bad[] = {1.0, NAN};
    const DesignScale scales[] = {
        {DESIGN_LINEAR, 1.0, 0.0, NULL, 0},  {DESIGN_LINEAR, 0.0, INFINITY, NULL, 0},
        {DESIGN_LOG, 0.0, 1.0, NULL, 0},     {DESIGN_LOG, -1.0, 1.0, NULL, 0},
        {DESIGN_INTEGER, 0.5, 2.0, NULL, 0}, {DESIGN_INTEGER, 0.0, 1e10, NULL, 0},
        {DESIGN_VALUES, 0.0, 0.0, bad, 2},   {DESIGN_VALUES, 0.0, 0.0, NULL, 0},
        {DESIGN_LINEAR, NAN, 1.0, NULL, 0},
    };
    for (size_t i = 0; i < COUNT(scales); i++)
        assert_false(design_scale_sound(&scales[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scales_have_exact_ends),
        cmocka_unit_test(test_levels_give_every_value_once),
        cmocka_unit_test(test_unsound_scales_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
