#include "render/vector.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double PDF_POINTS = 0.5; /* of a pixel */
static const char EPOCH[] = "1970-01-01T00:00:00Z";

static cairo_status_t vector_take(void *closure, const unsigned char *bytes, unsigned int length)
{
    Text *out = closure;
    text_append(out, bytes, length);
    return out->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

cairo_surface_t *vector_svg(Text *out, int width, int height)
{
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(vector_take, out, width, height);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    return surface;
}

cairo_surface_t *vector_pdf(Text *out, int width, int height)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        vector_take, out, PDF_POINTS * width, PDF_POINTS * height);
    cairo_surface_set_device_scale(surface, PDF_POINTS, PDF_POINTS);
    return surface;
}

/* Of a text from elsewhere: valid UTF-8 without control characters, to be freed by g_free. */
static char *text_mended(const char *words)
{
    char *valid = g_utf8_make_valid(words, -1);
    GString *out = g_string_new(NULL);
    for (const char *c = valid; *c; c = g_utf8_next_char(c)) {
        gunichar letter = g_utf8_get_char(c);
        g_string_append_unichar(out, g_unichar_isprint(letter) ? letter : ' ');
    }
    g_free(valid);
    return g_string_free(out, FALSE);
}

/* -- PDF -------------------------------------------------------------------------------------- */

void vector_pdf_labels(cairo_surface_t *surface, const Labels *labels)
{
    static const struct {
        const char *key;
        cairo_pdf_metadata_t as;
    } known[] = {{"Title", CAIRO_PDF_METADATA_TITLE},
                 {"Software", CAIRO_PDF_METADATA_CREATOR},
                 {"Source", CAIRO_PDF_METADATA_SUBJECT}};
    GString *others = g_string_new(NULL);
    for (int i = 0; i < labels->count; i++) {
        const Label *label = &labels->row[i];
        char *words = text_mended(label->text);
        size_t k = 0, count = sizeof known / sizeof known[0];
        while (k < count && strcmp(known[k].key, label->key) != 0)
            k++;
        if (k < count)
            cairo_pdf_surface_set_metadata(surface, known[k].as, words);
        else
            g_string_append_printf(others, "%s%s: %s", others->len ? "; " : "", label->key, words);
        g_free(words);
    }
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, others->str);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, EPOCH);
    g_string_free(others, TRUE);
}

/* -- SVG -------------------------------------------------------------------------------------- */

/* The ids that cairo gave, which it counts over the whole program, in the order of their first
 * appearance, which numbers them anew. */
typedef struct Names {
    const char *prefix;
    GHashTable *numbers;
} Names;

static void name_add(Names *names, const char *name, size_t length, Text *out)
{
    char *key = g_strndup(name, length);
    unsigned number = GPOINTER_TO_UINT(g_hash_table_lookup(names->numbers, key));
    if (number) {
        g_free(key);
    } else {
        number = g_hash_table_size(names->numbers) + 1;
        g_hash_table_insert(names->numbers, key, GUINT_TO_POINTER(number));
    }
    text_add(out, "%s-%u", names->prefix, number);
}

/* Where the next id or image stands: one of these words; NULL: there is none. */
static const char *mark_find(const char *from, const char *end, size_t *length)
{
    static const char *const marks[] = {" id=\"", "\"#", "url(#", "<image"};
    for (const char *at = from; at < end; at++) {
        if (*at != ' ' && *at != '"' && *at != 'u' && *at != '<')
            continue;
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            if (strncmp(at, marks[i], strlen(marks[i])) == 0) {
                *length = strlen(marks[i]);
                return at;
            }
    }
    return NULL;
}

/* Copies a drawing with ids of its own. Images are told to stay as they are: the attribute is for
 * readers of SVG 1.1, the style for browsers. */
static void svg_copy(const char *from, const char *end, Names *names, Text *out)
{
    static const char sharp[] =
        " image-rendering=\"optimizeSpeed\" style=\"image-rendering:pixelated\"";
    size_t length = 0;
    for (const char *mark; (mark = mark_find(from, end, &length));) {
        text_append(out, from, (size_t)(mark - from) + length);
        from = mark + length;
        if (*mark == '<') {
            text_add(out, "%s", sharp);
            continue;
        }
        size_t name = strcspn(from, "\")");
        name_add(names, from, name, out);
        from += name;
    }
    text_append(out, from, (size_t)(end - from));
}

static void svg_words(const char *before, const char *words, const char *after, Text *out)
{
    char *mended = text_mended(words), *escaped = g_markup_escape_text(mended, -1);
    text_add(out, "%s%s%s\n", before, escaped, after);
    g_free(escaped);
    g_free(mended);
}

/* <title> and <desc>: what a reader, or a screen reader, is told. The first label is the title. */
static void svg_labels(const Labels *labels, Text *out)
{
    if (labels->count == 0)
        return;
    svg_words("<title>", labels->row[0].text, "</title>", out);
    text_add(out, "<desc>\n");
    for (int i = 1; i < labels->count; i++) {
        text_add(out, "%s: ", labels->row[i].key);
        svg_words("", labels->row[i].text, "", out);
    }
    text_add(out, "</desc>\n");
}

void vector_svg_finish(const Text *drawn, const Labels *labels, const char *prefix, Text *out)
{
    const char *svg = drawn->bytes ? strstr(drawn->bytes, "<svg ") : NULL;
    const char *inside = svg ? strchr(svg, '>') : NULL;
    if (!inside) {
        out->failed = true;
        return;
    }
    Names names = {*prefix ? prefix : "p",
                   g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    if (!*prefix)
        text_append(out, drawn->bytes, (size_t)(svg - drawn->bytes));
    text_append(out, svg, (size_t)(inside - svg));
    text_add(out, " role=\"img\">\n");
    svg_labels(labels, out);
    svg_copy(inside + 1, drawn->bytes + drawn->length, &names, out);
    g_hash_table_destroy(names.numbers);
}
