/* The field solver: ledgers that close, the same bits for any number of threads, sizes of every
 * kind, drugs and their pumps against fine integrations, rest, and failures. */
#include "core/maths.h"
#include "field_world.h"
#include "fields/workspace.h"
#include "tissue/cells.h"
#include "tissue/vessels.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- worlds ---------------------------------------------------------------------------------- */

/* The built-in oxygen, prodrug and active drug in a small box with vessels and a tumor. */
static void tumor_open(FieldWorld *fw, int nx, int ny, int nz, double cells)
{
    params_defaults(&fw->params);
    fw->params.grid_nx = nx;
    fw->params.grid_ny = ny;
    fw->params.grid_nz = nz;
    fw->params.tumor_cells = (int64_t)cells;
    fw->memory = (Memory){0, 0, 0};
    assert_int_equal(world_create(&fw->params, &fw->memory, &fw->world), STATUS_OK);
    assert_int_equal(vessels_seed(fw->world), STATUS_OK);
    cells_seed(fw->world);
    assert_int_equal(fields_create(fw->world, &fw->fields), STATUS_OK);
}

/* A bolus that is in the plasma from the present step on. */
static void tumor_dose(FieldWorld *fw, double concentration)
{
    World *w = fw->world;
    w->plasma[0].at_event = world_plasma(w, 0, (double)w->step) + concentration;
    w->plasma[0].event_step = w->step;
}

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

static double content(const FieldWorld *fw, int substance)
{
    double sum = 0.0;
    for (int64_t i = 0; i < fw->world->grid.sites; i++)
        sum += (double)fw->world->field[substance][i];
    return sum;
}

/* --- ledger ---------------------------------------------------------------------------------- */

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
    fw.world->ledger[0].content = content(&fw, 0);
    double worst = 0.0;
    for (int n = 0; n < 4; n++) {
        field_world_steps(&fw, 1);
        worst = fmax(worst, fmax(balance_gap(&fw, 0), fw.world->ledger[0].error));
        assert_true(fabs(content(&fw, 0) / fw.world->ledger[0].content - 1.0) < 1e-12);
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
    tumor_open(&fw, 28, 28, 28, 3000);
    field_world_steps(&fw, 3);
    tumor_dose(&fw, 2e5);
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

/* --- determinism ----------------------------------------------------------------------------- */

static uint64_t threads_hash(int threads)
{
    FieldWorld fw;
    omp_set_num_threads(threads);
    tumor_open(&fw, 35, 33, 31, 4000);
    field_world_steps(&fw, 2);
    tumor_dose(&fw, 2e5);
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
    tumor_open(&wide, 27, 24, 21, 1500);
    tumor_open(&plain, 27, 24, 21, 1500);
    plain.fields->work.mg.rows = &ROWS_PLAIN;
    plain.fields->work.laws = &LAWS_PLAIN;
    for (int n = 0; n < 8; n++) {
        if (n == 2) {
            tumor_dose(&wide, 1e5);
            tumor_dose(&plain, 1e5);
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
    tumor_open(&a, 24, 22, 20, 1500);
    tumor_open(&b, 24, 22, 20, 1500);
    for (int n = 0; n < 12; n++) {
        if (n == 2) {
            tumor_dose(&a, 1e5);
            tumor_dose(&b, 1e5);
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
    tumor_open(&dosed, 24, 24, 24, 2000);
    tumor_open(&twin, 24, 24, 24, 2000);
    field_world_steps(&dosed, 1);
    field_world_steps(&twin, 1);
    tumor_dose(&dosed, 2e5);
    field_world_steps(&dosed, 8);
    field_world_steps(&twin, 8);
    size_t bytes = (size_t)twin.world->grid.sites * sizeof(float);
    assert_memory_equal(dosed.world->field[0], twin.world->field[0], bytes);
    assert_true(content(&dosed, 1) > 0.0 && content(&twin, 1) == 0.0);
    field_world_close(&dosed);
    field_world_close(&twin);
}

/* --- values ---------------------------------------------------------------------------------- */

static void stays_positive(void **state)
{
    (void)state;
    FieldWorld fw;
    tumor_open(&fw, 32, 32, 32, 4000);
    field_world_steps(&fw, 1);
    int64_t fallbacks = 0;
    for (int n = 0; n < 60; n++) {
        if (n == 1 || n == 31)
            tumor_dose(&fw, 3e5);
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
    fw->world->ledger[0].content = content(fw, 0);
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
        fw.world->ledger[1].content = content(&fw, 1);
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

/* --- sizes ----------------------------------------------------------------------------------- */

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
    tumor_open(&fw, 16, 16, 16, 0);
    field_world_steps(&fw, 2);
    assert_true(fw.world->clock[1].at_rest && fw.world->clock[2].at_rest);
    tumor_dose(&fw, 1e4);
    field_world_steps(&fw, 2);
    assert_false(fw.world->clock[1].at_rest);
    int64_t hours = 0;
    while (!fw.world->clock[1].at_rest && hours++ < 200)
        field_world_steps(&fw, 10);
    printf("a dose in a box without tumor: at rest after %lld h, dropped %.3g of %.4g\n",
           (long long)hours, fw.world->ledger[1].total[LEDGER_dropped][PLACE_OTHER],
           fw.world->ledger[1].total[LEDGER_supplied][PLACE_ENDOTHELIUM]);
    assert_true(fw.world->clock[1].at_rest);
    assert_true(content(&fw, 1) == 0.0 && fw.world->ledger[1].content == 0.0);
    int64_t solves = fw.world->clock[1].solves;
    field_world_steps(&fw, 20);
    assert_true(fw.world->clock[1].solves == solves);
    tumor_dose(&fw, 1e4);
    field_world_steps(&fw, 1);
    assert_true(fw.world->clock[1].solves > solves && content(&fw, 1) > 0.0);
    field_world_close(&fw);
}

static void waits(void **state)
{
    (void)state;
    FieldWorld fw;
    tumor_open(&fw, 12, 12, 12, 100);
    field_world_steps(&fw, 1);
    tumor_dose(&fw, 1e4);
    field_world_steps(&fw, 10);
    assert_int_equal(fw.world->clock[1].solved_step, fw.world->step);
    while (fw.world->step < 60)
        field_world_steps(&fw, 1);
    assert_true(fw.world->clock[1].solved_step < fw.world->step ||
                fw.world->clock[1].solved_step == 60);
    field_world_steps(&fw, 1);
    fw.world->plasma_event_next = true; /* never across a jump */
    field_world_steps(&fw, 1);
    assert_int_equal(fw.world->clock[1].solved_step, fw.world->step);
    field_world_close(&fw);
}

static void not_finite(void **state)
{
    (void)state;
    FieldWorld fw;
    tumor_open(&fw, 12, 12, 12, 100);
    field_world_steps(&fw, 1);
    fw.world->field[0][700] = NAN;
    assert_int_equal(fields_step(fw.world, fw.fields, &fw.fault), STATUS_NOT_FINITE);
    assert_int_equal(fw.fault.substance, 0);
    assert_int_equal(fw.fault.site, 700);
    field_world_close(&fw);
}

static void no_memory(void **state)
{
    (void)state;
    FieldWorld fw;
    Fields *fields = NULL;
    tumor_open(&fw, 10, 11, 12, 50);
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
    assert_true(n > 5 && taken < 1.5 * promised + 2e5);
    fields_destroy(fw.world, fields);
    field_world_close(&fw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ledger_closes),
        cmocka_unit_test(ledger_of_drugs),
        cmocka_unit_test(threads_agree),
        cmocka_unit_test(widths_agree),
        cmocka_unit_test(scratch_is_no_state),
        cmocka_unit_test(uncoupled),
        cmocka_unit_test(stays_positive),
        cmocka_unit_test(titration),
        cmocka_unit_test(uniform_box),
        cmocka_unit_test(dead_core),
        cmocka_unit_test(sizes),
        cmocka_unit_test(comes_to_rest),
        cmocka_unit_test(waits),
        cmocka_unit_test(not_finite),
        cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
