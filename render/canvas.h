/* A page in memory to draw on, with cairo and pango, and its way into a PNG file. Lengths are
 * pixels, y downward; colours are 0xRRGGBB. A Canvas owns its surface; canvas_destroy gives it
 * back. */
#ifndef PRODROME_CANVAS_H
#define PRODROME_CANVAS_H

#include "core/status.h"
#include "render/labels.h"
#include "render/raster.h"

#include <pango/pangocairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Canvas {
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoLayout *layout;
    double width, height;
} Canvas;

/* How a text is set: where its anchor lies within it (0 left or top, 0.5 middle, 1 right or
 * bottom), its size, and a quarter turn upward. */
typedef struct TextStyle {
    double size;
    uint32_t colour;
    double across, down;
    bool bold, upward;
} TextStyle;

/* A white page; NO_MEMORY with nothing kept, or OK. */
Status canvas_create(int width, int height, Canvas *out);
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

/* The page as three bytes a pixel, red, green and blue, rows from the top; to be freed with free().
 * The path is for the message. */
Status canvas_pixels(Canvas *canvas, const char *path, unsigned char **rgb, char *message,
                     size_t message_size);

/* Writes the page as PNG with these text fields; the file is there whole or not at all. */
Status canvas_write(Canvas *canvas, const Labels *labels, const char *path, char *message,
                    size_t message_size);

/* Gives back what the drawing libraries keep for the whole program; call once, at its end. */
void canvas_finish(void);

#endif
