#include "core/distance.h"

#include <string.h>

/* Steps of a search, since no value is above DISTANCE_FAR; rows of a bundle kept for it. */
enum { DISTANCE_REACH = 255, DISTANCE_ROWS = 512 };

/* Whether any line may still find something better at this squared step. */
static int distance_more(const float best[LINES_LANES], int step2)
{
    int more = 0;
    for (int j = 0; j < LINES_LANES; j++)
        more |= best[j] > (float)step2;
    return more;
}

/* In floats, which hold these numbers exactly and whose minimum is one instruction. The search from
 * a row of places ends as soon as the squared step alone exceeds the best of each so far, so its
 * cost is the farthest distance in the row. */
void distance_lines(const Lines *lines)
{
    float old[DISTANCE_ROWS][LINES_LANES], best[LINES_LANES];
    const int count = lines->count, zero = lines->zero;
    uint16_t row[LINES_LANES];
    for (int i = -DISTANCE_REACH; i < count; i++) {
        if (i + DISTANCE_REACH < count) {
            lines_load(lines, i + DISTANCE_REACH, row);
            for (int j = 0; j < LINES_LANES; j++)
                old[(i + DISTANCE_REACH) % DISTANCE_ROWS][j] =
                    (float)(row[j] > zero ? row[j] : zero);
        }
        if (i < 0)
            continue;
        const float *own = old[i % DISTANCE_ROWS];
        memcpy(best, own, sizeof best);
        for (int k = 1; distance_more(best, zero + k * k) && (i - k >= 0 || i + k < count); k++) {
            const float *low = old[(i - k >= 0 ? i - k : i + k) % DISTANCE_ROWS];
            const float *high = old[(i + k < count ? i + k : i - k) % DISTANCE_ROWS];
            const float step2 = (float)(k * k);
            for (int j = 0; j < LINES_LANES; j++) {
                float near = (low[j] < high[j] ? low[j] : high[j]) + step2;
                best[j] = near < best[j] ? near : best[j];
            }
        }
        lines_load(lines, i, row);
        for (int j = 0; j < LINES_LANES; j++) /* what lies at distance 0 keeps its value */
            if (own[j] > (float)zero)
                row[j] = (uint16_t)best[j];
        lines_store(lines, i, row);
    }
}

void distance_seeds(uint16_t *line, int count)
{
    int steps = DISTANCE_REACH;
    for (int i = 0; i < count; i++) {
        steps = line[i] == 0 ? 0 : steps + 1;
        line[i] = (uint16_t)(steps <= DISTANCE_REACH ? steps * steps : DISTANCE_FAR);
    }
    steps = DISTANCE_REACH;
    for (int i = count - 1; i >= 0; i--) {
        steps = line[i] == 0 ? 0 : steps + 1;
        if (steps <= DISTANCE_REACH && steps * steps < line[i])
            line[i] = (uint16_t)(steps * steps);
    }
}
