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

/* One pass of the window along an axis `stride` apart in a cube of n: rounded means of what is
 * there. */
static void mean_along(const int *from, int *to, int n, int stride)
{
    for (int i = 0; i < n * n * n; i++) {
        int at = i / stride % n, sum = 0, sites = 0;
        for (int j = -DEPTH_HALF; j <= DEPTH_HALF; j++)
            if (at + j >= 0 && at + j < n) {
                sum += from[i + j * stride];
                sites++;
            }
        to[i] = (sum + sites / 2) / sites;
    }
}

/* Crowding at every site of a cube: the window twice along each axis. */
static int *crowding(const World *w, int n)
{
    int *now = calloc((size_t)w->grid.sites, sizeof *now),
        *next = calloc((size_t)w->grid.sites, sizeof *next);
    for (int64_t i = 0; i < w->grid.sites; i++)
        now[i] = cell_tumor_mass(w, i) ? DEPTH_FULL : 0;
    for (int pass = 0; pass < 6; pass++) {
        mean_along(now, next, n, pass < 2 ? 1 : pass < 4 ? n : n * n);
        int *swap = now;
        now = next;
        next = swap;
    }
    free(next);
    return now;
}

/* Squared distance to the nearest outside site, from DEPTH_SURFACE on. */
static int nearest_outside(const World *w, const int *around, Site3 a)
{
    int best = 65535;
    for (int64_t k = 0; k < w->grid.sites; k++) {
        Site3 b = grid_site3(&w->grid, k);
        int x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
        int d2 = DEPTH_SURFACE + x * x + y * y + z * z;
        if (around[k] <= DEPTH_SURFACE && d2 < best)
            best = d2;
    }
    return best;
}

/* Compares every site of a cube of n; returns how many are inside. */
static int depth_holds(int n, int64_t cells)
{
    Params p;
    case_params(&p, n, cells);
    Case *c = case_create(&p);
    World *w = c->world;
    int *around = crowding(w, n), inside = 0;
    for (int64_t i = 0; i < w->grid.sites; i++) {
        bool out = around[i] <= DEPTH_SURFACE;
        int expected = out ? around[i] : nearest_outside(w, around, grid_site3(&w->grid, i));
        inside += !out;
        assert_int_equal(w->depth2[i], expected);
        assert_int_equal(w->type[i] == SITE_GAP, !out && !cell_tumor_mass(w, i));
    }
    free(around);
    case_destroy(c);
    return inside;
}

/* Where walls cut every window, and where the tumor lies far from them. */
static void depth_is_crowding_outside_and_distance_inside(void **state)
{
    (void)state;
    depth_holds(5, 60); /* below the window */
    assert_true(depth_holds(17, 1400) > 500);
    assert_true(depth_holds(33, 2400) > 800);
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
