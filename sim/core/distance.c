#include "core/distance.h"

/* Whether any line may still find something better at this squared step. */
static int distance_more(const float best[LINES_LANES], int step2)
{
    int more = 0;
    for (int j = 0; j < LINES_LANES; j++)
        more |= best[j] > (float)step2;
    return more;
}

/* In floats, which hold these numbers exactly and whose smallest of four is one instruction. The
 * search from a place ends as soon as the squared step alone exceeds the best so far, so its cost
 * is the distance itself. */
void distance_lines(const Lines *lines)
{
    float old[LINES_LONGEST][LINES_LANES], best[LINES_LANES];
    const int count = lines->count, zero = lines->zero;
    uint16_t row[LINES_LANES];
    for (int i = 0; i < count; i++) {
        lines_load(lines, i, row);
        for (int j = 0; j < LINES_LANES; j++)
            old[i][j] = (float)(row[j] > zero ? row[j] : zero);
    }
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < LINES_LANES; j++)
            best[j] = old[i][j];
        for (int k = 1; distance_more(best, zero + k * k) && (i - k >= 0 || i + k < count); k++) {
            const float *low = old[i - k >= 0 ? i - k : i + k];
            const float *high = old[i + k < count ? i + k : i - k];
            const float step2 = (float)(k * k);
            for (int j = 0; j < LINES_LANES; j++) {
                float near = (low[j] < high[j] ? low[j] : high[j]) + step2;
                best[j] = near < best[j] ? near : best[j];
            }
        }
        lines_load(lines, i, row);
        for (int j = 0; j < LINES_LANES; j++) /* what lies at distance 0 keeps its value */
            row[j] = old[i][j] > (float)zero ? (uint16_t)best[j] : row[j];
        lines_store(lines, i, row);
    }
}

void distance_seeds(uint16_t *line, int count)
{
    int steps = LINES_LONGEST;
    for (int i = 0; i < count; i++) {
        steps = line[i] == 0 ? 0 : steps + 1;
        line[i] = (uint16_t)(steps < 256 ? steps * steps : DISTANCE_FAR);
    }
    steps = LINES_LONGEST;
    for (int i = count - 1; i >= 0; i--) {
        steps = line[i] == 0 ? 0 : steps + 1;
        if (steps < 256 && steps * steps < line[i])
            line[i] = (uint16_t)(steps * steps);
    }
}
