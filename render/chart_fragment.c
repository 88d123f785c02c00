#include "render/chart.h"

#include <math.h>
#include <stdio.h>

Status chart_fragment(Chart *chart, const Labels *labels, const char *prefix, Text *out,
                      char *message, size_t message_size)
{
    Canvas canvas;
    *out = (Text){0};
    int width = (int)ceil(chart->left + chart->width),
        height = (int)ceil(chart->top + chart->height);
    if (canvas_create_form(CANVAS_SVG, width, height, &canvas) != STATUS_OK) {
        snprintf(message, message_size, "%s: not enough memory to draw", prefix);
        return STATUS_NO_MEMORY;
    }
    chart_draw(&canvas, chart);
    Status status = canvas_fragment(&canvas, labels, prefix, prefix, out, message, message_size);
    canvas_destroy(&canvas);
    return status;
}
