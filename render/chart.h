/* One plot: title, legend, dose marks, axes, curves, points. The caller fills a Chart, chart_draw
 * sets it out within its rectangle so that nothing overlaps: the legend stands above the plot, the
 * margins follow the numbers. Texts and arrays are the caller's and must outlive the drawing. */
#ifndef PRODROME_CHART_H
#define PRODROME_CHART_H

#include "render/axis.h"
#include "render/shapes.h"

enum { CHART_LINES_MAX = 24, CHART_POINTS_MAX = 128, CHART_MARKS_MAX = 256, CHART_LABEL = 256 };

/* A curve through factor * y; NAN breaks it. Values stand stride doubles apart. With `between` it
 * is no curve but the area from y to there, under all curves; that has no NAN. */
typedef struct ChartLine {
    const double *x, *y, *between;
    size_t stride;
    int64_t count;
    double factor;
    uint32_t colour;
    LineKind kind;
    double thick; /* in pixels; 0: as usual for its kind */
    bool jumps;   /* at the marks: values before and after one are not joined */
    bool dots;    /* on every value, in place of a line: nothing is known between them */
    char label[CHART_LABEL];
} ChartLine;

/* A measured point, or an event on a curve; error is one standard deviation, NAN when not known.
 * Points with the same label share one legend entry. */
typedef struct ChartPoint {
    double x, y, error;
    uint32_t colour;
    PointShape shape;
    char label[CHART_LABEL];
} ChartPoint;

/* A triangle over the plot at x, with a faint line down; no label: no legend entry of its own. */
typedef struct ChartMark {
    double x;
    uint32_t colour;
    char label[CHART_LABEL];
} ChartMark;

/* Where the data of a plot stand, in pixels. */
typedef struct ChartBox {
    double left, top, width, height;
} ChartBox;

typedef struct Chart {
    double left, top, width, height; /* of everything, in pixels */
    char title[CHART_LABEL];         /* "": none */
    const char *x_name, *y_name;     /* with units; x_name NULL: shared with the plot below */
    char note[CHART_LABEL];          /* shown small under the legend; "" for none */
    Axis x, y;                       /* the name of a logarithmic one is followed by "log scale" */
    bool other_scale;                /* y logarithmic where it is linear, and the other way round */
    const char *const *x_words, *const *y_words; /* of each tick, in place of numbers; NULL: none */
    bool small;   /* the legend has only the curves, when there are several, and points */
    double least; /* pixels of the axes' height, so far as there are: for this the legend shrinks */
    double numbers; /* pixels for those beside y, if they need less: for plots above one another */
    double reference; /* a thin horizontal line at this value; NAN for none */
    ChartBox data;    /* where they stand, once drawn */
    int lines_count, points_count, marks_count;
    ChartLine lines[CHART_LINES_MAX];
    ChartPoint points[CHART_POINTS_MAX];
    ChartMark marks[CHART_MARKS_MAX];
} Chart;

/* Adds a point, unless a coordinate is no number or there is no room. */
void chart_point(Chart *chart, ChartPoint point);

/* Widens the time axis, if need be, so that every point stands within it. */
void chart_widen(Chart *chart);

/* Does what other_scale asks for, so far as there are values for it, and takes it back. */
void chart_rescale(Chart *chart);

/* Smallest and largest of factor * y over all curves, and of the points with their errors; positive
 * values of curves only when asked. false when there is none. */
bool chart_range(const Chart *chart, bool positive, double *low, double *high);

/* Measured points stand below the curves, marks of an event on one above it. */
void chart_draw(Canvas *canvas, Chart *chart);

/* Title, legend and axes alone, for plots whose data are no curves (scatter.h, bars.h, heatmap.h):
 * returns where the data are to stand. A curve of no values has its entry in the legend. */
ChartBox chart_frame(Canvas *canvas, const Chart *chart);

/* The height with which the axes have this one of their own, beside a legend of its usual size. */
double chart_height(Canvas *canvas, const Chart *chart, double axes);

/* The width of the numbers or words beside the y axis. */
double chart_numbers(Canvas *canvas, const Chart *chart);

/* The pixel of a value on an axis. */
double chart_x(const Chart *chart, ChartBox plot, double x);
double chart_y(const Chart *chart, ChartBox plot, double y);

/* In place of a plot whose data are not there: its title, and why it is empty. */
void chart_draw_absent(Canvas *canvas, const Chart *chart, const char *reason);

/* The chart alone as an `<svg>` element for HTML, whose ids begin with the prefix, a name that no
 * other fragment of the page has (canvas_fragment); text_destroy gives it back. */
Status chart_fragment(Chart *chart, const Labels *labels, const char *prefix, Text *out,
                      char *message, size_t message_size);

#endif
