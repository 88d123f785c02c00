#include "study/sensitivity.h"
#include "core/maths.h"

double sensitivity_effect(const Design *design, const double *result, int row)
{
    int changed = design->role[row].changed, p = design->morris_levels;
    if (changed < 0)
        return NAN;
    double step = design_point(design, row)[changed] - design_point(design, row - 1)[changed];
    double difference = result[row] - result[row - 1], delta = p / (2.0 * (p - 1));
    return (step > 0.0 ? difference : -difference) / delta;
}

/* The effects of one dimension, by trajectory; how many there are. */
static int sensitivity_effects(const Design *design, const double *result, int dimension,
                               double *out)
{
    int count = 0;
    for (int row = 0; row < design->rows; row++)
        if (design->role[row].changed == dimension)
            out[count++] = sensitivity_effect(design, result, row);
    return statistics_present(out, count);
}

/* mu, mu* and sigma of effects. */
static void sensitivity_moments(const double *effects, int count, double *scratch, double out[3])
{
    for (int i = 0; i < count; i++)
        scratch[i] = fabs(effects[i]);
    out[0] = statistics_mean(effects, count);
    out[1] = statistics_mean(scratch, count);
    out[2] = statistics_sd(effects, count);
}

/* SensitivityRoom for the bootstrap: `blocks` picks and values, `measures` replicates for each
 * resample. */
typedef struct SensitivityRoom {
    int *pick;
    double *values, *drawn, *scratch, *replicates;
} SensitivityRoom;

static void sensitivity_room_destroy(SensitivityRoom *room, Memory *memory)
{
    memory_destroy(memory, room->replicates);
    memory_destroy(memory, room->scratch);
    memory_destroy(memory, room->drawn);
    memory_destroy(memory, room->values);
    memory_destroy(memory, room->pick);
}

static Status sensitivity_room_create(SensitivityRoom *room, int blocks, int values, int measures,
                                      int resamples, Memory *memory)
{
    size_t n = (size_t)blocks, replicates = (size_t)measures * (size_t)resamples;
    room->pick = memory_create(memory, n, sizeof *room->pick);
    room->values = memory_create(memory, n * (size_t)values, sizeof *room->values);
    room->drawn = memory_create(memory, n, sizeof *room->drawn);
    room->scratch = memory_create(memory, n, sizeof *room->scratch);
    room->replicates = memory_create(memory, replicates, sizeof *room->replicates);
    if (room->pick && room->values && room->drawn && room->scratch && room->replicates)
        return STATUS_OK;
    sensitivity_room_destroy(room, memory);
    return STATUS_NO_MEMORY;
}

static void sensitivity_morris_one(const SensitivityOptions *options, SensitivityRoom *room,
                                   int count, SensitivityMorris *out)
{
    int resamples = options->resamples;
    double moments[3];
    for (int r = 0; r < resamples; r++) {
        statistics_resample(options->seed, (uint32_t)r, count, room->pick);
        for (int i = 0; i < count; i++)
            room->drawn[i] = room->values[room->pick[i]];
        sensitivity_moments(room->drawn, count, room->scratch, moments);
        for (int m = 0; m < 3; m++)
            room->replicates[m * resamples + r] = moments[m];
    }
    sensitivity_moments(room->values, count, room->scratch, moments);
    Estimate *estimates[3] = {&out->mu, &out->mu_star, &out->sigma};
    for (int m = 0; m < 3; m++)
        *estimates[m] = statistics_percentiles(moments[m], room->replicates + m * resamples,
                                               resamples, options->confidence);
    out->effects = count;
}

Status sensitivity_morris(const Design *design, const double *result,
                          const SensitivityOptions *options, Memory *memory, SensitivityMorris *out)
{
    SensitivityRoom room = {0};
    if (design->kind != DESIGN_MORRIS)
        return STATUS_BAD_DATA;
    int trajectories = design->rows / (design->dimensions + 1);
    if (sensitivity_room_create(&room, trajectories, 1, 3, options->resamples, memory))
        return STATUS_NO_MEMORY;
    for (int d = 0; d < design->dimensions; d++) {
        int count = sensitivity_effects(design, result, d, room.values);
        sensitivity_morris_one(options, &room, count, &out[d]);
    }
    sensitivity_room_destroy(&room, memory);
    return STATUS_OK;
}

/* The base points with all their results, packed: k + 2 values each, less the mean of all of A and
 * B, which takes nothing from the estimators and much from their spread. */
static int sensitivity_pack(const Design *design, const double *result, double *out)
{
    int width = design->dimensions + 2, count = 0;
    for (int block = 0; block < design->rows / width; block++) {
        bool whole = true;
        for (int i = 0; i < width; i++) {
            double value = result[block * width + i];
            out[count * width + i] = value;
            whole = whole && value == value;
        }
        count += whole;
    }
    double sum = 0.0;
    for (int j = 0; j < count; j++)
        sum += out[j * width] + out[j * width + width - 1];
    double mean = count ? sum / (2.0 * count) : NAN;
    for (int i = 0; i < count * width; i++)
        out[i] -= mean;
    return count;
}

/* First-order and total index of dimension d over the picked blocks; pick NULL: all of them. */
static void sensitivity_indices(const double *packed, const int *pick, int count, int width, int d,
                                double out[2])
{
    double sum = 0.0, squares = 0.0, first = 0.0, total = 0.0;
    for (int j = 0; j < count; j++) {
        const double *block = packed + (pick ? pick[j] : j) * width;
        double a = block[0], b = block[width - 1], ab = block[1 + d];
        sum += a + b;
        squares += a * a + b * b;
        first += b * (ab - a);
        total += (a - ab) * (a - ab);
    }
    double n = count, mean = sum / (2.0 * n), variance = squares / (2.0 * n) - mean * mean;
    out[0] = variance > 0.0 ? first / n / variance : NAN;
    out[1] = variance > 0.0 ? total / (2.0 * n) / variance : NAN;
}

static void sensitivity_sobol_one(const SensitivityOptions *options, SensitivityRoom *room,
                                  int count, int width, int d, SensitivitySobol *out)
{
    int resamples = options->resamples;
    double indices[2];
    for (int r = 0; r < resamples; r++) {
        statistics_resample(options->seed, (uint32_t)r, count, room->pick);
        sensitivity_indices(room->values, room->pick, count, width, d, indices);
        room->replicates[r] = indices[0];
        room->replicates[resamples + r] = indices[1];
    }
    sensitivity_indices(room->values, NULL, count, width, d, indices);
    out->first =
        statistics_percentiles(indices[0], room->replicates, resamples, options->confidence);
    out->total = statistics_percentiles(indices[1], room->replicates + resamples, resamples,
                                        options->confidence);
    out->points = count;
}

Status sensitivity_sobol(const Design *design, const double *result,
                         const SensitivityOptions *options, Memory *memory, SensitivitySobol *out)
{
    SensitivityRoom room = {0};
    if (design->kind != DESIGN_SALTELLI)
        return STATUS_BAD_DATA;
    int width = design->dimensions + 2, blocks = design->rows / width;
    if (sensitivity_room_create(&room, blocks, width, 2, options->resamples, memory))
        return STATUS_NO_MEMORY;
    int count = sensitivity_pack(design, result, room.values);
    for (int d = 0; d < design->dimensions; d++)
        sensitivity_sobol_one(options, &room, count, width, d, &out[d]);
    sensitivity_room_destroy(&room, memory);
    return STATUS_OK;
}

Estimate sensitivity_paired(const double *base, const double *other, int count, double confidence,
                            double *scratch, int *pairs)
{
    for (int i = 0; i < count; i++)
        scratch[i] = other[i] - base[i];
    int present = statistics_present(scratch, count);
    if (pairs)
        *pairs = present;
    return statistics_interval(scratch, present, confidence);
}
