/* A fit: parameters of a configuration set by published figures. The file is a sweep file whose
 * rows the search makes, one a trial: sections base, set and parameters (ranges, with `start` and
 * `prior`), `fit` in place of sweep and design, and `data` in place of outputs. Trials run over the
 * same seeds, so that what differs between them is not chance. */
#ifndef PRODROME_FIT_H
#define PRODROME_FIT_H

#include "io/sweep.h"
#include "study/likelihood.h"

enum { FIT_FIGURES = 64, FIT_CONDITION = 160 };

/* An entry of `data`, as written; text is NULL where a key is not given. */
typedef struct FitEntry {
    SourcePlace place;
    SweepText table, observable, condition, simulated, sd, n;
} FitEntry;

/* A published figure and the output that stands for it. */
typedef struct FitFigure {
    int entry, output;      /* of Fit.entries; of the sweep's outputs */
    LikelihoodDatum datum;  /* in the unit of the output */
    bool error_known;       /* the table or the file gives its sd */
    char name[CENSUS_NAME]; /* in the table */
    char condition[FIT_CONDITION], source[FIT_CONDITION];
    double time_d; /* in the table; NAN: none */
} FitFigure;

typedef struct Fit {
    Sweep sweep;       /* outputs: one a figure */
    int64_t budget;    /* trials of the search */
    int64_t profile;   /* values of each parameter's profile; 0: none is made */
    int64_t nuisance;  /* trials at each of them, where there are other parameters */
    double confidence; /* of the profile's limits */
    FitEntry entries[FIT_FIGURES];
    int entries_count;
    FitFigure figures[FIT_FIGURES];
    int figures_count;
    double start[SWEEP_PARAMETERS]; /* coordinates in the ranges */
} Fit;

/* Reads a fit file and its tables. Errors are in the messages, in which the file is source 0; what
 * is left out of a table or assumed is a note. fit_destroy in any case. */
Status fit_read(const char *path, Fit *out, Messages *messages);

/* The same of a text under a name, as far as the text alone goes: no base or table is read. */
Status fit_read_text(const char *name, const char *text, size_t length, Fit *out,
                     Messages *messages);

void fit_destroy(Fit *fit); /* takes {0} too */

/* Inside fit_read: the figures of the entries, as outputs of the sweep. */
Status fit_data_find(Fit *fit, Messages *messages);

#endif
