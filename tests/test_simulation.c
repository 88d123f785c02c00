/* What a simulation reports of itself: deaths that are lost, deaths that are counted, where
 * the fields have failed. */
#include "engine/simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

/* Every viable cell of a tumor dies in one long step, with so much room for their deaths. */
static Status deaths_in_one_step(int64_t room, World *seen, char *message, size_t size)
{
    static Params p;
    Memory memory = {0, 0, 0};
    Simulation *s;
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = 16;
    p.time_cell_step = 10.0;
    p.growth_loss_rate = 1e3;
    p.tumor_cells = 300;
    assert_int_equal(simulation_create(&p, &memory, &s, message, size), STATUS_OK);
    simulation_world(s)->deaths_max = room;
    Status status = simulation_step(s, message, size);
    *seen = *simulation_world(s);
    simulation_destroy(s);
    assert_int_equal(memory.bytes, 0);
    return status;
}

static void no_death_is_lost_in_silence(void **state)
{
    (void)state;
    static World w;
    char message[256] = "";
    assert_int_equal(deaths_in_one_step(4000, &w, message, sizeof message), STATUS_OK);
    int64_t died = w.deaths_count;
    assert_true(died > 250 && w.deaths_lost == 0);
    assert_int_equal(deaths_in_one_step(died, &w, message, sizeof message), STATUS_OK);
    assert_string_equal(message, "");
    Status status = deaths_in_one_step(died - 7, &w, message, sizeof message);
    assert_int_equal(status, STATUS_DEATHS_LOST);
    assert_int_equal(status_exit_code(status), 70);
    assert_int_equal(w.deaths_count, died - 7);
    assert_int_equal(w.deaths_by_cause[CAUSE_SPONTANEOUS] + w.deaths_by_cause[CAUSE_HYPOXIA], died);
    assert_int_equal(w.step, 1);
    assert_non_null(strstr(message, ": 7 more than "));
}

static double census_value(const Census *census, const char *name)
{
    int column = census_find(census, name);
    assert_true(column >= 0);
    return census->value[column];
}

/* Endothelium is counted by itself, and its own cause of death has no column among the tumor's. */
static void the_census_counts_deaths_by_cause(void **state)
{
    (void)state;
    static Params p;
    Memory memory = {0, 0, 0};
    Simulation *s;
    char message[256];
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = 8;
    p.tumor_cells = 20;
    assert_int_equal(simulation_create(&p, &memory, &s, message, sizeof message), STATUS_OK);
    World *w = simulation_world(s);
    int64_t cell = 0, vessel = 1;
    w->type[cell] = SITE_TUMOR;
    w->type[vessel] = SITE_VESSEL;
    for (int c = CAUSE_DRUG; c < DEATH_CAUSE_COUNT; c++)
        for (int n = 0; n < 10 + c; n++)
            world_record_death(w, c == CAUSE_FLOW ? vessel : cell, (DeathCause)c);
    w->plasma[0].at_event = 77.0;
    const Census *census = simulation_census(s);
    assert_true(census_value(census, "deaths_drug") == 10 + CAUSE_DRUG);
    assert_true(census_value(census, "deaths_hypoxia") == 10 + CAUSE_HYPOXIA);
    assert_true(census_value(census, "deaths_spontaneous") == 10 + CAUSE_SPONTANEOUS);
    assert_true(census_value(census, "deaths_cytotoxic") == 10 + CAUSE_CYTOTOXIC);
    assert_true(census_value(census, "vessel_deaths") == 10 + CAUSE_FLOW);
    assert_int_equal(census_find(census, "deaths_flow"), -1);
    assert_true(census_value(census, "plasma_mipsagargin") == 77.0);
    simulation_destroy(s);
}

/* A fault that is not of one site names none. */
static void a_fault_of_no_site_names_none(void **state)
{
    (void)state;
    static Params p;
    Memory memory = {0, 0, 0};
    Simulation *s;
    char message[256] = "";
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = 16;
    p.tumor_cells = 300;
    p.solver_max_cycles = 1;
    p.solver_tolerance = 1e-7;
    assert_int_equal(simulation_create(&p, &memory, &s, message, sizeof message), STATUS_OK);
    assert_int_equal(simulation_step(s, message, sizeof message), STATUS_DIVERGED);
    assert_non_null(strstr(message, ": oxygen, step 0, value "));
    simulation_destroy(s);

    p.solver_max_cycles = 100;
    assert_int_equal(simulation_create(&p, &memory, &s, message, sizeof message), STATUS_OK);
    World *w = simulation_world(s);
    w->field[0][grid_index(&w->grid, 3, 4, 5)] = NAN;
    assert_int_equal(simulation_step(s, message, sizeof message), STATUS_NOT_FINITE);
    assert_non_null(strstr(message, ": oxygen, site (3, 4, 5), step 0, value "));
    simulation_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_death_is_lost_in_silence),
        cmocka_unit_test(the_census_counts_deaths_by_cause),
        cmocka_unit_test(a_fault_of_no_site_names_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
