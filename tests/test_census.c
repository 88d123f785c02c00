/* The census on bare worlds: what it says of values out of the ordinary, and of nothing. */
#include "engine/census.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { EDGE = 8, SITES = EDGE * EDGE * EDGE };

typedef struct Case {
    Memory memory;
    World *world;
    uint32_t queue[SITES];
    Census census;
} Case;

/* A box of host tissue in which the first `cells` sites are tumor cells in G1. */
static Case *case_create(int cells, const char *disabled)
{
    Case *c = calloc(1, sizeof *c);
    Params params;
    assert_non_null(c);
    params_defaults(&params);
    params.grid_nx = params.grid_ny = params.grid_nz = EDGE;
    if (disabled)
        params.substances[params_substance(&params, disabled)].enabled = false;
    assert_int_equal(world_create(&params, &c->memory, &c->world), STATUS_OK);
    for (int i = 0; i < cells; i++) {
        c->world->type[i] = SITE_TUMOR;
        c->world->phase[i] = PHASE_G1;
    }
    census_columns(&c->census, &c->world->params);
    return c;
}

static void case_destroy(Case *c)
{
    world_destroy(c->world);
    free(c);
}

static double value(Case *c, const char *column)
{
    int index = census_find(&c->census, column);
    if (index < 0)
        fail_msg("there is no column %s", column);
    Vessels *vessels;
    assert_int_equal(vessels_create(c->world, &vessels), STATUS_OK);
    census_take(&c->census, c->world, vessels, c->queue);
    vessels_destroy(vessels);
    return c->census.value[index];
}

static void oxygen_fill(Case *c, float oxygen)
{
    float *field = c->world->field[params_substance(&c->world->params, "oxygen")];
    for (int i = 0; i < SITES; i++)
        field[i] = oxygen;
}

static void median_of_any_pressure(void **state)
{
    (void)state;
    const float same[] = {0.0011f, 0.03f, 1, 4.99f, 5, 7.3f, 40, 127.9f, 128, 160, 760, 1e9f};
    const float odd[][2] = {{0, 0},      {-3, 0},          {-INFINITY, 0},     {NAN, 0},
                            {1e-30f, 0}, {1e30f, 0x1p30f}, {INFINITY, 0x1p30f}};
    Case *c = case_create(101, NULL);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        oxygen_fill(c, same[i]);
        double median = value(c, "oxygen_median");
        if (!(fabs(median / (double)same[i] - 1) < 0.002))
            fail_msg("%g mmHg: median %g", (double)same[i], median);
    }
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        oxygen_fill(c, odd[i][0]);
        double median = value(c, "oxygen_median"), expected = (double)odd[i][1];
        if (!(fabs(median - expected) <= 0.002 * expected))
            fail_msg("%g mmHg: median %g", (double)odd[i][0], median);
    }
    case_destroy(c);
}

/* The middle one of 101 values, and no site outside the tumor. */
static void median_is_of_the_middle_cell(void **state)
{
    (void)state;
    Case *c = case_create(101, NULL);
    oxygen_fill(c, 90);
    float *field = c->world->field[params_substance(&c->world->params, "oxygen")];
    for (int i = 0; i < 101; i++)
        field[i] = (float)((i * 37) % 101) * 0.25f;
    assert_true(fabs(value(c, "oxygen_median") / 12.5 - 1) < 0.002);
    assert_true(fabs(value(c, "hypoxic_fraction") - 40.0 / 101) < 1e-12);
    case_destroy(c);
}

/* A reader can tell "no oxygen there" from "not known". */
static void what_there_is_nothing_of_is_nan(void **state)
{
    (void)state;
    static const char *const of_the_tumor[] = {"oxygen_median", "hypoxic_fraction", "psma_mean",
                                               "serca_blocked", "calcium_mean",     "bound_mean",
                                               "mean_prodrug",  "mean_oxygen"};
    static const char *const of_oxygen[] = {"oxygen_median", "hypoxic_fraction", "mean_oxygen"};
    Case *empty = case_create(0, NULL), *airless = case_create(10, "oxygen");
    for (size_t i = 0; i < sizeof of_the_tumor / sizeof of_the_tumor[0]; i++)
        if (!isnan(value(empty, of_the_tumor[i])))
            fail_msg("%s of no cell", of_the_tumor[i]);
    for (size_t i = 0; i < sizeof of_oxygen / sizeof of_oxygen[0]; i++)
        if (!isnan(value(airless, of_oxygen[i])))
            fail_msg("%s without oxygen", of_oxygen[i]);
    assert_true(value(airless, "mean_prodrug") == 0);
    assert_true(value(empty, "viable") == 0 && value(empty, "bound_content") == 0);
    case_destroy(empty);
    case_destroy(airless);
}

/* Committed cells count, bodies and vessels do not; the content is of all. */
static void bound_per_tumor_cell(void **state)
{
    (void)state;
    Case *c = case_create(4, NULL);
    World *w = c->world;
    w->phase[1] = PHASE_COMMITTED;
    w->type[3] = SITE_APOPTOTIC;
    w->type[9] = SITE_VESSEL;
    w->bound[0] = 10;
    w->bound[1] = 20;
    w->bound[9] = 70;
    assert_true(fabs(value(c, "bound_mean") - 10) < 1e-12);
    double litres = 100e-15 * pow(w->grid.edge_um, 3);
    assert_true(fabs(value(c, "bound_content") / litres - 1) < 1e-12);
    case_destroy(c);
}

/* A straight vessel along z is eight profiles across z, and one across each of x and y. */
static void density_of_perfused_vessels(void **state)
{
    (void)state;
    Case *c = case_create(4, NULL);
    World *w = c->world;
    assert_true(value(c, "vessels_per_mm2") == 0);
    for (int z = 0; z < EDGE; z++)
        for (int x = 3; x < 6; x += 2) {
            int64_t site = grid_index(&w->grid, x, 4, z);
            w->type[site] = SITE_VESSEL;
            w->perfused[site] = x == 3;
        }
    double area = SITES * pow(w->grid.edge_um * 1e-3, 2);
    assert_true(fabs(value(c, "vessels_per_mm2") * area / ((8 + 1 + 1) / 3.0) - 1) < 1e-12);
    case_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(median_of_any_pressure),
        cmocka_unit_test(median_is_of_the_middle_cell),
        cmocka_unit_test(what_there_is_nothing_of_is_nan),
        cmocka_unit_test(bound_per_tumor_cell),
        cmocka_unit_test(density_of_perfused_vessels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
