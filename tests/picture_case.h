/* A small fixed state, and the pictures of the viewer of it, for tests: bit for bit, and without
 * the words, which depend on fonts. */
#ifndef PRODROME_PICTURE_CASE_H
#define PRODROME_PICTURE_CASE_H

#include "render/view.h"
#include "render/volume.h"

enum { ACROSS = 360, DOWN = 280 };

/* A state, its frame, and what pictures of it are painted with. */
typedef struct Stage {
    Params params;
    Memory memory;
    World *world;
    Frame frame;
    Layers layers;
    View view;
    Volume volume;
    Raster raster;
    Canvas canvas;
} Stage;

/* What to show of it. */
typedef struct Setting {
    const char *cells, *field;
    int plane, cells_opacity, field_opacity;
    PaletteMap map;
    bool maximum, automatic, volume;
    char cut_axis;
    uint64_t golden;
} Setting;

/* A tumor between vessels, with a substance and a clone of its own; fails the test when it cannot.
 */
Stage *stage_open(void);

/* Ends it; fails the test when memory is left. */
void stage_close(Stage *t);

void stage_set(Stage *t, const Setting *setting);

/* Paints the present view; the raster without bar and words. */
const Raster *stage_paint(Stage *t);

/* Whether a picture has that hash; prints the one it has. */
bool is_golden(const char *what, size_t number, const Raster *raster, uint64_t golden);

#endif
