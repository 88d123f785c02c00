#include "render/canvas.h"

#include "io/file.h"
#include "render/image.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char FONT_FAMILY[] = "DejaVu Sans";

Status canvas_create(int width, int height, Canvas *out)
{
    *out = (Canvas){.width = width, .height = height};
    out->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    out->cairo = cairo_create(out->surface);
    if (cairo_status(out->cairo) != CAIRO_STATUS_SUCCESS) {
        canvas_destroy(out);
        return STATUS_NO_MEMORY;
    }
    out->layout = pango_cairo_create_layout(out->cairo);
    canvas_rectangle(out, 0, 0, width, height, INK_COLOURS[INK_PAPER]);
    return STATUS_OK;
}

void canvas_destroy(Canvas *canvas)
{
    if (canvas->layout)
        g_object_unref(canvas->layout);
    cairo_destroy(canvas->cairo);
    cairo_surface_destroy(canvas->surface);
    *canvas = (Canvas){0};
}

void canvas_finish(void)
{
    pango_cairo_font_map_set_default(NULL);
}

static void layout_prepare(Canvas *canvas, TextStyle style, const char *text)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, FONT_FAMILY);
    pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
    pango_layout_set_font_description(canvas->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(canvas->layout, -1);
    pango_layout_set_text(canvas->layout, text, -1);
}

static void layout_size(Canvas *canvas, double *width, double *height)
{
    int w = 0, h = 0;
    pango_layout_get_size(canvas->layout, &w, &h);
    *width = (double)w / PANGO_SCALE;
    *height = (double)h / PANGO_SCALE;
}

void canvas_text(Canvas *canvas, double x, double y, TextStyle style, const char *text)
{
    double width = 0, height = 0;
    layout_prepare(canvas, style, text);
    layout_size(canvas, &width, &height);
    cairo_save(canvas->cairo);
    cairo_translate(canvas->cairo, x, y);
    if (style.upward)
        cairo_rotate(canvas->cairo, -1.5707963267948966);
    cairo_translate(canvas->cairo, -style.across * width, -style.down * height);
    cairo_move_to(canvas->cairo, 0, 0);
    canvas_colour(canvas, style.colour, 1);
    pango_cairo_show_layout(canvas->cairo, canvas->layout);
    cairo_restore(canvas->cairo);
}

double canvas_text_wrapped(Canvas *canvas, double x, double y, double width, TextStyle style,
                           const char *text, bool draw)
{
    double used = 0, height = 0;
    layout_prepare(canvas, style, text);
    pango_layout_set_width(canvas->layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(canvas->layout, PANGO_WRAP_WORD_CHAR);
    layout_size(canvas, &used, &height);
    if (!draw)
        return height;
    cairo_move_to(canvas->cairo, x, y);
    canvas_colour(canvas, style.colour, 1);
    pango_cairo_show_layout(canvas->cairo, canvas->layout);
    return height;
}

double canvas_text_width(Canvas *canvas, TextStyle style, const char *text)
{
    double width = 0, height = 0;
    layout_prepare(canvas, style, text);
    layout_size(canvas, &width, &height);
    return width;
}

void canvas_text_fitted(Canvas *canvas, double x, double y, double width, TextStyle style,
                        const char *text)
{
    double wide = canvas_text_width(canvas, style, text);
    if (wide > width)
        style.size *= fmax(width, 1) / wide; /* words beside it may leave it no room */
    canvas_text(canvas, x, y, style, text);
}

void canvas_colour(Canvas *canvas, uint32_t colour, double opacity)
{
    cairo_set_source_rgba(canvas->cairo, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0,
                          (colour & 255) / 255.0, opacity);
}

void canvas_line(Canvas *canvas, double x0, double y0, double x1, double y1, double thick,
                 uint32_t colour)
{
    canvas_colour(canvas, colour, 1);
    cairo_set_line_width(canvas->cairo, thick);
    cairo_move_to(canvas->cairo, x0, y0);
    cairo_line_to(canvas->cairo, x1, y1);
    cairo_stroke(canvas->cairo);
}

void canvas_rectangle(Canvas *canvas, double x, double y, double width, double height,
                      uint32_t fill)
{
    canvas_colour(canvas, fill, 1);
    cairo_rectangle(canvas->cairo, x, y, width, height);
    cairo_fill(canvas->cairo);
}

void canvas_frame(Canvas *canvas, double x, double y, double width, double height, double thick,
                  uint32_t colour)
{
    canvas_colour(canvas, colour, 1);
    cairo_set_line_width(canvas->cairo, thick);
    cairo_rectangle(canvas->cairo, x, y, width, height);
    cairo_stroke(canvas->cairo);
}

Status canvas_raster(Canvas *canvas, double x, double y, const Raster *raster)
{
    cairo_surface_t *image =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, raster->width, raster->height);
    if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(image);
        return STATUS_NO_MEMORY;
    }
    unsigned char *rows = cairo_image_surface_get_data(image);
    size_t stride = (size_t)cairo_image_surface_get_stride(image), width = (size_t)raster->width;
    for (size_t j = 0; j < (size_t)raster->height; j++)
        memcpy(rows + j * stride, raster->pixels + j * width, width * sizeof *raster->pixels);
    cairo_surface_mark_dirty(image);
    cairo_set_source_surface(canvas->cairo, image, x, y);
    cairo_pattern_set_filter(cairo_get_source(canvas->cairo), CAIRO_FILTER_NEAREST);
    cairo_paint(canvas->cairo);
    cairo_surface_destroy(image);
    return STATUS_OK;
}

int canvas_columns(const Canvas *canvas)
{
    return cairo_image_surface_get_width(canvas->surface);
}

int canvas_rows(const Canvas *canvas)
{
    return cairo_image_surface_get_height(canvas->surface);
}

static void pixels_copy(const Canvas *canvas, unsigned char *out)
{
    const unsigned char *rows = cairo_image_surface_get_data(canvas->surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(canvas->surface);
    for (int j = 0; j < canvas_rows(canvas); j++)
        for (int i = 0; i < canvas_columns(canvas); i++) {
            uint32_t pixel;
            memcpy(&pixel, rows + (size_t)j * stride + (size_t)i * sizeof pixel, sizeof pixel);
            for (int bits = 16; bits >= 0; bits -= 8)
                *out++ = (unsigned char)(pixel >> bits & 255);
        }
}

Status canvas_pixels(Canvas *canvas, const char *path, unsigned char **rgb, char *message,
                     size_t message_size)
{
    size_t pixels = (size_t)canvas_columns(canvas) * (size_t)canvas_rows(canvas);
    cairo_surface_flush(canvas->surface);
    cairo_status_t drawn = cairo_status(canvas->cairo);
    *rgb = drawn == CAIRO_STATUS_SUCCESS ? malloc(3 * pixels) : NULL;
    if (*rgb) {
        pixels_copy(canvas, *rgb);
        return STATUS_OK;
    }
    bool memory = drawn == CAIRO_STATUS_SUCCESS || drawn == CAIRO_STATUS_NO_MEMORY;
    snprintf(message, message_size, "%s: cannot draw: %s", path,
             memory ? status_sentence(STATUS_NO_MEMORY) : cairo_status_to_string(drawn));
    return memory ? STATUS_NO_MEMORY : STATUS_INTERNAL;
}

Status canvas_write(Canvas *canvas, const Labels *labels, const char *path, char *message,
                    size_t message_size)
{
    unsigned char *rgb = NULL;
    void *image = NULL;
    size_t bytes = 0;
    Status status = canvas_pixels(canvas, path, &rgb, message, message_size);
    if (status == STATUS_OK)
        status = image_png(rgb, canvas_columns(canvas), canvas_rows(canvas), labels, path, &image,
                           &bytes, message, message_size);
    free(rgb);
    if (status == STATUS_OK)
        status = file_write_whole(path, image, bytes, message, message_size);
    free(image);
    return status;
}
