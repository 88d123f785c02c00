/* The difference of two states as a picture: what it tells, and its bits. */
#include "picture_case.h"
#include "render/compare.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
    assert_string_equal(drug->unit, "log10 of the ratio");
    pair_close(&p);
}

/* Change a constant here only with the reason in the commit. */
static const Setting DIFFERENCES[] = {
    {"cells", NULL, 0, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0x590FA5548C99338DULL},
    {"cells", "oxygen", 1, 153, 255, MAP_VIRIDIS, false, false, false, 0, 0xA0840DA2DF1C8EDEULL},
    {"psma", NULL, 2, 255, 255, MAP_VIRIDIS, false, false, false, 0, 0xFB0026A59151EACEULL},
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
    stage_set(p.a,
              &(Setting){"cells", "oxygen", 0, 255, 153, MAP_VIRIDIS, false, false, true, 'y', 0});
    (void)pair_paint(&p);
    for (int64_t i = 0; i < p.compare.frame.grid.sites; i++) {
        assert_true(p.compare.layers.whole_kind[i] != KIND_FIRST &&
                    p.compare.layers.whole_kind[i] != KIND_SECOND);
        assert_true(p.compare.frame.whole_values[i] == 0);
    }
    p.b = b;
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_what_differs),
        cmocka_unit_test(differences_are_the_same_bits),
        cmocka_unit_test(a_state_is_no_different_from_itself),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    canvas_finish();
    return failed;
}
