#include "render/layers.h"

#include <math.h>
#include <string.h>

static void layers_add(Layers *layers, const Overlay *overlay, int values, bool field)
{
    if (layers->count < LAYERS_MAX)
        layers->layer[layers->count++] = (Layer){*overlay, values, field};
}

/* The largest concentration that a substance is known to come from, in its unit; at least 1. */
static double layers_most(const Substance *s)
{
    double most = fmax(fmax(s->initial, s->vessel_value), fmax(s->face_value, s->reference));
    return most > 0 ? most : 1;
}

Layers layers_of(const Params *params)
{
    static const char *const classes[] = {"cells", "cause", "clone", "vessels"};
    Layers layers = {0};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (strcmp(classes[i], "clone") != 0 || params->clones_count > 0)
            layers_add(&layers, overlay_find(classes[i]), -1, false);
    for (int s = 0; s < SCALAR_COUNT; s++)
        layers_add(&layers, overlay_find(FRAME_SCALARS[s].name), s, false);
    for (int s = 0; s < params->substances_count; s++) {
        const Substance *substance = &params->substances[s];
        const Overlay *row = overlay_find(substance->name);
        Overlay own =
            overlay_field(substance->name, substance->unit == SUBSTANCE_MMHG ? "mmHg" : "nM",
                          layers_most(substance));
        if (substance->enabled)
            layers_add(&layers, row ? row : &own, SCALAR_COUNT + s, true);
    }
    return layers;
}

bool layers_same(const Layers *a, const Layers *b)
{
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++)
        same = a->layer[i].values == b->layer[i].values &&
               strcmp(a->layer[i].overlay.name, b->layer[i].overlay.name) == 0 &&
               strcmp(a->layer[i].overlay.unit, b->layer[i].overlay.unit) == 0;
    return same;
}

Scene layers_scene(const Layers *layers, const Frame *f, bool whole)
{
    if (whole)
        return (Scene){f->grid,        f->whole_type,  f->whole_phase,    f->whole_perfused,
                       f->whole_cause, f->whole_clone, layers->whole_kind};
    return (Scene){grid_of(f->columns, f->rows, 1, f->grid.edge_um),
                   f->type,
                   f->phase,
                   f->perfused,
                   f->cause,
                   f->clone,
                   layers->kind};
}

int layers_find(const Layers *layers, const char *name)
{
    for (int i = 0; i < layers->count; i++)
        if (strcmp(layers->layer[i].overlay.name, name) == 0)
            return i;
    return -1;
}

int layers_next(const Layers *layers, int layer, bool field)
{
    for (int i = layer + 1; i < layers->count; i++)
        if (layers->layer[i].field == field)
            return i;
    return -1;
}

const float *layers_values(const Layer *layer, const Frame *frame, bool whole)
{
    if (layer->values < 0)
        return NULL;
    if (whole)
        return frame->wish.values == layer->values ? frame->whole_values : NULL;
    return layer->values < SCALAR_COUNT ? frame->scalar[layer->values]
                                        : frame->field[layer->values - SCALAR_COUNT];
}
