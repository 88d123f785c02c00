/* Responses and maps. */
#include "render/figure_parts.h"
#include "render/heatmap.h"
#include "render/scatter.h"
#include "io/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double BESIDE = 10; /* pixels */

/* The colours of curves are those of runs. */
static uint32_t curve_colour(int curve)
{
    static const PaletteInk inks[RESPONSE_CURVES] = {INK_TREATED, INK_THIRD, INK_FOURTH,
                                                     INK_FIFTH,   INK_SIXTH, INK_SEVENTH,
                                                     INK_CONTROL, INK_EIGHTH};
    return INK_COLOURS[inks[curve % RESPONSE_CURVES]];
}

void figure_entry(Chart *chart, PointShape shape, uint32_t colour, const char *words)
{
    ChartPoint point = {.error = NAN, .colour = colour, .shape = shape};
    snprintf(point.label, sizeof point.label, "%s", words);
    chart_point(chart, point);
}

/* -- responses --------------------------------------------------------------------------------- */

/* What is drawn of a response; arrays are its own. */
typedef struct ResponsePlot {
    const Sweeping *sweeping;
    const SweepFigure *figure;
    Response response;
    Chart *chart;
    double *x, *y, *missing;
    ScatterMean *means;
    ScatterCloud clouds[RESPONSE_CURVES];
    int clouds_count, means_count, missing_count;
    double low, high;
} ResponsePlot;

static bool plot_create(ResponsePlot *plot)
{
    const Results *results = plot->sweeping->results;
    size_t runs = (size_t)results->runs_count + 1, means = 1;
    for (int c = 0; c < plot->response.curves_count; c++)
        means += (size_t)plot->response.curves[c].count;
    plot->chart = calloc(1, sizeof *plot->chart);
    plot->x = calloc(runs, sizeof *plot->x);
    plot->y = calloc(runs, sizeof *plot->y);
    plot->missing = calloc(runs, sizeof *plot->missing);
    plot->means = calloc(means, sizeof *plot->means);
    return plot->chart && plot->x && plot->y && plot->missing && plot->means;
}

static void plot_destroy(ResponsePlot *plot)
{
    response_destroy(&plot->response);
    free(plot->chart);
    free(plot->x);
    free(plot->y);
    free(plot->missing);
    free(plot->means);
}

static void range_take(ResponsePlot *plot, double value)
{
    if (isfinite(value))
        plot->low = fmin(plot->low, value), plot->high = fmax(plot->high, value);
}

/* Curves stand beside one another, so that none hides the others. */
static double curve_aside(const Response *response, int curve)
{
    return 5 * (curve - (response->curves_count - 1) / 2.0);
}

/* The animals of the rows of one curve, and those that are missing. */
static void cloud_fill(ResponsePlot *plot, int curve, int *used)
{
    const Results *results = plot->sweeping->results;
    const double *value = results_values(results, plot->figure->output);
    const Response *response = &plot->response;
    ScatterCloud *cloud = &plot->clouds[plot->clouds_count++];
    *cloud = (ScatterCloud){plot->x + *used, plot->y + *used, 0, curve_colour(curve), 0};
    if (!response->binned) /* beside the interval, which would hide them */
        cloud->aside = response->curves_count > 1 ? curve_aside(response, curve) : BESIDE;
    for (int row = 0; row < results->rows_count; row++) {
        bool mine = response->used[row];
        if (mine && response->other >= 0)
            mine = results_given(results, row, response->other) ==
                   results->parameters[response->other].level[curve];
        for (int i = results->row_start[row]; mine && i < results->row_start[row + 1]; i++) {
            double x = results_given(results, row, response->parameter);
            if (isnan(value[i])) {
                plot->missing[plot->missing_count++] = x;
                continue;
            }
            plot->x[*used] = x, plot->y[(*used)++] = value[i];
            cloud->count++;
            range_take(plot, value[i]);
        }
    }
}

static void means_fill(ResponsePlot *plot)
{
    const Response *response = &plot->response;
    bool words = plot->sweeping->results->parameters[response->parameter].words;
    for (int c = 0; c < response->curves_count; c++)
        for (int i = 0; i < response->curves[c].count; i++) {
            const ResponsePoint *point = &response->curves[c].points[i];
            ScatterMean *mean = &plot->means[plot->means_count++];
            *mean =
                (ScatterMean){.x = {point->x, NAN, NAN}, .y = point->mean, .curve = words ? -1 : c};
            mean->colour = curve_colour(c);
            mean->aside = curve_aside(response, c);
            range_take(plot, point->mean.value);
            range_take(plot, point->mean.low);
            range_take(plot, point->mean.high);
        }
}

static void response_axes(ResponsePlot *plot, const char **words)
{
    Chart *chart = plot->chart;
    const ResultsParameter *p = &plot->sweeping->results->parameters[plot->response.parameter];
    double low = p->level[0], high = p->level[p->levels_count - 1], margin = 0.04 * (high - low);
    chart->y = axis_linear(plot->low, plot->high, 6, true);
    if (p->words) {
        chart->x = heatmap_axis(p->levels_count, p->level_text, words);
        chart->x_words = words;
        return;
    }
    chart->x = axis_linear(low - margin, high + margin, 6, false);
    if (p->logarithmic) {
        margin = pow(high / low, 0.04);
        chart->x = axis_logarithmic_within(low / margin, high * margin, 7);
    }
    if (plot->response.binned)
        return;
    chart->x_words = words; /* the few values themselves */
    chart->x.ticks_count = p->levels_count;
    for (int i = 0; i < p->levels_count; i++)
        chart->x.ticks[i] = p->level[i], words[i] = p->level_text[i];
}

static void response_legend(ResponsePlot *plot)
{
    char words[RESULTS_TEXT];
    const Results *results = plot->sweeping->results;
    const Response *response = &plot->response;
    if (response->other < 0)
        figure_entry(plot->chart, POINT_DISC, curve_colour(0), "mean, 95 % interval");
    for (int c = 0; c < response->curves_count && response->other >= 0; c++) {
        const ResultsParameter *other = &results->parameters[response->other];
        const char *unit = text_unit(other->unit);
        snprintf(words, sizeof words, "%.60s = %.40s%s%.30s", other->path, other->level_text[c],
                 *unit ? " " : "", unit);
        figure_entry(plot->chart, POINT_DISC, curve_colour(c), words);
    }
    figure_entry(plot->chart, POINT_FAINT,
                 response->other < 0 ? curve_colour(0) : INK_COLOURS[INK_FAINT], "an animal");
    if (plot->missing_count > 0) {
        snprintf(words, sizeof words, "no value: %d run%s", plot->missing_count,
                 plot->missing_count == 1 ? "" : "s");
        figure_entry(plot->chart, POINT_CROSS, INK_COLOURS[INK_THIRD], words);
    }
}

static void response_plot(Canvas *canvas, ResponsePlot *plot, ChartBox box)
{
    const char *words[AXIS_TICKS_MAX];
    char x_name[RESULTS_TEXT], y_name[RESULTS_TEXT], text[RESULTS_TEXT];
    const Results *results = plot->sweeping->results;
    const ResultsParameter *p = &results->parameters[plot->response.parameter];
    const ResultsOutput *output = &results->outputs[plot->figure->output];
    int used = 0;
    figure_chart(plot->chart, box);
    plot->low = INFINITY, plot->high = -INFINITY;
    for (int c = 0; c < plot->response.curves_count; c++)
        cloud_fill(plot, c, &used);
    means_fill(plot);
    response_axes(plot, words);
    results_with_unit(p->path, p->unit, x_name);
    results_output_text(output, text);
    results_with_unit(text, output->unit, y_name);
    plot->chart->x_name = x_name, plot->chart->y_name = y_name;
    snprintf(plot->chart->title, sizeof plot->chart->title, "%s", p->path);
    response_legend(plot);
    const Scatter scatter = {.chart = plot->chart,
                             .clouds = plot->clouds,
                             .clouds_count = plot->clouds_count,
                             .means = plot->means,
                             .means_count = plot->means_count,
                             .missing = plot->missing,
                             .missing_count = plot->missing_count};
    scatter_draw(canvas, &scatter);
}

Status figure_response(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                       ChartBox box)
{
    ResponsePlot plot = {.sweeping = sweeping, .figure = figure};
    Status status = response_create(sweeping->results, sweeping->design, sweeping->kind,
                                    figure->output, figure->parameter, &plot.response);
    if (status == STATUS_OK && !plot_create(&plot))
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        response_plot(canvas, &plot, box);
    plot_destroy(&plot);
    return status;
}

/* -- maps -------------------------------------------------------------------------------------- */

/* Of all rows, so that the maps of an output have the same colours for the same values. */
static Status map_range(const Results *results, int output, Axis *out)
{
    double low = INFINITY, high = -INFINITY;
    ResponseRow *rows = calloc((size_t)results->rows_count + 1, sizeof *rows);
    Status status = rows ? response_rows(results, output, rows) : STATUS_NO_MEMORY;
    for (int i = 0; i < results->rows_count && status == STATUS_OK; i++)
        if (isfinite(rows[i].mean.value))
            low = fmin(low, rows[i].mean.value), high = fmax(high, rows[i].mean.value);
    free(rows);
    if (!(high > low)) { /* one value, in the middle of the colours */
        double margin = low != 0 && isfinite(low) ? 0.1 * fabs(low) : 0.5;
        high = low + margin, low -= margin;
    }
    *out = axis_linear(low, high, 6, false);
    return status;
}

static void cells_fill(const ResponseMap *map, HeatmapCell *cells, int *missing)
{
    for (int i = 0; i < map->columns * map->lines; i++) {
        const ResponseRow *row = &map->cells[i];
        cells[i] = (HeatmapCell){.value = row->mean.value, .absent = row->asked == 0};
        snprintf(cells[i].note, sizeof cells[i].note, row->n < row->asked ? "n %d of %d" : "n %d",
                 row->n, row->asked);
        *missing += row->asked - row->n;
    }
}

static Status map_plot(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                       const ResponseMap *map, const Axis *range, Chart *chart, HeatmapCell *cells)
{
    const Results *results = sweeping->results;
    const ResultsParameter *x = &results->parameters[map->x], *y = &results->parameters[map->y];
    const ResultsOutput *output = &results->outputs[figure->output];
    const char *x_words[AXIS_TICKS_MAX], *y_words[AXIS_TICKS_MAX];
    char x_name[RESULTS_TEXT], y_name[RESULTS_TEXT], text[RESULTS_TEXT], scale[RESULTS_TEXT];
    char output_name[RESULTS_TEXT];
    int missing = 0;
    cells_fill(map, cells, &missing);
    results_with_unit(x->path, x->unit, x_name);
    results_with_unit(y->path, y->unit, y_name);
    results_output_text(output, output_name);
    results_with_unit(output_name, output->unit, scale);
    chart->x = heatmap_axis(map->columns, x->level_text, x_words);
    chart->y = heatmap_axis(map->lines, y->level_text, y_words);
    chart->x_words = x_words, chart->y_words = y_words;
    chart->x_name = x_name, chart->y_name = y_name;
    Text title = {0};
    text_add(&title, "%s", output_name);
    figure_held(sweeping, figure, &title);
    snprintf(chart->title, sizeof chart->title, "%s", title.bytes ? title.bytes : "");
    Status status = title.failed ? STATUS_NO_MEMORY : STATUS_OK;
    text_destroy(&title);
    if (missing > 0) {
        snprintf(text, sizeof text, "no value: %d run%s", missing, missing == 1 ? "" : "s");
        figure_entry(chart, POINT_CROSS, INK_COLOURS[INK_THIRD], text);
    }
    const Heatmap heat = {.chart = chart,
                          .columns = map->columns,
                          .lines = map->lines,
                          .cells = cells,
                          .scale_name = scale,
                          .scale = *range};
    if (status == STATUS_OK)
        heatmap_draw(canvas, &heat);
    return status;
}

Status figure_map(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure, ChartBox box)
{
    Axis range;
    ResponseMap map;
    Status status = response_map_create(sweeping->results, figure->output, figure->x, figure->y,
                                        figure->held, &map);
    if (status != STATUS_OK)
        return status;
    Chart *chart = calloc(1, sizeof *chart);
    HeatmapCell *cells = calloc((size_t)map.columns * (size_t)map.lines + 1, sizeof *cells);
    status =
        chart && cells ? map_range(sweeping->results, figure->output, &range) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        figure_chart(chart, box);
        status = map_plot(canvas, sweeping, figure, &map, &range, chart, cells);
    }
    free(chart);
    free(cells);
    response_map_destroy(&map);
    return status;
}
