#include "render/bars.h"
#include "render/figure_parts.h"
#include "render/scatter.h"
#include "io/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether the design allows figures that need its roles. */
static bool design_is(const Sweeping *sweeping, DesignKind kind)
{
    const Design *design = sweeping->design;
    return design && design->kind == kind && design->rows == sweeping->results->rows_count &&
           design->dimensions == sweeping->results->parameters_count;
}

SweepFigure *figure_list(const Sweeping *sweeping, int output, int *count, int *left_out)
{
    const Results *results = sweeping->results;
    int held[FIGURE_MAPS], x = -1, y = -1, maps = 0;
    bool grid = sweeping->kind == DESIGN_GRID || sweeping->kind == DESIGN_LIST;
    size_t room = (size_t)results->parameters_count + FIGURE_MAPS + 3;
    SweepFigure *out = calloc(room, sizeof *out);
    *count = *left_out = 0;
    if (!out)
        return NULL;
    if (grid)
        maps = response_maps(results, &x, &y, held, FIGURE_MAPS);
    for (int i = 0; i < maps && i < FIGURE_MAPS; i++)
        out[(*count)++] =
            (SweepFigure){.kind = FIGURE_MAP, .output = output, .x = x, .y = y, .held = held[i]};
    *left_out = maps > FIGURE_MAPS ? maps - FIGURE_MAPS : 0;
    if (design_is(sweeping, DESIGN_ONE_AT_A_TIME))
        out[(*count)++] = (SweepFigure){.kind = FIGURE_TORNADO, .output = output};
    if (design_is(sweeping, DESIGN_SALTELLI))
        out[(*count)++] = (SweepFigure){.kind = FIGURE_SOBOL, .output = output};
    if (design_is(sweeping, DESIGN_MORRIS))
        out[(*count)++] = (SweepFigure){.kind = FIGURE_MORRIS, .output = output};
    for (int p = 0; p < results->parameters_count; p++)
        if (results->parameters[p].levels_count > 1)
            out[(*count)++] =
                (SweepFigure){.kind = FIGURE_RESPONSE, .output = output, .parameter = p};
    return out;
}

double figure_height(const Sweeping *sweeping, const SweepFigure *figure)
{
    int rows = sweeping->results->parameters_count;
    rows = rows > BARS_ROWS ? BARS_ROWS : rows;
    switch (figure->kind) {
    case FIGURE_MAP:
        return 600;
    case FIGURE_TORNADO:
        return 230 + 62 * rows;
    case FIGURE_SOBOL:
        return 230 + 62 * rows;
    case FIGURE_MORRIS:
        return 660;
    default:
        return 520;
    }
}

void figure_held(const Sweeping *sweeping, const SweepFigure *figure, Text *out)
{
    const Results *results = sweeping->results;
    const char *before = " at ";
    for (int p = 0; p < results->parameters_count; p++) {
        const ResultsParameter *parameter = &results->parameters[p];
        if (p == figure->x || p == figure->y || parameter->levels_count < 2)
            continue;
        text_add(out, "%s%s = %s", before, parameter->path,
                 results_given_text(results, figure->held, p));
        if (*text_unit(parameter->unit))
            text_add(out, " %s", parameter->unit);
        before = ", ";
    }
}

void figure_title(const Sweeping *sweeping, const SweepFigure *figure, Text *out)
{
    const ResultsParameter *parameters = sweeping->results->parameters;
    char output[RESULTS_TEXT];
    results_output_text(&sweeping->results->outputs[figure->output], output);
    switch (figure->kind) {
    case FIGURE_MAP:
        text_add(out, "%s by %s and %s", output, parameters[figure->x].path,
                 parameters[figure->y].path);
        figure_held(sweeping, figure, out);
        break;
    case FIGURE_TORNADO:
        text_add(out, "%s: one parameter at a time", output);
        break;
    case FIGURE_SOBOL:
        text_add(out, "%s: Sobol indices", output);
        break;
    case FIGURE_MORRIS:
        text_add(out, "%s: Morris effects", output);
        break;
    case FIGURE_RESPONSE:
        text_add(out, "%s by %s", output, parameters[figure->parameter].path);
        break;
    }
}

/* What a mean and its interval are over. */
static void over_caption(const Sweeping *sweeping, const Response *response, Text *out)
{
    static const char *const over[] = {
        [RESPONSE_SEED_MEANS] = ", the other parameters at all of their values; 95 % Student "
                                "intervals over the animals that all those rows have (an animal's "
                                "mean over them).",
        [RESPONSE_ROWS] = ", whose other parameters differ too; 95 % Student intervals over rows.",
        [RESPONSE_TRAJECTORIES] = ", those of a trajectory first put together, whose other "
                                  "parameters differ too; 95 % Student intervals over "
                                  "trajectories.",
        [RESPONSE_BLOCKS] = ", whose other parameters differ too. It is not known which rows "
                            "depend on which, so there are no intervals."};
    if (response->over == RESPONSE_SEEDS) {
        text_add(out, "Means over the animals of a row, with 95 %% Student intervals.");
        return;
    }
    text_add(out, "Means of the rows %s%s",
             response->binned ? "within an equal part of the range" : "with that value",
             over[response->over]);
    bool blocks = sweeping->kind == DESIGN_SALTELLI && response->over == RESPONSE_ROWS;
    if (blocks)
        text_add(out, " Only the rows A and B of each block count: those between share all "
                      "parameters but one with A.");
    if (blocks || (sweeping->kind == DESIGN_SOBOL && response->over == RESPONSE_ROWS))
        text_add(out, " They lie more evenly than random ones, so the intervals are no more than "
                      "a guide.");
}

static void response_caption(const Sweeping *sweeping, const SweepFigure *figure, Text *out)
{
    Response response;
    int animals = 0;
    if (response_create(sweeping->results, sweeping->design, sweeping->kind, figure->output,
                        figure->parameter, &response) != STATUS_OK) {
        out->failed = true;
        return;
    }
    over_caption(sweeping, &response, out);
    for (int c = 0; c < response.curves_count; c++)
        for (int i = 0; i < response.curves[c].count; i++)
            animals += response.curves[c].points[i].n;
    text_add(out, " Faint: single animals");
    int every = scatter_every(animals);
    if (every > 1)
        text_add(out, ", of %d here one in %d; means are of all", animals, every);
    text_add(out, ".");
    response_destroy(&response);
}

void figure_caption(const Sweeping *sweeping, const SweepFigure *figure, Text *out)
{
    switch (figure->kind) {
    case FIGURE_MAP:
        text_add(out, "Means over the animals of a row%s; n: animals with a value.",
                 results_paired(sweeping->results) ? ", the same seeds in every row" : "");
        break;
    case FIGURE_TORNADO:
        text_add(out, "Differences to the base between animals of the same seed: means with 95 %% "
                      "Student intervals. At the end of a bar: the parameter's value.");
        break;
    case FIGURE_SOBOL:
        text_add(out,
                 "Shares of the variance of the rows' means: first order (Saltelli 2010) and total "
                 "(Jansen 1999), with 95 %% bootstrap intervals of %d resamples.",
                 RESPONSE_RESAMPLES);
        break;
    case FIGURE_MORRIS:
        text_add(out,
                 "Elementary effects over the whole of a parameter's range: mean of their sizes "
                 "against their standard deviation (interaction or curvature), with 95 %% "
                 "bootstrap intervals of %d resamples over trajectories.",
                 RESPONSE_RESAMPLES);
        break;
    case FIGURE_RESPONSE:
        response_caption(sweeping, figure, out);
        break;
    }
}

Status figure_fragment(const Sweeping *sweeping, const SweepFigure *figure, const char *prefix,
                       Text *out, char *message, size_t message_size)
{
    Canvas canvas;
    Text title = {0}, numbers = {0};
    int height = (int)figure_height(sweeping, figure);
    Labels *labels = calloc(1, sizeof *labels);
    *out = (Text){0};
    figure_title(sweeping, figure, &title);
    Status status = labels ? figure_numbers(sweeping, figure, &numbers) : STATUS_NO_MEMORY;
    if (status == STATUS_OK && (title.failed || numbers.failed))
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = canvas_create_form(CANVAS_SVG, FIGURE_WIDTH, height, &canvas);
    if (status == STATUS_OK) {
        labels_add(labels, "Title", title.bytes);
        labels_add(labels, "Values", numbers.bytes ? numbers.bytes : "");
        status = figure_draw(&canvas, sweeping, figure, 0, 0);
        if (status == STATUS_OK)
            status = canvas_fragment(&canvas, labels, prefix, prefix, out, message, message_size);
        canvas_destroy(&canvas);
    }
    if (status == STATUS_NO_MEMORY)
        snprintf(message, message_size, "%s: not enough memory to draw", prefix);
    text_destroy(&title);
    text_destroy(&numbers);
    free(labels);
    return status;
}
