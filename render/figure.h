/* The figures of a sweep: which ones its design allows, what each shows in words, and their drawing
 * on a canvas. The same figures make report.html and the page of `prodrome plot SWEEP_DIR`. */
#ifndef PRODROME_FIGURE_H
#define PRODROME_FIGURE_H

#include "io/text.h"
#include "render/chart.h"
#include "render/response.h"

enum { FIGURE_WIDTH = 720, FIGURE_MAPS = 12 };

/* A sweep as it is reported. Texts, results and design are the caller's. */
typedef struct Sweeping {
    const char *name;
    int kind;             /* DesignKind; DESIGN_LIST for tables made by hand */
    const Design *design; /* NULL when it is not known, or is not that of the results */
    const Results *results;
} Sweeping;

typedef enum FigureKind {
    FIGURE_MAP,
    FIGURE_TORNADO,
    FIGURE_SOBOL,
    FIGURE_MORRIS,
    FIGURE_RESPONSE
} FigureKind;

typedef struct SweepFigure {
    FigureKind kind;
    int output;
    int parameter;  /* RESPONSE */
    int x, y, held; /* MAP: parameters, and the row that holds the others */
} SweepFigure;

/* The figures of one output, to be freed; NULL without memory. *left_out: maps beyond FIGURE_MAPS.
 */
SweepFigure *figure_list(const Sweeping *sweeping, int output, int *count, int *left_out);

double figure_height(const Sweeping *sweeping, const SweepFigure *figure);

/* Adds the title, and what its marks mean. */
void figure_title(const Sweeping *sweeping, const SweepFigure *figure, Text *out);
void figure_caption(const Sweeping *sweeping, const SweepFigure *figure, Text *out);

/* Adds the numbers that it shows, for those who do not see it. NO_MEMORY. */
Status figure_numbers(const Sweeping *sweeping, const SweepFigure *figure, Text *out);

/* Draws it FIGURE_WIDTH wide with its corner at left, top. NO_MEMORY. */
Status figure_draw(Canvas *canvas, const Sweeping *sweeping, const SweepFigure *figure, double left,
                   double top);

/* The figure as an `<svg>` element for HTML (canvas_fragment). */
Status figure_fragment(const Sweeping *sweeping, const SweepFigure *figure, const char *prefix,
                       Text *out, char *message, size_t message_size);

#endif
