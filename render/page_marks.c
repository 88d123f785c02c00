/* What stands on the curves of a run: where its cells, its tumor or the run itself ended, and where
 * the tumor has touched the box. */
#include "render/page_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double page_gone(const Record *run, const char *column)
{
    const Table *series = &run->series;
    int time = table_column(series, "time"), y = table_column(series, column);
    int64_t row = series->rows_count;
    while (y >= 0 && row > 0 && table_value(series, row - 1, y) == 0)
        row--;
    bool was_there = row > 0 && table_value(series, row - 1, y) > 0;
    return was_there && row < series->rows_count ? table_value(series, row, time) : NAN;
}

double page_last(const Record *run, const char *column)
{
    const Table *series = &run->series;
    int time = table_column(series, "time"), y = table_column(series, column);
    int64_t row = series->rows_count;
    while (y >= 0 && row > 0 && isnan(table_value(series, row - 1, y)))
        row--;
    return y >= 0 && row > 0 && row < series->rows_count ? table_value(series, row - 1, time) : NAN;
}

double page_culled(const Record *run)
{
    static const char why[] = "stop.volume_ratio"; /* as run.json says it */
    const Table *series = &run->series;
    bool culled = strncmp(run->reason, why, sizeof why - 1) == 0;
    return culled ? table_value(series, series->rows_count - 1, table_column(series, "time")) : NAN;
}

static double day_no_viable(const Record *run)
{
    return page_gone(run, "viable");
}

static double day_no_tumor(const Record *run)
{
    return page_gone(run, "caliper_volume");
}

void page_end_marks(Chart *chart, const Page *page, int run, const char *column, double factor)
{
    static const struct {
        double (*day)(const Record *);
        const char *alone, *many; /* words for one run, with the day, and for all of several */
        PointShape shape;
    } ends[] = {
        {day_no_viable, "no viable tumor cell from day %.4g on",
         "no viable tumor cell from here on", POINT_CROSS},
        {day_no_tumor, "no tumor left from day %.4g on", "no tumor left from here on", POINT_RING},
        {page_culled, "culled on day %.4g: stop.volume_ratio reached",
         "culled here: stop.volume_ratio reached", POINT_SQUARE}};
    const Record *record = &page->runs[run];
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        double day = ends[i].day(record);
        double y = factor * record_value_at(record, column, day);
        ChartPoint point = {.x = day, .error = NAN, .shape = ends[i].shape};
        point.colour = page_run_colour(page, run);
        point.y = chart->y.logarithmic ? fmax(y, chart->y.low) : y;
        if (page->runs_count > 1) /* one entry for all */
            snprintf(point.label, sizeof point.label, "%s", ends[i].many);
        else
            snprintf(point.label, sizeof point.label, ends[i].alone, day);
        chart_point(chart, point);
    }
}

/* How many runs before this one, or else all, have the same warning; `day`: on the same day. */
static int warning_shared(const Page *page, int run, int before, bool day)
{
    int count = 0;
    const Record *own = &page->runs[run];
    for (int i = 0; i < before; i++)
        count += i != run && !isnan(page->runs[i].warning_day) &&
                 strcmp(page->runs[i].warning, own->warning) == 0 &&
                 (!day || page->runs[i].warning_day == own->warning_day);
    return count;
}

void page_warning_line(Chart *chart, const Page *page, int run)
{
    const Record *record = &page->runs[run];
    if (!record->warning[0] || isnan(record->warning_day) || chart->lines_count == 0 ||
        chart->lines_count == CHART_LINES_MAX)
        return;
    ChartLine *line = &chart->lines[chart->lines_count - 1];
    ChartLine *rest = &chart->lines[chart->lines_count];
    int64_t stride = (int64_t)line->stride, from = 0;
    while (from + 1 < line->count && line->x[(from + 1) * stride] <= record->warning_day + 1e-9)
        from++;
    *rest = *line;
    rest->x += from * stride, rest->y += from * stride;
    rest->count -= from;
    rest->kind = LINE_DOTTED;
    line->count = from + 1;
    chart->lines_count++;
    /* once for all of them: where days differ the small plot has no room to tell of each */
    const int all = page->runs_count, same = warning_shared(page, run, all, !chart->small);
    const bool one_day = same == warning_shared(page, run, all, true);
    bool alone = all == 1 || same == all - 1;
    rest->label[0] = 0;
    if (alone && warning_shared(page, run, run, false) > 0)
        return;
    int what = (int)strcspn(record->warning, ":"); /* what follows says what comes of it */
    snprintf(rest->label, sizeof rest->label, "%.48s%s%.*s", alone ? "" : record->name,
             alone ? "" : ": ", what, record->warning);
    const size_t used = strlen(rest->label);
    if (one_day)
        snprintf(rest->label + used, sizeof rest->label - used, " from day %.4g on",
                 record->warning_day);
}
