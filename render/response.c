#include "render/response.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BINS_MOST = 10, BINS_LEAST = 3 };

/* The values of a row that are there, and how many. */
static int row_values(const Results *results, int output, int row, double *out)
{
    const double *value = results_values(results, output);
    int count = 0;
    for (int i = results->row_start[row]; i < results->row_start[row + 1]; i++)
        out[count++] = value[i];
    return statistics_present(out, count);
}

static double *scratch_create(const Results *results)
{
    return calloc((size_t)results->runs_count + 1, sizeof(double));
}

static ResponseRow row_mean(const Results *results, int output, int row, double *scratch)
{
    ResponseRow out = {.asked = results_row_runs(results, row)};
    out.n = row_values(results, output, row, scratch);
    out.mean = statistics_interval(scratch, out.n, RESPONSE_CONFIDENCE);
    out.sd = statistics_sd(scratch, out.n);
    return out;
}

Status response_rows(const Results *results, int output, ResponseRow *out)
{
    double *scratch = scratch_create(results);
    if (!scratch)
        return STATUS_NO_MEMORY;
    for (int row = 0; row < results->rows_count; row++)
        out[row] = row_mean(results, output, row, scratch);
    free(scratch);
    return STATUS_OK;
}

/* -- responses to one parameter ---------------------------------------------------------------- */

/* Where the values of a parameter are put together. */
typedef struct Groups {
    const ResultsParameter *parameter;
    bool binned;
    int count;
    double low, high; /* of bins, on the parameter's scale */
} Groups;

static double scaled(const ResultsParameter *parameter, double value)
{
    return parameter->logarithmic ? log(value) : value;
}

static Groups groups_of(const Results *results, int parameter)
{
    const ResultsParameter *p = &results->parameters[parameter];
    Groups groups = {.parameter = p, .count = p->levels_count};
    if (p->words || p->levels_count <= RESPONSE_LEVELS)
        return groups;
    int bins = (int)sqrt((double)results->rows_count);
    groups.binned = true;
    groups.count = bins < BINS_LEAST ? BINS_LEAST : bins > BINS_MOST ? BINS_MOST : bins;
    groups.low = scaled(p, p->level[0]), groups.high = scaled(p, p->level[p->levels_count - 1]);
    return groups;
}

static int group_find(const Groups *groups, double value)
{
    if (groups->binned) {
        double share =
            (scaled(groups->parameter, value) - groups->low) / (groups->high - groups->low);
        int bin = (int)(share * groups->count);
        return bin < 0 ? 0 : bin >= groups->count ? groups->count - 1 : bin;
    }
    int i = 0;
    while (i + 1 < groups->count && groups->parameter->level[i] != value)
        i++;
    return i;
}

static double group_middle(const Groups *groups, int group)
{
    if (!groups->binned)
        return groups->parameter->level[group];
    double at = groups->low + (groups->high - groups->low) * (group + 0.5) / groups->count;
    return groups->parameter->logarithmic ? exp(at) : at;
}

/* A value of one animal, or the mean of a row. */
typedef struct AnimalValue {
    int64_t seed;
    double value;
} AnimalValue;

static int animal_order(const void *a, const void *b)
{
    const AnimalValue *x = a, *y = b;
    return x->seed < y->seed ? -1 : x->seed > y->seed;
}

typedef struct Gather {
    const Results *results;
    int output;
    bool complete; /* a grid: the rows of a group are a complete set */
    double *scratch, *means;
    AnimalValue *animals;
} Gather;

static void gather_destroy(Gather *gather)
{
    free(gather->scratch);
    free(gather->means);
    free(gather->animals);
}

static bool gather_create(Gather *gather)
{
    gather->scratch = scratch_create(gather->results);
    gather->means = scratch_create(gather->results);
    gather->animals = calloc((size_t)gather->results->runs_count + 1, sizeof *gather->animals);
    return gather->scratch && gather->means && gather->animals;
}

/* The mean over rows of each seed, into means; how many seeds. */
static int seed_means(Gather *gather, int animals)
{
    int seeds = 0;
    qsort(gather->animals, (size_t)animals, sizeof *gather->animals, animal_order);
    for (int i = 0, next; i < animals; i = next) {
        int count = 0;
        for (next = i; next < animals && gather->animals[next].seed == gather->animals[i].seed;)
            gather->scratch[count++] = gather->animals[next++].value;
        gather->means[seeds++] = statistics_mean(gather->scratch, count);
    }
    return seeds;
}

/* The point of some rows: those whose entry of `group` is this one. */
static ResponsePoint gather_point(Gather *gather, const int *group, int wanted, ResponseOver *over)
{
    const Results *results = gather->results;
    const double *value = results_values(results, gather->output);
    ResponsePoint point = {0};
    int rows = 0, means = 0;
    for (int row = 0; row < results->rows_count; row++) {
        if (group[row] != wanted)
            continue;
        int n = row_values(results, gather->output, row, gather->scratch);
        rows++;
        if (n == 0)
            continue;
        gather->means[means++] = statistics_mean(gather->scratch, n);
        for (int i = results->row_start[row]; i < results->row_start[row + 1]; i++)
            if (!isnan(value[i]))
                gather->animals[point.n++] = (AnimalValue){results->runs[i].seed, value[i]};
    }
    point.rows = means;
    *over = rows <= 1 ? RESPONSE_SEEDS : gather->complete ? RESPONSE_SEED_MEANS : RESPONSE_ROWS;
    if (*over != RESPONSE_ROWS) /* of one row each seed stands once: its animals */
        means = seed_means(gather, point.n);
    point.mean = statistics_interval(gather->means, means, RESPONSE_CONFIDENCE);
    return point;
}

/* The parameter whose levels are curves of their own, or -1. */
static int other_parameter(const Results *results, int kind, int parameter)
{
    int other = -1, varied = 0;
    for (int p = 0; p < results->parameters_count; p++)
        if (results->parameters[p].levels_count > 1) {
            varied++;
            other = p == parameter ? other : p;
        }
    bool few = other >= 0 && results->parameters[other].levels_count <= RESPONSE_CURVES;
    return kind == DESIGN_GRID && varied == 2 && few ? other : -1;
}

/* Numbers the group of each row: curve x groups + group, or -1 where a row has no part in it. */
static void rows_group(const Results *results, const Design *design, const Groups *groups,
                       Response *out, int *group)
{
    for (int row = 0; row < results->rows_count; row++) {
        double x = results_given(results, row, out->parameter);
        int curve = 0;
        out->used[row] = !isnan(x);
        if (design && design->kind == DESIGN_ONE_AT_A_TIME)
            out->used[row] &=
                design->role[row].changed < 0 || design->role[row].changed == out->parameter;
        if (out->other >= 0) {
            const ResultsParameter *other = &results->parameters[out->other];
            double held = results_given(results, row, out->other);
            while (curve + 1 < other->levels_count && other->level[curve] != held)
                curve++;
        }
        group[row] = out->used[row] ? curve * groups->count + group_find(groups, x) : -1;
    }
}

static void curves_fill(Gather *gather, const Groups *groups, const int *group, Response *out)
{
    ResponsePoint *free_point = out->points;
    for (int c = 0; c < out->curves_count; c++) {
        ResponseCurve *curve = &out->curves[c];
        *curve = (ResponseCurve){.held = out->other >= 0 ? c : -1, .points = free_point};
        for (int g = 0; g < groups->count; g++) {
            ResponseOver over = RESPONSE_SEEDS;
            ResponsePoint point = gather_point(gather, group, c * groups->count + g, &over);
            point.x = group_middle(groups, g);
            out->over = over > out->over ? over : out->over;
            if (point.n > 0)
                curve->points[curve->count++] = point;
        }
        free_point += curve->count;
    }
}

Status response_create(const Results *results, const Design *design, int kind, int output,
                       int parameter, Response *out)
{
    Groups groups = groups_of(results, parameter);
    *out = (Response){.parameter = parameter, .curves_count = 1, .binned = groups.binned};
    out->other = other_parameter(results, kind, parameter);
    if (out->other >= 0)
        out->curves_count = results->parameters[out->other].levels_count;
    Gather gather = {.results = results, .output = output, .complete = kind == DESIGN_GRID};
    size_t rows = (size_t)results->rows_count + 1;
    int *group = calloc(rows, sizeof *group);
    out->used = calloc(rows, sizeof *out->used);
    out->points = calloc((size_t)groups.count * (size_t)out->curves_count + 1, sizeof *out->points);
    bool room = gather_create(&gather) && group && out->used && out->points;
    if (room) {
        rows_group(results, design, &groups, out, group);
        curves_fill(&gather, &groups, group, out);
    } else {
        response_destroy(out);
    }
    gather_destroy(&gather);
    free(group);
    return room ? STATUS_OK : STATUS_NO_MEMORY;
}

void response_destroy(Response *response)
{
    free(response->points);
    free(response->used);
    *response = (Response){0};
}
