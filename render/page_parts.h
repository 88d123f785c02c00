/* Shared by the pictures of a run; not for others. */
#ifndef PRODROME_PAGE_PARTS_H
#define PRODROME_PAGE_PARTS_H

#include "render/chart.h"
#include "render/page.h"

/* The time range that all panels share, in days. */
void page_times(const Page *page, double *low, double *high);

/* Caliper volume at day 0 in mm^3: of the row of day 0, of run.json when the run is a branch that
 * begins later, else of the first row; *is_day0 says whether it is of day 0. NAN when the column is
 * not there. */
double page_volume_base(const Record *run, bool *is_day0);

/* The first saved time from which on a column is 0 to the end of the run, after it was more; NAN
 * when there is none. */
double page_gone(const Record *run, const char *column);

/* The time of the last number of a column that has none to the end of the run, for want of what it
 * is of; NAN when it goes on to the end, or was never there. */
double page_last(const Record *run, const char *column);

/* The end of a run that was over because its tumor was too large; NAN for others. */
double page_culled(const Record *run);

/* A column of the run as a curve; false when it is not there or holds no number. */
bool page_line(Chart *chart, const Record *run, const char *column, double factor, uint32_t colour,
               LineKind kind, const char *label);

/* The same for a run of the page, in that run's own colour and dashes; and for all of them, without
 * labels, which returns how many have such a curve. */
bool page_run_line(Chart *chart, const Page *page, int run, const char *column, double factor,
                   const char *label);
int page_run_lines(Chart *chart, const Page *page, const char *column, double factor);
uint32_t page_run_colour(const Page *page, int run);

/* The colour of a run's doses: INK_DOSE, of several runs that of the run. */
uint32_t page_dose_colour(const Page *page, int run);

/* "mipsagargin 56 mg/kg on days 0, 1, 2", "no drug" or "not known"; of a branch "branch: ...". size
 * is at least 16. */
void page_doses_text(const Record *run, char *out, size_t size);

/* The same and, if so, from when on no viable tumor cell was left; "" when neither is known. */
void page_story_text(const Record *run, char *out, size_t size);

/* Dose marks of all runs, one for each day, grey where different runs share it. With labels they
 * stand in the legend: of one run with a list of its doses, of several with what the colours mean.
 */
void page_doses(Chart *chart, const Page *page, bool with_label);

/* The table of several runs, which is their legend, and its height; 0 for one run. */
double compare_height(const Page *page);
void compare_table(Canvas *canvas, const Page *page, double left, double top, double width);

/* "name, seed 7" into out, with the run's status when it is not finished. */
void page_run_label(const Record *run, char *out, size_t size);

/* The line at the foot of every picture: version, what is drawn, what it is not for. */
void page_foot(Canvas *canvas, const char *version, const char *what);

/* A linear axis from 0, or below, to the largest value and at least to at_least. */
void panel_linear(Chart *chart, int wanted, double at_least);

/* USAGE with the names that there are when no run has a mean of page->field. */
Status panel_drug_check(const Page *page, char *message, size_t message_size);

/* Marks on a curve of a run of the page from when on it has no viable tumor cell, and no tumor at
 * all, and where the animal was culled: at the values of `column` times factor, or at the low end
 * of a logarithmic axis. */
void page_end_marks(Chart *chart, const Page *page, int run, const char *column, double factor);

/* Dots in place of the last curve of the chart, which is of that run, from the day on that the run
 * warned of: what is drawn from there says less. */
void page_warning_line(Chart *chart, const Page *page, int run);

Status panel_volume(Canvas *canvas, const Page *page, Chart *chart, char *message,
                    size_t message_size);
void panel_populations(Canvas *canvas, const Page *page, Chart *chart);
void panel_drug(Canvas *canvas, const Page *page, Chart *chart);
void panel_oxygen(Canvas *canvas, const Page *page, Chart *chart);
void panel_shares(Canvas *canvas, const Page *page, Chart *chart);

#endif
