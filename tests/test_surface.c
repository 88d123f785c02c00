/* The painter in three dimensions, against a look at every site for every pixel. */
#include "core/hash.h"
#include "model/world.h"
#include "render/surface_parts.h"
#include "surface_case.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* -- where things stand -------------------------------------------------------------------------
 */

static void test_one_site_fills_its_pixels(void **state)
{
    (void)state;
    enum { SCALE = 6 };
    SurfaceCase *t = surface_case_open(9, 7, 6);
    const Grid *g = &t->scene.grid;
    const Site3 at = {3, 5, 4};
    t->type[grid_index(g, at.x, at.y, at.z)] = SITE_NECROTIC;
    const struct {
        char axis;
        int across, up, columns, rows;
    } cases[] = {{'x', at.y, at.z, g->ny, g->nz},
                 {'y', at.x, at.z, g->nx, g->nz},
                 {'z', at.x, at.y, g->nx, g->ny}};
    for (int c = 0; c < 3; c++) {
        SurfaceView view = surface_view();
        view.box = false;
        view.pan_x = 12, view.pan_y = -7;
        surface_face(&view, cases[c].axis);
        surface_case_zoom(t, &view, SCALE);
        surface_case_paint(t, &view);
        int left = WIDTH / 2 + 12 + cases[c].across * SCALE - cases[c].columns * SCALE / 2;
        int top = HEIGHT / 2 - 7 - (cases[c].up + 1) * SCALE + cases[c].rows * SCALE / 2;
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                bool in = x >= left && x < left + SCALE && y >= top && y < top + SCALE;
                assert_int_equal(surface_case_pick(t, &view, x, y),
                                 in ? grid_index(g, at.x, at.y, at.z) : -1);
                assert_int_equal(surface_case_pixel(t, x, y), in ? 0x000000 : view.background);
            }
    }
    surface_case_close(t);
}

/* What lies in front goes where the mouse draws it; many turns leave the axes at right angles. */
static void test_the_mouse_draws_the_front(void **state)
{
    (void)state;
    SurfaceView view = surface_view();
    surface_face(&view, 'z');
    surface_turn(&view, 30, 0);
    assert_true(view.axes[SURFACE_RIGHT][2] > 0.2); /* the front, z, is to the right */
    surface_face(&view, 'z');
    surface_turn(&view, 0, 30);
    assert_true(view.axes[SURFACE_UP][2] < -0.2);
    for (int k = 0; k < 20000; k++)
        surface_turn(&view, k % 17 - 5, k % 11 - 4);
    for (int k = 0; k < 3; k++) {
        const double *a = view.axes[k], *b = view.axes[(k + 1) % 3], *c = view.axes[(k + 2) % 3];
        assert_true(fabs(a[0] * a[0] + a[1] * a[1] + a[2] * a[2] - 1) < 1e-12);
        assert_true(fabs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) < 1e-12);
        assert_true(fabs(a[1] * b[2] - a[2] * b[1] - c[0]) < 1e-12);
    }
}

/* -- against every site -------------------------------------------------------------------------
 */

static void test_picks_are_the_first_sites_met(void **state)
{
    (void)state;
    for (int c = 0; c < SURFACE_CASES; c++) {
        SurfaceView view;
        SurfaceCase *t = surface_case_number(c, &view);
        surface_case_paint(t, &view);
        int hits = 0;
        for (int y = 0; y < HEIGHT; y += 2)
            for (int x = y / 2 % 3; x < WIDTH; x += 3) {
                int64_t site = surface_case_pick(t, &view, x, y),
                        expected = surface_case_look(t, &view, x, y);
                hits += site >= 0;
                if (site != expected)
                    fail_msg("case %d, pixel %d %d: %lld, not %lld", c, x, y, (long long)site,
                             (long long)expected);
            }
        assert_in_range(hits, 3, WIDTH * HEIGHT / 6);
        surface_case_close(t);
    }
}

/* Every pixel shows what its ray hits, by any number of threads. */
static void expect_what_rays_hit(SurfaceCase *t, const SurfaceView *view)
{
    SurfaceRays rays;
    omp_set_num_threads(3);
    surface_case_paint(t, view);
    bool any = surface_rays(&t->surface, view, WIDTH, HEIGHT, &rays);
    const SurfaceShades shades = surface_shades(view, &rays);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            SurfaceHit hit;
            uint32_t expected = view->background;
            if (any && surface_trace(&t->surface, &t->scene, view, &rays, x, y, &hit))
                expected = surface_shade(
                    &shades, hit.axis, hit.cut, hit.time,
                    raster_colour(&t->scene, view->layers, view->layers_count, hit.site));
            if (surface_case_pixel(t, x, y) != expected)
                fail_msg("pixel %d %d: 0x%06X, not 0x%06X", x, y, surface_case_pixel(t, x, y),
                         expected);
        }
}

static void test_every_pixel_shows_what_its_ray_hits(void **state)
{
    (void)state;
    static const double zooms[] = {0.1, 0.6, 1, 4, 19};
    const int threads_before = omp_get_max_threads();
    for (int c = 0; c < 2 * SURFACE_CASES; c++)
        for (size_t z = 0; z < sizeof zooms / sizeof zooms[0]; z++) {
            SurfaceView view;
            SurfaceCase *t = surface_case_number(c % SURFACE_CASES, &view);
            view.box = false;
            view.section = c >= SURFACE_CASES;
            view.zoom = zooms[z];
            view.pan_x = c % 3;
            expect_what_rays_hit(t, &view);
            surface_case_close(t);
        }
    omp_set_num_threads(threads_before);
}

/* Faces seen nearly edge on, whose pixels are hardly told from their lines. */
static void test_faces_seen_edge_on(void **state)
{
    (void)state;
    const int threads_before = omp_get_max_threads();
    for (int c = 0; c < 3; c++)
        for (double degrees = 1e-10; degrees < 1; degrees *= 10) {
            SurfaceCase *t = surface_case_open(20, 20, 20);
            surface_case_scatter(t, 40);
            SurfaceView view = surface_view();
            surface_face(&view, "xyz"[c]);
            surface_turn(&view, c == 1 ? 0 : degrees, c == 0 ? 0 : degrees);
            surface_turn(&view, 0, c == 2 ? 90 : 0);
            view.box = false;
            surface_case_zoom(t, &view, 3.7);
            expect_what_rays_hit(t, &view);
            surface_case_zoom(t, &view, 41);
            expect_what_rays_hit(t, &view);
            surface_case_close(t);
        }
    omp_set_num_threads(threads_before);
}

/* Rays that run through edges and corners, where they meet two planes or three at the same time. */
static void test_rays_over_corners(void **state)
{
    (void)state;
    const int threads_before = omp_get_max_threads();
    const double half = sqrt(0.5), third = sqrt(1.0 / 3), sixth = sqrt(1.0 / 6);
    const double axes[2][3][3] = {
        {{half, -half, 0}, {0, 0, 1}, {-half, -half, 0}},
        {{half, -half, 0}, {sixth, sixth, -2 * sixth}, {third, third, third}},
    };
    for (int k = 0; k < 2; k++) {
        SurfaceCase *t = surface_case_open(20, 20, 20);
        surface_case_scatter(t, 60);
        SurfaceView view = surface_view();
        memcpy(view.axes, axes[k], sizeof view.axes);
        view.pan_x = view.pan_y = 0.5; /* the middle of a pixel on that of the lattice */
        surface_case_zoom(t, &view, k ? 1 / (2 * sixth) : 1 / half);
        view.box = false;
        expect_what_rays_hit(t, &view);
        surface_case_close(t);
    }
    omp_set_num_threads(threads_before);
}

/* Pixel for pixel what is picked is what is painted: only sites leave a trace. */
static void test_what_is_painted_can_be_picked(void **state)
{
    (void)state;
    for (int c = 0; c < SURFACE_CASES; c++) {
        SurfaceView view;
        SurfaceCase *t = surface_case_number(c, &view);
        view.box = false;
        view.section = true;
        view.background = 0x123456;
        surface_case_paint(t, &view);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                assert_int_equal(surface_case_pick(t, &view, x, y) >= 0,
                                 surface_case_pixel(t, x, y) != 0x123456);
        surface_case_close(t);
    }
}

/* Change a constant here only with the reason in the commit: every picture changes with it. */
static void test_pictures_are_the_same_bits(void **state)
{
    (void)state;
    static const uint64_t golden[] = {0x16E777FE9919D60EULL, 0xD576661FC175C92CULL,
                                      0x9911B6429D82FCA7ULL};
    static const int cases[] = {0, 3, 6};
    for (int k = 0; k < 3; k++) {
        SurfaceView view;
        SurfaceCase *t = surface_case_number(cases[k], &view);
        view.layers[0] = (RasterLayer){overlay_find(k ? "oxygen" : "cells"), t->oxygen, 255};
        surface_case_paint(t, &view);
        uint64_t hash =
            hash_bytes(0, t->raster.pixels, (size_t)WIDTH * HEIGHT * sizeof *t->raster.pixels);
        if (hash != golden[k])
            fail_msg("case %d: 0x%016llX", k, (unsigned long long)hash);
        surface_case_close(t);
    }
}

/* -- cuts ---------------------------------------------------------------------------------------
 */

/* A ball with a core: nothing of the core is seen until it is cut, and then in its own colour. */
static void test_a_cut_shows_the_inside(void **state)
{
    (void)state;
    SurfaceCase *t = surface_case_open(24, 22, 20);
    surface_case_ball(t, 9, SITE_APOPTOTIC);
    surface_case_ball(t, 4, SITE_NECROTIC);
    for (int i = 0; i < SITES_MAX; i++)
        t->oxygen[i] = t->type[i] == SITE_NECROTIC ? 0 : 30;
    SurfaceView view = surface_view();
    surface_case_paint(t, &view);
    assert_int_equal(t->type[surface_case_pick(t, &view, WIDTH / 2, HEIGHT / 2)], SITE_APOPTOTIC);
    view.cut_axis = 'y', view.cut_at = 11;
    surface_case_paint(t, &view);
    int64_t middle = surface_case_pick(t, &view, WIDTH / 2, HEIGHT / 2);
    assert_int_equal(t->type[middle], SITE_NECROTIC);
    assert_int_equal(grid_site3(&t->scene.grid, middle).y, 11);
    assert_int_equal(surface_case_pixel(t, WIDTH / 2, HEIGHT / 2), CLASS_COLOURS[CLASS_NECROTIC]);
    int rim = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        rim += t->raster.pixels[i] == CLASS_COLOURS[CLASS_APOPTOTIC];
    assert_in_range(rim, 100, WIDTH * HEIGHT);
    view.layers[0] = (RasterLayer){overlay_find("oxygen"), t->oxygen, 255};
    surface_case_paint(t, &view);
    assert_int_equal(surface_case_pixel(t, WIDTH / 2, HEIGHT / 2), palette_shade(MAP_VIRIDIS, 0));
    view.cut_at = 22; /* nothing is left */
    view.box = false;
    surface_case_paint(t, &view);
    assert_int_equal(surface_case_covered(t, &view), 0);
    view.cut_above = true; /* nothing is cut away: the lattice ends there, far from the ball */
    surface_case_paint(t, &view);
    assert_in_range(surface_case_covered(t, &view), 300, WIDTH * HEIGHT);
    surface_case_close(t);
}

/* In a section gaps and vessels of the mass are seen, though they are not solid; others are not. */
static void test_a_section_has_no_holes(void **state)
{
    (void)state;
    SurfaceCase *t = surface_case_open(20, 20, 20);
    const Grid *g = &t->scene.grid;
    surface_case_ball(t, 6, SITE_NECROTIC);
    int64_t gap = grid_index(g, 10, 10, 10), vessel = grid_index(g, 12, 10, 10);
    int64_t outside = grid_index(g, 1, 10, 10);
    t->type[gap] = SITE_GAP;
    t->type[vessel] = t->type[outside] = SITE_VESSEL;
    SurfaceView view = surface_view();
    surface_face(&view, 'y');
    surface_case_zoom(t, &view, 4);
    view.cut_axis = 'y', view.cut_at = 10;
    for (int section = 0; section < 2; section++) {
        view.section = section;
        surface_case_paint(t, &view);
        const int y = HEIGHT / 2 - 2, x = WIDTH / 2 + 2;
        int64_t behind = section ? 0 : g->nx;
        assert_int_equal(surface_case_pick(t, &view, x, y), gap + behind);
        assert_int_equal(surface_case_pick(t, &view, x + 8, y), vessel + behind);
        assert_int_equal(surface_case_pick(t, &view, x - 36, y), -1);
        assert_int_equal(surface_case_pixel(t, x, y) == CLASS_COLOURS[CLASS_GAP], section);
        assert_int_equal(surface_case_pixel(t, x + 8, y) == CLASS_COLOURS[CLASS_UNPERFUSED],
                         section);
    }
    surface_case_close(t);
}

/* A lattice of one layer, and the last layer of a thick one, are what the slice shows. */
static void test_a_section_is_the_slice(void **state)
{
    (void)state;
    enum { SCALE = 6 };
    for (int nz = 1; nz < 10; nz += 8) {
        SurfaceCase *t = surface_case_open(14, 11, nz);
        surface_case_scatter(t, 1);
        Raster slice;
        RasterView flat = {.axis = 'z', .index = nz - 1, .scale = SCALE, .layers_count = 2};
        flat.layers[0] = (RasterLayer){overlay_find("oxygen"), t->oxygen, 255};
        flat.layers[1] = (RasterLayer){overlay_find("vessels"), NULL, 130};
        SurfaceView view = surface_view();
        surface_face(&view, 'z');
        surface_case_zoom(t, &view, SCALE);
        view.cut_axis = 'z', view.cut_at = nz, view.cut_above = true;
        view.layers_count = 2;
        memcpy(view.layers, flat.layers, sizeof view.layers);
        view.shown[CLASS_PERFUSED] = view.shown[CLASS_UNPERFUSED] = true;
        view.box = false;
        surface_case_paint(t, &view);
        assert_int_equal(raster_create(&t->memory, 14 * SCALE, 11 * SCALE, &slice), STATUS_OK);
        raster_paint(&t->scene, &flat, &slice);
        int left = (WIDTH - slice.width) / 2, top = (HEIGHT - slice.height) / 2;
        for (int y = 0; y < slice.height; y++)
            for (int x = 0; x < slice.width; x++)
                assert_int_equal(surface_case_pixel(t, left + x, top + y),
                                 slice.pixels[y * slice.width + x]);
        assert_int_equal(surface_case_covered(t, &view), slice.width * slice.height);
        raster_destroy(&t->memory, &slice);
        surface_case_close(t);
    }
}

/* -- nothing to see -----------------------------------------------------------------------------
 */

static void test_nothing_solid_is_background(void **state)
{
    (void)state;
    SurfaceCase *t = surface_case_open(12, 10, 8);
    surface_case_scatter(t, 3);
    SurfaceView view = surface_view();
    view.background = 0xABCDEF;
    view.box = false;
    memset(view.shown, 0, sizeof view.shown);
    view.shown[CLASS_HOST] = view.shown[CLASS_GAP] = true; /* never solid */
    surface_case_paint(t, &view);
    assert_int_equal(surface_case_covered(t, &view), 0);
    assert_int_equal(surface_case_pick(t, &view, WIDTH / 2, HEIGHT / 2), -1);
    view.box = true;
    surface_case_paint(t, &view);
    assert_in_range(surface_case_covered(t, &view), 100, 2000);
    surface_case_close(t);
}

/* Views that no mouse can make neither crash nor hang. */
static void test_views_out_of_reach(void **state)
{
    (void)state;
    const double odd[] = {NAN, INFINITY, -INFINITY, 0, -1, 1e-300, 1e300, 1e9, 1e-9};
    SurfaceCase *t = surface_case_open(12, 10, 8);
    surface_case_scatter(t, 3);
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        for (int k = 0; k < 5; k++) {
            SurfaceView view = surface_view();
            double *const numbers[] = {&view.zoom, &view.pan_x, &view.pan_y, &view.axes[0][1],
                                       &view.axes[2][0]};
            *numbers[k] = odd[i];
            view.cut_axis = i % 2 ? 'x' : 0, view.cut_at = i % 3 ? -9 : 999;
            surface_case_paint(t, &view);
            (void)surface_case_pick(t, &view, 3, 3);
        }
    surface_case_close(t);
}

static void test_want_of_memory(void **state)
{
    (void)state;
    const Grid grid = grid_of(9, 9, 9, 20);
    Memory memory = {.fail_at = 1};
    Surface surface;
    assert_int_equal(surface_create(&memory, &grid, &surface), STATUS_NO_MEMORY);
    assert_int_equal(memory.bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_site_fills_its_pixels),
        cmocka_unit_test(test_the_mouse_draws_the_front),
        cmocka_unit_test(test_picks_are_the_first_sites_met),
        cmocka_unit_test(test_every_pixel_shows_what_its_ray_hits),
        cmocka_unit_test(test_rays_over_corners),
        cmocka_unit_test(test_faces_seen_edge_on),
        cmocka_unit_test(test_what_is_painted_can_be_picked),
        cmocka_unit_test(test_pictures_are_the_same_bits),
        cmocka_unit_test(test_a_cut_shows_the_inside),
        cmocka_unit_test(test_a_section_has_no_holes),
        cmocka_unit_test(test_a_section_is_the_slice),
        cmocka_unit_test(test_nothing_solid_is_background),
        cmocka_unit_test(test_views_out_of_reach),
        cmocka_unit_test(test_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
