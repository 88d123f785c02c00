/* Pictures as files: what is read of a run, published points, and pages that are whole or not
 * there. */
#include "io/file.h"
#include "render/canvas.h"
#include "render/page.h"
#include "render/points.h"
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
    file_folder_remove(folder, 0);
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

/* A full disk at every call, then none: the file is there whole. */
static void page_write_at_last(const Page *page, const char *end, const char *begins,
                               const char *ends)
{
    char path[FILE_PATH], message[512] = "";
    void *bytes = NULL;
    size_t length = 0;
    snprintf(path, sizeof path, "%s/volume%s", folder, end);
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
    assert_memory_equal(bytes, begins, strlen(begins));
    assert_non_null(memmem((char *)bytes + length - 8, 8, ends, strlen(ends)));
    free(bytes);
}

static void test_page_is_written_whole_or_not_at_all(void **state)
{
    (void)state;
    char path[FILE_PATH], message[512] = "";
    Page *page = calloc(1, sizeof *page);
    assert_non_null(page);
    page_read(page);
    page_write_at_last(page, ".png", "\x89PNG\r\n\x1a\n", "IEND");
    page_write_at_last(page, ".svg", "<?xml ", "</svg>\n");
    page_write_at_last(page, ".pdf", "%PDF-", "%%EOF\n");
    snprintf(path, sizeof path, "%s/points.tsv/volume.png", folder);
    assert_int_equal(page_write(page, path, message, sizeof message), STATUS_IO);
    page_destroy(page);
    free(page);
}

/* Of numbers at the ends of what a double holds a page is drawn, soon and without an error. */
static void test_page_of_extreme_values(void **state)
{
    (void)state;
    static const char *const rows[][4] = {{"5e-324", "5e-324", "5e-324", "5e-324"},
                                          {"1e308", "1e308", "1e308", "1e308"},
                                          {"-1e308", "-1e308", "-1e308", "-1e308"},
                                          {"1e308", "5e-324", "-1e308", "1.7e308"},
                                          {"5e-324", "1.7e308", "5e-324", "-1e308"}};
    static const char *const days[][4] = {{"-1", "0", "1", "2"},
                                          {"-1e308", "-5e-324", "0", "1.7e308"}};
    char text[4096], path[FILE_PATH], message[256] = "";
    for (size_t k = 0; k < 2 * sizeof rows / sizeof rows[0]; k++) {
        static Page page;
        int used = snprintf(text, sizeof text,
                            "time[d],caliper_volume[mm^3],viable[1],oxygen_median[mmHg],"
                            "plasma_a[nM],mean_a[nM],hypoxic_fraction[1]\n");
        for (int r = 0; r < 4; r++) {
            used += snprintf(text + used, sizeof text - (size_t)used, "%s", days[k % 2][r]);
            for (int c = 0; c < 6; c++)
                used += snprintf(text + used, sizeof text - (size_t)used, ",%s",
                                 rows[k / 2][(r + (k > 5 ? c : 0)) % 4]);
            used += snprintf(text + used, sizeof text - (size_t)used, "\n");
        }
        write_text("timeseries.csv", text);
        page_read(&page);
        snprintf(path, sizeof path, "%s/extreme.png", folder);
        alarm(20); /* a page that is never done */
        Status status = page_write(&page, path, message, sizeof message);
        alarm(0);
        if (status != STATUS_OK)
            fail_msg("rows %zu: %s", k, message);
        page_destroy(&page);
    }
    write_text("timeseries.csv", SERIES);
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
    int count = 0, picked[3];
    char message[256] = "";
    const double days[] = {2, 0}, none[] = {1, 0, 30};
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
    assert_int_equal(shots_pick_days(shots, count, none, 3, picked, message, sizeof message),
                     STATUS_NO_INPUT);
    assert_string_equal(message, "there is no snapshot of day 1, 30; the run has snapshots of "
                                 "day 0, 2");
    free(shots);
}

/* A run of a month has more than a message can list. */
static void test_many_days_are_told_shortly(void **state)
{
    (void)state;
    enum { MANY = 31 };
    Shot *shots = calloc(MANY, sizeof *shots);
    int picked[2];
    const double days[] = {30.02, 40.5};
    char message[256] = "";
    assert_non_null(shots);
    for (int i = 0; i < MANY; i++)
        shots[i].day = i;
    assert_int_equal(shots_pick_days(shots, MANY, days, 1, picked, message, sizeof message),
                     STATUS_OK);
    assert_int_equal(picked[0], 30);
    assert_int_equal(shots_pick_days(shots, MANY, days, 2, picked, message, sizeof message),
                     STATUS_NO_INPUT);
    assert_string_equal(message, "there is no snapshot of day 40.5; the run has snapshots of "
                                 "day 0, 1, 2, 3, ... 30 (31 in all)");
    free(shots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_record_of_a_run),
        cmocka_unit_test(test_record_refuses_time_that_goes_back),
        cmocka_unit_test(test_published_points),
        cmocka_unit_test(test_page_is_written_whole_or_not_at_all),
        cmocka_unit_test(test_page_of_extreme_values),
        cmocka_unit_test(test_snapshots_are_picked_evenly),
        cmocka_unit_test(test_snapshots_are_listed),
        cmocka_unit_test(test_many_days_are_told_shortly),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
