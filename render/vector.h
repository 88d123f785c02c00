/* Pages of lines and letters instead of pixels: SVG and PDF, drawn by cairo into memory. The same
 * drawing and labels give the same bytes, whatever was drawn before in the same program. Letters
 * are outlines in SVG and embedded fonts in PDF, so that a page looks the same where the fonts are
 * not; painted slices are pixels within it that readers are told not to smooth. */
#ifndef PRODROME_VECTOR_H
#define PRODROME_VECTOR_H

#include "io/text.h"
#include "render/labels.h"

#include <cairo.h>

/* Surfaces of width x height pixels whose pages go into *out, which must outlive them. A PDF page
 * is half of them in points, so that a page of 1600 pixels fits on A4. */
cairo_surface_t *vector_svg(Text *out, int width, int height);
cairo_surface_t *vector_pdf(Text *out, int width, int height);

/* Title, program, source and other labels as the metadata of a PDF; before it is finished. Its date
 * is always that of the epoch. */
void vector_pdf_labels(cairo_surface_t *surface, const Labels *labels);

/* A page that was finished, as a whole file or, with a prefix, as one `<svg>` element to be put
 * into HTML. Every id in it begins with the prefix ("" is "p"), which must be a name that no other
 * fragment of the same document has. Labels become <title> and <desc>. */
void vector_svg_finish(const Text *drawn, const Labels *labels, const char *prefix, Text *out);

#endif
