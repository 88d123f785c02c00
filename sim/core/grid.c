#include "core/grid.h"

const Site3 GRID_STEPS[GRID_FACES] = {{-1, 0, 0}, {1, 0, 0},  {0, -1, 0},
                                      {0, 1, 0},  {0, 0, -1}, {0, 0, 1}};

Grid grid_of(int nx, int ny, int nz, double edge_um)
{
    return (Grid){nx, ny, nz, (int64_t)nx * ny * nz, edge_um};
}

int64_t grid_neighbour(const Grid *grid, int64_t site, int face)
{
    Site3 s = grid_site3(grid, site), step = GRID_STEPS[face];
    Site3 t = {s.x + step.x, s.y + step.y, s.z + step.z};
    return grid_inside(grid, t) ? grid_index(grid, t.x, t.y, t.z) : -1;
}
