/* Designs of sweeps: which points of the unit cube are tried, and what part each plays. The same
 * plan gives the same points, bit for bit; design_scale takes a coordinate to a parameter's value.
 *
 * A design owns its arrays, taken from the caller's Memory. Random choices are keyed draws of
 * core/random.h by the plan's seed. */
#ifndef PRODROME_DESIGN_H
#define PRODROME_DESIGN_H

#include "core/memory.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DESIGN_DIMENSIONS = 128, /* at most; DESIGN_SOBOL and DESIGN_SALTELLI less: SOBOL_DIMENSIONS */
    DESIGN_ROWS = 1000000,   /* at most */
    DESIGN_LEVELS = 10000    /* of a dimension, at most */
};

typedef enum DesignKind {
#define DESIGN(name, text, meaning) DESIGN_##name,
#include "study/design.def"
#undef DESIGN
    DESIGN_KINDS
} DesignKind;

/* The name of a kind in files and what it is, in one sentence. */
const char *design_kind_name(DesignKind kind);
const char *design_kind_meaning(DesignKind kind);

/* What is asked for. A field that a kind does not name is not read. */
typedef struct DesignPlan {
    DesignKind kind;
    int dimensions;
    /* LIST: rows; LATIN, SOBOL: points; MORRIS: trajectories; SALTELLI: base points, each of which
     * makes dimensions + 2 rows. SOBOL and SALTELLI balance best at powers of two. */
    int points;
    const int *levels;   /* GRID: of each dimension, at least 1 */
    int morris_levels;   /* MORRIS: p, even, at least 2; delta = p / (2 (p - 1)) */
    bool plain;          /* SOBOL, SALTELLI: not scrambled; the first point is then the origin */
    const double *given; /* LIST: points x dimensions; ONE_AT_A_TIME: the base; in [0, 1] */
    uint64_t seed;
} DesignPlan;

/* The part that a row plays. */
typedef struct DesignRole {
    int block;   /* MORRIS: trajectory; SALTELLI: base point; else the row */
    int step;    /* MORRIS: 0 the start, then 1 ... dimensions. SALTELLI: 0 A, 1 ... dimensions
                  * A_B^i, dimensions + 1 B. ONE_AT_A_TIME: 0 base, 1 low end, 2 high end */
    int changed; /* the dimension that differs from the row before (MORRIS), from the block's A
                  * (SALTELLI) or from the base (ONE_AT_A_TIME); -1: none */
} DesignRole;

typedef struct Design {
    DesignKind kind;
    int rows, dimensions;
    int morris_levels; /* MORRIS: p */
    double *point;     /* rows x dimensions, one row after the other, in [0, 1] */
    DesignRole *role;  /* of each row */
} Design;

/* The rows that a plan makes, or -1 where it is not sound or makes more than DESIGN_ROWS; message
 * then says why. Levels of a GRID and the two ends are at j / (levels - 1), a single level at 1/2.
 * More points of SOBOL, MORRIS and SALTELLI leave the first ones what they were. */
int design_rows(const DesignPlan *plan, char *message, size_t message_size);

/* Makes the points. STATUS_BAD_DATA: see design_rows; STATUS_NO_MEMORY. On failure nothing is kept
 * and message says why. */
Status design_create(const DesignPlan *plan, Memory *memory, Design *out, char *message,
                     size_t message_size);
void design_destroy(Design *design, Memory *memory);

static inline const double *design_point(const Design *design, int row)
{
    return design->point + (size_t)row * (size_t)design->dimensions;
}

typedef enum DesignScaleKind {
    DESIGN_LINEAR,  /* low + u (high - low) */
    DESIGN_LOG,     /* low (high / low)^u; both ends above 0 */
    DESIGN_INTEGER, /* low, low + 1 ... high, each as likely; both ends whole numbers */
    DESIGN_VALUES   /* the values of a list, each as likely */
} DesignScaleKind;

/* How a coordinate becomes a value; in any unit, the same for all fields. */
typedef struct DesignScale {
    DesignScaleKind kind;
    double low, high;     /* low <= high */
    const double *values; /* VALUES */
    int count;            /* VALUES */
} DesignScale;

/* True when ends and list are finite, in order and allowed for the kind. */
bool design_scale_sound(const DesignScale *scale);

/* The value at u in [0, 1]: exactly the ends at 0 and 1, never outside them. */
double design_scale(const DesignScale *scale, double u);

/* Which of VALUES or of the integers, from 0, is at u; always 0 for the other kinds. The level
 * j / (levels - 1) of as many levels as there are values is value j. */
int design_scale_index(const DesignScale *scale, double u);

/* The coordinate of a value: the inverse of design_scale, limited to [0, 1]; the nearest of VALUES.
 */
double design_unscale(const DesignScale *scale, double value);

#endif
