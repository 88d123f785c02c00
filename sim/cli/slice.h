/* --field, --axis, --slice and --colours: what pictures of slices show. */
#ifndef PRODROME_SLICE_H
#define PRODROME_SLICE_H

#include "render/field.h"

#include <argp.h>

typedef struct Slice {
    const char *field; /* of argv; NULL: not given */
    char axis;
    int index; /* -1: not given, the middle */
    PaletteMap map;
} Slice;

#define SLICE_START                                                                                \
    {                                                                                              \
        .axis = 'z', .index = -1                                                                   \
    }

/* The parser of these options, as the first child of a command's own, which points
 * state->child_inputs[0] to a Slice of SLICE_START in ARGP_KEY_INIT. */
extern const struct argp SLICE_ARGP;

/* Chooses the field, oxygen unless another is asked for. USAGE when the first snapshot has no such
 * substance, or the lattice no such slice. */
Status slice_field(const Slice *slice, const Shot *const *shots, int count, Field *out,
                   char *message, size_t message_size);

#endif
