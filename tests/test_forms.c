/* The forms of plots that sweeps need: heat maps, bars, scatters, axes between any two ends. */
#include "render/bars.h"
#include "render/heatmap.h"
#include "render/response.h"
#include "render/scatter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 600, HEIGHT = 400 };

static Chart *chart_made(void)
{
    Chart *chart = calloc(1, sizeof *chart);
    assert_non_null(chart);
    chart->width = WIDTH, chart->height = HEIGHT, chart->reference = NAN;
    chart->x_name = "x, d", chart->y_name = "y, %";
    chart->x = axis_linear(0, 10, 5, false), chart->y = axis_linear(0, 10, 5, false);
    return chart;
}

/* How many pixels have a colour. */
static int pixels_of(Canvas *canvas, uint32_t colour)
{
    unsigned char *rgb = NULL;
    char message[256];
    int count = 0;
    assert_int_equal(canvas_pixels(canvas, "page", &rgb, message, sizeof message), STATUS_OK);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        count += (uint32_t)(rgb[3 * i] << 16 | rgb[3 * i + 1] << 8 | rgb[3 * i + 2]) == colour;
    free(rgb);
    return count;
}

static void canvas_made(Canvas *canvas)
{
    assert_int_equal(canvas_create(WIDTH, HEIGHT, canvas), STATUS_OK);
}

/* The lowest value has the lowest shade and so on; what is missing is grey, what is not there
 * white. */
static void test_heatmap(void **state)
{
    (void)state;
    Canvas canvas;
    char a[] = "a", b[] = "b";
    char *const names[] = {a, b};
    const char *x_words[AXIS_TICKS_MAX], *y_words[AXIS_TICKS_MAX];
    const HeatmapCell cells[] = {
        {1, false, "n 3"}, {3, false, ""}, {NAN, false, ""}, {0, true, ""}};
    Chart *chart = chart_made();
    chart->x = heatmap_axis(2, names, x_words), chart->y = heatmap_axis(2, names, y_words);
    chart->x_words = x_words, chart->y_words = y_words;
    const Heatmap map = {chart, 2, 2, cells, "value, %", axis_linear(1, 3, 5, false)};
    canvas_made(&canvas);
    heatmap_draw(&canvas, &map);
    int low = pixels_of(&canvas, palette_shade(MAP_VIRIDIS, 0));
    int high = pixels_of(&canvas, palette_shade(MAP_VIRIDIS, PALETTE_SHADES - 1));
    int grey = pixels_of(&canvas, INK_COLOURS[INK_REST]);
    assert_true(low > 10000 && high > 10000 && grey > 10000);
    assert_true(abs(low - high) < low / 4);
    assert_true(pixels_of(&canvas, INK_COLOURS[INK_THIRD]) > 20); /* the cross */
    assert_true(chart->width == WIDTH);
    canvas_destroy(&canvas);
    free(chart);
}

/* Hundreds of levels have a tick each few. */
static void test_heatmap_axis(void **state)
{
    (void)state;
    enum { MANY = 300 };
    static char text[MANY][8];
    char *names[MANY];
    const char *words[AXIS_TICKS_MAX];
    for (int i = 0; i < MANY; i++) {
        snprintf(text[i], sizeof text[i], "%d", i);
        names[i] = text[i];
    }
    Axis axis = heatmap_axis(MANY, names, words);
    assert_int_equal(axis.ticks_count, 60);
    assert_string_equal(words[59], "295");
    assert_true(axis.low == -0.5 && axis.high == MANY - 0.5);
}

static void test_bars(void **state)
{
    (void)state;
    Canvas canvas;
    static const char *const names[] = {"first", "second"};
    const char *words[BARS_ROWS];
    double low = 0, high = 0;
    const Bar bars[] = {{0, 0, {4, 3, 6}, 0x0072B2, "56"},
                        {0, 1, {-2, -5, 1}, 0xE69F00, "7"},
                        {1, 0, {NAN, NAN, NAN}, 0x0072B2, ""},
                        {1, 1, {1, NAN, NAN}, 0xE69F00, ""}};
    bars_range(bars, 4, &low, &high);
    assert_true(low == -5 && high == 6);
    Chart *chart = chart_made();
    chart->x = axis_linear(low, high, 6, false), chart->y = bars_rows(2, names, words);
    chart->y_words = words;
    assert_string_equal(words[1], "first"); /* the top */
    const Bars all = {chart, 2, 2, bars, 4};
    canvas_made(&canvas);
    bars_draw(&canvas, &all);
    int blue = pixels_of(&canvas, 0x0072B2), orange = pixels_of(&canvas, 0xE69F00);
    assert_true(blue > 3000 && orange > 2000 && blue > orange);
    assert_true(pixels_of(&canvas, INK_COLOURS[INK_THIRD]) > 0); /* "no value" */
    canvas_destroy(&canvas);
    free(chart);
}

/* Clouds, means with and without intervals, names, missing values; no number breaks it. */
static void test_scatter(void **state)
{
    (void)state;
    Canvas canvas;
    const double x[] = {1, 2, NAN, 4, 1e300}, y[] = {1, NAN, 3, 4, -1e300}, missing[] = {5};
    const ScatterCloud cloud = {x, y, 5, 0x009E73, 0};
    const ScatterMean means[] = {
        {{2, NAN, NAN}, {5, 4, 6}, 0x0072B2, 0, 0, NULL},
        {{8, 7, 9}, {5, NAN, NAN}, 0x0072B2, 0, 4, "a name that is much longer than there is room"},
        {{NAN, NAN, NAN}, {NAN, NAN, NAN}, 0x0072B2, -1, 0, "no value"}};
    Chart *chart = chart_made();
    const Scatter scatter = {chart, &cloud, 1, means, 3, missing, 1, true};
    canvas_made(&canvas);
    scatter_draw(&canvas, &scatter);
    assert_int_equal(cairo_status(canvas.cairo), CAIRO_STATUS_SUCCESS);
    assert_true(pixels_of(&canvas, 0x0072B2) > 500);              /* means, their line */
    assert_true(pixels_of(&canvas, INK_COLOURS[INK_THIRD]) > 20); /* the missing one */
    canvas_destroy(&canvas);
    free(chart);
    assert_int_equal(scatter_every(3000), 1);
    assert_int_equal(scatter_every(3001), 2);
    assert_int_equal(scatter_every(100000), 34);
}

static void labels_are(Axis axis, const char *wanted)
{
    char all[512] = "", label[AXIS_LABEL];
    for (int i = 0; i < axis.ticks_count; i++) {
        axis_label(&axis, axis.ticks[i], label);
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", i ? " " : "", label);
    }
    assert_string_equal(all, wanted);
}

/* The ends stay; few ticks stand at 1, 2, 5, many at powers of ten. */
static void test_logarithmic_axis_between_ends(void **state)
{
    (void)state;
    Axis axis = axis_logarithmic_within(0.0092, 0.087, 6);
    assert_true(axis.low == 0.0092 && axis.high == 0.087);
    labels_are(axis, "0.01 0.02 0.05");
    labels_are(axis_logarithmic_within(0.00019, 0.0021, 6),
               "2\u00b710\u207b\u2074 5\u00b710\u207b\u2074 10\u207b\u00b3 2\u00b710\u207b\u00b3");
    labels_are(axis_logarithmic_within(0.9, 1100, 6), "1 10 100 1000");
    labels_are(axis_logarithmic_within(3, 4, 6), "3 3.2 3.4 3.6 3.8 4");
    static const double ends[] = {0, -1, 1, 1e-310, 1e308, NAN, INFINITY, -INFINITY};
    for (int a = 0; a < 8; a++)
        for (int b = 0; b < 8; b++) {
            axis = axis_logarithmic_within(ends[a], ends[b], 6);
            assert_true(axis.low > 0 && axis.high > axis.low && isfinite(axis.high));
            assert_true(isfinite(axis_position(&axis, 1)));
        }
}

static int finish(void **state)
{
    (void)state;
    canvas_finish();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heatmap),
        cmocka_unit_test(test_heatmap_axis),
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_scatter),
        cmocka_unit_test(test_logarithmic_axis_between_ends),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
