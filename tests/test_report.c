/* Reports of sweeps: figures by design, failures first, words of strangers, the same bytes. With
 * PRODROME_REPORTS=FOLDER each design's report is kept there to be looked at. */
#include "io/file.h"
#include "made_sweeps.h"
#include "render/html.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *report_of(MadeSweep *made)
{
    Text text;
    char message[512] = "";
    if (report_text(&made->report, &text, message, sizeof message) != STATUS_OK)
        fail_msg("%s", message);
    return text.bytes;
}

static int count_of(const char *text, const char *what)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        count++;
    return count;
}

/* Keeps a report, and its figures as one page, where they are asked for. */
static void keep(MadeSweep *made, const char *name)
{
    char path[FILE_PATH], message[512] = "";
    const char *folder = getenv("PRODROME_REPORTS");
    Text page;
    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s.html", folder, name);
    assert_int_equal(report_text(&made->report, &page, message, sizeof message), STATUS_OK);
    assert_int_equal(file_write_whole(path, page.bytes, page.length, message, sizeof message),
                     STATUS_OK);
    text_destroy(&page);
    snprintf(path, sizeof path, "%s/%s.png", folder, name);
    assert_int_equal(report_page(&made->report, path, message, sizeof message), STATUS_OK);
}

/* Each design has the figures and tables that it allows, and no others. */
static void test_figures_by_design(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        DesignKind kind;
        int points, seeds, skipped;
        double (*function)(const double *);
        int figures;
        const char *has[3];
    } cases[] = {
        {"grid", DESIGN_GRID, 1, 3, 4, made_ishigami, 3, {" by doses.0.amount and psma", "2 of 3"}},
        {"cube", DESIGN_GRID, 2, 2, 0, made_linear, 5, {"at doses.0.every = 7 d"}},
        {"latin", DESIGN_LATIN, 60, 2, 0, made_ishigami, 3, {"within an equal part of the range"}},
        {"sobol", DESIGN_SOBOL, 64, 1, 7, made_ishigami, 3, {"within an equal part of the range"}},
        {"morris",
         DESIGN_MORRIS,
         12,
         1,
         0,
         made_ishigami,
         4,
         {"Morris effects", "\u03bc*", "intervals over trajectories."}},
        {"saltelli",
         DESIGN_SALTELLI,
         256,
         1,
         0,
         made_ishigami,
         4,
         {"Sobol indices", ">sum<", "Only the rows A and B of each block count"}},
        {"one", DESIGN_ONE_AT_A_TIME, 0, 4, 0, made_linear, 4, {"one parameter at a time"}}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        MadeSweep made;
        made_sweep(&made, cases[i].kind, cases[i].points, cases[i].seeds, cases[i].function,
                   cases[i].skipped);
        char *text = report_of(&made);
        keep(&made, cases[i].name);
        assert_int_equal(count_of(text, "<svg "), cases[i].figures);
        for (int k = 0; k < 3 && cases[i].has[k]; k++)
            if (!strstr(text, cases[i].has[k]))
                fail_msg("%s: no `%s`", cases[i].name, cases[i].has[k]);
        free(text);
        made_sweep_destroy(&made);
    }
}

/* Without the roles of its rows a design has no indices, and says so. */
static void test_no_indices_without_a_design(void **state)
{
    (void)state;
    MadeSweep made;
    made_sweep(&made, DESIGN_MORRIS, 4, 1, made_linear, 0);
    made.report.sweep.design = NULL;
    char *text = report_of(&made);
    assert_int_equal(count_of(text, "<svg "), 3);
    assert_non_null(strstr(text, "there are no indices"));
    assert_int_equal(count_of(text, "so there are no intervals."), 3);
    free(text);
    made_sweep_destroy(&made);
}

/* Of many animals each k-th is drawn, by their number in the whole plot: its caption says so. */
static void test_faint_points_that_are_drawn(void **state)
{
    (void)state;
    MadeSweep made;
    SweepFigure figure = {.kind = FIGURE_RESPONSE};
    Text caption = {0}, picture;
    char message[512] = "", said[64];
    enum { SEEDS = 400, ANIMALS = 4 * 3 * SEEDS, EVERY = 2 };
    made_sweep(&made, DESIGN_GRID, 1, SEEDS, made_linear, 1);
    figure_caption(&made.report.sweep, &figure, &caption);
    snprintf(said, sizeof said, "of %d here one in %d;", ANIMALS - 1, EVERY);
    if (!strstr(caption.bytes, said))
        fail_msg("`%s` does not say `%s`", caption.bytes, said);
    assert_int_equal(
        figure_fragment(&made.report.sweep, &figure, "a", &picture, message, sizeof message),
        STATUS_OK);
    int drawn = 0;
    for (const char *at = picture.bytes; (at = strstr(at, "stroke-linecap:round"));) {
        const char *path = strstr(at, " d=\""), *end = path ? strchr(path + 4, '"') : at + 1;
        bool faint = path && strcspn(at, ">") > strcspn(at, "\"") && !strncmp(path, " d=\"M", 5);
        for (const char *move = path; faint && move < end; move++)
            drawn += *move == 'M';
        at = end;
    }
    assert_in_range(drawn, (ANIMALS - 1) / EVERY, ANIMALS / EVERY + 3);
    text_destroy(&picture);
    text_destroy(&caption);
    made_sweep_destroy(&made);
}

/* The sections in their order, each id once, each address within the page. */
static void test_structure(void **state)
{
    (void)state;
    static const char *const order[] = {"<!DOCTYPE html>",
                                        "<html lang=\"en\">",
                                        "<meta charset=\"utf-8\">",
                                        "<title>Sweep made</title>",
                                        "<h1>Sweep made</h1>",
                                        "36 runs in 12 rows: 35 finished, <strong>1 failed",
                                        "grid: every combination",
                                        "1, 2, 3; the same in every row",
                                        "commit abc123",
                                        "prodrome 0.",
                                        "prodrome sweep report made.yaml",
                                        "Research software: not for clinical decisions.",
                                        "<section id=\"varied\">",
                                        "doses.0.amount",
                                        "<section id=\"failures\">",
                                        "the field did not converge",
                                        "--set psma.activation_scale=0.02828",
                                        "--seed 1",
                                        "<section id=\"output-1\">",
                                        "caliper_change on day 30 (%)",
                                        "change of the caliper volume since day 0",
                                        "1 of 36 runs have no value of it",
                                        "<figcaption>",
                                        "<section id=\"rows\">",
                                        "2 finished, 1 failed",
                                        "<section id=\"commands\">",
                                        "<dt id=\"row-12\">row 12, seeds 1 2 3</dt>",
                                        "</html>\n"};
    MadeSweep made;
    made_sweep(&made, DESIGN_GRID, 1, 3, made_ishigami, 4);
    char *text = report_of(&made), *at = text, id[64], quoted[80];
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        char *found = strstr(at, order[i]);
        if (!found)
            fail_msg("no `%s` in its place", order[i]);
        at = found;
    }
    for (const char *mark = text; (mark = strstr(mark, " id=\"")); mark += 5) {
        snprintf(id, sizeof id, "%.*s", (int)strcspn(mark + 5, "\""), mark + 5);
        snprintf(quoted, sizeof quoted, " id=\"%s\"", id);
        assert_int_equal(count_of(text, quoted), 1);
    }
    for (const char *mark = text; (mark = strstr(mark, "href=\"")); mark += 6) {
        assert_int_equal(mark[6], '#');
        snprintf(id, sizeof id, "%.*s", (int)strcspn(mark + 7, "\""), mark + 7);
        snprintf(quoted, sizeof quoted, " id=\"%s\"", id);
        assert_int_equal(count_of(text, quoted), 1);
    }
    assert_int_equal(count_of(text, "url("), count_of(text, "url(#"));
    assert_int_equal(count_of(text, "http:"), count_of(text, "=\"http://www.w3.org/"));
    static const char *const never[] = {"<script", "https:", " src=", "@import",
                                        "<link",   "nan<",   "inf<",  "/tmp/"};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (strstr(text, never[i]))
            fail_msg("there is a `%s`", never[i]);
    free(text);
    made_sweep_destroy(&made);
}

static void test_same_results_same_bytes(void **state)
{
    (void)state;
    char *text[2];
    for (int i = 0; i < 2; i++) {
        MadeSweep made;
        made_sweep(&made, DESIGN_SALTELLI, 16, 2, made_ishigami, 5);
        text[i] = report_of(&made);
        made_sweep_destroy(&made);
    }
    assert_string_equal(text[0], text[1]);
    free(text[0]);
    free(text[1]);
}

/* Names, messages, units and files of strangers: nothing of them is markup or a shell's. */
static void test_words_of_strangers(void **state)
{
    (void)state;
    static const char design_text[] = "run\trow\tseed\tdoses.0.drug\n1\t1\t1\t<b>'x' & \"y\"\n"
                                      "2\t2\t1\tplain\n3\t3\t1\t$(rm -r x)\n";
    static const char values[] = "run,observable,time[d],value,unit\n"
                                 "1,<script>alert(1)</script>,2,5,<i>\n"
                                 "2,<script>alert(1)</script>,2,7,<i>\n";
    char message[512] = "", base[] = "it's & co.yaml";
    static Sweep file;
    SweepDesign design;
    Results results;
    Text text;
    file = (Sweep){.bases_count = 1, .files = {base}};
    assert_int_equal(sweep_design_read("design.tsv", design_text, &design, message, sizeof message),
                     STATUS_OK);
    assert_int_equal(results_read_text(&design, values, &results, message, sizeof message),
                     STATUS_OK);
    assert_int_equal(
        results_state(&results, 3, RESULTS_FAILED, "</td><img src=x onerror=y>\x01\xff&amp;\n--"),
        STATUS_OK);
    const Report report = {
        .sweep = {.name = "</title><script>\"'", .kind = DESIGN_LIST, .results = &results},
        .file = &file,
        .command = "prodrome sweep report '<u>'",
        .commits = "<s>"};
    if (report_text(&report, &text, message, sizeof message) != STATUS_OK)
        fail_msg("%s", message);
    static const char *const never[] = {"<script", "<b>", "<i>",  "<img",
                                        "<u>",     "<s>", "\x01", "\xff"};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (strstr(text.bytes, never[i]))
            fail_msg("there is a `%s`", never[i]);
    static const char command[] = /* run 'it'\''s & co.yaml' --set doses.0.drug='$(rm -r x)' */
        "<code>prodrome run &#39;it&#39;\\&#39;&#39;s &amp; co.yaml&#39; --set "
        "doses.0.drug=&#39;$(rm -r x)&#39; --seed 1</code>";
    const char *const has[] = {"<h1>Sweep &lt;/title&gt;&lt;script&gt;&quot;&#39;</h1>",
                               "&lt;script&gt;alert(1)&lt;/script&gt; on day 2 (&lt;i&gt;)",
                               "&lt;/td&gt;&lt;img src=x onerror=y&gt;\uFFFD\uFFFD&amp;amp;\n--",
                               command};
    for (size_t i = 0; i < sizeof has / sizeof has[0]; i++)
        if (!strstr(text.bytes, has[i]))
            fail_msg("no `%s`", has[i]);
    text_destroy(&text);
    results_destroy(&results);
    sweep_design_destroy(&design);
}

/* Before any run is over there is a report, and nothing to draw. */
static void test_nothing_yet(void **state)
{
    (void)state;
    MadeSweep made;
    char message[512] = "";
    made_sweep(&made, DESIGN_GRID, 1, 2, made_linear, 0);
    results_destroy(&made.results);
    assert_int_equal(results_read_text(&made.design, NULL, &made.results, message, sizeof message),
                     STATUS_OK);
    assert_int_equal(results_state(&made.results, 2, RESULTS_RUNNING, NULL), STATUS_OK);
    char *text = report_of(&made);
    assert_non_null(strstr(text, "<strong>1 running</strong>, <strong>23 waiting</strong>"));
    assert_non_null(strstr(text, "1 run begun and not over: 2."));
    assert_int_equal(count_of(text, "<svg "), 0);
    assert_int_equal(report_page(&made.report, "/tmp/never.png", message, sizeof message),
                     STATUS_BAD_DATA);
    assert_non_null(strstr(message, "no run has a result"));
    assert_false(file_exists("/tmp/never.png"));
    free(text);
    made_sweep_destroy(&made);
}

static int finish(void **state)
{
    (void)state;
    canvas_finish();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_by_design),
        cmocka_unit_test(test_no_indices_without_a_design),
        cmocka_unit_test(test_faint_points_that_are_drawn),
        cmocka_unit_test(test_structure),
        cmocka_unit_test(test_same_results_same_bytes),
        cmocka_unit_test(test_words_of_strangers),
        cmocka_unit_test(test_nothing_yet),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
