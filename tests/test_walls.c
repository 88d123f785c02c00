/* A tumor at the walls of the box: which wall, what counts as tumor, and a box without some walls.
 */
#include "cli/walls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static World *box(Memory *memory, int nx, int ny, int nz)
{
    World *world;
    Params params;
    params_defaults(&params);
    params.grid_nx = nx;
    params.grid_ny = ny;
    params.grid_nz = nz;
    assert_int_equal(world_create(&params, memory, &world), STATUS_OK);
    return world;
}

static void one_site_is_enough(void **state)
{
    (void)state;
    static const struct {
        Site3 at;
        const char *wall; /* NULL: none */
    } cases[] = {{{0, 2, 3}, "x = 0"},   {{3, 2, 3}, "x = max"}, {{1, 0, 2}, "y = 0"},
                 {{1, 4, 1}, "y = max"}, {{2, 3, 0}, "z = 0"},   {{2, 3, 5}, "z = max"},
                 {{1, 1, 1}, NULL},      {{2, 3, 4}, NULL}};
    Memory memory = {0};
    World *world = box(&memory, 4, 5, 6);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t site = grid_index(&world->grid, cases[i].at.x, cases[i].at.y, cases[i].at.z);
        world->type[site] = i % 2 ? SITE_TUMOR : SITE_NECROTIC;
        int wall = walls_touched(world);
        if (cases[i].wall ? wall < 0 || strcmp(WALLS[wall], cases[i].wall) != 0 : wall >= 0)
            fail_msg("case %zu: %d", i, wall);
        world->type[site] = SITE_HOST;
    }
    for (int64_t i = 0; i < world->grid.sites; i++) /* these are no tumor */
        world->type[i] = i % 2 ? SITE_VESSEL : SITE_GAP;
    assert_int_equal(walls_touched(world), -1);
    world_destroy(world);
}

/* All of a 2-D tumor lies at both ends of z. */
static void an_axis_of_one_site_has_no_walls(void **state)
{
    (void)state;
    Memory memory = {0};
    World *world = box(&memory, 7, 7, 1);
    world->type[grid_index(&world->grid, 3, 3, 0)] = SITE_TUMOR;
    assert_int_equal(walls_touched(world), -1);
    world->type[grid_index(&world->grid, 3, 6, 0)] = SITE_TUMOR;
    assert_string_equal(WALLS[walls_touched(world)], "y = max");
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_site_is_enough),
        cmocka_unit_test(an_axis_of_one_site_has_no_walls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
