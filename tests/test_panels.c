/* Charts and the panels of a page: what is seen of a run, and of several. */
#include "io/file.h"
#include "render/page_parts.h"
#include "render/points.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char folder[64];

static void write_text(const char *name, const char *text)
{
    char path[FILE_PATH], message[256];
    assert_int_equal(file_path(path, folder, name, message, sizeof message), STATUS_OK);
    assert_int_equal(file_write_whole(path, text, strlen(text), message, sizeof message),
                     STATUS_OK);
}

static int folder_setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/prodrome-panels-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    write_text("run.json", "{\"name\": \"treated\", \"seed\": 7, \"version\": \"0.1.0\"}\n");
    write_text("events.csv", "step[1],time[d],drug,amount[mg/kg],duration[h]\n"
                             "1200,0,mipsagargin,56,0\n1440,1,mipsagargin,56,0\n");
    write_text("points.tsv", "observable\tcondition\ttime[d]\tmean\tsd\tn\tunit\tsource\n"
                             "relative_caliper_volume\ta\t30\t6\t\t\t1\tb\n");
    return 0;
}

static int folder_teardown(void **state)
{
    (void)state;
    file_folder_remove(folder, 0);
    canvas_finish();
    return 0;
}

/* Pixels of exactly that colour on a page. */
static int64_t pixels_of(const Canvas *canvas, uint32_t colour)
{
    cairo_surface_flush(canvas->surface);
    const unsigned char *rows = cairo_image_surface_get_data(canvas->surface);
    int stride = cairo_image_surface_get_stride(canvas->surface);
    int64_t count = 0;
    for (int y = 0; y < (int)canvas->height; y++)
        for (int x = 0; x < (int)canvas->width; x++) {
            uint32_t pixel;
            memcpy(&pixel, rows + (ptrdiff_t)y * stride + 4 * (ptrdiff_t)x, sizeof pixel);
            count += (pixel & 0xFFFFFF) == colour;
        }
    return count;
}

/* A chart that fills a canvas of 600 x 400. */
static Chart *chart_make(Canvas *canvas)
{
    Chart *chart = calloc(1, sizeof *chart);
    assert_non_null(chart);
    assert_int_equal(canvas_create(600, 400, canvas), STATUS_OK);
    chart->width = 600, chart->height = 400;
    chart->x_name = "time, d", chart->y_name = "nM";
    chart->x = axis_linear(0, 10, 5, false);
    chart->y = axis_linear(0, 10, 5, true);
    chart->reference = NAN;
    return chart;
}

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

/* The page of a run with this time series, and a chart over its times to draw a panel in. */
static Page *page_of(const char *series, Canvas *canvas, Chart **chart)
{
    char message[256] = "";
    double low = 0, high = 0;
    Page *page = calloc(1, sizeof *page);
    assert_non_null(page);
    write_text("timeseries.csv", series);
    assert_int_equal(record_read(folder, &page->runs[0], message, sizeof message), STATUS_OK);
    page->runs_count = 1;
    *chart = chart_make(canvas);
    page_times(page, &low, &high);
    (*chart)->x = axis_linear(low, high, 8, false);
    return page;
}

static void page_free(Page *page, Canvas *canvas, Chart *chart)
{
    canvas_destroy(canvas);
    free(chart);
    page_destroy(page);
    free(page);
}

/* Its two doses are of days 0 and 1. */
static void test_drug_panel_shows_the_days_with_drug(void **state)
{
    (void)state;
    static const struct {
        const char *series;
        double high;
    } cases[] = {{"time[d],plasma_a[nM]\n0,100\n1,10\n2,5\n40,0\n", 2.2},
                 {"time[d],plasma_a[nM]\n0,100\n1,10\n2,5\n40,5\n", 40.6},
                 {"time[d],plasma_a[nM]\n0,100\n40,0\n", 1.1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Canvas canvas;
        Chart *chart;
        Page *page = page_of(cases[i].series, &canvas, &chart);
        panel_drug(&canvas, page, chart);
        assert_true(fabs(chart->x.high - cases[i].high) < 1e-9);
        page_free(page, &canvas, chart);
    }
}

static const char CURED[] = "time[d],caliper_volume[mm^3],viable[1]\n"
                            "0,2,100\n1,1.5,20\n2,1,0\n3,0.5,0\n4,0,0\n5,0,0\n";

static void test_when_a_column_is_gone(void **state)
{
    (void)state;
    static const struct {
        const char *series;
        double day; /* -1: it is not */
    } cases[] = {{CURED, 2},
                 {"time[d],viable[1]\n0,5\n1,0\n2,1\n3,0\n", 3},
                 {"time[d],viable[1]\n0,5\n1,0\n2,1\n", -1},
                 {"time[d],viable[1]\n0,0\n1,0\n", -1},
                 {"time[d],viable[1]\n0,nan\n1,0\n", -1},
                 {"time[d],tumor[1]\n0,1\n1,0\n", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Canvas canvas;
        Chart *chart;
        Page *page = page_of(cases[i].series, &canvas, &chart);
        double day = page_gone(&page->runs[0], "viable");
        assert_true(isnan(day) ? cases[i].day < 0 : day == cases[i].day);
        page_free(page, &canvas, chart);
    }
}

/* A cured animal's curve has a cross where its last cell died and a ring where nothing is left, and
 * ends above the frame; on a logarithmic axis the cross stands at its low end. */
static void test_cured_animal_is_seen(void **state)
{
    (void)state;
    char message[256] = "";
    Canvas canvas;
    Chart *chart;
    Page *page = page_of(CURED, &canvas, &chart);
    assert_int_equal(panel_volume(&canvas, page, chart, message, sizeof message), STATUS_OK);
    assert_int_equal(chart->points_count, 2);
    assert_true(chart->points[0].shape == POINT_CROSS && chart->points[1].shape == POINT_RING);
    assert_true(chart->points[0].x == 2 && chart->points[0].y == 50);
    assert_true(chart->points[1].x == 4 && chart->points[1].y == 0);
    assert_non_null(strstr(chart->points[0].label, "from day 2 on"));
    assert_true(chart->y.low < 0 && chart->y.ticks[0] == 0);
    chart->points_count = chart->lines_count = 0;
    panel_populations(&canvas, page, chart);
    assert_true(chart->points[0].x == 2 && chart->points[0].y == chart->y.low);
    assert_true(chart->y.low == 1);
    page_free(page, &canvas, chart);
}

/* The run ends on day 5, the point is of day 30, and of six times the volume. */
static void test_published_point_is_within_the_axes(void **state)
{
    (void)state;
    char path[FILE_PATH], message[256] = "";
    Canvas canvas;
    Chart *chart;
    Page *page = page_of(CURED, &canvas, &chart);
    double low = chart->x.low;
    snprintf(path, sizeof path, "%s/points.tsv", folder);
    assert_int_equal(points_read(path, &page->tables[0], message, sizeof message), STATUS_OK);
    page->tables_count = 1;
    assert_int_equal(panel_volume(&canvas, page, chart, message, sizeof message), STATUS_OK);
    assert_true(chart->x.low == low && chart->x.high > 30 && chart->y.high >= 600);
    assert_true(pixels_of(&canvas, INK_COLOURS[INK_DATA]) > 150); /* swatch and point */
    page_free(page, &canvas, chart);
}

/* One substance in place of the drugs: on its own by distance from vessels, of several runs its
 * mean; on the kind of scale that it has in slices. */
static void test_field_in_place_of_the_drugs(void **state)
{
    (void)state;
    static const char series[] = "time[d],mean_oxygen[mmHg],mean_prodrug[nM],mean_vegf[nM],"
                                 "mean_vegf_0_40um[nM],mean_vegf_from_120um[nM]\n"
                                 "0,7,0,0.01,0.01,0.02\n1,8,90,0.01,0.01,0.02\n";
    char message[512] = "";
    Canvas canvas;
    Chart *chart;
    Page *page = page_of(series, &canvas, &chart);
    page->field = "water";
    assert_int_equal(panel_drug_check(page, message, sizeof message), STATUS_USAGE);
    assert_non_null(strstr(message, "there are: oxygen, prodrug, vegf"));
    page->field = "vegf";
    assert_int_equal(panel_drug_check(page, message, sizeof message), STATUS_OK);
    panel_drug(&canvas, page, chart);
    assert_int_equal(chart->lines_count, 3);
    assert_false(chart->y.logarithmic);
    assert_string_equal(chart->title, "VEGF, by distance from vessels");
    chart->lines_count = chart->marks_count = 0;
    page->field = "prodrug";
    panel_drug(&canvas, page, chart);
    assert_int_equal(chart->lines_count, 1);
    assert_true(chart->y.logarithmic);
    page_free(page, &canvas, chart);
}

/* A cured animal and its control: one curve each in every panel, in the colours of the table. */
static void test_runs_are_compared_in_every_panel(void **state)
{
    (void)state;
    static const char treated[] = "time[d],caliper_volume[mm^3],viable[1],oxygen_median[mmHg],"
                                  "serca_blocked[1],mean_prodrug[nM],mean_active_drug[nM]\n"
                                  "0,2,100,7,0,0,0\n1,1.5,20,8,1,9,5\n2,1,0,9,nan,1,1\n";
    static const char control[] = "time[d],caliper_volume[mm^3],viable[1],oxygen_median[mmHg],"
                                  "serca_blocked[1],mean_prodrug[nM],mean_active_drug[nM]\n"
                                  "0,1,50,7,0,0,0\n1,2,99,8,0,0,0\n2,3,200,9,0,0,0\n";
    static void (*const panels[])(Canvas *, const Page *, Chart *) = {panel_populations, panel_drug,
                                                                      panel_oxygen, panel_shares};
    char message[256] = "", doses[CHART_LABEL];
    Canvas canvas;
    Chart *chart;
    Page *page = page_of(control, &canvas, &chart);
    page->runs[1] = page->runs[0];
    write_text("timeseries.csv", treated);
    assert_int_equal(record_read(folder, &page->runs[0], message, sizeof message), STATUS_OK);
    table_destroy(&page->runs[1].events);
    assert_true(compare_height(page) == 0);
    page->runs_count = 2;
    assert_true(compare_height(page) > 0);
    assert_int_equal(panel_volume(&canvas, page, chart, message, sizeof message), STATUS_OK);
    assert_true(chart->lines[0].factor == 50 && chart->lines[1].factor == 100);
    for (size_t i = 0;; i++) {
        assert_int_equal(chart->lines_count, 2);
        assert_int_equal(chart->lines[0].colour, page_run_colour(page, 0));
        assert_int_equal(chart->lines[1].colour, page_run_colour(page, 1));
        assert_true(chart->lines[0].y >= page->runs[0].series.values);
        assert_string_equal(chart->lines[0].label, "");
        if (i == sizeof panels / sizeof panels[0])
            break;
        chart->lines_count = chart->points_count = chart->marks_count = 0;
        panels[i](&canvas, page, chart);
    }
    page_doses_text(&page->runs[0], doses, sizeof doses);
    assert_string_equal(doses, "mipsagargin 56 mg/kg on days 0, 1");
    page_doses_text(&page->runs[1], doses, sizeof doses);
    assert_string_equal(doses, "not known");
    page_free(page, &canvas, chart);
}

/* What stands over slices: which animal, what it was given, what became of it. */
static void test_story_of_a_run(void **state)
{
    (void)state;
    static const char alive[] = "time[d],viable[1]\n0,100\n1,20\n";
    char text[CHART_LABEL];
    Record nothing = {0};
    for (int cured = 0; cured < 2; cured++) {
        Canvas canvas;
        Chart *chart;
        Page *page = page_of(cured ? CURED : alive, &canvas, &chart);
        page_story_text(&page->runs[0], text, sizeof text);
        assert_string_equal(text, cured ? "mipsagargin 56 mg/kg on days 0, 1; no viable tumor cell "
                                          "from day 2 on"
                                        : "mipsagargin 56 mg/kg on days 0, 1");
        page_run_label(&page->runs[0], text, sizeof text);
        assert_string_equal(text, "treated, seed 7");
        page_free(page, &canvas, chart);
    }
    page_story_text(&nothing, text, sizeof text);
    assert_string_equal(text, "");
}

/* Marks of two runs on the same days are neither's; those of one have its colour. */
static void test_doses_of_several_runs(void **state)
{
    (void)state;
    char message[256] = "";
    Canvas canvas;
    Chart *chart;
    Page *page = page_of(CURED, &canvas, &chart);
    assert_int_equal(record_read(folder, &page->runs[1], message, sizeof message), STATUS_OK);
    page->runs_count = 2;
    page_doses(chart, page, true);
    assert_int_equal(chart->marks_count, 2);
    assert_int_equal(chart->marks[0].colour, INK_COLOURS[INK_FAINT]);
    chart->marks_count = 0;
    table_destroy(&page->runs[0].events);
    page_doses(chart, page, true);
    assert_int_equal(chart->marks_count, 2);
    assert_int_equal(chart->marks[0].colour, page_run_colour(page, 1));
    page_free(page, &canvas, chart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curves_lie_upon_points),
        cmocka_unit_test(test_values_are_dots_where_they_alone_are_known),
        cmocka_unit_test(test_axes_have_their_height),
        cmocka_unit_test(test_dashes_are_seen_on_a_solid_curve),
        cmocka_unit_test(test_drug_panel_shows_the_days_with_drug),
        cmocka_unit_test(test_when_a_column_is_gone),
        cmocka_unit_test(test_cured_animal_is_seen),
        cmocka_unit_test(test_published_point_is_within_the_axes),
        cmocka_unit_test(test_field_in_place_of_the_drugs),
        cmocka_unit_test(test_runs_are_compared_in_every_panel),
        cmocka_unit_test(test_story_of_a_run),
        cmocka_unit_test(test_doses_of_several_runs),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
