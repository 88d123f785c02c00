#include "render/raster.h"

#include "model/world.h"

#include <math.h>

/* A slice as two walks through the arrays: site = start + column * across + row * up. */
typedef struct Slice {
    int columns, rows;
    int64_t start, across, up;
} Slice;

static Slice slice_of(const Grid *grid, const RasterView *view)
{
    int64_t x = 1, y = grid->nx, z = (int64_t)grid->nx * grid->ny;
    int along = view->axis == 'x' ? grid->nx : view->axis == 'y' ? grid->ny : grid->nz;
    int64_t index = view->index < 0 || view->index >= along ? along / 2 : view->index;
    switch (view->axis) {
    case 'x':
        return (Slice){grid->ny, grid->nz, index * x, y, z};
    case 'y':
        return (Slice){grid->nx, grid->nz, index * y, x, z};
    default:
        return (Slice){grid->nx, grid->ny, index * z, x, y};
    }
}

void raster_size(const Grid *grid, const RasterView *view, int *width, int *height)
{
    Slice slice = slice_of(grid, view);
    *width = slice.columns * view->scale;
    *height = slice.rows * view->scale;
}

Status raster_create(Memory *memory, int width, int height, Raster *out)
{
    uint32_t *pixels = memory_create(memory, (size_t)width * (size_t)height, sizeof *pixels);
    *out = (Raster){width, height, pixels};
    return pixels ? STATUS_OK : STATUS_NO_MEMORY;
}

void raster_destroy(Memory *memory, Raster *raster)
{
    memory_destroy(memory, raster->pixels);
    *raster = (Raster){0};
}

/* top over bottom, both opaque in the result; weight 0 to 255, rounded. */
static uint32_t blend(uint32_t bottom, uint32_t top, uint32_t weight)
{
    uint32_t mixed = 0;
    for (int bits = 0; bits <= 16; bits += 8) {
        uint32_t a = bottom >> bits & 255, b = top >> bits & 255;
        mixed |= (a * (255 - weight) + b * weight + 127) / 255 << bits;
    }
    return mixed;
}

uint32_t raster_colour(const Scene *scene, const RasterLayer *layers, int count, int64_t site)
{
    uint32_t colour = INK_COLOURS[INK_PAPER];
    for (int i = 0; i < count; i++) {
        const RasterLayer *layer = &layers[i];
        uint32_t top = layer->overlay->colour(layer->overlay, scene, layer->values, site);
        uint32_t weight = ((top >> 24) * (uint32_t)layer->opacity + 127) / 255;
        colour = blend(colour, top, weight);
    }
    return colour;
}

static void rectangle_fill(Raster *raster, int x, int y, int width, int height, uint32_t colour)
{
    for (int j = y; j < y + height; j++)
        for (int i = x; i < x + width; i++)
            raster->pixels[(int64_t)j * raster->width + i] = colour;
}

/* Whether the tumor ends between two sites; a vessel belongs to both sides. */
static bool edge_between(const Scene *scene, int64_t a, int64_t b)
{
    if (scene->type[a] == SITE_VESSEL || scene->type[b] == SITE_VESSEL)
        return false;
    return overlay_in_mass(scene, a) && !overlay_in_mass(scene, b);
}

/* The edge is drawn inside the sites of the mass, along the sides where it ends. */
static void outline_site(const Scene *scene, const RasterView *view, const Slice *slice,
                         Raster *raster, int column, int row)
{
    int64_t site = slice->start + column * slice->across + row * slice->up;
    int x = column * view->scale, y = (slice->rows - 1 - row) * view->scale;
    int side = view->scale, thick = view->outline;
    uint32_t ink = INK_COLOURS[INK_OUTLINE];
    if (column > 0 && edge_between(scene, site, site - slice->across))
        rectangle_fill(raster, x, y, thick, side, ink);
    if (column < slice->columns - 1 && edge_between(scene, site, site + slice->across))
        rectangle_fill(raster, x + side - thick, y, thick, side, ink);
    if (row > 0 && edge_between(scene, site, site - slice->up))
        rectangle_fill(raster, x, y + side - thick, side, thick, ink);
    if (row < slice->rows - 1 && edge_between(scene, site, site + slice->up))
        rectangle_fill(raster, x, y, side, thick, ink);
}

void raster_paint(const Scene *scene, const RasterView *view, Raster *raster)
{
    Slice slice = slice_of(&scene->grid, view);
    CHECK(raster->width == slice.columns * view->scale);
    CHECK(raster->height == slice.rows * view->scale);
    CHECK(view->outline >= 0 && view->outline <= view->scale);
    for (int row = 0; row < slice.rows; row++)
        for (int column = 0; column < slice.columns; column++) {
            int64_t site = slice.start + column * slice.across + row * slice.up;
            rectangle_fill(raster, column * view->scale, (slice.rows - 1 - row) * view->scale,
                           view->scale, view->scale,
                           raster_colour(scene, view->layers, view->layers_count, site));
            if (view->outline)
                outline_site(scene, view, &slice, raster, column, row);
        }
}

static void value_see(const Overlay *overlay, double value, RasterSeen *seen)
{
    double position = overlay_position(overlay, value);
    seen->no_value |= isnan(value);
    seen->below |= position < 0;
    seen->above |= position > 1;
}

/* The uppermost layer that paints a site is what is seen of it. */
static void site_see(const Scene *scene, const RasterView *view, int64_t site, RasterSeen *seen)
{
    for (int i = view->layers_count; i-- > 0;) {
        const RasterLayer *layer = &view->layers[i];
        if (layer->overlay->colour(layer->overlay, scene, layer->values, site) >> 24 == 0)
            continue;
        if (overlay_is_field(layer->overlay))
            value_see(layer->overlay, (double)layer->values[site], seen);
        else
            seen->classes[overlay_class(scene, site)] = true;
        return;
    }
}

void raster_see(const Scene *scene, const RasterView *view, RasterSeen *seen)
{
    Slice slice = slice_of(&scene->grid, view);
    for (int row = 0; row < slice.rows; row++)
        for (int column = 0; column < slice.columns; column++) {
            int64_t site = slice.start + column * slice.across + row * slice.up;
            site_see(scene, view, site, seen);
            seen->outline |= view->outline > 0 && overlay_in_mass(scene, site);
        }
}
