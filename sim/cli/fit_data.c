/* The published figures of a fit, found in their tables. */
#include "cli/fit.h"
#include "io/units_io.h"
#include "render/points.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is looked for while the rows of one table are gone through. */
typedef struct FitLooking {
    Fit *fit;
    int entry;
    const Table *table;
    UnitsIo *units;
    Messages *messages;
    const Census *columns;
} FitLooking;

static const char *fit_data_cell(const FitLooking *looking, int64_t row, const char *column)
{
    return table_cell(looking->table, row, table_column(looking->table, column));
}

static double fit_data_number(const FitLooking *looking, int64_t row, const char *column)
{
    return table_value(looking->table, row, table_column(looking->table, column));
}

static const FitEntry *fit_data_entry(const FitLooking *looking)
{
    return &looking->fit->entries[looking->entry];
}

static bool fit_data_asked(const FitLooking *looking, int64_t row)
{
    const FitEntry *entry = fit_data_entry(looking);
    return (!entry->observable.text ||
            strcmp(entry->observable.text, fit_data_cell(looking, row, "observable")) == 0) &&
           (!entry->condition.text ||
            strcmp(entry->condition.text, fit_data_cell(looking, row, "condition")) == 0);
}

/* What a run is asked for a row: `simulated`, else the row's own name, at the row's time where none
 * is said. */
static void fit_data_simulated(const FitLooking *looking, int64_t row, char out[OBSERVABLE_TEXT])
{
    const FitEntry *entry = fit_data_entry(looking);
    const char *name =
        entry->simulated.text ? entry->simulated.text : fit_data_cell(looking, row, "observable");
    double time = fit_data_number(looking, row, "time");
    if (strchr(name, '@') || isnan(time))
        snprintf(out, OBSERVABLE_TEXT, "%.90s", name);
    else
        snprintf(out, OBSERVABLE_TEXT, "%.64s@%.10g d", name, time);
}

/* A factor from one unit to another; shares are written in % or as plain numbers. NAN: none. */
static double fit_data_factor(const FitLooking *looking, const char *from, const char *to)
{
    double factor;
    bool percent = strcmp(from, "%") == 0, into = strcmp(to, "%") == 0;
    if (percent && strcmp(to, "1") == 0)
        return 0.01;
    if (into && strcmp(from, "1") == 0)
        return 100;
    return units_io_factor(looking->units, from, to, &factor) == UNITS_IO_OK ? factor : NAN;
}

/* A number, with a unit or in the row's, as one in the unit of the output; NAN after an error. */
static double fit_data_given(const FitLooking *looking, const SweepText *given, const char *key,
                             const char *row_unit, const char *unit)
{
    const char *rest = "";
    double number = NAN;
    bool good = config_number(given->text, &number, &rest) == 0 && number >= 0;
    double factor = fit_data_factor(looking, *rest ? rest : row_unit, unit);
    if (good && !isnan(factor))
        return factor * number;
    messages_add(looking->messages, given->place, "for example sd: 0.1",
                 "%s: expected a number from 0 on, in %s, got `%.80s`", key, row_unit, given->text);
    return NAN;
}

/* Mean, spread and number of animals of a row, in the unit of the output. */
static bool fit_data_datum(const FitLooking *looking, int64_t row, const char *unit, FitFigure *out)
{
    const FitEntry *entry = fit_data_entry(looking);
    const char *row_unit = fit_data_cell(looking, row, "unit");
    double factor = fit_data_factor(looking, row_unit, unit);
    double sd = fit_data_number(looking, row, "sd"), n = fit_data_number(looking, row, "n");
    if (isnan(factor)) {
        messages_add(looking->messages, entry->place, "simulated: a figure of that dimension",
                     "%.60s is in %.16s in the table, and in %.16s in a run", out->name, row_unit,
                     unit);
        return false;
    }
    out->datum.mean = factor * fit_data_number(looking, row, "mean");
    out->datum.sd = factor * (isnan(sd) ? 0 : sd);
    if (entry->sd.text)
        out->datum.sd = fit_data_given(looking, &entry->sd, "sd", row_unit, unit);
    out->datum.n = isnan(n) ? 1 : n;
    if (entry->n.text)
        out->datum.n = fit_data_given(looking, &entry->n, "n", "1", "1");
    out->error_known = entry->sd.text || !isnan(sd);
    return !isnan(out->datum.sd) && !isnan(out->datum.n);
}

/* The output of that name, which several figures may share. */
static Status fit_data_output(Fit *fit, FitFigure *figure, const char *text, const Observable *what,
                              SourcePlace place)
{
    Sweep *sweep = &fit->sweep;
    for (figure->output = 0; figure->output < sweep->outputs_count; figure->output++)
        if (strcmp(sweep->outputs[figure->output].what.text, what->text) == 0)
            return STATUS_OK;
    sweep->outputs[figure->output] = (SweepOutput){.text = {strdup(text), place}, .what = *what};
    sweep->outputs_count++;
    return sweep->outputs[figure->output].text.text ? STATUS_OK : STATUS_NO_MEMORY;
}

/* One row that is asked for. of_table: the entry names a table alone, and takes what it can. */
static Status fit_data_row(const FitLooking *looking, int64_t row, bool of_table)
{
    Fit *fit = looking->fit;
    const FitEntry *entry = fit_data_entry(looking);
    char text[OBSERVABLE_TEXT], wrong[200], hint[200];
    const char *name = fit_data_cell(looking, row, "observable");
    Observable what;
    fit_data_simulated(looking, row, text);
    if (!observable_parse(text, looking->columns, &what, wrong, sizeof wrong, hint, sizeof hint)) {
        if (of_table)
            messages_note(looking->messages, entry->place, NULL, "%s:%lld: %.60s is left out: %s",
                          looking->table->path, (long long)looking->table->lines[row], name, wrong);
        else
            messages_add(looking->messages, entry->place, *hint ? hint : NULL, "%s", wrong);
        return STATUS_OK;
    }
    if (fit->figures_count == FIT_FIGURES) {
        messages_add(looking->messages, entry->place, NULL, "more than %d figures", FIT_FIGURES);
        return STATUS_BAD_DATA;
    }
    FitFigure *figure = &fit->figures[fit->figures_count];
    *figure = (FitFigure){.entry = looking->entry, .time_d = fit_data_number(looking, row, "time")};
    snprintf(figure->name, sizeof figure->name, "%s", name);
    snprintf(figure->condition, sizeof figure->condition, "%s",
             fit_data_cell(looking, row, "condition"));
    snprintf(figure->source, sizeof figure->source, "%s", fit_data_cell(looking, row, "source"));
    if (!fit_data_datum(looking, row, what.unit, figure))
        return STATUS_OK;
    if (!figure->error_known)
        messages_note(looking->messages, entry->place, "or give one: sd: 0.1",
                      "%s:%lld: %.60s has no sd: its error is that of the simulated animals alone",
                      looking->table->path, (long long)looking->table->lines[row], name);
    fit->figures_count++;
    return fit_data_output(fit, figure, text, &what, entry->place);
}

/* Rows of several conditions are not all those of the same runs. */
static void fit_data_conditions(const FitLooking *looking, int from)
{
    const Fit *fit = looking->fit;
    const FitEntry *entry = fit_data_entry(looking);
    for (int i = from; i < fit->figures_count && !entry->condition.text; i++)
        for (int k = from; k < i; k++)
            if (fit->figures[i].output == fit->figures[k].output &&
                strcmp(fit->figures[i].condition, fit->figures[k].condition) != 0) {
                messages_add(looking->messages, entry->place, "name the one that the runs are of",
                             "%s has several conditions: `%.60s`, `%.60s`", fit->figures[i].name,
                             fit->figures[k].condition, fit->figures[i].condition);
                return;
            }
}

static Status fit_data_rows(const FitLooking *looking)
{
    const FitEntry *entry = fit_data_entry(looking);
    int before = looking->fit->figures_count, errors = looking->messages->count;
    Status status = STATUS_OK;
    for (int64_t row = 0; row < looking->table->rows_count && status == STATUS_OK; row++)
        if (fit_data_asked(looking, row))
            status = fit_data_row(looking, row, !entry->observable.text);
    int found = looking->fit->figures_count - before;
    fit_data_conditions(looking, before);
    if (status == STATUS_OK && found == 0 && looking->messages->count == errors)
        messages_add(looking->messages, entry->place,
                     "observable and condition as they stand there",
                     "%s: no row is that of a figure of a run", looking->table->path);
    if (found > 1 && entry->simulated.text && strchr(entry->simulated.text, '@'))
        messages_add(looking->messages, entry->simulated.place,
                     "leave out the time, which is then that of each row, or name a condition",
                     "%d rows cannot all be `%s`", found, entry->simulated.text);
    return status;
}

/* Tables are named from the folder of the fit file. */
static Status fit_data_open(const Fit *fit, const FitEntry *entry, Table *out, Messages *messages)
{
    char path[FILE_PATH], message[FILE_PATH + 256];
    const char *slash = strrchr(fit->sweep.path, '/');
    int folder = slash && *entry->table.text != '/' ? (int)(slash - fit->sweep.path) + 1 : 0;
    snprintf(path, sizeof path, "%.*s%s", folder, fit->sweep.path, entry->table.text);
    Status status = points_read(path, out, message, sizeof message);
    messages->no_memory |= status == STATUS_NO_MEMORY;
    if (status != STATUS_OK && status != STATUS_NO_MEMORY)
        messages_add(messages, entry->table.place, NULL, "%s", message);
    return status;
}

Status fit_data_find(Fit *fit, Messages *messages)
{
    Census *columns = malloc(sizeof *columns);
    UnitsIo *units = units_io_create();
    Status status = columns && units ? STATUS_OK : STATUS_NO_MEMORY;
    if (columns)
        census_columns(columns, fit->sweep.base);
    for (int i = 0; i < fit->entries_count && status == STATUS_OK; i++) {
        Table table;
        FitLooking looking = {fit, i, &table, units, messages, columns};
        status = fit_data_open(fit, &fit->entries[i], &table, messages);
        if (status != STATUS_OK)
            break;
        status = fit_data_rows(&looking);
        table_destroy(&table);
    }
    units_io_destroy(units);
    free(columns);
    return status;
}
