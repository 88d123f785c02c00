/* The layers that a viewer can show: a field below, and cells above it, each with its overlay and
 * where a frame has its values. */
#ifndef PRODROME_LAYERS_H
#define PRODROME_LAYERS_H

#include "engine/frame.h"
#include "render/overlay.h"

enum { LAYERS_MAX = 32 };

typedef struct Layer {
    Overlay overlay;
    int values; /* as FrameWish.values; -1: none */
    bool field; /* a substance: shown below the cells */
} Layer;

typedef struct Layers {
    int count;
    Layer layer[LAYERS_MAX]; /* those of cells first */
    /* Of a difference (render/compare.h): what the sites of the plane and of the whole are. */
    const uint8_t *kind, *whole_kind;
} Layers;

/* All layers of a run with these parameters, which must outlive them. A substance without a row of
 * its own is shown from 0 to its largest source: plasma, vessels, faces or start. */
Layers layers_of(const Params *params);

/* Whether two runs have the same layers, so that they can be compared. */
bool layers_same(const Layers *a, const Layers *b);

/* The sites of the plane, as a slice along z, or of the whole, of a frame. */
Scene layers_scene(const Layers *layers, const Frame *frame, bool whole);

/* The layer of that name, -1 when there is none. */
int layers_find(const Layers *layers, const char *name);

/* The next layer of the same kind after `layer`, -1 (no layer of it) coming after the last. */
int layers_next(const Layers *layers, int layer, bool field);

/* The values of a layer in the plane, or in the whole, of a frame; NULL for classes. */
const float *layers_values(const Layer *layer, const Frame *frame, bool whole);

#endif
