/* S(x, y, z) = mean of what is tumor, 0 or 1, over sites weighted by w(dx) w(dy) w(dz),
 * w = 1 2 ... 9 ... 2 1: a moving mean of nine, applied twice along each axis. Twice, because its
 * level surfaces are then nearly round (a Gaussian would be exactly so), while those of one cube
 * draw a grown tumor square. Nine, because a flat terrace of the lattice yields only where S on it
 * falls to one half, that is where the surface's radius is below the window's variance, 13 edges^2,
 * over half an edge: with a window of five, terraces of a shrinking ball stayed along the axes and
 * made it a diamond. On a plane surface S passes one half between the last tumor site and the first
 * free one, so planes stay; in a pit it is higher and on a tip lower.
 *
 * d2(x, y, z) = min over sites (a, b, c) with S <= half of (x - a)^2 + (y - b)^2 + (z - c)^2:
 *
 *     g(x, y, z) = min_a (x - a)^2,   h = min_b g(x, b, z) + (y - b)^2,   d2 = min_c h + (z - c)^2
 *
 * (core/distance.h). Both live in the one array depth2. */
#include "tissue/depth.h"
#include "core/blocks.h"
#include "core/distance.h"
#include "model/cell.h"

#include <string.h>

enum { DEPTH_WHOLE = 2 * DEPTH_HALF + 1 };

typedef struct Box {
    Site3 low, high; /* inclusive; empty when high < low */
} Box;

static int depth_min(int a, int b)
{
    return a < b ? a : b;
}

static int depth_max(int a, int b)
{
    return a > b ? a : b;
}

/* Bounding box of the tumor's mass and gaps, wider where the lattice allows by the reach of the
 * window, and half a window more, so that no mean there takes the box's end for a wall; and the
 * centre of that mass. */
static Box depth_box(World *world)
{
    const Grid *g = &world->grid;
    Box box = {{g->nx, g->ny, g->nz}, {-1, -1, -1}};
    int64_t sum[3] = {0, 0, 0}, count = 0;
    const uint8_t *type = world->type;
    int64_t end = g->sites;
    for (int64_t i = blocks_next(type, 0, end); i < end; i = blocks_next(type, i + 1, end)) {
        if (type[i] == SITE_VESSEL)
            continue;
        Site3 s = grid_site3(g, i);
        sum[0] += s.x;
        sum[1] += s.y;
        sum[2] += s.z;
        count++;
        box.low = (Site3){depth_min(box.low.x, s.x), depth_min(box.low.y, s.y),
                          depth_min(box.low.z, s.z)};
        box.high = (Site3){depth_max(box.high.x, s.x), depth_max(box.high.y, s.y),
                           depth_max(box.high.z, s.z)};
    }
    for (int axis = 0; axis < 3 && count > 0; axis++)
        world->tumor_centre[axis] = (double)sum[axis] / (double)count;
    const int wider = DEPTH_REACH + DEPTH_HALF;
    box.low = (Site3){depth_max(box.low.x - wider, 0), depth_max(box.low.y - wider, 0),
                      depth_max(box.low.z - wider, 0)};
    box.high =
        (Site3){depth_min(box.high.x + wider, g->nx - 1), depth_min(box.high.y + wider, g->ny - 1),
                depth_min(box.high.z + wider, g->nz - 1)};
    return box;
}

/* The last values of a bundle of lines, in a ring, and their sum. */
typedef struct Window {
    uint16_t old[DEPTH_WHOLE][LINES_LANES];
    int sum[LINES_LANES];
} Window;

/* Takes value i of the lines (nothing past their end), gives the mean around i - DEPTH_HALF: that
 * over DEPTH_HALF sites to both sides, rounded, of those that the line has. */
static inline void depth_window(Window *window, int i, int count, uint16_t row[LINES_LANES])
{
    uint16_t *old = window->old[i % DEPTH_WHOLE];
    if (i >= count)
        memset(row, 0, LINES_LANES * sizeof *row);
    for (int j = 0; j < LINES_LANES; j++)
        window->sum[j] += row[j] - old[j];
    memcpy(old, row, LINES_LANES * sizeof *row);
    int sites = depth_min(i, count - 1) - depth_max(i - DEPTH_WHOLE + 1, 0) + 1;
    if (sites == DEPTH_WHOLE) /* the same: an odd divisor leaves no halves to round */
        for (int j = 0; j < LINES_LANES; j++)
            row[j] =
                (uint16_t)(((float)window->sum[j] + 0.5f * DEPTH_WHOLE) * (1.0f / DEPTH_WHOLE));
    else if (i >= DEPTH_HALF)
        for (int j = 0; j < LINES_LANES; j++)
            row[j] = (uint16_t)((window->sum[j] + sites / 2) / sites);
}

/* The mean of means along lines. */
static void depth_smooth(const Lines *lines)
{
    Window first = {0}, second = {0};
    uint16_t row[LINES_LANES];
    int count = lines->count;
    for (int i = 0; i < count + 2 * DEPTH_HALF; i++) {
        if (i < count)
            lines_load(lines, i, row);
        depth_window(&first, i, count, row);
        if (i < DEPTH_HALF)
            continue;
        depth_window(&second, i - DEPTH_HALF, count, row);
        if (i >= 2 * DEPTH_HALF)
            lines_store(lines, i - 2 * DEPTH_HALF, row);
    }
}

/* Turns crowding inside into far, and decides between gap and host: at different shares, so that a
 * place that is thinned out quickly stays inside until its gaps have been closed. */
static void depth_decide(World *world, int64_t site)
{
    int crowding = world->depth2[site];
    world->depth2[site] = (uint16_t)(crowding > DEPTH_SURFACE ? DISTANCE_FAR : crowding);
    if (!cell_free(world, site))
        return;
    if (crowding > DEPTH_SURFACE)
        world->type[site] = SITE_GAP;
    else if (5 * crowding < DEPTH_FULL)
        world->type[site] = SITE_HOST;
}

static void depth_count(World *world, int64_t site)
{
    world->depth2[site] = cell_tumor_mass(world, site) ? DEPTH_FULL : 0;
}

/* Does something at every site of the box. */
static void depth_each(World *world, Box box, void (*act)(World *world, int64_t site))
{
    const Grid *g = &world->grid;
#pragma omp parallel for schedule(static)
    for (int z = box.low.z; z <= box.high.z; z++)
        for (int y = box.low.y; y <= box.high.y; y++)
            for (int x = box.low.x; x <= box.high.x; x++)
                act(world, grid_index(g, x, y, z));
}

void depth_refresh(World *world)
{
    int64_t sites = world->grid.sites;
#pragma omp parallel for schedule(static)
    for (int64_t b = 0; b < blocks_count(sites); b++)
        for (int64_t i = blocks_first(b); i < blocks_end(b, sites); i++)
            world->depth2[i] = 0;
    Box box = depth_box(world);
    if (box.high.x < box.low.x)
        return;
    LinesBox lines = lines_box(&world->grid, world->depth2, box.low, box.high);
    depth_each(world, box, depth_count);
    for (int axis = 0; axis < 3; axis++)
        lines_along(&lines, axis, 0, depth_smooth);
    depth_each(world, box, depth_decide);
    for (int axis = 0; axis < 3; axis++) /* each place outside counts as DEPTH_SURFACE */
        lines_along(&lines, axis, DEPTH_SURFACE, distance_lines);
}
