/* The pictures of the viewer without a window and without words, which depend on fonts: slices, a
 * projection and the volume of a fixed state, bit for bit, and what layers there are. */
#include "picture_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint32_t stage_pixel(Stage *t, int x, int y)
{
    const Raster *raster = stage_paint(t);
    return raster->pixels[(raster->height - 1 - y) * raster->width + x];
}

/* -- what there is ------------------------------------------------------------------------------
 */

static void every_layer_is_there(void **state)
{
    (void)state;
    static const char *const cells[] = {"cells",   "cause",   "clone",  "vessels", "psma",
                                        "blocked", "calcium", "damage", "age"};
    static const char *const fields[5] = {"oxygen", "prodrug", "active_drug", "vegf", "cytotoxic"};
    Stage *t = stage_open();
    const int cells_count = sizeof cells / sizeof cells[0];
    assert_int_equal(t->layers.count, cells_count + 5);
    for (int i = 0; i < t->layers.count; i++) {
        const char *name = i < cells_count ? cells[i] : fields[i - cells_count];
        int layer = layers_find(&t->layers, name);
        if (layer < 0)
            fail_msg("no layer %s", name);
        assert_int_equal(t->layers.layer[layer].field, i >= cells_count);
    }
    stage_close(t);
}

/* -- bit for bit --------------------------------------------------------------------------------
 */

/* Change a constant here only with the reason in the commit: every picture changes with it. */
static const Setting SETTINGS[] = {
    {"cells", NULL, 0, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0x84AC1749906622ABULL},
    {"cause", NULL, 1, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0x975ECBF2ADFBB32CULL},
    {"vessels", NULL, 2, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0xC8AF5AA965C496CFULL},
    {"psma", NULL, 0, 255, 255, MAP_CIVIDIS, false, true, false, 0, 0x2A004D94D9E853F2ULL},
    {"cells", "oxygen", 0, 153, 255, MAP_VIRIDIS, false, false, false, 0, 0xFF03CAC380F87C34ULL},
    {"cells", "oxygen", 0, 51, 102, MAP_CIVIDIS, false, false, false, 0, 0x753B3C136DEA9B58ULL},
    {NULL, "vegf", 1, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0x0A7EC77D53E4EC3EULL},
    {"cells", "cytotoxic", 2, 255, 255, MAP_VIRIDIS, true, false, false, 0, 0xF9D6549D6AC12092ULL},
    {"cells", NULL, 0, 255, 255, MAP_VIRIDIS, false, false, true, 0, 0x615B01EEE06EE01CULL},
    {"cells", "oxygen", 0, 255, 153, MAP_VIRIDIS, false, false, true, 'y', 0xA99A6A7024AF61BDULL},
    {"blocked", NULL, 0, 255, 255, MAP_CIVIDIS, false, true, true, 'z', 0x26D696F9B6A6FB3CULL},
    {"vessels", NULL, 0, 255, 255, MAP_VIRIDIS, false, false, true, 0, 0x6FF994A4B391D465ULL},
};

static void pictures_are_the_same_bits(void **state)
{
    (void)state;
    Stage *t = stage_open();
    bool well = true;
    for (size_t i = 0; i < sizeof SETTINGS / sizeof SETTINGS[0]; i++) {
        stage_set(t, &SETTINGS[i]);
        well &= is_golden("picture", i, stage_paint(t), SETTINGS[i].golden);
    }
    stage_close(t);
    assert_true(well);
}

/* -- what can be chosen -------------------------------------------------------------------------
 */

static uint32_t mixed(uint32_t below, uint32_t above, uint32_t weight)
{
    uint32_t colour = 0;
    for (int bits = 0; bits <= 16; bits += 8)
        colour |=
            ((below >> bits & 255) * (255 - weight) + (above >> bits & 255) * weight + 127) / 255
            << bits;
    return colour;
}

/* Cells and field have each their own opacity: over paper the field, over the field the cells; in
 * three dimensions the field over the cells. */
static void layers_are_as_opaque_as_asked(void **state)
{
    (void)state;
    Stage *t = stage_open();
    const int oxygen = params_substance(&t->params, "oxygen");
    const int64_t host = grid_index(&t->world->grid, 2, 2, t->world->grid.nz / 2);
    const int64_t cell = grid_index(&t->world->grid, 12, 10, t->world->grid.nz / 2);
    t->world->type[host] = SITE_HOST;
    t->world->type[cell] = SITE_TUMOR, t->world->phase[cell] = PHASE_G1;
    t->world->field[oxygen][host] = t->world->field[oxygen][cell] = 20;
    for (int field = 51; field <= 255; field += 51)
        for (int cells = 51; cells <= 255; cells += 51) {
            stage_set(t, &(Setting){"cells", "oxygen", 0, cells, field, MAP_CIVIDIS, false, false,
                                    false, 0, 0});
            uint32_t below =
                mixed(INK_COLOURS[INK_PAPER], palette_shade(MAP_CIVIDIS, 128), (uint32_t)field);
            assert_int_equal(stage_pixel(t, 2, 2), below);
            assert_int_equal(stage_pixel(t, 12, 10),
                             mixed(below, CLASS_COLOURS[CLASS_CYCLING], (uint32_t)cells));
        }
    stage_set(t, &SETTINGS[8]);
    surface_face(&t->volume.view, 'z');
    t->volume.view.cut_axis = 'z', t->volume.view.cut_at = t->world->grid.nz / 2 + 1;
    t->view.field = layers_find(&t->layers, "oxygen");
    t->view.field_opacity = 102;
    const Raster *raster = stage_paint(t);
    double scale = surface_scale(&t->world->grid, &t->volume.view, raster->width, raster->height);
    int x = raster->width / 2 + (int)(0.5 * scale), y = raster->height / 2 - (int)(0.5 * scale);
    assert_int_equal(raster->pixels[y * raster->width + x],
                     mixed(CLASS_COLOURS[CLASS_CYCLING], palette_shade(MAP_VIRIDIS, 128), 102));
    stage_close(t);
}

/* What the legend says of an automatic range is what the picture is painted with. */
static void ranges_are_of_what_is_seen(void **state)
{
    (void)state;
    Stage *t = stage_open();
    for (int volume = 0; volume < 2; volume++) {
        stage_set(t, &(Setting){"cells", "oxygen", 0, 255, 255, MAP_VIRIDIS, false, true,
                                volume == 1, 0, 0});
        (void)stage_paint(t);
        Overlay overlay = view_overlay(&t->view, &t->layers, t->view.field, &t->frame);
        const float *values = layers_values(&t->layers.layer[t->view.field], &t->frame, volume);
        const int64_t count = volume ? t->frame.grid.sites : t->frame.columns * t->frame.rows;
        assert_true(overlay.low == (double)values[0]);
        assert_true(overlay.high == (double)values[count - 1]);
    }
    stage_close(t);
}

/* On a fine screen all is as many times larger, and has all its pixels. */
static void a_fine_canvas_is_larger_and_as_sharp(void **state)
{
    (void)state;
    Canvas canvas;
    unsigned char *rgb;
    char message[256];
    assert_int_equal(canvas_create_fine(200, 100, 2.5, &canvas), STATUS_OK);
    assert_int_equal(canvas_columns(&canvas), 200);
    assert_int_equal(canvas_rows(&canvas), 100);
    assert_true(canvas.width == 80 && canvas.height == 40);
    canvas_rectangle(&canvas, 8, 4, 16, 12, 0x112233);
    assert_int_equal(canvas_pixels(&canvas, "none", &rgb, message, sizeof message), STATUS_OK);
    for (int y = 0; y < 100; y++)
        for (int x = 0; x < 200; x++)
            assert_int_equal(rgb[3 * (y * 200 + x) + 2],
                             x >= 20 && x < 60 && y >= 10 && y < 40 ? 0x33 : 0xFF);
    free(rgb);
    canvas_destroy(&canvas);
    Stage *t = stage_open();
    const Rect all = {0, 0, ACROSS, DOWN};
    stage_set(t, &SETTINGS[8]);
    (void)stage_paint(t);
    const int64_t seen = volume_pick(&t->volume, &t->layers, &t->frame, all, 180, 140);
    canvas_destroy(&t->canvas);
    assert_int_equal(canvas_create_fine(2 * ACROSS, 2 * DOWN, 2, &t->canvas), STATUS_OK);
    (void)stage_paint(t);
    assert_int_equal(t->volume.raster.width, 2 * ACROSS);
    assert_int_equal(t->volume.raster.height, 2 * DOWN);
    assert_true(seen >= 0);
    assert_int_equal(volume_pick(&t->volume, &t->layers, &t->frame, all, 180, 140), seen);
    stage_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layer_is_there),
        cmocka_unit_test(pictures_are_the_same_bits),
        cmocka_unit_test(layers_are_as_opaque_as_asked),
        cmocka_unit_test(a_fine_canvas_is_larger_and_as_sharp),
        cmocka_unit_test(ranges_are_of_what_is_seen),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    canvas_finish();
    return failed;
}
