#include "cli/walls.h"
#include "model/cell.h"

const char *const WALLS[GRID_FACES] = {"x = 0", "x = max", "y = 0", "y = max", "z = 0", "z = max"};

static bool walls_touch(const World *world, int face)
{
    const Grid *g = &world->grid;
    const int size[3] = {g->nx, g->ny, g->nz};
    int axis = face / 2, u = (axis + 1) % 3, v = (axis + 2) % 3, at[3];
    at[axis] = face % 2 ? size[axis] - 1 : 0;
    for (at[u] = 0; at[u] < size[u] && size[axis] > 1; at[u]++)
        for (at[v] = 0; at[v] < size[v]; at[v]++)
            if (cell_tumor_mass(world, grid_index(g, at[0], at[1], at[2])))
                return true;
    return false;
}

int walls_touched(const World *world)
{
    for (int face = 0; face < GRID_FACES; face++)
        if (walls_touch(world, face))
            return face;
    return -1;
}
