#include "render/surface.h"

#include "core/blocks.h"
#include "model/world.h"

enum { FAR = 254, BORDER = 255 };

static int64_t blocks_all(const Surface *s)
{
    return s->stride_z * (s->blocks[2] + 2);
}

static int64_t block_index(const Surface *s, int x, int y, int z)
{
    return (x + 1) + s->stride_y * (y + 1) + s->stride_z * (z + 1);
}

Status surface_create(Memory *memory, const Grid *grid, Surface *out)
{
    const int sites[3] = {grid->nx, grid->ny, grid->nz};
    Surface s = {.grid = *grid};
    for (int a = 0; a < 3; a++)
        s.blocks[a] = (sites[a] + SURFACE_BLOCK - 1) / SURFACE_BLOCK;
    s.stride_y = s.blocks[0] + 2;
    s.stride_z = s.stride_y * (s.blocks[1] + 2);
    s.solid = memory_create(memory, (size_t)blocks_all(&s), sizeof *s.solid);
    s.away = memory_create(memory, (size_t)blocks_all(&s), sizeof *s.away);
    *out = s;
    if (s.solid && s.away)
        return STATUS_OK;
    surface_destroy(memory, out);
    return STATUS_NO_MEMORY;
}

void surface_destroy(Memory *memory, Surface *surface)
{
    memory_destroy(memory, surface->solid);
    memory_destroy(memory, surface->away);
    *surface = (Surface){0};
}

/* Which sites are solid, by type and the byte of their state: perfused of a vessel, else phase. */
typedef struct Solid {
    bool is[SITE_TYPE_COUNT][256];
} Solid;

static Solid solid_of(const SurfaceView *view)
{
    Solid solid = {0};
    for (int t = 0; t < SITE_TYPE_COUNT; t++)
        for (int b = 0; b < 256; b++) {
            const uint8_t type = (uint8_t)t, state = (uint8_t)b;
            const Scene one = {.type = &type, .phase = &state, .perfused = &state};
            PaletteClass class = overlay_class(&one, 0);
            solid.is[t][b] = view->shown[class] && class != CLASS_HOST && class != CLASS_GAP;
        }
    return solid;
}

static bool is_solid(const Solid *solid, const Scene *scene, int64_t site)
{
    uint8_t type = scene->type[site];
    const uint8_t *states = type == SITE_VESSEL ? scene->perfused : scene->phase;
    return type < SITE_TYPE_COUNT && solid->is[type][states[site]];
}

/* One line of sites along x, into the blocks it runs through. */
static void line_mark(const Surface *s, const Scene *scene, const Solid *solid, int y, int z)
{
    uint64_t *blocks = s->solid + block_index(s, 0, y / SURFACE_BLOCK, z / SURFACE_BLOCK);
    int shift =
        y % SURFACE_BLOCK * SURFACE_BLOCK + z % SURFACE_BLOCK * SURFACE_BLOCK * SURFACE_BLOCK;
    int64_t first = grid_index(&s->grid, 0, y, z), end = first + s->grid.nx;
    for (int64_t i = blocks_next(scene->type, first, end); i < end;
         i = blocks_next(scene->type, i + 1, end)) {
        int64_t x = i - first;
        uint64_t bit = is_solid(solid, scene, i);
        blocks[x / SURFACE_BLOCK] |= bit << (shift + x % SURFACE_BLOCK);
    }
}

static void layer_mark(const Surface *s, const Scene *scene, const Solid *solid, int layer)
{
    int end = (layer + 1) * SURFACE_BLOCK < s->grid.nz ? (layer + 1) * SURFACE_BLOCK : s->grid.nz;
    memset(s->solid + s->stride_z * (layer + 1), 0, (size_t)s->stride_z * sizeof *s->solid);
    for (int z = layer * SURFACE_BLOCK; z < end; z++)
        for (int y = 0; y < s->grid.ny; y++)
            line_mark(s, scene, solid, y, z);
}

static uint8_t least(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

/* Distances along one line of blocks from those of four lines beside it and, in the direction of
 * step, from each other: a sweep up, then one down over all lines gives the distance in steps of a
 * king, exactly (Rosenfeld and Pfaltz, 1968). */
static void line_sweep(uint8_t *line, int count, const uint8_t *const beside[4], int step)
{
    for (int k = 0; k < 4; k++)
        for (int x = 0; x < count; x++) {
            const uint8_t *b = beside[k] + x;
            uint8_t nearest = least(least(b[-1], b[0]), least(b[1], FAR - 1));
            line[x] = least(line[x], (uint8_t)(nearest + 1));
        }
    for (int x = step > 0 ? 0 : count - 1; x >= 0 && x < count; x += step)
        line[x] = least(line[x], (uint8_t)(least(line[x - step], FAR - 1) + 1));
}

static void blocks_sweep(Surface *s, int step)
{
    const int64_t y = step * s->stride_y, z = step * s->stride_z;
    for (int k = 0; k < s->blocks[2]; k++)
        for (int j = 0; j < s->blocks[1]; j++) {
            uint8_t *line = s->away + (step > 0 ? block_index(s, 0, j, k)
                                                : block_index(s, 0, s->blocks[1] - 1 - j,
                                                              s->blocks[2] - 1 - k));
            const uint8_t *const beside[4] = {line - z - y, line - z, line - z + y, line - y};
            line_sweep(line, s->blocks[0], beside, step);
        }
}

static void bounds_widen(Surface *s, int x, int y, int z)
{
    const int at[3] = {x, y, z}, sites[3] = {s->grid.nx, s->grid.ny, s->grid.nz};
    for (int a = 0; a < 3; a++) {
        int low = at[a] * SURFACE_BLOCK;
        int high = low + SURFACE_BLOCK < sites[a] ? low + SURFACE_BLOCK : sites[a];
        s->low[a] = low < s->low[a] ? low : s->low[a];
        s->high[a] = high > s->high[a] ? high : s->high[a];
    }
}

/* Starts the distances: 0 where something is solid. The border is as far as can be. */
static void blocks_start(Surface *s)
{
    memset(s->away, BORDER, (size_t)blocks_all(s));
    for (int a = 0; a < 3; a++)
        s->low[a] = GRID_LONGEST, s->high[a] = 0;
    for (int z = 0; z < s->blocks[2]; z++)
        for (int y = 0; y < s->blocks[1]; y++)
            for (int x = 0; x < s->blocks[0]; x++) {
                int64_t block = block_index(s, x, y, z);
                s->away[block] = s->solid[block] ? 0 : FAR;
                if (s->solid[block])
                    bounds_widen(s, x, y, z);
            }
}

void surface_refresh(Surface *surface, const Scene *scene, const SurfaceView *view)
{
    CHECK(scene->grid.nx == surface->grid.nx && scene->grid.ny == surface->grid.ny &&
          scene->grid.nz == surface->grid.nz);
    const Solid solid = solid_of(view);
#pragma omp parallel for schedule(static)
    for (int layer = 0; layer < surface->blocks[2]; layer++)
        layer_mark(surface, scene, &solid, layer);
    blocks_start(surface);
    blocks_sweep(surface, 1);
    blocks_sweep(surface, -1);
}
