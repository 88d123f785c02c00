/* Pages as SVG and PDF: the same bytes for the same drawing, ids that do not meet in one document,
 * and words of any kind in what they say of themselves. */
#include "io/file.h"
#include "render/chart.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int folder_setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/prodrome-vector-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int folder_teardown(void **state)
{
    (void)state;
    file_folder_remove(folder, 0);
    canvas_finish();
    return 0;
}

/* Texts, a curve within its clip, a painted slice: whatever pages consist of. */
static void page_draw(Canvas *canvas)
{
    static const double x[] = {0, 1, 2}, y[] = {1, 4, 2};
    uint32_t pixels[] = {0xFF0000, 0x00FF00, 0x0000FF, 0xFFFFFF};
    const Raster raster = {.width = 2, .height = 2, .pixels = pixels};
    Chart *chart = calloc(1, sizeof *chart);
    assert_non_null(chart);
    chart->width = 400, chart->height = 300, chart->reference = NAN;
    chart->x_name = "time, d", chart->y_name = "nM";
    snprintf(chart->title, sizeof chart->title, "A title");
    chart->x = axis_linear(0, 2, 4, false), chart->y = axis_linear(0, 5, 4, true);
    chart->lines[chart->lines_count++] =
        (ChartLine){.x = x, .y = y, .stride = 1, .count = 3, .factor = 1, .colour = 0x0072B2};
    chart_draw(canvas, chart);
    free(chart);
    assert_int_equal(canvas_raster(canvas, 10, 310, &raster), STATUS_OK);
    assert_int_equal(canvas_raster(canvas, 20, 310, &raster), STATUS_OK);
}

static void labels_make(Labels *labels, const char *source)
{
    *labels = (Labels){0};
    labels_start(labels, "a < b & \"c\"");
    labels_add(labels, "Source", source);
    labels_add(labels, "Config-SHA-256", "0123abcd");
}

/* The bytes of the page's file, ended by 0. */
static char *page_file(CanvasForm form, const char *end, const char *source, size_t *length)
{
    char path[FILE_PATH], message[256] = "";
    void *bytes = NULL;
    Canvas canvas;
    Labels *labels = malloc(sizeof *labels);
    assert_non_null(labels);
    labels_make(labels, source);
    snprintf(path, sizeof path, "%s/page%s", folder, end);
    assert_int_equal(canvas_create_form(form, 400, 340, &canvas), STATUS_OK);
    page_draw(&canvas);
    Status status = canvas_write(&canvas, labels, path, message, sizeof message);
    if (status != STATUS_OK)
        fail_msg("%s", message);
    canvas_destroy(&canvas);
    free(labels);
    assert_int_equal(file_read_whole(path, 1 << 24, &bytes, length, message, sizeof message),
                     STATUS_OK);
    return bytes;
}

static void test_forms_by_the_end_of_a_name(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        bool known;
        CanvasForm form;
    } cases[] = {{"a.png", true, CANVAS_PNG},    {"x/a.svg", true, CANVAS_SVG},
                 {"a.b.pdf", true, CANVAS_PDF},  {"a.gif", false, CANVAS_PNG},
                 {".svg", false, CANVAS_PNG},    {"", false, CANVAS_PNG},
                 {"a.svg.gz", false, CANVAS_PNG}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CanvasForm form = CANVAS_PNG;
        assert_int_equal(canvas_form_of(cases[i].path, &form), cases[i].known);
        assert_int_equal(form, cases[i].form);
    }
}

static void test_same_drawing_same_bytes(void **state)
{
    (void)state;
    static const char *const ends[] = {".png", ".svg", ".pdf"};
    for (CanvasForm form = CANVAS_PNG; form <= CANVAS_PDF; form++) {
        size_t first = 0, second = 0;
        char *a = page_file(form, ends[form], "run a", &first);
        char *b = page_file(form, ends[form], "run a", &second);
        assert_int_equal(first, second);
        assert_memory_equal(a, b, first);
        free(a);
        free(b);
    }
}

static int count_of(const char *text, const char *what)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        count++;
    return count;
}

static void test_svg_is_self_contained_and_says_what_it_is(void **state)
{
    (void)state;
    size_t length = 0;
    char *svg = page_file(CANVAS_SVG, ".svg", "run <x> & \x01\xff y", &length);
    assert_int_equal(strlen(svg), length);
    assert_memory_equal(svg, "<?xml ", 6);
    assert_non_null(strstr(svg, "<title>a &lt; b &amp; &quot;c&quot;</title>"));
    assert_non_null(strstr(svg, "Source: run &lt;x&gt; &amp;  \xef\xbf\xbd y\n"));
    assert_non_null(strstr(svg, "Config-SHA-256: 0123abcd\n"));
    assert_int_equal(count_of(svg, "http"), 2); /* the two names of its languages */
    assert_int_equal(count_of(svg, "<text"), 0);
    assert_int_equal(count_of(svg, "<image"), 2);
    assert_int_equal(count_of(svg, "<image"), count_of(svg, "image-rendering:pixelated"));
    assert_int_equal(count_of(svg, "<image"), count_of(svg, "data:image/png;base64,"));
    free(svg);
}

static void test_pdf_says_what_it_is(void **state)
{
    (void)state;
    size_t length = 0;
    char *pdf = page_file(CANVAS_PDF, ".pdf", "run a", &length);
    assert_memory_equal(pdf, "%PDF-", 5);
    const char *info = memmem(pdf, length, "/CreationDate (19700101000000Z)", 31);
    assert_non_null(info);
    assert_non_null(memmem(pdf, length, "/Title (a < b & \"c\")", 20));
    assert_non_null(memmem(pdf, length, "/Subject (run a)", 16));
    assert_non_null(memmem(pdf, length, "/Keywords (Config-SHA-256: 0123abcd)", 36));
    free(pdf);
}

/* Every id begins with the prefix and is there once; every reference is to one of them. */
static void ids_check(const char *svg, const char *prefix)
{
    static const char *const marks[] = {" id=\"", "\"#", "url(#"};
    int seen[2] = {0};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        for (const char *at = svg; (at = strstr(at, marks[i]));) {
            char name[64], defined[96];
            at += strlen(marks[i]);
            snprintf(name, sizeof name, "%.*s", (int)strcspn(at, "\")"), at);
            snprintf(defined, sizeof defined, " id=\"%s\"", name);
            assert_memory_equal(name, prefix, strlen(prefix));
            assert_int_equal(name[strlen(prefix)], '-');
            assert_int_equal(count_of(svg, defined), 1);
            seen[i > 0]++;
        }
    assert_true(seen[0] > 5 && seen[1] > 5);
}

static void test_fragments_do_not_meet(void **state)
{
    (void)state;
    static const char *const prefixes[] = {"volume", "cells"};
    char message[256] = "";
    Labels *labels = malloc(sizeof *labels);
    assert_non_null(labels);
    labels_make(labels, "run a");
    for (size_t i = 0; i < 2; i++) {
        Canvas canvas;
        Text svg;
        assert_int_equal(canvas_create_form(CANVAS_SVG, 400, 340, &canvas), STATUS_OK);
        page_draw(&canvas);
        assert_int_equal(
            canvas_fragment(&canvas, labels, prefixes[i], "a page", &svg, message, sizeof message),
            STATUS_OK);
        canvas_destroy(&canvas);
        assert_memory_equal(svg.bytes, "<svg ", 5);
        assert_string_equal(svg.bytes + svg.length - 7, "</svg>\n");
        ids_check(svg.bytes, prefixes[i]);
        text_destroy(&svg);
    }
    free(labels);
}

static void test_chart_as_a_fragment(void **state)
{
    (void)state;
    char message[256] = "";
    Text svg;
    Labels *labels = malloc(sizeof *labels);
    Chart *chart = calloc(1, sizeof *chart);
    assert_true(labels && chart);
    labels_make(labels, "run a");
    chart->width = 300, chart->height = 200, chart->reference = NAN, chart->y_name = "nM";
    chart->x = axis_linear(0, 1, 4, false), chart->y = axis_linear(0, 1, 4, false);
    assert_int_equal(chart_fragment(chart, labels, "c1", &svg, message, sizeof message), STATUS_OK);
    assert_non_null(strstr(svg.bytes, "viewBox=\"0 0 300 200\""));
    text_destroy(&svg);
    free(chart);
    free(labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms_by_the_end_of_a_name),
        cmocka_unit_test(test_same_drawing_same_bytes),
        cmocka_unit_test(test_svg_is_self_contained_and_says_what_it_is),
        cmocka_unit_test(test_pdf_says_what_it_is),
        cmocka_unit_test(test_fragments_do_not_meet),
        cmocka_unit_test(test_chart_as_a_fragment),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
