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
    return results_level(groups->parameter, value);
}

static double group_middle(const Groups *groups, int group)
{
    if (!groups->binned)
        return groups->parameter->level[group];
    double at = groups->low + (groups->high - groups->low) * (group + 0.5) / groups->count;
    return groups->parameter->logarithmic ? exp(at) : at;
}

/* A value, and whose it is: of an animal by its seed, or the mean of a row of a trajectory. */
typedef struct OwnedValue {
    int64_t owner;
    int row;
    double value;
} OwnedValue;

static int owned_order(const void *a, const void *b)
{
    const OwnedValue *x = a, *y = b;
    if (x->owner != y->owner)
        return x->owner < y->owner ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

typedef struct Gather {
    const Results *results;
    const Design *design; /* NULL: its roles are not known */
    int kind, output;
    double *scratch, *means; /* means of the rows of a group */
    OwnedValue *owned;
    int means_count, owned_count;
} Gather;

static void gather_destroy(Gather *gather)
{
    free(gather->scratch);
    free(gather->means);
    free(gather->owned);
}

static bool gather_create(Gather *gather)
{
    gather->scratch = scratch_create(gather->results);
    gather->means = scratch_create(gather->results);
    gather->owned = calloc((size_t)gather->results->runs_count + 1, sizeof *gather->owned);
    return gather->scratch && gather->means && gather->owned;
}

/* What the interval of a group of so many rows is over. */
static ResponseOver gather_over(const Gather *gather, int rows)
{
    if (gather->kind == DESIGN_MORRIS && gather->design)
        return RESPONSE_TRAJECTORIES;
    if (rows <= 1)
        return RESPONSE_SEEDS;
    if (gather->kind == DESIGN_GRID)
        return RESPONSE_SEED_MEANS;
    bool blocks = gather->kind == DESIGN_MORRIS || gather->kind == DESIGN_SALTELLI;
    return blocks && !gather->design ? RESPONSE_BLOCKS : RESPONSE_ROWS;
}

/* The mean of each owner that has a value in as many rows, into scratch; how many they are. */
static int owner_means(Gather *gather, int rows_least)
{
    const OwnedValue *owned = gather->owned;
    int owners = 0;
    qsort(gather->owned, (size_t)gather->owned_count, sizeof *owned, owned_order);
    for (int i = 0, next; i < gather->owned_count; i = next) {
        int rows = 0;
        double sum = 0;
        for (next = i; next < gather->owned_count && owned[next].owner == owned[i].owner; next++) {
            rows += next == i || owned[next].row != owned[next - 1].row;
            sum += owned[next].value;
        }
        if (rows >= rows_least)
            gather->scratch[owners++] = sum / (next - i);
    }
    return owners;
}

/* An interval of the width of another one, about a value. */
static Estimate interval_about(double value, Estimate other)
{
    return (Estimate){value, value + (other.low - other.value), value + (other.high - other.value)};
}

/* The mean of a group, from what was gathered of it. */
static Estimate gather_mean(Gather *gather, ResponseOver over)
{
    double value = statistics_mean(gather->means, gather->means_count);
    switch (over) {
    case RESPONSE_SEEDS:
    case RESPONSE_SEED_MEANS: /* over those animals that all rows with a value have */
        return interval_about(value, statistics_interval(gather->scratch,
                                                         owner_means(gather, gather->means_count),
                                                         RESPONSE_CONFIDENCE));
    case RESPONSE_TRAJECTORIES:
        return statistics_interval(gather->scratch, owner_means(gather, 1), RESPONSE_CONFIDENCE);
    case RESPONSE_ROWS:
        return statistics_interval(gather->means, gather->means_count, RESPONSE_CONFIDENCE);
    default:
        return (Estimate){value, NAN, NAN};
    }
}

/* Takes the values of a row; how many there are. */
static int gather_row(Gather *gather, int row)
{
    const Results *results = gather->results;
    const double *value = results_values(results, gather->output);
    int n = row_values(results, gather->output, row, gather->scratch);
    if (n == 0)
        return 0;
    double mean = statistics_mean(gather->scratch, n);
    gather->means[gather->means_count++] = mean;
    if (gather->kind == DESIGN_MORRIS && gather->design) {
        gather->owned[gather->owned_count++] =
            (OwnedValue){gather->design->role[row].block, row, mean};
        return n;
    }
    for (int i = results->row_start[row]; i < results->row_start[row + 1]; i++)
        if (!isnan(value[i]))
            gather->owned[gather->owned_count++] =
                (OwnedValue){results->runs[i].seed, row, value[i]};
    return n;
}

/* The point of some rows: those whose entry of `group` is this one. */
static ResponsePoint gather_point(Gather *gather, const int *group, int wanted, ResponseOver *over)
{
    ResponsePoint point = {0};
    int rows = 0;
    gather->means_count = gather->owned_count = 0;
    for (int row = 0; row < gather->results->rows_count; row++)
        if (group[row] == wanted) {
            rows++;
            point.n += gather_row(gather, row);
        }
    point.rows = gather->means_count;
    *over = gather_over(gather, rows);
    point.mean = gather_mean(gather, *over);
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

/* Whether a row may speak for a parameter: of one at a time the base and that parameter's ends; of
 * Saltelli's blocks A and B, as the rows between share all coordinates but one with A. */
static bool row_speaks(const Design *design, int row, int parameter)
{
    if (!design)
        return true;
    int changed = design->role[row].changed;
    if (design->kind == DESIGN_ONE_AT_A_TIME)
        return changed < 0 || changed == parameter;
    return design->kind != DESIGN_SALTELLI || changed < 0;
}

/* Numbers the group of each row: curve x groups + group, or -1 where a row has no part in it. */
static void rows_group(const Results *results, const Design *design, const Groups *groups,
                       Response *out, int *group)
{
    for (int row = 0; row < results->rows_count; row++) {
        double x = results_given(results, row, out->parameter);
        int curve = 0;
        if (out->other >= 0)
            curve = results_level(&results->parameters[out->other],
                                  results_given(results, row, out->other));
        out->used[row] = !isnan(x) && row_speaks(design, row, out->parameter);
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
    Gather gather = {.results = results, .design = design, .kind = kind, .output = output};
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
