#include "core/distance.h"

/* The search from a place ends as soon as the squared step alone exceeds the best so far, so its
 * cost is the distance itself. */
void distance_line(uint16_t *line, int64_t stride, int count, int zero)
{
    uint16_t old[DISTANCE_LINE];
    for (int i = 0; i < count; i++)
        old[i] = line[i * stride] > zero ? line[i * stride] : (uint16_t)zero;
    for (int i = 0; i < count; i++) {
        int best = old[i];
        if (best == zero)
            continue;
        for (int k = 1; zero + k * k < best && (i - k >= 0 || i + k < count); k++) {
            if (i - k >= 0 && old[i - k] + k * k < best)
                best = old[i - k] + k * k;
            if (i + k < count && old[i + k] + k * k < best)
                best = old[i + k] + k * k;
        }
        line[i * stride] = (uint16_t)best;
    }
}

void distance_seeds(uint16_t *line, int count)
{
    int steps = DISTANCE_LINE;
    for (int i = 0; i < count; i++) {
        steps = line[i] == 0 ? 0 : steps + 1;
        line[i] = (uint16_t)(steps < 256 ? steps * steps : DISTANCE_FAR);
    }
    steps = DISTANCE_LINE;
    for (int i = count - 1; i >= 0; i--) {
        steps = line[i] == 0 ? 0 : steps + 1;
        if (steps < 256 && steps * steps < line[i])
            line[i] = (uint16_t)(steps * steps);
    }
}
