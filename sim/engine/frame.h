/* Frames: copies of what is drawn and looked at, taken between two steps by who drives the
 * simulation and read by who draws, so that neither waits for the other. Reads the World, writes
 * nothing of it.
 *
 * A frame has one plane of the lattice with everything that frame.def lists and all fields, and,
 * when asked, the whole lattice with what a view of the volume needs, and what there is to tell of
 * one cell. */
#ifndef PRODROME_FRAME_H
#define PRODROME_FRAME_H

#include "engine/sight.h"

enum { FRAME_PLANE_Z, FRAME_PLANE_Y, FRAME_PLANE_X }; /* the axis that a plane stands on */

typedef enum FrameScalar {
#define SCALAR(name, unit, low, high, meaning, value) SCALAR_##name,
#include "engine/frame.def"
#undef SCALAR
    SCALAR_COUNT
} FrameScalar;

/* One row per number of a cell that can be drawn. */
typedef struct ScalarRow {
    const char *name, *unit, *meaning;
    double low, high;
} ScalarRow;
extern const ScalarRow FRAME_SCALARS[SCALAR_COUNT];

/* What the next frames are to show. */
typedef struct FrameWish {
    int plane, index; /* FRAME_PLANE_, and the site along that axis, within the lattice */
    bool whole;
    int values;    /* of the whole: a FrameScalar, SCALAR_COUNT + a substance, or -1 for none */
    bool maximum;  /* the plane has of these the largest along its axis, in place of its own */
    uint64_t cell; /* to be seen, wherever it is; 0: none */
} FrameWish;

/* Sites of the plane, columns x rows with columns fastest: x and y on z, x and z on y, y and z on
 * x; what the arrays of the whole hold counts only where the wish asked for it. */
typedef struct Frame {
    Grid grid;
    FrameWish wish;
    int columns, rows;
    uint64_t number; /* of its taking, by who takes them: no other of the same source has it */
    int64_t step;
    double day; /* since day 0 */
    int substances_count;
    double plasma[PARAMS_DRUGS]; /* nM */
    Sight sight;                 /* of the cell that was wished for */
#define FRAME(type, name, value) type *name;
#include "engine/frame.def"
#undef FRAME
    float *scalar[SCALAR_COUNT];
    float *field[PARAMS_SUBSTANCES];
    uint8_t *whole_type, *whole_phase, *whole_perfused, *whole_cause, *whole_clone;
    float *whole_values;
} Frame;

/* Room for frames of this lattice; `whole` too. NO_MEMORY with nothing kept, or OK. */
Status frame_create(Memory *memory, const Grid *grid, int substances_count, Frame *out);
void frame_destroy(Memory *memory, Frame *frame); /* may be zero */

/* Fills the frame with the present state as the wish says. */
void frame_take(Frame *frame, const World *world, const FrameWish *wish);

/* The site of the lattice at a column and row of the frame's plane. */
int64_t frame_site(const Frame *frame, int column, int row);

/* The wish, moved into the lattice. */
FrameWish frame_within(const Grid *grid, FrameWish wish);

#endif
