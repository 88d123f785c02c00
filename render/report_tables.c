/* The tables of a report. */
#include "render/report_parts.h"

#include "io/config_path.h"
#include "io/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_SHOWN = 12, WAITING_SHOWN = 20 };

void report_table_start(Text *out, const char *about)
{
    text_add(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_words(out, about);
    text_add(out, "\">\n<table>\n");
}

/* One whose rows become lists of `name: value` where there is no room beside one another. */
static void stack_start(Text *out, const char *about, const char *const *names, int count)
{
    text_add(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_words(out, about);
    text_add(out, "\">\n<table class=\"stack\">\n<thead><tr>");
    for (int i = 0; i < count; i++)
        html_element(out, "th scope=\"col\"", names[i]);
    text_add(out, "</tr></thead>\n<tbody>\n");
}

/* A cell of such a row; style "" for none. */
static void stack_cell(Text *out, const char *name, const char *style, const char *words)
{
    text_add(out, "<td data-name=\"%s\"%s%s%s>", name, *style ? " class=\"" : "", style,
             *style ? "\"" : "");
    html_words(out, words);
    text_add(out, "</td>");
}

void report_table_end(Text *out)
{
    text_add(out, "</tbody>\n</table>\n</div>\n");
}

void report_name_unit(Text *out, const char *name, const char *unit)
{
    html_words(out, name);
    if (!*text_unit(unit))
        return;
    text_add(out, " (");
    html_words(out, unit);
    text_add(out, ")");
}

/* -- what was varied --------------------------------------------------------------------------- */

static void values_add(const ResultsParameter *parameter, Text *out)
{
    int last = parameter->levels_count - 1;
    text_add(out, "<td data-name=\"values\">");
    if (parameter->range[0]) {
        html_words(out, parameter->range);
    } else if (parameter->levels_count <= VALUES_SHOWN) {
        for (int i = 0; i <= last; i++) {
            text_add(out, "%s", i ? ", " : "");
            html_words(out, parameter->level_text[i]);
        }
    } else {
        text_add(out, "%d values", parameter->levels_count);
        if (!parameter->words) {
            text_add(out, ", ");
            html_words(out, parameter->level_text[0]);
            text_add(out, " to ");
            html_words(out, parameter->level_text[last]);
        }
    }
    text_add(out, "</td>");
}

static const char *scale_words(const ResultsParameter *parameter)
{
    if (parameter->words)
        return "words";
    if (parameter->logarithmic)
        return "logarithmic";
    return parameter->range[0] ? "linear" : "listed";
}

static void parameter_add(const ResultsParameter *parameter, Text *out)
{
    char wrong[400], hint[400];
    ConfigPath path;
    bool known =
        config_path_parse(parameter->path, &path, wrong, sizeof wrong, hint, sizeof hint) &&
        path.row;
    text_add(out, "<tr>");
    text_add(out, "<th scope=\"row\"><code>");
    html_words(out, parameter->path);
    text_add(out, "</code></th>");
    stack_cell(out, "unit", "", text_unit(parameter->unit));
    values_add(parameter, out);
    stack_cell(out, "scale", "", scale_words(parameter));
    stack_cell(out, "meaning", "words",
               known ? path.row->doc : "not in this program's table of parameters");
    stack_cell(out, "source of the default", "words",
               known ? params_source(path.list, path.entry, path.row) : "");
    text_add(out, "</tr>\n");
}

void report_varied(const Report *report, Text *out)
{
    static const char *const names[] = {"parameter", "unit",    "values",
                                        "scale",     "meaning", "source of the default"};
    const Results *results = report->sweep.results;
    text_add(out, "<section id=\"varied\">\n<h2>What was varied</h2>\n");
    stack_start(out, "What was varied", names, sizeof names / sizeof names[0]);
    for (int i = 0; i < results->parameters_count; i++)
        parameter_add(&results->parameters[i], out);
    report_table_end(out);
    text_add(out, "</section>\n");
}

void report_meaning(const Report *report, const char *name, Text *out)
{
    const char *known = NULL, *unit = NULL, *meaning = NULL;
    for (int i = 0; observable_row(i, &known, &unit, &meaning); i++)
        if (strcmp(known, name) == 0) {
            html_element(out, "p", meaning);
            return;
        }
    if (!report->file->base)
        return;
    Census *census = calloc(1, sizeof *census);
    if (!census) {
        out->failed = true;
        return;
    }
    census_columns(census, report->file->base);
    int column = census_find(census, name);
    if (column >= 0)
        html_element(out, "p", census->column[column].meaning);
    free(census);
}

/* -- commands ---------------------------------------------------------------------------------- */

void report_command(const Report *report, int run, Text *out)
{
    const Results *results = report->sweep.results;
    const ResultsRun *which = &results->runs[run];
    const SweepRun as = {which->number, which->row_number, which->seed, which->line, false};
    Text command = {0};
    sweep_design_command(report->file, results->design, &as, &command);
    text_add(out, "<code>");
    html_words(out, command.bytes ? command.bytes : "");
    text_add(out, "</code>");
    out->failed |= command.failed;
    text_destroy(&command);
}

void report_commands(const Report *report, Text *out)
{
    const Results *results = report->sweep.results;
    text_add(out, "<section id=\"commands\">\n<h2>Commands that repeat them</h2>\n<p>Each with the "
                  "first seed of its row, in the folder in which the sweep was started; "
                  "<code>--seed</code> takes another one, <code>--out</code> another "
                  "folder.</p>\n<dl class=\"commands\">\n");
    for (int row = 0; row < results->rows_count; row++) {
        int first = results->row_start[row];
        long long number = (long long)results->runs[first].row_number;
        text_add(out, "<dt id=\"row-%lld\">row %lld, seeds", number, number);
        for (int i = first; i < results->row_start[row + 1]; i++)
            text_add(out, " %lld", (long long)results->runs[i].seed);
        text_add(out, "</dt><dd>");
        report_command(report, first, out);
        text_add(out, "</dd>\n");
    }
    text_add(out, "</dl>\n</section>\n");
}

/* -- failures ---------------------------------------------------------------------------------- */

static void given_add(const Results *results, int row, Text *out)
{
    text_add(out, "<td data-name=\"parameters\" class=\"given\">");
    for (int p = 0; p < results->parameters_count; p++) {
        const ResultsParameter *parameter = &results->parameters[p];
        text_add(out, "%s", p ? "<br>" : "");
        html_words(out, parameter->path);
        text_add(out, " = ");
        html_words(out, results_given_text(results, row, p));
        text_add(out, " ");
        html_words(out, text_unit(parameter->unit));
    }
    text_add(out, "</td>");
}

static void failed_add(const Report *report, int run, Text *out)
{
    const ResultsRun *which = &report->sweep.results->runs[run];
    bool told = which->message && *which->message;
    text_add(out,
             "<tr><td data-name=\"run\" class=\"number\">%lld</td><td data-name=\"row\" "
             "class=\"number\">%lld</td><td data-name=\"seed\" class=\"number\">%lld</td>",
             (long long)which->number, (long long)which->row_number, (long long)which->seed);
    given_add(report->sweep.results, which->row, out);
    stack_cell(out, "message", "message", told ? which->message : "no message");
    text_add(out, "<td data-name=\"command that repeats it\" class=\"command\">");
    report_command(report, run, out);
    text_add(out, "</td></tr>\n");
}

/* Runs without a result that have not failed: how many, and the first of them. */
static void unfinished_add(const Results *results, ResultsState state, const char *words, Text *out)
{
    int count = results_count(results, state), shown = 0;
    if (count == 0)
        return;
    text_add(out, "<p class=\"missing\">%d run%s %s: ", count, count == 1 ? "" : "s", words);
    for (int i = 0; i < results->runs_count && shown < WAITING_SHOWN; i++)
        if (results->runs[i].state == state)
            text_add(out, "%s%lld", shown++ ? ", " : "", (long long)results->runs[i].number);
    text_add(out, "%s.</p>\n", count > shown ? ", ..." : "");
}

void report_failures(const Report *report, Text *out)
{
    static const char *const names[] = {"run",        "row",     "seed",
                                        "parameters", "message", "command that repeats it"};
    const Results *results = report->sweep.results;
    text_add(out, "<section id=\"failures\">\n<h2>Failures</h2>\n");
    if (results_count(results, RESULTS_FAILED) == 0) {
        text_add(out, "<p>No run failed.</p>\n");
    } else {
        stack_start(out, "Runs that failed", names, sizeof names / sizeof names[0]);
        for (int i = 0; i < results->runs_count; i++)
            if (results->runs[i].state == RESULTS_FAILED)
                failed_add(report, i, out);
        report_table_end(out);
    }
    unfinished_add(results, RESULTS_RUNNING, "begun and not over", out);
    unfinished_add(results, RESULTS_WAITING, "not begun or without a result", out);
    text_add(out, "</section>\n");
}

/* -- all rows ---------------------------------------------------------------------------------- */

static void rows_header(const Results *results, Text *out)
{
    text_add(out, "<thead><tr><th scope=\"col\" rowspan=\"2\">row</th>");
    for (int p = 0; p < results->parameters_count; p++) {
        text_add(out, "<th scope=\"col\" rowspan=\"2\">");
        report_name_unit(out, results->parameters[p].path, results->parameters[p].unit);
        text_add(out, "</th>");
    }
    for (int i = 0; i < results->outputs_count; i++) {
        char name[RESULTS_TEXT];
        results_output_text(&results->outputs[i], name);
        text_add(out, "<th scope=\"colgroup\" colspan=\"3\">");
        report_name_unit(out, name, results->outputs[i].unit);
        text_add(out, "</th>");
    }
    text_add(out, "<th scope=\"col\" rowspan=\"2\">runs</th></tr>\n<tr>");
    for (int i = 0; i < results->outputs_count; i++)
        text_add(out, "<th scope=\"col\">mean</th><th scope=\"col\">sd</th>"
                      "<th scope=\"col\">n</th>");
    text_add(out, "</tr></thead>\n<tbody>\n");
}

/* "3", or what became of those that did not finish. */
static void states_add(const Results *results, int row, Text *out)
{
    static const char *const words[RESULTS_STATES] = {"waiting", "running", "failed", "finished"};
    int counts[RESULTS_STATES] = {0};
    for (int i = results->row_start[row]; i < results->row_start[row + 1]; i++)
        counts[results->runs[i].state]++;
    bool whole = counts[RESULTS_FINISHED] == results_row_runs(results, row);
    text_add(out, "<td%s>", whole ? "" : " class=\"none\"");
    const char *before = "";
    for (int state = RESULTS_STATES; state-- > 0;)
        if (counts[state] > 0) {
            text_add(out, "%s%d %s", before, counts[state], words[state]);
            before = ", ";
        }
    text_add(out, "</td></tr>\n");
}

static void row_add(const Results *results, int row, const ResponseRow *means, Text *out)
{
    long long number = (long long)results->runs[results->row_start[row]].row_number;
    text_add(out, "<tr><th scope=\"row\"><a href=\"#row-%lld\">%lld</a></th>", number, number);
    for (int p = 0; p < results->parameters_count; p++) {
        if (results->parameters[p].words)
            html_element(out, "td", results_given_text(results, row, p));
        else
            text_add(out, "<td class=\"number\">%.6g</td>", results_given(results, row, p));
    }
    for (int i = 0; i < results->outputs_count; i++) {
        const ResponseRow *mean = &means[i * results->rows_count + row];
        html_number_cell(out, mean->mean.value);
        if (mean->n > 1)
            html_number_cell(out, mean->sd);
        else
            text_add(out, "<td></td>");
        text_add(out,
                 mean->n < mean->asked ? "<td class=\"none\">%d of %d</td>"
                                       : "<td class=\"number\">%d</td>",
                 mean->n, mean->asked);
    }
    states_add(results, row, out);
}

Status report_rows(const Report *report, Text *out)
{
    const Results *results = report->sweep.results;
    size_t rows = (size_t)results->rows_count, outputs = (size_t)results->outputs_count;
    ResponseRow *means = calloc(rows * outputs + 1, sizeof *means);
    Status status = means ? STATUS_OK : STATUS_NO_MEMORY;
    for (int i = 0; i < results->outputs_count && status == STATUS_OK; i++)
        status = response_rows(results, i, means + (size_t)i * rows);
    text_add(out, "<section id=\"rows\">\n<h2>All rows</h2>\n<p>Mean, standard deviation and "
                  "number of animals; the number of a row leads to its command.</p>\n");
    report_table_start(out, "All rows");
    rows_header(results, out);
    for (int row = 0; row < results->rows_count && status == STATUS_OK; row++)
        row_add(results, row, means, out);
    report_table_end(out);
    text_add(out, "</section>\n");
    free(means);
    return status;
}
