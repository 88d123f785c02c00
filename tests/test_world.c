/* The world: creation when memory fails at any call, bytes as announced, a hash that sees every
 * state array and no scratch, the animal, plasma and pumps by their formulas. */
#include "model/world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Params params;
static Memory memory;

static World *world_small(void)
{
    params_defaults(&params);
    params.grid_nx = 17;
    params.grid_ny = 9;
    params.grid_nz = 5;
    memory = (Memory){0};
    World *world = NULL;
    assert_int_equal(world_create(&params, &memory, &world), STATUS_OK);
    return world;
}

static void test_creation_survives_every_failure(void **state)
{
    (void)state;
    world_destroy(world_small());
    int64_t calls = memory.calls;
    assert_true(calls > 5);
    for (int64_t n = 1; n <= calls + 1; n++) {
        World *world = NULL;
        memory = (Memory){.fail_at = n};
        Status status = world_create(&params, &memory, &world);
        assert_int_equal(status, n <= calls ? STATUS_NO_MEMORY : STATUS_OK);
        assert_true((world == NULL) == (n <= calls));
        world_destroy(world);
        assert_int_equal(memory.bytes, 0);
    }
    world_destroy(NULL);
}

static void test_bytes_are_as_announced(void **state)
{
    (void)state;
    World *world = world_small();
    double announced = (double)world_bytes(&params), held = (double)memory.bytes;
    /* Each block carries up to two cells of 64 bytes for its size and alignment. */
    assert_true(held >= announced && held < announced + 128.0 * (double)memory.calls);
    world_destroy(world);
    params.grid_nx = params.grid_ny = params.grid_nz = 4096;
    assert_true(world_bytes(&params) > (uint64_t)1 << 41);
    params.grid_nx = params.grid_ny = params.grid_nz = INT64_MAX / 2;
    assert_true(world_bytes(&params) == UINT64_MAX);
    World *none;
    memory = (Memory){0};
    assert_int_equal(world_create(&params, &memory, &none), STATUS_NO_MEMORY);
    assert_null(none);
}

static void test_new_world_is_empty(void **state)
{
    (void)state;
    World *world = world_small();
    assert_int_equal(world->grid.sites, 17 * 9 * 5);
    for (int64_t i = 0; i < world->grid.sites; i++) {
        assert_int_equal(world->type[i], SITE_HOST);
        assert_true(world->id[i] == 0);
        for (int s = 0; s < params.substances_count; s++)
            assert_true(world->field[s][i] == (float)params.substances[s].initial);
    }
    assert_int_equal(world->step, 0);
    assert_true(fabs(world_time_h(world, 0) + params.time_burn_in) < 1e-9);
    assert_true(world_time_h(world, params_day0_step(&params)) == 0.0);
    world_destroy(world);
}

static void test_hash_sees_state_and_not_scratch(void **state)
{
    (void)state;
    World *world = world_small();
    uint64_t plain = world_hash(world);
    for (int a = 0; a < WORLD_ARRAYS_COUNT; a++) {
        const ArrayRow *row = &WORLD_ARRAYS[a];
        unsigned char *bytes = world_array(world, row);
        size_t last = (size_t)world->grid.sites * row->item - 1;
        const size_t places[] = {0, last / 2, last};
        for (int p = 0; p < 3; p++) {
            bytes[places[p]] ^= 0x80;
            if ((world_hash(world) != plain) != row->state)
                fail_msg("%s at byte %zu", row->name, places[p]);
            bytes[places[p]] ^= 0x80;
        }
    }
    for (int s = 0; s < params.substances_count; s++) {
        float kept = world->field[s][33];
        world->field[s][33] = nextafterf(kept, 1e9f);
        assert_true(world_hash(world) != plain);
        world->field[s][33] = kept;
    }
    world->step++;
    assert_true(world_hash(world) != plain);
    world->step--;
    assert_true(world_hash(world) == plain);
    world_destroy(world);
}

/* What decides how the next step goes on belongs to the state, and so to the hash. */
static void test_hash_sees_what_steers_the_next_step(void **state)
{
    (void)state;
    World *world = world_small();
    Plasma *plasma = &world->plasma[0];
    Ledger *ledger = &world->ledger[1];
    double *const numbers[] = {&plasma->at_event,
                               &plasma->infusion,
                               &plasma->rate,
                               &world->clock[1].peak,
                               &ledger->content,
                               &ledger->step[LEDGER_released][PLACE_TUMOR],
                               &ledger->step[LEDGER_released][PLACE_OTHER]};
    int64_t *const steps[] = {&plasma->event_step, &world->clock[1].event_step,
                              &world->clock[1].solved_step};
    bool *const marks[] = {&plasma->event_next, &world->clock[1].at_rest, &world->network_changed};
    uint64_t plain = world_hash(world);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        double kept = *numbers[i];
        *numbers[i] += 1.0;
        assert_true(world_hash(world) != plain);
        *numbers[i] = kept;
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        ++*steps[i];
        assert_true(world_hash(world) != plain);
        --*steps[i];
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        *marks[i] = !*marks[i];
        assert_true(world_hash(world) != plain);
        *marks[i] = !*marks[i];
    }
    assert_true(world_hash(world) == plain);
    world_destroy(world);
}

static void test_two_worlds_have_one_hash(void **state)
{
    (void)state;
    World *world = world_small();
    uint64_t first = world_hash(world);
    world_destroy(world);
    world = world_small();
    assert_true(world_hash(world) == first);
    world_destroy(world);
}

static void test_animals_differ_by_seed_with_mean_one(void **state)
{
    (void)state;
    enum { ANIMALS = 4000 };
    double sum[4] = {0}, squares[4] = {0}, first[4] = {0};
    params_defaults(&params);
    params.grid_nx = params.grid_ny = params.grid_nz = 1;
    params.animal_cv_plasma_volume = params.animal_cv_half_life = 0.25;
    params.animal_cv_psma = params.animal_cv_growth = 0.25;
    memory = (Memory){0};
    for (int seed = 0; seed < ANIMALS; seed++) {
        World *world;
        params.run_seed = seed;
        assert_int_equal(world_create(&params, &memory, &world), STATUS_OK);
        const Animal *a = &world->animal;
        const double factors[] = {a->plasma_volume, a->half_life, a->psma, a->growth};
        for (int f = 0; f < 4; f++) {
            assert_true(factors[f] > 0.0);
            sum[f] += factors[f];
            squares[f] += factors[f] * factors[f];
            if (seed == 0)
                first[f] = factors[f];
        }
        world_destroy(world);
    }
    for (int f = 0; f < 4; f++) {
        double mean = sum[f] / ANIMALS, cv = sqrt(squares[f] / ANIMALS - mean * mean) / mean;
        assert_true(fabs(mean - 1.0) < 0.02 && fabs(cv - 0.25) < 0.02);
        assert_true(first[f] != first[(f + 1) % 4]);
    }
}

static void test_plasma_is_the_closed_form(void **state)
{
    (void)state;
    World *world = world_small();
    Plasma *p = &world->plasma[0];
    double half_life = params.drugs[0].half_life * world->animal.half_life;
    assert_true(fabs(p->rate * half_life / log(2.0) - 1.0) < 1e-14);
    p->event_step = 100;
    p->at_event = 1000.0;
    p->infusion = 50.0;
    for (int i = 0; i < 200; i++) {
        double t = 0.5 * i * world->step_h;
        double exact = 1000.0 * exp(-p->rate * t) + 50.0 / p->rate * -expm1(-p->rate * t);
        assert_true(fabs(world_plasma(world, 0, 100 + 0.5 * i) / exact - 1.0) < 1e-13);
    }
    world_destroy(world);
}

static void test_molecules_and_pumps(void **state)
{
    (void)state;
    World *world = world_small();
    /* 6e5 molecules in 8 pL: 6e5 / 6.02214076e23 mol / 8e-12 L = 124.54 nM. */
    assert_true(fabs(6e5 * world_molecule_nM(world) / 124.5404 - 1.0) < 1e-6);
    assert_true(world_pumps(world, 0) == 0.0);
    world->type[0] = SITE_TUMOR;
    world->phase[0] = PHASE_G1;
    double tumor = params.serca_pumps * world_molecule_nM(world);
    assert_true(fabs(world_pumps(world, 0) / tumor - 1.0) < 1e-12);
    world->type[1] = SITE_VESSEL;
    world->phase[1] = PHASE_OPEN;
    double vessel = params.vessel_pumps * world_molecule_nM(world);
    assert_true(fabs(world_pumps(world, 1) / vessel - 1.0) < 1e-12);
    world->phase[1] = PHASE_DYING;
    assert_true(world_pumps(world, 1) == 0.0);
    world_destroy(world);
}

static void test_deaths_are_recorded_and_bounded(void **state)
{
    (void)state;
    World *world = world_small();
    world->type[7] = SITE_TUMOR;
    world->id[7] = 99;
    world->step = 12;
    for (int64_t i = 0; i < world->deaths_max + 3; i++)
        world_record_death(world, 7, CAUSE_HYPOXIA);
    assert_true(world->deaths_count == world->deaths_max);
    assert_int_equal(world->deaths_lost, 3);
    assert_true(world->deaths_by_cause[CAUSE_HYPOXIA] == world->deaths_max + 3);
    assert_true(world->deaths[0].id == 99 && world->deaths[0].site == 7);
    assert_int_equal(world->deaths[0].step, 12);
    world->type[8] = SITE_VESSEL;
    world_record_death(world, 8, CAUSE_FLOW);
    assert_int_equal(world->vessel_deaths_by_cause[CAUSE_FLOW], 1);
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_creation_survives_every_failure),
        cmocka_unit_test(test_bytes_are_as_announced),
        cmocka_unit_test(test_new_world_is_empty),
        cmocka_unit_test(test_hash_sees_state_and_not_scratch),
        cmocka_unit_test(test_hash_sees_what_steers_the_next_step),
        cmocka_unit_test(test_two_worlds_have_one_hash),
        cmocka_unit_test(test_animals_differ_by_seed_with_mean_one),
        cmocka_unit_test(test_plasma_is_the_closed_form),
        cmocka_unit_test(test_molecules_and_pumps),
        cmocka_unit_test(test_deaths_are_recorded_and_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
