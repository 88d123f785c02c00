/* The ledger of the fields: what came, went and stayed closes for every way of stepping, and what
 * is cleaved of the prodrug is made of the drug; and a field that does not diffuse. */
#include "field_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>

static double balance_gap(const FieldWorld *fw, int substance)
{
    const Ledger *ledger = &fw->world->ledger[substance];
    double sum = 0.0;
    for (int t = 0; t < LEDGER_TERM_COUNT; t++)
        for (int p = 0; p < PLACE_COUNT; p++)
            sum += LEDGER_TERM_SIGNS[t] * ledger->step[t][p];
    return fabs(sum - (ledger->content - ledger->content_before)) /
           fmax(fmax(ledger->gross_supply, ledger->content), 1e-30);
}

typedef struct LedgerCase {
    const char *name;
    int nx, ny, nz;
    int stepping, face, vessels; /* vessels: 0 none, 1 with a wall, 2 held */
    double uptake, km, decay, production;
} LedgerCase;

static const LedgerCase LEDGER_CASES[] = {
    {"steady, vessels, Michaelis-Menten", 24, 20, 22, STEPPING_STEADY, 0, 1, 27, 1, 0, 0},
    {"steady, held vessels, zero order", 17, 19, 13, STEPPING_STEADY, 0, 2, 27, 0, 0, 0},
    {"steady, fixed faces, uptake", 16, 15, 14, STEPPING_STEADY, 1, 0, 27, 1, 0, 0},
    {"steady, periodic, production and decay", 15, 12, 9, STEPPING_STEADY, 2, 0, 0, 1, 900, 5},
    {"transient, vessels, decay", 21, 16, 11, STEPPING_TRANSIENT, 0, 1, 0, 1, 3, 0},
    {"transient, held vessels, uptake", 20, 20, 20, STEPPING_TRANSIENT, 0, 2, 27, 1, 0, 0},
    {"transient, fixed faces, production", 9, 10, 11, STEPPING_TRANSIENT, 1, 0, 0, 1, 1, 5},
    {"transient, periodic, nothing but spread", 13, 13, 13, STEPPING_TRANSIENT, 2, 0, 0, 1, 0, 0},
    {"transient, plane", 33, 31, 1, STEPPING_TRANSIENT, 0, 1, 27, 1, 0, 0},
};

static void ledger_case(const LedgerCase *c)
{
    FieldWorld fw;
    field_world_params(&fw.params, c->nx, c->ny, c->nz, 20.0, 0.1);
    fw.params.solver_tolerance = 1e-4;
    Substance *s = &fw.params.substances[0];
    s->solubility = 1350.0;
    s->initial = 5.0;
    s->reference = 40.0;
    s->stepping = c->stepping;
    s->uptake_max = c->uptake * 3600.0;
    s->uptake_km = c->km;
    s->uptake_host = 0.3;
    s->decay = c->decay;
    s->production = c->production * 3600.0;
    s->face_value = 30.0;
    int *faces[] = {&s->face_x_min, &s->face_x_max, &s->face_y_min,
                    &s->face_y_max, &s->face_z_min, &s->face_z_max};
    for (int f = 0; f < 6; f++)
        *faces[f] = c->face;
    if (c->vessels)
        field_world_fixed(s, 20.0, 40.0);
    if (c->vessels == 1)
        s->vessel_permeability = 1.9e6;
    field_world_open(&fw);
    for (int64_t i = 0; i < fw.world->grid.sites; i++) {
        Draw draw = random_draw(3, PURPOSE_FOUNDER, (uint64_t)i, 0);
        Site3 at = grid_site3(&fw.world->grid, i);
        if (random_uniform(draw.word[0]) < 0.02)
            field_world_vessel(&fw, at.x, at.y, at.z);
        else if (random_uniform(draw.word[1]) < 0.5) {
            fw.world->type[i] = SITE_TUMOR;
            fw.world->phase[i] = random_uniform(draw.word[2]) < 0.3 ? PHASE_QUIESCENT : PHASE_G1;
        }
        fw.world->field[0][i] = (float)(5.0 * random_uniform(draw.word[3]));
    }
    fw.world->ledger[0].content = field_world_content(&fw, 0);
    double worst = 0.0;
    for (int n = 0; n < 4; n++) {
        field_world_steps(&fw, 1);
        worst = fmax(worst, fmax(balance_gap(&fw, 0), fw.world->ledger[0].error));
        assert_true(fabs(field_world_content(&fw, 0) / fw.world->ledger[0].content - 1.0) < 1e-12);
        /* where diffusion is far faster than all else, float itself leaves more than 1e-4 */
        assert_true(fw.world->ledger[0].residual <= (c->face == 2 ? 2e-3 : 1e-4));
    }
    printf("ledger, %-40s %.1e\n", c->name, worst);
    assert_true(worst <= 1e-6);
    field_world_close(&fw);
}

static void ledger_closes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof LEDGER_CASES / sizeof LEDGER_CASES[0]; i++)
        ledger_case(&LEDGER_CASES[i]);
}

/* What is cleaved of the one is what is made of the other, and all that enters is accounted for. */
static void ledger_of_drugs(void **state)
{
    (void)state;
    FieldWorld fw;
    field_world_tumor(&fw, 28, 28, 28, 3000);
    field_world_steps(&fw, 3);
    field_world_dose(&fw, 2e5);
    double worst = 0.0;
    for (int n = 0; n < 40; n++) {
        field_world_steps(&fw, 1);
        for (int s = 0; s < 3; s++) {
            worst = fmax(worst, fw.world->ledger[s].error);
            if (!fw.world->clock[s].at_rest)
                worst = fmax(worst, balance_gap(&fw, s));
        }
        double cleaved = field_world_term(&fw, 1, LEDGER_cleaved);
        assert_true(fabs(field_world_term(&fw, 2, LEDGER_produced) - cleaved) <=
                    1e-12 * fabs(cleaved));
    }
    double bound = 0.0, came = 0.0;
    for (int64_t i = 0; i < fw.world->grid.sites; i++)
        bound += (double)fw.world->bound[i];
    for (int p = 0; p < PLACE_COUNT; p++)
        came += fw.world->ledger[2].total[LEDGER_bound][p];
    double turned = fw.world->bound_ledger.turned_over;
    double k = 0.6931471805599453 / fw.params.serca_turnover_half_life;
    printf("ledger of prodrug and drug after a dose: %.1e; bound %.4g of %.4g, turned over %.3g\n",
           worst, bound, came, turned);
    assert_true(worst <= 1e-6);
    assert_true(bound > 0.0 && fabs((bound + turned) / came - 1.0) < 1e-6);
    assert_true(turned > 0.0 && turned < bound * k * 4.0);
    field_world_close(&fw);
}

/* Without diffusion every site is on its own, and decays; that of a vessel too. */
static void nothing_diffuses(void **state)
{
    (void)state;
    FieldWorld fw;
    field_world_params(&fw.params, 12, 12, 12, 20.0, 0.1);
    Substance *c = &fw.params.substances[0];
    c->diffusion = 0.0;
    c->initial = 1.0;
    c->decay = 0.69314718;
    field_world_fixed(c, 20.0, 2.0);
    c->vessel_permeability = 1e-4;
    field_world_open(&fw);
    field_world_vessel(&fw, 6, 6, 6);
    field_world_steps(&fw, 10);
    assert_true(fabs(field_world_at(&fw, 0, 1, 2, 3) - 0.5) < 1e-3);
    assert_true(isfinite(field_world_at(&fw, 0, 6, 6, 6)));
    field_world_close(&fw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_diffuses),
        cmocka_unit_test(ledger_closes),
        cmocka_unit_test(ledger_of_drugs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
