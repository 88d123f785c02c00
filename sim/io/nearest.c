#include "io/nearest.h"

#include <limits.h>
#include <string.h>

enum { NEAREST_LENGTH = 64 }; /* longer words are not compared */

static int nearest_least(int a, int b)
{
    return a < b ? a : b;
}

static int nearest_distance(const char *a, const char *b)
{
    size_t rows = strlen(a), columns = strlen(b);
    if (rows > NEAREST_LENGTH || columns > NEAREST_LENGTH)
        return INT_MAX;
    int table[3][NEAREST_LENGTH + 1] = {{0}}; /* row before last, last, this one */
    for (size_t j = 0; j <= columns; j++)
        table[1][j] = (int)j;
    for (size_t i = 1; i <= rows; i++) {
        table[2][0] = (int)i;
        for (size_t j = 1; j <= columns; j++) {
            int cost = table[1][j - 1] + (a[i - 1] != b[j - 1]);
            cost = nearest_least(cost, nearest_least(table[1][j], table[2][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost = nearest_least(cost, table[0][j - 2] + 1);
            table[2][j] = cost;
        }
        memcpy(table[0], table[1], sizeof table[0]);
        memcpy(table[1], table[2], sizeof table[0]);
    }
    return table[1][columns];
}

Nearest nearest_start(const char *word)
{
    return (Nearest){word, 0, INT_MAX};
}

void nearest_offer(Nearest *nearest, const char *known)
{
    int distance = nearest_distance(nearest->word, known);
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->best = known;
    }
}

const char *nearest_meant(const Nearest *nearest)
{
    int allowed = 1 + (int)(strlen(nearest->word) / 4);
    return nearest->distance <= allowed ? nearest->best : 0;
}
