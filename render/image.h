/* PNG files, by libpng: the same pixels and labels give the same bytes. */
#ifndef PRODROME_IMAGE_H
#define PRODROME_IMAGE_H

#include "render/labels.h"

/* The file in memory, to be freed with free(), of width x height pixels of three bytes, red, green
 * and blue, rows from the top. The labels become its text fields. STATUS_NO_MEMORY or
 * STATUS_INTERNAL with a message that names the path; then there is nothing to free. */
Status image_png(const unsigned char *rgb, int width, int height, const Labels *labels,
                 const char *path, void **image, size_t *bytes, char *message, size_t message_size);

#endif
