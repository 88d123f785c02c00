/* Run folders: what is in them, and what is left when one cannot be made. */
#include "io/compare.h"
#include "io/runfolder.h"
#include "io/runlist.h"
#include "io/snapshot.h"
#include "io/table.h"
#include "temp_folder.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

static Params small(void)
{
    Params params;
    params_defaults(&params);
    params.grid_nx = params.grid_ny = params.grid_nz = 6;
    snprintf(params.run_name, sizeof params.run_name, "small");
    Dose *dose = params_add(&params, LIST_DOSES, "");
    assert_non_null(dose);
    snprintf(dose->drug, sizeof dose->drug, "mipsagargin");
    dose->amount = 56;
    dose->times = 2;
    return params;
}

static void folders_in_the_way(void **state)
{
    (void)state;
    Params params = small();
    RunFolder folder;
    size_t made;
    const struct {
        const char *path, *says;
        Status status;
    } cases[] = {{"there", "--out", STATUS_EXISTS},
                 {"there", "--resume", STATUS_EXISTS},
                 {"file", "--out", STATUS_EXISTS},
                 {"file/below/it", "Not a directory", STATUS_IO}};
    assert_int_equal(file_folder_create(at("there"), &made, message, MESSAGE), STATUS_OK);
    assert_int_equal(file_write_whole(at("file"), "x", 1, message, MESSAGE), STATUS_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Status status = runfolder_create(&folder, at(cases[i].path), &params, message, MESSAGE);
        assert_int_equal(status, cases[i].status);
        assert_non_null(strstr(message, cases[i].says));
        assert_non_null(strstr(message, cases[i].path));
    }
    assert_int_equal(unlink(at("file")), 0);
    assert_int_equal(rmdir(at("there")), 0); /* which is still empty */
}

static void nothing_is_left_of_a_failed_start(void **state)
{
    (void)state;
    Params params = small();
    RunFolder folder;
    Status status = STATUS_IO;
    for (int64_t n = 1; status != STATUS_OK; n++) {
        file_fail_at(n, ENOSPC);
        status = runfolder_create(&folder, at("new/deep/run/"), &params, message, MESSAGE);
        if (status == STATUS_OK)
            status = runfolder_begin(&folder, message, MESSAGE);
        if (status != STATUS_OK)
            runfolder_destroy(&folder, true);
        file_fail_at(0, 0);
        assert_true(file_exists(at("new")) == (status == STATUS_OK));
        assert_true(n < CALLS_MOST);
    }
    runfolder_destroy(&folder, true);
    assert_false(file_exists(at("new")));
}

/* Parents that were there before, or that hold something else by now, stay. */
static void only_what_was_made_is_removed(void **state)
{
    (void)state;
    Params params = small();
    RunFolder one, two;
    assert_int_equal(mkdir(at("old"), 0777), 0);
    assert_int_equal(runfolder_create(&one, at("old/new/one"), &params, message, MESSAGE), 0);
    assert_int_equal(runfolder_create(&two, at("old/new/two"), &params, message, MESSAGE), 0);
    runfolder_destroy(&one, true);
    assert_false(file_exists(at("old/new/one")));
    assert_true(file_is_folder(at("old/new/two")));
    runfolder_destroy(&two, true);
    assert_true(file_is_folder(at("old/new")));
    assert_int_equal(rmdir(at("old/new")), 0);
    assert_int_equal(rmdir(at("old")), 0);
}

static void default_names_are_safe(void **state)
{
    (void)state;
    const char *const cases[][2] = {{"lncap", "output/runs/lncap-1"},
                                    {"../up", "output/runs/_._up-1"},
                                    {"a b/c", "output/runs/a_b_c-1"},
                                    {"v1.2", "output/runs/v1.2-1"},
                                    {"", "output/runs/run-1"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[FILE_PATH];
        Params params = small();
        snprintf(params.run_name, sizeof params.run_name, "%s", cases[i][0]);
        runfolder_default(&params, path);
        assert_string_equal(path, cases[i][1]);
    }
}

/* A run of a few steps without an engine: rows, doses, snapshots, report, seal. */
static void pretend_run(const char *path, World *world, const Census *census)
{
    RunFolder folder;
    Summary summary = {0};
    RunReport report = {
        .status = "finished", .reason = "test", .summary = &summary, .animal = &world->animal};
    int64_t day0 = params_day0_step(&world->params);
    assert_int_equal(runfolder_create(&folder, path, &world->params, message, MESSAGE), STATUS_OK);
    assert_int_equal(runfolder_begin(&folder, message, MESSAGE), STATUS_OK);
    for (world->step = day0; world->step <= day0 + 480; world->step++) {
        assert_int_equal(runfolder_doses(&folder, world, message, MESSAGE), STATUS_OK);
        if (world->step % 240 != 0)
            continue;
        summary_add(&summary, census);
        world->deaths_count = 1;
        assert_int_equal(runfolder_row(&folder, census, message, MESSAGE), STATUS_OK);
        assert_int_equal(runfolder_snapshot(&folder, world, message, MESSAGE), STATUS_OK);
        assert_int_equal(runfolder_report(&folder, &report, message, MESSAGE), STATUS_OK);
        assert_int_equal(world->deaths_count, 0);
    }
    assert_int_equal(runfolder_seal(&folder, message, MESSAGE), STATUS_OK);
    runfolder_destroy(&folder, false);
}

static void check_tables(const char *series_path, const char *events_path, const Census *census)
{
    Table series, events;
    if (table_read(series_path, ',', &series, message, MESSAGE) != STATUS_OK)
        fail_msg("%s", message);
    assert_int_equal(table_read(events_path, ',', &events, message, MESSAGE), STATUS_OK);
    assert_int_equal(series.rows_count, 3);
    assert_int_equal(series.columns_count, census->count);
    for (int c = 0; c < census->count; c++) {
        assert_string_equal(series.columns[c].name, census->column[c].name);
        assert_string_equal(series.columns[c].unit, census->column[c].unit);
        double read = table_value(&series, 2, c), written = census->value[c];
        assert_true(isnan(written) ? isnan(read) : read == written);
    }
    assert_int_equal(events.rows_count, 2);
    assert_string_equal(table_cell(&events, 1, table_column(&events, "drug")), "mipsagargin");
    assert_true(table_value(&events, 1, table_column(&events, "time")) == 1);
    assert_true(table_value(&events, 1, table_column(&events, "amount")) == 56);
    table_destroy(&series);
    table_destroy(&events);
}

static void check_same(const RunList *a, const RunList *b)
{
    for (size_t i = 0; i < a->count; i++) {
        Snapshot one, two;
        Comparison comparison;
        assert_int_equal(snapshot_open(a->paths[i], &one, message, MESSAGE), STATUS_OK);
        assert_int_equal(snapshot_open(b->paths[i], &two, message, MESSAGE), STATUS_OK);
        assert_int_equal(compare_snapshots(&one, &two, NULL, 0, &comparison, message, MESSAGE),
                         STATUS_OK);
        assert_int_equal(comparison.count, 0);
        snapshot_close(&one);
        snapshot_close(&two);
    }
}

static void a_folder_reads_back(void **state)
{
    (void)state;
    Params params = small();
    Memory memory = {0};
    World *world;
    static Census census;
    static const char *const names[] = {"config.yaml",     "events.csv", "run.hdf.series",
                                        "timeseries.csv",  "SHA256SUMS", "snap_000000.hdf",
                                        "snap_000002.hdf", "run.json",   "log.jsonl"};
    RunList lists[2];
    char one[SHA256_HEX], two[SHA256_HEX], path[FILE_PATH];
    assert_int_equal(world_create(&params, &memory, &world), STATUS_OK);
    census_columns(&census, &world->params);
    for (int c = 0; c < census.count; c++)
        census.value[c] = random_uniform((uint32_t)c * 2654435761u) / 3;
    census.value[CENSUS_oxygen_median] = -(double)NAN;
    pretend_run(at("one"), world, &census);
    pretend_run(at("two"), world, &census);
    check_tables(at("one/timeseries.csv"), at("one/events.csv"), &census);
    for (size_t i = 0; i < 7; i++) { /* all but the last two are the same bytes */
        snprintf(path, sizeof path, "one/%s", names[i]);
        assert_int_equal(sha256_file(at(path), one, message, MESSAGE), STATUS_OK);
        memcpy(path, "two", 3);
        assert_int_equal(sha256_file(at(path), two, message, MESSAGE), STATUS_OK);
        assert_string_equal(one, two);
    }
    assert_int_equal(runlist_read(at("one"), &lists[0], message, MESSAGE), STATUS_OK);
    assert_int_equal(runlist_read(at("two"), &lists[1], message, MESSAGE), STATUS_OK);
    assert_int_equal(lists[0].count, 3);
    check_same(&lists[0], &lists[1]);
    for (int i = 0; i < 2; i++)
        runlist_destroy(&lists[i]);
    file_folder_remove(at("one"), 0);
    file_folder_remove(at("two"), 0);
    world_destroy(world);
}

/* Its digests name a file only once that is there, whichever system call fails. */
static void a_file_is_added_to_a_sealed_folder(void **state)
{
    (void)state;
    static const char before[] = "00  a\n";
    char digest[SHA256_HEX], after[200];
    Status status = STATUS_IO;
    assert_int_equal(mkdir(at("run"), 0777), 0);
    assert_int_equal(file_write_whole(at("more"), "x\ny", 3, message, MESSAGE), 0);
    assert_int_equal(sha256_file(at("more"), digest, message, MESSAGE), STATUS_OK);
    snprintf(after, sizeof after, "%s%s  more\n", before, digest);
    for (int64_t n = 1; status != STATUS_OK; n++) {
        assert_int_equal(file_write_whole(at("run/SHA256SUMS"), before, 6, message, MESSAGE), 0);
        file_fail_at(n, ENOSPC);
        status = runfolder_add(at("run"), "more", "x\ny", 3, message, MESSAGE);
        file_fail_at(0, 0);
        bool renamed =
            status == STATUS_OK || (strstr(message, "SUMS") && strstr(message, "synchronised"));
        expect_text(at("run/SHA256SUMS"), renamed ? after : before);
        assert_true(n < CALLS_MOST);
    }
    expect_text(at("run/more"), "x\ny");
    assert_int_equal(unlink(at("more")), 0);
    file_folder_remove(at("run"), 0);
}

/* Two states that differ in one cell's PSMA, one field value and one site. */
static void compare_finds_the_place(void **state)
{
    (void)state;
    Params params = small();
    Memory memory = {0};
    World *world;
    Comparison found;
    Snapshot a, b;
    const char *const ignored[] = {"cells/psma", "phase"};
    assert_int_equal(world_create(&params, &memory, &world), STATUS_OK);
    Provenance provenance = provenance_of(&params, "");
    int64_t site = grid_index(&world->grid, 1, 2, 3);
    world->type[site] = SITE_TUMOR;
    world->psma[site] = 1;
    assert_int_equal(snapshot_write(at("a.hdf"), world, &provenance, NULL, message, MESSAGE),
                     STATUS_OK);
    world->psma[site] = 2;
    world->phase[site] = PHASE_S;
    world->field[0][0] = 7;
    assert_int_equal(snapshot_write(at("b.hdf"), world, &provenance, NULL, message, MESSAGE),
                     STATUS_OK);
    assert_int_equal(snapshot_open(at("a.hdf"), &a, message, MESSAGE), STATUS_OK);
    assert_int_equal(snapshot_open(at("b.hdf"), &b, message, MESSAGE), STATUS_OK);
    assert_int_equal(compare_snapshots(&a, &b, NULL, 0, &found, message, MESSAGE), STATUS_OK);
    assert_int_equal(found.count, 4);
    const char *const expected[][4] = {
        {"oxygen", "site (0, 0, 0)", "20", "7"},
        {"phase", "site (1, 2, 3)", "none", "S"},
        {"cells/phase", "row 0, site (1, 2, 3)", "none", "S"},
        {"cells/psma", "row 0, site (1, 2, 3)", "1", "2"},
    };
    for (int i = 0; i < 4; i++) {
        assert_string_equal(found.list[i].array, expected[i][0]);
        assert_string_equal(found.list[i].where, expected[i][1]);
        assert_string_equal(found.list[i].a, expected[i][2]);
        assert_string_equal(found.list[i].b, expected[i][3]);
        assert_int_equal(found.list[i].differing, 1);
    }
    assert_int_equal(compare_snapshots(&a, &b, ignored, 2, &found, message, MESSAGE), STATUS_OK);
    assert_int_equal(found.count, 1);
    snapshot_close(&a);
    snapshot_close(&b);
    unlink(at("a.hdf"));
    unlink(at("b.hdf"));
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_in_the_way),
        cmocka_unit_test(nothing_is_left_of_a_failed_start),
        cmocka_unit_test(only_what_was_made_is_removed),
        cmocka_unit_test(default_names_are_safe),
        cmocka_unit_test(a_folder_reads_back),
        cmocka_unit_test(a_file_is_added_to_a_sealed_folder),
        cmocka_unit_test(compare_finds_the_place),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
