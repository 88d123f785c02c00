/* The field that pictures show beside the cells, chosen by the name of its substance. */
#ifndef PRODROME_FIELD_H
#define PRODROME_FIELD_H

#include "io/hdf.h"
#include "render/shots.h"

/* A choice; `overlay` may point into the struct itself, which is therefore not to be copied. */
typedef struct Field {
    const Overlay *overlay;
    Overlay own;
    char path[HDF_NAME + 1], unit[HDF_NAME]; /* "/vegf", "nM" */
} Field;

/* In colours of that map. Takes the substance's row of OVERLAYS, or, for any other substance of the
 * snapshots, a linear range from 0 to its largest value in them. USAGE with the names that there
 * are when the first snapshot has no such substance. */
Status field_choose(const char *name, PaletteMap map, const Shot *const *shots, int count,
                    Field *out, char *message, size_t message_size);

#endif
