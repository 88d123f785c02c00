#include "render/report_parts.h"

#include "io/provenance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char MEANT[] = "Research software: not for clinical decisions.";

static void head_add(const Report *report, Text *out)
{
    text_add(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'unsafe-inline'; img-src data:\">\n<title>Sweep ");
    html_words(out, report->sweep.name);
    text_add(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", REPORT_STYLE);
}

static int counts_add(const Results *results, Text *out)
{
    static const struct {
        ResultsState state;
        const char *word;
    } states[] = {
        {RESULTS_FAILED, "failed"}, {RESULTS_RUNNING, "running"}, {RESULTS_WAITING, "waiting"}};
    int others = 0;
    text_add(out, "%d run%s in %d row%s: %d finished", results->runs_count,
             results->runs_count == 1 ? "" : "s", results->rows_count,
             results->rows_count == 1 ? "" : "s", results_count(results, RESULTS_FINISHED));
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        int count = results_count(results, states[i].state);
        if (count > 0)
            text_add(out, ", <strong>%d %s</strong>", count, states[i].word);
        others += count;
    }
    text_add(out, ".");
    return others;
}

/* The seeds, when every row has the same few; how many a row has, else. */
static void seeds_add(const Results *results, Text *out)
{
    enum { FEW = 20 };
    int least = results->runs_count, most = 0;
    bool paired = results_paired(results);
    for (int row = 0; row < results->rows_count; row++) {
        int count = results_row_runs(results, row);
        least = count < least ? count : least;
        most = count > most ? count : most;
    }
    for (int i = 0; i < most && paired && most <= FEW; i++)
        text_add(out, "%s%lld", i ? ", " : "", (long long)results->runs[i].seed);
    if (!paired || most > FEW)
        text_add(out, most > least ? "%d to %d a row" : "%d a row", least, most);
    if (paired && results->rows_count > 1)
        text_add(out, "; the same in every row");
}

/* The files, and what is the same in every run. */
static void configuration_add(const Sweep *file, Text *out)
{
    for (int i = 0; i < file->bases_count && file->files[i]; i++) {
        text_add(out, "%s", i ? ", " : "");
        html_element(out, "code", file->files[i]);
    }
    for (int i = 0; i < file->sets_count; i++) {
        text_add(out, "%s<code>", i ? ", " : "; with ");
        html_words(out, file->sets[i].path);
        text_add(out, " = ");
        html_words(out, file->sets[i].value.text);
        text_add(out, "</code>");
    }
}

static void contents_add(const Report *report, Text *out)
{
    const Results *results = report->sweep.results;
    text_add(out, "<nav aria-label=\"Contents\"><ul>\n<li><a href=\"#varied\">What was varied</a>"
                  "</li>\n<li><a href=\"#failures\">Failures</a></li>\n");
    for (int i = 0; i < results->outputs_count; i++) {
        char name[RESULTS_TEXT];
        results_output_text(&results->outputs[i], name);
        text_add(out, "<li><a href=\"#output-%d\">", i + 1);
        html_words(out, name);
        text_add(out, "</a></li>\n");
    }
    text_add(out, "<li><a href=\"#rows\">All rows</a></li>\n"
                  "<li><a href=\"#commands\">Commands that repeat them</a></li>\n</ul></nav>\n");
}

static void heading_add(const Report *report, Text *out)
{
    char program[128];
    const Sweeping *sweep = &report->sweep;
    provenance_program(program, sizeof program);
    text_add(out, "<header>\n<h1>Sweep ");
    html_words(out, sweep->name);
    text_add(out, "</h1>\n<p>");
    counts_add(sweep->results, out);
    text_add(out, "</p>\n<dl>\n<dt>Design</dt><dd>");
    html_words(out, design_kind_name((DesignKind)sweep->kind));
    text_add(out, ": ");
    html_words(out, design_kind_meaning((DesignKind)sweep->kind));
    text_add(out, "</dd>\n<dt>Configuration</dt><dd>");
    configuration_add(report->file, out);
    text_add(out, "</dd>\n<dt>Seeds</dt><dd>");
    seeds_add(sweep->results, out);
    if (*report->commits) {
        text_add(out, "</dd>\n<dt>Runs made by</dt><dd>commit ");
        html_words(out, report->commits);
    }
    text_add(out, "</dd>\n<dt>Report by</dt><dd>");
    html_words(out, program);
    text_add(out, "</dd>\n");
    if (*report->command) {
        text_add(out, "<dt>Command</dt><dd><code>");
        html_words(out, report->command);
        text_add(out, "</code></dd>\n");
    }
    bool ranks = sweep->kind == DESIGN_MORRIS || sweep->kind == DESIGN_SALTELLI ||
                 sweep->kind == DESIGN_ONE_AT_A_TIME;
    text_add(out, "</dl>\n%s<p class=\"meant\">%s</p>\n</header>\n",
             ranks && !sweep->design ? "<p class=\"missing\">design.tsv has not the rows that the "
                                       "sweep file asks for: there are no indices.</p>\n"
                                     : "",
             MEANT);
    contents_add(report, out);
}

/* One figure: picture, caption, and its table. */
static Status figure_add(const Report *report, const SweepFigure *figure, const char *prefix,
                         Text *out, char *message, size_t message_size)
{
    Text picture = {0}, caption = {0};
    Status status =
        figure_fragment(&report->sweep, figure, prefix, &picture, message, message_size);
    if (status != STATUS_OK)
        return status;
    bool ranked = figure->kind == FIGURE_TORNADO || figure->kind == FIGURE_SOBOL ||
                  figure->kind == FIGURE_MORRIS;
    text_add(out, ranked ? "<figure class=\"ranked\">\n<div>" : "<figure>\n<div>");
    text_append(out, picture.bytes, picture.length);
    text_add(out, "</div>\n<figcaption>");
    figure_caption(&report->sweep, figure, &caption);
    html_words(out, caption.bytes ? caption.bytes : "");
    text_add(out, "</figcaption>\n");
    status = caption.failed ? STATUS_NO_MEMORY : report_figure_table(report, figure, out);
    text_add(out, "</figure>\n");
    text_destroy(&picture);
    text_destroy(&caption);
    return status;
}

static void missing_add(const Results *results, int output, Text *out)
{
    const double *value = results_values(results, output);
    int missing = 0;
    for (int i = 0; i < results->runs_count; i++)
        missing += isnan(value[i]);
    if (missing > 0)
        text_add(out,
                 "<p class=\"missing\">%d of %d runs have no value of it; they are marked by a "
                 "cross and left out of the means.</p>\n",
                 missing, results->runs_count);
}

/* Pictures that are not drawn. */
static void left_out_add(Text *out, int count, const char *why)
{
    if (count > 0)
        text_add(out,
                 "<p>%d more pictures are not drawn%s; the table of all rows has their values."
                 "</p>\n",
                 count, why);
}

/* *room: how many pictures may still be drawn. */
static Status output_add(const Report *report, int output, int *room, Text *out, char *message,
                         size_t message_size)
{
    char name[RESULTS_TEXT], prefix[32];
    int count = 0, left_out = 0;
    const ResultsOutput *what = &report->sweep.results->outputs[output];
    SweepFigure *figures = figure_list(&report->sweep, output, &count, &left_out);
    Status status = figures ? STATUS_OK : STATUS_NO_MEMORY;
    results_output_text(what, name);
    text_add(out, "<section id=\"output-%d\">\n<h2>", output + 1);
    report_name_unit(out, name, what->unit);
    text_add(out, "</h2>\n");
    report_meaning(report, what->name, out);
    missing_add(report->sweep.results, output, out);
    left_out_add(out, left_out, ", maps at other values of the other parameters");
    left_out_add(out, count > *room ? count - *room : 0, "");
    count = count > *room ? *room : count;
    *room -= count;
    text_add(out, "<div class=\"figures\">\n");
    for (int i = 0; i < count && status == STATUS_OK; i++) {
        snprintf(prefix, sizeof prefix, "f%d-%d", output + 1, i + 1);
        status = figure_add(report, &figures[i], prefix, out, message, message_size);
    }
    text_add(out, "</div>\n</section>\n");
    free(figures);
    return status;
}

Status report_text(const Report *report, Text *out, char *message, size_t message_size)
{
    enum { PICTURES = 1000 };
    const Results *results = report->sweep.results;
    Status status = STATUS_OK;
    int room = PICTURES;
    *out = (Text){0};
    head_add(report, out);
    heading_add(report, out);
    text_add(out, "<main>\n");
    report_varied(report, out);
    report_failures(report, out);
    for (int i = 0; i < results->outputs_count && status == STATUS_OK; i++)
        status = output_add(report, i, &room, out, message, message_size);
    if (status == STATUS_OK)
        status = report_rows(report, out);
    report_commands(report, out);
    text_add(out, "</main>\n</body>\n</html>\n");
    if (status == STATUS_OK)
        status = text_check(out, "report.html", message, message_size);
    else if (status == STATUS_NO_MEMORY)
        snprintf(message, message_size, "report.html: not enough memory");
    if (status != STATUS_OK)
        text_destroy(out);
    return status;
}
