/* Charts: what is seen of curves and points, and their axes. */
#include "chart_case.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A dashed curve upon a solid one through the same values, in either order. */
static void test_dashes_are_seen_on_a_solid_curve(void **state)
{
    (void)state;
    static const double x[] = {1, 9}, y[] = {5, 5};
    enum { SOLID = 0x0072B2, DASHED = 0xF5C04A };
    for (int first = 0; first < 2; first++) {
        Canvas canvas;
        Chart *chart = chart_make(&canvas);
        ChartLine solid = {.x = x, .y = y, .stride = 1, .count = 2, .factor = 1, .colour = SOLID};
        ChartLine dashed = solid;
        dashed.colour = DASHED, dashed.kind = LINE_DASHED;
        chart->lines[first] = solid, chart->lines[1 - first] = dashed;
        chart->lines_count = 2;
        chart_draw(&canvas, chart);
        assert_true(pixels_of(&canvas, SOLID) > 200);
        assert_true(pixels_of(&canvas, DASHED) > 200);
        canvas_destroy(&canvas);
        free(chart);
    }
}

/* Either axis on demand, whatever stands on it: zeros, ends at zero, error bars that reach below.
 */
static void test_an_axis_of_the_other_scale(void **state)
{
    (void)state;
    static const double x[] = {1, 5, 9}, y[] = {0, 5, 500};
    for (int usual = 0; usual < 2; usual++) {
        Canvas canvas;
        Chart *chart = chart_make(&canvas);
        chart->lines[chart->lines_count++] =
            (ChartLine){.x = x, .y = y, .stride = 1, .count = 3, .factor = 1};
        chart_point(chart, (ChartPoint){.x = 2, .y = 3, .error = 4, .shape = POINT_DISC});
        chart_point(chart, (ChartPoint){.x = 1, .y = 0, .error = NAN, .shape = POINT_CROSS});
        chart->y = usual ? axis_logarithmic(5, 500, 5) : axis_linear(0, 500, 5, true);
        chart->other_scale = true;
        chart_draw(&canvas, chart);
        assert_int_equal(chart->y.logarithmic, !usual);
        assert_true(chart->y.low <= (usual ? 0 : 3) && chart->y.high >= 500);
        assert_true(usual || (chart->y.low > 0 && chart->points[1].y == chart->y.low));
        canvas_destroy(&canvas);
        free(chart);
    }
}

/* Without a value above zero there is no logarithmic axis. */
static void test_a_scale_that_cannot_be(void **state)
{
    (void)state;
    static const double x[] = {1, 9}, y[] = {0, 0};
    Canvas canvas;
    Chart *chart = chart_make(&canvas);
    chart->lines[chart->lines_count++] =
        (ChartLine){.x = x, .y = y, .stride = 1, .count = 2, .factor = 1};
    chart->other_scale = true;
    chart_draw(&canvas, chart);
    assert_false(chart->y.logarithmic);
    canvas_destroy(&canvas);
    free(chart);
}

/* A measured point lies below the curve that goes through it. */
static void test_curves_lie_upon_points(void **state)
{
    (void)state;
    static const double x[] = {1, 9}, y[] = {5, 5};
    enum { CURVE = 0x0072B2, POINT = 0xF5C04A };
    int64_t alone = 0;
    for (int points = 0; points < 2; points++) {
        Canvas canvas;
        Chart *chart = chart_make(&canvas);
        chart->lines[chart->lines_count++] =
            (ChartLine){.x = x, .y = y, .stride = 1, .count = 2, .factor = 1, .colour = CURVE};
        if (points)
            chart_point(chart, (ChartPoint){.x = 5, .y = 5, .error = 1, .colour = POINT});
        chart_draw(&canvas, chart);
        if (points)
            assert_true(pixels_of(&canvas, CURVE) >= alone && pixels_of(&canvas, POINT) > 20);
        alone = pixels_of(&canvas, CURVE);
        canvas_destroy(&canvas);
        free(chart);
    }
}

static int finish(void **state)
{
    (void)state;
    canvas_finish();
    return 0;
}

/* A curve that shows its values has a dot on each, and little between them. */
static void test_values_are_dots_where_they_alone_are_known(void **state)
{
    (void)state;
    static const double x[] = {1, 5, 9}, y[] = {5, 5, 5};
    enum { COLOUR = 0x0072B2 };
    int64_t pixels[2];
    for (int dots = 0; dots < 2; dots++) {
        Canvas canvas;
        Chart *chart = chart_make(&canvas);
        chart->lines_count = 1;
        chart->lines[0] = (ChartLine){.x = x,
                                      .y = y,
                                      .stride = 1,
                                      .count = 3,
                                      .factor = 1,
                                      .colour = COLOUR,
                                      .kind = LINE_DOTTED,
                                      .thick = 1.5,
                                      .dots = dots};
        chart_draw(&canvas, chart);
        pixels[dots] = pixels_of(&canvas, COLOUR);
        canvas_destroy(&canvas);
        free(chart);
    }
    assert_true(pixels[1] > pixels[0] + 3 * 45);
}

/* A legend of any length leaves the axes their least height, where there is that much. */
static void test_axes_have_their_height(void **state)
{
    (void)state;
    static const double x[] = {1, 9}, y[] = {5, 5};
    for (int lines = 1; lines <= 12; lines += 11) {
        Canvas canvas;
        Chart *chart = chart_make(&canvas);
        chart->small = true;
        chart->least = 200;
        snprintf(chart->title, sizeof chart->title, "Title");
        chart->lines_count = lines;
        for (int i = 0; i < lines; i++) {
            chart->lines[i] = (ChartLine){.x = x, .y = y, .stride = 1, .count = 2, .factor = 1};
            snprintf(chart->lines[i].label, CHART_LABEL, "a curve with words to say, %d", i);
        }
        chart->height = chart_height(&canvas, chart, chart->least);
        assert_true(chart_frame(&canvas, chart).height >= chart->least - 1);
        canvas_destroy(&canvas);
        free(chart);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dashes_are_seen_on_a_solid_curve),
        cmocka_unit_test(test_an_axis_of_the_other_scale),
        cmocka_unit_test(test_a_scale_that_cannot_be),
        cmocka_unit_test(test_curves_lie_upon_points),
        cmocka_unit_test(test_values_are_dots_where_they_alone_are_known),
        cmocka_unit_test(test_axes_have_their_height),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
