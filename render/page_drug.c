#include "render/page_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double line_peak(const ChartLine *line)
{
    double peak = 0;
    for (int64_t k = 0; k < line->count; k++)
        peak = fmax(peak, line->factor * line->y[k * (int64_t)line->stride]);
    return peak;
}

/* What is below is as good as nothing: the tail of a decay that ends in rounding. */
static const double TRACE_NM = 1e-6;

/* The lowest value worth an axis: two decades below the peak of the lowest curve. */
static double drug_floor(const Chart *chart)
{
    double floor_value = INFINITY;
    for (int i = 0; i < chart->lines_count; i++) {
        double peak = line_peak(&chart->lines[i]);
        if (peak >= TRACE_NM)
            floor_value = fmin(floor_value, peak / 100);
    }
    return floor_value;
}

/* Columns of the shells around the vessels follow that of the tumor's mean; the outermost is drawn.
 */
static const char *const SHELLS[] = {"_0_40um", "_40_80um", "_80_120um", "_from_120um"};
enum { SHELLS_COUNT = sizeof SHELLS / sizeof SHELLS[0], SHELL_FAR = SHELLS_COUNT - 1 };
static const char *const SHELL_WORDS[] = {"0 to 40 \u00b5m from vessels", "40 to 80 \u00b5m",
                                          "80 to 120 \u00b5m", "\u2265 120 \u00b5m"};
static const char GROWTH_FACTOR[] = "mean_vegf"; /* in nM too, but no drug */

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Which shell a column is of; -1: none. */
static int shell_of(const char *column)
{
    for (int i = 0; i < SHELLS_COUNT; i++)
        if (ends_with(column, SHELLS[i]))
            return i;
    return -1;
}

/* mean_<substance> in nM, of the tumor or its part that is far from vessels. */
static bool is_mean_of_drug(const TableColumn *column)
{
    int shell = shell_of(column->name);
    size_t length = strlen(column->name) - (shell < 0 ? 0 : strlen(SHELLS[shell]));
    bool factor =
        length == sizeof GROWTH_FACTOR - 1 && strncmp(column->name, GROWTH_FACTOR, length) == 0;
    return strcmp(column->unit, "nM") == 0 && strncmp(column->name, "mean_", 5) == 0 && !factor &&
           (shell < 0 || shell == SHELL_FAR);
}

static void label_of_substance(const char *column, bool far, char *out, size_t size)
{
    const char *name = column + strlen("mean_");
    int length = (int)(strlen(name) - (far ? strlen(SHELLS[SHELL_FAR]) : 0));
    const char *what = strncmp(name, "active_drug", 11) == 0 ? ", free" : "";
    snprintf(out, size, "%.*s%s, %s", length < 60 ? length : 60, name, what,
             far ? "\u2265 120 \u00b5m from vessels" : "tumor mean");
    for (char *c = out; *c; c++)
        if (*c == '_')
            *c = ' ';
}

/* plasma_<drug> and mean_<substance> in nM, whatever they are called. */
static void drug_lines(Chart *chart, const Record *run)
{
    static const PaletteInk inks[][2] = {
        {INK_PRODRUG, INK_PRODRUG_FAR}, {INK_ACTIVE, INK_ACTIVE_FAR}, {INK_OTHER, INK_OTHER_FAR}};
    int mean = 0, plasma = 0; /* so far */
    for (int i = 0; i < run->series.columns_count; i++) {
        const TableColumn *column = &run->series.columns[i];
        char label[CHART_LABEL];
        bool molar = strcmp(column->unit, "nM") == 0;
        if (molar && strncmp(column->name, "plasma_", 7) == 0) {
            snprintf(label, sizeof label, "%.60s, plasma", column->name + 7);
            PaletteInk ink = plasma ? INK_PLASMA_OTHER : INK_PLASMA;
            if (page_line(chart, run, column->name, 1, INK_COLOURS[ink],
                          plasma++ ? LINE_DASHED : LINE_SOLID, label))
                chart->lines[chart->lines_count - 1].jumps = true;
        } else if (is_mean_of_drug(column)) {
            bool far = shell_of(column->name) == SHELL_FAR;
            mean += !far;
            label_of_substance(column->name, far, label, sizeof label);
            page_line(chart, run, column->name, 1, INK_COLOURS[inks[(mean + 2) % 3][far]],
                      far ? LINE_DASHED : LINE_SOLID, label);
        }
    }
    page_line(chart, run, "bound_mean", 1, INK_COLOURS[INK_BOUND], LINE_SOLID,
              "bound to SERCA, tumor mean");
}

/* The first run that has a column; NULL when none does. */
static const TableColumn *column_find(const Page *page, const char *column)
{
    for (int i = 0; i < page->runs_count; i++) {
        int k = table_column(&page->runs[i].series, column);
        if (k >= 0)
            return &page->runs[i].series.columns[k];
    }
    return NULL;
}

/* Of several runs one substance: the active drug, or the first other that is a drug. */
static const char *drug_column(const Page *page)
{
    const char *active = "mean_active_drug";
    for (int i = 0; i < page->runs_count && !column_find(page, active); i++)
        for (int k = 0; k < page->runs[i].series.columns_count; k++)
            if (is_mean_of_drug(&page->runs[i].series.columns[k]))
                return page->runs[i].series.columns[k].name;
    return active;
}

/* What lies between two rows is not seen, and plasma falls within hours; a curve of zeros has no
 * place on a logarithmic axis. */
static void notes_add(Chart *chart, const Page *page, bool logarithmic)
{
    double widest = 0;
    bool none = false;
    for (int i = 0; i < page->runs_count; i++) {
        const Table *series = &page->runs[i].series;
        int time = table_column(series, "time");
        for (int64_t row = 1; row < series->rows_count; row++)
            widest =
                fmax(widest, table_value(series, row, time) - table_value(series, row - 1, time));
    }
    for (int i = 0; i < chart->lines_count && logarithmic; i++)
        none |= line_peak(&chart->lines[i]) < TRACE_NM;
    bool drugs = page->runs_count == 1 && !page->field;
    bool dead = drugs && !isnan(page_last(&page->runs[0], "bound_mean"));
    if (widest > 0)
        snprintf(chart->note, sizeof chart->note,
                 "straight lines join the saved values, up to %.3g h apart%s%s%s", 24 * widest,
                 drugs ? ", plasma not across a dose" : "",
                 none ? "; what has no curve stays below 10\u207b\u2076 nM" : "",
                 dead ? "; bound drug is known until the last living cell" : "");
}

/* Drug is gone within days, and a page of a month would draw its curves over one another: ends the
 * time axis where the last of them leaves the plot, if that is early. */
static void time_shorten(Chart *chart)
{
    double last = chart->x.low, span = chart->x.high - chart->x.low;
    for (int i = 0; i < chart->marks_count; i++)
        last = fmax(last, chart->marks[i].x);
    for (int i = 0; i < chart->lines_count; i++) {
        const ChartLine *line = &chart->lines[i];
        for (int64_t k = 0; k < line->count; k++)
            if (line->factor * line->y[k * (int64_t)line->stride] >= chart->y.low)
                last = fmax(last, line->x[k * (int64_t)line->stride]);
    }
    double first = chart->x.low + 0.015 / 1.03 * span; /* without the margin of page_times */
    double shorter = 1.1 * (last - first);
    if (!(shorter < 0.7 * span))
        return;
    chart->x = axis_linear(first - 0.015 * shorter, first + shorter, 8, false);
    chart->x_name = "time since day 0, d (only the days with drug)";
}

Status panel_drug_check(const Page *page, char *message, size_t message_size)
{
    char column[CHART_LABEL];
    if (!page->field)
        return STATUS_OK;
    snprintf(column, sizeof column, "mean_%s", page->field);
    if (column_find(page, column))
        return STATUS_OK;
    const Table *series = &page->runs[0].series;
    int listed = 0;
    snprintf(message, message_size,
             "--field: there is no substance `%.64s` in %s; there are:", page->field, series->path);
    for (int i = 0; i < series->columns_count; i++) {
        const char *name = series->columns[i].name;
        size_t used = strlen(message);
        if (strncmp(name, "mean_", 5) == 0 && shell_of(name) < 0)
            snprintf(message + used, message_size - used, "%s %s", listed++ ? "," : "", name + 5);
    }
    size_t used = strlen(message);
    if (listed == 0)
        snprintf(message + used, message_size - used, " none");
    return STATUS_USAGE;
}

/* One substance: its mean over the tumor and by distance from vessels, or the means of all runs. */
static void substance_lines(Chart *chart, const Page *page, const char *mean)
{
    static const PaletteInk inks[] = {INK_PRODRUG, INK_BOUND, INK_ACTIVE_FAR, INK_ACTIVE};
    char column[2 * CHART_LABEL];
    if (page->runs_count > 1) {
        page_run_lines(chart, page, mean, 1);
        return;
    }
    page_line(chart, &page->runs[0], mean, 1, INK_COLOURS[INK_PLASMA], LINE_SOLID, "tumor mean");
    for (int i = 0; i < SHELLS_COUNT; i++) {
        snprintf(column, sizeof column, "%s%s", mean, SHELLS[i]);
        if (page_line(chart, &page->runs[0], column, 1, INK_COLOURS[inks[i]], LINE_SOLID,
                      SHELL_WORDS[i]))
            chart->lines[chart->lines_count - 1].thick = 4.5 + 1.2 * i; /* seen where they meet */
    }
}

/* Sets title and curves: of the field asked for, of one drug of several runs, or of all drugs. */
static void lines_choose(Chart *chart, const Page *page, const Overlay *known)
{
    char label[CHART_LABEL], column[CHART_LABEL];
    if (page->field) {
        snprintf(column, sizeof column, "mean_%.60s", page->field);
        snprintf(chart->title, sizeof chart->title, "%.60s, %s", known ? known->label : page->field,
                 page->runs_count > 1 ? "tumor mean" : "by distance from vessels");
        substance_lines(chart, page, column);
    } else if (page->runs_count > 1) {
        label_of_substance(drug_column(page), false, label, sizeof label);
        snprintf(chart->title, sizeof chart->title, "Drug: %.200s", label);
        page_run_lines(chart, page, drug_column(page), 1);
    } else {
        snprintf(chart->title, sizeof chart->title, "Drug in plasma and tumor");
        drug_lines(chart, &page->runs[0]);
    }
}

void panel_drug(Canvas *canvas, const Page *page, Chart *chart)
{
    double low = 0, high = 0;
    char y_name[CHART_LABEL] = "nM", mean[CHART_LABEL];
    const Overlay *known = page->field ? overlay_find(page->field) : NULL;
    bool logarithmic = !page->field || (known && known->logarithmic);
    snprintf(mean, sizeof mean, "mean_%.60s", page->field ? page->field : "");
    const TableColumn *column = column_find(page, mean);
    if (column)
        snprintf(y_name, sizeof y_name, "%.30s", column->unit);
    chart->y_name = y_name;
    lines_choose(chart, page, known);
    const char *absent = chart->lines_count == 0 ? "The time series has no values of it." : NULL;
    if (!absent && logarithmic && !chart_range(chart, true, &low, &high))
        absent = "Every concentration is zero: none was given.";
    else if (!absent && logarithmic && high < TRACE_NM)
        absent = "Every concentration is below 10\u207b\u2076 nM.";
    if (absent) {
        chart->lines_count = 0; /* a legend without curves */
        chart_draw_absent(canvas, chart, absent);
        return;
    }
    page_doses(chart, page, false);
    notes_add(chart, page, logarithmic);
    if (logarithmic) {
        chart->y = axis_logarithmic(fmax(low, fmax(drug_floor(chart), TRACE_NM)), high, 9);
        time_shorten(chart);
    } else {
        panel_linear(chart, 6, 0);
    }
    chart_draw(canvas, chart);
}
