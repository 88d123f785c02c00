#include "render/page_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double ROW = 32, TEXT_SIZE = 19, SWATCH = 60, LINE_LENGTH = 48, THICK = 3.2;

enum { CELL_RUN, CELL_DOSES, CELL_DAY0, CELL_END, CELL_VIABLE, CELLS };

static const struct {
    const char *name;
    double from; /* share of the width */
} COLUMNS[CELLS + 1] = {{"run", 0},
                        {"doses", 0.27},
                        {"volume on day 0", 0.55},
                        {"volume at the end", 0.68},
                        {"viable cells at the end", 0.84},
                        {"", 1}};

double compare_height(const Page *page)
{
    return page->runs_count > 1 ? (page->runs_count + 1) * ROW + 24 : 0;
}

static void style_of_run(const Page *page, int run, ChartLine *line)
{
    static const PaletteInk inks[PAGE_RUNS_MAX] = {INK_TREATED, INK_CONTROL, INK_THIRD,
                                                   INK_FOURTH,  INK_FIFTH,   INK_SIXTH,
                                                   INK_SEVENTH, INK_EIGHTH};
    line->colour = INK_COLOURS[inks[run % PAGE_RUNS_MAX]];
    /* of equal width, as none is more than another; where curves coincide the gaps of the dashes
     * show what lies below. Dots say something else: see page_warning_line. */
    line->kind = (LineKind)(LINE_SOLID + run % LINE_DOTTED);
    line->thick = page->runs_count > 1 ? THICK : 0;
}

bool page_run_line(Chart *chart, const Page *page, int run, const char *column, double factor,
                   const char *label)
{
    if (!page_line(chart, &page->runs[run], column, factor, 0, LINE_SOLID, label))
        return false;
    style_of_run(page, run, &chart->lines[chart->lines_count - 1]);
    return true;
}

int page_run_lines(Chart *chart, const Page *page, const char *column, double factor)
{
    int added = 0;
    for (int i = 0; i < page->runs_count; i++)
        added += page_run_line(chart, page, i, column, factor, "");
    return added;
}

uint32_t page_run_colour(const Page *page, int run)
{
    ChartLine line = {0};
    style_of_run(page, run, &line);
    return line.colour;
}

/* The end of a path, which is what tells folders apart. */
static const char *path_end(const char *path)
{
    enum { MOST = 24 };
    size_t length = strlen(path);
    const char *end = length > MOST ? path + length - MOST : path;
    while ((*end & 0xC0) == 0x80) /* not within a letter of several bytes */
        end++;
    return end;
}

/* Name and seed, and the folder of runs that do not differ in these. */
static void run_text(const Page *page, int run, char *out, size_t size)
{
    char other[CHART_LABEL];
    const char *folder = page->runs[run].folder, *end = path_end(folder);
    bool alike = false;
    page_run_label(&page->runs[run], out, size);
    for (int i = 0; i < page->runs_count && !alike; i++) {
        page_run_label(&page->runs[i], other, sizeof other);
        alike = i != run && strcmp(out, other) == 0;
    }
    size_t used = strlen(out);
    if (alike)
        snprintf(out + used, size - used, " (%s%s)", end > folder ? "\u2026" : "", end);
}

static void end_text(const Record *run, char *out, size_t size)
{
    const Table *series = &run->series;
    bool is_day0 = false;
    int64_t last = series->rows_count - 1;
    double base = page_volume_base(run, &is_day0);
    double volume = table_value(series, last, table_column(series, "caliper_volume"));
    double day = table_value(series, last, table_column(series, "time"));
    if (base > 0 && !isnan(volume))
        snprintf(out, size, "%.1f %% on day %.4g", 100 * volume / base, day);
    else
        snprintf(out, size, "not known");
}

static void viable_text(const Record *run, char *out, size_t size)
{
    const Table *series = &run->series;
    double viable = table_value(series, series->rows_count - 1, table_column(series, "viable"));
    double gone = page_gone(run, "viable");
    char number[AXIS_LABEL] = "not known";
    if (!isnan(viable))
        axis_label(&(Axis){.step = 1}, viable, number);
    if (isnan(gone))
        snprintf(out, size, "%s", number);
    else
        snprintf(out, size, "none from day %.4g on", gone);
}

static void row_texts(const Page *page, int run, char texts[CELLS][CHART_LABEL])
{
    const Record *record = &page->runs[run];
    bool is_day0 = false;
    char volume[32];
    axis_number(page_volume_base(record, &is_day0), volume, sizeof volume);
    run_text(page, run, texts[CELL_RUN], CHART_LABEL);
    page_doses_text(record, texts[CELL_DOSES], CHART_LABEL);
    double first = table_value(&record->series, 0, table_column(&record->series, "time"));
    int used = snprintf(texts[CELL_DAY0], CHART_LABEL, "%s mm\u00b3", volume);
    if (!is_day0 && used > 0 && used < CHART_LABEL)
        snprintf(texts[CELL_DAY0] + used, (size_t)(CHART_LABEL - used), " (day %.3g)", first);
    end_text(record, texts[CELL_END], CHART_LABEL);
    viable_text(record, texts[CELL_VIABLE], CHART_LABEL);
}

void compare_table(Canvas *canvas, const Page *page, double left, double top, double width)
{
    TextStyle head = {TEXT_SIZE - 2, INK_COLOURS[INK_FAINT], 0, 0.5, true, false};
    TextStyle style = {TEXT_SIZE, INK_COLOURS[INK_TEXT], 0, 0.5, false, false};
    for (int row = 0; row <= page->runs_count; row++) {
        char texts[CELLS][CHART_LABEL];
        double y = top + (row + 0.5) * ROW;
        if (row > 0) {
            ChartLine line = {0};
            style_of_run(page, row - 1, &line);
            shape_dash(canvas, line.kind);
            canvas_line(canvas, left, y, left + LINE_LENGTH, y, THICK, line.colour);
            shape_dash(canvas, LINE_SOLID);
            row_texts(page, row - 1, texts);
        }
        for (int i = 0; i < CELLS; i++) {
            double indent = i == CELL_RUN ? SWATCH : 0;
            double room = (COLUMNS[i + 1].from - COLUMNS[i].from) * width - indent - 16;
            canvas_text_fitted(canvas, left + COLUMNS[i].from * width + indent, y, room,
                               row > 0 ? style : head, row > 0 ? texts[i] : COLUMNS[i].name);
        }
        canvas_line(canvas, left, y + ROW / 2, left + width, y + ROW / 2, 1, INK_COLOURS[INK_GRID]);
    }
}
