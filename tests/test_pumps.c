/* Drugs and the pumps they block: no value below zero or above what there is, titration to the
 * equilibrium, and a uniform box against a fine integration. */
#include "field_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static void stays_positive(void **state)
{
    (void)state;
    FieldWorld fw;
    field_world_tumor(&fw, 32, 32, 32, 4000);
    field_world_steps(&fw, 1);
    int64_t fallbacks = 0;
    for (int n = 0; n < 60; n++) {
        if (n == 1 || n == 31)
            field_world_dose(&fw, 3e5);
        if (n == 16) { /* the plasma is emptied at once: the tissue must follow, not overshoot */
            fw.world->plasma[0].at_event = 0.0;
            fw.world->plasma[0].event_step = fw.world->step;
        }
        field_world_steps(&fw, 1);
        for (int s = 0; s < 3; s++)
            for (int64_t i = 0; i < fw.world->grid.sites; i++)
                assert_true(fw.world->field[s][i] >= 0.0f);
        for (int64_t i = 0; i < fw.world->grid.sites; i++) {
            assert_true(fw.world->field[1][i] <= 1.001f * 6e5f);
            assert_true((double)fw.world->bound[i] <= world_pumps(fw.world, i) * (1.0 + 1e-6));
        }
        fallbacks = fw.world->clock[1].fallbacks;
    }
    printf("two doses and a sudden washout: no value below zero, %lld steps redone\n",
           (long long)fallbacks);
    field_world_close(&fw);
}

/* One substance "c" that blocks pumps, everywhere the same, without vessels. */
static void ligand_params(Params *p, double step)
{
    field_world_params(p, 4, 4, 4, 20.0, step);
    strcpy(p->serca_ligand, "c");
    p->solver_step_growth = 0.0;
    p->substances[0].stepping = STEPPING_TRANSIENT;
}

static void ligand_fill(FieldWorld *fw, double concentration)
{
    for (int64_t i = 0; i < fw->world->grid.sites; i++) {
        fw->world->type[i] = SITE_TUMOR;
        fw->world->phase[i] = PHASE_G1;
        fw->world->psma[i] = 6e5f;
        fw->world->field[0][i] = (float)concentration;
    }
    fw->world->ledger[0].content = field_world_content(fw, 0);
    fw->world->clock[0].peak = concentration;
}

static void titration(void **state)
{
    (void)state;
    FieldWorld fw;
    ligand_params(&fw.params, 0.1);
    fw.params.serca_k_off = 1.0; /* fast, so that the end is reached in a test */
    fw.params.serca_turnover_half_life = 1e6;
    field_world_open(&fw);
    double pumps = fw.params.serca_pumps * world_molecule_nM(fw.world);
    ligand_fill(&fw, 0.1 * pumps);
    field_world_steps(&fw, 200);
    double free = field_world_at(&fw, 0, 1, 1, 1), bound = (double)fw.world->bound[5];
    printf("titration: a tenth of the pumps: %.5f bound of %.5f, %.5f nM free\n", bound,
           0.1 * pumps, free);
    assert_true(fabs((bound + free) / (0.1 * pumps) - 1.0) < 1e-5);
    assert_true(fabs(bound / (pumps - bound) * fw.params.serca_kd / free - 1.0) < 1e-2);
    ligand_fill(&fw, 50.0 * pumps);
    for (int n = 0; n < 100; n++) {
        field_world_steps(&fw, 1);
        for (int64_t i = 0; i < fw.world->grid.sites; i++)
            assert_true((double)fw.world->bound[i] <= pumps * (1.0 + 1e-6));
    }
    assert_true((double)fw.world->bound[0] > 0.999 * pumps);
    field_world_close(&fw);
}

/* The same site by small explicit steps in double: prodrug P, drug C, bound B. */
typedef struct Site {
    double p, c, b;
} Site;

static Site site_rate(const Params *params, const World *world, Site s)
{
    double pumps = params->serca_pumps * world_molecule_nM(world);
    double enzyme = 6e5 * world_molecule_nM(world);
    const Reaction *r = &params->reactions[0];
    double cleaved =
        params->psma_activation_scale * r->efficiency * enzyme * s.p / (1.0 + s.p / r->km);
    double entry = params->serca_cell_permeability * 6.0 / params->grid_edge;
    double on = params->serca_k_off / params->serca_kd, open = pumps - s.b;
    /* k_in (c - c_in) = on c_in open - off b */
    double inside = (entry * s.c + params->serca_k_off * s.b) / (entry + on * open);
    double flux = entry * (s.c - inside);
    double turnover = 0.6931471805599453 / params->serca_turnover_half_life;
    return (Site){-cleaved, cleaved - flux, flux - turnover * s.b};
}

static Site site_after(const Params *params, const World *world, Site s, double hours)
{
    int steps = 20000;
    double h = hours / steps;
    for (int n = 0; n < steps; n++) {
        Site a = site_rate(params, world, s);
        Site half = {s.p + 0.5 * h * a.p, s.c + 0.5 * h * a.c, s.b + 0.5 * h * a.b};
        Site m = site_rate(params, world, half);
        s = (Site){s.p + h * m.p, s.c + h * m.c, s.b + h * m.b};
    }
    return s;
}

static void uniform_box(void **state)
{
    (void)state;
    double last = 0.0;
    for (int halving = 0; halving < 3; halving++) {
        double step = 0.04 / (1 << halving);
        FieldWorld fw;
        ligand_params(&fw.params, step);
        params_add(&fw.params, LIST_SUBSTANCES, "p");
        fw.params.substances[1].diffusion = 4e5;
        fw.params.substances[1].stepping = STEPPING_TRANSIENT;
        Reaction *r = params_add(&fw.params, LIST_REACTIONS, "cut");
        strcpy(r->substrate, "p");
        strcpy(r->product, "c");
        fw.params.psma_activation_scale = 1e-2;
        fw.params.serca_k_off = 0.05;
        field_world_open(&fw);
        ligand_fill(&fw, 0.0);
        for (int64_t i = 0; i < fw.world->grid.sites; i++)
            fw.world->field[1][i] = 3000.0f;
        fw.world->ledger[1].content = field_world_content(&fw, 1);
        field_world_steps(&fw, 50 << halving);
        Site exact = site_after(&fw.params, fw.world, (Site){3000.0, 0.0, 0.0}, 2.0);
        double c = field_world_at(&fw, 0, 2, 2, 2), b = (double)fw.world->bound[9];
        double p = field_world_at(&fw, 1, 2, 2, 2);
        double error = fmax(fabs(b / exact.b - 1.0), fabs(c / exact.c - 1.0));
        printf(
            "uniform box, step %.2f h: prodrug %.2f (%.2f), drug %.4f (%.4f), bound %.4f (%.4f)\n",
            step, p, exact.p, c, exact.c, b, exact.b);
        assert_true(fabs(p / exact.p - 1.0) < 1e-4);
        assert_true(error < 5e-3);
        assert_true(halving == 0 || error < 0.5 * last || error < 1e-5);
        last = error;
        field_world_close(&fw);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays_positive),
        cmocka_unit_test(titration),
        cmocka_unit_test(uniform_box),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
