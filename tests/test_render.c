/* The painter without a window, and its colours. */
#include "core/hash.h"
#include "model/world.h"
#include "render/raster.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* -- colours ---------------------------------------------------------------------------------- */

static int channel_distance(uint32_t a, uint32_t b)
{
    int largest = 0;
    for (int bits = 0; bits <= 16; bits += 8) {
        int d = abs((int)(a >> bits & 255) - (int)(b >> bits & 255));
        largest = d > largest ? d : largest;
    }
    return largest;
}

/* Shades of the published table that are not among the knots. */
static void test_viridis_is_viridis(void **state)
{
    (void)state;
    static const struct {
        int shade;
        uint32_t published;
    } cases[] = {{0, 0x440154},   {1, 0x440255},   {33, 0x462D7C},  {64, 0x3A528B}, {127, 0x208F8C},
                 {128, 0x20908C}, {191, 0x5BC862}, {254, 0xFAE622}, {255, 0xFDE724}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_in_range(
            channel_distance(palette_shade(MAP_VIRIDIS, cases[i].shade), cases[i].published), 0, 1);
    assert_int_equal(palette_shade(MAP_VIRIDIS, -3), palette_shade(MAP_VIRIDIS, 0));
    assert_int_equal(palette_shade(MAP_VIRIDIS, 999), palette_shade(MAP_VIRIDIS, 255));
}

/* Entries of the published table of cividis, PLoS ONE 13, e0199239. */
static void test_cividis_is_cividis(void **state)
{
    (void)state;
    static const struct {
        int shade;
        uint32_t published;
    } cases[] = {{0, 0x00224E},   {1, 0x00234F},   {33, 0x1C396F},  {64, 0x434E6C}, {127, 0x7C7B78},
                 {128, 0x7D7C78}, {191, 0xBBAD6D}, {252, 0xFEE434}, {255, 0xFEE838}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(palette_shade(MAP_CIVIDIS, cases[i].shade), cases[i].published);
}

/* CIELAB lightness of an sRGB colour, 0 to 100. */
static double lightness(uint32_t colour)
{
    static const double weights[3] = {0.0722, 0.7152, 0.2126};
    double y = 0;
    for (int c = 0; c < 3; c++) {
        double v = (colour >> 8 * c & 255) / 255.0;
        y += weights[c] * (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
    }
    return y > 216.0 / 24389 ? 116 * cbrt(y) - 16 : y * 24389.0 / 27;
}

/* A larger value is a lighter colour, in steps of about one size; a difference is darker the
 * larger it is, to either side alike. */
static void test_maps_grow_lighter_evenly(void **state)
{
    (void)state;
    const int last = PALETTE_SHADES - 1;
    for (PaletteMap map = MAP_VIRIDIS; map <= MAP_CIVIDIS; map++) {
        double mean =
            (lightness(palette_shade(map, last)) - lightness(palette_shade(map, 0))) / last;
        assert_true(mean > 0.25);
        for (int first = 0; first + 16 <= last; first += 5) {
            double step =
                (lightness(palette_shade(map, first + 16)) - lightness(palette_shade(map, first))) /
                16;
            if (step < 0.6 * mean || step > 1.4 * mean)
                fail_msg("map %d from shade %d: %g a shade, on average %g", map, first, step, mean);
        }
    }
    for (int shade = 0; shade < PALETTE_SHADES / 2; shade++) {
        double here = lightness(palette_shade(MAP_DIFFERENCE, shade));
        double there = lightness(palette_shade(MAP_DIFFERENCE, last - shade));
        assert_true(fabs(here - there) < 1.2);
        assert_true(lightness(palette_shade(MAP_DIFFERENCE, shade + 3)) > here ||
                    shade + 3 > last / 2);
    }
}

static void test_values_out_of_range_have_their_own_colour(void **state)
{
    (void)state;
    const Overlay *oxygen = overlay_find("oxygen"), *drug = overlay_find("active_drug");
    assert_non_null(oxygen);
    assert_non_null(drug);
    assert_true(overlay_is_field(oxygen));
    assert_false(overlay_is_field(overlay_find("cells")));
    assert_null(overlay_find("nothing"));
    assert_int_equal(overlay_value_colour(oxygen, 0), palette_shade(MAP_VIRIDIS, 0));
    assert_int_equal(overlay_value_colour(oxygen, 40), palette_shade(MAP_VIRIDIS, 255));
    assert_int_equal(overlay_value_colour(oxygen, 20), palette_shade(MAP_VIRIDIS, 128));
    assert_int_equal(overlay_value_colour(oxygen, 40.01), INK_COLOURS[INK_ABOVE]);
    assert_int_equal(overlay_value_colour(oxygen, -0.01), INK_COLOURS[INK_BELOW]);
    assert_int_equal(overlay_value_colour(oxygen, NAN), INK_COLOURS[INK_NO_VALUE]);
    assert_int_equal(overlay_value_colour(drug, 0), INK_COLOURS[INK_BELOW]);
    assert_int_equal(overlay_value_colour(drug, 1), palette_shade(MAP_VIRIDIS, 128));
    Overlay other = overlay_field("tracer", "nM", 5);
    assert_true(overlay_is_field(&other) && overlay_is_field(overlay_find("vegf")));
    assert_int_equal(overlay_value_colour(&other, 5), palette_shade(MAP_VIRIDIS, 255));
    assert_int_equal(overlay_value_colour(&other, 5.1), INK_COLOURS[INK_ABOVE]);
    other.map = MAP_CIVIDIS;
    assert_int_equal(overlay_value_colour(&other, 0), palette_shade(MAP_CIVIDIS, 0));
    assert_int_equal(overlay_value_colour(&other, -1), INK_COLOURS[INK_BELOW]);
    for (int map = MAP_VIRIDIS; map < MAP_COUNT; map++)
        for (int shade = 0; shade < PALETTE_SHADES; shade++) {
            uint32_t colour = palette_shade((PaletteMap)map, shade);
            assert_in_range(channel_distance(colour, INK_COLOURS[INK_ABOVE]), 40, 255);
            assert_in_range(channel_distance(colour, INK_COLOURS[INK_BELOW]), 40, 255);
            /* a difference of 0 is no lack of a tumor, in a picture of both */
            assert_in_range(channel_distance(colour, KIND_COLOURS[KIND_NEITHER]), 25, 255);
        }
    for (int ink = INK_BELOW; ink <= INK_ABOVE; ink++) {
        for (int class = 0; class < CLASS_COUNT; class ++)
            assert_in_range(channel_distance(INK_COLOURS[ink], CLASS_COLOURS[class]), 40, 255);
        for (int kind = 0; kind < KIND_COUNT; kind++)
            assert_in_range(channel_distance(INK_COLOURS[ink], KIND_COLOURS[kind]), 40, 255);
    }
}

/* -- the painter ------------------------------------------------------------------------------ */

enum { NX = 7, NY = 5, NZ = 3, SITES = NX * NY * NZ };

typedef struct TestScene {
    uint8_t type[SITES], phase[SITES], perfused[SITES];
    float oxygen[SITES];
    Scene scene;
} TestScene;

/* Every kind of site, and a field that leaves its range at both ends. */
static void scene_fill(TestScene *t)
{
    for (int i = 0; i < SITES; i++) {
        t->type[i] = (uint8_t)(i % SITE_TYPE_COUNT);
        t->phase[i] = (uint8_t)(t->type[i] == SITE_TUMOR ? PHASE_G1 + i % 6 : PHASE_NONE);
        t->perfused[i] = (uint8_t)(i / SITE_TYPE_COUNT % 2);
        t->oxygen[i] = (float)(-2 + 45.0 * i / SITES);
    }
    t->scene = (Scene){grid_of(NX, NY, NZ, 20), t->type, t->phase, t->perfused, NULL, NULL, NULL};
}

static uint64_t paint_hash(const TestScene *t, RasterView view)
{
    Memory memory = {0};
    Raster raster;
    int width = 0, height = 0;
    raster_size(&t->scene.grid, &view, &width, &height);
    assert_int_equal(raster_create(&memory, width, height, &raster), STATUS_OK);
    raster_paint(&t->scene, &view, &raster);
    uint64_t hash =
        hash_bytes(0, raster.pixels, (size_t)width * (size_t)height * sizeof *raster.pixels);
    raster_destroy(&memory, &raster);
    assert_int_equal(memory.bytes, 0);
    return hash;
}

/* Change a constant here only with the reason in the commit: every picture changes with it. */
static void test_pictures_are_the_same_bits(void **state)
{
    (void)state;
    static const struct {
        char axis;
        int index, scale, outline, opacity;
        uint64_t golden;
    } cases[] = {
        {'z', -1, 1, 0, 255, 0x8D16B92E7D0ED7DFULL}, {'z', 0, 4, 1, 255, 0x5768BE92A479264EULL},
        {'y', -1, 3, 1, 255, 0xC01D75919580F2BDULL}, {'x', 6, 5, 2, 255, 0xD6CEF94AA6EB53AEULL},
        {'z', 2, 2, 0, 100, 0x7FCC103CB44216F9ULL},
    };
    TestScene t;
    scene_fill(&t);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        RasterView view = {.axis = cases[i].axis,
                           .index = cases[i].index,
                           .scale = cases[i].scale,
                           .outline = cases[i].outline,
                           .layers_count = 2};
        view.layers[0] = (RasterLayer){overlay_find("oxygen"), t.oxygen, 255};
        view.layers[1] =
            (RasterLayer){overlay_find(i % 2 ? "vessels" : "cells"), NULL, cases[i].opacity};
        uint64_t hash = paint_hash(&t, view);
        if (hash != cases[i].golden)
            fail_msg("case %zu: 0x%016llX", i, (unsigned long long)hash);
    }
}

/* What is seen is what a slice shows: not what other slices hold, nor a field below a vessel. */
static void test_legend_knows_what_occurs(void **state)
{
    (void)state;
    TestScene t;
    RasterSeen seen = {0};
    scene_fill(&t);
    for (int i = 0; i < SITES; i++)
        t.type[i] = SITE_HOST, t.oxygen[i] = 20;
    int64_t in = grid_index(&t.scene.grid, 3, 2, 1), beside = grid_index(&t.scene.grid, 4, 2, 1);
    t.type[in] = SITE_GAP;
    t.type[beside] = SITE_VESSEL, t.perfused[beside] = 1, t.oxygen[beside] = 99;
    t.type[0] = SITE_NECROTIC, t.oxygen[0] = NAN;
    RasterView cells = {.axis = 'z', .index = 1, .scale = 4, .layers_count = 1};
    cells.layers[0] = (RasterLayer){overlay_find("cells"), NULL, 255};
    RasterView field = {.axis = 'z', .index = 1, .scale = 4, .outline = 1, .layers_count = 2};
    field.layers[0] = (RasterLayer){overlay_find("oxygen"), t.oxygen, 255};
    field.layers[1] = (RasterLayer){overlay_find("vessels"), NULL, 255};
    raster_see(&t.scene, &cells, &seen);
    for (int i = 0; i < CLASS_COUNT; i++)
        assert_int_equal(seen.classes[i], i == CLASS_HOST || i == CLASS_GAP || i == CLASS_PERFUSED);
    assert_false(seen.outline);
    raster_see(&t.scene, &field, &seen);
    assert_true(seen.outline);
    assert_false(seen.below || seen.above || seen.no_value);
    t.oxygen[in] = -1, t.oxygen[in + 2] = 41, t.oxygen[in + 3] = NAN;
    raster_see(&t.scene, &field, &seen);
    assert_true(seen.below && seen.above && seen.no_value);
}

/* Classes lie side by side in a slice: no two may look alike. */
static void test_classes_are_told_apart(void **state)
{
    (void)state;
    for (int a = 0; a < CLASS_COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_in_range(channel_distance(CLASS_COLOURS[a], CLASS_COLOURS[b]), 40, 255);
}

/* Causes and clones are drawn among vessels: none has the colour of one, or of another. */
static void test_kinds_are_no_vessels(void **state)
{
    (void)state;
    for (int i = 0; i < OVERLAY_KINDS; i++) {
        assert_true(overlay_kind_colour(i) != CLASS_COLOURS[CLASS_PERFUSED]);
        assert_true(overlay_kind_colour(i) != CLASS_COLOURS[CLASS_UNPERFUSED]);
        for (int k = 0; k < i; k++)
            assert_true(overlay_kind_colour(i) != overlay_kind_colour(k));
    }
}

/* Site (0, 0) is at the lower left, x runs right and y up. */
static void test_slice_stands_upright(void **state)
{
    (void)state;
    TestScene t;
    Memory memory = {0};
    Raster raster;
    scene_fill(&t);
    RasterView view = {.axis = 'z', .index = 1, .scale = 2, .layers_count = 1};
    view.layers[0] = (RasterLayer){overlay_find("cells"), NULL, 255};
    assert_int_equal(raster_create(&memory, NX * 2, NY * 2, &raster), STATUS_OK);
    raster_paint(&t.scene, &view, &raster);
    for (int y = 0; y < NY; y++)
        for (int x = 0; x < NX; x++) {
            int64_t site = grid_index(&t.scene.grid, x, y, 1);
            uint32_t pixel = raster.pixels[(2 * (NY - 1 - y) + 1) * raster.width + 2 * x];
            assert_int_equal(pixel, CLASS_COLOURS[overlay_class(&t.scene, site)]);
        }
    raster_destroy(&memory, &raster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_viridis_is_viridis),
        cmocka_unit_test(test_cividis_is_cividis),
        cmocka_unit_test(test_maps_grow_lighter_evenly),
        cmocka_unit_test(test_values_out_of_range_have_their_own_colour),
        cmocka_unit_test(test_pictures_are_the_same_bits),
        cmocka_unit_test(test_legend_knows_what_occurs),
        cmocka_unit_test(test_classes_are_told_apart),
        cmocka_unit_test(test_kinds_are_no_vessels),
        cmocka_unit_test(test_slice_stands_upright),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
