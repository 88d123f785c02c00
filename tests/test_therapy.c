/* Plasma curves against their closed forms, and the calcium map against its own differential
 * equations. */
#include "core/maths.h"
#include "therapy/calcium.h"
#include "therapy/dosing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static World *world_with(const Dose *doses, int count, Memory *memory)
{
    static Params params;
    World *world;
    params_defaults(&params);
    params.grid_nx = params.grid_ny = params.grid_nz = 4;
    params.time_burn_in = 0.0;
    params.animal_cv_half_life = params.animal_cv_plasma_volume = 0.0;
    for (int i = 0; i < count; i++)
        params.doses[params.doses_count++] = doses[i];
    assert_int_equal(world_create(&params, memory, &world), STATUS_OK);
    return world;
}

static Dose dose_of(double amount, double at, double duration, double every, int64_t times)
{
    Dose dose;
    memset(&dose, 0, sizeof dose);
    memcpy(dose.drug, "mipsagargin", sizeof "mipsagargin");
    dose.amount = amount;
    dose.at = at;
    dose.duration = duration;
    dose.every = every;
    dose.times = times;
    return dose;
}

static double plasma_at_hour(World *world, double hour)
{
    int64_t last = (int64_t)(hour / world->step_h + 0.5);
    for (world->step = 0; world->step < last; world->step++)
        dosing_step(world);
    return world_plasma(world, 0, (double)last);
}

#define NEAR(a, b, relative) assert_true(fabs((a) - (b)) <= (relative)*fabs(b))

/* 56 mg/kg is 39.73 umol/kg; over 0.17 L/kg that is 233.7 uM (model.md, section 7). */
static void a_bolus_falls_exponentially(void **state)
{
    (void)state;
    Memory memory = {0, 0, 0};
    Dose dose = dose_of(56.0, 0.0, 0.0, 24.0, 1);
    World *world = world_with(&dose, 1, &memory);
    double peak = 56.0 / 1409.5 / 0.17 * 1e6;
    NEAR(dosing_jump(world, &dose), peak, 1e-14);
    NEAR(peak, 233.7e3, 1e-3);
    NEAR(plasma_at_hour(world, 7.0), peak * exp2(-7.0 / 1.4), 1e-12);
    world_destroy(world);
    assert_int_equal(memory.bytes, 0);
}

static void repeats_add_up(void **state)
{
    (void)state;
    Memory memory = {0, 0, 0};
    Dose dose = dose_of(10.0, 1.0, 0.0, 2.0, 3);
    World *world = world_with(&dose, 1, &memory);
    double jump = dosing_jump(world, &dose), k = log(2.0) / 1.4;
    double want = jump * (exp(-k * 7.0) + exp(-k * 5.0) + exp(-k * 3.0));
    NEAR(plasma_at_hour(world, 8.0), want, 1e-12);
    world_destroy(world);
}

static void an_infusion_rises_and_falls(void **state)
{
    (void)state;
    Memory memory = {0, 0, 0};
    Dose dose = dose_of(10.0, 1.0, 2.0, 24.0, 1);
    World *world = world_with(&dose, 1, &memory);
    double k = log(2.0) / 1.4, rate = dosing_jump(world, &dose) / 2.0;
    NEAR(plasma_at_hour(world, 2.0), rate / k * (1.0 - exp(-k)), 1e-12);
    memset(world->plasma, 0, sizeof world->plasma);
    world->plasma[0].rate = k;
    NEAR(plasma_at_hour(world, 4.0), rate / k * (1.0 - exp(-2.0 * k)) * exp(-k), 1e-12);
    world_destroy(world);
}

/* Three infusions that overlap, of rates whose sums round: each hour the rate is that of those that
 * run, and after the last one it is nothing at all. */
static void overlapping_infusions_leave_nothing(void **state)
{
    (void)state;
    Memory memory = {0, 0, 0};
    const Dose doses[3] = {dose_of(10.0, 0.0, 3.0, 24.0, 1), dose_of(2.3, 1.0, 3.0, 24.0, 1),
                           dose_of(0.7, 2.0, 3.0, 24.0, 1)};
    World *world = world_with(doses, 3, &memory);
    double rate[3], k = log(2.0) / 1.4, want = 0.0;
    for (int i = 0; i < 3; i++) {
        rate[i] = dosing_jump(world, &doses[i]) / 3.0;
        want += rate[i] / k * (1.0 - exp(-3.0 * k)) * exp(-k * (3.0 - i));
    }
    const double running[6] = {rate[0],           rate[0] + rate[1], rate[0] + rate[1] + rate[2],
                               rate[1] + rate[2], rate[2],           0.0};
    for (world->step = 0; world->step < 60; world->step++) {
        dosing_step(world);
        assert_true(world->plasma[0].infusion == running[world->step / 10]);
    }
    NEAR(world_plasma(world, 0, 60.0), want, 1e-12);
    world_destroy(world);
}

static void the_next_event_is_known_one_step_ahead(void **state)
{
    (void)state;
    Memory memory = {0, 0, 0};
    Dose dose = dose_of(10.0, 1.0, 2.0, 24.0, 1);
    World *world = world_with(&dose, 1, &memory);
    for (world->step = 0; world->step < 40; world->step++) {
        dosing_step(world);
        assert_int_equal(world->plasma[0].event_next, world->step == 9 || world->step == 29);
    }
    world_destroy(world);
}

/* Classical Runge-Kutta from rest, in steps of 0.02 s for an hour: the slowest time is about 80 s.
 */
static void integrate(const Params *p, double blocked, double *cytosol, double *er)
{
    double dt = 0.02 / 3600.0, c = p->calcium_rest, e = p->calcium_er_rest;
    for (int i = 0; i < 180000; i++) {
        CalciumRates a = calcium_rates(p, c, e, blocked);
        CalciumRates b = calcium_rates(p, c + dt / 2 * a.cytosol, e + dt / 2 * a.er, blocked);
        CalciumRates d = calcium_rates(p, c + dt / 2 * b.cytosol, e + dt / 2 * b.er, blocked);
        CalciumRates f = calcium_rates(p, c + dt * d.cytosol, e + dt * d.er, blocked);
        c += dt / 6 * (a.cytosol + 2 * b.cytosol + 2 * d.cytosol + f.cytosol);
        e += dt / 6 * (a.er + 2 * b.er + 2 * d.er + f.er);
    }
    *cytosol = c;
    *er = e;
}

static void the_calcium_map_is_the_steady_state(void **state)
{
    (void)state;
    static CalciumMap map;
    static Params p;
    params_defaults(&p);
    calcium_map(&p, &map);
    for (int eighth = 0; eighth <= 8; eighth++) {
        double cytosol, er;
        integrate(&p, eighth / 8.0, &cytosol, &er);
        int at = eighth * (CALCIUM_POINTS - 1) / 8;
        NEAR((double)map.cytosol[at], cytosol, 1e-4);
        assert_true(fabs((double)map.er[at] - er) <= 1e-4 * p.calcium_er_rest);
    }
}

/* Rest is rest, and full block gives about 260 nM, a 3- to 4-fold rise (model.md, section 5). */
static void the_calcium_map_meets_the_published_figures(void **state)
{
    (void)state;
    static CalciumMap map;
    static Params p;
    params_defaults(&p);
    calcium_map(&p, &map);
    NEAR((double)map.cytosol[0], 70.0, 1e-5);
    NEAR((double)map.er[0], 370e3, 1e-5);
    NEAR((double)map.cytosol[CALCIUM_POINTS - 1], 256.4, 1e-3);
    for (int i = 1; i < CALCIUM_POINTS; i++)
        assert_true(map.cytosol[i] >= map.cytosol[i - 1] && map.er[i] <= map.er[i - 1]);
}

/* A bolus turns plasma at its step and shows after it; an infusion at its start and end. */
static void rows_at_the_turns_of_plasma(void **state)
{
    (void)state;
    static const int64_t expected[] = {20, 21, 60, 61, 100, 101, 205, 215};
    size_t found = 0;
    Params params;
    params_defaults(&params);
    params.time_cell_step = 0.1;
    params.time_burn_in = 1;
    Dose *bolus = params_add(&params, LIST_DOSES, "");
    Dose *infusion = params_add(&params, LIST_DOSES, "");
    bolus->at = 1;
    bolus->every = 4;
    bolus->times = 3;
    infusion->at = 19.5;
    infusion->duration = 1;
    assert_int_equal(params_dose_step(&params, bolus, 2), 100);
    for (int64_t step = 0; step < 400; step++)
        if (params_dose_turns(&params, step))
            assert_true(found < 8 && step == expected[found++]);
    assert_int_equal(found, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bolus_falls_exponentially),
        cmocka_unit_test(repeats_add_up),
        cmocka_unit_test(an_infusion_rises_and_falls),
        cmocka_unit_test(overlapping_infusions_leave_nothing),
        cmocka_unit_test(the_next_event_is_known_one_step_ahead),
        cmocka_unit_test(the_calcium_map_is_the_steady_state),
        cmocka_unit_test(the_calcium_map_meets_the_published_figures),
        cmocka_unit_test(rows_at_the_turns_of_plasma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
