#include "study/design.h"
#include "study/design_points.h"
#include "study/sobol.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *meaning;
} DESIGN_NAMES[DESIGN_KINDS] = {
#define DESIGN(name, text, meaning) {text, meaning},
#include "study/design.def"
#undef DESIGN
};

const char *design_kind_name(DesignKind kind)
{
    return DESIGN_NAMES[kind].name;
}

const char *design_kind_meaning(DesignKind kind)
{
    return DESIGN_NAMES[kind].meaning;
}

/* Rows of a grid; levels that are not sound make none, and too many stop at the bound. */
static int64_t design_grid_rows(const DesignPlan *plan)
{
    int64_t rows = 1;
    for (int d = 0; d < plan->dimensions && rows <= DESIGN_ROWS; d++) {
        if (plan->levels[d] < 1 || plan->levels[d] > DESIGN_LEVELS)
            return 0;
        rows *= plan->levels[d];
    }
    return rows;
}

static int64_t design_rows_of(const DesignPlan *plan)
{
    int64_t k = plan->dimensions, points = plan->points;
    switch (plan->kind) {
    case DESIGN_GRID:
        return design_grid_rows(plan);
    case DESIGN_MORRIS:
        return points * (k + 1);
    case DESIGN_SALTELLI:
        return points * (k + 2);
    case DESIGN_ONE_AT_A_TIME:
        return 2 * k + 1;
    default:
        return points;
    }
}

static int design_most_dimensions(DesignKind kind)
{
    return kind == DESIGN_SOBOL      ? SOBOL_DIMENSIONS
           : kind == DESIGN_SALTELLI ? SOBOL_DIMENSIONS / 2
                                     : DESIGN_DIMENSIONS;
}

/* The first coordinate that is given and not in [0, 1] (a NaN is not), counted from 0, or -1. */
static int64_t design_given_outside(const DesignPlan *plan)
{
    int64_t rows = plan->kind == DESIGN_LIST ? plan->points : 1, count = rows * plan->dimensions;
    for (int64_t i = 0; i < count; i++)
        if (!(plan->given[i] >= 0.0 && plan->given[i] <= 1.0))
            return i;
    return -1;
}

int design_rows(const DesignPlan *plan, char *message, size_t message_size)
{
    const char *name = design_kind_name(plan->kind);
    int most = design_most_dimensions(plan->kind);
    if (plan->dimensions < 1 || plan->dimensions > most) {
        snprintf(message, message_size, "%s takes 1 to %d parameters, not %d", name, most,
                 plan->dimensions);
        return -1;
    }
    int p = plan->morris_levels;
    if (plan->kind == DESIGN_MORRIS && (p < 2 || p % 2 || p > DESIGN_LEVELS)) {
        snprintf(message, message_size,
                 "morris takes an even number of levels from 2 to %d, not %d", DESIGN_LEVELS, p);
        return -1;
    }
    int64_t rows = design_rows_of(plan);
    if (rows < 1 || rows > DESIGN_ROWS) {
        snprintf(message, message_size, "%s makes %s: 1 to %d are allowed", name,
                 rows < 1 ? "no rows" : "too many rows", DESIGN_ROWS);
        return -1;
    }
    bool given = plan->kind == DESIGN_LIST || plan->kind == DESIGN_ONE_AT_A_TIME;
    int64_t outside = given ? design_given_outside(plan) : -1;
    if (outside >= 0) {
        snprintf(message, message_size, "row %d of %s: coordinate %d is not between 0 and 1",
                 1 + (int)(outside / plan->dimensions), name,
                 1 + (int)(outside % plan->dimensions));
        return -1;
    }
    return (int)rows;
}

static Status design_fill(const DesignPlan *plan, Memory *memory, Design *out)
{
    switch (plan->kind) {
    case DESIGN_GRID:
        design_points_grid(plan, out);
        break;
    case DESIGN_LIST:
        design_points_list(plan, out);
        break;
    case DESIGN_LATIN:
        return design_points_latin(plan, memory, out);
    case DESIGN_SOBOL:
        design_points_sobol(plan, out);
        break;
    case DESIGN_MORRIS:
        design_points_morris(plan, out);
        break;
    case DESIGN_SALTELLI:
        design_points_saltelli(plan, out);
        break;
    case DESIGN_ONE_AT_A_TIME:
    case DESIGN_KINDS:
        design_points_one_at_a_time(plan, out);
        break;
    }
    return STATUS_OK;
}

Status design_create(const DesignPlan *plan, Memory *memory, Design *out, char *message,
                     size_t message_size)
{
    *out = (Design){0};
    int rows = design_rows(plan, message, message_size);
    if (rows < 0)
        return STATUS_BAD_DATA;
    *out = (Design){.kind = plan->kind, .rows = rows, .dimensions = plan->dimensions};
    if (plan->kind == DESIGN_MORRIS)
        out->morris_levels = plan->morris_levels;
    out->point = memory_create(memory, (size_t)rows * (size_t)plan->dimensions, sizeof *out->point);
    out->role = memory_create(memory, (size_t)rows, sizeof *out->role);
    Status status = out->point && out->role ? design_fill(plan, memory, out) : STATUS_NO_MEMORY;
    if (status) {
        snprintf(message, message_size, "%s: a design of %d rows", status_sentence(status), rows);
        design_destroy(out, memory);
    }
    return status;
}

void design_destroy(Design *design, Memory *memory)
{
    memory_destroy(memory, design->role);
    memory_destroy(memory, design->point);
    *design = (Design){0};
}
