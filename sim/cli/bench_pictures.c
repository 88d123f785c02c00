/* What the pictures of the viewer take, of a lattice with a large tumor between vessels, in a
 * window of 1280 x 800. */
#include "cli/bench.h"
#include "render/view.h"
#include "render/volume.h"
#include "tissue/vessels.h"

#include <stdio.h>
#include <stdlib.h>

enum { EDGE = 256, PART = 128, WIDTH = 820, HEIGHT = 680, REPEATS = 7 };
static const double SLICE_MS = 16, SURFACE_MS = 40; /* what is wanted */

typedef struct Pictures {
    Params params;
    Memory memory;
    Frame frame;
    Layers layers;
    View view;
    Volume volume;
    Raster raster;
    Canvas canvas;
} Pictures;

/* Vessels as they are seeded in a smaller box, side by side, and a ball of cells with a rough
 * outside and a necrotic core. */
static void whole_fill(Frame *f, const World *part)
{
    const double middle = 0.5 * EDGE, radius = 0.35 * EDGE;
    for (int64_t i = 0; i < f->grid.sites; i++) {
        const Site3 s = grid_site3(&f->grid, i);
        const int64_t at = grid_index(&part->grid, s.x % PART, s.y % PART, s.z % PART);
        const Draw draw = random_draw(1, PURPOSE_FOUNDER, (uint64_t)i, 0);
        const double x = s.x + 0.5 - middle, y = s.y + 0.5 - middle, z = s.z + 0.5 - middle;
        const double away = x * x + y * y + z * z,
                     rough = radius + 2 * random_uniform(draw.word[0]);
        const bool vessel = part->type[at] == SITE_VESSEL, cell = away < rough * rough;
        f->whole_type[i] = vessel ? SITE_VESSEL : cell ? SITE_TUMOR : SITE_HOST;
        if (cell && !vessel && away < 0.2 * radius * radius)
            f->whole_type[i] = SITE_NECROTIC;
        f->whole_phase[i] = f->whole_type[i] == SITE_TUMOR ? PHASE_G1 : PHASE_NONE;
        f->whole_perfused[i] = draw.word[1] % 5 > 0;
        f->whole_cause[i] = CAUSE_NONE;
        f->whole_values[i] = (float)(40 * away / (3 * middle * middle));
    }
}

static void plane_fill(Frame *f, int oxygen)
{
    const int64_t first = grid_index(&f->grid, 0, 0, EDGE / 2);
    f->columns = f->rows = EDGE;
    for (int64_t i = 0; i < (int64_t)EDGE * EDGE; i++) {
        f->type[i] = f->whole_type[first + i];
        f->phase[i] = f->whole_phase[first + i];
        f->perfused[i] = f->whole_perfused[first + i];
        f->field[oxygen][i] = f->whole_values[first + i];
    }
}

static Status pictures_frame(Pictures *p)
{
    const Grid grid = grid_of(EDGE, EDGE, EDGE, p->params.grid_edge);
    const int oxygen = params_substance(&p->params, "oxygen");
    World *part = NULL;
    Status status = world_create(&p->params, &p->memory, &part);
    if (status == STATUS_OK)
        status = vessels_seed(part);
    if (status == STATUS_OK)
        status = frame_create(&p->memory, &grid, p->params.substances_count, &p->frame);
    if (status == STATUS_OK) {
        whole_fill(&p->frame, part);
        plane_fill(&p->frame, oxygen);
        p->frame.wish = (FrameWish){.plane = FRAME_PLANE_Z,
                                    .index = EDGE / 2,
                                    .whole = true,
                                    .values = SCALAR_COUNT + oxygen};
    }
    if (part)
        world_destroy(part);
    return status;
}

/* The fastest of some pictures; with `anew` each is of another step. */
static double pictures_time(Pictures *p, bool anew)
{
    const Rect all = {0, 0, WIDTH, HEIGHT};
    double fastest = 1e9;
    for (int i = -1; i < REPEATS; i++) {
        p->frame.step += anew;
        const double start = bench_now();
        if (p->view.volume)
            volume_paint(&p->volume, &p->view, &p->layers, &p->frame, &p->canvas, all, false);
        else
            view_paint(&p->view, &p->layers, &p->frame, &p->raster, &p->canvas, all);
        const double seconds = bench_now() - start;
        fastest = i >= 0 && seconds < fastest ? seconds : fastest;
    }
    return fastest * 1e3;
}

static void pictures_row(Pictures *p, const char *what, double wanted, bool anew)
{
    printf("  %-44s %6.1f ms   (%.0f wanted)\n", what, pictures_time(p, anew), wanted);
}

static void pictures_print(Pictures *p)
{
    printf("pictures of %d x %d pixels, a lattice of %d x %d x %d\n", WIDTH, HEIGHT, EDGE, EDGE,
           EDGE);
    p->view.field = layers_find(&p->layers, "oxygen");
    pictures_row(p, "slice, cells over oxygen", SLICE_MS, false);
    p->view.field = -1;
    p->view.volume = true;
    pictures_row(p, "tumor in 3-D", SURFACE_MS, false);
    pictures_row(p, "tumor in 3-D, after each step", SURFACE_MS, true);
    p->volume.view.zoom = 4;
    pictures_row(p, "tumor in 3-D, from near by", SURFACE_MS, false);
    p->view.cells = layers_find(&p->layers, "vessels");
    pictures_row(p, "all vessels in 3-D, from near by", SURFACE_MS, false);
    p->volume.view.zoom = VOLUME_ZOOM;
    pictures_row(p, "all vessels in 3-D", SURFACE_MS, false);
    printf("\n");
}

Status bench_pictures(void)
{
    Pictures *p = calloc(1, sizeof *p);
    if (!p)
        return STATUS_NO_MEMORY;
    params_defaults(&p->params);
    p->params.grid_nx = p->params.grid_ny = p->params.grid_nz = PART;
    p->layers = layers_of(&p->params);
    volume_start(&p->volume, &p->memory);
    Status status = pictures_frame(p);
    if (status == STATUS_OK)
        status = raster_create(&p->memory, EDGE, EDGE, &p->raster);
    if (status == STATUS_OK)
        status = canvas_create(WIDTH, HEIGHT, &p->canvas);
    if (status == STATUS_OK) {
        p->view = view_start(&p->frame.grid, &p->layers);
        pictures_print(p);
        canvas_destroy(&p->canvas);
        canvas_finish();
    }
    volume_destroy(&p->volume);
    raster_destroy(&p->memory, &p->raster);
    frame_destroy(&p->memory, &p->frame);
    free(p);
    return status;
}
