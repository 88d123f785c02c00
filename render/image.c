#include "render/image.h"

#include <glib.h>
#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 8, PIXEL_BYTES = 3, FAULT = 128 };

/* What is written, and what may be there when libpng leaves by a jump. */
typedef struct Writer {
    png_structp png;
    png_infop info;
    unsigned char *data;
    size_t used, room;
    bool no_memory;
    char fault[FAULT];
} Writer;

static void image_fault(png_structp png, png_const_charp what)
{
    Writer *writer = png_get_error_ptr(png);
    snprintf(writer->fault, sizeof writer->fault, "%s", what);
    png_longjmp(png, 1);
}

/* Of no use to who looks at a picture. */
static void image_warning(png_structp png, png_const_charp what)
{
    (void)png;
    (void)what;
}

static void image_append(png_structp png, png_bytep data, size_t length)
{
    Writer *writer = png_get_io_ptr(png);
    if (writer->room - writer->used < length) {
        size_t room = 2 * (writer->room + length);
        unsigned char *larger = realloc(writer->data, room);
        if (!larger) {
            writer->no_memory = true;
            png_error(png, "no memory for the file");
        }
        writer->data = larger;
        writer->room = room;
    }
    memcpy(writer->data + writer->used, data, length);
    writer->used += length;
}

static void image_flush(png_structp png)
{
    (void)png;
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return *text == '\0';
}

/* A field that is not ASCII is one of Unicode; a text that was cut within a letter is mended. */
static void label_write(Writer *writer, const Label *label)
{
    bool ascii = is_ascii(label->text);
    char *mended = ascii ? NULL : g_utf8_make_valid(label->text, -1), key[80], text[LABELS_TEXT];
    snprintf(key, sizeof key, "%s", label->key);
    snprintf(text, sizeof text, "%s", mended ? mended : label->text);
    g_free(mended);
    png_text field = {.compression = ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE,
                      .key = key,
                      .text = text,
                      .text_length = ascii ? strlen(text) : 0,
                      .itxt_length = ascii ? 0 : strlen(text)};
    png_set_text(writer->png, writer->info, &field, 1);
}

/* False when libpng gave up; everything that lives on is in *writer. */
static bool image_write(Writer *writer, const unsigned char *rgb, int width, int height,
                        const Labels *labels)
{
    if (setjmp(png_jmpbuf(writer->png)))
        return false;
    png_set_write_fn(writer->png, writer, image_append, image_flush);
    png_set_IHDR(writer->png, writer->info, (png_uint_32)width, (png_uint_32)height, BITS,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    for (int i = 0; i < labels->count; i++)
        label_write(writer, &labels->row[i]);
    png_write_info(writer->png, writer->info);
    for (int row = 0; row < height; row++)
        png_write_row(writer->png, rgb + (size_t)row * (size_t)width * PIXEL_BYTES);
    png_write_end(writer->png, NULL);
    return true;
}

Status image_png(const unsigned char *rgb, int width, int height, const Labels *labels,
                 const char *path, void **image, size_t *bytes, char *message, size_t message_size)
{
    Writer writer = {.fault = "not enough memory"};
    bool well = false;
    writer.png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, image_fault, image_warning);
    writer.info = writer.png ? png_create_info_struct(writer.png) : NULL;
    if (writer.info)
        well = image_write(&writer, rgb, width, height, labels);
    else
        writer.no_memory = true;
    png_destroy_write_struct(&writer.png, &writer.info);
    *image = well ? writer.data : NULL;
    *bytes = well ? writer.used : 0;
    if (well)
        return STATUS_OK;
    free(writer.data);
    snprintf(message, message_size, "%s: cannot be made a picture: %s", path, writer.fault);
    return writer.no_memory ? STATUS_NO_MEMORY : STATUS_INTERNAL;
}
