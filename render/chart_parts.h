/* What the files of a chart share. */
#ifndef PRODROME_CHART_PARTS_H
#define PRODROME_CHART_PARTS_H

#include "render/chart.h"

/* Draws the axes of a plot that begins at top, with numbers, words and names around it. */
ChartBox chart_axes(Canvas *canvas, const Chart *chart, double top);

/* What the numbers and the name under a plot take. */
double chart_axes_below(const Chart *chart);

#endif
