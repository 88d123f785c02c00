/* The numbers of the figures that rank parameters. */
#include "render/figure_parts.h"
#include "render/report_parts.h"

#include <stdio.h>
#include <stdlib.h>

/* The start of a row: the parameter. */
static void name_add(const Results *results, int parameter, Text *out)
{
    text_add(out, "<tr><th scope=\"row\"><code>");
    html_words(out, results->parameters[parameter].path);
    text_add(out, "</code></th>");
}

static void header_add(Text *out, const char *about, const char *const *names, int count)
{
    report_table_start(out, about);
    text_add(out, "<thead><tr>");
    for (int i = 0; i < count; i++)
        html_element(out, "th scope=\"col\"", names[i]);
    text_add(out, "</tr></thead>\n<tbody>\n");
}

/* The value of a row; none where there is no such row. */
static void given_cell(Text *out, const Results *results, int row, int parameter)
{
    if (row < 0)
        text_add(out, "<td></td>");
    else if (results->parameters[parameter].words)
        html_element(out, "td", results_given_text(results, row, parameter));
    else
        text_add(out, "<td class=\"number\">%.6g</td>", results_given(results, row, parameter));
}

static Status tornado_table(const Report *report, const SweepFigure *figure, Text *out)
{
    static const char *const names[] = {"parameter", "low",        "difference", "pairs",
                                        "high",      "difference", "pairs"};
    const Results *results = report->sweep.results;
    ResponseEnds *ends = calloc((size_t)results->parameters_count + 1, sizeof *ends);
    if (!ends)
        return STATUS_NO_MEMORY;
    Status status = response_tornado(results, report->sweep.design, figure->output, ends);
    header_add(out, "Differences to the base", names, 7);
    for (int i = 0; i < results->parameters_count && status == STATUS_OK; i++) {
        name_add(results, ends[i].parameter, out);
        for (int end = 0; end < 2; end++) {
            int row = ends[i].row[end];
            given_cell(out, results, row, ends[i].parameter);
            html_estimate_cell(out, ends[i].end[end]);
            text_add(out, "<td class=\"number\">%d</td>", ends[i].pairs[end]);
        }
        text_add(out, "</tr>\n");
    }
    report_table_end(out);
    free(ends);
    return status;
}

static Status morris_table(const Report *report, const SweepFigure *figure, Text *out)
{
    static const char *const names[] = {"parameter", "\u03bc*", "\u03bc", "\u03c3", "effects"};
    const Results *results = report->sweep.results;
    size_t count = (size_t)results->parameters_count + 1;
    SensitivityMorris *effects = calloc(count, sizeof *effects);
    double *size = calloc(count, sizeof *size);
    int *order = calloc(count, sizeof *order);
    Status status = effects && size && order ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = response_morris(results, report->sweep.design, figure->output, effects);
    for (int p = 0; p < results->parameters_count && status == STATUS_OK; p++)
        size[p] = effects[p].mu_star.value;
    if (status == STATUS_OK)
        figure_order(size, results->parameters_count, order);
    header_add(out, "Morris effects", names, 5);
    for (int i = 0; i < results->parameters_count && status == STATUS_OK; i++) {
        const SensitivityMorris *e = &effects[order[i]];
        name_add(results, order[i], out);
        html_estimate_cell(out, e->mu_star);
        html_estimate_cell(out, e->mu);
        html_estimate_cell(out, e->sigma);
        text_add(out, "<td class=\"number\">%d</td></tr>\n", e->effects);
    }
    report_table_end(out);
    free(effects);
    free(size);
    free(order);
    return status;
}

static Status sobol_table(const Report *report, const SweepFigure *figure, Text *out)
{
    static const char *const names[] = {"parameter", "first order", "total"};
    const Results *results = report->sweep.results;
    size_t count = (size_t)results->parameters_count + 1;
    SensitivitySobol *indices = calloc(count, sizeof *indices);
    double first = 0, total = 0;
    if (!indices)
        return STATUS_NO_MEMORY;
    Status status = response_sobol(results, report->sweep.design, figure->output, indices);
    header_add(out, "Sobol indices", names, 3);
    for (int p = 0; p < results->parameters_count && status == STATUS_OK; p++) {
        name_add(results, p, out);
        html_estimate_cell(out, indices[p].first);
        html_estimate_cell(out, indices[p].total);
        text_add(out, "</tr>\n");
        first += indices[p].first.value, total += indices[p].total.value;
    }
    if (status == STATUS_OK) {
        text_add(out, "<tr><th scope=\"row\">sum</th>");
        html_number_cell(out, first);
        html_number_cell(out, total);
        text_add(out, "</tr>\n");
    }
    report_table_end(out);
    free(indices);
    return status;
}

Status report_figure_table(const Report *report, const SweepFigure *figure, Text *out)
{
    switch (figure->kind) {
    case FIGURE_TORNADO:
        return tornado_table(report, figure, out);
    case FIGURE_SOBOL:
        return sobol_table(report, figure, out);
    case FIGURE_MORRIS:
        return morris_table(report, figure, out);
    default:
        return STATUS_OK;
    }
}
