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
    double thick; /* 0: as usual */
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
             is_day0 ? "" : ", when first saved");
}

/* The base of a run that has no day 0, nor run.json to tell of it, is its first row. */
static const char *volume_name(const Page *page)
{
    bool all = true, is_day0 = false;
    for (int i = 0; i < page->runs_count; i++) {
        page_volume_base(&page->runs[i], &is_day0);
        all &= is_day0;
    }
    return all ? "caliper volume, % of day 0" : "caliper volume, % of when first saved";
}

Status panel_volume(Canvas *canvas, const Page *page, Chart *chart, char *message,
                    size_t message_size)
{
    Status status = STATUS_OK;
    char label[CHART_LABEL] = "";
    snprintf(chart->title, sizeof chart->title, "Tumor volume");
    chart->y_name = volume_name(page);
    if (page->runs_count == 1)
        volume_label(&page->runs[0], label, sizeof label);
    for (int i = 0; i < page->runs_count; i++) {
        bool is_day0 = false;
        double base = page_volume_base(&page->runs[i], &is_day0);
        double percent = base > 0 ? 100 / base : NAN;
        if (page_run_line(chart, page, i, "caliper_volume", percent, label))
            page_warning_line(chart, page, i);
        page_end_marks(chart, page, i, "caliper_volume", percent);
    }
    page_doses(chart, page, true);
    if (chart->lines_count == 0) {
        chart_draw_absent(canvas, chart, "The time series has no values of caliper_volume.");
        return STATUS_OK;
    }
    for (int i = 0; i < page->tables_count && status == STATUS_OK; i++)
        status = points_add(&page->tables[i], POINTS_DRAWN, "1", 100, chart, message, message_size);
    chart_widen(chart);
    chart->reference = 100;
    panel_linear(chart, 6, 110);
    chart_draw(canvas, chart);
    return status;
}

static int rows_add(Chart *chart, const Record *run, const Row *rows, size_t count)
{
    int before = chart->lines_count;
    for (size_t i = 0; i < count; i++)
        if (page_line(chart, run, rows[i].column, 1, rows[i].colour, rows[i].kind, rows[i].label))
            chart->lines[chart->lines_count - 1].thick = rows[i].thick;
    return chart->lines_count - before;
}

/* The kinds of cells of one run, or the viable cells of several. */
static int population_lines(Chart *chart, const Page *page)
{
    const Row rows[] = {
        {"viable", INK_COLOURS[INK_VIABLE], LINE_SOLID, "viable (cycling + quiescent)", 6.5},
        /* dashes upon a wide curve: the two are one where no cell rests */
        {"cycling", CLASS_COLOURS[CLASS_CYCLING], LINE_DASHED, CLASS_WORDS[CLASS_CYCLING], 0},
        {"quiescent", CLASS_COLOURS[CLASS_QUIESCENT], LINE_SOLID, CLASS_WORDS[CLASS_QUIESCENT], 0},
        {"committed", CLASS_COLOURS[CLASS_COMMITTED], LINE_SOLID, CLASS_WORDS[CLASS_COMMITTED], 0},
        {"apoptotic", CLASS_COLOURS[CLASS_APOPTOTIC], LINE_SOLID, CLASS_WORDS[CLASS_APOPTOTIC], 0},
        {"necrotic", CLASS_COLOURS[CLASS_NECROTIC], LINE_SOLID, CLASS_WORDS[CLASS_NECROTIC], 0},
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
    chart->y_name = alone ? "cells and bodies" : "cells";
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
    int time = table_column(&run->series, "time");
    double day = record_row_at(run, 0) < 0 ? table_value(&run->series, 0, time) : 0;
    double vessels = record_value_at(run, "vessels_perfused", day);
    char perfused[CHART_LABEL];
    snprintf(perfused, sizeof perfused, "perfused vessels (day %.4g = 100 %%)", day);
    page_line(chart, run, "hypoxic_fraction", 100, INK_COLOURS[INK_HYPOXIC], LINE_SOLID,
              "tumor below 10 mmHg");
    page_line(chart, run, "vessels_perfused", vessels > 0 ? 100 / vessels : NAN,
              INK_COLOURS[INK_VESSELS], LINE_SOLID, perfused);
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
        double last = page_last(&page->runs[0], "serca_blocked");
        if (!isnan(last))
            snprintf(chart->note, sizeof chart->note,
                     "SERCA: mean of the living tumor cells, of which there is none after day %.4g",
                     last);
    } else {
        snprintf(chart->title, sizeof chart->title, "SERCA blocked, mean of tumor cells");
        missing = "The time series has no values of serca_blocked.";
        page_run_lines(chart, page, "serca_blocked", 100);
        for (int i = 0; i < page->runs_count; i++)
            if (!isnan(page_last(&page->runs[i], "serca_blocked")))
                snprintf(chart->note, sizeof chart->note,
                         "a curve that ends early ends with the last living cell of its tumor");
    }
    if (chart->lines_count == 0) {
        chart_draw_absent(canvas, chart, missing);
        return;
    }
    panel_linear(chart, 4, 100);
    chart_draw(canvas, chart);
}
