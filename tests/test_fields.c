/* The field solver: the same bits for any number of threads, sizes of every kind, a dead core,
 * rest, and failures. Its ledger and the pumps have tests of their own. */
#include "field_world.h"
#include "fields/groups.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

/* --- determinism ----------------------------------------------------------------------------- */

static uint64_t threads_hash(int threads)
{
    FieldWorld fw;
    omp_set_num_threads(threads);
    field_world_tumor(&fw, 35, 33, 31, 4000);
    field_world_steps(&fw, 2);
    field_world_dose(&fw, 2e5);
    field_world_steps(&fw, 12);
    uint64_t hash = world_hash(fw.world);
    for (int s = 0; s < 3; s++)
        hash = hash * 31 + (uint64_t)fw.world->clock[s].cycles;
    field_world_close(&fw);
    return hash;
}

static void threads_agree(void **state)
{
    (void)state;
    const int threads[] = {2, 3, 8};
    uint64_t one = threads_hash(1);
    for (int i = 0; i < 3; i++)
        assert_true(threads_hash(threads[i]) == one);
    omp_set_num_threads(1);
    printf("hash with 1, 2, 3 and 8 threads: %016llx\n", (unsigned long long)one);
}

/* Loops for wider registers give the bits of the plain ones. */
static void widths_agree(void **state)
{
    (void)state;
    FieldWorld wide, plain;
    field_world_tumor(&wide, 27, 24, 21, 1500);
    field_world_tumor(&plain, 27, 24, 21, 1500);
    plain.fields->work.mg.rows = &ROWS_PLAIN;
    plain.fields->work.laws = &LAWS_PLAIN;
    for (int n = 0; n < 8; n++) {
        if (n == 2) {
            field_world_dose(&wide, 1e5);
            field_world_dose(&plain, 1e5);
        }
        field_world_steps(&wide, 1);
        field_world_steps(&plain, 1);
        assert_true(world_hash(wide.world) == world_hash(plain.world));
    }
    field_world_close(&wide);
    field_world_close(&plain);
}

/* Scratch that an earlier step has left must not matter: fresh fields give the same bits. */
static void scratch_is_no_state(void **state)
{
    (void)state;
    FieldWorld a, b;
    field_world_tumor(&a, 24, 22, 20, 1500);
    field_world_tumor(&b, 24, 22, 20, 1500);
    for (int n = 0; n < 12; n++) {
        if (n == 2) {
            field_world_dose(&a, 1e5);
            field_world_dose(&b, 1e5);
        }
        field_world_steps(&a, 1);
        fields_destroy(b.world, b.fields);
        assert_int_equal(fields_create(b.world, &b.fields), STATUS_OK);
        field_world_steps(&b, 1);
        assert_true(world_hash(a.world) == world_hash(b.world));
    }
    field_world_close(&a);
    field_world_close(&b);
}

/* Oxygen knows nothing of a drug that does nothing. */
static void uncoupled(void **state)
{
    (void)state;
    FieldWorld dosed, twin;
    field_world_tumor(&dosed, 24, 24, 24, 2000);
    field_world_tumor(&twin, 24, 24, 24, 2000);
    field_world_steps(&dosed, 1);
    field_world_steps(&twin, 1);
    field_world_dose(&dosed, 2e5);
    field_world_steps(&dosed, 8);
    field_world_steps(&twin, 8);
    size_t bytes = (size_t)twin.world->grid.sites * sizeof(float);
    assert_memory_equal(dosed.world->field[0], twin.world->field[0], bytes);
    assert_true(field_world_content(&dosed, 1) > 0.0 && field_world_content(&twin, 1) == 0.0);
    field_world_close(&dosed);
    field_world_close(&twin);
}

/* --- supply and sizes ------------------------------------------------------------------------ */

/* Far too little supply: a dead core at zero, reached without a negative value. */
static void dead_core(void **state)
{
    (void)state;
    FieldWorld fw;
    field_world_params(&fw.params, 41, 41, 1, 20.0, 0.1);
    fw.params.solver_tolerance = 1e-5;
    Substance *c = &fw.params.substances[0];
    c->solubility = 1350.0;
    c->reference = 40.0;
    c->initial = 20.0;
    c->stepping = STEPPING_STEADY;
    c->uptake_max = 27.0 * 3600.0;
    c->uptake_km = 0.0;
    field_world_fixed(c, 20.0, 40.0);
    field_world_open(&fw);
    for (int64_t i = 0; i < fw.world->grid.sites; i++) {
        fw.world->type[i] = SITE_TUMOR;
        fw.world->phase[i] = PHASE_G1;
    }
    field_world_vessel(&fw, 20, 20, 0);
    field_world_steps(&fw, 1);
    printf("zero-order uptake with a dead rim: %lld cycles, corner %.3g, next to the vessel %.4f\n",
           (long long)fw.world->clock[0].cycles, field_world_at(&fw, 0, 0, 0, 0),
           field_world_at(&fw, 0, 21, 20, 0));
    for (int64_t i = 0; i < fw.world->grid.sites; i++)
        assert_true(fw.world->field[0][i] >= 0.0f);
    assert_true(field_world_at(&fw, 0, 0, 0, 0) < 1e-3);
    field_world_close(&fw);
}

static double size_centre(int nx, int ny, int nz, int64_t *cycles)
{
    FieldWorld fw;
    field_world_params(&fw.params, nx, ny, nz, 20.0, 0.1);
    fw.params.solver_tolerance = 1e-5;
    Substance *c = &fw.params.substances[0];
    c->decay = 600.0;
    c->stepping = STEPPING_STEADY;
    field_world_fixed(c, 20.0, 1.0);
    c->vessel_permeability = 1.9e6;
    field_world_open(&fw);
    field_world_vessel(&fw, nx / 2, ny / 2, nz / 2);
    field_world_steps(&fw, 1);
    double sum = fw.world->ledger[0].content;
    *cycles = fw.world->clock[0].cycles;
    assert_true(fw.world->ledger[0].error <= 1e-6);
    field_world_close(&fw);
    return sum;
}

static void sizes(void **state)
{
    (void)state;
    const int n[][3] = {{1, 1, 1},   {2, 1, 1},    {1, 7, 1},   {1, 1, 7},   {7, 1, 1},
                        {3, 5, 1},   {5, 3, 1},    {2, 2, 2},   {3, 3, 3},   {17, 1, 23},
                        {1, 17, 23}, {31, 33, 29}, {37, 4, 41}, {300, 3, 2}, {65, 64, 63}};
    double sum[15];
    int64_t most = 0, cycles;
    for (int i = 0; i < 15; i++) {
        sum[i] = size_centre(n[i][0], n[i][1], n[i][2], &cycles);
        printf("  %3d x %2d x %2d: %lld cycles\n", n[i][0], n[i][1], n[i][2], (long long)cycles);
        most = cycles > most ? cycles : most;
    }
    printf("sizes from 1 to 300: at most %lld cycles\n", (long long)most);
    assert_true(most <= 25);
    assert_true(fabs(sum[2] / sum[4] - 1.0) < 1e-4 && fabs(sum[3] / sum[4] - 1.0) < 1e-4);
    assert_true(fabs(sum[5] / sum[6] - 1.0) < 1e-4 && fabs(sum[9] / sum[10] - 1.0) < 1e-4);
}

/* --- rest, failures -------------------------------------------------------------------------- */

static void comes_to_rest(void **state)
{
    (void)state;
    FieldWorld fw;
    field_world_tumor(&fw, 16, 16, 16, 0);
    field_world_steps(&fw, 2);
    assert_true(fw.world->clock[1].at_rest && fw.world->clock[2].at_rest);
    field_world_dose(&fw, 1e4);
    field_world_steps(&fw, 2);
    assert_false(fw.world->clock[1].at_rest);
    int64_t hours = 0;
    while (!fw.world->clock[1].at_rest && hours++ < 200)
        field_world_steps(&fw, 10);
    printf("a dose in a box without tumor: at rest after %lld h, dropped %.3g of %.4g\n",
           (long long)hours, fw.world->ledger[1].total[LEDGER_dropped][PLACE_OTHER],
           fw.world->ledger[1].total[LEDGER_supplied][PLACE_ENDOTHELIUM]);
    assert_true(fw.world->clock[1].at_rest);
    assert_true(field_world_content(&fw, 1) == 0.0 && fw.world->ledger[1].content == 0.0);
    int64_t solves = fw.world->clock[1].solves;
    field_world_steps(&fw, 20);
    assert_true(fw.world->clock[1].solves == solves);
    field_world_dose(&fw, 1e4);
    field_world_steps(&fw, 1);
    assert_true(fw.world->clock[1].solves > solves && field_world_content(&fw, 1) > 0.0);
    field_world_close(&fw);
}

/* A weak infusion long after a strong dose reaches a millionth of its peak only after hours. */
static void wakes_late(void **state)
{
    (void)state;
    FieldWorld fw;
    field_world_tumor(&fw, 12, 12, 12, 100);
    field_world_steps(&fw, 1);
    fw.world->clock[1].peak = 1e6;
    fw.world->plasma[0].event_step = fw.world->step;
    fw.world->plasma[0].infusion = 0.9; /* nM/h */
    field_world_steps(&fw, 5);
    assert_true(fw.world->clock[1].at_rest);
    field_world_steps(&fw, 40);
    assert_false(fw.world->clock[1].at_rest);
    assert_true(field_world_content(&fw, 1) > 0.0);
    field_world_close(&fw);
}

static void waits(void **state)
{
    (void)state;
    FieldWorld fw;
    field_world_tumor(&fw, 12, 12, 12, 100);
    field_world_steps(&fw, 1);
    field_world_dose(&fw, 1e4);
    field_world_steps(&fw, 10);
    assert_int_equal(fw.world->clock[1].solved_step, fw.world->step);
    while (fw.world->step < 60)
        field_world_steps(&fw, 1);
    assert_true(fw.world->clock[1].solved_step < fw.world->step);
    field_world_steps(&fw, 1);
    fw.world->plasma[0].event_next = true; /* never across a jump */
    field_world_steps(&fw, 1);
    assert_int_equal(fw.world->clock[1].solved_step, fw.world->step);
    field_world_close(&fw);
}

/* Linked substances and the ligand are stepped in time even where parameters say steady. */
static void groups_step(void **state)
{
    (void)state;
    static Params p;
    static Workspace work;
    params_defaults(&p);
    for (int s = 0; s < 3; s++)
        p.substances[s].stepping = STEPPING_STEADY;
    for (int linked = 1; linked >= 0; linked--) {
        p.reactions[0].enabled = linked;
        groups_fill(&p, &work);
        assert_int_equal(work.groups, linked ? 3 : 4);
        for (int g = 0; g < work.groups; g++) { /* steady: what is alone and no ligand */
            int first = work.group[g].member[0];
            bool prodrug = first == params_substance(&p, "prodrug");
            bool ligand = first == params_substance(&p, "active_drug");
            assert_true(work.group[g].steady == !(ligand || (linked && prodrug)));
        }
    }
}

/* What tissue has got six hours after a dose, and the solves that took. */
static double delivered(double step_error, double step_h, int64_t *solves)
{
    FieldWorld fw;
    field_world_tumor(&fw, 24, 24, 24, 4000);
    fw.world->params.solver_step_error = step_error;
    fw.world->params.solver_step_growth = 0.0; /* every cell step is solved */
    fw.world->params.time_cell_step = fw.world->step_h = step_h;
    field_world_dose(&fw, 2e5);
    field_world_steps(&fw, (int64_t)(6.0 / step_h + 0.5));
    double made = 0.0;
    for (int p = 0; p < PLACE_COUNT; p++)
        made -= fw.world->ledger[1].total[LEDGER_cleaved][p];
    *solves = fw.world->clock[1].solves;
    field_world_close(&fw);
    return fabs(made);
}

static void unforced(void **state)
{
    (void)state;
    int64_t whole, halved, fine;
    double at_whole = delivered(1.0, 0.1, &whole), at_default = delivered(2e-4, 0.1, &halved);
    double exact = delivered(2e-4, 0.02, &fine);
    printf("prodrug cleaved in 6 h after a dose, against steps of 0.02 h: %+.3f %% with whole "
           "cell steps (%lld solves), %+.3f %% with some halved (%lld)\n",
           100.0 * (at_whole / exact - 1.0), (long long)whole, 100.0 * (at_default / exact - 1.0),
           (long long)halved);
    assert_int_equal(whole, 2 * 60); /* two stages a cell step: none was halved */
    assert_true(fabs(at_whole / exact - 1.0) < 0.01 && fabs(at_default / exact - 1.0) < 0.01);
}

/* Uptake is never lagged: each linearisation serves one or two cycles, and a solve ends by the
 * residual of the nonlinear equation. What is left is that tolerance. The tumor takes up ten times
 * the default, so that much of it lies near Km, where the law bends most. */
static void nonlinear_error(void **state)
{
    (void)state;
    static float field[2][32 * 32 * 32];
    static const double tolerance[2] = {1e-4, 1e-7};
    double squares = 0.0, most = 0.0, least = 100.0;
    for (int k = 0; k < 2; k++) {
        FieldWorld fw;
        field_world_tumor(&fw, 32, 32, 32, 14000);
        fw.world->params.substances[0].uptake_max *= 10.0;
        fw.world->params.solver_tolerance = tolerance[k];
        field_world_steps(&fw, 1);
        memcpy(field[k], fw.world->field[0], sizeof field[k]);
        field_world_close(&fw);
    }
    for (int i = 0; i < 32 * 32 * 32; i++) {
        double error = fabs((double)(field[0][i] - field[1][i]));
        squares += error * error;
        most = error > most ? error : most;
        least = field[1][i] < least ? field[1][i] : least;
    }
    double rms = sqrt(squares / (32 * 32 * 32));
    printf("Michaelis-Menten uptake (Km 1 mmHg, oxygen down to %.2g mmHg), solved to 1e-4 against "
           "1e-7: %.1e mmHg rms, %.1e at most\n",
           least, rms, most);
    assert_true(least < 1.0 && most < 0.04); /* 0.1 % of what a capillary has */
}

/* A value that is not finite is found where it is: in the field, or in what its equation is made
 * of, while the field is still whole. */
static void not_finite(void **state)
{
    (void)state;
    for (int substance = 0; substance < 3; substance++) {
        FieldWorld fw;
        int64_t site = 700;
        field_world_tumor(&fw, 12, 12, 12, 100);
        field_world_steps(&fw, 1);
        field_world_dose(&fw, 1e4);
        field_world_steps(&fw, 2);
        while (fw.world->type[site] != SITE_TUMOR)
            site++;
        float *const planted[] = {fw.world->field[0], fw.world->psma, fw.world->bound};
        planted[substance][site] = NAN;
        assert_int_equal(fields_step(fw.world, fw.fields, &fw.fault), STATUS_NOT_FINITE);
        assert_int_equal(fw.fault.substance, substance);
        assert_int_equal(fw.fault.site, site);
        assert_true(isnan(fw.fault.value));
        field_world_close(&fw);
    }
}

static void no_memory(void **state)
{
    (void)state;
    FieldWorld fw;
    Fields *fields = NULL;
    field_world_tumor(&fw, 10, 11, 12, 50);
    size_t held = fw.memory.bytes;
    int n = 1;
    for (;; n++) {
        fw.memory.fail_at = fw.memory.calls + n;
        Status status = fields_create(fw.world, &fields);
        if (status == STATUS_OK)
            break;
        assert_int_equal(status, STATUS_NO_MEMORY);
        assert_null(fields);
        assert_int_equal(fw.memory.bytes, held);
    }
    fw.memory.fail_at = 0;
    double promised = (double)fields_bytes(&fw.params), taken = (double)(fw.memory.bytes - held);
    assert_true(n > 5 && promised <= taken && taken <= promised + 128.0 * n); /* alignment */
    fields_destroy(fw.world, fields);
    field_world_close(&fw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_agree),
        cmocka_unit_test(widths_agree),
        cmocka_unit_test(scratch_is_no_state),
        cmocka_unit_test(uncoupled),
        cmocka_unit_test(dead_core),
        cmocka_unit_test(sizes),
        cmocka_unit_test(comes_to_rest),
        cmocka_unit_test(wakes_late),
        cmocka_unit_test(waits),
        cmocka_unit_test(groups_step),
        cmocka_unit_test(unforced),
        cmocka_unit_test(nonlinear_error),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
