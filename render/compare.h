/* The difference of two states of one lattice, as a frame that is painted like any other: A, the
 * first, less B. A site holds a living cell in both, in one only, or in neither; a value is the
 * difference of two where both states have one, else NaN. */
#ifndef PRODROME_COMPARE_H
#define PRODROME_COMPARE_H

#include "render/layers.h"

typedef struct Compare {
    Memory *memory;
    Frame frame;    /* of A, with the tumor of either and differences for values */
    Layers layers;  /* those of A, as they show differences */
    uint8_t *kinds; /* of the plane, then of the whole */
} Compare;

/* Room for states of this lattice with these layers; NO_MEMORY with nothing kept, or OK. */
Status compare_create(Memory *memory, const Grid *grid, int substances_count, const Layers *layers,
                      Compare *out);
void compare_destroy(Compare *compare); /* may be zero */

/* Fills it from two frames that were asked for the same and have the same layers. */
void compare_take(Compare *compare, const Layers *layers, const Frame *a, const Frame *b);

#endif
