/* What the files of the report share: its sections, each added to the text. */
#ifndef PRODROME_REPORT_PARTS_H
#define PRODROME_REPORT_PARTS_H

#include "render/html.h"
#include "render/report.h"

extern const char REPORT_STYLE[];

/* What was varied, and how. */
void report_varied(const Report *report, Text *out);

/* Runs that failed, with their commands, and those that have no result yet. */
void report_failures(const Report *report, Text *out);

/* The table of numbers under a figure, where it has one. NO_MEMORY. */
Status report_figure_table(const Report *report, const SweepFigure *figure, Text *out);

/* Every row with its means. NO_MEMORY. */
Status report_rows(const Report *report, Text *out);

/* The command that repeats a run, for each row. */
void report_commands(const Report *report, Text *out);

/* What an output is, in a sentence; nothing where that is not known. */
void report_meaning(const Report *report, const char *name, Text *out);

/* A command for HTML, of one run. */
void report_command(const Report *report, int run, Text *out);

/* The start of a table that may be wider than the page, and its end. */
void report_table_start(Text *out, const char *about);
void report_table_end(Text *out);

/* "name (unit)" for HTML. */
void report_name_unit(Text *out, const char *name, const char *unit);

#endif
