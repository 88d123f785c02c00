/* From the folder of a sweep to its report: tables, states and messages of failed runs are taken up
 * for render/report.h. Messages go to the caller; nothing is printed. */
#ifndef PRODROME_SWEEP_REPORT_H
#define PRODROME_SWEEP_REPORT_H

#include "io/sweep_folder.h"
#include "render/report.h"

#define SWEEP_REPORT_NAME "report.html"

enum { SWEEP_REPORT_COMMITS = 256 };

typedef struct SweepReport {
    Memory memory;
    Design cube;
    Results results;
    Report report;
    char commits[SWEEP_REPORT_COMMITS]; /* of the programs that made the runs */
    Sweep file;                         /* of sweep_report_open_folder; else zero */
    SweepDesign design;
} SweepReport;

/* Of a sweep and its runs, which outlive it, as does the command that is to stand in the report.
 * NO_INPUT: there is no results.csv. sweep_report_close in any case. */
Status sweep_report_open(const Sweep *sweep, const SweepDesign *design, const char *folder,
                         const char *command, SweepReport *out, char *message, size_t message_size);

/* Of what a folder holds by itself: sweep.yaml, design.tsv, design_added.tsv and results.csv. */
Status sweep_report_open_folder(const char *folder, SweepReport *out, char *message,
                                size_t message_size);

void sweep_report_close(SweepReport *report);

/* Whether a folder is that of a sweep. */
bool sweep_report_is_folder(const char *folder);

#endif
