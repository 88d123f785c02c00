#include "picture_case.h"

#include "core/hash.h"
#include "tissue/cells.h"
#include "tissue/vessels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

Stage *stage_open(void)
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

void stage_close(Stage *t)
{
    canvas_destroy(&t->canvas);
    raster_destroy(&t->memory, &t->raster);
    volume_destroy(&t->volume);
    frame_destroy(&t->memory, &t->frame);
    world_destroy(t->world);
    assert_int_equal(t->memory.bytes, 0);
    free(t);
}

const Raster *stage_paint(Stage *t)
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

void stage_set(Stage *t, const Setting *s)
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

bool is_golden(const char *what, size_t number, const Raster *raster, uint64_t golden)
{
    const size_t pixels = (size_t)raster->width * (size_t)raster->height;
    uint64_t hash = hash_bytes(0, raster->pixels, pixels * sizeof *raster->pixels);
    if (hash != golden)
        print_error("%s %zu: 0x%016llXULL\n", what, number, (unsigned long long)hash);
    return hash == golden;
}
