#include "render/page_parts.h"
#include "render/points.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A column drawn as a curve. */
typedef struct Row {
    const char *column;
    uint32_t colour;
    LineKind kind;
    const char *label;
} Row;

/* The title, and with several runs on the page whose panel it is. */
static void title_set(Chart *chart, const Page *page, const char *title)
{
    snprintf(chart->title, sizeof chart->title, "%s", title);
    if (page->runs_count > 1)
        page_run_label(&page->runs[0], chart->note, sizeof chart->note);
}

static void linear_from_zero(Chart *chart, int wanted, double at_least)
{
    double low = 0, high = 0;
    chart_range(chart, false, &low, &high);
    chart->y = axis_linear(fmin(low, 0), fmax(high, at_least), wanted, true);
}

Status panel_volume(Canvas *canvas, const Page *page, Chart *chart, char *message,
                    size_t message_size)
{
    static const PaletteInk inks[] = {INK_TREATED, INK_CONTROL, INK_THIRD, INK_FOURTH};
    enum { INKS = sizeof inks / sizeof inks[0] };
    Status status = STATUS_OK;
    snprintf(chart->title, sizeof chart->title, "Tumor volume");
    chart->y_name = "caliper volume, % of day 0";
    for (int i = 0; i < page->runs_count; i++) {
        const Record *run = &page->runs[i];
        uint32_t ink = INK_COLOURS[inks[i % INKS]];
        char label[CHART_LABEL], volume[32];
        bool is_day0 = false;
        double base = page_volume_base(run, &is_day0);
        page_run_label(run, label, sizeof label);
        axis_number(base, volume, sizeof volume);
        size_t used = strlen(label);
        snprintf(label + used, sizeof label - used, " (100 %% = %s mm\u00b3%s)", volume,
                 is_day0 ? "" : ", first saved time");
        page_line(chart, run, "caliper_volume", base > 0 ? 100 / base : NAN, ink,
                  i < INKS ? LINE_SOLID : LINE_DASHED, label);
        page_doses(chart, run, ink, true);
    }
    if (chart->lines_count == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of caliper_volume.");
        return STATUS_OK;
    }
    for (int i = 0; i < page->tables_count && status == STATUS_OK; i++)
        status = points_add(&page->tables[i], "relative_caliper_volume", "1", 100, chart, message,
                            message_size);
    chart->reference = 100;
    linear_from_zero(chart, 6, 110);
    chart_draw(canvas, chart);
    return status;
}

static int rows_add(Chart *chart, const Record *run, const Row *rows, size_t count)
{
    int added = 0;
    for (size_t i = 0; i < count; i++)
        added +=
            page_line(chart, run, rows[i].column, 1, rows[i].colour, rows[i].kind, rows[i].label);
    return added;
}

void panel_populations(Canvas *canvas, const Page *page, Chart *chart)
{
    const Row rows[] = {
        {"viable", INK_COLOURS[INK_VIABLE], LINE_SOLID, "viable (cycling + quiescent)"},
        {"cycling", CLASS_COLOURS[CLASS_CYCLING], LINE_SOLID, CLASS_WORDS[CLASS_CYCLING]},
        {"quiescent", CLASS_COLOURS[CLASS_QUIESCENT], LINE_SOLID, CLASS_WORDS[CLASS_QUIESCENT]},
        {"committed", CLASS_COLOURS[CLASS_COMMITTED], LINE_SOLID, CLASS_WORDS[CLASS_COMMITTED]},
        {"apoptotic", CLASS_COLOURS[CLASS_APOPTOTIC], LINE_SOLID, CLASS_WORDS[CLASS_APOPTOTIC]},
        {"necrotic", CLASS_COLOURS[CLASS_NECROTIC], LINE_SOLID, CLASS_WORDS[CLASS_NECROTIC]},
    };
    double low = 0, high = 0;
    title_set(chart, page, "Cells");
    chart->y_name = "cells and bodies, log scale";
    if (rows_add(chart, &page->runs[0], rows, sizeof rows / sizeof rows[0]) == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of any population.");
        return;
    }
    page_doses(chart, &page->runs[0], INK_COLOURS[INK_TREATED], false);
    if (!chart_range(chart, true, &low, &high))
        low = 1, high = 10;
    chart->y = axis_logarithmic(fmax(low, fmax(1, high * 1e-6)), high, 7);
    chart_draw(canvas, chart);
}

/* The lowest value worth an axis: two decades below the peak of the lowest curve. */
static double drug_floor(const Chart *chart)
{
    double floor_value = INFINITY;
    for (int i = 0; i < chart->lines_count; i++) {
        const ChartLine *line = &chart->lines[i];
        double peak = 0;
        for (int64_t k = 0; k < line->count; k++) {
            double y = line->y[k * (int64_t)line->stride];
            peak = y > peak ? y : peak;
        }
        if (peak > 0)
            floor_value = fmin(floor_value, peak / 100);
    }
    return floor_value;
}

/* Columns of the shells around the vessels follow that of the tumor's mean; the outermost is drawn.
 */
static const char *const SHELLS[] = {"_0_40um", "_40_80um", "_80_120um", "_from_120um"};
enum { SHELLS_COUNT = sizeof SHELLS / sizeof SHELLS[0], SHELL_FAR = SHELLS_COUNT - 1 };
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

static void label_of_substance(const char *column, bool far, char *out, size_t size)
{
    const char *name = column + strlen("mean_");
    int length = (int)(strlen(name) - (far ? strlen(SHELLS[SHELL_FAR]) : 0));
    const char *what = strncmp(name, "active_drug", 11) == 0 ? ", free" : "";
    snprintf(out, size, "%.*s%s, %s", length < 60 ? length : 60, name, what,
             far ? "120 um from vessels" : "tumor mean");
    for (char *c = out; *c; c++)
        if (*c == '_')
            *c = ' ';
}

/* plasma_<drug> and mean_<substance> in nM, whatever they are called. */
static void drug_lines(Chart *chart, const Record *run)
{
    static const PaletteInk means[] = {INK_PRODRUG, INK_ACTIVE, INK_FOURTH, INK_DATA};
    int mean = 0, plasma = 0; /* so far */
    for (int i = 0; i < run->series.columns_count; i++) {
        const TableColumn *column = &run->series.columns[i];
        char label[CHART_LABEL];
        if (strcmp(column->unit, "nM") != 0)
            continue;
        if (strncmp(column->name, "plasma_", 7) == 0) {
            snprintf(label, sizeof label, "%.60s, plasma", column->name + 7);
            if (page_line(chart, run, column->name, 1, INK_COLOURS[INK_PLASMA],
                          plasma++ ? LINE_DASHED : LINE_SOLID, label))
                chart->lines[chart->lines_count - 1].jumps = true;
        } else if (strncmp(column->name, "mean_", 5) == 0) {
            int shell = shell_of(column->name);
            bool far = shell == SHELL_FAR;
            size_t length = strlen(column->name) - (shell < 0 ? 0 : strlen(SHELLS[shell]));
            bool factor = length == sizeof GROWTH_FACTOR - 1 &&
                          strncmp(column->name, GROWTH_FACTOR, length) == 0;
            if (factor || (shell >= 0 && !far))
                continue;
            mean += !far;
            label_of_substance(column->name, far, label, sizeof label);
            page_line(chart, run, column->name, 1, INK_COLOURS[means[(mean - 1) % 4]],
                      far ? LINE_DASHED : LINE_SOLID, label);
        }
    }
    page_line(chart, run, "bound_mean", 1, INK_COLOURS[INK_BOUND], LINE_SOLID,
              "bound to SERCA, tumor mean");
}

/* Plasma falls within hours: says that what lies between two rows is not seen. */
static void interval_note(Chart *chart, const Record *run)
{
    int time = table_column(&run->series, "time");
    double widest = 0;
    for (int64_t row = 1; row < run->series.rows_count; row++)
        widest = fmax(widest, table_value(&run->series, row, time) -
                                  table_value(&run->series, row - 1, time));
    size_t used = strlen(chart->note);
    if (widest > 0)
        snprintf(chart->note + used, sizeof chart->note - used,
                 "%sstraight lines join the saved values, up to %.3g h apart, plasma "
                 "not across a dose",
                 used ? "; " : "", 24 * widest);
}

void panel_drug(Canvas *canvas, const Page *page, Chart *chart)
{
    double low = 0, high = 0;
    title_set(chart, page, "Drug in plasma and tumor");
    chart->y_name = "nM, log scale";
    drug_lines(chart, &page->runs[0]);
    if (chart->lines_count == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of any drug.");
        return;
    }
    if (!chart_range(chart, true, &low, &high)) {
        chart_draw_absent(canvas, chart, "No drug was given: every concentration is zero.");
        return;
    }
    page_doses(chart, &page->runs[0], INK_COLOURS[INK_TREATED], false);
    interval_note(chart, &page->runs[0]);
    chart->y = axis_logarithmic(fmax(low, fmax(drug_floor(chart), high * 1e-12)), high, 9);
    chart_draw(canvas, chart);
}

void panel_oxygen(Canvas *canvas, const Page *page, Chart *chart)
{
    title_set(chart, page, "Oxygen, perfusion, blocked pumps");
    chart->x_name = NULL; /* the panel below has the same */
    chart->y_name = "pO\u2082, mmHg";
    if (!page_line(chart, &page->runs[0], "oxygen_median", 1, INK_COLOURS[INK_OXYGEN], LINE_SOLID,
                   "median oxygen of the tumor")) {
        chart_draw_absent(canvas, chart, "The time series has no values of oxygen_median.");
        return;
    }
    linear_from_zero(chart, 4, 1);
    chart_draw(canvas, chart);
}

void panel_shares(Canvas *canvas, const Page *page, Chart *chart)
{
    const Record *run = &page->runs[0];
    double vessels = record_value_at(run, "vessels_perfused", 0);
    chart->y_name = "share, %";
    page_line(chart, run, "hypoxic_fraction", 100, INK_COLOURS[INK_HYPOXIC], LINE_SOLID,
              "tumor below 10 mmHg");
    page_line(chart, run, "vessels_perfused", vessels > 0 ? 100 / vessels : NAN,
              INK_COLOURS[INK_VESSELS], LINE_SOLID, "perfused vessels (day 0 = 100 %)");
    page_line(chart, run, "serca_blocked", 100, INK_COLOURS[INK_BOUND], LINE_SOLID,
              "SERCA blocked");
    if (chart->lines_count == 0) {
        chart_draw_absent(
            canvas, chart,
            "Neither hypoxic_fraction nor vessels_perfused nor serca_blocked is in the "
            "time series.");
        return;
    }
    linear_from_zero(chart, 4, 100);
    chart_draw(canvas, chart);
}
