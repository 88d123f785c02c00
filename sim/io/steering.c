#include "io/steering.h"
#include "io/config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a run begins with, and cannot be changed while it goes; a path that begins like this. */
static const char *const FIXED[] = {"run.",   "grid.",   "time.",   "output.",       "stop.",
                                    "tumor.", "animal.", "clones.", "vessel.density"};

static Status steering_wrong(const Steering *s, int64_t line, char *message, size_t message_size,
                             const char *what)
{
    if (line > 0 && s->path)
        snprintf(message, message_size, "%s:%" PRId64 ": error: %s", s->path, line, what);
    else /* made by hand */
        snprintf(message, message_size, "%s", what);
    return STATUS_BAD_DATA;
}

static Status steering_short(char *message, size_t message_size)
{
    snprintf(message, message_size, "no memory for the changes of a run");
    return STATUS_NO_MEMORY;
}

/* -- making ----------------------------------------------------------------------------------- */

/* Behind those of its step and before. */
static Status steering_insert(Steering *s, int64_t step, int64_t line, const char *set,
                              char *message, size_t message_size)
{
    int64_t at = s->count;
    while (at > 0 && s->list[at - 1].step > step)
        at--;
    if (s->count == s->room) {
        int64_t room = 2 * s->room + 16;
        Steer *list = realloc(s->list, (size_t)room * sizeof *list);
        if (!list)
            return steering_short(message, message_size);
        s->list = list;
        s->room = room;
    }
    Steer *next = &s->list[s->count];
    *next = (Steer){step, line, NULL};
    next->set = strdup(set);
    if (!next->set)
        return steering_short(message, message_size);
    Steer added = *next;
    memmove(s->list + at + 1, s->list + at, (size_t)(s->count - at) * sizeof *s->list);
    s->list[at] = added;
    s->count++;
    return STATUS_OK;
}

Status steering_add(Steering *s, int64_t step, const char *set, char *message, size_t message_size)
{
    if (strpbrk(set, ",\"\n\r")) {
        snprintf(message, message_size, "a change holds a comma, a quote or the end of a line");
        return STATUS_BAD_DATA;
    }
    return steering_insert(s, step, 0, set, message, message_size);
}

void steering_destroy(Steering *s)
{
    for (int64_t i = 0; i < s->count; i++)
        free(s->list[i].set);
    free(s->list);
    free(s->path);
    *s = (Steering){0};
}

/* -- reading ---------------------------------------------------------------------------------- */

/* The step of a row; no whole number when the row has none. */
static double steering_step(const Table *table, int64_t row, const Params *params)
{
    int step = table_column(table, "step");
    if (step >= 0)
        return table_value(table, row, step);
    double days = table_value(table, row, table_column(table, "time"));
    double steps = (double)params_day0_step(params) + days * 24 / params->time_cell_step;
    double near = floor(steps + 0.5);
    return fabs(steps - near) < 1e-6 * (1 + near) ? near : NAN;
}

static Status steering_row(Steering *s, const Table *table, int64_t row, const Params *params,
                           char *message, size_t message_size)
{
    const char *set = table_cell(table, row, table_column(table, "set"));
    double step = steering_step(table, row, params);
    int64_t line = table->lines[row];
    if (!*set)
        return STATUS_OK;
    if (!(step >= 0 && step <= PARAMS_STEPS && step == floor(step)))
        return steering_wrong(s, line, message, message_size,
                              "not at a whole number of cell steps (time.cell_step)");
    if (strcmp(set, STEERING_BRANCH) == 0) {
        s->branch = (int64_t)step + 1;
        return STATUS_OK;
    }
    if (s->count > 0 && (int64_t)step < s->list[s->count - 1].step)
        return steering_wrong(s, line, message, message_size,
                              "this change comes before the one above");
    return steering_insert(s, (int64_t)step, line, set, message, message_size);
}

/* Whether a table has the columns of changes. */
static bool steering_columns(const Table *table)
{
    int step = table_column(table, "step"), time = table_column(table, "time");
    return table_column(table, "set") >= 0 &&
           ((step >= 0 && table->columns[step].numeric) ||
            (time >= 0 && strcmp(table->columns[time].unit, "d") == 0));
}

Status steering_read(const char *path, const Params *params, Steering *out, char *message,
                     size_t message_size)
{
    Table table;
    *out = (Steering){0};
    Status status = table_read(path, ',', &table, message, message_size);
    if (status != STATUS_OK)
        return status;
    out->path = strdup(path);
    if (!out->path)
        status = steering_short(message, message_size);
    else if (!steering_columns(&table))
        status = steering_wrong(out, 1, message, message_size,
                                "expected the columns time[d] (or step[1]) and set");
    for (int64_t row = 0; row < table.rows_count && status == STATUS_OK; row++)
        status = steering_row(out, &table, row, params, message, message_size);
    table_destroy(&table);
    if (status != STATUS_OK)
        steering_destroy(out);
    return status;
}

/* -- applying --------------------------------------------------------------------------------- */

bool steering_fixed(const char *set)
{
    for (size_t i = 0; i < sizeof FIXED / sizeof FIXED[0]; i++)
        if (strncmp(set, FIXED[i], strlen(FIXED[i])) == 0)
            return true;
    return false;
}

/* The configuration with these sets on top of it, checked. */
static Status steering_read_sets(const char *config, const char *const *sets, int count,
                                 Params *out, Messages *messages)
{
    Status status = config_read_over("the run", config, NULL, 0, sets, count, out, messages);
    return status == STATUS_OK ? config_check(out, messages) : status;
}

Status steering_values(const char *config, const char *const *sets, int count, Params *out,
                       char *message, size_t message_size)
{
    Messages messages;
    messages_start(&messages);
    Status status = steering_read_sets(config, sets, count, out, &messages);
    const Message *m = &messages.list[0];
    if (status != STATUS_OK && messages.count > 0 && !messages.no_memory)
        snprintf(message, message_size, "%s%s%s%s", m->what, *m->hint ? " (" : "", m->hint,
                 *m->hint ? ")" : "");
    else if (status != STATUS_OK)
        snprintf(message, message_size, "%s", status_sentence(status));
    messages_destroy(&messages);
    return status;
}

Status steering_apply(const Steering *s, int64_t first, const char *config, Params *out,
                      int64_t *next, char *message, size_t message_size)
{
    int64_t end = first;
    while (end < s->count && s->list[end].step == s->list[first].step)
        end++;
    *next = end;
    const char **sets = calloc((size_t)(end - first) + 1, sizeof *sets);
    if (!sets)
        return steering_short(message, message_size);
    Status status = STATUS_OK;
    for (int64_t i = first; i < end && status == STATUS_OK; i++) {
        sets[i - first] = s->list[i].set;
        if (steering_fixed(s->list[i].set + strspn(s->list[i].set, " ")))
            status = steering_wrong(s, s->list[i].line, message, message_size,
                                    "a run begins with this value, and it cannot change later");
    }
    if (status == STATUS_OK) {
        char what[1024];
        status = steering_values(config, sets, (int)(end - first), out, what, sizeof what);
        if (status != STATUS_OK)
            steering_wrong(s, s->list[first].line, message, message_size, what);
    }
    free(sets);
    return status;
}

/* Whether what a step changes can be made to a run that had these parameters before. */
static Status steering_possible(const Steering *s, int64_t first, const Params *before,
                                const Params *after, char *message, size_t message_size)
{
    int dose;
    if (params_unlike(before, after))
        return steering_wrong(s, s->list[first].line, message, message_size,
                              "the substances, reactions and drugs of a run are those that it "
                              "began with");
    if (params_dose_missed(before, after, s->list[first].step, &dose) >= 0)
        return steering_wrong(s, s->list[first].line, message, message_size,
                              "a dose comes before the step in which it is asked for");
    return STATUS_OK;
}

Status steering_check(const Steering *s, const Params *params, char *message, size_t message_size)
{
    size_t length;
    Params *both = malloc(2 * sizeof *both), *before = both, *after = both + 1;
    char *config = config_text(params, &length);
    Status status = both && config ? STATUS_OK : steering_short(message, message_size);
    if (status == STATUS_OK)
        *before = *params;
    for (int64_t at = 0; at < s->count && status == STATUS_OK;) {
        int64_t first = at;
        status = steering_apply(s, first, config, after, &at, message, message_size);
        if (status == STATUS_OK)
            status = steering_possible(s, first, before, after, message, message_size);
        if (status != STATUS_OK)
            break;
        *before = *after;
        free(config);
        config = config_text(before, &length);
        status = config ? STATUS_OK : steering_short(message, message_size);
    }
    free(config);
    free(both);
    return status;
}

bool steering_same_until(const Steering *a, const Steering *b, int64_t step)
{
    int64_t i = 0;
    while (i < a->count && i < b->count && a->list[i].step < step &&
           a->list[i].step == b->list[i].step && strcmp(a->list[i].set, b->list[i].set) == 0)
        i++;
    return (i == a->count || a->list[i].step >= step) && (i == b->count || b->list[i].step >= step);
}

static void steering_line(Text *text, int64_t step, const char *set, const Params *params)
{
    double day = params->time_cell_step / 24;
    text_add(text, "%" PRId64 ",%.17g,%s\n", step, (double)(step - params_day0_step(params)) * day,
             set);
}

void steering_text(const Steering *s, const Params *params, Text *text)
{
    text_add(text, "step[1],time[d],set\n");
    if (s->branch)
        steering_line(text, s->branch - 1, STEERING_BRANCH, params);
    for (int64_t i = 0; i < s->count; i++)
        steering_line(text, s->list[i].step, s->list[i].set, params);
}
