/* The androgen axis: testosterone as scheduled, its effects, and PSA in serum. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/maths.h"
#include "therapy/androgen.h"

static void add_level(Params *p, const char *name, double at_h, double level)
{
    AndrogenLevel *l = params_add(p, LIST_ANDROGENS, name);
    l->at = at_h;
    l->level = level;
}

/* Testosterone follows each level with its half-life, whatever the order of the entries. */
static void testosterone_follows(void **state)
{
    (void)state;
    static Params p;
    params_defaults(&p);
    p.time_burn_in = 24.0;
    int64_t day0 = params_day0_step(&p);
    assert_true(androgen_level(&p, day0 + 500) == p.androgen_level);
    add_level(&p, "back", 48.0, 2.0);
    add_level(&p, "castration", 24.0, 0.0);
    assert_true(androgen_level(&p, 0) == 2.0 && androgen_level(&p, day0 + 240) == 2.0);
    double one = androgen_level(&p, day0 + params_steps(&p, 24.0 + p.androgen_half_life));
    assert_true(fabs(one - 1.0) < 1e-12);
    double low = 2.0 * pow(0.5, 24.0 / p.androgen_half_life);
    double up = androgen_level(&p, day0 + params_steps(&p, 48.0 + p.androgen_half_life));
    assert_true(fabs(up - (2.0 - 0.5 * (2.0 - low))) < 1e-12);
}

/* Nothing changes at the level that the parameters are given for; castration lowers PSA secretion
 * eightfold; growth is best between castration and a pellet. */
static void effects_are_relative(void **state)
{
    (void)state;
    static Params p;
    params_defaults(&p);
    p.psma_deprivation_change = -0.5;
    Androgen given = androgen_effects(&p, 2.0), none = androgen_effects(&p, 0.0);
    assert_true(given.growth == 1.0 && given.psma == 1.0 && given.secretion == 1.0);
    assert_true(fabs(none.secretion - 0.125) < 1e-12 && fabs(none.psma - 0.5) < 1e-12);
    double castrate = androgen_effects(&p, 0.05).growth, pellet = androgen_effects(&p, 20.0).growth;
    print_message("# rate of leaving G1: castrate %.2f, pellet %.2f\n", castrate, pellet);
    assert_true(castrate < 0.7 && pellet < 0.9);
    p.psma_deprivation_change = 1.0;
    assert_true(androgen_effects(&p, 0.0).psma == 2.0 && androgen_effects(&p, 20.0).psma == 1.0);
}

/* Serum PSA against the exact solution of its one compartment. */
static void psa_in_serum(void **state)
{
    (void)state;
    static Params p;
    Memory memory = {0, 0, 0};
    World *w;
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = 8;
    assert_int_equal(world_create(&p, &memory, &w), STATUS_OK);
    w->viable = 100000;
    double rate = MATHS_LN2 / p.psa_half_life;
    double made = p.psa_secretion * 1e-3 * 1e5 / p.psa_volume; /* ng/mL/h */
    for (w->step = 0; w->step < 1000; w->step++)
        androgen_step(w);
    double exact = made / rate * (1.0 - exp(-rate * 100.0));
    print_message("# after 100 h %.4g ng/mL, exact %.4g\n", w->psa, exact);
    assert_true(fabs(w->psa / exact - 1.0) < 1e-10);
    double full = w->psa;
    w->viable = 0;
    for (; w->step < 1000 + 446; w->step++)
        androgen_step(w);
    assert_true(fabs(w->psa / full - 0.5) < 1e-10);
    world_destroy(w);
    assert_int_equal(memory.bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(testosterone_follows),
                                       cmocka_unit_test(effects_are_relative),
                                       cmocka_unit_test(psa_in_serum)};
    return cmocka_run_group_tests(tests, 0, 0);
}
