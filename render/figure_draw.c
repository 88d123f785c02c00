#include "render/figure_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void figure_chart(Chart *chart, ChartBox box)
{
    chart->left = box.left, chart->top = box.top;
    chart->width = box.width, chart->height = box.height;
    chart->reference = NAN;
    chart->x_name = chart->y_name = "";
}

Status figure_draw(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure, double left,
                   double top)
{
    static Status (*const draw[])(Canvas *, const Sweeping *, const SweepFigure *,
                                  ChartBox) = {[FIGURE_MAP] = figure_map,
                                               [FIGURE_TORNADO] = figure_tornado,
                                               [FIGURE_SOBOL] = figure_sobol,
                                               [FIGURE_MORRIS] = figure_morris,
                                               [FIGURE_RESPONSE] = figure_response};
    ChartBox box = {left, top, FIGURE_WIDTH, figure_height(sweeping, figure)};
    return draw[figure->kind](canvas, sweeping, figure, box);
}

/* "-12.3 (-20 to -4.1)" */
static void estimate_add(Text *out, Estimate estimate)
{
    if (isnan(estimate.value))
        text_add(out, "no value");
    else if (isnan(estimate.low) || isnan(estimate.high))
        text_add(out, "%.4g", estimate.value);
    else
        text_add(out, "%.4g (%.4g to %.4g)", estimate.value, estimate.low, estimate.high);
}

static Status response_numbers(const Sweeping *sweeping, const SweepFigure *figure, Text *out)
{
    Response response;
    const Results *results = sweeping->results;
    Status status = response_create(results, sweeping->design, sweeping->kind, figure->output,
                                    figure->parameter, &response);
    for (int c = 0; status == STATUS_OK && c < response.curves_count; c++) {
        const ResponseCurve *curve = &response.curves[c];
        if (response.other >= 0)
            text_add(out, "%s%s %s: ", c ? ". " : "", results->parameters[response.other].path,
                     results->parameters[response.other].level_text[c]);
        for (int i = 0; i < curve->count; i++) {
            const ResultsParameter *p = &results->parameters[figure->parameter];
            text_add(out, i ? "; " : "");
            if (p->words)
                text_add(out, "%s: ", p->level_text[(int)curve->points[i].x]);
            else
                text_add(out, "%s%.4g: ", response.binned ? "about " : "", curve->points[i].x);
            estimate_add(out, curve->points[i].mean);
        }
    }
    if (status == STATUS_OK)
        response_destroy(&response);
    return status;
}

static Status map_numbers(const Sweeping *sweeping, const SweepFigure *figure, Text *out)
{
    ResponseMap map;
    const ResultsParameter *parameters = sweeping->results->parameters;
    Status status = response_map_create(sweeping->results, figure->output, figure->x, figure->y,
                                        figure->held, &map);
    for (int i = 0; status == STATUS_OK && i < map.columns * map.lines; i++)
        if (map.cells[i].asked > 0) {
            text_add(out, "%s%s and %s: ", i ? "; " : "",
                     parameters[map.x].level_text[i % map.columns],
                     parameters[map.y].level_text[i / map.columns]);
            estimate_add(out, map.cells[i].mean);
        }
    if (status == STATUS_OK)
        response_map_destroy(&map);
    return status;
}

Status figure_numbers(const Sweeping *sweeping, const SweepFigure *figure, Text *out)
{
    if (figure->kind == FIGURE_RESPONSE)
        return response_numbers(sweeping, figure, out);
    if (figure->kind == FIGURE_MAP)
        return map_numbers(sweeping, figure, out);
    text_add(out, "the table below the figure has them");
    return STATUS_OK;
}
