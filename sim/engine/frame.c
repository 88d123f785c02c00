#include "engine/frame.h"

#include <math.h>
#include <string.h>

static float frame_calcium(const World *w, int64_t i)
{
    return world_calcium(w->calcium.cytosol, (float)world_blocked(w, i));
}

static double frame_age(const World *w, int64_t i)
{
    return (double)(w->step - w->birth_step[i]) * w->step_h / 24;
}

#define SCALAR(name, unit, low, high, meaning, value) {#name, unit, meaning, low, high},
const ScalarRow FRAME_SCALARS[SCALAR_COUNT] = {
#include "engine/frame.def"
};
#undef SCALAR

#define SCALAR(name, unit, low, high, meaning, value)                                              \
    static float scalar_##name(const World *w, int64_t i)                                          \
    {                                                                                              \
        return (float)(value);                                                                     \
    }
#include "engine/frame.def"
#undef SCALAR

#define SCALAR(name, unit, low, high, meaning, value) scalar_##name,
static float (*const SCALAR_VALUES[SCALAR_COUNT])(const World *, int64_t) = {
#include "engine/frame.def"
};
#undef SCALAR

/* -- planes ----------------------------------------------------------------------------------- */

/* A plane as two walks through the arrays: site = start + column * across + row * up. */
typedef struct Plane {
    int columns, rows;
    int64_t start, across, up;
} Plane;

static Plane plane_of(const Grid *grid, const FrameWish *wish)
{
    int64_t x = 1, y = grid->nx, z = (int64_t)grid->nx * grid->ny;
    switch (wish->plane) {
    case FRAME_PLANE_X:
        return (Plane){grid->ny, grid->nz, wish->index * x, y, z};
    case FRAME_PLANE_Y:
        return (Plane){grid->nx, grid->nz, wish->index * y, x, z};
    default:
        return (Plane){grid->nx, grid->ny, wish->index * z, x, y};
    }
}

static int frame_along(const Grid *grid, int plane)
{
    return plane == FRAME_PLANE_X ? grid->nx : plane == FRAME_PLANE_Y ? grid->ny : grid->nz;
}

FrameWish frame_within(const Grid *grid, FrameWish wish)
{
    int last = frame_along(grid, wish.plane) - 1;
    wish.index = wish.index < 0 ? 0 : wish.index > last ? last : wish.index;
    return wish;
}

int64_t frame_site(const Frame *frame, int column, int row)
{
    Plane plane = plane_of(&frame->grid, &frame->wish);
    return plane.start + column * plane.across + row * plane.up;
}

static void frame_row(Frame *frame, const World *w, int64_t at, int64_t i)
{
#define FRAME(type, name, value) frame->name[at] = value;
#include "engine/frame.def"
#undef FRAME
    for (int s = 0; s < SCALAR_COUNT; s++)
        frame->scalar[s][at] = w->type[i] == SITE_TUMOR ? SCALAR_VALUES[s](w, i) : NAN;
    for (int s = 0; s < frame->substances_count; s++)
        frame->field[s][at] = w->field[s][i];
}

static void frame_plane(Frame *frame, const World *world)
{
    Plane plane = plane_of(&frame->grid, &frame->wish);
    frame->columns = plane.columns;
    frame->rows = plane.rows;
    int64_t at = 0;
    for (int row = 0; row < plane.rows; row++)
        for (int column = 0; column < plane.columns; column++)
            frame_row(frame, world, at++, plane.start + column * plane.across + row * plane.up);
}

static float frame_value(const World *w, int values, int64_t i)
{
    if (values >= SCALAR_COUNT)
        return w->field[values - SCALAR_COUNT][i];
    return w->type[i] == SITE_TUMOR ? SCALAR_VALUES[values](w, i) : NAN;
}

/* The largest value of each line across the plane; NaN where none has one. */
static void frame_maximum(Frame *frame, const World *w)
{
    FrameWish first = frame->wish;
    const int values = first.values, depth = frame_along(&frame->grid, first.plane);
    float *to = values < SCALAR_COUNT ? frame->scalar[values] : frame->field[values - SCALAR_COUNT];
    first.index = 0;
    Plane plane = plane_of(&frame->grid, &first);
    first.index = 1;
    const int64_t along = plane_of(&frame->grid, &first).start;
    for (int row = 0; row < plane.rows; row++)
        for (int column = 0; column < plane.columns; column++) {
            int64_t site = plane.start + column * plane.across + row * plane.up;
            float most = NAN;
            for (int i = 0; i < depth; i++) {
                float value = frame_value(w, values, site + i * along);
                most = isnan(most) || value > most ? value : most;
            }
            *to++ = most;
        }
}

static void frame_whole(Frame *frame, const World *w)
{
    const size_t sites = (size_t)w->grid.sites;
    const int values = frame->wish.values;
    memcpy(frame->whole_type, w->type, sites);
    memcpy(frame->whole_phase, w->phase, sites);
    memcpy(frame->whole_perfused, w->perfused, sites);
    memcpy(frame->whole_cause, w->cause, sites);
    memcpy(frame->whole_clone, w->clone, sites);
    for (int64_t i = 0; values >= 0 && i < w->grid.sites; i++)
        frame->whole_values[i] = frame_value(w, values, i);
}

void frame_take(Frame *frame, const World *world, const FrameWish *wish)
{
    frame->wish = frame_within(&world->grid, *wish);
    frame->step = world->step;
    frame->day = world_time_h(world, world->step) / 24;
    for (int d = 0; d < world->params.drugs_count; d++)
        frame->plasma[d] = world_plasma(world, d, (double)world->step);
    frame_plane(frame, world);
    sight_take(world, wish->cell, frame->sight.id == wish->cell ? frame->sight.site : -1,
               &frame->sight);
    if (wish->maximum && wish->values >= 0)
        frame_maximum(frame, world);
    if (wish->whole)
        frame_whole(frame, world);
}

/* -- creation --------------------------------------------------------------------------------- */

static int64_t frame_largest_plane(const Grid *g)
{
    int64_t xy = (int64_t)g->nx * g->ny, xz = (int64_t)g->nx * g->nz, yz = (int64_t)g->ny * g->nz;
    int64_t most = xy > xz ? xy : xz;
    return most > yz ? most : yz;
}

Status frame_create(Memory *memory, const Grid *grid, int substances_count, Frame *out)
{
    const size_t plane = (size_t)frame_largest_plane(grid), sites = (size_t)grid->sites;
    bool failed = false;
    *out = (Frame){.grid = *grid, .substances_count = substances_count};
#define TAKE(name, count, size) failed |= !(out->name = memory_create(memory, count, size));
#define FRAME(type, name, value) TAKE(name, plane, sizeof(type))
#include "engine/frame.def"
#undef FRAME
    for (int s = 0; s < SCALAR_COUNT; s++)
        TAKE(scalar[s], plane, sizeof(float))
    for (int s = 0; s < substances_count; s++)
        TAKE(field[s], plane, sizeof(float))
    TAKE(whole_type, sites, 1)
    TAKE(whole_phase, sites, 1)
    TAKE(whole_perfused, sites, 1)
    TAKE(whole_cause, sites, 1)
    TAKE(whole_clone, sites, 1)
    TAKE(whole_values, sites, sizeof(float))
#undef TAKE
    if (!failed)
        return STATUS_OK;
    frame_destroy(memory, out);
    return STATUS_NO_MEMORY;
}

void frame_destroy(Memory *memory, Frame *frame)
{
#define FRAME(type, name, value) memory_destroy(memory, frame->name);
#include "engine/frame.def"
#undef FRAME
    for (int s = 0; s < SCALAR_COUNT; s++)
        memory_destroy(memory, frame->scalar[s]);
    for (int s = 0; s < PARAMS_SUBSTANCES; s++)
        memory_destroy(memory, frame->field[s]);
    memory_destroy(memory, frame->whole_type);
    memory_destroy(memory, frame->whole_phase);
    memory_destroy(memory, frame->whole_perfused);
    memory_destroy(memory, frame->whole_cause);
    memory_destroy(memory, frame->whole_clone);
    memory_destroy(memory, frame->whole_values);
    *frame = (Frame){0};
}
