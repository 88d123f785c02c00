/* The seeded bed of vessels: density on three axes, perfusion, PSMA, the same bits everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/hash.h"
#include "vessel_worlds.h"

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
        vessels_density(world, vessels, PROFILES_ALL, counted);
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
            vessels_density(world, vessels, PROFILES_PERFUSED, density);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_density),      cmocka_unit_test(test_density_of_small_boxes),
        cmocka_unit_test(test_all_perfused), cmocka_unit_test(test_psma),
        cmocka_unit_test(test_golden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
