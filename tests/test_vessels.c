/* The stage of the vessels: closing and removal, twins, the same bits whatever the threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <omp.h>
#include <string.h>

#include "vessel_worlds.h"

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
    vessel_world_kill(world, victim, 240);
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
    assert_true(world->bound_ledger.lost_with_dead == 0.0); /* booked at the death (cells.c) */
    for (int cause = 0; cause < DEATH_CAUSE_COUNT; cause++)
        assert_int_equal(world->vessel_deaths_by_cause[cause], cause == CAUSE_DRUG);
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
        vessel_world_kill(world, grid_index(grid, LINE_X, 0, z), 0);
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
    vessel_world_kill(world, victim, 0);
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
                vessel_world_kill(world, i, (int32_t)(world->id[i] >> 32 & 63));
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
    int64_t victim = b->grid.sites / 2;
    while (b->type[victim] != SITE_VESSEL)
        victim++;
    b->params.vessel_removal_delay = 0;
    vessel_world_kill(b, victim, 0);
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

/* The estimate of memory holds for any box and density, and is not far off. */
static void test_bytes(void **state)
{
    (void)state;
    static const Box boxes[] = {{96, 96, 96, 16.8}, {48, 48, 48, 2000}, {48, 48, 48, 60},
                                {96, 96, 1, 2000},  {10, 10, 10, 16.8}, {1, 1, 1, 0}};
    for (size_t b = 0; b < sizeof boxes / sizeof *boxes; b++) {
        World *world = vessel_world_seeded(boxes[b], 1);
        size_t before = world->memory->bytes;
        Vessels *vessels = vessel_world_workspace(world);
        size_t taken = world->memory->bytes - before;
        assert_true(taken <= vessels_bytes(&world->params));
        if (b < 3)
            assert_true(vessels_bytes(&world->params) < 2 * taken);
        vessel_world_dispose(world, vessels);
    }
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
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_closing_and_removal),
        cmocka_unit_test(test_what_takes_the_place),
        cmocka_unit_test(test_no_delays),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_threads_and_resume),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
