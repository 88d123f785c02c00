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

void panel_linear(Chart *chart, int wanted, double at_least)
{
    double low = 0, high = 0;
    chart_range(chart, false, &low, &high);
    chart->y = axis_linear(fmin(low, 0), fmax(high, at_least), wanted, true);
    /* a curve at zero is seen above the frame */
    chart->y.low -= 0.03 * (chart->y.high - chart->y.low);
}

static void volume_label(const Record *run, char *out, size_t size)
{
    char volume[32];
    bool is_day0 = false;
    axis_number(page_volume_base(run, &is_day0), volume, sizeof volume);
    page_run_label(run, out, size);
    size_t used = strlen(out);
    snprintf(out + used, size - used, " (100 %% = %s mm\u00b3%s)", volume,
             is_day0 ? "" : ", first saved time");
}

Status panel_volume(Canvas *canvas, const Page *page, Chart *chart, char *message,
                    size_t message_size)
{
    Status status = STATUS_OK;
    char label[CHART_LABEL] = "";
    snprintf(chart->title, sizeof chart->title, "Tumor volume");
    chart->y_name = "caliper volume, % of day 0";
    if (page->runs_count == 1)
        volume_label(&page->runs[0], label, sizeof label);
    for (int i = 0; i < page->runs_count; i++) {
        bool is_day0 = false;
        double base = page_volume_base(&page->runs[i], &is_day0);
        double percent = base > 0 ? 100 / base : NAN;
        page_run_line(chart, page, i, "caliper_volume", percent, label);
        page_end_marks(chart, page, i, "caliper_volume", percent);
    }
    page_doses(chart, page, true);
    if (chart->lines_count == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of caliper_volume.");
        return STATUS_OK;
    }
    for (int i = 0; i < page->tables_count && status == STATUS_OK; i++)
        status = points_add(&page->tables[i], "relative_caliper_volume", "1", 100, chart, message,
                            message_size);
    chart_widen(chart);
    chart->reference = 100;
    panel_linear(chart, 6, 110);
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

/* The kinds of cells of one run, or the viable cells of several. */
static int population_lines(Chart *chart, const Page *page)
{
    const Row rows[] = {
        {"viable", INK_COLOURS[INK_VIABLE], LINE_SOLID, "viable (cycling + quiescent)"},
        {"cycling", CLASS_COLOURS[CLASS_CYCLING], LINE_SOLID, CLASS_WORDS[CLASS_CYCLING]},
        {"quiescent", CLASS_COLOURS[CLASS_QUIESCENT], LINE_SOLID, CLASS_WORDS[CLASS_QUIESCENT]},
        {"committed", CLASS_COLOURS[CLASS_COMMITTED], LINE_SOLID, CLASS_WORDS[CLASS_COMMITTED]},
        {"apoptotic", CLASS_COLOURS[CLASS_APOPTOTIC], LINE_SOLID, CLASS_WORDS[CLASS_APOPTOTIC]},
        {"necrotic", CLASS_COLOURS[CLASS_NECROTIC], LINE_SOLID, CLASS_WORDS[CLASS_NECROTIC]},
    };
    if (page->runs_count > 1)
        return page_run_lines(chart, page, "viable", 1);
    return rows_add(chart, &page->runs[0], rows, sizeof rows / sizeof rows[0]);
}

void panel_populations(Canvas *canvas, const Page *page, Chart *chart)
{
    double low = 0, high = 0;
    bool alone = page->runs_count == 1;
    snprintf(chart->title, sizeof chart->title, alone ? "Cells" : "Viable tumor cells");
    chart->y_name = alone ? "cells and bodies, log scale" : "cells, log scale";
    if (population_lines(chart, page) == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of any population.");
        return;
    }
    page_doses(chart, page, false);
    if (!chart_range(chart, true, &low, &high))
        low = 1, high = 10;
    for (int i = 0; i < page->runs_count; i++)
        if (!isnan(page_gone(&page->runs[i], "viable")))
            low = 1; /* the curve is followed down to the last cell */
    chart->y = axis_logarithmic(fmax(low, fmax(1, high * 1e-6)), high, 7);
    for (int i = 0; i < page->runs_count; i++)
        page_end_marks(chart, page, i, "viable", 1);
    chart_draw(canvas, chart);
}

void panel_oxygen(Canvas *canvas, const Page *page, Chart *chart)
{
    bool alone = page->runs_count == 1;
    snprintf(chart->title, sizeof chart->title,
             alone ? "Oxygen, perfusion, blocked pumps" : "Median oxygen of the tumor");
    chart->x_name = NULL; /* the panel below has the same */
    chart->y_name = "pO\u2082, mmHg";
    if (alone)
        page_line(chart, &page->runs[0], "oxygen_median", 1, INK_COLOURS[INK_OXYGEN], LINE_SOLID,
                  "median oxygen of the tumor");
    else
        page_run_lines(chart, page, "oxygen_median", 1);
    if (chart->lines_count == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of oxygen_median.");
        return;
    }
    panel_linear(chart, 4, 1);
    chart_draw(canvas, chart);
}

static void share_lines(Chart *chart, const Record *run)
{
    double vessels = record_value_at(run, "vessels_perfused", 0);
    page_line(chart, run, "hypoxic_fraction", 100, INK_COLOURS[INK_HYPOXIC], LINE_SOLID,
              "tumor below 10 mmHg");
    page_line(chart, run, "vessels_perfused", vessels > 0 ? 100 / vessels : NAN,
              INK_COLOURS[INK_VESSELS], LINE_SOLID, "perfused vessels (day 0 = 100 %)");
    page_line(chart, run, "serca_blocked", 100, INK_COLOURS[INK_BOUND], LINE_SOLID,
              "SERCA blocked");
}

void panel_shares(Canvas *canvas, const Page *page, Chart *chart)
{
    const char *missing = "Neither hypoxic_fraction nor vessels_perfused nor serca_blocked is in "
                          "the time series.";
    chart->y_name = "share, %";
    if (page->runs_count == 1) {
        share_lines(chart, &page->runs[0]);
    } else {
        snprintf(chart->title, sizeof chart->title, "SERCA blocked, mean of tumor cells");
        missing = "The time series has no values of serca_blocked.";
        page_run_lines(chart, page, "serca_blocked", 100);
    }
    if (chart->lines_count == 0) {
        chart_draw_absent(canvas, chart, missing);
        return;
    }
    panel_linear(chart, 4, 100);
    chart_draw(canvas, chart);
}
