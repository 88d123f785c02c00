/* The report of a sweep: one file of HTML with everything in it, pictures as SVG, no script and no
 * address but within it; failures first. The same results give the same bytes. Its figures also as
 * one page, PNG, SVG or PDF. */
#ifndef PRODROME_REPORT_H
#define PRODROME_REPORT_H

#include "render/figure.h"

typedef struct Report {
    Sweeping sweep;
    const Sweep *file;   /* what the runs have in common */
    const char *command; /* that makes the report, or "" */
    const char *commits; /* of the programs that made the runs, or "" */
} Report;

/* report.html, to be given back by text_destroy; NO_MEMORY leaves none. */
Status report_text(const Report *report, Text *out, char *message, size_t message_size);

/* All figures on one page, in the form that the end of the path asks for. BAD_DATA: there are none.
 */
Status report_page(const Report *report, const char *path, char *message, size_t message_size);

#endif
