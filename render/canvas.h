/* A page in memory to draw on, with cairo and pango, and its way into a PNG, SVG or PDF file.
 * Lengths are pixels, y downward; colours are 0xRRGGBB. A Canvas owns its surface; canvas_destroy
 * gives it back. */
#ifndef PRODROME_CANVAS_H
#define PRODROME_CANVAS_H

#include "core/status.h"
#include "io/text.h"
#include "render/labels.h"
#include "render/raster.h"

#include <pango/pangocairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a page becomes. The same calls draw all three; only CANVAS_PNG has pixels. */
typedef enum CanvasForm { CANVAS_PNG, CANVAS_SVG, CANVAS_PDF } CanvasForm;

typedef struct Canvas {
    CanvasForm form;
    Text *drawn; /* of SVG and PDF */
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoLayout *layout;
    double width, height;
    double fine; /* pixels to a length of 1 */
} Canvas;

/* How a text is set: where its anchor lies within it (0 left or top, 0.5 middle, 1 right or
 * bottom), its size, and a quarter turn upward. */
typedef struct TextStyle {
    double size;
    uint32_t colour;
    double across, down;
    bool bold, upward;
} TextStyle;

/* The form that the end of a file's name asks for, .png, .svg or .pdf; false for another end. */
bool canvas_form_of(const char *path, CanvasForm *form);

/* A white page of pixels; NO_MEMORY with nothing kept, or OK. */
Status canvas_create(int width, int height, Canvas *out);

/* The same of so many columns and rows of pixels, `fine` of them to a length of 1: what is drawn is
 * that much larger, and as sharp as they are. */
Status canvas_create_fine(int columns, int rows, double fine, Canvas *out);

/* A white page of any form. */
Status canvas_create_form(CanvasForm form, int width, int height, Canvas *out);
void canvas_destroy(Canvas *canvas);

/* Sets a text with its anchor at x, y. */
void canvas_text(Canvas *canvas, double x, double y, TextStyle style, const char *text);

/* Sets a text from its top left corner, broken into lines no wider than width; returns the height
 * it takes. With draw false it only measures. */
double canvas_text_wrapped(Canvas *canvas, double x, double y, double width, TextStyle style,
                           const char *text, bool draw);

/* As canvas_text, in a smaller size where the text would be wider than width. */
void canvas_text_fitted(Canvas *canvas, double x, double y, double width, TextStyle style,
                        const char *text);

/* Width of a text on one line. */
double canvas_text_width(Canvas *canvas, TextStyle style, const char *text);

void canvas_colour(Canvas *canvas, uint32_t colour, double opacity);
void canvas_line(Canvas *canvas, double x0, double y0, double x1, double y1, double thick,
                 uint32_t colour);
void canvas_rectangle(Canvas *canvas, double x, double y, double width, double height,
                      uint32_t fill);
void canvas_frame(Canvas *canvas, double x, double y, double width, double height, double thick,
                  uint32_t colour);

/* Draws a painted slice with its top left corner at x, y, pixel for pixel. */
Status canvas_raster(Canvas *canvas, double x, double y, const Raster *raster);

/* Pixels across and down. */
int canvas_columns(const Canvas *canvas);
int canvas_rows(const Canvas *canvas);

/* The page, of CANVAS_PNG, as three bytes a pixel, red, green and blue, rows from the top; to be
 * freed with free(). The path is for the message. */
Status canvas_pixels(Canvas *canvas, const char *path, unsigned char **rgb, char *message,
                     size_t message_size);

/* The page, of CANVAS_SVG, as one `<svg>` element for HTML, whose ids begin with the prefix
 * (render/vector.h); text_destroy gives it back. The canvas can then only be destroyed. `name` is
 * for the message. */
Status canvas_fragment(Canvas *canvas, const Labels *labels, const char *prefix, const char *name,
                       Text *out, char *message, size_t message_size);

/* Writes the page in its form with these labels; the file is there whole or not at all. Of SVG and
 * PDF the canvas can then only be destroyed. */
Status canvas_write(Canvas *canvas, const Labels *labels, const char *path, char *message,
                    size_t message_size);

/* Gives back what the drawing libraries keep for the whole program; call once, at its end. */
void canvas_finish(void);

#endif
