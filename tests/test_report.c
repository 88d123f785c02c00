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
    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s.html", folder, name);
    assert_int_equal(report_write(&made->report, path, message, sizeof message), STATUS_OK);
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
        {"grid",
         DESIGN_GRID,
         1,
         3,
         4,
         made_ishigami,
         3,
         {" by doses.0.amount and psma", "no value: 1 run"}},
        {"cube", DESIGN_GRID, 2, 2, 0, made_linear, 5, {"at doses.0.every = 7 d"}},
        {"latin", DESIGN_LATIN, 60, 2, 0, made_ishigami, 3, {"within an equal part of the range"}},
        {"sobol", DESIGN_SOBOL, 64, 1, 7, made_ishigami, 3, {"within an equal part of the range"}},
        {"morris", DESIGN_MORRIS, 12, 1, 0, made_ishigami, 4, {"Morris effects", "\u03bc*"}},
        {"saltelli", DESIGN_SALTELLI, 256, 1, 0, made_ishigami, 4, {"Sobol indices", ">sum<"}},
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
                print_message("%s: no `%s`\n", cases[i].name, cases[i].has[k]);
        free(text);
        made_sweep_destroy(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_figures_by_design)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
