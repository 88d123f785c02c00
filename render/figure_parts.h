/* What the files of the figures share: the drawing of each kind, within a box. */
#ifndef PRODROME_FIGURE_PARTS_H
#define PRODROME_FIGURE_PARTS_H

#include "render/figure.h"

/* A zeroed chart within a box, without a reference. */
void figure_chart(Chart *chart, ChartBox box);

/* An entry of the legend. */
void figure_entry(Chart *chart, PointShape shape, uint32_t colour, const char *words);

/* Adds " at psma.count = 2, ...": the other parameters of a map. */
void figure_held(const Sweeping *sweeping, const SweepFigure *figure, Text *out);

/* The order of parameters by a size, the largest first, NAN last; out: one for each. */
void figure_order(const double *size, int count, int *out);

Status figure_response(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                       ChartBox box);
Status figure_map(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                  ChartBox box);
Status figure_tornado(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                      ChartBox box);
Status figure_sobol(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                    ChartBox box);
Status figure_morris(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure,
                     ChartBox box);

#endif
