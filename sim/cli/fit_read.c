#include "cli/fit.h"
#include "cli/optimise.h"
#include "io/sweep_dialect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIT_BUDGET_MOST = 100000, FIT_SEEDS_MOST = 10000 };

/* -- data ------------------------------------------------------------------------------------- */

static void fit_entry_key(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    static const char *const known[] = {"table", "observable", "condition", "simulated",
                                        "sd",    "n",          NULL};
    FitEntry *entry = into;
    SweepText *const texts[] = {&entry->table,     &entry->observable, &entry->condition,
                                &entry->simulated, &entry->sd,         &entry->n};
    for (int i = 0; known[i]; i++)
        if (strcmp(known[i], key) == 0) {
            const char *text = yaml_reader_scalar(reader, key, NULL);
            if (text)
                sweep_keep_text(reader, text, texts[i]);
            return;
        }
    sweep_unknown(reader, "data", key, known, place);
}

static void fit_read_entry(YamlReader *reader, Fit *fit)
{
    static const char hint[] = "for example data: [{table: data/lncap_xenograft.tsv, observable: "
                               "relative_caliper_volume}]";
    if (!sweep_room(reader, "data", fit->entries_count, FIT_FIGURES))
        return;
    FitEntry *entry = &fit->entries[fit->entries_count++];
    *entry = (FitEntry){.place = yaml_reader_place(reader)};
    if (reader->event.type == YAML_MAPPING_START_EVENT) {
        yaml_reader_mapping(reader, entry, fit_entry_key);
    } else {
        const char *text = yaml_reader_scalar(reader, "data", hint);
        if (text)
            sweep_keep_text(reader, text, &entry->table);
    }
    if (!entry->table.text && !reader->stopped)
        messages_add(reader->messages, entry->place, hint, "an entry of data needs its table");
}

static void fit_read_data(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    (void)place;
    if (reader->event.type != YAML_SEQUENCE_START_EVENT) {
        yaml_reader_expected(reader, key, "a list", "for example data: [data/lncap_xenograft.tsv]");
        return;
    }
    while (yaml_reader_item(reader))
        fit_read_entry(reader, into);
}

/* -- parameters ------------------------------------------------------------------------------- */

/* Where the search starts: as said, else the base's own value when it is in the range, else the
 * middle. */
static void fit_start(Fit *fit, int i, Messages *messages)
{
    const SweepParameter *p = &fit->sweep.parameters[i];
    double start = p->start.text ? p->start_value : *p->base ? strtod(p->base, NULL) : NAN;
    bool inside = start >= p->scale.low && start <= p->scale.high;
    fit->start[i] = inside ? design_unscale(&p->scale, start) : 0.5;
    if (p->start.text && !inside)
        messages_add(messages, p->start.place, "a value between the ends of the range",
                     "%s: the start is not in the range", p->path);
}

static void fit_parameters(Fit *fit, Messages *messages)
{
    if (fit->sweep.parameters_count > OPTIMISE_DIMENSIONS)
        messages_add(messages, (SourcePlace){0, 1, 1}, "fewer parameters",
                     "a fit takes at most %d parameters at once", OPTIMISE_DIMENSIONS);
    for (int i = 0; i < fit->sweep.parameters_count; i++) {
        const SweepParameter *p = &fit->sweep.parameters[i];
        if (p->range && p->scale.kind != DESIGN_INTEGER && p->scale.low < p->scale.high)
            fit_start(fit, i, messages);
        else
            messages_add(messages, p->place, "for example {range: [0.01, 0.08], scale: log}",
                         "%s: a fit needs a range of numbers that are not whole", p->path);
    }
}

static void fit_times(const Fit *fit, Messages *messages)
{
    char wrong[200], hint[200];
    for (int i = 0; i < fit->sweep.outputs_count; i++) {
        const SweepOutput *output = &fit->sweep.outputs[i];
        if (!observable_saved(&output->what, fit->sweep.base, wrong, sizeof wrong, hint,
                              sizeof hint))
            messages_add(messages, output->text.place, hint, "%s", wrong);
    }
}

/* The sweep is the first of a Fit. */
static Status fit_find(Sweep *sweep, Messages *messages)
{
    Fit *fit = (Fit *)(void *)sweep;
    if (messages->no_memory) /* then parameters are not what the file says */
        return STATUS_NO_MEMORY;
    if (messages->count == 0)
        fit_parameters(fit, messages);
    if (fit->entries_count == 0)
        messages_add(messages, (SourcePlace){0, 1, 1},
                     "for example data: [data/lncap_xenograft.tsv]",
                     "a fit needs what it is fitted to: data");
    Status status = messages->count == 0 ? fit_data_find(fit, messages) : STATUS_OK;
    if (status == STATUS_OK && messages->count == 0)
        fit_times(fit, messages);
    return status;
}

/* -- the file --------------------------------------------------------------------------------- */

static const SweepKey ROWS[] = {
    {"fit", "name", SWEEP_KEY_NAME, offsetof(Fit, sweep.name), 0, 0, NULL, "flagship_scalar"},
    {"fit", "seeds", SWEEP_KEY_WHOLE, offsetof(Fit, sweep.seeds), 1, FIT_SEEDS_MOST, NULL, "8"},
    {"fit", "budget", SWEEP_KEY_WHOLE, offsetof(Fit, budget), 1, FIT_BUDGET_MOST, NULL, "40"},
    {"fit", "profile", SWEEP_KEY_WHOLE, offsetof(Fit, profile), 0, FIT_BUDGET_MOST, NULL, "12"},
    {"fit", "nuisance", SWEEP_KEY_WHOLE, offsetof(Fit, nuisance), 1, FIT_BUDGET_MOST, NULL, "10"},
    {"", "keep", SWEEP_KEY_WORD, offsetof(Fit, sweep.keep), 0, 0, SWEEP_KEEPS, "tables"},
    {0}};

static const SweepDialect DIALECT = {.what = "fit",
                                     .rows = ROWS,
                                     .section = "fit",
                                     .list = "data",
                                     .read = fit_read_data,
                                     .find = fit_find};

static void fit_defaults(Fit *fit)
{
    *fit = (Fit){.budget = 40, .profile = 12, .nuisance = 10, .confidence = 0.95};
}

Status fit_read(const char *path, Fit *out, Messages *messages)
{
    fit_defaults(out);
    return sweep_dialect_read(path, &DIALECT, &out->sweep, messages);
}

Status fit_read_text(const char *name, const char *text, size_t length, Fit *out,
                     Messages *messages)
{
    fit_defaults(out);
    return sweep_read_as(name, text, length, &DIALECT, &out->sweep, messages);
}

void fit_destroy(Fit *fit)
{
    for (int i = 0; i < fit->entries_count; i++) {
        FitEntry *entry = &fit->entries[i];
        SweepText *const texts[] = {&entry->table,     &entry->observable, &entry->condition,
                                    &entry->simulated, &entry->sd,         &entry->n};
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++)
            free(texts[k]->text);
    }
    sweep_destroy(&fit->sweep);
    *fit = (Fit){0};
}
