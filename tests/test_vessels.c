/* The vessels: density on all three axes, closing and removal, and the same bits whatever the
 * threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "vessel_worlds.h"

static void kill_segment(World *world, int64_t site, int32_t closing_steps)
{
    world->phase[site] = PHASE_DYING;
    world->due_step[site] = (int32_t)world->step + closing_steps;
    world_record_death(world, site, CAUSE_DRUG);
}

/* The k-th vessel in site order. */
static int64_t nth_vessel(const World *world, int64_t k)
{
    for (int64_t i = 0; i < world->grid.sites; i++)
        if (world->type[i] == SITE_VESSEL && k-- == 0)
            return i;
    fail();
    return -1;
}

/* ---- density ---- */

static void test_density(void **state)
{
    (void)state;
    enum { SEEDS = 10 };
    const Box box = {96, 96, 96, 16.8};
    const double area = 96.0 * 96.0 * 96.0 * 20e-3 * 20e-3; /* of all sections, mm2 */
    double mean[3] = {0, 0, 0};
    for (int seed = 1; seed <= SEEDS; seed++) {
        World *world = vessel_world_seeded(box, seed);
        Vessels *vessels = vessel_world_workspace(world);
        double counted[3];
        vessels_density(world, vessels, false, counted);
        print_message("# seed %2d: %lld segments,", seed,
                      (long long)vessel_world_count(world, SITE_VESSEL));
        for (int axis = 0; axis < 3; axis++) {
            double density = (double)vessel_world_profiles(world, axis) / area;
            assert_true(fabs(density - 1e6 * counted[axis]) < 1e-9);
            assert_true(fabs(density / box.density - 1.0) < 0.10);
            mean[axis] += density / SEEDS;
            print_message(" %.2f", density);
        }
        print_message(" /mm2 across x, y, z\n");
        vessel_world_dispose(world, vessels);
    }
    print_message("# mean %.2f %.2f %.2f /mm2\n", mean[0], mean[1], mean[2]);
    for (int axis = 0; axis < 3; axis++)
        assert_true(fabs(mean[axis] / box.density - 1.0) < 0.03);
}

/* Small and thin boxes have the right density over many seeds, where there is room for laterals. */
static void test_density_of_small_boxes(void **state)
{
    (void)state;
    static const struct {
        Box box;
        double x, y, z; /* largest relative error of the mean; 0: not asked */
    } rows[] = {
        {{96, 96, 1, 16.8}, 0, 0, 0.03},     {{10, 10, 1, 16.8}, 0, 0, 0.2},
        {{10, 10, 10, 16.8}, 0, 0, 0.2},     {{40, 40, 40, 16.8}, 0.1, 0.1, 0.1},
        {{60, 60, 20, 16.8}, 0.1, 0.1, 0.1}, {{48, 48, 48, 60}, 0.1, 0.1, 0.1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const double limits[] = {rows[i].x, rows[i].y, rows[i].z};
        enum { SEEDS = 200 };
        double mean[3] = {0, 0, 0};
        for (int seed = 0; seed < SEEDS; seed++) {
            World *world = vessel_world_seeded(rows[i].box, seed);
            Vessels *vessels = vessel_world_workspace(world);
            double density[3];
            vessels_density(world, vessels, true, density);
            for (int axis = 0; axis < 3; axis++)
                mean[axis] += 1e6 * density[axis] / SEEDS;
            vessel_world_dispose(world, vessels);
        }
        print_message("# %dx%dx%d: %.2f %.2f %.2f for %.1f /mm2\n", rows[i].box.nx, rows[i].box.ny,
                      rows[i].box.nz, mean[0], mean[1], mean[2], rows[i].box.density);
        for (int axis = 0; axis < 3; axis++)
            if (limits[axis] > 0)
                assert_true(fabs(mean[axis] / rows[i].box.density - 1.0) < limits[axis]);
    }
}

/* ---- the seeded state ---- */

static int compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void check_keys(const World *world)
{
    int64_t vessels = vessel_world_count(world, SITE_VESSEL), count = 0;
    uint64_t *keys = malloc((size_t)vessels * sizeof *keys + 1);
    for (int64_t i = 0; i < world->grid.sites; i++) {
        assert_int_equal(world->type[i] == SITE_VESSEL, world->id[i] != 0);
        if (world->id[i] != 0)
            keys[count++] = world->id[i];
    }
    qsort(keys, (size_t)count, sizeof *keys, compare_keys);
    for (int64_t i = 1; i < count; i++)
        assert_true(keys[i - 1] < keys[i]);
    free(keys);
}

/* Boxes of every shape, and densities up to what cannot fit: it ends, and all segments carry blood.
 */
static void test_all_perfused(void **state)
{
    (void)state;
    static const Box boxes[] = {
        {96, 96, 96, 16.8}, {32, 32, 32, 16.8}, {32, 32, 32, 100}, {24, 24, 24, 2000},
        {50, 50, 1, 16.8},  {50, 50, 1, 2000},  {50, 50, 2, 100},  {50, 2, 50, 200},
        {2, 50, 50, 200},   {1, 50, 50, 100},   {50, 1, 50, 100},  {3, 40, 3, 300},
        {5, 3, 2, 2000},    {1, 1, 1, 2000},    {1, 1, 64, 2000},  {96, 96, 96, 0},
    };
    for (size_t b = 0; b < sizeof boxes / sizeof *boxes; b++) {
        World *world = vessel_world_seeded(boxes[b], 7 + (int64_t)b);
        Vessels *vessels = vessel_world_workspace(world);
        uint64_t before = world_hash(world);
        check_keys(world);
        for (int64_t i = 0; i < world->grid.sites; i++) {
            assert_int_equal(world->perfused[i], world->type[i] == SITE_VESSEL);
            assert_int_equal(world->phase[i], world->perfused[i] ? PHASE_OPEN : PHASE_NONE);
        }
        world->network_changed = true;
        vessels_step(world, vessels);
        assert_false(world->network_changed);
        assert_true(world_hash(world) == before);
        if (boxes[b].density <= 0)
            assert_int_equal(vessel_world_count(world, SITE_VESSEL), 0);
        vessel_world_dispose(world, vessels);
    }
}

static void test_psma(void **state)
{
    (void)state;
    static const struct {
        double ratio, cv, positive;
    } rows[] = {{0.1, 0.5, 1}, {0.01, 0, 1}, {0.5, 0.5, 0.3}, {0.1, 0.5, 0}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        World *world = vessel_world_empty((Box){64, 64, 64, 16.8}, 3);
        world->params.vessel_psma_ratio = rows[r].ratio;
        world->params.vessel_psma_cv = rows[r].cv;
        world->params.vessel_psma_positive = rows[r].positive;
        assert_int_equal(vessels_seed(world), STATUS_OK);
        double sum = 0, squares = 0, positive = 0;
        double mean = world->params.psma_per_cell * rows[r].ratio * world->animal.psma;
        for (int64_t i = 0; i < world->grid.sites; i++)
            if (world->psma[i] > 0) {
                double x = (double)world->psma[i] / mean;
                assert_int_equal(world->type[i], SITE_VESSEL);
                positive++;
                sum += x;
                squares += x * x;
            }
        double share = positive / (double)vessel_world_count(world, SITE_VESSEL);
        assert_true(fabs(share - rows[r].positive) < 0.03);
        if (positive > 0) {
            double average = sum / positive;
            double spread = squares / positive - average * average;
            assert_true(fabs(average - 1.0) < 0.03);
            assert_true(fabs(sqrt(spread > 0 ? spread : 0) - rows[r].cv) < 0.05);
        }
        vessel_world_dispose(world, NULL);
    }
}

/* ---- closing and removal ---- */

enum { LINE_X = 2 }; /* a line of vessels at x = 2 in a 5 x 1 x 8 box */

static World *line_world(void)
{
    World *world = vessel_world_empty((Box){5, 1, 8, 0}, 1);
    for (int z = 0; z < 8; z++) {
        int64_t site = grid_index(&world->grid, LINE_X, 0, z);
        world->type[site] = SITE_VESSEL;
        world->phase[site] = PHASE_OPEN;
        world->perfused[site] = 1;
        world->id[site] = 100 + (uint64_t)z;
        world->psma[site] = 5.0f;
        world->bound[site] = 2.0f;
        world->damage[site] = 3.0f;
        world->depth2[site] = 9;
    }
    return world;
}

static void test_closing_and_removal(void **state)
{
    (void)state;
    World *world = line_world();
    Vessels *vessels = vessel_world_workspace(world);
    const Grid *grid = &world->grid;
    int64_t victim = grid_index(grid, LINE_X, 0, 3);
    int64_t removal = params_steps(&world->params, world->params.vessel_removal_delay);
    assert_int_equal(removal, 720);
    world->type[grid_index(grid, 1, 0, 3)] = SITE_TUMOR;
    kill_segment(world, victim, 240);
    for (world->step = 0; world->step < 240 + removal + 5; world->step++) {
        vessels_step(world, vessels);
        bool closed = world->step >= 240, gone = world->step >= 240 + removal;
        assert_int_equal(world->type[victim], gone ? SITE_GAP : SITE_VESSEL);
        assert_int_equal(world->phase[victim], gone     ? PHASE_NONE
                                               : closed ? PHASE_CLOSED
                                                        : PHASE_DYING);
        for (int z = 0; z < 8; z++) {
            int64_t site = grid_index(grid, LINE_X, 0, z);
            assert_int_equal(world->perfused[site], !closed);
            if (site != victim) /* living cells without flow stay */
                assert_int_equal(world->phase[site], PHASE_OPEN);
        }
    }
    for (int i = 0; i < WORLD_ARRAYS_COUNT; i++) {
        const ArrayRow *row = &WORLD_ARRAYS[i];
        static const char zeros[8];
        const char *item = (const char *)world_array(world, row) + (size_t)victim * row->item;
        if (strcmp(row->name, "type") != 0 && strcmp(row->name, "depth2") != 0)
            assert_memory_equal(item, zeros, row->item);
    }
    assert_int_equal(world->depth2[victim], 9);
    assert_true(world->bound_ledger.lost_with_dead == 2.0);
    assert_int_equal(world->vessel_deaths, 1);
    vessel_world_dispose(world, vessels);
}

/* A whole line removed at once: only what lies beside the tumor becomes part of it. */
static void test_what_takes_the_place(void **state)
{
    (void)state;
    World *world = line_world();
    Vessels *vessels = vessel_world_workspace(world);
    const Grid *grid = &world->grid;
    static const uint8_t beside[8] = {SITE_HOST,     SITE_HOST, SITE_TUMOR, SITE_APOPTOTIC,
                                      SITE_NECROTIC, SITE_GAP,  SITE_HOST,  SITE_HOST};
    for (int z = 0; z < 8; z++) {
        world->type[grid_index(grid, LINE_X + 1, 0, z)] = beside[z];
        kill_segment(world, grid_index(grid, LINE_X, 0, z), 0);
    }
    vessels_step(world, vessels);
    world->step = 720;
    vessels_step(world, vessels);
    for (int z = 0; z < 8; z++)
        assert_int_equal(world->type[grid_index(grid, LINE_X, 0, z)],
                         beside[z] == SITE_HOST ? SITE_HOST : SITE_GAP);
    assert_int_equal(vessel_world_count(world, SITE_VESSEL), 0);
    vessels_step(world, vessels);
    vessel_world_dispose(world, vessels);
}

/* Two delays of no length: closed at one step, gone at the next. */
static void test_no_delays(void **state)
{
    (void)state;
    World *world = line_world();
    Vessels *vessels = vessel_world_workspace(world);
    int64_t victim = grid_index(&world->grid, LINE_X, 0, 0);
    world->params.vessel_removal_delay = 0;
    kill_segment(world, victim, 0);
    vessels_step(world, vessels);
    assert_int_equal(world->phase[victim], PHASE_CLOSED);
    world->step++;
    vessels_step(world, vessels);
    assert_int_equal(world->type[victim], SITE_HOST);
    vessel_world_dispose(world, vessels);
}

/* ---- twins, threads, memory ---- */

/* A day of deaths spread over the network, with steps of the stage. */
static void run_deaths(World *world, Vessels *vessels, int64_t first, int64_t last)
{
    for (world->step = first; world->step < last; world->step++) {
        for (int64_t i = 0; i < world->grid.sites; i++)
            if (world->phase[i] == PHASE_OPEN &&
                world->id[i] % 5000 == (uint64_t)world->step % 5000)
                kill_segment(world, i, (int32_t)(world->id[i] >> 32 & 63));
        vessels_step(world, vessels);
    }
}

static void test_twins(void **state)
{
    (void)state;
    const Box box = {48, 48, 48, 16.8};
    World *a = vessel_world_seeded(box, 5);
    World *b = vessel_world_seeded(box, 5);
    Vessels *vessels = vessel_world_workspace(b);
    assert_true(world_hash(a) == world_hash(b));
    int64_t victim = nth_vessel(b, vessel_world_count(b, SITE_VESSEL) / 2);
    b->params.vessel_removal_delay = 0;
    kill_segment(b, victim, 0);
    for (b->step = 0; b->step < 3; b->step++)
        vessels_step(b, vessels);
    assert_int_equal(b->type[victim], SITE_HOST);
    for (int64_t i = 0; i < a->grid.sites; i++)
        if (i != victim) {
            assert_int_equal(a->type[i], b->type[i]);
            assert_true(a->id[i] == b->id[i]);
            assert_true(a->psma[i] == b->psma[i]);
        }
    vessel_world_dispose(b, vessels);
    vessel_world_dispose(a, NULL);
}

static void test_threads_and_resume(void **state)
{
    (void)state;
    static const int threads[] = {1, 2, 3, 8};
    const Box box = {64, 64, 64, 16.8};
    uint64_t first = 0;
    for (int t = 0; t < 4; t++) {
        omp_set_num_threads(threads[t]);
        World *world = vessel_world_seeded(box, 11);
        Vessels *vessels = vessel_world_workspace(world);
        int64_t seeded = vessel_world_count(world, SITE_VESSEL);
        world->params.vessel_removal_delay = 6;
        run_deaths(world, vessels, 0, 100);
        if (t == 3) { /* the last run is interrupted: the workspace holds nothing of its own */
            vessels_destroy(vessels);
            vessels = vessel_world_workspace(world);
        }
        run_deaths(world, vessels, 100, 200);
        assert_true(vessel_world_count(world, SITE_VESSEL) < seeded &&
                    vessel_world_count(world, SITE_VESSEL) > 0);
        if (t == 0)
            first = world_hash(world);
        assert_true(world_hash(world) == first);
        vessel_world_dispose(world, vessels);
    }
}

/* The seeded network of one animal, the same from every compiler; a change of this number is a
 * change of results, to be named in the commit. */
static void test_golden(void **state)
{
    (void)state;
    World *world = vessel_world_seeded((Box){40, 40, 40, 16.8}, 1);
    size_t sites = (size_t)world->grid.sites;
    uint64_t hash = hash_bytes(0, world->type, sites);
    hash = hash_bytes(hash, world->id, sites * sizeof *world->id);
    hash = hash_bytes(hash, world->psma, sites * sizeof *world->psma);
    print_message("# hash %016llx\n", (unsigned long long)hash);
    assert_true(hash == 0x1ae9eea4717272bau);
    vessel_world_dispose(world, NULL);
}

static void test_out_of_memory(void **state)
{
    (void)state;
    World *world = vessel_world_empty((Box){32, 32, 32, 16.8}, 2);
    Vessels *vessels = NULL;
    uint64_t before = world_hash(world);
    size_t bytes = world->memory->bytes;
    Status status = STATUS_NO_MEMORY;
    int64_t fails;
    for (fails = 0; status != STATUS_OK; fails++) {
        world->memory->fail_at = world->memory->calls + 1 + fails;
        status = vessels_seed(world);
        assert_int_equal(world->memory->bytes, bytes);
        assert_true(status == STATUS_OK || world_hash(world) == before);
    }
    assert_int_equal(fails, 3);
    before = world_hash(world);
    status = STATUS_NO_MEMORY;
    for (fails = 0; status != STATUS_OK; fails++) {
        world->memory->fail_at = world->memory->calls + 1 + fails;
        status = vessels_create(world, &vessels);
        assert_true(status == STATUS_OK || (!vessels && world->memory->bytes == bytes));
    }
    assert_true(fails > 3 && world_hash(world) == before);
    vessel_world_dispose(world, vessels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_density),
        cmocka_unit_test(test_density_of_small_boxes),
        cmocka_unit_test(test_all_perfused),
        cmocka_unit_test(test_psma),
        cmocka_unit_test(test_closing_and_removal),
        cmocka_unit_test(test_what_takes_the_place),
        cmocka_unit_test(test_no_delays),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_threads_and_resume),
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
