#include "render/page_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_WIDTH = 1600, PAGE_HEIGHT = 1240 }; /* without the table of several runs */
static const double MARGIN = 36, GUTTER = 44, HEAD = 84, FOOT = 44;

void page_destroy(Page *page)
{
    for (int i = 0; i < page->runs_count; i++)
        record_destroy(&page->runs[i]);
    for (int i = 0; i < page->tables_count; i++)
        table_destroy(&page->tables[i]);
    page->runs_count = page->tables_count = 0;
}

void page_times(const Page *page, double *low, double *high)
{
    *low = INFINITY, *high = -INFINITY;
    for (int i = 0; i < page->runs_count; i++) {
        const Table *series = &page->runs[i].series;
        int time = table_column(series, "time");
        *low = fmin(*low, table_value(series, 0, time));
        *high = fmax(*high, table_value(series, series->rows_count - 1, time));
    }
    double margin = *high > *low ? 0.015 * (*high - *low) : 0.5;
    *low -= margin, *high += margin;
}

double page_volume_base(const Record *run, bool *is_day0)
{
    const Table *series = &run->series;
    int column = table_column(series, "caliper_volume");
    int64_t row = record_row_at(run, 0);
    bool later = table_value(series, 0, table_column(series, "time")) > 0;
    bool told = row < 0 && later && run->day0_volume > 0;
    *is_day0 = row >= 0 || told;
    return told ? run->day0_volume : table_value(series, row < 0 ? 0 : row, column);
}

void page_run_label(const Record *run, char *out, size_t size)
{
    bool whole = !run->status[0] || strcmp(run->status, "finished") == 0;
    snprintf(out, size, "%.60s%s%.20s%s%.20s%s", run->name, run->seed[0] ? ", seed " : "",
             run->seed, whole ? "" : " (", whole ? "" : run->status, whole ? "" : ")");
}

bool page_line(Chart *chart, const Record *run, const char *column, double factor, uint32_t colour,
               LineKind kind, const char *label)
{
    const Table *series = &run->series;
    int y = table_column(series, column);
    bool any = false;
    for (int64_t row = 0; y >= 0 && row < series->rows_count && !any; row++)
        any = !isnan(table_value(series, row, y));
    if (!any || !isfinite(factor) || chart->lines_count == CHART_LINES_MAX)
        return false;
    ChartLine *line = &chart->lines[chart->lines_count++];
    *line = (ChartLine){.x = series->values + table_column(series, "time"),
                        .y = series->values + y,
                        .stride = (size_t)series->columns_count,
                        .count = series->rows_count,
                        .factor = factor,
                        .colour = colour,
                        .kind = kind};
    snprintf(line->label, sizeof line->label, "%s", label);
    return true;
}

/* "caliper volume at day 30: 51 % of day 0 (lowest 48 % on day 17)" */
static void outcome_text(const Record *run, char *out, size_t size)
{
    const Table *series = &run->series;
    int time = table_column(series, "time"), volume = table_column(series, "caliper_volume");
    bool is_day0 = false;
    double base = page_volume_base(run, &is_day0), lowest = INFINITY, lowest_day = NAN;
    int64_t last = series->rows_count - 1;
    *out = '\0';
    if (!is_day0 || !(base > 0))
        return;
    int64_t first = record_row_at(run, 0); /* a branch has none and is later than day 0 */
    for (int64_t row = first < 0 ? 0 : first; row <= last; row++)
        if (table_value(series, row, volume) < lowest) {
            lowest = table_value(series, row, volume);
            lowest_day = table_value(series, row, time);
        }
    snprintf(out, size, "caliper volume at day %.4g: %.1f %% of day 0",
             table_value(series, last, time), 100 * table_value(series, last, volume) / base);
    size_t used = strlen(out);
    if (lowest < base && lowest_day < table_value(series, last, time))
        snprintf(out + used, size - used, ", lowest %.1f %% on day %.4g", 100 * lowest / base,
                 lowest_day);
    used = strlen(out);
    if (!isnan(page_gone(run, "viable")))
        snprintf(out + used, size - used, ", no viable tumor cell");
}

static void heading_text(const Page *page, char *out, size_t size)
{
    if (page->runs_count > 1)
        snprintf(out, size, "%d runs compared", page->runs_count);
    else
        page_run_label(&page->runs[0], out, size);
}

static void head_draw(Canvas *canvas, const Page *page)
{
    char label[CHART_LABEL], outcome[CHART_LABEL] = "";
    heading_text(page, label, sizeof label);
    if (page->runs_count == 1)
        outcome_text(&page->runs[0], outcome, sizeof outcome);
    TextStyle style = {21, INK_COLOURS[INK_TEXT], 1, 0.5, false, false};
    double width = PAGE_WIDTH - 2 * MARGIN;
    double room = width - GUTTER - canvas_text_width(canvas, style, outcome);
    canvas_text(canvas, PAGE_WIDTH - MARGIN, HEAD / 2, style, outcome);
    canvas_text_fitted(canvas, MARGIN, HEAD / 2, room,
                       (TextStyle){34, INK_COLOURS[INK_TEXT], 0, 0.5, true, false}, label);
}

void page_foot(Canvas *canvas, const char *version, const char *what)
{
    char text[CHART_LABEL];
    snprintf(text, sizeof text, "prodrome %.30s%s\u00b7  %.120s", version, version[0] ? "  " : "",
             what);
    TextStyle style = {18, INK_COLOURS[INK_FAINT], 0, 1, false, false};
    double y = canvas->height - 16, right = canvas->width - MARGIN;
    canvas_line(canvas, MARGIN, y - 30, right, y - 30, 1, INK_COLOURS[INK_GRID]);
    canvas_text(canvas, MARGIN, y, style, text);
    style.across = 1;
    canvas_text(canvas, right, y, style, "research software, not for clinical decisions");
}

/* A chart in one cell of the 2 x 2 page; part of its height from `from` to `to`. */
static void chart_place(Chart *chart, const Page *page, int column, int row, double from, double to)
{
    double low = 0, high = 0;
    double width = (PAGE_WIDTH - 2 * MARGIN - GUTTER) / 2;
    double height = (PAGE_HEIGHT - HEAD - FOOT - GUTTER / 2 - 12) / 2;
    double top = HEAD + compare_height(page);
    *chart = (Chart){.left = MARGIN + column * (width + GUTTER),
                     .top = top + row * (height + GUTTER / 2) + from * height,
                     .width = width,
                     .height = (to - from) * height,
                     .x_name = "time since day 0, d",
                     .reference = NAN};
    page_times(page, &low, &high);
    chart->x = axis_linear(low, high, 8, false);
}

static Status page_save(const Page *page, Canvas *canvas, const char *path, char *message,
                        size_t message_size)
{
    static const char what[] = ": volume, populations, drug, oxygen over time";
    char label[CHART_LABEL], title[sizeof label + sizeof what];
    Labels *labels = malloc(sizeof *labels);
    if (!labels) {
        snprintf(message, message_size, "%s: not enough memory to draw", path);
        return STATUS_NO_MEMORY;
    }
    heading_text(page, label, sizeof label);
    snprintf(title, sizeof title, "%s%s", label, what);
    labels_start(labels, title);
    for (int i = 0; i < page->runs_count; i++)
        labels_add_run(labels, &page->runs[i]);
    Status status = canvas_write(canvas, labels, path, message, message_size);
    free(labels);
    return status;
}

Status page_write(const Page *page, const char *path, char *message, size_t message_size)
{
    Canvas canvas;
    CanvasForm form = CANVAS_PNG;
    char what[CHART_LABEL];
    CHECK(page->runs_count > 0);
    canvas_form_of(path, &form);
    Status status = panel_drug_check(page, message, message_size);
    if (status != STATUS_OK)
        return status;
    int height = PAGE_HEIGHT + (int)compare_height(page);
    Chart *chart = malloc(sizeof *chart);
    status = chart ? canvas_create_form(form, PAGE_WIDTH, height, &canvas) : STATUS_NO_MEMORY;
    if (status != STATUS_OK) {
        snprintf(message, message_size, "%s: not enough memory to draw", path);
        free(chart);
        return status;
    }
    head_draw(&canvas, page);
    if (page->runs_count > 1)
        compare_table(&canvas, page, MARGIN, HEAD - 10, PAGE_WIDTH - 2 * MARGIN);
    chart_place(chart, page, 0, 0, 0, 1);
    status = panel_volume(&canvas, page, chart, message, message_size);
    chart_place(chart, page, 1, 0, 0, 1);
    panel_populations(&canvas, page, chart);
    chart_place(chart, page, 0, 1, 0, 1);
    panel_drug(&canvas, page, chart);
    chart_place(chart, page, 1, 1, 0, 0.46);
    panel_oxygen(&canvas, page, chart);
    chart_place(chart, page, 1, 1, 0.47, 1);
    panel_shares(&canvas, page, chart);
    heading_text(page, what, sizeof what);
    page_foot(&canvas, page->runs[0].version, what);
    if (status == STATUS_OK)
        status = page_save(page, &canvas, path, message, message_size);
    canvas_destroy(&canvas);
    free(chart);
    return status;
}
