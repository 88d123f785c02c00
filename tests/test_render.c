/* The painter without a window, its colours, the axes of plots, and the pictures as files. */
#include "core/hash.h"
#include "io/file.h"
#include "model/world.h"
#include "render/axis.h"
#include "render/canvas.h"
#include "render/page.h"
#include "render/points.h"
#include "render/raster.h"
#include "render/shots.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* -- colours ---------------------------------------------------------------------------------- */

static int channel_distance(uint32_t a, uint32_t b)
{
    int largest = 0;
    for (int bits = 0; bits <= 16; bits += 8) {
        int d = abs((int)(a >> bits & 255) - (int)(b >> bits & 255));
        largest = d > largest ? d : largest;
    }
    return largest;
}

/* Shades of the published table that are not among the knots. */
static void test_viridis_is_viridis(void **state)
{
    (void)state;
    static const struct {
        int shade;
        uint32_t published;
    } cases[] = {{0, 0x440154},   {1, 0x440255},   {33, 0x462D7C},  {64, 0x3A528B}, {127, 0x208F8C},
                 {128, 0x20908C}, {191, 0x5BC862}, {254, 0xFAE622}, {255, 0xFDE724}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_in_range(channel_distance(palette_viridis(cases[i].shade), cases[i].published), 0,
                        1);
    assert_int_equal(palette_viridis(-3), palette_viridis(0));
    assert_int_equal(palette_viridis(999), palette_viridis(255));
}

static void test_values_out_of_range_have_their_own_colour(void **state)
{
    (void)state;
    const Overlay *oxygen = overlay_find("oxygen"), *drug = overlay_find("active_drug");
    assert_non_null(oxygen);
    assert_non_null(drug);
    assert_true(overlay_is_field(oxygen));
    assert_false(overlay_is_field(overlay_find("cells")));
    assert_null(overlay_find("nothing"));
    assert_int_equal(overlay_value_colour(oxygen, 0), palette_viridis(0));
    assert_int_equal(overlay_value_colour(oxygen, 40), palette_viridis(255));
    assert_int_equal(overlay_value_colour(oxygen, 20), palette_viridis(128));
    assert_int_equal(overlay_value_colour(oxygen, 40.01), INK_COLOURS[INK_ABOVE]);
    assert_int_equal(overlay_value_colour(oxygen, -0.01), INK_COLOURS[INK_BELOW]);
    assert_int_equal(overlay_value_colour(oxygen, NAN), INK_COLOURS[INK_NO_VALUE]);
    assert_int_equal(overlay_value_colour(drug, 0), INK_COLOURS[INK_BELOW]);
    assert_int_equal(overlay_value_colour(drug, 1), palette_viridis(128));
    for (int shade = 0; shade < PALETTE_SHADES; shade++) {
        assert_in_range(channel_distance(palette_viridis(shade), INK_COLOURS[INK_ABOVE]), 40, 255);
        assert_in_range(channel_distance(palette_viridis(shade), INK_COLOURS[INK_BELOW]), 40, 255);
    }
}

/* -- the painter ------------------------------------------------------------------------------ */

enum { NX = 7, NY = 5, NZ = 3, SITES = NX * NY * NZ };

typedef struct TestScene {
    uint8_t type[SITES], phase[SITES], perfused[SITES];
    float oxygen[SITES];
    Scene scene;
} TestScene;

/* Every kind of site, and a field that leaves its range at both ends. */
static void scene_fill(TestScene *t)
{
    for (int i = 0; i < SITES; i++) {
        t->type[i] = (uint8_t)(i % SITE_TYPE_COUNT);
        t->phase[i] = (uint8_t)(t->type[i] == SITE_TUMOR ? PHASE_G1 + i % 6 : PHASE_NONE);
        t->perfused[i] = (uint8_t)(i / SITE_TYPE_COUNT % 2);
        t->oxygen[i] = (float)(-2 + 45.0 * i / SITES);
    }
    t->scene = (Scene){grid_of(NX, NY, NZ, 20), t->type, t->phase, t->perfused};
}

static uint64_t paint_hash(const TestScene *t, RasterView view)
{
    Memory memory = {0};
    Raster raster;
    int width = 0, height = 0;
    raster_size(&t->scene.grid, &view, &width, &height);
    assert_int_equal(raster_create(&memory, width, height, &raster), STATUS_OK);
    raster_paint(&t->scene, &view, &raster);
    uint64_t hash =
        hash_bytes(0, raster.pixels, (size_t)width * (size_t)height * sizeof *raster.pixels);
    raster_destroy(&memory, &raster);
    assert_int_equal(memory.bytes, 0);
    return hash;
}

/* Change a constant here only with the reason in the commit: every picture changes with it. */
static void test_pictures_are_the_same_bits(void **state)
{
    (void)state;
    static const struct {
        char axis;
        int index, scale, outline, opacity;
        uint64_t golden;
    } cases[] = {
        {'z', -1, 1, 0, 255, 0x0786A1E52234E0BFULL}, {'z', 0, 4, 1, 255, 0xFEB759524126DCF3ULL},
        {'y', -1, 3, 1, 255, 0xADF13B466F574ADCULL}, {'x', 6, 5, 2, 255, 0xB33FA663A8A2E094ULL},
        {'z', 2, 2, 0, 100, 0x550C272C73AF8BE4ULL},
    };
    TestScene t;
    scene_fill(&t);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        RasterView view = {.axis = cases[i].axis,
                           .index = cases[i].index,
                           .scale = cases[i].scale,
                           .outline = cases[i].outline,
                           .layers_count = 2};
        view.layers[0] = (RasterLayer){overlay_find("oxygen"), t.oxygen, 255};
        view.layers[1] =
            (RasterLayer){overlay_find(i % 2 ? "vessels" : "cells"), NULL, cases[i].opacity};
        uint64_t hash = paint_hash(&t, view);
        if (hash != cases[i].golden)
            fail_msg("case %zu: 0x%016llX", i, (unsigned long long)hash);
    }
}

/* Site (0, 0) is at the lower left, x runs right and y up. */
static void test_slice_stands_upright(void **state)
{
    (void)state;
    TestScene t;
    Memory memory = {0};
    Raster raster;
    scene_fill(&t);
    RasterView view = {.axis = 'z', .index = 1, .scale = 2, .layers_count = 1};
    view.layers[0] = (RasterLayer){overlay_find("cells"), NULL, 255};
    assert_int_equal(raster_create(&memory, NX * 2, NY * 2, &raster), STATUS_OK);
    raster_paint(&t.scene, &view, &raster);
    for (int y = 0; y < NY; y++)
        for (int x = 0; x < NX; x++) {
            int64_t site = grid_index(&t.scene.grid, x, y, 1);
            uint32_t pixel = raster.pixels[(2 * (NY - 1 - y) + 1) * raster.width + 2 * x];
            assert_int_equal(pixel, CLASS_COLOURS[overlay_class(&t.scene, site)]);
        }
    raster_destroy(&memory, &raster);
}

/* -- axes ----------------------------------------------------------------------------------------
 */

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

/* -- runs, points, files ------------------------------------------------------------------------
 */

static char folder[64];
static const char SERIES[] = "time[d],caliper_volume[mm^3],viable[1],oxygen_median[mmHg]\n"
                             "-1,0.9,100,7\n0,1,110,7\n0.5,0.8,90,nan\n1,0.5,0,8\n";

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
    snprintf(folder, sizeof folder, "/tmp/prodrome-render-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    write_text("run.json", "{\"name\": \"treated\", \"seed\": 7, \"version\": \"0.1.0\"}\n");
    write_text("events.csv", "step[1],time[d],drug,amount[mg/kg],duration[h]\n"
                             "1200,0,mipsagargin,56,0\n1440,1,mipsagargin,56,0\n");
    write_text("timeseries.csv", SERIES);
    write_text("points.tsv", "observable\tcondition\ttime[d]\tmean\tsd\tn\tunit\tsource\n"
                             "relative_caliper_volume\tone dose\t1\t0.5\t0.1\t20\t1\tA 2012\n"
                             "relative_caliper_volume\tno time\t\t0.5\t\t\t1\tA 2012\n"
                             "vessel_density\tall\t\t16.8\t\t\t1/mm^2\tB\n");
    return 0;
}

static int folder_teardown(void **state)
{
    (void)state;
    file_folder_remove(folder);
    canvas_finish();
    return 0;
}

static void test_record_of_a_run(void **state)
{
    (void)state;
    Record record;
    RecordDose doses[4];
    char message[256] = "";
    assert_int_equal(record_read(folder, &record, message, sizeof message), STATUS_OK);
    assert_string_equal(record.name, "treated");
    assert_string_equal(record.seed, "7");
    assert_int_equal(record_doses(&record, doses, 4), 2);
    assert_true(doses[1].day == 1 && doses[1].amount == 56);
    assert_string_equal(doses[0].drug, "mipsagargin");
    assert_string_equal(doses[0].unit, "mg/kg");
    assert_int_equal(record_doses(&record, doses, 1), 2);
    assert_int_equal(record_row_at(&record, 0), 1);
    assert_int_equal(record_row_at(&record, 0.25), -1);
    assert_true(record_value_at(&record, "caliper_volume", 1) == 0.5);
    assert_true(isnan(record_value_at(&record, "nothing", 1)));
    record_destroy(&record);
    assert_int_equal(record_read("/nonexistent", &record, message, sizeof message),
                     STATUS_NO_INPUT);
}

static void test_record_refuses_time_that_goes_back(void **state)
{
    (void)state;
    static const char *const bad[] = {"time[h]\n0\n",    "x[1]\n0\n",       "time[d]\n",
                                      "time[d]\n0\n0\n", "time[d]\n1\n0\n", "time[d]\nnan\n"};
    char message[256] = "";
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Record record;
        write_text("timeseries.csv", bad[i]);
        assert_int_equal(record_read(folder, &record, message, sizeof message), STATUS_BAD_DATA);
        assert_non_null(strstr(message, "timeseries.csv"));
    }
    write_text("timeseries.csv", SERIES);
}

static Status points_of(const char *text, Table *table, char *message, size_t message_size)
{
    char path[FILE_PATH];
    write_text("other.tsv", text);
    snprintf(path, sizeof path, "%s/other.tsv", folder);
    return points_read(path, table, message, message_size);
}

static void test_published_points(void **state)
{
    (void)state;
    char path[FILE_PATH], message[256] = "";
    Table table;
    Chart *chart = calloc(1, sizeof *chart);
    assert_non_null(chart);
    snprintf(path, sizeof path, "%s/points.tsv", folder);
    assert_int_equal(points_read(path, &table, message, sizeof message), STATUS_OK);
    assert_int_equal(
        points_add(&table, "relative_caliper_volume", "1", 100, chart, message, sizeof message),
        STATUS_OK);
    assert_int_equal(chart->points_count, 1);
    assert_true(chart->points[0].y == 50 && chart->points[0].error == 10);
    assert_non_null(strstr(chart->points[0].label, "A 2012"));
    assert_non_null(strstr(chart->points[0].label, "n = 20"));
    assert_int_equal(
        points_add(&table, "relative_caliper_volume", "mm^3", 1, chart, message, sizeof message),
        STATUS_BAD_DATA);
    assert_non_null(strstr(message, "points.tsv:2: error:"));
    table_destroy(&table);
    free(chart);
    assert_int_equal(points_of("observable\tmean\n", &table, message, sizeof message),
                     STATUS_BAD_DATA);
    assert_int_equal(points_of("observable\tcondition\ttime[h]\tmean\tsd\tn\tunit\tsource\n",
                               &table, message, sizeof message),
                     STATUS_BAD_DATA);
    assert_int_equal(points_of("observable\tcondition\ttime[d]\tmean\tsd\tn\tunit\tsource\n"
                               "x\ty\t0\tabout 3\t\t\t1\tz\n",
                               &table, message, sizeof message),
                     STATUS_BAD_DATA);
    assert_non_null(strstr(message, "other.tsv:2: error: column mean"));
}

static void page_read(Page *page)
{
    char path[FILE_PATH], message[256] = "";
    snprintf(path, sizeof path, "%s/points.tsv", folder);
    assert_int_equal(record_read(folder, &page->runs[0], message, sizeof message), STATUS_OK);
    assert_int_equal(points_read(path, &page->tables[0], message, sizeof message), STATUS_OK);
    page->runs_count = page->tables_count = 1;
}

static int entries_count(void)
{
    DIR *open = opendir(folder);
    int count = 0;
    assert_non_null(open);
    while (readdir(open))
        count++;
    closedir(open);
    return count;
}

static void test_page_is_written_whole_or_not_at_all(void **state)
{
    (void)state;
    char path[FILE_PATH], message[512] = "";
    void *bytes = NULL;
    size_t length = 0;
    Page *page = calloc(1, sizeof *page);
    assert_non_null(page);
    page_read(page);
    snprintf(path, sizeof path, "%s/volume.png", folder);
    int entries = entries_count();
    for (int64_t call = 1;; call++) {
        file_fail_at(call, ENOSPC);
        Status status = page_write(page, path, message, sizeof message);
        file_fail_at(0, 0);
        if (status == STATUS_OK)
            break;
        assert_int_equal(status, STATUS_IO);
        assert_non_null(strstr(message, path));
        assert_int_equal(entries_count(), entries + file_exists(path));
    }
    assert_int_equal(file_read_whole(path, 1 << 24, &bytes, &length, message, sizeof message),
                     STATUS_OK);
    assert_memory_equal(bytes, "\x89PNG\r\n\x1a\n", 8);
    assert_memory_equal((char *)bytes + length - 8, "IEND", 4);
    free(bytes);
    snprintf(path, sizeof path, "%s/points.tsv/volume.png", folder);
    assert_int_equal(page_write(page, path, message, sizeof message), STATUS_IO);
    page_destroy(page);
    free(page);
}

static void test_snapshots_are_picked_evenly(void **state)
{
    (void)state;
    static const struct {
        int count, wanted, picked, which[4];
    } cases[] = {{31, 4, 4, {0, 10, 20, 30}},
                 {1, 4, 1, {0}},
                 {3, 4, 3, {0, 1, 2}},
                 {5, 4, 4, {0, 1, 3, 4}},
                 {8, 4, 4, {0, 2, 5, 7}}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int picked[4];
        assert_int_equal(shots_pick_even(cases[i].count, cases[i].wanted, picked), cases[i].picked);
        assert_memory_equal(picked, cases[i].which, (size_t)cases[i].picked * sizeof picked[0]);
    }
}

static const char BACKWARD[] = "{\"files\": [{\"name\": \"a\", \"time\": 1}, "
                               "{\"name\": \"b\", \"time\": 0}]}";

static void test_snapshots_are_listed(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "[]",
                                      "{\"files\": []}",
                                      "{\"files\": [{\"name\": \"../a.hdf\", \"time\": 0}]}",
                                      "{\"files\": [{\"name\": \"a.hdf\"}]}",
                                      "{\"files\": [{\"name\": \"a\", \"time\": 1.5}]",
                                      BACKWARD};
    Shot *shots = NULL;
    int count = 0, picked[2];
    char message[256] = "";
    const double days[] = {2, 0}, none[] = {1};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_text("run.hdf.series", bad[i]);
        assert_int_not_equal(shots_list(folder, &shots, &count, message, sizeof message),
                             STATUS_OK);
    }
    write_text("run.hdf.series", "{\"files\": [{\"name\": \"a.hdf\", \"time\": 0},"
                                 " {\"name\": \"b.hdf\", \"time\": 2}]}");
    assert_int_equal(shots_list(folder, &shots, &count, message, sizeof message), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(shots_pick_days(shots, count, days, 2, picked, message, sizeof message),
                     STATUS_OK);
    assert_true(picked[0] == 1 && picked[1] == 0);
    assert_int_equal(shots_pick_days(shots, count, none, 1, picked, message, sizeof message),
                     STATUS_BAD_DATA);
    free(shots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_viridis_is_viridis),
        cmocka_unit_test(test_values_out_of_range_have_their_own_colour),
        cmocka_unit_test(test_pictures_are_the_same_bits),
        cmocka_unit_test(test_slice_stands_upright),
        cmocka_unit_test(test_axes_have_round_ticks),
        cmocka_unit_test(test_axis_positions),
        cmocka_unit_test(test_numbers_in_captions),
        cmocka_unit_test(test_record_of_a_run),
        cmocka_unit_test(test_record_refuses_time_that_goes_back),
        cmocka_unit_test(test_published_points),
        cmocka_unit_test(test_page_is_written_whole_or_not_at_all),
        cmocka_unit_test(test_snapshots_are_picked_evenly),
        cmocka_unit_test(test_snapshots_are_listed),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
