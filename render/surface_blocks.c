#include "render/surface.h"

#include "core/blocks.h"
#include "model/world.h"

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
    *out = s;
    return s.solid ? STATUS_OK : STATUS_NO_MEMORY;
}

void surface_destroy(Memory *memory, Surface *surface)
{
    memory_destroy(memory, surface->solid);
    *surface = (Surface){0};
}

/* Which sites are solid, by type and the byte of their state: perfused of a vessel, else phase. Of
 * most types all are, or none: `alike`, and the state need not be read. */
typedef struct Solid {
    bool is[SITE_TYPE_COUNT][256], alike[SITE_TYPE_COUNT];
} Solid;

static Solid solid_of(const SurfaceView *view)
{
    Solid solid = {0};
    for (int t = 0; t < SITE_TYPE_COUNT; t++) {
        int count = 0;
        for (int b = 0; b < 256; b++) {
            const uint8_t type = (uint8_t)t, state = (uint8_t)b;
            const Scene one = {.type = &type, .phase = &state, .perfused = &state};
            PaletteClass class = overlay_class(&one, 0);
            solid.is[t][b] = view->shown[class] && class != CLASS_HOST && class != CLASS_GAP;
            count += solid.is[t][b];
        }
        solid.alike[t] = count == 0 || count == 256;
    }
    return solid;
}

static inline bool is_solid(const Solid *solid, const Scene *scene, int64_t site)
{
    const uint8_t type = scene->type[site];
    if (type >= SITE_TYPE_COUNT)
        return false;
    if (solid->alike[type])
        return solid->is[type][0];
    return solid->is[type][type == SITE_VESSEL ? scene->perfused[site] : scene->phase[site]];
}

/* One line of sites along x, into the blocks it runs through; most sites are empty. */
static void line_mark(const Surface *s, const Scene *scene, const Solid *solid, int y, int z)
{
    uint64_t *blocks = s->solid + block_index(s, 0, y / SURFACE_BLOCK, z / SURFACE_BLOCK);
    const int shift =
        y % SURFACE_BLOCK * SURFACE_BLOCK + z % SURFACE_BLOCK * SURFACE_BLOCK * SURFACE_BLOCK;
    const int64_t first = grid_index(&s->grid, 0, y, z), end = first + s->grid.nx;
    for (int64_t i = blocks_next(scene->type, first, end); i < end;
         i = blocks_next(scene->type, i, end)) {
        const int64_t block = (i - first) / SURFACE_BLOCK;
        int64_t next = first + (block + 1) * SURFACE_BLOCK;
        uint64_t bits = 0;
        for (next = next < end ? next : end; i < next; i++)
            bits |= (uint64_t)is_solid(solid, scene, i) << (i - first) % SURFACE_BLOCK;
        blocks[block] |= bits << shift;
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

static void blocks_bound(Surface *s)
{
    for (int a = 0; a < 3; a++)
        s->low[a] = GRID_LONGEST, s->high[a] = 0;
    for (int z = 0; z < s->blocks[2]; z++)
        for (int y = 0; y < s->blocks[1]; y++)
            for (int x = 0; x < s->blocks[0]; x++)
                if (s->solid[block_index(s, x, y, z)])
                    bounds_widen(s, x, y, z);
}

void surface_refresh(Surface *surface, const Scene *scene, const SurfaceView *view)
{
    CHECK(scene->grid.nx == surface->grid.nx && scene->grid.ny == surface->grid.ny &&
          scene->grid.nz == surface->grid.nz);
    const Solid solid = solid_of(view);
#pragma omp parallel for schedule(static)
    for (int layer = 0; layer < surface->blocks[2]; layer++)
        layer_mark(surface, scene, &solid, layer);
    blocks_bound(surface);
}
