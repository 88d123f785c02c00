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

void panel_title(Chart *chart, const Page *page, const char *title)
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
    /* a curve at zero is seen above the frame */
    chart->y.low -= 0.03 * (chart->y.high - chart->y.low);
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
        double base = page_volume_base(run, &is_day0), percent = base > 0 ? 100 / base : NAN;
        page_run_label(run, label, sizeof label);
        axis_number(base, volume, sizeof volume);
        size_t used = strlen(label);
        snprintf(label + used, sizeof label - used, " (100 %% = %s mm\u00b3%s)", volume,
                 is_day0 ? "" : ", first saved time");
        page_line(chart, run, "caliper_volume", percent, ink, i < INKS ? LINE_SOLID : LINE_DASHED,
                  label);
        page_doses(chart, run, ink, true);
        page_end_marks(chart, run, "caliper_volume", percent, ink);
    }
    if (chart->lines_count == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of caliper_volume.");
        return STATUS_OK;
    }
    for (int i = 0; i < page->tables_count && status == STATUS_OK; i++)
        status = points_add(&page->tables[i], "relative_caliper_volume", "1", 100, chart, message,
                            message_size);
    chart_widen(chart);
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
    panel_title(chart, page, "Cells");
    chart->y_name = "cells and bodies, log scale";
    if (rows_add(chart, &page->runs[0], rows, sizeof rows / sizeof rows[0]) == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of any population.");
        return;
    }
    page_doses(chart, &page->runs[0], INK_COLOURS[INK_TREATED], false);
    if (!chart_range(chart, true, &low, &high))
        low = 1, high = 10;
    chart->y = axis_logarithmic(fmax(low, fmax(1, high * 1e-6)), high, 7);
    page_end_marks(chart, &page->runs[0], "viable", 1, INK_COLOURS[INK_VIABLE]);
    chart_draw(canvas, chart);
}

void panel_oxygen(Canvas *canvas, const Page *page, Chart *chart)
{
    panel_title(chart, page, "Oxygen, perfusion, blocked pumps");
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
