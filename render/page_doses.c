#include "render/page_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "mipsagargin 56 mg/kg on days 0, 1, 2", "... 12 doses, days 0 to 60" or "doses from 10 to 56". */
static void doses_text(const RecordDose *doses, int64_t count, char *out, size_t size)
{
    char amount[32];
    bool alike = true;
    for (int64_t i = 1; i < count; i++)
        alike &= doses[i].amount == doses[0].amount && strcmp(doses[i].drug, doses[0].drug) == 0;
    snprintf(amount, sizeof amount, "%.4g", doses[0].amount);
    int used = alike ? snprintf(out, size, "%.40s %s %.12s", doses[0].drug, amount, doses[0].unit)
                     : snprintf(out, size, "doses that differ");
    if (used < 0 || (size_t)used >= size)
        return;
    if (count > 6) {
        snprintf(out + used, size - (size_t)used, ", %lld doses, days %g to %g", (long long)count,
                 doses[0].day, doses[count - 1].day);
        return;
    }
    for (int64_t i = 0; i < count && (size_t)used < size; i++)
        used += snprintf(out + used, size - (size_t)used, "%s%g",
                         i           ? ", "
                         : count > 1 ? " on days "
                                     : " on day ",
                         doses[i].day);
}

void page_doses_text(const Record *run, char *out, size_t size)
{
    RecordDose doses[CHART_MARKS_MAX];
    int64_t count = record_doses(run, doses, CHART_MARKS_MAX);
    if (run->branch && run->events.columns_count > 0) { /* before it there were its parent's */
        int used = snprintf(out, size, "branch: ");
        out += used, size -= (size_t)used;
    }
    if (count > 0)
        doses_text(doses, count < CHART_MARKS_MAX ? count : CHART_MARKS_MAX, out, size);
    else
        snprintf(out, size, "%s", run->events.columns_count > 0 ? "no drug" : "not known");
}

void page_story_text(const Record *run, char *out, size_t size)
{
    double gone = page_gone(run, "viable");
    *out = '\0';
    if (run->events.columns_count > 0)
        page_doses_text(run, out, size);
    else if (run->branch)
        snprintf(out, size, "a branch: its doses and its parent's are not in this file");
    size_t used = strlen(out);
    if (!isnan(gone))
        snprintf(out + used, size - used, "%sno viable tumor cell from day %.4g on",
                 used ? "; " : "", gone);
}

uint32_t page_dose_colour(const Page *page, int run)
{
    return page->runs_count > 1 ? page_run_colour(page, run) : INK_COLOURS[INK_DOSE];
}

/* Adds one mark, or takes the colour from one that another run has on the same day. */
static void mark_share(Chart *chart, double day, uint32_t colour)
{
    for (int i = 0; i < chart->marks_count; i++)
        if (chart->marks[i].x == day) {
            if (chart->marks[i].colour != colour)
                chart->marks[i].colour = INK_COLOURS[INK_FAINT];
            return;
        }
    if (chart->marks_count < CHART_MARKS_MAX)
        chart->marks[chart->marks_count++] = (ChartMark){.x = day, .colour = colour};
}

static void marks_of_all(Chart *chart, const Page *page)
{
    for (int i = 0; i < page->runs_count; i++) {
        RecordDose doses[CHART_MARKS_MAX];
        int64_t count = record_doses(&page->runs[i], doses, CHART_MARKS_MAX);
        for (int64_t k = 0; k < count && k < CHART_MARKS_MAX; k++)
            mark_share(chart, doses[k].day, page_dose_colour(page, i));
    }
}

/* One legend entry for marks in the colour of a run, and one for those that runs share. */
static void marks_explain(Chart *chart, int before)
{
    static const char *const words[] = {"dose of the run of that colour", "dose of several runs"};
    bool told[2] = {false, false};
    for (int i = before; i < chart->marks_count; i++) {
        bool shared = chart->marks[i].colour == INK_COLOURS[INK_FAINT];
        if (!told[shared])
            snprintf(chart->marks[i].label, CHART_LABEL, "%s", words[shared]);
        told[shared] = true;
    }
}

void page_doses(Chart *chart, const Page *page, bool with_label)
{
    int before = chart->marks_count;
    marks_of_all(chart, page);
    if (!with_label || chart->marks_count == before)
        return;
    if (page->runs_count == 1)
        page_doses_text(&page->runs[0], chart->marks[before].label, CHART_LABEL);
    else
        marks_explain(chart, before);
}
