#include "io/summary.h"

#include <stdio.h>
#include <string.h>

void summary_add(Summary *summary, const Census *census)
{
    double volume = census->value[CENSUS_caliper_volume];
    if (!summary->started)
        summary->day0_volume = volume;
    if (!summary->started || volume < summary->nadir_volume) {
        summary->nadir_volume = volume;
        summary->nadir_day = census->value[CENSUS_time];
    }
    summary->started = true;
    summary->last = *census;
}

double summary_ratio(const Summary *summary)
{
    double volume = summary->last.value[CENSUS_caliper_volume];
    return summary->day0_volume > 0 ? volume / summary->day0_volume : 0;
}

static void summary_figure(Figure out[SUMMARY_FIGURES], int *count, const char *name,
                           const char *unit, double value)
{
    if (*count == SUMMARY_FIGURES)
        return;
    Figure *figure = &out[(*count)++];
    snprintf(figure->name, sizeof figure->name, "%s", name);
    snprintf(figure->unit, sizeof figure->unit, "%s", unit);
    figure->value = value;
}

int summary_figures(const Summary *summary, Figure out[SUMMARY_FIGURES])
{
    /* Columns of the last census that go into the summary as they are, by the start of their name.
     */
    static const char *const kept[] = {"time",    "caliper_volume", "tumor_cells",
                                       "viable",  "oxygen_median",  "vessels_perfused",
                                       "deaths_", "ledger_error_",  "fallbacks_"};
    int count = 0;
    if (!summary->started)
        return 0;
    summary_figure(out, &count, "caliper_volume_day0", "mm^3", summary->day0_volume);
    summary_figure(out, &count, "caliper_volume_change", "%", 100 * (summary_ratio(summary) - 1));
    summary_figure(out, &count, "nadir_volume", "mm^3", summary->nadir_volume);
    summary_figure(out, &count, "nadir_time", "d", summary->nadir_day);
    for (int i = 0; i < summary->last.count; i++) {
        const CensusColumn *column = &summary->last.column[i];
        for (size_t k = 0; k < sizeof kept / sizeof kept[0]; k++) {
            size_t length = strlen(kept[k]);
            bool whole = kept[k][length - 1] != '_';
            if (strncmp(column->name, kept[k], length) == 0 && (!whole || !column->name[length]))
                summary_figure(out, &count, column->name, column->unit, summary->last.value[i]);
        }
    }
    return count;
}

double summary_value(const Summary *summary, const char *column)
{
    int i = census_find(&summary->last, column);
    return i < 0 ? 0 : summary->last.value[i];
}
