#include "render/compare.h"

#include <math.h>
#include <string.h>

static int64_t compare_plane(const Grid *g)
{
    int64_t xy = (int64_t)g->nx * g->ny, xz = (int64_t)g->nx * g->nz, yz = (int64_t)g->ny * g->nz;
    int64_t most = xy > xz ? xy : xz;
    return most > yz ? most : yz;
}

Status compare_create(Memory *memory, const Grid *grid, int substances_count, const Layers *layers,
                      Compare *out)
{
    const int64_t plane = compare_plane(grid);
    *out = (Compare){.memory = memory, .layers = *layers};
    out->kinds = memory_create(memory, (size_t)(plane + grid->sites), 1);
    if (!out->kinds || frame_create(memory, grid, substances_count, &out->frame) != STATUS_OK) {
        compare_destroy(out);
        return STATUS_NO_MEMORY;
    }
    out->layers.kind = out->kinds;
    out->layers.whole_kind = out->kinds + plane;
    for (int i = 0; i < layers->count; i++) {
        Overlay *overlay = &out->layers.layer[i].overlay;
        const char *name = overlay->name;
        *overlay = overlay_difference(overlay);
        overlay->name = name;
    }
    return STATUS_OK;
}

void compare_destroy(Compare *compare)
{
    if (!compare->memory)
        return;
    memory_destroy(compare->memory, compare->kinds);
    frame_destroy(compare->memory, &compare->frame);
    *compare = (Compare){0};
}

static PaletteKind kind_of(const Scene *a, const Scene *b, int64_t i)
{
    const bool in_a = a->type[i] == SITE_TUMOR, in_b = b->type[i] == SITE_TUMOR;
    if (in_a || in_b)
        return in_a && in_b ? KIND_BOTH : in_a ? KIND_FIRST : KIND_SECOND;
    if (a->type[i] == SITE_VESSEL || b->type[i] == SITE_VESSEL)
        return KIND_VESSEL;
    return overlay_in_mass(a, i) || overlay_in_mass(b, i) ? KIND_DEAD : KIND_NEITHER;
}

/* Where a picture shows something of both: what A has of it, or else B. */
static bool shown_of_a(const Scene *a, PaletteKind kind, int64_t i)
{
    if (kind == KIND_VESSEL)
        return a->type[i] == SITE_VESSEL;
    return kind == KIND_DEAD ? overlay_in_mass(a, i) : kind != KIND_SECOND;
}

typedef struct Bytes {
    uint8_t *kind, *type, *phase, *perfused;
} Bytes;

static void sites_take(const Scene *a, const Scene *b, int64_t count, const Bytes *out)
{
    for (int64_t i = 0; i < count; i++) {
        const PaletteKind kind = kind_of(a, b, i);
        const Scene *from = shown_of_a(a, kind, i) ? a : b;
        out->kind[i] = (uint8_t)kind;
        out->type[i] = from->type[i];
        out->phase[i] = from->phase[i];
        out->perfused[i] = from->perfused[i];
    }
}

static void values_take(const Layer *layer, const float *a, const float *b, int64_t count,
                        float *out)
{
    for (int64_t i = 0; i < count; i++)
        out[i] = overlay_subtract(&layer->overlay, a[i], b[i]);
}

static void plane_take(Compare *c, const Layers *layers, const Frame *a, const Frame *b)
{
    Frame *f = &c->frame;
    const int64_t count = (int64_t)a->columns * a->rows;
    const Scene of_a = layers_scene(layers, a, false), of_b = layers_scene(layers, b, false);
    sites_take(&of_a, &of_b, count, &(Bytes){c->kinds, f->type, f->phase, f->perfused});
    memcpy(f->cause, a->cause, (size_t)count);
    memcpy(f->clone, a->clone, (size_t)count);
    for (int i = 0; i < layers->count; i++) {
        const Layer *layer = &layers->layer[i];
        const float *values = layers_values(layer, a, false);
        float *to = layer->values < SCALAR_COUNT ? f->scalar[layer->values < 0 ? 0 : layer->values]
                                                 : f->field[layer->values - SCALAR_COUNT];
        if (values)
            values_take(layer, values, layers_values(layer, b, false), count, to);
    }
}

static void whole_take(Compare *c, const Layers *layers, const Frame *a, const Frame *b)
{
    Frame *f = &c->frame;
    const int64_t sites = a->grid.sites;
    const Scene of_a = layers_scene(layers, a, true), of_b = layers_scene(layers, b, true);
    sites_take(&of_a, &of_b, sites,
               &(Bytes){c->kinds + compare_plane(&a->grid), f->whole_type, f->whole_phase,
                        f->whole_perfused});
    memcpy(f->whole_cause, a->whole_cause, (size_t)sites);
    memcpy(f->whole_clone, a->whole_clone, (size_t)sites);
    for (int i = 0; i < layers->count; i++)
        if (layers->layer[i].values >= 0 && layers->layer[i].values == a->wish.values)
            values_take(&layers->layer[i], a->whole_values, b->whole_values, sites,
                        f->whole_values);
}

void compare_take(Compare *c, const Layers *layers, const Frame *a, const Frame *b)
{
    Frame *f = &c->frame;
    f->wish = a->wish;
    f->columns = a->columns;
    f->rows = a->rows;
    f->step = a->step;
    f->day = a->day;
    plane_take(c, layers, a, b);
    if (a->wish.whole)
        whole_take(c, layers, a, b);
}
