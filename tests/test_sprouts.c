/* Sprouts: tips climb the growth factor, push what lies in their way, fuse, and die without flow.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tissue/cells.h"
#include "tissue/depth.h"
#include "tissue/displacement.h"
#include "vessel_worlds.h"

enum { EDGE = 24, MIDDLE = EDGE / 2 };

typedef struct Bed {
    World *world;
    Vessels *vessels;
    Displacement *displacement;
    Cells *cells;
} Bed;

static void line_along_z(World *world, int x, int y)
{
    for (int z = 0; z < EDGE; z++) {
        int64_t site = grid_index(&world->grid, x, y, z);
        world->type[site] = SITE_VESSEL;
        world->phase[site] = PHASE_OPEN;
        world->perfused[site] = 1;
        world->id[site] = random_key((uint64_t)site, 7);
    }
}

/* A straight vessel at x = 3, perhaps another at x = 20, and growth factor that rises with x. */
static Bed bed_open(bool other, bool cells)
{
    Bed bed;
    World *w = bed.world = vessel_world_empty((Box){EDGE, EDGE, EDGE, 16.8}, 1);
    Params *p = &w->params;
    p->vessel_sprout_rate = 0.5; /* 1/h: at once */
    p->vessel_sprout_spacing = 200.0;
    p->vessel_branching = 0.0;
    p->tumor_cells = cells ? 3000 : 0;
    p->growth_loss_rate = 0.0;
    line_along_z(w, 3, MIDDLE);
    if (other)
        line_along_z(w, 20, MIDDLE);
    cells_seed(w);
    depth_refresh(w);
    float *factor = w->field[params_substance(p, "vegf")];
    for (int64_t i = 0; i < w->grid.sites; i++)
        factor[i] = 0.02f + 0.01f * (float)grid_site3(&w->grid, i).x;
    bed.vessels = vessel_world_workspace(w);
    assert_int_equal(displacement_create(w, &bed.displacement), STATUS_OK);
    assert_int_equal(cells_create(w, &bed.cells), STATUS_OK);
    return bed;
}

static void bed_steps(Bed *bed, int steps)
{
    for (int i = 0; i < steps; i++) {
        vessels_step(bed->world, bed->vessels);
        cells_step(bed->world, bed->cells);
        displacement_step(bed->world, bed->displacement);
        bed->world->deaths_count = 0;
        bed->world->step++;
    }
}

static void bed_until_sprout(Bed *bed)
{
    while (bed->world->sprouts == 0 && bed->world->step < 1000)
        bed_steps(bed, 1);
    assert_true(bed->world->sprouts > 0);
}

static void bed_close(Bed *bed)
{
    displacement_destroy(bed->world, bed->displacement);
    cells_destroy(bed->world, bed->cells);
    vessel_world_dispose(bed->world, bed->vessels);
}

static int64_t phase_count(const World *w, SitePhase phase)
{
    int64_t count = 0;
    for (int64_t i = 0; i < w->grid.sites; i++)
        count += w->type[i] == SITE_VESSEL && w->phase[i] == phase;
    return count;
}

/* At 6.2 um/h a tip is ten sites away after 33 h, straight up the gradient. */
static void a_tip_climbs_at_its_speed(void **state)
{
    (void)state;
    Bed bed = bed_open(false, false);
    World *w = bed.world;
    w->params.vessel_flow_survival = 1e4;
    w->params.vessel_sprout_spacing = 500.0; /* one sprout on the whole vessel */
    bed_until_sprout(&bed);
    assert_int_equal(w->sprouts, 1);
    int64_t begun = w->step;
    w->params.vessel_sprout_rate = 1e-9;
    bed_steps(&bed, 330);
    int reach = 0;
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] == SITE_VESSEL && grid_site3(&w->grid, i).x > reach)
            reach = grid_site3(&w->grid, i).x;
    print_message("# %lld steps: from x = 3 to x = %d\n", (long long)(w->step - begun), reach);
    assert_in_range(reach, 13, 15); /* the first site at once, then one in 32 steps */
    assert_int_equal(phase_count(w, PHASE_TIP), 1);
    bed_close(&bed);
}

/* A tip that meets another vessel fuses with it, and the bridge between the two carries blood. */
static void a_bridge_is_perfused(void **state)
{
    (void)state;
    Bed bed = bed_open(true, false);
    World *w = bed.world;
    w->params.vessel_flow_survival = 1e4;
    bed_steps(&bed, 900);
    int64_t bridge = 0, vessels = vessel_world_count(w, SITE_VESSEL), perfused = 0;
    for (int64_t i = 0; i < w->grid.sites; i++) {
        perfused += w->type[i] == SITE_VESSEL && w->perfused[i];
        int x = grid_site3(&w->grid, i).x;
        bridge += x > 3 && x < 20 && w->type[i] == SITE_VESSEL && w->perfused[i];
    }
    print_message("# %lld segments, %lld perfused, %lld of them between the two lines\n",
                  (long long)vessels, (long long)perfused, (long long)bridge);
    assert_true(bridge >= 16);
    bed_close(&bed);
}

/* A sprout that leads nowhere dies of want of flow, and its structure goes. */
static void a_blind_sprout_dies(void **state)
{
    (void)state;
    Bed bed = bed_open(false, false);
    World *w = bed.world;
    w->params.vessel_flow_survival = 10.0;
    w->params.vessel_closing_delay = 1.0;
    w->params.vessel_removal_delay = 1.0;
    bed_until_sprout(&bed);
    w->params.vessel_sprout_rate = 1e-9;
    bed_steps(&bed, 1500);
    assert_int_equal(vessel_world_count(w, SITE_VESSEL), EDGE);
    assert_true(w->vessel_deaths_by_cause[CAUSE_FLOW] > 0);
    assert_int_equal(w->vessel_deaths_by_cause[CAUSE_DRUG], 0);
    bed_close(&bed);
}

/* What lies in a tip's way is pushed on, never lost. */
static void nobody_is_lost(void **state)
{
    (void)state;
    Bed bed = bed_open(true, true);
    World *w = bed.world;
    int64_t before = vessel_world_count(w, SITE_TUMOR);
    bed_steps(&bed, 400);
    assert_true(vessel_world_count(w, SITE_VESSEL) > 2 * EDGE + 8);
    assert_int_equal(vessel_world_count(w, SITE_TUMOR), before + w->births);
    bed_close(&bed);
}

/* Without growth factor, or below the threshold, nothing sprouts. */
static void nothing_calls(void **state)
{
    (void)state;
    Bed bed = bed_open(true, false);
    World *w = bed.world;
    float *factor = w->field[params_substance(&w->params, "vegf")];
    for (int64_t i = 0; i < w->grid.sites; i++)
        factor[i] = 0.9f * (float)w->params.vessel_sprout_above;
    bed_steps(&bed, 300);
    assert_int_equal(w->sprouts, 0);
    assert_int_equal(vessel_world_count(w, SITE_VESSEL), 2 * EDGE);
    bed_close(&bed);
}

/* A tip keeps others from sprouting within its distance. */
static void tips_keep_apart(void **state)
{
    (void)state;
    Bed bed = bed_open(false, false);
    World *w = bed.world;
    w->params.vessel_sprout_rate = 100.0;
    bed_steps(&bed, 12);
    for (int64_t i = 0; i < w->grid.sites; i++)
        for (int64_t j = 0; j < i && w->phase[i] == PHASE_TIP; j++)
            if (w->phase[j] == PHASE_TIP) {
                int apart = grid_site3(&w->grid, i).z - grid_site3(&w->grid, j).z;
                assert_true(apart >= 9 || apart <= -9); /* starts are 10 sites apart or more */
            }
    assert_in_range(phase_count(w, PHASE_TIP), 1, 3);
    bed_close(&bed);
}

/* Segments that have grown; those of them that carry blood. */
static int64_t grown(const World *w, bool perfused)
{
    int64_t count = 0;
    for (int64_t i = 0; i < w->grid.sites; i++)
        count += w->type[i] == SITE_VESSEL && w->parent[i] != 0 && (!perfused || w->perfused[i]);
    return count;
}

/* Where the factor rises along the vessel too, a sprout does not turn back onto it at once. */
static void a_sprout_leaves_its_mother(void **state)
{
    (void)state;
    for (int seed = 1; seed <= 20; seed++) {
        Bed bed = bed_open(false, false);
        World *w = bed.world;
        w->params.run_seed = seed;
        float *factor = w->field[params_substance(&w->params, "vegf")];
        for (int64_t i = 0; i < w->grid.sites; i++)
            factor[i] += 0.01f * (float)grid_site3(&w->grid, i).z;
        bed_until_sprout(&bed);
        bed_steps(&bed, 80); /* two moves more */
        assert_true(grown(w, false) >= 2);
        assert_int_equal(grown(w, true), 0);
        bed_close(&bed);
    }
}

/* A bridge carries blood from the step after it is closed, though its tips branch on the way. */
static void a_bridge_of_branches_is_perfused(void **state)
{
    (void)state;
    int64_t bridges = 0, branched = 0;
    for (int seed = 1; seed <= 5; seed++) {
        Bed bed = bed_open(true, false);
        World *w = bed.world;
        w->params.run_seed = seed;
        w->params.vessel_flow_survival = 1e4;
        w->params.vessel_branching = 0.01; /* one site in five */
        float *factor = w->field[params_substance(&w->params, "vegf")];
        for (int64_t i = 0; i < w->grid.sites; i++)
            factor[i] =
                grid_site3(&w->grid, i).x < 20 ? factor[i] : 0.0f; /* only one line sprouts */
        for (int step = 0; step < 900; step++) {
            bed_steps(&bed, 1);
            bool fused = w->network_changed;
            vessels_step(w, bed.vessels);
            bridges += fused && grown(w, true) >= 16;
            if (fused) /* what has reached the other line */
                for (int64_t i = 0; i < w->grid.sites; i++) {
                    Site3 at = grid_site3(&w->grid, i);
                    bool beside = at.x == 19 && at.y == MIDDLE && w->type[i] == SITE_VESSEL;
                    assert_true(!beside || w->perfused[i]);
                    branched += w->parent[i] && w->divisions[i] > 1 && w->perfused[i];
                }
        }
        bed_close(&bed);
    }
    assert_true(bridges > 0 && branched > 0);
}

/* Growth ends where the list of segments is full. */
static void growth_ends_at_the_limit(void **state)
{
    (void)state;
    Bed bed = bed_open(true, false);
    World *w = bed.world;
    w->params.vessel_flow_survival = 1e4;
    w->params.vessel_branching = 0.04;
    w->params.vessel_sprout_rate = 100.0;
    w->params.vessel_sprout_spacing = 40.0;
    w->params.vessel_tip_speed = 100.0;
    w->params.vessel_density = 1e-12;
    int64_t most = vessels_most(&w->params);
    bed_steps(&bed, 400);
    assert_int_equal(vessel_world_count(w, SITE_VESSEL), most);
    bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tip_climbs_at_its_speed),
        cmocka_unit_test(a_bridge_is_perfused),
        cmocka_unit_test(a_blind_sprout_dies),
        cmocka_unit_test(nobody_is_lost),
        cmocka_unit_test(nothing_calls),
        cmocka_unit_test(tips_keep_apart),
        cmocka_unit_test(a_sprout_leaves_its_mother),
        cmocka_unit_test(a_bridge_of_branches_is_perfused),
        cmocka_unit_test(growth_ends_at_the_limit),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
