/* Passes along the lines of a box of 16-bit numbers: a bundle of neighbouring lines at once, so
 * that the innermost loops run across them. Threads share the bundles. A pass goes from row to row
 * of its bundle, and keeps on its stack the rows that it still has to read. */
#ifndef PRODROME_LINES_H
#define PRODROME_LINES_H

#include "core/grid.h"

#include <string.h>

enum { LINES_LANES = 16 };

/* A bundle: value i of line j is first[i * stride + j * apart]. */
typedef struct Lines {
    uint16_t *first;
    int64_t stride, apart;
    int count, lanes; /* values of a line; lines, at most LINES_LANES */
    int zero;         /* what the caller of lines_along gives */
} Lines;

/* A box inside an array: its first value, and along x, y, z the values and the steps between. */
typedef struct LinesBox {
    uint16_t *first;
    int count[3];
    int64_t stride[3];
} LinesBox;

/* The box of a grid's array between two sites, both inside. */
LinesBox lines_box(const Grid *grid, uint16_t *array, Site3 low, Site3 high);

typedef void LinesPass(const Lines *lines);

/* Applies a pass to all lines along one axis (0: x, 1: y, 2: z). */
void lines_along(const LinesBox *box, int axis, int zero, LinesPass *pass);

static inline bool lines_whole(const Lines *lines)
{
    return lines->apart == 1 && lines->lanes == LINES_LANES;
}

/* Values i of all lines, from and to a row of LINES_LANES. */
static inline void lines_load(const Lines *lines, int i, uint16_t row[LINES_LANES])
{
    const uint16_t *from = lines->first + i * lines->stride;
    if (lines_whole(lines)) {
        memcpy(row, from, LINES_LANES * sizeof *row);
        return;
    }
    for (int j = 0; j < LINES_LANES; j++)
        row[j] = j < lines->lanes ? from[j * lines->apart] : 0;
}

static inline void lines_store(const Lines *lines, int i, const uint16_t row[LINES_LANES])
{
    uint16_t *to = lines->first + i * lines->stride;
    if (lines_whole(lines)) {
        memcpy(to, row, LINES_LANES * sizeof *row);
        return;
    }
    for (int j = 0; j < lines->lanes; j++)
        to[j * lines->apart] = row[j];
}

#endif
