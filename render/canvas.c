#include "render/canvas.h"

#include "io/file.h"
#include "render/image.h"
#include "render/vector.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char FONT_FAMILY[] = "DejaVu Sans";

bool canvas_form_of(const char *path, CanvasForm *form)
{
    static const char *const ends[] = {".png", ".svg", ".pdf"}; /* of CanvasForm */
    size_t length = strlen(path);
    for (CanvasForm i = CANVAS_PNG; i <= CANVAS_PDF; i++)
        if (length > strlen(ends[i]) && strcmp(path + length - strlen(ends[i]), ends[i]) == 0) {
            *form = i;
            return true;
        }
    return false;
}

static cairo_surface_t *surface_create(Canvas *canvas, int width, int height)
{
    if (canvas->form == CANVAS_PNG)
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    return canvas->form == CANVAS_SVG ? vector_svg(canvas->drawn, width, height)
                                      : vector_pdf(canvas->drawn, width, height);
}

Status canvas_create_form(CanvasForm form, int width, int height, Canvas *out)
{
    *out = (Canvas){.form = form, .width = width, .height = height, .fine = 1};
    if (form != CANVAS_PNG && !(out->drawn = calloc(1, sizeof *out->drawn)))
        return STATUS_NO_MEMORY;
    out->surface = surface_create(out, width, height);
    out->cairo = cairo_create(out->surface);
    if (cairo_status(out->cairo) != CAIRO_STATUS_SUCCESS) {
        canvas_destroy(out);
        return STATUS_NO_MEMORY;
    }
    out->layout = pango_cairo_create_layout(out->cairo);
    canvas_rectangle(out, 0, 0, width, height, INK_COLOURS[INK_PAPER]);
    return STATUS_OK;
}

Status canvas_create(int width, int height, Canvas *out)
{
    return canvas_create_form(CANVAS_PNG, width, height, out);
}

Status canvas_create_fine(int columns, int rows, double fine, Canvas *out)
{
    Status status = canvas_create(columns, rows, out);
    if (status != STATUS_OK)
        return status;
    cairo_surface_set_device_scale(out->surface, fine, fine);
    out->width /= fine;
    out->height /= fine;
    out->fine = fine;
    return STATUS_OK;
}

void canvas_destroy(Canvas *canvas)
{
    if (canvas->layout)
        g_object_unref(canvas->layout);
    cairo_destroy(canvas->cairo);
    cairo_surface_destroy(canvas->surface); /* which still may write into what is drawn */
    if (canvas->drawn)
        text_destroy(canvas->drawn);
    free(canvas->drawn);
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
    return (int)(canvas->width * canvas->fine + 0.5);
}

int canvas_rows(const Canvas *canvas)
{
    return (int)(canvas->height * canvas->fine + 0.5);
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

/* Why a page cannot be had; cairo knows. */
static Status undrawn(cairo_status_t drawn, const char *path, char *message, size_t message_size)
{
    bool memory = drawn == CAIRO_STATUS_SUCCESS || drawn == CAIRO_STATUS_NO_MEMORY;
    snprintf(message, message_size, "%s: cannot draw: %s", path,
             memory ? status_sentence(STATUS_NO_MEMORY) : cairo_status_to_string(drawn));
    return memory ? STATUS_NO_MEMORY : STATUS_INTERNAL;
}

Status canvas_pixels(Canvas *canvas, const char *path, unsigned char **rgb, char *message,
                     size_t message_size)
{
    size_t pixels = (size_t)canvas_columns(canvas) * (size_t)canvas_rows(canvas);
    CHECK(canvas->form == CANVAS_PNG);
    cairo_surface_flush(canvas->surface);
    cairo_status_t drawn = cairo_status(canvas->cairo);
    *rgb = drawn == CAIRO_STATUS_SUCCESS ? malloc(3 * pixels) : NULL;
    if (!*rgb)
        return undrawn(drawn, path, message, message_size);
    pixels_copy(canvas, *rgb);
    return STATUS_OK;
}

/* Ends the drawing of SVG or PDF: what is drawn is whole then. */
static Status drawn_finish(Canvas *canvas, const char *path, char *message, size_t message_size)
{
    cairo_status_t drawn = cairo_status(canvas->cairo);
    cairo_surface_finish(canvas->surface);
    if (drawn == CAIRO_STATUS_SUCCESS)
        drawn = cairo_surface_status(canvas->surface);
    if (drawn != CAIRO_STATUS_SUCCESS || canvas->drawn->failed)
        return undrawn(drawn, path, message, message_size);
    return STATUS_OK;
}

Status canvas_fragment(Canvas *canvas, const Labels *labels, const char *prefix, const char *name,
                       Text *out, char *message, size_t message_size)
{
    *out = (Text){0};
    CHECK(canvas->form == CANVAS_SVG);
    Status status = drawn_finish(canvas, name, message, message_size);
    if (status == STATUS_OK) {
        vector_svg_finish(canvas->drawn, labels, prefix, out);
        status = text_check(out, name, message, message_size);
    }
    if (status != STATUS_OK)
        text_destroy(out);
    return status;
}

/* The bytes of the file, to be given back by text_destroy. */
static Status page_bytes(Canvas *canvas, const Labels *labels, const char *path, Text *out,
                         char *message, size_t message_size)
{
    unsigned char *rgb = NULL;
    void *image = NULL;
    *out = (Text){0};
    if (canvas->form == CANVAS_SVG)
        return canvas_fragment(canvas, labels, "", path, out, message, message_size);
    if (canvas->form == CANVAS_PDF) {
        vector_pdf_labels(canvas->surface, labels);
        Status status = drawn_finish(canvas, path, message, message_size);
        *out = *canvas->drawn;
        *canvas->drawn = (Text){0};
        return status;
    }
    Status status = canvas_pixels(canvas, path, &rgb, message, message_size);
    if (status == STATUS_OK)
        status = image_png(rgb, canvas_columns(canvas), canvas_rows(canvas), labels, path, &image,
                           &out->length, message, message_size);
    free(rgb);
    out->bytes = image;
    return status;
}

Status canvas_write(Canvas *canvas, const Labels *labels, const char *path, char *message,
                    size_t message_size)
{
    Text bytes;
    Status status = page_bytes(canvas, labels, path, &bytes, message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(path, bytes.bytes, bytes.length, message, message_size);
    text_destroy(&bytes);
    return status;
}
