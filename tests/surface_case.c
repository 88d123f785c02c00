#include "surface_case.h"

#include "core/random.h"
#include "model/world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

SurfaceCase *surface_case_open(int nx, int ny, int nz)
{
    SurfaceCase *t = calloc(1, sizeof *t);
    assert_non_null(t);
    t->scene = (Scene){grid_of(nx, ny, nz, 20), t->type, t->phase, t->perfused, NULL, NULL, NULL};
    assert_in_range(t->scene.grid.sites, 1, SITES_MAX);
    assert_int_equal(surface_create(&t->memory, &t->scene.grid, &t->surface), STATUS_OK);
    assert_int_equal(raster_create(&t->memory, WIDTH, HEIGHT, &t->raster), STATUS_OK);
    return t;
}

void surface_case_close(SurfaceCase *t)
{
    surface_destroy(&t->memory, &t->surface);
    raster_destroy(&t->memory, &t->raster);
    assert_int_equal(t->memory.bytes, 0);
    free(t);
}

void surface_case_scatter(SurfaceCase *t, uint32_t every)
{
    for (int64_t i = 0; i < t->scene.grid.sites; i++) {
        Draw draw = random_draw(7, PURPOSE_FOUNDER, (uint64_t)i, every);
        bool any = draw.word[0] % every == 0;
        t->type[i] = (uint8_t)(any ? 1 + draw.word[1] % (SITE_TYPE_COUNT - 1) : SITE_HOST);
        t->phase[i] =
            (uint8_t)(t->type[i] == SITE_TUMOR ? PHASE_G1 + draw.word[2] % 6 : PHASE_NONE);
        t->perfused[i] = draw.word[3] & 1;
        t->oxygen[i] = (float)(-2 + 45.0 * (double)i / (double)t->scene.grid.sites);
    }
}

void surface_case_ball(SurfaceCase *t, double radius, uint8_t type)
{
    const Grid *g = &t->scene.grid;
    for (int64_t i = 0; i < g->sites; i++) {
        Site3 s = grid_site3(g, i);
        double x = s.x + 0.5 - 0.5 * g->nx, y = s.y + 0.5 - 0.5 * g->ny,
               z = s.z + 0.5 - 0.5 * g->nz;
        if (x * x + y * y + z * z < radius * radius)
            t->type[i] = type;
    }
}

void surface_case_zoom(const SurfaceCase *t, SurfaceView *view, double scale)
{
    view->zoom = 1;
    view->zoom = scale / surface_scale(&t->scene.grid, view, WIDTH, HEIGHT);
}

void surface_case_paint(SurfaceCase *t, const SurfaceView *view)
{
    surface_refresh(&t->surface, &t->scene, view);
    surface_paint(&t->surface, &t->scene, view, &t->raster);
}

int64_t surface_case_pick(const SurfaceCase *t, const SurfaceView *view, int x, int y)
{
    return surface_pick(&t->surface, &t->scene, view, WIDTH, HEIGHT, x, y);
}

uint32_t surface_case_pixel(const SurfaceCase *t, int x, int y)
{
    return t->raster.pixels[y * WIDTH + x];
}

int surface_case_covered(const SurfaceCase *t, const SurfaceView *view)
{
    int count = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        count += t->raster.pixels[i] != view->background;
    return count;
}

typedef struct Line {
    double origin[3], along[3];
} Line;

static Line line_of(const SurfaceCase *t, const SurfaceView *view, int x, int y)
{
    const Grid *g = &t->scene.grid;
    const double middle[3] = {0.5 * g->nx, 0.5 * g->ny, 0.5 * g->nz};
    double scale = surface_scale(g, view, WIDTH, HEIGHT);
    double right = (x + 0.5 - 0.5 * WIDTH - view->pan_x) / scale;
    double up = (0.5 * HEIGHT + view->pan_y - y - 0.5) / scale;
    Line line;
    for (int a = 0; a < 3; a++) {
        line.origin[a] =
            middle[a] + right * view->axes[SURFACE_RIGHT][a] + up * view->axes[SURFACE_UP][a];
        line.along[a] = -view->axes[SURFACE_OUT][a];
    }
    return line;
}

/* When the line meets a site; INFINITY: never. */
static double line_meets(const Line *line, Site3 site)
{
    const int at[3] = {site.x, site.y, site.z};
    double in = -INFINITY, out = INFINITY;
    for (int a = 0; a < 3; a++) {
        double to_low = at[a] - line->origin[a], to_high = to_low + 1;
        if (fabs(line->along[a]) < 1e-12) {
            if (to_low >= 0 || to_high <= 0)
                return INFINITY;
            continue;
        }
        double low = to_low / line->along[a], high = to_high / line->along[a];
        in = fmax(in, fmin(low, high));
        out = fmin(out, fmax(low, high));
    }
    return in < out ? in : INFINITY;
}

static bool is_left(const SurfaceView *view, Site3 s)
{
    int at = view->cut_axis == 'x' ? s.x : view->cut_axis == 'y' ? s.y : s.z;
    return !view->cut_axis || (at >= view->cut_at) != view->cut_above;
}

int64_t surface_case_look(const SurfaceCase *t, const SurfaceView *view, int x, int y)
{
    Line line = line_of(t, view, x, y);
    int64_t nearest = -1;
    double best = INFINITY;
    for (int64_t i = 0; i < t->scene.grid.sites; i++) {
        PaletteClass class = overlay_class(&t->scene, i);
        Site3 s = grid_site3(&t->scene.grid, i);
        if (class == CLASS_HOST || class == CLASS_GAP || !view->shown[class] || !is_left(view, s))
            continue;
        double time = line_meets(&line, s);
        if (time < best)
            best = time, nearest = i;
    }
    return nearest;
}

static const struct SurfaceSetting {
    int nx, ny, nz;
    uint32_t every;
    double right, down, zoom;
    char cut_axis;
    int cut_at;
    bool cut_above;
} CASES[] = {
    {13, 9, 11, 6, 33, 21, 1, 0, 0, false},       {21, 18, 7, 40, -200, 75, 1.7, 0, 0, false},
    {5, 30, 18, 200, 77, -391, 1, 0, 0, false},   {30, 30, 30, 400, 143, 11, 1, 0, 0, false},
    {29, 31, 30, 2500, 9, 290, 1.5, 0, 0, false}, {16, 16, 16, 30, 33, 21, 1, 'y', 7, false},
    {17, 16, 15, 30, -70, 140, 1, 'x', 6, true},  {17, 16, 15, 30, 70, -140, 3, 'z', 9, true},
    {17, 16, 15, 30, 71, 33, 1, 'z', 9, false},   {20, 14, 1, 5, 40, 44, 1, 0, 0, false},
    {1, 22, 9, 5, 40, 44, 1, 0, 0, false},        {14, 13, 12, 50, 0, 0, 1, 0, 0, false},
    {14, 13, 12, 50, 0, 0, 1, 'y', 5, false},
};
_Static_assert(sizeof CASES / sizeof CASES[0] == SURFACE_CASES, "as many as the header says");

SurfaceCase *surface_case_number(int c, SurfaceView *view)
{
    const struct SurfaceSetting *k = &CASES[c];
    SurfaceCase *t = surface_case_open(k->nx, k->ny, k->nz);
    surface_case_scatter(t, k->every);
    *view = surface_view();
    surface_face(view, "xyz"[c % 3]);
    if (k->right != 0)
        surface_turn(view, k->right, k->down);
    view->zoom = k->zoom;
    view->cut_axis = k->cut_axis, view->cut_at = k->cut_at, view->cut_above = k->cut_above;
    view->section = false;
    view->shown[CLASS_PERFUSED] = c % 2;
    return t;
}
