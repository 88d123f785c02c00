/* The picture of a fit: what the fitted values predict over the animals, with the published
 * figures on it, and the profile of the likelihood of each parameter with its limits. */
#ifndef PRODROME_FIT_PAGE_H
#define PRODROME_FIT_PAGE_H

#include "render/chart.h"

enum { FIT_PAGE_POINTS = 64, FIT_PAGE_TEXT = 320 };

/* One figure of the runs over time: each animal's course, and the quantiles over them. */
typedef struct FitPrediction {
    const char *name, *unit;
    const double *days, *animals; /* animals: one course after the other */
    int64_t times;
    int animals_count;
    const double *low, *middle, *high, *mean; /* at each time */
    ChartPoint points[FIT_PAGE_POINTS];
    int points_count;
} FitPrediction;

/* Log-likelihood against the values of one parameter. */
typedef struct FitLikelihood {
    const char *name, *unit;
    const double *values, *heights;
    int count;
    bool logarithmic;
    double fitted, low, high; /* ends of the interval; infinite: beyond the values */
    double level;             /* of its ends */
} FitLikelihood;

typedef struct FitPage {
    char title[FIT_PAGE_TEXT], what[CHART_LABEL]; /* at the head and the foot of the page */
    const char *version;
    double confidence;
    const FitPrediction *predictions;
    const FitLikelihood *likelihoods;
    int predictions_count, likelihoods_count;
} FitPage;

/* Writes it, in the form that the path's ending says. */
Status fit_page_write(const FitPage *page, const char *path, char *message, size_t message_size);

#endif
