/* Depth and the rules of cells on bare worlds, without fields, and that no order of work shows. */
#include "engine/caliper.h"
#include "model/cell.h"
#include "tissue/depth.h"
#include "tissue_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

/* Sites of 0 to n - 1 that a mean at i is over. */
static int near(int i, int n)
{
    int first = i - DEPTH_HALF > 0 ? i - DEPTH_HALF : 0;
    int last = i + DEPTH_HALF < n - 1 ? i + DEPTH_HALF : n - 1;
    return last - first + 1;
}

/* Weight of k in the mean at i of means. */
static double weight(int i, int k, int n)
{
    double sum = 0.0;
    for (int j = 0; j < n; j++)
        if (abs(j - i) <= DEPTH_HALF && abs(j - k) <= DEPTH_HALF)
            sum += 1.0 / (near(i, n) * near(j, n));
    return sum;
}

enum { CUBE = 33 }; /* sites along an edge, at most */

/* Weighted share of tumor around a site of a cube. */
static double crowding(const World *w, const double (*weights)[CUBE], Site3 at)
{
    double tumor = 0.0;
    for (int64_t i = 0; i < w->grid.sites; i++) {
        Site3 s = grid_site3(&w->grid, i);
        if (cell_tumor_mass(w, i))
            tumor += weights[at.x][s.x] * weights[at.y][s.y] * weights[at.z][s.z];
    }
    return tumor;
}

/* Squared distance to the nearest outside site, from DEPTH_SURFACE on. */
static int nearest_outside(const World *w, Site3 a)
{
    int best = 65535;
    for (int64_t k = 0; k < w->grid.sites; k++) {
        Site3 b = grid_site3(&w->grid, k);
        int x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
        int d2 = DEPTH_SURFACE + x * x + y * y + z * z;
        if (w->depth2[k] <= DEPTH_SURFACE && d2 < best)
            best = d2;
    }
    return best;
}

/* A cube of n sites along each edge; every so manyth is looked at. Returns how many are inside. */
static int depth_holds(int n, int64_t cells, int every)
{
    static double weights[CUBE][CUBE];
    Params p;
    case_params(&p, n, cells);
    Case *c = case_create(&p);
    World *w = c->world;
    int inside = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            weights[i][k] = weight(i, k, n);
    for (int64_t i = 0; i < w->grid.sites; i += every) {
        Site3 a = grid_site3(&w->grid, i);
        bool out = w->depth2[i] <= DEPTH_SURFACE;
        double exact = DEPTH_FULL * crowding(w, (const double(*)[CUBE])weights, a);
        inside += !out;
        if (out)
            assert_true(fabs(w->depth2[i] - exact) <= 3.0); /* six roundings */
        else
            assert_true(w->depth2[i] == nearest_outside(w, a) && exact > DEPTH_SURFACE - 3.0);
        assert_int_equal(w->type[i] == SITE_GAP, !out && !cell_tumor_mass(w, i));
    }
    case_destroy(c);
    return inside;
}

/* Where walls cut every window, and where the tumor lies far from them. */
static void depth_is_crowding_outside_and_distance_inside(void **state)
{
    (void)state;
    assert_true(depth_holds(17, 1400, 1) > 500);
    assert_true(depth_holds(CUBE, 1400, 7) > 10);
}

/* Cells that rest nowhere double in the fastest cycle's 29 h, give or take their spread. */
static void free_cells_double_in_the_fastest_cycle(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 40, 500);
    p.growth_push_distance = 2000.0;
    Case *c = case_create(&p);
    case_steps(c, 1160);
    double doublings = log2((double)case_count(c->world, SITE_TUMOR) / 500.0);
    double hours = 116.0 / doublings;
    assert_true(hours > 26.0 && hours < 31.0);
    case_destroy(c);
}

static uint64_t hash_with_threads(int threads)
{
    Params p;
    case_params(&p, 40, 6000);
    p.growth_loss_rate = 1.0 / 24.0;
    omp_set_num_threads(threads);
    Case *c = case_create(&p);
    case_steps(c, 300);
    uint64_t hash = world_hash(c->world);
    case_destroy(c);
    return hash;
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    uint64_t one = hash_with_threads(1);
    assert_true(hash_with_threads(2) == one);
    assert_true(hash_with_threads(3) == one);
    assert_true(hash_with_threads(8) == one);
}

/* Full block commits a cell when the closed form of its damage passes the threshold. */
static void damage_follows_its_closed_form(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 8, 1);
    p.death_threshold_cv = 0.0;
    Case *c = case_create(&p);
    World *w = c->world;
    int64_t cell = 0;
    while (w->type[cell] != SITE_TUMOR)
        cell++;
    w->bound[cell] = (float)world_pumps(w, cell);
    int steps = 0;
    for (; w->phase[cell] != PHASE_COMMITTED; steps++)
        case_steps(c, 1);
    double excess = (double)w->calcium.cytosol[CALCIUM_POINTS - 1] / p.calcium_rest - 1.0;
    double hours = -24.0 * log(1.0 - 22.8 / (24.0 * excess));
    assert_true(fabs(steps * w->step_h - hours) <= 0.2);
    assert_int_equal(w->cause[cell], CAUSE_DRUG);
    int64_t due = w->due_step[cell] - w->step;
    assert_true((double)due * w->step_h >= 23.8 && (double)due * w->step_h <= 72.2);
    case_steps(c, (int)due + 1);
    assert_int_equal(w->deaths_by_cause[CAUSE_DRUG], 1);
    assert_int_equal(w->deaths_count, 1);
    case_destroy(c);
}

/* With the shortest step and the slowest cycle an event can lie beyond what 32 bits hold. */
static void what_lies_beyond_every_run_never_comes(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 9, 50);
    p.time_cell_step = 1e-4;
    p.cycle_g1 = p.cycle_s = p.cycle_g2 = p.cycle_m = 1000.0;
    p.cycle_cv = 1.0;
    Case *c = case_create(&p);
    World *w = c->world;
    w->animal.growth = 1e-3;
    w->step = PARAMS_STEPS - 1;
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] == SITE_TUMOR) {
            w->phase[i] = PHASE_S;
            w->due_step[i] = 0;
        }
    cells_step(w, c->cells);
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] == SITE_TUMOR) {
            assert_int_equal(w->phase[i], PHASE_G2);
            assert_true(w->due_step[i] > w->step);
        }
    case_destroy(c);
}

static void daughters_share_the_bound_pumps(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 9, 1);
    p.death_damage_threshold = 1e4;
    Case *c = case_create(&p);
    World *w = c->world;
    int64_t cell = 0;
    while (w->type[cell] != SITE_TUMOR)
        cell++;
    w->bound[cell] = 10.0f;
    while (w->births == 0)
        case_steps(c, 1);
    double bound = 0.0;
    for (int64_t i = 0; i < w->grid.sites; i++) {
        assert_true(w->bound[i] == 0.0f || w->bound[i] == 5.0f);
        bound += (double)w->bound[i];
    }
    assert_true(bound == 10.0);
    case_destroy(c);
}

/* Half of what a tumor cell and an endothelial cell had bound is freed where each of them died. */
static void the_dead_release_ligand_where_they_lay(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 9, 1);
    p.death_bound_released = 0.5;
    Case *c = case_create(&p);
    World *w = c->world;
    int64_t cell = 0, vessel = 0;
    while (w->type[cell] != SITE_TUMOR)
        cell++;
    w->phase[cell] = PHASE_COMMITTED;
    w->cause[cell] = CAUSE_DRUG;
    w->due_step[cell] = 0;
    w->bound[cell] = 10.0f;
    w->type[vessel] = SITE_VESSEL;
    w->phase[vessel] = PHASE_OPEN;
    w->damage[vessel] = 1e6f;
    w->bound[vessel] = 4.0f;
    case_steps(c, 1);
    int ligand = params_substance(&p, p.serca_ligand);
    for (int total = 0; total < 2; total++) {
        const Ledger *ledger = &w->ledger[ligand];
        const double *released =
            total ? ledger->total[LEDGER_released] : ledger->step[LEDGER_released];
        assert_true(released[PLACE_TUMOR] == 5.0);
        assert_true(released[PLACE_ENDOTHELIUM] == 2.0);
        assert_true(released[PLACE_OTHER] == 0.0);
    }
    assert_true(w->field[ligand][cell] == 5.0f && w->field[ligand][vessel] == 2.0f);
    assert_true(w->bound_ledger.lost_with_dead == 7.0);
    case_destroy(c);
}

/* A ball has 4 R^3, and an ellipsoid 4 a b c, whatever way it lies. */
static void the_caliper_measures_balls_and_ellipsoids(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 60, 0);
    Case *c = case_create(&p);
    World *w = c->world;
    double r = 12.0 * sqrt(0.5);
    for (int64_t i = 0; i < w->grid.sites; i++) {
        Site3 s = grid_site3(&w->grid, i);
        double x = s.x - 29.5, y = s.y - 29.5, z = s.z - 29.5;
        double u = (x + y) / 24.0, v = (x - y) / (2.0 * r), q = z / 16.0;
        if (u * u / 2.0 * 1.0 + v * v + q * q <= 1.0)
            w->type[i] = SITE_NECROTIC;
    }
    w->type[0] = SITE_TUMOR; /* a fragment that is not connected */
    Caliper caliper = caliper_measure(w, c->queue);
    assert_true(caliper.sites == case_count(w, SITE_NECROTIC));
    double want = 4.0 * (double)caliper.sites * 8e-6 / (4.0 / 3.0 * 3.14159265358979);
    assert_true(fabs(caliper.volume_mm3 - want) < 0.01 * want);
    for (int64_t i = 0; i < w->grid.sites; i++)
        assert_int_equal(w->wish[i], 0);
    case_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(depth_is_crowding_outside_and_distance_inside),
        cmocka_unit_test(free_cells_double_in_the_fastest_cycle),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(damage_follows_its_closed_form),
        cmocka_unit_test(what_lies_beyond_every_run_never_comes),
        cmocka_unit_test(daughters_share_the_bound_pumps),
        cmocka_unit_test(the_dead_release_ligand_where_they_lay),
        cmocka_unit_test(the_caliper_measures_balls_and_ellipsoids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
