/* d2(x, y, z) = min over host sites (a, b, c) of (x - a)^2 + (y - b)^2 + (z - c)^2, separable:
 *
 *     g(x, y, z) = min_a (x - a)^2,   h = min_b g(x, b, z) + (y - b)^2,   d2 = min_c h + (z - c)^2
 *
 * (Saito and Toriwaki 1994). The search along an axis ends as soon as the squared step alone
 * exceeds the best so far, so its cost is the depth itself. */
#include "tissue/depth.h"
#include "core/blocks.h"
#include "model/cell.h"

enum { DEPTH_FAR = 65535, DEPTH_LINE = 4096 };

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

/* Bounding box of the tumor's mass and gaps, one site wider where the lattice allows. */
static Box depth_box(const World *world)
{
    const Grid *g = &world->grid;
    Box box = {{g->nx, g->ny, g->nz}, {-1, -1, -1}};
    for (int64_t b = 0; b < blocks_count(g->sites); b++) {
        if (blocks_empty(world->type, b, g->sites))
            continue;
        for (int64_t i = blocks_first(b); i < blocks_end(b, g->sites); i++) {
            if (world->type[i] == SITE_HOST || world->type[i] == SITE_VESSEL)
                continue;
            Site3 s = grid_site3(g, i);
            box.low = (Site3){depth_min(box.low.x, s.x), depth_min(box.low.y, s.y),
                              depth_min(box.low.z, s.z)};
            box.high = (Site3){depth_max(box.high.x, s.x), depth_max(box.high.y, s.y),
                               depth_max(box.high.z, s.z)};
        }
    }
    box.low = (Site3){depth_max(box.low.x - 2, 0), depth_max(box.low.y - 2, 0),
                      depth_max(box.low.z - 2, 0)};
    box.high = (Site3){depth_min(box.high.x + 2, g->nx - 1), depth_min(box.high.y + 2, g->ny - 1),
                       depth_min(box.high.z + 2, g->nz - 1)};
    return box;
}

/* One line of `count` values, `stride` apart: value(i) <- min_j value(j) + (i - j)^2. */
static void depth_line(uint16_t *line, int64_t stride, int count)
{
    uint16_t old[DEPTH_LINE];
    for (int i = 0; i < count; i++)
        old[i] = line[i * stride];
    for (int i = 0; i < count; i++) {
        int best = old[i];
        for (int k = 1; k * k < best && (i - k >= 0 || i + k < count); k++) {
            if (i - k >= 0)
                best = depth_min(best, old[i - k] + k * k);
            if (i + k < count)
                best = depth_min(best, old[i + k] + k * k);
        }
        line[i * stride] = (uint16_t)best;
    }
}

static void depth_rows(World *world, Box box)
{
    const Grid *g = &world->grid;
#pragma omp parallel for schedule(static)
    for (int z = box.low.z; z <= box.high.z; z++)
        for (int y = box.low.y; y <= box.high.y; y++) {
            uint16_t *row = world->depth2 + grid_index(g, 0, y, z);
            const uint8_t *type = world->type + grid_index(g, 0, y, z);
            for (int x = box.low.x; x <= box.high.x; x++)
                row[x] = type[x] == SITE_HOST ? 0 : DEPTH_FAR;
            depth_line(row + box.low.x, 1, box.high.x - box.low.x + 1);
        }
}

static void depth_columns(World *world, Box box)
{
    const Grid *g = &world->grid;
#pragma omp parallel for schedule(static)
    for (int z = box.low.z; z <= box.high.z; z++)
        for (int x = box.low.x; x <= box.high.x; x++)
            depth_line(world->depth2 + grid_index(g, x, box.low.y, z), g->nx,
                       box.high.y - box.low.y + 1);
#pragma omp parallel for schedule(static)
    for (int y = box.low.y; y <= box.high.y; y++)
        for (int x = box.low.x; x <= box.high.x; x++)
            depth_line(world->depth2 + grid_index(g, x, y, box.low.z), (int64_t)g->nx * g->ny,
                       box.high.z - box.low.z + 1);
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
    depth_rows(world, box);
    depth_columns(world, box);
}
