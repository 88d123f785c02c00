/* Maps of grids, and what designs made for sensitivity tell. */
#include "render/response.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* -- maps -------------------------------------------------------------------------------------- */

/* Whether two rows are the same but for two parameters. */
static bool rows_match(const Results *results, int a, int b, int x, int y)
{
    for (int p = 0; p < results->parameters_count; p++)
        if (p != x && p != y && results_given(results, a, p) != results_given(results, b, p))
            return false;
    return true;
}

/* Whether the rows are as many as there are combinations of levels. */
static bool is_complete(const Results *results)
{
    double combinations = 1;
    for (int p = 0; p < results->parameters_count; p++)
        combinations *= results->parameters[p].levels_count;
    return combinations == results->rows_count;
}

int response_maps(const Results *results, int *x, int *y, int *held, int most)
{
    int count = 0;
    *x = *y = -1;
    for (int p = results->parameters_count; p-- > 0;)
        if (results->parameters[p].levels_count > 1) {
            *y = *x;
            *x = p;
        }
    if (*y < 0 || !is_complete(results))
        return 0;
    for (int row = 0; row < results->rows_count; row++)
        if (results_given(results, row, *x) == results->parameters[*x].level[0] &&
            results_given(results, row, *y) == results->parameters[*y].level[0]) {
            if (count < most)
                held[count] = row;
            count++;
        }
    return count;
}

Status response_map_create(const Results *results, int output, int x, int y, int held,
                           ResponseMap *out)
{
    const ResultsParameter *across = &results->parameters[x], *up = &results->parameters[y];
    *out = (ResponseMap){
        .x = x, .y = y, .held = held, .columns = across->levels_count, .lines = up->levels_count};
    ResponseRow *rows = calloc((size_t)results->rows_count + 1, sizeof *rows);
    out->cells = calloc((size_t)out->columns * (size_t)out->lines + 1, sizeof *out->cells);
    Status status = STATUS_NO_MEMORY;
    if (rows && out->cells)
        status = response_rows(results, output, rows);
    for (int i = 0; i < out->columns * out->lines && status == STATUS_OK; i++)
        out->cells[i].mean.value = NAN;
    for (int row = 0; row < results->rows_count && status == STATUS_OK; row++)
        if (rows_match(results, row, held, x, y)) {
            int i = results_level(across, results_given(results, row, x));
            int j = results_level(up, results_given(results, row, y));
            out->cells[j * out->columns + i] = rows[row];
        }
    free(rows);
    if (status != STATUS_OK)
        response_map_destroy(out);
    return status;
}

void response_map_destroy(ResponseMap *map)
{
    free(map->cells);
    *map = (ResponseMap){0};
}

/* -- one at a time ----------------------------------------------------------------------------- */

/* The values of two rows with the same seeds, side by side; how many. */
static int rows_pair(const Results *results, int output, int base, int other, double *a, double *b)
{
    const double *value = results_values(results, output);
    int count = 0;
    for (int i = results->row_start[base]; i < results->row_start[base + 1]; i++)
        for (int j = results->row_start[other]; j < results->row_start[other + 1]; j++)
            if (results->runs[i].seed == results->runs[j].seed)
                a[count] = value[i], b[count++] = value[j];
    return count;
}

static double ends_size(const ResponseEnds *ends)
{
    double low = fabs(ends->end[0].value), high = fabs(ends->end[1].value);
    double size = isnan(low) ? high : isnan(high) ? low : fmax(low, high);
    return isnan(size) ? -1 : size; /* what has no value stands last */
}

static int ends_order(const void *a, const void *b)
{
    const ResponseEnds *x = a, *y = b;
    double p = ends_size(x), q = ends_size(y);
    if (p != q)
        return p > q ? -1 : 1;
    return x->parameter < y->parameter ? -1 : x->parameter > y->parameter;
}

static int base_row(const Design *design)
{
    int row = 0;
    while (row < design->rows && design->role[row].changed >= 0)
        row++;
    return row;
}

/* Of what row a row is a change. */
static int row_before(const Design *design, int row)
{
    if (design->kind == DESIGN_SALTELLI)
        return row - design->role[row].step;
    return design->kind == DESIGN_ONE_AT_A_TIME ? base_row(design) : row - 1;
}

bool response_fits(const Results *results, const Design *design)
{
    if (design->rows != results->rows_count || design->dimensions != results->parameters_count)
        return false;
    for (int row = 0; row < design->rows; row++) {
        int changed = design->role[row].changed, before = row_before(design, row);
        if (changed < 0)
            continue;
        if (!rows_match(results, row, before, changed, changed))
            return false;
        double step = design_point(design, row)[changed] - design_point(design, before)[changed];
        double given =
            results_given(results, row, changed) - results_given(results, before, changed);
        if (design->kind == DESIGN_MORRIS && !results->parameters[changed].words &&
            step * given < 0)
            return false;
    }
    return true;
}

Status response_tornado(const Results *results, const Design *design, int output, ResponseEnds *out)
{
    size_t room = (size_t)results->runs_count + 1;
    CHECK(design->kind == DESIGN_ONE_AT_A_TIME && design->rows == results->rows_count);
    double *a = calloc(room, sizeof *a), *b = calloc(room, sizeof *b);
    double *scratch = calloc(room, sizeof *scratch);
    Status status = a && b && scratch ? STATUS_OK : STATUS_NO_MEMORY;
    int base = base_row(design);
    for (int p = 0; p < results->parameters_count; p++)
        out[p] = (ResponseEnds){
            .parameter = p, .end = {{NAN, NAN, NAN}, {NAN, NAN, NAN}}, .row = {-1, -1}};
    for (int row = 0; row < design->rows && status == STATUS_OK && base < design->rows; row++) {
        const DesignRole *role = &design->role[row];
        if (role->changed < 0 || role->changed >= results->parameters_count)
            continue;
        ResponseEnds *ends = &out[role->changed];
        int end = role->step == 2, count = rows_pair(results, output, base, row, a, b);
        ends->row[end] = row;
        ends->end[end] =
            sensitivity_paired(a, b, count, RESPONSE_CONFIDENCE, scratch, &ends->pairs[end]);
    }
    free(a);
    free(b);
    free(scratch);
    qsort(out, (size_t)results->parameters_count, sizeof *out, ends_order);
    return status;
}

/* -- indices ----------------------------------------------------------------------------------- */

static const SensitivityOptions OPTIONS = {
    .confidence = RESPONSE_CONFIDENCE, .resamples = RESPONSE_RESAMPLES, .seed = 1};

/* The mean of each row, to be freed; NULL without memory. */
static double *row_means(const Results *results, int output)
{
    ResponseRow *rows = calloc((size_t)results->rows_count + 1, sizeof *rows);
    double *means = calloc((size_t)results->rows_count + 1, sizeof *means);
    if (!rows || !means || response_rows(results, output, rows) != STATUS_OK) {
        free(means);
        means = NULL;
    }
    for (int row = 0; row < results->rows_count && means; row++)
        means[row] = rows[row].mean.value;
    free(rows);
    return means;
}

Status response_morris(const Results *results, const Design *design, int output,
                       SensitivityMorris *out)
{
    Memory memory = {0};
    CHECK(design->rows == results->rows_count && design->dimensions == results->parameters_count);
    double *means = row_means(results, output);
    Status status =
        means ? sensitivity_morris(design, means, &OPTIONS, &memory, out) : STATUS_NO_MEMORY;
    free(means);
    return status;
}

Status response_sobol(const Results *results, const Design *design, int output,
                      SensitivitySobol *out)
{
    Memory memory = {0};
    CHECK(design->rows == results->rows_count && design->dimensions == results->parameters_count);
    double *means = row_means(results, output);
    Status status =
        means ? sensitivity_sobol(design, means, &OPTIONS, &memory, out) : STATUS_NO_MEMORY;
    free(means);
    return status;
}
