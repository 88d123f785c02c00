/* Snapshots: what is written is what is read, everything is described, the same state gives the
 * same bytes, and a damaged file is refused. */
#include "io/file.h"
#include "io/snapshot.h"
#include "io/snapshot_csv.h"
#include "io/table.h"
#include "model/world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { MESSAGE = 400, DAMAGES = 400 };
static const char CONFIG[] = "run:\n  name: test # \xc2\xb5\n";

/* -- a world with something in every array ----------------------------------------------------- */

static World *filled_world(Memory *memory, int nz, bool empty)
{
    Params params;
    World *world;
    params_defaults(&params);
    params.grid_nx = 13;
    params.grid_ny = 11;
    params.grid_nz = nz;
    assert_int_equal(world_create(&params, memory, &world), STATUS_OK);
    world->step = params_day0_step(&params) + 17;
    for (int s = 0; s < params.substances_count; s++)
        world->clock[s].solved_step = world->step - 5 * s;
    for (int64_t i = 0; !empty && i < world->grid.sites; i++) {
        Draw draw = random_draw(7, PURPOSE_PUSH, (uint64_t)i, 0);
        world->type[i] = (uint8_t)(draw.word[0] % SITE_TYPE_COUNT);
        world->phase[i] = (uint8_t)(draw.word[1] % SITE_PHASE_COUNT);
        world->cause[i] = (uint8_t)(draw.word[2] % DEATH_CAUSE_COUNT);
        world->perfused[i] = draw.word[3] & 1;
        world->id[i] = random_key((uint64_t)i, 1);
        world->parent[i] = random_key((uint64_t)i, 2);
        world->psma[i] = (float)(draw.word[0] >> 8);
        world->damage[i] = (float)random_uniform(draw.word[1]);
        world->bound[i] = (float)random_uniform(draw.word[2]);
        for (int s = 0; s < params.substances_count; s++)
            world->field[s][i] = (float)random_uniform(draw.word[s]);
    }
    for (int64_t i = 0; !empty && i < 5; i++)
        world->deaths[world->deaths_count++] = (Death){(uint64_t)i + 1, 0, 60, 20, 3, CAUSE_DRUG};
    return world;
}

static void image_of(const World *world, void **image, size_t *bytes)
{
    char message[MESSAGE];
    Provenance provenance = provenance_of(&world->params, CONFIG);
    if (snapshot_image(world, &provenance, image, bytes, message, sizeof message) != STATUS_OK)
        fail_msg("%s", message);
}

static char folder[] = "/tmp/prodrome-test-XXXXXX";
static char path[FILE_PATH];

static int setup(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/snap_000000.hdf", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    file_folder_remove(folder, 0);
    return 0;
}

/* -- tests ------------------------------------------------------------------------------------- */

static void check_cells(const Snapshot *snapshot, const World *world)
{
    char message[MESSAGE];
    HdfShape shape;
    uint64_t *id;
    float *psma, *z;
    assert_int_equal(snapshot_array(snapshot, "/cells/id", &shape, (void **)&id, message, MESSAGE),
                     STATUS_OK);
    assert_int_equal(
        snapshot_array(snapshot, "/cells/psma", &shape, (void **)&psma, message, MESSAGE),
        STATUS_OK);
    assert_int_equal(snapshot_array(snapshot, "/cells/z", &shape, (void **)&z, message, MESSAGE),
                     STATUS_OK);
    size_t row = 0;
    for (int64_t i = 0; i < world->grid.sites; i++) {
        if (world->type[i] < SITE_TUMOR)
            continue;
        assert_true(row < shape.items);
        assert_true(id[row] == world->id[i] && psma[row] == world->psma[i]);
        assert_true(z[row] == (float)((grid_site3(&world->grid, i).z + 0.5) * 20));
        row++;
    }
    assert_int_equal(row, shape.items);
    free(id);
    free(psma);
    free(z);
}

static void check_equal(const World *world)
{
    char message[MESSAGE], hash[PROVENANCE_HASH];
    Snapshot snapshot;
    if (snapshot_open(path, &snapshot, message, MESSAGE) != STATUS_OK)
        fail_msg("%s", message);
    size_t sites = (size_t)world->grid.sites;
    float *field = malloc(sites * sizeof *field);
    uint8_t *bytes = malloc(sites);
    assert_int_equal(snapshot.grid.sites, world->grid.sites);
    assert_int_equal(snapshot.grid.nx, world->grid.nx);
    assert_true(snapshot.grid.edge_um == world->grid.edge_um);
    assert_int_equal(snapshot.step, world->step);
    assert_true(snapshot.time_d == world_time_h(world, world->step) / 24);
    provenance_hash_text(world_hash(world), hash);
    assert_string_equal(snapshot.state_hash, hash);
    const uint8_t *const states[] = {world->type, world->phase, world->perfused};
    const char *const names[] = {"cell_type", "phase", "perfused"};
    for (int a = 0; a < 3; a++) {
        assert_int_equal(snapshot_sites(&snapshot, names[a], HDF_U8, bytes, message, MESSAGE),
                         STATUS_OK);
        assert_memory_equal(bytes, states[a], sites);
    }
    for (int s = 0; s < world->params.substances_count; s++) {
        const char *name = world->params.substances[s].name;
        assert_int_equal(snapshot_sites(&snapshot, name, HDF_F32, field, message, MESSAGE),
                         STATUS_OK);
        assert_memory_equal(field, world->field[s], sites * sizeof *field);
        char object[HDF_NAME];
        double valid = NAN;
        snprintf(object, sizeof object, "/%s", name);
        assert_true(hdf_read_numbers(snapshot.hdf, object, "valid_time", HDF_F64, 1, &valid));
        assert_true(valid == world_time_h(world, world->clock[s].solved_step) / 24);
    }
    char *config = snapshot_text(&snapshot, "/provenance", "config");
    assert_string_equal(config, CONFIG);
    check_cells(&snapshot, world);
    free(config);
    free(bytes);
    free(field);
    snapshot_close(&snapshot);
}

static void written_is_read(void **state)
{
    (void)state;
    const struct {
        int nz;
        bool empty;
    } cases[] = {{9, false}, {1, false}, {1, true}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        char message[MESSAGE];
        Memory memory = {0};
        World *world = filled_world(&memory, cases[c].nz, cases[c].empty);
        Provenance provenance = provenance_of(&world->params, CONFIG);
        char digest[SHA256_HEX], again[SHA256_HEX];
        assert_int_equal(snapshot_write(path, world, &provenance, digest, message, MESSAGE),
                         STATUS_OK);
        assert_int_equal(sha256_file(path, again, message, MESSAGE), STATUS_OK);
        assert_string_equal(digest, again);
        check_equal(world);
        world_destroy(world);
    }
}

static void everything_is_described(void **state)
{
    (void)state;
    static const char *const groups[] = {"/", "/cells", "/deaths"};
    const size_t least[] = {9, 16, 6};
    char message[MESSAGE], name[HDF_NAME], object[3 * HDF_NAME];
    Memory memory = {0};
    World *world = filled_world(&memory, 5, false);
    Provenance provenance = provenance_of(&world->params, CONFIG);
    assert_int_equal(snapshot_write(path, world, &provenance, NULL, message, MESSAGE), STATUS_OK);
    Snapshot snapshot;
    assert_int_equal(snapshot_open(path, &snapshot, message, MESSAGE), STATUS_OK);
    for (int g = 0; g < 3; g++) {
        size_t n = 0;
        for (; snapshot_member(&snapshot, groups[g], n, name); n++) {
            snprintf(object, sizeof object, "%s/%s", g ? groups[g] : "", name);
            char *unit = snapshot_text(&snapshot, object, "units");
            char *long_name = snapshot_text(&snapshot, object, "long_name");
            assert_true(unit && *unit && long_name && *long_name);
            free(unit);
            free(long_name);
        }
        assert_true(n >= least[g]);
    }
    snapshot_close(&snapshot);
    world_destroy(world);
}

static void same_state_same_bytes(void **state)
{
    (void)state;
    Memory memory = {0};
    World *world = filled_world(&memory, 9, false);
    void *first, *second;
    size_t first_bytes, second_bytes;
    image_of(world, &first, &first_bytes);
    void *between = malloc(12345); /* so that the second image lies elsewhere in memory */
    image_of(world, &second, &second_bytes);
    assert_int_equal(first_bytes, second_bytes);
    assert_memory_equal(first, second, first_bytes);
    free(between);
    free(first);
    free(second);
    world_destroy(world);
}

/* Without the care for the disk that file_write_whole takes: there are a thousand of these. */
static void write_plainly(const void *image, size_t bytes)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(image, 1, bytes, stream), bytes);
    assert_int_equal(fclose(stream), 0);
}

static void open_fails(const void *image, size_t bytes, const char *what, size_t at)
{
    char message[MESSAGE] = "";
    Snapshot snapshot;
    write_plainly(image, bytes);
    Status status = snapshot_open(path, &snapshot, message, MESSAGE);
    if (status != STATUS_BAD_DATA || !strstr(message, path))
        fail_msg("%s at %zu of %zu: status %d, message %s", what, at, bytes, status, message);
}

static void damage_is_refused(void **state)
{
    (void)state;
    Memory memory = {0};
    World *world = filled_world(&memory, 9, false);
    void *image;
    size_t bytes;
    image_of(world, &image, &bytes);
    for (size_t n = 0; n < DAMAGES; n++) {
        Draw draw = random_draw(1, PURPOSE_HOLE, n, 0);
        size_t at = n < 64 ? n : draw.word[0] % (bytes - 32);
        unsigned char *byte = (unsigned char *)image + at, kept = *byte;
        *byte ^= (unsigned char)(1u << draw.word[1] % 8);
        open_fails(image, bytes, "flipped bit", at);
        *byte = kept;
        open_fails(image, 1 + draw.word[2] % (bytes - 33), "cut", at);
    }
    open_fails("", 0, "empty", 0);
    free(image);
    world_destroy(world);
}

/* Without its last line a file is an ordinary HDF5 file that others have rewritten: then HDF5's own
 * checksums stand guard. Whatever opens must hold the right values, or fail when they are read. */
static void damage_without_trailer(void **state)
{
    (void)state;
    char message[MESSAGE];
    Memory memory = {0};
    World *world = filled_world(&memory, 9, false);
    size_t bytes, sites = (size_t)world->grid.sites, opened = 0, refused = 0;
    void *image;
    float *field = malloc(sites * sizeof *field);
    image_of(world, &image, &bytes);
    bytes -= 32;
    for (size_t n = 0; n < DAMAGES; n++) {
        Draw draw = random_draw(2, PURPOSE_HOLE, n, 0);
        unsigned char *byte = (unsigned char *)image + draw.word[0] % bytes, kept = *byte;
        *byte = (unsigned char)(*byte ^ (1 + draw.word[1] % 255));
        Snapshot snapshot;
        write_plainly(image, bytes);
        *byte = kept;
        if (snapshot_open(path, &snapshot, message, MESSAGE) != STATUS_OK) {
            refused++;
            continue;
        }
        opened++;
        for (int s = 0; s < world->params.substances_count; s++) {
            const char *name = world->params.substances[s].name;
            if (snapshot_sites(&snapshot, name, HDF_F32, field, message, MESSAGE) == STATUS_OK)
                assert_memory_equal(field, world->field[s], sites * sizeof *field);
            else
                refused++;
        }
        snapshot_close(&snapshot);
    }
    print_message("%zu opened, %zu times refused, none read wrongly\n", opened, refused);
    free(field);
    free(image);
    world_destroy(world);
}

static void other_files_are_refused(void **state)
{
    (void)state;
    char message[MESSAGE];
    Snapshot snapshot;
    assert_int_equal(snapshot_open("/tmp/there/is/none.hdf", &snapshot, message, MESSAGE),
                     STATUS_NO_INPUT);
    assert_int_equal(snapshot_open("/dev/null", &snapshot, message, MESSAGE), STATUS_BAD_DATA);
    assert_int_equal(snapshot_open("/tmp", &snapshot, message, MESSAGE), STATUS_BAD_DATA);
    open_fails("volume,day\n1,2\n", 15, "a table", 0);
}

/* -- tables as text --------------------------------------------------------------------------- */

static void check_table(const Snapshot *snapshot, SnapshotTable which, const char *real,
                        const char *unit)
{
    char message[MESSAGE], name[2 * HDF_NAME], digits[32];
    Text text = {0};
    Table table;
    size_t rows = 0, same = 0;
    assert_int_equal(snapshot_csv(snapshot, which, &text, message, MESSAGE), STATUS_OK);
    assert_int_equal(text_check(&text, "text", message, MESSAGE), STATUS_OK);
    snprintf(name, sizeof name, "%s.csv", SNAPSHOT_TABLE_WORDS[which]);
    if (table_read_text(name, text.bytes, ',', &table, message, MESSAGE) != STATUS_OK)
        fail_msg("%s", message);
    bool cells = which == SNAPSHOT_TABLE_CELLS;
    uint64_t *id = snapshot_column(snapshot, SNAPSHOT_TABLE_WORDS[which], "id", HDF_U64, &rows);
    void *values = snapshot_column(snapshot, SNAPSHOT_TABLE_WORDS[which], real,
                                   cells ? HDF_F32 : HDF_F64, &same);
    int column = table_column(&table, real), key = table_column(&table, "id");
    assert_true(id && values && column >= 0 && key == 0 && rows == same);
    assert_string_equal(table.columns[column].unit, unit);
    assert_int_equal(table.rows_count, rows);
    for (size_t i = 0; i < rows; i++) {
        double value = table_value(&table, (int64_t)i, column);
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)id[i]);
        assert_string_equal(table_cell(&table, (int64_t)i, key), digits);
        assert_true(cells ? (float)value == ((float *)values)[i] : value == ((double *)values)[i]);
    }
    free(id);
    free(values);
    table_destroy(&table);
    text_destroy(&text);
}

static void tables_are_text(void **state)
{
    (void)state;
    for (int empty = 0; empty < 2; empty++) {
        Memory memory = {0};
        char message[MESSAGE];
        Snapshot snapshot;
        World *world = filled_world(&memory, 7, empty);
        Provenance provenance = provenance_of(&world->params, CONFIG);
        assert_int_equal(snapshot_write(path, world, &provenance, NULL, message, MESSAGE),
                         STATUS_OK);
        assert_int_equal(snapshot_open(path, &snapshot, message, MESSAGE), STATUS_OK);
        check_table(&snapshot, SNAPSHOT_TABLE_CELLS, "psma", "1");
        check_table(&snapshot, SNAPSHOT_TABLE_CELLS, "damage", "h");
        check_table(&snapshot, SNAPSHOT_TABLE_DEATHS, "time", "h");
        snapshot_close(&snapshot);
        world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_is_read),        cmocka_unit_test(everything_is_described),
        cmocka_unit_test(same_state_same_bytes),  cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(damage_without_trailer), cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(tables_are_text),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
