/* Lines of the bed: from an inlet to an outlet, one plane on at a time, sideways now and then, and
 * clear of every other vessel so that their profiles stay apart. */
#include "tissue/bed.h"

#include <stdlib.h>

enum {
    LINE_CANDIDATES = 4, /* random places of which the one farthest from other lines is taken */
    LINE_TRIES = 16      /* before the box is called full */
};
static const double LINE_JITTER = 0.25; /* sideways steps per plane */

/* Whether a line may pass: no vessel here or at any of the 26 sites around. */
static bool line_clear(const World *world, const int at[3])
{
    if (!grid_inside(&world->grid, (Site3){at[0], at[1], at[2]}))
        return false;
    for (int i = 0; i < 27; i++)
        if (bed_vessel(world,
                       (int[3]){at[0] + i % 3 - 1, at[1] + i / 3 % 3 - 1, at[2] + i / 9 - 1}))
            return false;
    return true;
}

static int torus_distance(int a, int b, int size)
{
    int d = abs(a - b);
    return d < size - d ? d : size - d;
}

/* Squared distance at the inlets to the nearest line. */
static int64_t line_room(const Bed *bed, int x, int y)
{
    const Grid *grid = &bed->world->grid;
    int64_t room = INT64_MAX;
    for (int line = 0; line < bed->lines; line++) {
        const int16_t *at = bed_line_at(bed, line, 0);
        int64_t dx = torus_distance(x, at[0], grid->nx), dy = torus_distance(y, at[1], grid->ny);
        if (dx * dx + dy * dy < room)
            room = dx * dx + dy * dy;
    }
    return room;
}

static bool line_start(const Bed *bed, uint32_t draws, int at[3])
{
    const Grid *grid = &bed->world->grid;
    int64_t best = -1;
    for (uint32_t i = 0; i < LINE_CANDIDATES; i++) {
        Draw draw = random_draw(bed->seed, PURPOSE_VESSEL_LINE, (uint64_t)bed->lines, draws + i);
        int c[3] = {(int)(random_uniform(draw.word[0]) * grid->nx),
                    (int)(random_uniform(draw.word[1]) * grid->ny), 0};
        int64_t room = line_room(bed, c[0], c[1]);
        if (room <= best || !line_clear(bed->world, c))
            continue;
        best = room;
        for (int k = 0; k < 3; k++)
            at[k] = c[k];
    }
    return best >= 0;
}

/* One plane on: the move that was drawn, else any that keeps clear of other vessels. `at` is on the
 * path already, and so is what this adds. */
static bool line_advance(Bed *bed, uint32_t word, int at[3])
{
    static const int moves[5][2] = {{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    double u = random_uniform(word);
    int drawn = u < LINE_JITTER ? 1 + (int)(4.0 * u / LINE_JITTER) : 0;
    for (int i = 0; i < 6; i++) {
        const int *move = moves[i == 0 ? drawn : i - 1];
        int aside[3] = {at[0] + move[0], at[1] + move[1], at[2]};
        int next[3] = {aside[0], aside[1], at[2] + 1};
        bool straight = move[0] == 0 && move[1] == 0;
        if (!line_clear(bed->world, next) || (!straight && !line_clear(bed->world, aside)))
            continue;
        at[0] = next[0], at[1] = next[1], at[2] = next[2];
        return (straight || bed_push(bed, aside)) && bed_push(bed, next);
    }
    return false;
}

static bool line_lay(Bed *bed, uint32_t attempt)
{
    const Grid *grid = &bed->world->grid;
    uint32_t draws = attempt * (uint32_t)(LINE_CANDIDATES + grid->nz);
    int at[3];
    bed->length = 0;
    if (!line_start(bed, draws, at) || !bed_push(bed, at))
        return false;
    for (;;) {
        int16_t *record = &bed->line_at[2 * ((int64_t)bed->lines * grid->nz + at[2])];
        record[0] = (int16_t)at[0], record[1] = (int16_t)at[1];
        if (at[2] == grid->nz - 1)
            return true;
        Draw draw = random_draw(bed->seed, PURPOSE_VESSEL_LINE, (uint64_t)bed->lines,
                                draws + LINE_CANDIDATES + (uint32_t)at[2]);
        if (!line_advance(bed, draw.word[0], at))
            return false;
    }
}

void bed_lay_lines(Bed *bed)
{
    bool room = true;
    while (room && bed->lines < bed->lines_max) {
        room = false;
        for (uint32_t attempt = 0; attempt < LINE_TRIES && !room; attempt++)
            room = line_lay(bed, attempt);
        if (room)
            bed_commit(bed);
        bed->lines += room;
    }
}
