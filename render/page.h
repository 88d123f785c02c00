/* The page of a run: volume against day 0 with the published points, populations, drug in plasma
 * and tumor, oxygen and perfused vessels. Several runs are compared: a table of them, and in every
 * panel one curve for each. Panels whose columns are not in the time series say so. */
#ifndef PRODROME_PAGE_H
#define PRODROME_PAGE_H

#include "render/record.h"

enum { PAGE_RUNS_MAX = 8, PAGE_TABLES_MAX = 8 };

typedef struct Page {
    int runs_count, tables_count;
    Record runs[PAGE_RUNS_MAX];
    Table tables[PAGE_TABLES_MAX]; /* published points */
    const char *field;             /* the substance drawn in the panel of drugs; NULL: the drugs */
} Page;

/* Draws the page and writes it, in the form that the end of the path asks for. The page must hold
 * at least one run. USAGE with the names that there are when no run has page->field. */
Status page_write(const Page *page, const char *path, char *message, size_t message_size);

/* Gives back the records and tables. */
void page_destroy(Page *page);

#endif
