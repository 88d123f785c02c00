/* The axes of plots: round ticks, whatever the values. */
#include "render/axis.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_axes_have_round_ticks(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        int wanted;
        bool round_ends, logarithmic;
        double axis_low, axis_high;
        int ticks;
        const char *first, *last;
    } cases[] = {
        {0, 312, 6, true, false, 0, 400, 5, "0", "400"},
        {0, 110, 6, true, false, 0, 120, 7, "0", "120"},
        {-0.45, 30.45, 8, false, false, -0.45, 30.45, 7, "0", "30"},
        {-5, 30, 8, false, false, -5, 30, 8, "\u22125", "30"},
        {0, 0.3, 3, true, false, 0, 0.3, 4, "0.0", "0.3"},
        {0, 123456, 5, true, false, 0, 150000, 4, "0", "150\u2009000"},
        {5, 5, 4, true, false, 4, 10, 4, "4", "10"},
        {0.02, 300, 7, true, true, 0.01, 1000, 6, "0.01", "1000"},
        {3, 2e5, 7, true, true, 1, 1e6, 7, "10\u2070", "10\u2076"},
        {1e-7, 1e5, 5, true, true, 1e-7, 1e5, 5, "10\u207b\u2077", "10\u2075"},
        {0, 0, 5, true, true, 0.1, 1, 2, "0.1", "1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Axis axis =
            cases[i].logarithmic
                ? axis_logarithmic(cases[i].low, cases[i].high, cases[i].wanted)
                : axis_linear(cases[i].low, cases[i].high, cases[i].wanted, cases[i].round_ends);
        char first[AXIS_LABEL], last[AXIS_LABEL];
        axis_label(&axis, axis.ticks[0], first);
        axis_label(&axis, axis.ticks[axis.ticks_count - 1], last);
        bool well = fabs(axis.low - cases[i].axis_low) <= 1e-9 * fabs(axis.low) &&
                    fabs(axis.high - cases[i].axis_high) <= 1e-9 * fabs(axis.high) &&
                    axis.ticks_count == cases[i].ticks && strcmp(first, cases[i].first) == 0 &&
                    strcmp(last, cases[i].last) == 0;
        if (!well)
            fail_msg("case %zu: %g to %g, %d ticks, %s to %s", i, axis.low, axis.high,
                     axis.ticks_count, first, last);
    }
}

/* A range of any kind has its ends for ticks, also one within a decade, with their numbers. */
static void test_ends_are_labelled(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        bool logarithmic;
        const char *first, *last;
    } cases[] = {{2.1, 4.7, true, "2.1", "4.7"},
                 {3.37, 12.2, false, "3.37", "12.2"},
                 {1, 1e6, true, "10\u2070", "10\u2076"},
                 {0, 40, false, "0", "40"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Axis axis = axis_with_ends(cases[i].low, cases[i].high, 5, cases[i].logarithmic, 0.15);
        char first[AXIS_LABEL], last[AXIS_LABEL];
        assert_true(axis.ticks_count >= 2);
        axis_label(&axis, axis.ticks[0], first);
        axis_label(&axis, axis.ticks[axis.ticks_count - 1], last);
        assert_string_equal(first, cases[i].first);
        assert_string_equal(last, cases[i].last);
    }
}

static void expect_sound(const Axis *axis, double low, double high)
{
    assert_true(isfinite(axis->low) && isfinite(axis->high) && axis->high > axis->low);
    assert_true(!axis->logarithmic || axis->low > 0);
    assert_true(axis->ticks_count > 0 && axis->ticks_count <= AXIS_TICKS_MAX);
    for (int i = 0; i < axis->ticks_count; i++) {
        char label[AXIS_LABEL];
        axis_label(axis, axis->ticks[i], label);
        assert_true(isfinite(axis->ticks[i]) && *label && strlen(label) < AXIS_LABEL - 1);
    }
    assert_true(isfinite(axis_position(axis, low)) && isfinite(axis_position(axis, high)));
}

/* Whatever a table holds: ends that can be calculated with, and a minor tick after each other. */
static void test_axes_of_extreme_values(void **state)
{
    (void)state;
    const double ends[] = {0,     5e-324, 1e-310,   1e-300,  1e-30,   1,  1 + 1e-16, 1e15,
                           1e300, 1e308,  1.79e308, -5e-324, -1e-300, -1, -1e308,    -1.79e308};
    enum { COUNT = sizeof ends / sizeof ends[0] };
    for (int a = 0; a < COUNT; a++)
        for (int b = 0; b < COUNT; b++) {
            const Axis axes[] = {axis_linear(ends[a], ends[b], 6, false),
                                 axis_linear(ends[a], ends[b], 6, true),
                                 axis_logarithmic(ends[a], ends[b], 7)};
            expect_sound(&axes[1], ends[a], ends[b]);
            expect_sound(&axes[2], ends[a], ends[b]);
            assert_true(isfinite(axes[0].low) && axes[0].high > axes[0].low);
        }
    char label[AXIS_LABEL];
    const Axis decades = axis_logarithmic(1e-310, 1e308, 7);
    axis_label(&decades, decades.ticks[0], label);
    assert_string_equal(label, "10\u207b\u00b3\u2070\u2070");
    axis_label(&(Axis){.step = 1}, 1e308, label);
    assert_string_equal(label, "1e+308");
}

static void test_axis_positions(void **state)
{
    (void)state;
    Axis linear = axis_linear(0, 10, 5, true), logarithmic = axis_logarithmic(1, 100, 5);
    assert_true(axis_position(&linear, 5) == 0.5);
    assert_true(fabs(axis_position(&logarithmic, 10) - 0.5) < 1e-12);
    assert_true(axis_position(&logarithmic, 0) == -1);
    assert_true(isnan(axis_position(&logarithmic, NAN)));
    Axis broken = axis_linear(NAN, INFINITY, 5, true);
    assert_true(isfinite(broken.low) && broken.high > broken.low && broken.ticks_count > 1);
}

static void test_numbers_in_captions(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{1.0234, "1.02"},     {0, "0.00"},       {56, "56.0"},
                 {0.00123, "0.00123"}, {1e7, "1.00e+07"}, {-3.456, "\u22123.46"},
                 {NAN, "not known"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[32];
        axis_number(cases[i].value, text, sizeof text);
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_axes_have_round_ticks),  cmocka_unit_test(test_ends_are_labelled),
        cmocka_unit_test(test_axes_of_extreme_values), cmocka_unit_test(test_axis_positions),
        cmocka_unit_test(test_numbers_in_captions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
