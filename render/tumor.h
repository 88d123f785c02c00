/* Pictures of the tumor: one slice at up to six times, cells above and a field below, with legends,
 * a scale bar, and what was measured and given by then. */
#ifndef PRODROME_TUMOR_H
#define PRODROME_TUMOR_H

#include "render/record.h"
#include "render/shots.h"

enum { TUMOR_TIMES_MAX = 6 };

typedef struct Tumor {
    Record *record; /* of the run, for volumes and doses; a zeroed one is named by the snapshot */
    const Shot *shots[TUMOR_TIMES_MAX];
    int times;
    char axis;            /* of the slice: 'x', 'y' or 'z' */
    int index;            /* site along it; -1: the middle */
    const Overlay *field; /* drawn below the cells */
} Tumor;

/* Reads the snapshots one after the other, draws, and writes a PNG. All must have one lattice. */
Status tumor_write(const Tumor *tumor, const char *path, char *message, size_t message_size);

#endif
