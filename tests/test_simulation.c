/* What a simulation reports of itself: deaths that are lost, deaths that are counted, where
 * the fields have failed. */
#include "dosed.h"
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

/* A cell that vanishes, as from a fault of displacement, stops the run within a step. */
static void a_cell_that_vanishes_is_missed(void **state)
{
    (void)state;
    static Params p;
    Memory memory = {0, 0, 0};
    Simulation *s;
    char message[256] = "";
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = 16;
    p.tumor_cells = 300;
    assert_int_equal(simulation_create(&p, &memory, &s, message, sizeof message), STATUS_OK);
    World *w = simulation_world(s);
    for (int i = 0; i < 20; i++)
        assert_int_equal(simulation_step(s, message, sizeof message), STATUS_OK);
    int64_t site = 0;
    while (w->type[site] != SITE_TUMOR)
        site++;
    w->type[site] = SITE_HOST;
    Status status = simulation_step(s, message, sizeof message);
    assert_int_equal(status, STATUS_COUNTS_OPEN);
    assert_int_equal(status_exit_code(status), 70);
    assert_non_null(strstr(message, "step 20"));
    simulation_destroy(s);
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

/* A field that was tampered with stops the run at its next step, with its name and step. */
static void the_guards_of_a_field(void **state)
{
    (void)state;
    static const struct {
        float field;    /* factor of all values */
        double content; /* of what the ledger says is there */
        Status status;
        const char *said;
    } rows[] = {{-1.0f, -1.0, STATUS_DIVERGED, ": prodrug, step 100, value "},
                {1.0f, 1.001, STATUS_LEDGER_OPEN, ": prodrug, step 100, value "}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static Params p;
        Memory memory = {0, 0, 0};
        Simulation *s;
        char message[256] = "";
        params_defaults(&p);
        p.grid_nx = p.grid_ny = p.grid_nz = 16;
        p.tumor_cells = 300;
        p.time_burn_in = 0.0;
        dosed(&p);
        assert_int_equal(simulation_create(&p, &memory, &s, message, sizeof message), STATUS_OK);
        for (int n = 0; n < 100; n++)
            assert_int_equal(simulation_step(s, message, sizeof message), STATUS_OK);
        World *w = simulation_world(s);
        int prodrug = params_substance(&p, "prodrug");
        for (int64_t site = 0; site < w->grid.sites; site++)
            w->field[prodrug][site] *= rows[i].field;
        w->ledger[prodrug].content *= rows[i].content;
        Status status = simulation_step(s, message, sizeof message);
        print_message("# %s\n", message);
        assert_int_equal(status, rows[i].status);
        assert_int_equal(status_exit_code(status), 70);
        assert_non_null(strstr(message, rows[i].said));
        simulation_destroy(s);
        assert_int_equal(memory.bytes, 0);
    }
}

static uint64_t hash_after(const Params *p, int steps, bool looked_at)
{
    Memory memory = {0, 0, 0};
    Simulation *s;
    char message[256] = "";
    assert_int_equal(simulation_create(p, &memory, &s, message, sizeof message), STATUS_OK);
    for (int i = 0; i < steps; i++) {
        if (looked_at)
            simulation_census(s);
        Status status = simulation_step(s, message, sizeof message);
        if (status != STATUS_OK)
            print_error("%s\n", message);
        assert_int_equal(status, STATUS_OK);
        simulation_world(s)->deaths_count = 0;
    }
    uint64_t hash = world_hash(simulation_world(s));
    simulation_destroy(s);
    assert_int_equal(memory.bytes, 0);
    return hash;
}

/* A run that is looked at after every step is the run that is not, with vessels and without. */
static void the_census_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        int nx, ny, nz;
        double density; /* 1/um^2 */
    } rows[] = {{24, 24, 24, 40e-6}, {25, 22, 20, 40e-6}, {24, 24, 24, 0.0}, {40, 40, 1, 40e-6}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static Params p;
        params_defaults(&p);
        p.grid_nx = rows[i].nx;
        p.grid_ny = rows[i].ny;
        p.grid_nz = rows[i].nz;
        p.vessel_density = rows[i].density;
        p.tumor_cells = rows[i].nx * rows[i].ny * rows[i].nz / 8;
        p.time_burn_in = 1.0;
        dosed(&p);
        assert_true(hash_after(&p, 40, true) == hash_after(&p, 40, false));
    }
}

/* What the vessels brought in is what is there, bound, made of it and lost; by amount. */
static void supply_is_an_amount(void **state)
{
    (void)state;
    static Params p;
    Memory memory = {0, 0, 0};
    Simulation *s;
    char message[256] = "";
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = 20;
    p.tumor_cells = 0;
    p.vessel_density = 60e-6;
    p.time_burn_in = 0.0;
    dosed(&p);
    for (int r = 0; r < p.reactions_count; r++)
        p.reactions[r].enabled = 0;
    assert_int_equal(simulation_create(&p, &memory, &s, message, sizeof message), STATUS_OK);
    for (int i = 0; i < 30; i++)
        assert_int_equal(simulation_step(s, message, sizeof message), STATUS_OK);
    const World *w = simulation_world(s);
    int prodrug = params_substance(&p, "prodrug");
    double there = 0.0;
    for (int64_t i = 0; i < w->grid.sites; i++)
        there += (double)w->field[prodrug][i] * 8e-12; /* nM in 8 pL */
    double supplied = census_value(simulation_census(s), "supplied_prodrug");
    print_message("# supplied %.6g nmol, there %.6g nmol\n", supplied, there);
    assert_true(supplied > 0.0 && fabs(supplied / there - 1.0) < 1e-5);
    simulation_destroy(s);
}

/* Founders are of their clones by share, daughters of their mother's, and bear its PSMA. */
static void clones_breed_true(void **state)
{
    (void)state;
    static Params p;
    Memory memory = {0, 0, 0};
    Simulation *s;
    char message[256] = "";
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = 24;
    p.tumor_cells = 3000;
    p.time_burn_in = 0.0;
    p.growth_loss_rate = 0.0;
    Clone *negative = params_add(&p, LIST_CLONES, "negative"), *high;
    negative->fraction = 0.3;
    negative->psma_ratio = 0.0;
    high = params_add(&p, LIST_CLONES, "high");
    high->fraction = 0.2;
    high->psma_ratio = 3.0;
    assert_int_equal(simulation_create(&p, &memory, &s, message, sizeof message), STATUS_OK);
    const World *w = simulation_world(s);
    int64_t before[3] = {0, 0, 0}, after[3] = {0, 0, 0};
    double psma[3] = {0.0, 0.0, 0.0};
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] == SITE_TUMOR) {
            before[w->clone[i]]++;
            psma[w->clone[i]] += (double)w->psma[i];
        }
    double all = (double)(before[0] + before[1] + before[2]);
    assert_true(fabs((double)before[1] / all - 0.3) < 0.03);
    assert_true(fabs((double)before[2] / all - 0.2) < 0.03);
    double plain = psma[0] / (double)before[0];
    assert_true(psma[1] <= 0.0 && fabs(psma[2] / (double)before[2] / plain - 3.0) < 0.3);
    for (int i = 0; i < 300; i++)
        assert_int_equal(simulation_step(s, message, sizeof message), STATUS_OK);
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] == SITE_TUMOR) {
            after[w->clone[i]]++;
            assert_true(w->clone[i] != 1 || w->psma[i] <= 0.0f);
        }
    assert_true(w->births > 500);
    for (int c = 0; c < 3; c++)
        assert_true(after[c] > before[c]);
    assert_true(census_value(simulation_census(s), "viable_clone_negative") == (double)after[1]);
    simulation_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_death_is_lost_in_silence),
        cmocka_unit_test(a_cell_that_vanishes_is_missed),
        cmocka_unit_test(the_census_counts_deaths_by_cause),
        cmocka_unit_test(a_fault_of_no_site_names_none),
        cmocka_unit_test(the_guards_of_a_field),
        cmocka_unit_test(the_census_changes_nothing),
        cmocka_unit_test(supply_is_an_amount),
        cmocka_unit_test(clones_breed_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
