#include "core/lines.h"

#include <string.h>

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

static bool lines_whole(const Lines *lines)
{
    return lines->apart == 1 && lines->lanes == LINES_LANES;
}

void lines_load(const Lines *lines, int i, uint16_t row[LINES_LANES])
{
    const uint16_t *from = lines->first + i * lines->stride;
    if (lines_whole(lines)) {
        memcpy(row, from, LINES_LANES * sizeof *row);
        return;
    }
    for (int j = 0; j < LINES_LANES; j++)
        row[j] = j < lines->lanes ? from[j * lines->apart] : 0;
}

void lines_store(const Lines *lines, int i, const uint16_t row[LINES_LANES])
{
    uint16_t *to = lines->first + i * lines->stride;
    if (lines_whole(lines)) {
        memcpy(to, row, LINES_LANES * sizeof *row);
        return;
    }
    for (int j = 0; j < lines->lanes; j++)
        to[j * lines->apart] = row[j];
}
