#include "fields/multigrid.h"

#include <string.h>

/* Floats of a half row: its cells and a zero, which stands beyond its last cell and before the
 * first of the next row. So a sweep needs to know of an end only where the two faces of its cell
 * couple unlike inner ones. */
static int multigrid_room(int n)
{
    return (n + 1) / 2 + 1;
}

/* After each colour: the zero before the first row of the other one. */
enum { SPARE = 1 };

/* A plane of one row per z costs nothing and lets 2-D runs share out their rows. */
static void multigrid_sizes(const Grid *grid, int n[3])
{
    n[0] = grid->nx;
    n[1] = grid->nz == 1 ? 1 : grid->ny;
    n[2] = grid->nz == 1 ? grid->ny : grid->nz;
}

static void multigrid_layout(const Grid *grid, Multigrid *mg)
{
    int sites[3];
    multigrid_sizes(grid, sites);
    mg->levels = 0;
    for (int l = 0; l < MULTIGRID_LEVELS; l++) {
        MultigridShape *shape = &mg->level[l].shape;
        for (int a = 0; a < 3; a++)
            shape->n[a] = axes_length(sites[a], l);
        shape->half = multigrid_room(shape->n[0]);
        shape->colour = (int64_t)shape->half * shape->n[1] * shape->n[2] + SPARE;
        shape->cells = 2 * shape->colour;
        mg->levels = l + 1;
        if (shape->n[0] == 1 && shape->n[1] == 1 && shape->n[2] == 1)
            break;
    }
}

/* Floats and ints that each of the axes of a substance's levels takes, together. */
static int64_t multigrid_axes_room(const Multigrid *mg)
{
    int64_t room = 0;
    for (int l = 0; l < mg->levels; l++)
        for (int a = 0; a < 3; a++)
            room += 2 * multigrid_room(mg->level[l].shape.n[a]);
    return room;
}

uint64_t multigrid_bytes(const Grid *grid, int substances, int arrays)
{
    Multigrid mg;
    multigrid_layout(grid, &mg);
    uint64_t floats = (2 + (uint64_t)arrays) * (uint64_t)mg.level[0].shape.cells +
                      (uint64_t)mg.level[0].shape.half;
    for (int l = 1; l < mg.levels; l++)
        floats += 3 * (uint64_t)mg.level[l].shape.cells;
    uint64_t axes =
        (uint64_t)multigrid_axes_room(&mg) * (AXIS_FLOATS * sizeof(float) + sizeof(int));
    return floats * sizeof(float) + (uint64_t)substances * axes;
}

Status multigrid_create(const Grid *grid, Memory *memory, Multigrid *out)
{
    CHECK(grid->nx <= MULTIGRID_ROW);
    memset(out, 0, sizeof *out);
    multigrid_layout(grid, out);
    out->rows = rows_choose();
    out->zero = memory_create(memory, (size_t)out->level[0].shape.half, sizeof(float));
    bool all = out->zero != NULL;
    for (int l = 0; l < out->levels && all; l++) {
        MultigridLevel *level = &out->level[l];
        size_t floats = (size_t)level->shape.cells;
        level->b = memory_create(memory, floats, sizeof(float));
        level->inverse = memory_create(memory, floats, sizeof(float));
        level->u = l > 0 ? memory_create(memory, floats, sizeof(float)) : NULL;
        all = level->b && level->inverse && (l == 0 || level->u);
    }
    if (!all)
        multigrid_destroy(memory, out);
    return all ? STATUS_OK : STATUS_NO_MEMORY;
}

void multigrid_destroy(Memory *memory, Multigrid *mg)
{
    for (int l = 0; l < mg->levels; l++) {
        memory_destroy(memory, mg->level[l].b);
        memory_destroy(memory, mg->level[l].inverse);
        memory_destroy(memory, l > 0 ? mg->level[l].u : NULL);
    }
    memory_destroy(memory, mg->zero);
    memset(mg, 0, sizeof *mg);
}

static void multigrid_axis_pointers(Axis *axis, int n, float **floats, int **ints)
{
    float **arrays[] = {&axis->low,  &axis->high, &axis->wall, &axis->sum,
                        &axis->part, &axis->own,  &axis->far};
    int64_t room = 2 * multigrid_room(n);
    axis->n = n;
    for (int i = 0; i < AXIS_FLOATS; i++) {
        *arrays[i] = *floats;
        *floats += room;
    }
    axis->other = *ints;
    *ints += room;
}

/* The x axis is read in split order by the row loops. */
static void multigrid_split_axis(const Multigrid *mg, Axis *axis, int half)
{
    float line[MULTIGRID_ROW + 8];
    float *arrays[] = {axis->part, axis->own, axis->far};
    for (int i = 0; i < 3; i++) {
        memcpy(line, arrays[i], (size_t)axis->n * sizeof(float));
        mg->rows->split(line, arrays[i], arrays[i] + half, axis->n);
    }
}

Status multigrid_faces_create(const Multigrid *mg, const Grid *grid, const int kinds[GRID_FACES],
                              Memory *memory, MultigridFaces *out)
{
    int64_t room = multigrid_axes_room(mg);
    memset(out, 0, sizeof *out);
    out->floats = memory_create(memory, (size_t)room, AXIS_FLOATS * sizeof(float));
    out->ints = memory_create(memory, (size_t)room, sizeof(int));
    if (!out->floats || !out->ints) {
        multigrid_faces_destroy(memory, out);
        return STATUS_NO_MEMORY;
    }
    float *floats = out->floats;
    int *ints = out->ints;
    int sites[3];
    multigrid_sizes(grid, sites);
    for (int l = 0; l < mg->levels; l++)
        for (int a = 0; a < 3; a++) {
            /* the only z of a plane run holds its y axis (multigrid_sizes) */
            int from = grid->nz == 1 && a > 0 ? 3 - a : a;
            Axis *axis = &out->axis[l][a];
            multigrid_axis_pointers(axis, mg->level[l].shape.n[a], &floats, &ints);
            axes_fill(axis, sites[a], l, (FaceKind)kinds[2 * from], (FaceKind)kinds[2 * from + 1]);
            if (a == 0)
                multigrid_split_axis(mg, axis, mg->level[l].shape.half);
        }
    return STATUS_OK;
}

void multigrid_faces_destroy(Memory *memory, MultigridFaces *faces)
{
    memory_destroy(memory, faces->floats);
    memory_destroy(memory, faces->ints);
    faces->floats = NULL;
    faces->ints = NULL;
}
