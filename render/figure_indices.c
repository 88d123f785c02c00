/* Tornado plots and indices. */
#include "render/bars.h"
#include "render/figure_parts.h"
#include "render/scatter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bars of parameters, two a row. */
typedef struct BarsPlot {
    Chart *chart;
    Bar *bars;
    const char **names;
    int rows;
} BarsPlot;

static bool plot_create(BarsPlot *plot, const Results *results, ChartBox box)
{
    size_t count = (size_t)results->parameters_count + 1;
    plot->chart = calloc(1, sizeof *plot->chart);
    plot->bars = calloc(2 * count, sizeof *plot->bars);
    plot->names = calloc(count, sizeof *plot->names);
    plot->rows = results->parameters_count < BARS_ROWS ? results->parameters_count : BARS_ROWS;
    if (plot->chart)
        figure_chart(plot->chart, box);
    return plot->chart && plot->bars && plot->names;
}

static void plot_destroy(BarsPlot *plot)
{
    free(plot->chart);
    free(plot->bars);
    free(plot->names);
}

/* A swatch and its words. */
static void bar_entry(Chart *chart, uint32_t colour, const char *words)
{
    ChartLine *line = &chart->lines[chart->lines_count++];
    *line = (ChartLine){.colour = colour, .thick = 14};
    snprintf(line->label, sizeof line->label, "%s", words);
}

static void left_out_note(Chart *chart, int count)
{
    if (count > BARS_ROWS) {
        size_t used = strlen(chart->note);
        snprintf(chart->note + used, sizeof chart->note - used, "%sthe %d largest of %d parameters",
                 used ? "; " : "", BARS_ROWS, count);
    }
}

static void plot_draw(Canvas *canvas, BarsPlot *plot, const char *x_name, double most)
{
    const char *words[BARS_ROWS];
    double low = 0, high = 0;
    int count = 2 * plot->rows;
    bars_range(plot->bars, count, &low, &high);
    high = fmax(high, most);
    double margin = most > 0 ? 0.06 : 0.16; /* of words behind the ends */
    double ahead = high > 0 ? margin * (high - low) : 0,
           behind = low < 0 ? margin * (high - low) : 0;
    plot->chart->x = axis_linear(low - behind, high + ahead, 6, false);
    plot->chart->y = bars_rows(plot->rows, plot->names, words);
    plot->chart->y_words = words, plot->chart->y_name = "", plot->chart->x_name = x_name;
    const Bars bars = {plot->chart, plot->rows, 2, plot->bars, count};
    bars_draw(canvas, &bars);
}

void figure_order(const double *size, int count, int *out)
{
    for (int i = 0; i < count; i++) {
        int k = i;
        for (;
             k > 0 && (size[out[k - 1]] < size[i] || (isnan(size[out[k - 1]]) && !isnan(size[i])));
             k--)
            out[k] = out[k - 1];
        out[k] = i;
    }
}

/* -- tornado ----------------------------------------------------------------------------------- */

static const PaletteInk PAIR[2] = {INK_TREATED, INK_SIXTH};

static void tornado_plot(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                         const ResponseEnds *ends, BarsPlot *plot)
{
    const Results *results = sweeping->results;
    const ResultsOutput *output = &results->outputs[figure->output];
    char x_name[RESULTS_TEXT], text[RESULTS_TEXT];
    for (int i = 0; i < plot->rows; i++)
        for (int end = 0; end < 2; end++) {
            const ResultsParameter *p = &results->parameters[ends[i].parameter];
            Bar *bar = &plot->bars[2 * i + end];
            *bar = (Bar){i, end, ends[i].end[end], INK_COLOURS[PAIR[end]], ""};
            plot->names[i] = p->path;
            if (ends[i].row[end] >= 0 && !p->words)
                snprintf(bar->end, sizeof bar->end, "%.4g",
                         results_given(results, ends[i].row[end], ends[i].parameter));
        }
    bar_entry(plot->chart, INK_COLOURS[PAIR[0]], "at its low end");
    bar_entry(plot->chart, INK_COLOURS[PAIR[1]], "at its high end");
    results_output_text(output, text);
    snprintf(plot->chart->title, sizeof plot->chart->title, "%s, one at a time", text);
    left_out_note(plot->chart, results->parameters_count);
    snprintf(text, sizeof text, "difference to the base");
    results_with_unit(text, output->unit, x_name);
    plot_draw(canvas, plot, x_name, 0);
}

Status figure_tornado(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                      ChartBox box)
{
    BarsPlot plot;
    const Results *results = sweeping->results;
    ResponseEnds *ends = calloc((size_t)results->parameters_count + 1, sizeof *ends);
    Status status = plot_create(&plot, results, box) && ends ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = response_tornado(results, sweeping->design, figure->output, ends);
    if (status == STATUS_OK)
        tornado_plot(canvas, sweeping, figure, ends, &plot);
    plot_destroy(&plot);
    free(ends);
    return status;
}

/* -- Sobol ------------------------------------------------------------------------------------- */

static void sobol_plot(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                       const SensitivitySobol *indices, const int *order, BarsPlot *plot)
{
    const Results *results = sweeping->results;
    char text[RESULTS_TEXT], sum_text[AXIS_LABEL];
    double sum = 0;
    for (int i = 0; i < plot->rows; i++) {
        const SensitivitySobol *index = &indices[order[i]];
        plot->names[i] = results->parameters[order[i]].path;
        for (int k = 0; k < 2; k++) {
            Bar *bar = &plot->bars[2 * i + k];
            *bar = (Bar){i, k, k ? index->total : index->first, INK_COLOURS[PAIR[k]], ""};
        }
    }
    for (int p = 0; p < results->parameters_count; p++)
        sum += indices[p].first.value;
    bar_entry(plot->chart, INK_COLOURS[PAIR[0]], "first order: by itself");
    bar_entry(plot->chart, INK_COLOURS[PAIR[1]], "total: with its interactions");
    results_output_text(&results->outputs[figure->output], text);
    snprintf(plot->chart->title, sizeof plot->chart->title, "%s, Sobol indices", text);
    axis_number(sum, sum_text, sizeof sum_text);
    snprintf(plot->chart->note, sizeof plot->chart->note,
             "sum of first orders %s; %d base points of %d", sum_text, indices[0].points,
             sweeping->design->rows / (sweeping->design->dimensions + 2));
    left_out_note(plot->chart, results->parameters_count);
    plot_draw(canvas, plot, "share of the variance", 1);
}

Status figure_sobol(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                    ChartBox box)
{
    BarsPlot plot;
    const Results *results = sweeping->results;
    size_t count = (size_t)results->parameters_count + 1;
    SensitivitySobol *indices = calloc(count, sizeof *indices);
    double *size = calloc(count, sizeof *size);
    int *order = calloc(count, sizeof *order);
    bool room = plot_create(&plot, results, box) && indices && size && order;
    Status status = room ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = response_sobol(results, sweeping->design, figure->output, indices);
    if (status == STATUS_OK) {
        for (int p = 0; p < results->parameters_count; p++)
            size[p] = indices[p].total.value;
        figure_order(size, results->parameters_count, order);
        sobol_plot(canvas, sweeping, figure, indices, order, &plot);
    }
    plot_destroy(&plot);
    free(indices);
    free(size);
    free(order);
    return status;
}

/* -- Morris ------------------------------------------------------------------------------------ */

/* Points in the order of their size, so that the largest have their names first. */
static void morris_means(const Results *results, const SensitivityMorris *effects, const int *order,
                         ScatterMean *means, double *most_x, double *most_y)
{
    *most_x = *most_y = 0;
    for (int i = 0; i < results->parameters_count; i++) {
        const SensitivityMorris *e = &effects[order[i]];
        means[i] = (ScatterMean){.x = e->mu_star,
                                 .y = e->sigma,
                                 .colour = INK_COLOURS[INK_TREATED],
                                 .curve = -1,
                                 .name = results->parameters[order[i]].path};
        const double x[] = {e->mu_star.value, e->mu_star.high},
                     y[] = {e->sigma.value, e->sigma.high};
        for (int k = 0; k < 2; k++) {
            *most_x = isfinite(x[k]) ? fmax(*most_x, x[k]) : *most_x;
            *most_y = isfinite(y[k]) ? fmax(*most_y, y[k]) : *most_y;
        }
    }
}

static void morris_plot(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                        const SensitivityMorris *effects, const int *order, Chart *chart,
                        ScatterMean *means)
{
    const Results *results = sweeping->results;
    const ResultsOutput *output = &results->outputs[figure->output];
    char x_name[RESULTS_TEXT], y_name[RESULTS_TEXT], text[RESULTS_TEXT];
    double x = 0, y = 0;
    morris_means(results, effects, order, means, &x, &y);
    results_output_text(output, text);
    snprintf(chart->title, sizeof chart->title, "%s, Morris effects", text);
    results_with_unit("\u03bc*, mean size of the effects", output->unit, x_name);
    results_with_unit("\u03c3 of the effects", output->unit, y_name);
    chart->x = axis_linear(-0.02 * x, 1.1 * x, 6, false);
    chart->y = axis_linear(-0.03 * y, 1.1 * y, 6, false);
    chart->x_name = x_name, chart->y_name = y_name;
    figure_entry(chart, POINT_DISC, INK_COLOURS[INK_TREATED], "a parameter, 95 % intervals");
    ChartLine *line = &chart->lines[chart->lines_count++];
    *line = (ChartLine){.colour = INK_COLOURS[INK_FAINT], .kind = LINE_DOTTED, .thick = 2};
    snprintf(line->label, sizeof line->label, "\u03c3 = \u03bc*");
    const Scatter scatter = {
        .chart = chart, .means = means, .means_count = results->parameters_count, .diagonal = true};
    scatter_draw(canvas, &scatter);
}

Status figure_morris(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                     ChartBox box)
{
    const Results *results = sweeping->results;
    size_t count = (size_t)results->parameters_count + 1;
    SensitivityMorris *effects = calloc(count, sizeof *effects);
    double *size = calloc(count, sizeof *size);
    int *order = calloc(count, sizeof *order);
    Chart *chart = calloc(1, sizeof *chart);
    ScatterMean *means = calloc(count, sizeof *means);
    bool room = effects && size && order && chart && means;
    Status status = room ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = response_morris(results, sweeping->design, figure->output, effects);
    if (status == STATUS_OK) {
        for (int p = 0; p < results->parameters_count; p++)
            size[p] = effects[p].mu_star.value;
        figure_order(size, results->parameters_count, order);
        figure_chart(chart, box);
        morris_plot(canvas, sweeping, figure, effects, order, chart, means);
    }
    free(effects);
    free(size);
    free(order);
    free(chart);
    free(means);
    return status;
}
