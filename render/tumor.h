/* Pictures of the tumor: one slice at up to six times, cells above and a field below, with legends,
 * a scale bar, and what was measured and given by then. */
#ifndef PRODROME_TUMOR_H
#define PRODROME_TUMOR_H

#include "render/canvas.h"
#include "render/record.h"
#include "render/shots.h"

enum { TUMOR_TIMES_MAX = 6 };

typedef struct Tumor {
    Record *record; /* of the run, for volumes and doses; a zeroed one is named by the snapshot */
    const Shot *shots[TUMOR_TIMES_MAX];
    int times;
    char axis;                /* of the slice: 'x', 'y' or 'z' */
    int index;                /* site along it; -1: the middle */
    const Overlay *field;     /* drawn below the cells */
    const RasterSeen *legend; /* what the legend explains; NULL: what the slices show */
    CanvasForm form;          /* of the page */
} Tumor;

/* Reads the snapshots and adds what their slices show. All must have the lattice *grid, or, when
 * that is zeroed, the first has it filled in. */
Status tumor_see(const Tumor *tumor, Grid *grid, RasterSeen *seen, char *message,
                 size_t message_size);

/* Reads the snapshots one after the other and draws; when OK the canvas is to be destroyed. All
 * must have one lattice. The labels say what was drawn. */
Status tumor_draw(const Tumor *tumor, Canvas *canvas, Labels *labels, char *message,
                  size_t message_size);

/* The same into a file, in the form that the end of its name asks for. */
Status tumor_write(Tumor *tumor, const char *path, char *message, size_t message_size);

#endif
