/* The inner loops of the multigrid over half rows, compiled for plain and for wider registers with
 * the same bits (elementwise IEEE arithmetic, no fused or reordered operation). A row is kept
 * in two halves, cells 0, 2, 4, ... and 1, 3, 5, ..., so that one colour of the red-black order is
 * contiguous. Rows do not overlap; nothing can fail. */
#ifndef PRODROME_ROWS_H
#define PRODROME_ROWS_H

#include <stddef.h>

enum {
    ROWS_HALF = 2048, /* longest half row */
    ROWS_ENDS = 3 /* most ends of a row: around a partial last cell its neighbour and it, and round
                   * a period the first */
};

/* The cell at an end of a row, whose couplings along x are not the inner ones or lead round. */
typedef struct RowEnd {
    int i;                   /* its element of the half row */
    float low, high;         /* couplings to the cells before and after it; 0 where there is none */
    ptrdiff_t before, after; /* these cells, as elements from u on */
} RowEnd;

/* A half row and its six neighbours, each pointing at the neighbour of element 0. */
typedef struct HalfRow {
    float *u;                 /* unknown */
    const float *b, *inverse; /* right-hand side; 1 / diagonal */
    const float *left, *right, *south, *north, *under, *over;
    float x, to_south, to_north, to_under, to_over; /* couplings; x on both sides */
    int count, ends;
    const RowEnd *end;
} HalfRow;

/* The half rows of one colour in one plane and what surrounds them: found once for all its rows,
 * which are short. */
typedef struct RowPlane {
    HalfRow first;              /* the row y = 0 */
    const float *low, *high;    /* couplings along y, without d */
    const float *south, *north; /* beyond the first and the last row */
    float d;
    int n[2], parity; /* cells along x, y; parity of x in row 0 */
    ptrdiff_t half, to_other, under_step, over_step;
    RowEnd end[2][ROWS_ENDS]; /* by parity of x */
    int ends[2];
} RowPlane;

/* Four coarse rows in halves, and their weights. */
typedef struct CoarseRows {
    const float *even[4], *odd[4];
    float weight[4];
    int evens, odds;
} CoarseRows;

/* A row in natural order and the coarse one that takes its cells, absorption k and line sinks s. */
typedef struct PairedRow {
    const float *k, *s;
    const float *part_even, *part_odd; /* shares of the cells in their coarse cell */
    float weight, d;                   /* of the row; coupling between its cells */
    float *coarse_k, *coarse_s;
    int count;
} PairedRow;

typedef struct RowLoops {
    /* Gauss-Seidel on the half rows of a plane, over-relaxed by a factor, no value below `least`.
     */
    void (*relax)(const RowPlane *plane, float factor, float least);
    /* sum[i] += weight part[i] (b - A u)[i] of row y. */
    void (*defect)(const RowPlane *plane, int y, const float *part, float weight, float *sum);
    /* out[i] = (b - A u)[i] of row y, 0 where the value is fixed. */
    void (*residual)(const RowPlane *plane, int y, float *out);
    /* line[] = the weighted sum of the coarse rows, in natural order. */
    void (*gather)(const CoarseRows *rows, float *line);
    /* u[i] += own[i] line[i] + far[i] line[i + shift], except where the value is fixed. */
    void (*correct)(float *u, const float *inverse, const float *own, const float *far,
                    const float *line, int shift, int count);
    /* Adds the cells of a row to the coarse one: k as it is, s in series with ln 2 / (2 pi D). */
    void (*coarsen)(const PairedRow *row);
    /* Natural order to split halves and back. */
    void (*split)(const float *line, float *even, float *odd, int count);
    void (*join)(const float *even, const float *odd, float *line, int count);
} RowLoops;

/* Below this a site's inverse diagonal says that its value is fixed. */
#define ROWS_FIXED 0x1p-40f

extern const RowLoops ROWS_PLAIN, ROWS_WIDE;

/* The widest that this processor has. */
const RowLoops *rows_choose(void);

#endif
