/* Displacement on bare worlds: what is pushed, what shrinks, what is conserved, and that no order
 * of work shows. */
#include "engine/caliper.h"
#include "model/cell.h"
#include "tissue/carriers.h"
#include "tissue/depth.h"
#include "tissue_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

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

/* Sum of x^4 + y^4 + z^4 over sum of r^4 about the middle of the box: 0.6 for a ball, 0.474 for a
 * cube along the axes, more than 0.6 for one that stands on a corner. */
static double squareness(const World *world)
{
    const Grid *g = &world->grid;
    double fourth = 0.0, all = 0.0;
    for (int64_t i = 0; i < g->sites; i++) {
        if (!cell_tumor_mass(world, i))
            continue;
        Site3 s = grid_site3(g, i);
        double x = s.x - 0.5 * (g->nx - 1), y = s.y - 0.5 * (g->ny - 1),
               z = s.z - 0.5 * (g->nz - 1);
        fourth += x * x * x * x + y * y * y * y + z * z * z * z;
        all += (x * x + y * y + z * z) * (x * x + y * y + z * z);
    }
    return fourth / all;
}

/* Pushing knows no axes: a ball that has grown fifteenfold is a ball. With all faces that lead down
 * as likely as one another it was 0.562. */
static void a_grown_ball_is_round(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 44, 1500);
    Case *c = case_create(&p);
    while (case_count(c->world, SITE_TUMOR) < 22000)
        case_steps(c, 10);
    printf("squareness %.4f (ball 0.6, cube 0.474)\n", squareness(c->world));
    assert_true(fabs(squareness(c->world) - 0.6) < 0.02);
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
    int64_t left = case_count(c->world, SITE_TUMOR);
    case_steps(c, 60);
    assert_int_equal(case_count(c->world, SITE_TUMOR), left);
    assert_true(case_count(c->world, SITE_GAP) <= left / 50);
    double after = caliper_measure(c->world, c->queue).volume_mm3;
    assert_true(after < 0.6 * before && after > 0.4 * before);
    case_destroy(c);
}

/* However slowly debris is cleared, what is left stays one compact, round ball. With crowding seen
 * five sites wide it became a diamond: 0.625 where 2,810 were left. */
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
        double cells = (double)case_count(w, SITE_NECROTIC);
        double ball = 4.0 * cells * 8e-6 / (4.0 / 3.0 * 3.14159265358979);
        assert_true((double)caliper.sites > 0.95 * cells);
        assert_true(caliper.volume_mm3 < 1.15 * ball);
        printf("%5.0f left, squareness %.4f\n", cells, squareness(w));
        assert_true(fabs(squareness(w) - 0.6) < 0.02);
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

/* A mother whom growth has buried waits in M, and divides once she lies near enough. */
static void a_buried_mother_waits(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 24, 3000);
    p.growth_push_distance = 400.0;
    Case *c = case_create(&p);
    World *w = c->world;
    w->params.growth_push_distance = 100.0;
    int64_t mother = grid_index(&w->grid, 12, 12, 12);
    for (int64_t i = 0; i < w->grid.sites; i++)
        w->phase[i] = w->type[i] == SITE_TUMOR ? PHASE_QUIESCENT : PHASE_NONE;
    w->phase[mother] = PHASE_M;
    w->due_step[mother] = 0;
    w->step = 1; /* depth is refreshed every ten steps */
    displacement_step(w, c->displacement);
    assert_int_equal(w->births + w->placements_failed, 0);
    assert_int_equal(w->phase[mother], PHASE_M);
    w->params.growth_push_distance = 400.0;
    displacement_step(w, c->displacement);
    assert_int_equal(w->births, 1);
    assert_int_equal(w->phase[mother], PHASE_G1);
    case_destroy(c);
}

/* ---- many at once, so that the lists are shared between threads ---- */

enum { MANY = 2000, EVERY_MOTHER = 12, EVERY_GAP = 8 };

/* A mark that travels with a cell. */
static float mark_of(uint64_t id)
{
    return (float)(id & 0xFFFFF);
}

/* A ball of 30,000 marked cells that all rest but every 12th, which is a mother that is due. */
static Case *many_mothers(void)
{
    Params p;
    case_params(&p, 48, 30000);
    p.growth_push_distance = 500.0;
    Case *c = case_create(&p);
    World *w = c->world;
    int64_t n = 0;
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] == SITE_TUMOR) {
            w->phase[i] = n++ % EVERY_MOTHER == 0 ? PHASE_M : PHASE_QUIESCENT;
            w->due_step[i] = 0;
            w->damage[i] = mark_of(w->id[i]);
        }
    w->step = 1; /* depth is refreshed every ten steps: not between the checks */
    return c;
}

static int64_t due_mothers(const World *w)
{
    int64_t count = 0;
    for (int64_t i = 0; i < w->grid.sites; i++)
        count += w->phase[i] == PHASE_M && w->due_step[i] <= w->step;
    return count;
}

/* Every eighth cell is cleared. */
static int64_t make_gaps(World *w)
{
    int64_t n = 0, gaps = 0;
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] == SITE_TUMOR && n++ % EVERY_GAP == 0) {
            cell_clear(w, i, SITE_GAP);
            gaps++;
        }
    return gaps;
}

/* Whole cells, each once: its identity and its mark, which a daughter has from her mother. */
static void assert_whole_cells(const World *w, int64_t expected)
{
    int64_t count;
    uint64_t *ids = sorted_ids(w, &count);
    assert_int_equal(count, expected);
    assert_int_equal(case_count(w, SITE_TUMOR), expected);
    for (int64_t i = 1; i < count; i++)
        assert_true(ids[i] != ids[i - 1]);
    for (int64_t i = 0; i < w->grid.sites; i++) {
        bool cell = w->type[i] == SITE_TUMOR;
        assert_true((w->id[i] != 0) == cell && (w->phase[i] != PHASE_NONE) == cell);
        if (cell)
            assert_true(w->damage[i] == mark_of(w->parent[i] ? w->parent[i] : w->id[i]));
        assert_int_equal(w->wish[i], 0);
    }
    free(ids);
}

/* The state after many births, after many gaps, and after both at once. */
static void many_at_once(int threads, uint64_t hash[3])
{
    omp_set_num_threads(threads);
    Case *c = many_mothers();
    World *w = c->world;
    int64_t cells = case_count(w, SITE_TUMOR), mothers = due_mothers(w);
    assert_true(mothers > MANY);
    displacement_step(w, c->displacement);
    assert_int_equal(w->births + w->placements_failed, mothers);
    assert_int_equal(due_mothers(w), w->placements_failed);
    assert_true(w->births > MANY / 2);
    assert_whole_cells(w, cells += w->births);
    hash[0] = world_hash(w);

    for (int64_t i = 0; i < w->grid.sites; i++)
        w->due_step[i] = w->phase[i] == PHASE_M ? 3 : w->due_step[i];
    int64_t gaps = make_gaps(w), host = case_count(w, SITE_HOST);
    assert_true(gaps > MANY);
    w->step = 2;
    displacement_step(w, c->displacement);
    assert_whole_cells(w, cells -= gaps);
    assert_int_equal(case_count(w, SITE_HOST) - host + case_count(w, SITE_GAP), gaps);
    hash[1] = world_hash(w);

    int64_t births = w->births;
    for (w->step = 3; w->step < 8; w->step++)
        displacement_step(w, c->displacement);
    assert_true(w->births > births);
    assert_whole_cells(w, cells + w->births - births);
    hash[2] = world_hash(w);
    case_destroy(c);
}

static void many_at_once_are_shared_between_threads(void **state)
{
    (void)state;
    static const int threads[] = {2, 3, 8};
    uint64_t one[3], more[3];
    many_at_once(1, one);
    for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
        many_at_once(threads[t], more);
        assert_memory_equal(more, one, sizeof one);
    }
}

/* A list that is full begins elsewhere at the next step, so that no part of a tumor always waits.
 */
static void a_full_list_takes_turns(void **state)
{
    (void)state;
    Params p;
    case_params(&p, 24, 12000);
    Case *c = case_create(&p);
    World *w = c->world;
    Carriers list;
    assert_int_equal(carriers_create(w, (CarriersSize){w->grid.sites / 32 + 1024, 8}, &list),
                     STATUS_OK);
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] == SITE_TUMOR)
            cell_clear(w, i, SITE_GAP);
    bool *taken = calloc((size_t)w->grid.sites, sizeof *taken);
    int64_t gaps = case_count(w, SITE_GAP), reached = 0;
    assert_true(gaps > 4 * list.most);
    for (w->step = 1; w->step <= 40; w->step++) {
        int64_t count = carriers_collect(w, &list, w->type, SITE_GAP, UINT16_MAX);
        assert_int_equal(count, list.most);
        for (int64_t i = 0; i < count; i++) {
            reached += !taken[list.list[i].start];
            taken[list.list[i].start] = true;
        }
    }
    assert_int_equal(reached, gaps);
    free(taken);
    carriers_destroy(w, &list);
    case_destroy(c);
}

/* A pattern as argument runs the tests whose names it fits. */
int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_loses_nobody),
        cmocka_unit_test(a_grown_ball_is_round),
        cmocka_unit_test(death_shrinks),
        cmocka_unit_test(a_shrinking_tumor_stays_compact),
        cmocka_unit_test(a_vessel_is_never_moved),
        cmocka_unit_test(a_buried_mother_waits),
        cmocka_unit_test(many_at_once_are_shared_between_threads),
        cmocka_unit_test(a_full_list_takes_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
