#include "core/blocks.h"

double blocks_sum(const double *parts, int64_t count)
{
    double sum = 0.0;
    for (int64_t i = 0; i < count; i++)
        sum += parts[i];
    return sum;
}
