/* Rules and displacement on bare worlds, without fields: what is pushed, what shrinks, what is
 * conserved, and that no order of work shows. */
#include "engine/caliper.h"
#include "model/cell.h"
#include "therapy/calcium.h"
#include "tissue/cells.h"
#include "tissue/depth.h"
#include "tissue/displacement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

typedef struct Case {
    Memory memory;
    World *world;
    Cells *cells;
    Displacement *displacement;
    uint32_t *queue;
} Case;

static void case_params(Params *p, int n, int64_t cells)
{
    params_defaults(p);
    p->grid_nx = p->grid_ny = p->grid_nz = n;
    p->tumor_cells = cells;
    p->growth_loss_rate = 0.0;
    p->animal_cv_growth = 0.0;
}

static Case *case_create(const Params *p)
{
    Case *c = calloc(1, sizeof *c);
    assert_int_equal(world_create(p, &c->memory, &c->world), STATUS_OK);
    calcium_map(p, &c->world->calcium);
    cells_seed(c->world);
    depth_refresh(c->world);
    assert_int_equal(cells_create(c->world, &c->cells), STATUS_OK);
    assert_int_equal(displacement_create(c->world, &c->displacement), STATUS_OK);
    c->queue = memory_create(&c->memory, (size_t)c->world->grid.sites, sizeof *c->queue);
    assert_non_null(c->queue);
    return c;
}

static void case_destroy(Case *c)
{
    memory_destroy(&c->memory, c->queue);
    displacement_destroy(c->world, c->displacement);
    cells_destroy(c->world, c->cells);
    world_destroy(c->world);
    assert_int_equal(c->memory.bytes, 0);
    free(c);
}

static void case_steps(Case *c, int steps)
{
    for (int i = 0; i < steps; i++, c->world->step++) {
        cells_step(c->world, c->cells);
        displacement_step(c->world, c->displacement);
    }
}

static int64_t count_type(const World *world, SiteType type)
{
    int64_t count = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        count += world->type[i] == type;
    return count;
}

static int compare_ids(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The identities of all cells, sorted. */
static uint64_t *sorted_ids(const World *world, int64_t *count)
{
    uint64_t *ids = calloc((size_t)world->grid.sites, sizeof *ids);
    *count = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        if (world->id[i])
            ids[(*count)++] = world->id[i];
    qsort(ids, (size_t)*count, sizeof *ids, compare_ids);
    return ids;
}

/* Ways from i to k in two steps of at most DEPTH_HALF that stay within 0 and n - 1. */
static int ways(int i, int k, int n)
{
    int count = 0;
    for (int j = 0; j < n; j++)
        count += abs(j - i) <= DEPTH_HALF && abs(j - k) <= DEPTH_HALF;
    return count;
}

/* Weighted tumor sites around a site, scaled to a whole window. */
static int crowding(const World *w, Site3 at)
{
    const Grid *g = &w->grid;
    int tumor = 0, window = 0;
    for (int64_t i = 0; i < g->sites; i++) {
        Site3 s = grid_site3(g, i);
        int weight = ways(at.x, s.x, g->nx) * ways(at.y, s.y, g->ny) * ways(at.z, s.z, g->nz);
        window += weight;
        tumor += cell_tumor_mass(w, i) ? weight : 0;
    }
    return tumor * DEPTH_FULL / window;
}

static void depth_is_crowding_outside_and_distance_inside(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 17, 1400);
    Case *c = case_create(&p);
    World *w = c->world;
    int *around = calloc((size_t)w->grid.sites, sizeof *around), inside = 0;
    for (int64_t i = 0; i < w->grid.sites; i++)
        around[i] = crowding(w, grid_site3(&w->grid, i));
    for (int64_t i = 0; i < w->grid.sites; i++) {
        Site3 a = grid_site3(&w->grid, i);
        int best = 65535;
        for (int64_t k = 0; k < w->grid.sites; k++) {
            Site3 b = grid_site3(&w->grid, k);
            int x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
            int d2 = DEPTH_SURFACE + x * x + y * y + z * z;
            if (around[k] <= DEPTH_SURFACE && d2 < best)
                best = d2;
        }
        bool out = around[i] <= DEPTH_SURFACE;
        inside += !out;
        assert_int_equal(w->depth2[i], out ? around[i] : best);
        assert_int_equal(w->type[i] == SITE_GAP, !out && !cell_tumor_mass(w, i));
    }
    assert_true(inside > 800);
    free(around);
    case_destroy(c);
}

/* Births add exactly one cell each and lose nobody: every identity once, every mother still known.
 */
static void growth_loses_nobody(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 32, 800);
    Case *c = case_create(&p);
    int64_t before, after;
    uint64_t *old = sorted_ids(c->world, &before);
    case_steps(c, 600);
    uint64_t *now = sorted_ids(c->world, &after);
    assert_true(c->world->births > 500);
    assert_int_equal(after, before + c->world->births);
    for (int64_t i = 1; i < after; i++)
        assert_true(now[i] != now[i - 1]);
    for (int64_t i = 0; i < before; i++)
        assert_non_null(bsearch(&old[i], now, (size_t)after, sizeof *now, compare_ids));
    for (int64_t i = 0; i < c->world->grid.sites; i++)
        if (c->world->parent[i])
            assert_non_null(
                bsearch(&c->world->parent[i], now, (size_t)after, sizeof *now, compare_ids));
    free(old);
    free(now);
    case_destroy(c);
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
    double doublings = log2((double)count_type(c->world, SITE_TUMOR) / 500.0);
    double hours = 116.0 / doublings;
    assert_true(hours > 26.0 && hours < 31.0);
    case_destroy(c);
}

/* Gaps leave a dying tumor: it shrinks, and no hole stays inside. */
static void death_shrinks(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 32, 4000);
    p.cycle_g1 = 1000.0 * 24.0;
    p.cycle_s = p.cycle_g2 = p.cycle_m = p.cycle_g1;
    Case *c = case_create(&p);
    double before = caliper_measure(c->world, c->queue).volume_mm3;
    for (int64_t i = 0; i < c->world->grid.sites; i++)
        if (c->world->type[i] == SITE_TUMOR && c->world->id[i] % 2 == 0)
            cell_clear(c->world, i, SITE_GAP);
    int64_t left = count_type(c->world, SITE_TUMOR);
    case_steps(c, 60);
    assert_int_equal(count_type(c->world, SITE_TUMOR), left);
    assert_true(count_type(c->world, SITE_GAP) <= left / 50);
    double after = caliper_measure(c->world, c->queue).volume_mm3;
    assert_true(after < 0.6 * before && after > 0.4 * before);
    case_destroy(c);
}

/* However slowly debris is cleared, what is left stays one compact ball. */
static void a_shrinking_tumor_stays_compact(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 40, 12000);
    p.death_debris_clearance = 12.0;
    Case *c = case_create(&p);
    World *w = c->world;
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] == SITE_TUMOR)
            w->type[i] = SITE_NECROTIC;
    for (int hours = 0; hours < 36; hours += 6) {
        case_steps(c, 60);
        Caliper caliper = caliper_measure(w, c->queue);
        double cells = (double)count_type(w, SITE_NECROTIC);
        double ball = 4.0 * cells * 8e-6 / (4.0 / 3.0 * 3.14159265358979);
        assert_true((double)caliper.sites > 0.95 * cells);
        assert_true(caliper.volume_mm3 < 1.15 * ball);
    }
    case_destroy(c);
}

static void a_vessel_is_never_moved(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 24, 0);
    Case *c = case_create(&p);
    World *w = c->world;
    for (int z = 0; z < 24; z++) {
        int64_t site = grid_index(&w->grid, 12 + (z & 1), 12, z);
        w->type[site] = SITE_VESSEL;
        w->phase[site] = PHASE_OPEN;
        w->id[site] = random_key((uint64_t)site, 7);
    }
    w->params.tumor_cells = 600;
    cells_seed(w);
    depth_refresh(w);
    case_steps(c, 800);
    for (int z = 0; z < 24; z++) {
        int64_t site = grid_index(&w->grid, 12 + (z & 1), 12, z);
        assert_int_equal(w->type[site], SITE_VESSEL);
        assert_true(w->id[site] == random_key((uint64_t)site, 7));
    }
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
    assert_true(caliper.sites == count_type(w, SITE_NECROTIC));
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
        cmocka_unit_test(growth_loses_nobody),
        cmocka_unit_test(free_cells_double_in_the_fastest_cycle),
        cmocka_unit_test(death_shrinks),
        cmocka_unit_test(a_shrinking_tumor_stays_compact),
        cmocka_unit_test(a_vessel_is_never_moved),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(damage_follows_its_closed_form),
        cmocka_unit_test(daughters_share_the_bound_pumps),
        cmocka_unit_test(the_caliper_measures_balls_and_ellipsoids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
