#include "study/statistics.h"
#include "core/maths.h"
#include "core/random.h"
#include "study/distribution.h"

double statistics_sum(const double *values, int count)
{
    double sum = 0.0, lost = 0.0;
    for (int i = 0; i < count; i++) {
        double next = sum + values[i];
        lost += fabs(sum) >= fabs(values[i]) ? (sum - next) + values[i] : (values[i] - next) + sum;
        sum = next;
    }
    return sum + lost;
}

double statistics_mean(const double *values, int count)
{
    return count > 0 ? statistics_sum(values, count) / count : NAN;
}

/* Around the mean, with what its rounding leaves taken off. */
double statistics_sd(const double *values, int count)
{
    if (count < 2)
        return NAN;
    double mean = statistics_mean(values, count), squares = 0.0, rest = 0.0;
    for (int i = 0; i < count; i++) {
        double off = values[i] - mean;
        squares += off * off;
        rest += off;
    }
    double variance = (squares - rest * rest / count) / (count - 1);
    return variance > 0.0 ? maths_sqrt(variance) : variance == variance ? 0.0 : NAN;
}

double statistics_standard_error(const double *values, int count)
{
    return count < 2 ? NAN : statistics_sd(values, count) / maths_sqrt(count);
}

Estimate statistics_interval(const double *values, int count, double confidence)
{
    double mean = statistics_mean(values, count);
    double half = count < 2 ? NAN
                            : statistics_standard_error(values, count) *
                                  distribution_t_quantile(0.5 + 0.5 * confidence, count - 1);
    return (Estimate){mean, mean - half, mean + half};
}

/* Upward, NaN after everything. */
static int statistics_after(double a, double b)
{
    return a != a ? b == b : a > b;
}

/* Heap sort: puts the value at `root` where it belongs in the heap below. */
static void statistics_sift(double *values, int root, int count)
{
    double value = values[root];
    for (int child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && statistics_after(values[child + 1], values[child]))
            child++;
        if (!statistics_after(values[child], value))
            break;
        values[root] = values[child];
        root = child;
    }
    values[root] = value;
}

void statistics_sort(double *values, int count)
{
    for (int root = count / 2 - 1; root >= 0; root--)
        statistics_sift(values, root, count);
    for (int end = count - 1; end > 0; end--) {
        double largest = values[0];
        values[0] = values[end];
        values[end] = largest;
        statistics_sift(values, 0, end);
    }
}

int statistics_present(double *values, int count)
{
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (values[i] == values[i])
            values[kept++] = values[i];
    return kept;
}

double statistics_quantile(const double *sorted, int count, double p)
{
    if (count < 1 || !(p >= 0.0 && p <= 1.0) || sorted[count - 1] != sorted[count - 1])
        return NAN;
    double place = (count - 1) * p;
    int below = (int)floor(place);
    if (below >= count - 1)
        return sorted[count - 1];
    double share = place - below;
    return sorted[below] == sorted[below + 1]
               ? sorted[below]
               : (1.0 - share) * sorted[below] + share * sorted[below + 1];
}

void statistics_resample(uint64_t seed, uint32_t replicate, int count, int *pick)
{
    for (int i = 0; i < count; i += 4) {
        Draw draw = random_draw(seed, PURPOSE_STUDY_RESAMPLE, replicate, (uint32_t)(i / 4));
        for (int j = i; j < count && j < i + 4; j++)
            pick[j] = (int)((uint64_t)draw.word[j - i] * (uint64_t)count >> 32);
    }
}

Estimate statistics_percentiles(double value, double *replicates, int count, double confidence)
{
    count = statistics_present(replicates, count);
    statistics_sort(replicates, count);
    return (Estimate){value, statistics_quantile(replicates, count, 0.5 - 0.5 * confidence),
                      statistics_quantile(replicates, count, 0.5 + 0.5 * confidence)};
}
