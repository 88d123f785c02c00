#include "core/lines.h"

LinesBox lines_box(const Grid *grid, uint16_t *array, Site3 low, Site3 high)
{
    return (LinesBox){array + grid_index(grid, low.x, low.y, low.z),
                      {high.x - low.x + 1, high.y - low.y + 1, high.z - low.z + 1},
                      {1, grid->nx, (int64_t)grid->nx * grid->ny}};
}

void lines_along(const LinesBox *box, int axis, int zero, LinesPass *pass)
{
    int u = axis == 0 ? 1 : 0, v = axis == 2 ? 1 : 2; /* across a bundle; from bundle to bundle */
#pragma omp parallel for collapse(2) schedule(static)
    for (int j = 0; j < box->count[v]; j++)
        for (int i = 0; i < box->count[u]; i += LINES_LANES) {
            int left = box->count[u] - i;
            Lines lines = {.first = box->first + i * box->stride[u] + j * box->stride[v],
                           .stride = box->stride[axis],
                           .apart = box->stride[u],
                           .count = box->count[axis],
                           .lanes = left < LINES_LANES ? left : LINES_LANES,
                           .zero = zero};
            pass(&lines);
        }
}
