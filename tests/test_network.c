/* Perfusion of the vessel network, against all paths by brute force and against drawings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "vessel_worlds.h"

typedef struct Walker {
    const World *world;
    int64_t path[64];
    int length;
    uint8_t on_path[64], perfused[64];
} Walker;

/* Every path from `site` on that uses no segment twice; marks those that end at an outlet. */
static void walk_all(Walker *walker, int64_t site)
{
    const Grid *grid = &walker->world->grid;
    uint8_t phase = walker->world->phase[site];
    if (walker->world->type[site] != SITE_VESSEL || walker->on_path[site] ||
        (phase != PHASE_OPEN && phase != PHASE_DYING && phase != PHASE_TIP))
        return;
    walker->path[walker->length++] = site;
    walker->on_path[site] = 1;
    if (grid_site3(grid, site).z == grid->nz - 1)
        for (int i = 0; i < walker->length; i++)
            walker->perfused[walker->path[i]] = 1;
    for (int face = 0; face < GRID_FACES; face++) {
        int64_t n = grid_neighbour(grid, site, face);
        if (n >= 0)
            walk_all(walker, n);
    }
    walker->on_path[site] = 0;
    walker->length--;
}

static void test_perfusion_by_brute_force(void **state)
{
    (void)state;
    static const struct {
        Box box;
        int percent, networks;
    } rows[] = {{{3, 3, 3, 0}, 45, 300}, {{3, 3, 3, 0}, 65, 200}, {{3, 3, 4, 0}, 55, 200},
                {{4, 4, 3, 0}, 50, 200}, {{6, 1, 6, 0}, 65, 300}, {{1, 7, 6, 0}, 70, 300},
                {{2, 2, 9, 0}, 70, 200}, {{4, 4, 1, 0}, 50, 20},  {{4, 2, 2, 0}, 60, 100}};
    int64_t perfused = 0, unperfused = 0;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (int k = 0; k < rows[r].networks; k++) {
            World *world = vessel_world_empty(rows[r].box, 1);
            for (int64_t i = 0; i < world->grid.sites; i++) {
                Draw draw = random_draw(99, PURPOSE_VESSEL_LINE, (uint64_t)i,
                                        (uint32_t)(r * 1000 + (size_t)k));
                static const uint8_t phases[] = {PHASE_OPEN, PHASE_OPEN,  PHASE_OPEN, PHASE_OPEN,
                                                 PHASE_OPEN, PHASE_OPEN,  PHASE_OPEN, PHASE_DYING,
                                                 PHASE_TIP,  PHASE_CLOSED};
                if ((int)(draw.word[0] % 100) >= rows[r].percent)
                    continue;
                world->type[i] = SITE_VESSEL;
                world->phase[i] = phases[draw.word[1] % 10];
                world->due_step[i] = 1000;
                world->perfused[i] = draw.word[2] & 1;
            }
            Walker walker = {.world = world};
            for (int64_t i = 0; i < (int64_t)world->grid.nx * world->grid.ny; i++)
                walk_all(&walker, i);
            Vessels *vessels = vessel_world_workspace(world);
            world->network_changed = true;
            vessels_step(world, vessels);
            assert_memory_equal(world->perfused, walker.perfused, (size_t)world->grid.sites);
            for (int64_t i = 0; i < world->grid.sites; i++) {
                perfused += walker.perfused[i];
                unperfused += world->type[i] == SITE_VESSEL && !walker.perfused[i];
            }
            vessel_world_dispose(world, vessels);
        }
    print_message("# %lld perfused, %lld unperfused\n", (long long)perfused, (long long)unperfused);
    assert_true(perfused > 1000 && unperfused > 1000);
}

/* Networks in a plane, drawn with the inlets on top: # perfused, - not, x closed, . no vessel. */
static void test_perfusion_of_drawings(void **state)
{
    (void)state;
    static const char *const drawings[][6] = {
        {"..#..", "..#..", "..#..", "..#..", "..#..", "..#.."}, /* a line */
        {"..#..", "..#..", "..#--", "..#.-", "..#.-", "..#.."}, /* a dead end */
        {"..#..", ".###.", ".#.#.", ".###.", "..#..", "..#.."}, /* a loop on the way */
        {"#....", "#.---", "#--.-", "#.---", "#....", "#...."}, /* a loop hung on one joint */
        {"#...-", "###.-", "#.#.-", "###..", "#...-", "#...-"}, /* a gap */
        {"#...-", "#...-", "#---x", "#...-", "#...-", "#...-"}, /* a closed joint */
        {"#...#", "#...#", "#####", "#...#", "#...#", "#...#"}, /* a lateral */
        {"#...#", "#...#", "#####", "x...#", "-...#", "-...#"}, /* it is the only way on */
        {"-----", ".....", "---..", "..-..", "..x..", "....."}, /* nothing */
        {"#####", "..#..", "..#..", "..#..", "..#..", "..#.."}, /* several inlets */
    };
    for (size_t d = 0; d < sizeof drawings / sizeof *drawings; d++) {
        World *world = vessel_world_empty((Box){5, 1, 6, 0}, 1);
        for (int64_t i = 0; i < world->grid.sites; i++) {
            char c = drawings[d][i / 5][i % 5];
            world->type[i] = c == '.' ? SITE_HOST : SITE_VESSEL;
            world->phase[i] = c == '.' ? PHASE_NONE : c == 'x' ? PHASE_CLOSED : PHASE_OPEN;
            world->due_step[i] = c == 'x' ? 1000 : 0;
        }
        Vessels *vessels = vessel_world_workspace(world);
        world->network_changed = true;
        vessels_step(world, vessels);
        for (int64_t i = 0; i < world->grid.sites; i++)
            if (world->perfused[i] != (drawings[d][i / 5][i % 5] == '#'))
                fail_msg("drawing %d, row %d, column %d", (int)d, (int)(i / 5), (int)(i % 5));
        vessel_world_dispose(world, vessels);
    }
}

/* A sprout that ends at a face of the box leads nowhere: neither in 3-D nor where every site lies
 * at both faces. */
static void test_sprouts_are_no_inlets(void **state)
{
    (void)state;
    for (int nz = 1; nz <= 5; nz += 4) {
        World *world = vessel_world_empty((Box){12, 4, nz, 0}, 1);
        for (int z = 0; z < nz; z++)
            for (int x = 1; x < 12; x += 3) { /* seeded; grown; grown at the outlet, at the inlet */
                int64_t site = grid_index(&world->grid, x, 1, z);
                bool grown = x == 4 || (x == 7 && z == nz - 1) || (x == 10 && z == 0);
                world->type[site] = SITE_VESSEL;
                world->phase[site] = PHASE_OPEN;
                world->id[site] = random_key((uint64_t)site, 1);
                world->parent[site] = grown ? 77 : 0;
            }
        Vessels *vessels = vessel_world_workspace(world);
        world->network_changed = true;
        vessels_step(world, vessels);
        for (int64_t i = 0; i < world->grid.sites; i++)
            assert_int_equal(world->perfused[i],
                             world->type[i] == SITE_VESSEL && grid_site3(&world->grid, i).x == 1);
        vessel_world_dispose(world, vessels);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sprouts_are_no_inlets),
        cmocka_unit_test(test_perfusion_by_brute_force),
        cmocka_unit_test(test_perfusion_of_drawings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
