/* The pictures of the viewer without a window and without words, which depend on fonts: slices, a
 * projection and the volume of a fixed state, bit for bit, and what layers there are. */
#include "core/hash.h"
#include "render/compare.h"
#include "render/view.h"
#include "render/volume.h"
#include "tissue/cells.h"
#include "tissue/vessels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ACROSS = 360, DOWN = 280 };

/* A state, its frame, and what pictures of it are painted with. */
typedef struct Stage {
    Params params;
    Memory memory;
    World *world;
    Frame frame;
    Layers layers;
    View view;
    Volume volume;
    Raster raster;
    Canvas canvas;
} Stage;

/* A tumor with dead cells of every cause, and fields that leave their ranges at both ends. */
static void stage_tumor(World *w)
{
    assert_int_equal(vessels_seed(w), STATUS_OK);
    cells_seed(w);
    for (int64_t i = 0; i < w->grid.sites; i++) {
        Draw draw = random_draw(3, PURPOSE_FOUNDER, (uint64_t)i, 1);
        for (int s = 0; s < w->params.substances_count; s++)
            w->field[s][i] = (float)(-2 + 45.0 * (double)i / (double)w->grid.sites);
        if (w->type[i] == SITE_VESSEL)
            w->perfused[i] = draw.word[2] % 3 > 0;
        if (w->type[i] != SITE_TUMOR || draw.word[0] % 5)
            continue;
        w->type[i] = draw.word[1] % 2 ? SITE_APOPTOTIC : SITE_NECROTIC;
        w->phase[i] = PHASE_NONE;
        w->cause[i] = (uint8_t)(1 + draw.word[1] % (DEATH_CAUSE_COUNT - 1));
    }
}

static Stage *stage_open(void)
{
    Stage *t = calloc(1, sizeof *t);
    assert_non_null(t);
    params_defaults(&t->params);
    t->params.grid_nx = 24, t->params.grid_ny = 20, t->params.grid_nz = 16;
    t->params.tumor_cells = 700;
    Substance *tracer = params_add(&t->params, LIST_SUBSTANCES, "cytotoxic");
    Clone *clone = params_add(&t->params, LIST_CLONES, "poor");
    assert_true(tracer && clone);
    tracer->enabled = true;
    assert_int_equal(world_create(&t->params, &t->memory, &t->world), STATUS_OK);
    stage_tumor(t->world);
    assert_int_equal(
        frame_create(&t->memory, &t->world->grid, t->params.substances_count, &t->frame),
        STATUS_OK);
    t->layers = layers_of(&t->params);
    t->view = view_start(&t->world->grid, &t->layers);
    volume_start(&t->volume, &t->memory);
    assert_int_equal(raster_create(&t->memory, 24, 24, &t->raster), STATUS_OK);
    assert_int_equal(canvas_create(ACROSS, DOWN, &t->canvas), STATUS_OK);
    return t;
}

static void stage_close(Stage *t)
{
    canvas_destroy(&t->canvas);
    raster_destroy(&t->memory, &t->raster);
    volume_destroy(&t->volume);
    frame_destroy(&t->memory, &t->frame);
    world_destroy(t->world);
    assert_int_equal(t->memory.bytes, 0);
    free(t);
}

/* Paints the present view; the raster without bar and words. */
static const Raster *stage_paint(Stage *t)
{
    const Rect all = {0, 0, ACROSS, DOWN};
    const FrameWish wish = view_wish(&t->view, &t->layers);
    frame_take(&t->frame, t->world, &wish);
    if (t->view.volume)
        volume_paint(&t->volume, &t->view, &t->layers, &t->frame, &t->canvas, all, false);
    else
        view_paint(&t->view, &t->layers, &t->frame, &t->raster, &t->canvas, all);
    return t->view.volume ? &t->volume.raster : &t->raster;
}

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

typedef struct Setting {
    const char *cells, *field;
    int plane, cells_opacity, field_opacity;
    PaletteMap map;
    bool maximum, automatic, volume;
    char cut_axis;
    uint64_t golden;
} Setting;

static void stage_set(Stage *t, const Setting *s)
{
    t->view = view_start(&t->world->grid, &t->layers);
    t->view.cells = s->cells ? layers_find(&t->layers, s->cells) : -1;
    t->view.field = s->field ? layers_find(&t->layers, s->field) : -1;
    t->view.plane = s->plane;
    t->view.cells_opacity = s->cells_opacity;
    t->view.field_opacity = s->field_opacity;
    t->view.map = s->map;
    t->view.maximum = s->maximum;
    t->view.automatic = s->automatic;
    t->view.volume = s->volume;
    t->volume.view.cut_axis = s->cut_axis;
    t->volume.view.cut_at = 9;
    t->volume.view.cut_above = true;
}

/* Change a constant here only with the reason in the commit: every picture changes with it. */
static const Setting SETTINGS[] = {
    {"cells", NULL, 0, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0x84AC1749906622ABULL},
    {"cause", NULL, 1, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0xE294192D77EA3428ULL},
    {"vessels", NULL, 2, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0xC8AF5AA965C496CFULL},
    {"psma", NULL, 0, 255, 255, MAP_CIVIDIS, false, true, false, 0, 0x2A004D94D9E853F2ULL},
    {"cells", "oxygen", 0, 153, 255, MAP_VIRIDIS, false, false, false, 0, 0xFF03CAC380F87C34ULL},
    {"cells", "oxygen", 0, 51, 102, MAP_CIVIDIS, false, false, false, 0, 0x753B3C136DEA9B58ULL},
    {NULL, "vegf", 1, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0x3C496B8553AAF364ULL},
    {"cells", "cytotoxic", 2, 255, 255, MAP_VIRIDIS, true, false, false, 0, 0x927006D630879C8EULL},
    {"cells", NULL, 0, 255, 255, MAP_VIRIDIS, false, false, true, 0, 0x615B01EEE06EE01CULL},
    {"cells", "oxygen", 0, 255, 153, MAP_VIRIDIS, false, false, true, 'y', 0xA99A6A7024AF61BDULL},
    {"blocked", NULL, 0, 255, 255, MAP_CIVIDIS, false, true, true, 'z', 0x26D696F9B6A6FB3CULL},
    {"vessels", NULL, 0, 255, 255, MAP_VIRIDIS, false, false, true, 0, 0x6FF994A4B391D465ULL},
};

static bool is_golden(const char *what, size_t number, const Raster *raster, uint64_t golden)
{
    const size_t pixels = (size_t)raster->width * (size_t)raster->height;
    uint64_t hash = hash_bytes(0, raster->pixels, pixels * sizeof *raster->pixels);
    if (hash != golden)
        print_error("%s %zu: 0x%016llXULL\n", what, number, (unsigned long long)hash);
    return hash == golden;
}

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

/* -- two states ---------------------------------------------------------------------------------
 */

/* Two states of one lattice, and their difference as the view asks for it. */
typedef struct Pair {
    Stage *a, *b;
    Compare compare;
} Pair;

static Pair pair_open(void)
{
    Pair p = {.a = stage_open(), .b = stage_open()};
    World *w = p.b->world;
    for (int64_t i = 0; i < w->grid.sites; i++) {
        Draw draw = random_draw(5, PURPOSE_FOUNDER, (uint64_t)i, 1);
        for (int s = 0; s < w->params.substances_count; s++)
            w->field[s][i] *= 0.5f;
        if (w->type[i] != SITE_VESSEL && draw.word[0] % 7 == 0)
            w->type[i] = draw.word[1] % 3 ? SITE_TUMOR : SITE_GAP;
        w->phase[i] = w->type[i] == SITE_TUMOR ? PHASE_G1 : PHASE_NONE;
    }
    assert_int_equal(compare_create(&p.a->memory, &p.a->world->grid, p.a->params.substances_count,
                                    &p.a->layers, &p.compare),
                     STATUS_OK);
    return p;
}

static void pair_close(Pair *p)
{
    compare_destroy(&p->compare);
    stage_close(p->a);
    stage_close(p->b);
}

static const Raster *pair_paint(Pair *p)
{
    const Rect all = {0, 0, ACROSS, DOWN};
    Stage *t = p->a;
    const FrameWish wish = view_wish(&t->view, &t->layers);
    frame_take(&t->frame, t->world, &wish);
    frame_take(&p->b->frame, p->b->world, &wish);
    compare_take(&p->compare, &t->layers, &t->frame, &p->b->frame);
    const Layers *layers = &p->compare.layers;
    if (t->view.volume)
        volume_paint(&t->volume, &t->view, layers, &p->compare.frame, &t->canvas, all, false);
    else
        view_paint(&t->view, layers, &p->compare.frame, &t->raster, &t->canvas, all);
    return t->view.volume ? &t->volume.raster : &t->raster;
}

static void expect_kind(const Pair *p, int64_t i)
{
    const World *a = p->a->world, *b = p->b->world;
    const bool in_a = a->type[i] == SITE_TUMOR, in_b = b->type[i] == SITE_TUMOR;
    const int kind = p->compare.layers.whole_kind[i];
    assert_int_equal(kind == KIND_BOTH, in_a && in_b);
    assert_int_equal(kind == KIND_FIRST, in_a && !in_b);
    assert_int_equal(kind == KIND_SECOND, !in_a && in_b);
    assert_int_equal(kind == KIND_NEITHER, a->type[i] == SITE_HOST && b->type[i] == SITE_HOST);
}

/* Cells that one of two states has are told, and values differ by what they differ by. */
static void differences_are_what_differs(void **state)
{
    (void)state;
    Pair p = pair_open();
    const int oxygen = params_substance(&p.a->params, "oxygen");
    const int prodrug = params_substance(&p.a->params, "prodrug");
    stage_set(p.a,
              &(Setting){"cells", "oxygen", 0, 255, 255, MAP_CIVIDIS, false, false, true, 0, 0});
    (void)pair_paint(&p);
    const Frame *f = &p.compare.frame;
    for (int64_t i = 0; i < f->grid.sites; i++) {
        expect_kind(&p, i);
        assert_true(f->whole_values[i] ==
                    p.a->world->field[oxygen][i] - p.b->world->field[oxygen][i]);
    }
    for (int i = 0; i < f->columns * f->rows; i++) {
        double a = (double)p.a->frame.field[prodrug][i], b = (double)p.b->frame.field[prodrug][i];
        assert_true(fabs((double)f->field[prodrug][i] - log10(fmax(a, 1) / fmax(b, 1))) < 1e-6);
        assert_int_equal(isnan(f->scalar[SCALAR_psma][i]), p.compare.layers.kind[i] != KIND_BOTH);
    }
    Overlay overlay = view_overlay(&p.a->view, &p.compare.layers, p.a->view.field, f);
    assert_true(overlay.low == -20 && overlay.high == 20 && overlay.map == MAP_DIFFERENCE);
    p.a->view.automatic = true;
    overlay = view_overlay(&p.a->view, &p.compare.layers, p.a->view.field, f);
    assert_true(overlay.high > 15 && overlay.low == -overlay.high);
    const Overlay *drug = &p.compare.layers.layer[layers_find(&p.a->layers, "prodrug")].overlay;
    assert_true(drug->high == 3 && drug->low == -3 && !drug->logarithmic);
    assert_string_equal(drug->unit, "decades");
    pair_close(&p);
}

/* Change a constant here only with the reason in the commit. */
static const Setting DIFFERENCES[] = {
    {"cells", NULL, 0, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0x1009987168F4EB2DULL},
    {"cells", "oxygen", 1, 153, 255, MAP_VIRIDIS, false, false, false, 0, 0x7697CE6904FDD825ULL},
    {"psma", NULL, 2, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0x69E051379362A6BAULL},
    {NULL, "cytotoxic", 0, 255, 255, MAP_VIRIDIS, true, true, false, 0, 0x39442F2228B2E292ULL},
    {"cells", NULL, 0, 255, 255, MAP_VIRIDIS, false, false, true, 'y', 0x34F5B47EEDE95731ULL},
    {"cells", "oxygen", 0, 255, 204, MAP_VIRIDIS, false, true, true, 0, 0x07490121B72B1EFDULL},
};

static void differences_are_the_same_bits(void **state)
{
    (void)state;
    Pair p = pair_open();
    bool well = true;
    for (size_t i = 0; i < sizeof DIFFERENCES / sizeof DIFFERENCES[0]; i++) {
        stage_set(p.a, &DIFFERENCES[i]);
        well &= is_golden("difference", i, pair_paint(&p), DIFFERENCES[i].golden);
    }
    pair_close(&p);
    assert_true(well);
}

/* A state less itself: nobody is in one only, and every value is nought. */
static void a_state_is_no_different_from_itself(void **state)
{
    (void)state;
    Pair p = pair_open();
    Stage *b = p.b;
    p.b = p.a;
    stage_set(p.a, &SETTINGS[9]);
    (void)pair_paint(&p);
    for (int64_t i = 0; i < p.compare.frame.grid.sites; i++) {
        assert_true(p.compare.layers.whole_kind[i] != KIND_FIRST &&
                    p.compare.layers.whole_kind[i] != KIND_SECOND);
        assert_true(p.compare.frame.whole_values[i] == 0);
    }
    p.b = b;
    pair_close(&p);
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
        cmocka_unit_test(differences_are_what_differs),
        cmocka_unit_test(differences_are_the_same_bits),
        cmocka_unit_test(a_state_is_no_different_from_itself),
        cmocka_unit_test(layers_are_as_opaque_as_asked),
        cmocka_unit_test(a_fine_canvas_is_larger_and_as_sharp),
        cmocka_unit_test(ranges_are_of_what_is_seen),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    canvas_finish();
    return failed;
}
