/* A chart to draw in, and what is seen of it, for tests. */
#ifndef PRODROME_CHART_CASE_H
#define PRODROME_CHART_CASE_H

#include "render/chart.h"

/* Pixels of exactly that colour on a page. */
int64_t pixels_of(const Canvas *canvas, uint32_t colour);

/* A chart, to be freed, that fills a canvas of 600 x 400, which it makes. */
Chart *chart_make(Canvas *canvas);

#endif
