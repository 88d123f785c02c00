/* Whether a sweep file says what its design and its outputs need. */
#include "io/sweep_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- the design ------------------------------------------------------------------------------- */

static void sweep_needs(const Sweep *sweep, bool given, const char *key, const char *example,
                        Messages *messages)
{
    char word[PARAMS_TEXT];
    params_word_text(SWEEP_KINDS, sweep->kind, word);
    if (!given)
        messages_add(messages, sweep->kind_place, example, "a design of kind %s needs `%s`", word,
                     key);
}

static void sweep_resolve_grid(const Sweep *sweep, Messages *messages)
{
    for (int i = 0; i < sweep->parameters_count; i++)
        if (sweep->parameters[i].range && sweep->parameters[i].levels == 0)
            messages_add(messages, sweep->parameters[i].place, "for example levels: 5",
                         "%s: in a grid a range needs its number of levels",
                         sweep->parameters[i].path);
}

static void sweep_resolve_list(const Sweep *sweep, Messages *messages)
{
    const SweepParameter *first = &sweep->parameters[0];
    for (int i = 0; i < sweep->parameters_count; i++) {
        const SweepParameter *p = &sweep->parameters[i];
        if (p->range)
            messages_add(messages, p->place, "values: [...]", "%s: a list needs values, no range",
                         p->path);
        else if (p->values_count != first->values_count)
            messages_add(messages, p->place, "the first row takes the first value of each",
                         "%s: has %d values, and %s has %d", p->path, p->values_count, first->path,
                         first->values_count);
    }
}

static void sweep_resolve_one(const Sweep *sweep, Messages *messages)
{
    for (int i = 0; i < sweep->parameters_count; i++) {
        const SweepParameter *p = &sweep->parameters[i];
        if (!*p->base || !p->range)
            messages_add(messages, p->place, "range: [low, high], of a value that the base has",
                         "%s: one at a time needs a range around the value of the base", p->path);
    }
}

void sweep_resolve_design(const Sweep *sweep, Messages *messages)
{
    switch ((SweepKind)sweep->kind) {
    case SWEEP_GRID:
        sweep_resolve_grid(sweep, messages);
        break;
    case SWEEP_LIST:
        sweep_resolve_list(sweep, messages);
        break;
    case SWEEP_LATIN:
    case SWEEP_SOBOL:
    case SWEEP_SALTELLI:
        sweep_needs(sweep, sweep->points > 0, "points", "points: 128", messages);
        break;
    case SWEEP_MORRIS:
        sweep_needs(sweep, sweep->trajectories > 0, "trajectories", "trajectories: 20", messages);
        break;
    case SWEEP_ONE:
        sweep_resolve_one(sweep, messages);
        break;
    case SWEEP_TABLE:
        sweep_needs(sweep, sweep->file.text != NULL, "file", "file: points.tsv", messages);
        break;
    }
}

/* -- what is asked for ------------------------------------------------------------------------ */

/* However its time is written; the whole run has none. */
static bool sweep_same_output(const Observable *a, const Observable *b)
{
    bool whole = isnan(a->time_d) && isnan(b->time_d);
    return strcmp(a->name, b->name) == 0 && (whole || a->time_d == b->time_d);
}

void sweep_resolve_outputs(Sweep *sweep, Messages *messages)
{
    char wrong[200], hint[200];
    Census *columns = malloc(sizeof *columns);
    messages->no_memory |= !columns;
    if (columns)
        census_columns(columns, sweep->base);
    for (int i = 0; i < sweep->outputs_count && columns; i++) {
        SweepOutput *o = &sweep->outputs[i];
        bool good = observable_parse(o->text.text, columns, &o->what, wrong, sizeof wrong, hint,
                                     sizeof hint);
        for (int k = 0; k < i && good; k++)
            if (sweep_same_output(&sweep->outputs[k].what, &o->what)) {
                bool alike = strcmp(sweep->outputs[k].what.text, o->what.text) == 0;
                snprintf(wrong, sizeof wrong, "`%s` stands twice%s%s", o->what.text,
                         alike ? "" : ", also as ", alike ? "" : sweep->outputs[k].what.text);
                snprintf(hint, sizeof hint, "keep one of them");
                good = false;
            }
        if (!good)
            messages_add(messages, o->text.place, hint, "%s", wrong);
    }
    free(columns);
}

void sweep_resolve_adaptive(Sweep *sweep, Messages *messages)
{
    const char *rest = "", *wanted = sweep->adaptive_output.text;
    if (!sweep->adaptive)
        return;
    for (int i = 0; i < sweep->outputs_count && wanted; i++)
        if (strcmp(sweep->outputs[i].text.text, wanted) == 0)
            sweep->adaptive_index = i;
    if (sweep->adaptive_index < 0) {
        messages_add(messages, wanted ? sweep->adaptive_output.place : sweep->adaptive_place,
                     "output: one of `outputs`, as it stands there",
                     "adaptive: which output is to be known well enough?");
        return;
    }
    const char *unit = sweep->outputs[sweep->adaptive_index].what.unit;
    const char *text = sweep->half_width_text.text ? sweep->half_width_text.text : "";
    int error = config_number(text, &sweep->half_width, &rest);
    bool plain = strcmp(unit, "1") == 0 && !*rest;
    if (error || !(sweep->half_width > 0) || !(plain || strcmp(rest, unit) == 0))
        messages_add(messages, *text ? sweep->half_width_text.place : sweep->adaptive_place,
                     "half the width of its 95 % confidence interval, as half_width: 5 %",
                     "adaptive: half_width: expected a number above 0 in %s", unit);
    if (sweep->most < sweep->seeds || sweep->seeds < 2)
        messages_add(messages, sweep->adaptive_place, "for example sweep: {seeds: 3} and most: 40",
                     "adaptive: needs at least 2 seeds to begin with, and as many or more at most");
}
