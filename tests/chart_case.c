#include "chart_case.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int64_t pixels_of(const Canvas *canvas, uint32_t colour)
{
    cairo_surface_flush(canvas->surface);
    const unsigned char *rows = cairo_image_surface_get_data(canvas->surface);
    int stride = cairo_image_surface_get_stride(canvas->surface);
    int64_t count = 0;
    for (int y = 0; y < (int)canvas->height; y++)
        for (int x = 0; x < (int)canvas->width; x++) {
            uint32_t pixel;
            memcpy(&pixel, rows + (ptrdiff_t)y * stride + 4 * (ptrdiff_t)x, sizeof pixel);
            count += (pixel & 0xFFFFFF) == colour;
        }
    return count;
}

Chart *chart_make(Canvas *canvas)
{
    Chart *chart = calloc(1, sizeof *chart);
    assert_non_null(chart);
    assert_int_equal(canvas_create(600, 400, canvas), STATUS_OK);
    chart->width = 600, chart->height = 400;
    chart->x_name = "time, d", chart->y_name = "nM";
    chart->x = axis_linear(0, 10, 5, false);
    chart->y = axis_linear(0, 10, 5, true);
    chart->reference = NAN;
    return chart;
}
