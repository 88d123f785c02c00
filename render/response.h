/* What the results of a sweep say: means of rows, responses to a parameter, cells of a map, paired
 * differences, indices. Arithmetic on Results, without drawing; intervals are of 95 %. A value that
 * is not there is left out of a mean and counted. Everything that a call creates is given back by
 * its destroy, which also takes a zeroed one; NO_MEMORY leaves nothing. */
#ifndef PRODROME_RESPONSE_H
#define PRODROME_RESPONSE_H

#include "render/results.h"
#include "study/sensitivity.h"

enum { RESPONSE_CURVES = 8, RESPONSE_LEVELS = 12, RESPONSE_RESAMPLES = 1000 };
#define RESPONSE_CONFIDENCE 0.95

/* A row of the design over its seeds. */
typedef struct ResponseRow {
    Estimate mean;
    double sd;
    int n, asked; /* runs with a value, and runs */
} ResponseRow;

/* Each row; out: one for each. */
Status response_rows(const Results *results, int output, ResponseRow *out);

/* What the interval of a point is taken over. */
typedef enum ResponseOver {
    RESPONSE_SEEDS,        /* one row: its animals */
    RESPONSE_SEED_MEANS,   /* a complete set of rows: means over them of an animal that all have */
    RESPONSE_ROWS,         /* a sample of rows: their means */
    RESPONSE_TRAJECTORIES, /* rows of trajectories: means over those of one */
    RESPONSE_BLOCKS        /* rows that depend on others, not known on which: no interval */
} ResponseOver;

typedef struct ResponsePoint {
    double x;
    Estimate mean;
    int n, rows; /* animals with a value, rows that have one */
} ResponsePoint;

typedef struct ResponseCurve {
    int held; /* level of the other parameter; -1: there is none */
    int count;
    ResponsePoint *points; /* within those of the response */
} ResponseCurve;

typedef struct Response {
    int parameter, other; /* other: told apart by curves, -1: none */
    bool binned;          /* x is the middle of a bin of values, else a value */
    ResponseOver over;    /* the widest of its points */
    int curves_count;
    ResponseCurve curves[RESPONSE_CURVES];
    ResponsePoint *points;
    bool *used; /* of each row: whether it belongs to this response */
} Response;

/* The response of an output to a parameter. Few values are a point each, many are put into bins. In
 * a grid of two parameters each level of the other, if they are few, is a curve of its own. design:
 * NULL or of as many rows as the results; of ONE_AT_A_TIME only the base and this parameter's ends
 * are used, of SALTELLI only A and B, which do not share their coordinates. */
Status response_create(const Results *results, const Design *design, int kind, int output,
                       int parameter, Response *out);
void response_destroy(Response *response);

/* A map over two parameters; the others are held at their values of one row. */
typedef struct ResponseMap {
    int x, y;           /* parameters */
    int columns, lines; /* their levels */
    int held;           /* the row */
    ResponseRow *cells; /* columns x lines, x fastest; asked = 0: no such row */
} ResponseMap;

/* The two parameters of the maps and the rows that hold the others, at most `most`; returns how
 * many there are, 0 unless every combination of levels is a row. */
int response_maps(const Results *results, int *x, int *y, int *held, int most);
Status response_map_create(const Results *results, int output, int x, int y, int held,
                           ResponseMap *out);
void response_map_destroy(ResponseMap *map);

/* Whether the rows are those of a design: as many, and each differs as its role says from the one
 * before (MORRIS), the first of its block (SALTELLI) or the base (ONE_AT_A_TIME). */
bool response_fits(const Results *results, const Design *design);

/* One parameter at its ends against the base: mean differences over pairs of the same seed. */
typedef struct ResponseEnds {
    int parameter;
    Estimate end[2]; /* low, high */
    int row[2], pairs[2];
} ResponseEnds;

/* Of a design ONE_AT_A_TIME; out: one for each parameter, the largest difference first. */
Status response_tornado(const Results *results, const Design *design, int output,
                        ResponseEnds *out);

/* Indices of the means of rows; out: one for each parameter. */
Status response_morris(const Results *results, const Design *design, int output,
                       SensitivityMorris *out);
Status response_sobol(const Results *results, const Design *design, int output,
                      SensitivitySobol *out);

#endif
