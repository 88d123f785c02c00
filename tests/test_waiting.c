/* What it costs in accuracy that drug fields take longer steps as a dose fades: a small tumor,
 * given a dose, against its twin whose fields are solved at every cell step. */
#include "dosed.h"
#include "engine/simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { EDGE = 28, EVERY_H = 12, LOOKS = 3 };

typedef struct Look {
    double hit;    /* tumor cells committed or dead of the drug */
    double damage; /* mean of the others, h */
    double bound;  /* sum over cells, nM x sites */
    int64_t solves;
} Look;

static Look look_at(const World *world)
{
    Look look = {(double)world->deaths_by_cause[CAUSE_DRUG], 0.0, 0.0, world->clock[2].solves};
    double intact = 0.0;
    for (int64_t i = 0; i < world->grid.sites; i++) {
        look.bound += (double)world->bound[i];
        if (world->type[i] != SITE_TUMOR)
            continue;
        bool committed = world->phase[i] == PHASE_COMMITTED;
        look.hit += committed;
        intact += !committed;
        look.damage += committed ? 0.0 : (double)world->damage[i];
    }
    look.damage /= intact;
    return look;
}

/* One dose, seen every twelve hours after it. */
static void treated(double step_growth, double scale, Look look[LOOKS])
{
    static Params p;
    char message[256] = "";
    Memory memory = {0, 0, 0};
    Simulation *s;
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = EDGE;
    p.tumor_cells = EDGE * EDGE * EDGE / 6;
    p.time_burn_in = 1.0;
    p.solver_step_growth = step_growth;
    p.psma_activation_scale = scale;
    dosed(&p);
    assert_int_equal(simulation_create(&p, &memory, &s, message, sizeof message), STATUS_OK);
    for (int l = 0; l < LOOKS; l++) {
        int64_t until = params_day0_step(&p) + params_steps(&p, EVERY_H * (l + 1.0));
        while (simulation_world(s)->step < until) {
            assert_int_equal(simulation_step(s, message, sizeof message), STATUS_OK);
            simulation_world(s)->deaths_count = 0; /* no one reads them */
        }
        look[l] = look_at(simulation_world(s));
    }
    simulation_destroy(s);
    assert_int_equal(memory.bytes, 0);
}

static double off(double value, double exact)
{
    return 100.0 * (value / exact - 1.0);
}

/* With the program's own steps, at its own scalar and below; steps four times as long, which it
 * does not use, err at least twice as much. */
static void waiting_changes_little(void **state)
{
    (void)state;
    static Params p;
    params_defaults(&p);
    const double scale = p.psma_activation_scale;
    const struct {
        double growth, scale, within; /* share of the time since the dose; scalar; % */
    } cases[] = {{0.05, 0.6 * scale, 2.5}, {0.05, scale, 2.5}, {0.2, scale, 8.0}};
    Look waits[LOOKS], never[LOOKS];
    double error[3][LOOKS]; /* of the damage, % */
    assert_true(p.solver_step_growth == cases[0].growth);
    for (int c = 0; c < 3; c++) {
        if (c < 2)
            treated(0.0, cases[c].scale, never);
        treated(cases[c].growth, cases[c].scale, waits);
        for (int l = 0; l < LOOKS; l++) {
            Look a = waits[l], b = never[l];
            printf("scalar %g, steps up to %g of the time, after %2d h: %.0f cells hit (%.0f), "
                   "damage %.2f h (%+.1f %%), bound %.4g (%+.1f %%), %lld solves (%lld)\n",
                   cases[c].scale, cases[c].growth, EVERY_H * (l + 1), a.hit, b.hit, a.damage,
                   off(a.damage, b.damage), a.bound, off(a.bound, b.bound), (long long)a.solves,
                   (long long)b.solves);
            assert_true(fabs(off(a.hit, b.hit)) < 10.0);
            error[c][l] = fabs(off(a.damage, b.damage));
            assert_true(c == 2 ? error[c][l] > 2.0 * error[1][l] : error[c][l] < cases[c].within);
            assert_true(fabs(off(a.bound, b.bound)) < cases[c].within);
        }
        assert_true(2 * waits[LOOKS - 1].solves < never[LOOKS - 1].solves);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_changes_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
