/* The parameters of a sweep file, as written. */
#include "io/sweep_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SWEEP_VALUES = DESIGN_LEVELS }; /* most values of a parameter */

static void sweep_add_value(YamlReader *reader, SweepParameter *p, const char *text)
{
    SweepText *values = realloc(p->values, ((size_t)p->values_count + 1) * sizeof *values);
    reader->no_memory |= !values;
    if (!values)
        return;
    p->values = values;
    values[p->values_count] = (SweepText){0};
    sweep_keep_text(reader, text, &values[p->values_count++]);
}

static void sweep_read_values(YamlReader *reader, SweepParameter *p, const char *key)
{
    const char *hint =
        p->range ? "for example range: [0.01, 0.1]" : "for example values: [14 mg/kg, 28 mg/kg]";
    SourcePlace place = yaml_reader_place(reader);
    if (p->values) {
        messages_add(reader->messages, place, "keep one of them",
                     "%s: values and range exclude each other", p->path);
        yaml_reader_skip(reader);
        return;
    }
    if (reader->event.type != YAML_SEQUENCE_START_EVENT) {
        yaml_reader_expected(reader, key, p->range ? "a list of two values" : "a list", hint);
        return;
    }
    while (yaml_reader_item(reader)) {
        const char *text = sweep_room(reader, key, p->values_count, p->range ? 2 : SWEEP_VALUES)
                               ? yaml_reader_scalar(reader, key, hint)
                               : NULL;
        if (text)
            sweep_add_value(reader, p, text);
    }
    if (p->values_count < (p->range ? 2 : 1) && !reader->stopped)
        messages_add(reader->messages, place, hint, "%s: %s", p->path,
                     p->range ? "a range has two ends" : "there is no value");
}

static void sweep_parameter_key(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    static const char *const known[] = {"values", "range", "scale", "levels", NULL};
    static const char *const searched[] = {"range", "scale", "start", "prior", NULL};
    const Sweep *sweep = reader->context;
    SweepParameter *p = into;
    int64_t whole = 0;
    if (strcmp(key, "values") == 0 || strcmp(key, "range") == 0) {
        p->range |= *key == 'r';
        sweep_read_values(reader, p, key);
    } else if (strcmp(key, "scale") == 0) {
        const char *text = yaml_reader_scalar(reader, "scale", "linear or log");
        p->log = text && strcmp(text, "log") == 0;
        if (text && !p->log && strcmp(text, "linear") != 0)
            messages_add(reader->messages, yaml_reader_place(reader), "write linear or log",
                         "scale: expected linear or log, got `%.80s`", text);
    } else if (strcmp(key, "levels") == 0) {
        const char *text = yaml_reader_scalar(reader, "levels", "for example levels: 5");
        if (text && !sweep_whole(text, 2, DESIGN_LEVELS, &whole))
            messages_add(reader->messages, yaml_reader_place(reader), "for example levels: 5",
                         "levels: expected a whole number from 2 to %d, got `%.80s`", DESIGN_LEVELS,
                         text);
        p->levels = (int)whole;
    } else if (sweep->dialect && (strcmp(key, "start") == 0 || strcmp(key, "prior") == 0)) {
        const char *text = yaml_reader_scalar(reader, key, "for example start: 0.03");
        if (text)
            sweep_keep_text(reader, text, *key == 's' ? &p->start : &p->prior);
    } else {
        sweep_unknown(reader, p->path, key, sweep->dialect ? searched : known, place);
    }
}

void sweep_parameters_key(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    Sweep *sweep = reader->context;
    (void)into;
    if (!sweep_room(reader, "parameters", sweep->parameters_count, SWEEP_PARAMETERS))
        return;
    SweepParameter *p = &sweep->parameters[sweep->parameters_count];
    snprintf(p->path, sizeof p->path, "%s", key);
    p->place = place;
    if (reader->event.type != YAML_MAPPING_START_EVENT) {
        yaml_reader_expected(reader, key, "values or a range",
                             "for example {values: [1 d, 2 d]} or {range: [0, 0.5], levels: 5}");
        return;
    }
    sweep->parameters_count++;
    yaml_reader_mapping(reader, p, sweep_parameter_key);
    if (!p->values && !reader->stopped)
        messages_add(reader->messages, place, "for example {range: [0, 0.5]}",
                     "%s: has neither values nor a range", p->path);
}
