/* Shared by the pictures of a run; not for others. */
#ifndef PRODROME_PAGE_PARTS_H
#define PRODROME_PAGE_PARTS_H

#include "render/chart.h"
#include "render/page.h"

/* The time range that all panels share, in days. */
void page_times(const Page *page, double *low, double *high);

/* Caliper volume at day 0 in mm^3, or of the first row when day 0 was not saved; *is_day0 says
 * which. NAN when the column is not there. */
double page_volume_base(const Record *run, bool *is_day0);

/* The first saved time from which on a column is 0 to the end of the run, after it was more; NAN
 * when there is none. */
double page_gone(const Record *run, const char *column);

/* A column of the run as a curve; false when it is not there or holds no number. */
bool page_line(Chart *chart, const Record *run, const char *column, double factor, uint32_t colour,
               LineKind kind, const char *label);

/* Dose marks of a run: one each, the first with a label that lists them. */
void page_doses(Chart *chart, const Record *run, uint32_t colour, bool with_label);

/* "name, seed 7" into out, with the run's status when it is not finished. */
void page_run_label(const Record *run, char *out, size_t size);

/* The line at the foot of every picture: version, run, seed, what it is not for. */
void page_foot(Canvas *canvas, const Record *run);

/* Marks on a curve of the run from when on it has no viable tumor cell, and no tumor at all: at the
 * values of `column` times factor, or at the low end of a logarithmic axis. */
void page_end_marks(Chart *chart, const Record *run, const char *column, double factor,
                    uint32_t colour);

/* The title, and with several runs on the page whose panel it is. */
void panel_title(Chart *chart, const Page *page, const char *title);

Status panel_volume(Canvas *canvas, const Page *page, Chart *chart, char *message,
                    size_t message_size);
void panel_populations(Canvas *canvas, const Page *page, Chart *chart);
void panel_drug(Canvas *canvas, const Page *page, Chart *chart);
void panel_oxygen(Canvas *canvas, const Page *page, Chart *chart);
void panel_shares(Canvas *canvas, const Page *page, Chart *chart);

#endif
