/* What the texts of a sweep file mean, over the configurations that it names. */
#include "core/units.h"
#include "io/sweep_private.h"
#include "io/units_io.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- configurations --------------------------------------------------------------------------- */

/* Paths in a sweep file are from its folder. */
static Status sweep_resolve_files(Sweep *sweep)
{
    const char *slash = strrchr(sweep->path, '/');
    int folder = slash ? (int)(slash - sweep->path) + 1 : 0;
    for (int i = 0; i < sweep->bases_count; i++) {
        const char *name = sweep->bases[i].text;
        size_t size = (size_t)folder + strlen(name) + 1;
        sweep->files[i] = malloc(size);
        if (!sweep->files[i])
            return STATUS_NO_MEMORY;
        snprintf(sweep->files[i], size, "%.*s%s", *name == '/' ? 0 : folder, sweep->path, name);
    }
    return STATUS_OK;
}

/* The errors of messages that read the same files, added to those of the sweep. */
static void sweep_take_errors(const Messages *from, Messages *to)
{
    for (int i = 0; i < from->count; i++) {
        const Message *m = &from->list[i];
        bool known = m->place.source < to->sources_count;
        messages_add(to, known ? m->place : messages_nowhere(), *m->hint ? m->hint : NULL,
                     known ? "%s%s" : "%s: %s", known ? "" : messages_name(from, m->place.source),
                     m->what);
    }
}

Status sweep_compose(const Sweep *sweep, const ConfigGiven *more, int more_count, bool whole,
                     Params *out, Messages *messages)
{
    Messages own;
    ConfigGiven *given = calloc((size_t)(sweep->sets_count + more_count) + 1, sizeof *given);
    Status status = given ? STATUS_OK : STATUS_NO_MEMORY;
    messages_start(&own);
    messages_source(&own, sweep->path, sweep->text, sweep->length);
    for (int i = 0; i < sweep->sets_count && given; i++)
        given[i] = (ConfigGiven){sweep->sets[i].path, sweep->sets[i].value.text,
                                 sweep->sets[i].value.place, NULL};
    if (given && more_count > 0)
        memcpy(given + sweep->sets_count, more, (size_t)more_count * sizeof *more);
    if (status == STATUS_OK)
        status = config_read_given((const char *const *)sweep->files, sweep->bases_count, given,
                                   sweep->sets_count + more_count, out, &own);
    if (status == STATUS_OK && whole)
        status = config_check(out, &own);
    sweep_take_errors(&own, messages);
    messages_destroy(&own);
    free(given);
    return status;
}

/* The same into messages that have no more than the sweep file yet, so that errors in the files
 * show their lines. */
static Status sweep_resolve_base(Sweep *sweep, Messages *messages)
{
    Status status = sweep_resolve_files(sweep);
    ConfigGiven given[SWEEP_SETS];
    sweep->base = malloc(sizeof *sweep->base);
    if (status != STATUS_OK || !sweep->base)
        return STATUS_NO_MEMORY;
    for (int i = 0; i < sweep->sets_count; i++)
        given[i] = (ConfigGiven){sweep->sets[i].path, sweep->sets[i].value.text,
                                 sweep->sets[i].value.place, NULL};
    return config_read_given((const char *const *)sweep->files, sweep->bases_count, given,
                             sweep->sets_count, sweep->base, messages);
}

/* -- values ----------------------------------------------------------------------------------- */

void sweep_number(double number, char out[SWEEP_CELL])
{
    for (int digits = 7; digits <= 17; digits++) /* fewer would write 30 as 3e+01 */ {
        snprintf(out, SWEEP_CELL, "%.*g", digits, number);
        bool odd = strchr(out, 'e') && fabs(number) >= 1 && fabs(number) < 1e15; /* 3e+01 is 30 */
        if (strtod(out, NULL) == number && !odd)
            return;
    }
}

/* The record of a path in the base; NULL: it has no such entry. */
static void *sweep_record(const Sweep *sweep, const ConfigPath *path)
{
    if (path->list == LIST_RUN)
        return sweep->base;
    if (path->list != LIST_DOSES)
        return params_entry(sweep->base, path->list, path->entry);
    return path->dose < sweep->base->doses_count ? &sweep->base->doses[path->dose] : NULL;
}

static const char *sweep_substance_unit(const Sweep *sweep, const ConfigPath *path)
{
    const Substance *substance = path->list == LIST_SUBSTANCES ? sweep_record(sweep, path) : NULL;
    return !substance ? "nM" : substance->unit == SUBSTANCE_MMHG ? "mmHg" : "nM";
}

/* A valid value as a number in the unit of its column. A dose per body surface has a column of that
 * unit, which the first value decides. */
static bool sweep_in_unit(SweepParameter *p, UnitsIo *units, const char *text, double *out)
{
    const char *given;
    double from = 1, to = 1;
    if (config_number(text, out, &given))
        return false;
    bool plain = strcmp(p->unit, "1") == 0 || strcmp(p->unit, "cell") == 0;
    if (plain || strcmp(given, p->unit) == 0)
        return true;
    const Unit *column = units_find(p->unit);
    const char *canonical = column ? column->canonical : p->unit;
    UnitsIoResult result = units_io_factor(units, given, canonical, &from);
    if (result == UNITS_IO_OK && column)
        result = units_io_factor(units, p->unit, canonical, &to);
    if (result == UNITS_IO_DIMENSION && text == p->values[0].text && strlen(given) < SWEEP_UNIT) {
        snprintf(p->unit, sizeof p->unit, "%s", given);
        return true;
    }
    *out = *out * from / to;
    return result == UNITS_IO_OK;
}

/* The value of the base as a cell; empty where there is none. */
static void sweep_resolve_own(const Sweep *sweep, SweepParameter *p, const ConfigPath *path,
                              UnitsIo *units)
{
    const void *record = sweep_record(sweep, path);
    double number;
    *p->base = 0;
    if (!record)
        return;
    config_value_text(p->row, record, sweep_substance_unit(sweep, path), p->base, sizeof p->base);
    char text[SWEEP_CELL];
    snprintf(text, sizeof text, "%s", p->base);
    if (*p->unit && sweep_in_unit(p, units, text, &number))
        sweep_number(number, p->base);
}

/* One value: valid in the configuration, and as a cell; as a number where it is one. */
static bool sweep_resolve_value(const Sweep *sweep, SweepParameter *p, const SweepText *value,
                                UnitsIo *units, char cell[SWEEP_CELL], double *number,
                                Messages *messages)
{
    ConfigGiven given = {p->path, value->text, value->place, NULL};
    Params *ignored = malloc(sizeof *ignored);
    Status status =
        ignored ? sweep_compose(sweep, &given, 1, false, ignored, messages) : STATUS_NO_MEMORY;
    free(ignored);
    messages->no_memory |= status == STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        return false;
    if (!*p->unit) {
        snprintf(cell, SWEEP_CELL, "%s", value->text);
        return true;
    }
    if (!sweep_in_unit(p, units, value->text, number)) {
        messages_add(messages, value->place, "give all values in one unit",
                     "%s: cannot be put into %s with the others", p->path, p->unit);
        return false;
    }
    sweep_number(*number, cell);
    return true;
}

/* All values, and where a search is to start. */
static bool sweep_resolve_values(const Sweep *sweep, SweepParameter *p, UnitsIo *units,
                                 Messages *messages)
{
    char cell[SWEEP_CELL];
    p->start_value = NAN;
    for (int i = 0; i < p->values_count; i++) {
        double number = NAN;
        if (!sweep_resolve_value(sweep, p, &p->values[i], units, p->cells[i], &number, messages))
            return false;
        if (p->range)
            *(i ? &p->scale.high : &p->scale.low) = number;
    }
    return !p->start.text ||
           sweep_resolve_value(sweep, p, &p->start, units, cell, &p->start_value, messages);
}

static bool sweep_resolve_path(const Sweep *sweep, SweepParameter *p, ConfigPath *path,
                               Messages *messages)
{
    char wrong[200], hint[200] = "";
    if (!config_path_parse(p->path, path, wrong, sizeof wrong, hint, sizeof hint) || !path->row) {
        if (path->list >= 0 && !path->row && !*hint)
            snprintf(wrong, sizeof wrong, "`%.100s` is not one value", p->path);
        messages_add(messages, p->place, *hint ? hint : "for example psma.cv or doses.0.amount",
                     "%s", wrong);
        return false;
    }
    p->row = path->row;
    if (path->list == LIST_RUN && strcmp(path->section, "run") == 0) {
        messages_add(messages, p->place, "sweep.seeds says how many seeds every row has",
                     "%s: a sweep gives each run its seed and its name", p->path);
        return false;
    }
    bool number = p->row->kind == PARAM_REAL || p->row->kind == PARAM_INT;
    snprintf(p->unit, sizeof p->unit, "%s",
             number ? config_unit(p->row, sweep_substance_unit(sweep, path)) : "");
    if (p->range && !number) {
        messages_add(messages, p->place, "give its values", "%s: words have no range", p->path);
        return false;
    }
    return true;
}

static void sweep_resolve_scale(SweepParameter *p, Messages *messages)
{
    bool whole = p->row->kind == PARAM_INT;
    p->scale.kind = !p->range ? DESIGN_VALUES
                    : whole   ? DESIGN_INTEGER
                    : p->log  ? DESIGN_LOG
                              : DESIGN_LINEAR;
    if (!p->range)
        return;
    if (whole && p->log)
        messages_add(messages, p->place, "list its values", "%s: whole numbers have no log scale",
                     p->path);
    else if (!design_scale_sound(&p->scale))
        messages_add(messages, p->values[0].place,
                     p->log ? "a log scale needs ends above 0, the smaller one first"
                            : "the smaller one comes first",
                     "%s: this is no range", p->path);
}

static void sweep_resolve_parameter(Sweep *sweep, SweepParameter *p, UnitsIo *units,
                                    Messages *messages)
{
    ConfigPath path;
    bool sound = sweep_resolve_path(sweep, p, &path, messages);
    p->cells = calloc((size_t)p->values_count + 1, sizeof *p->cells);
    messages->no_memory |= !p->cells;
    if (!sound || !p->cells || !sweep_resolve_values(sweep, p, units, messages))
        return;
    sweep_resolve_own(sweep, p, &path, units);
    sweep_resolve_scale(p, messages);
}

/* -- the whole -----------------------------------------------------------------------------------
 */

static Status sweep_resolve(Sweep *sweep, Messages *messages)
{
    Status status = sweep_resolve_base(sweep, messages);
    UnitsIo *units = status == STATUS_OK ? units_io_create() : NULL;
    if (status != STATUS_OK || !units)
        return status == STATUS_OK ? STATUS_NO_MEMORY : status;
    for (int i = 0; i < sweep->parameters_count; i++)
        sweep_resolve_parameter(sweep, &sweep->parameters[i], units, messages);
    units_io_destroy(units);
    if (messages->count == 0 && !sweep->dialect)
        sweep_resolve_design(sweep, messages);
    if (sweep->dialect)
        status = sweep->dialect->find(sweep, messages);
    else
        sweep_resolve_outputs(sweep, messages);
    sweep_resolve_adaptive(sweep, messages);
    return status != STATUS_OK   ? status
           : messages->no_memory ? STATUS_NO_MEMORY
           : messages->count > 0 ? STATUS_BAD_DATA
                                 : STATUS_OK;
}

/* NAME.yaml is called NAME, if that is a name, unless it says otherwise. */
static Status sweep_resolve_name(Sweep *sweep)
{
    const char *slash = strrchr(sweep->path, '/'), *start = slash ? slash + 1 : sweep->path;
    size_t length = strcspn(start, ".");
    if (sweep->name.text)
        return STATUS_OK;
    char *own = strndup(start, length);
    if (own && !sweep_is_name(own)) {
        free(own);
        own = strdup(sweep->dialect ? sweep->dialect->what : "sweep");
    }
    sweep->name.text = own;
    return own ? STATUS_OK : STATUS_NO_MEMORY;
}

Status sweep_read(const char *path, Sweep *out, Messages *messages)
{
    return sweep_dialect_read(path, NULL, out, messages);
}

Status sweep_dialect_read(const char *path, const SweepDialect *dialect, Sweep *out,
                          Messages *messages)
{
    void *text;
    size_t length;
    char message[FILE_PATH + 256];
    *out = (Sweep){0};
    Status status =
        file_read_whole(path, YAML_READER_BYTES + 1, &text, &length, message, sizeof message);
    if (status != STATUS_OK) {
        messages_add(messages, messages_nowhere(), NULL, "%s", message);
        return status;
    }
    status = sweep_read_as(path, text, length, dialect, out, messages);
    free(text);
    if (status == STATUS_OK)
        status = sweep_resolve_name(out);
    return status == STATUS_OK ? sweep_resolve(out, messages) : status;
}
