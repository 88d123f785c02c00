#include "render/chart.h"

#include <math.h>

static const double DECADES = 1e-6; /* of the largest value, at most below it */
static const double LOW = 220;      /* pixels of a chart that has room for few numbers */

/* The smallest and largest of what stands on a logarithmic axis: points too, whose error bars may
 * reach below it. */
static bool scale_positive(const Chart *chart, double *low, double *high)
{
    bool any = chart_range(chart, true, low, high);
    for (int i = 0; i < chart->points_count; i++)
        if (chart->points[i].shape == POINT_DISC && chart->points[i].y > 0)
            *low = fmin(*low, chart->points[i].y);
    return any && *high > 0;
}

/* Marks of an end, on curves that are zero then, stand on the axis. */
static void scale_lift(Chart *chart)
{
    for (int i = 0; i < chart->points_count; i++)
        if (chart->points[i].shape != POINT_DISC)
            chart->points[i].y = fmax(chart->points[i].y, chart->y.low);
}

void chart_rescale(Chart *chart)
{
    double low = 0, high = 0;
    if (!chart->other_scale)
        return;
    chart->other_scale = false;
    if (chart->y.logarithmic && chart_range(chart, false, &low, &high)) {
        chart->y = axis_linear(fmin(low, 0), high, chart->height < LOW ? 3 : 6, true);
        chart->y.low -= 0.03 * (chart->y.high - chart->y.low); /* a curve at zero is seen */
    } else if (!chart->y.logarithmic && scale_positive(chart, &low, &high)) {
        chart->y = axis_logarithmic(fmax(low, DECADES * high), high, chart->height < LOW ? 3 : 7);
        scale_lift(chart);
    }
}
