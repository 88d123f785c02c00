/* A sweep file as written: YAML to the texts and numbers of a Sweep. */
#include "io/nearest.h"
#include "io/sweep_private.h"
#include "io/yaml_reader.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- single values ---------------------------------------------------------------------------- */

static const SweepKey KEYS[] = {
#define SWEEP_NAME(section, key, field, example)                                                   \
    {#section, #key, SWEEP_KEY_NAME, offsetof(Sweep, field), 0, 0, NULL, example},
#define SWEEP_TEXT(section, key, field, example)                                                   \
    {#section, #key, SWEEP_KEY_TEXT, offsetof(Sweep, field), 0, 0, NULL, example},
#define SWEEP_WHOLE(section, key, field, low, high, example)                                       \
    {#section, #key, SWEEP_KEY_WHOLE, offsetof(Sweep, field), low, high, NULL, example},
#define SWEEP_WORD(section, key, field, words, example)                                            \
    {#section, #key, SWEEP_KEY_WORD, offsetof(Sweep, field), 0, 0, words, example},
#include "io/sweep.def"
};
enum { KEYS_COUNT = sizeof KEYS / sizeof KEYS[0] };

/* The i-th single value of a file of this kind; NULL behind the last. */
static const SweepKey *sweep_key_at(const Sweep *sweep, int i)
{
    if (!sweep->dialect)
        return i < KEYS_COUNT ? &KEYS[i] : NULL;
    return sweep->dialect->rows[i].key ? &sweep->dialect->rows[i] : NULL;
}

static const SweepKey *sweep_key(const Sweep *sweep, const char *section, const char *key)
{
    const SweepKey *row = NULL;
    for (int i = 0; (row = sweep_key_at(sweep, i)) != NULL; i++)
        if (strcmp(row->section, section) == 0 && strcmp(row->key, key) == 0)
            return row;
    return NULL;
}

bool sweep_whole(const char *text, int64_t low, int64_t high, int64_t *out)
{
    const char *rest = "";
    double number = 0;
    size_t digits = strspn(text, "0123456789");
    bool whole = digits > 0 && text[digits] == 0 && config_number(text, &number, &rest) == 0;
    if (!whole || number < (double)low || number > (double)high)
        return false;
    *out = (int64_t)number;
    return true;
}

bool sweep_is_name(const char *text)
{
    size_t length = strlen(text);
    bool good = length > 0 && length < PARAMS_TEXT && isalnum((unsigned char)*text);
    for (size_t i = 0; i < length && good; i++)
        good = isalnum((unsigned char)text[i]) || strchr("_-.", text[i]);
    return good;
}

/* The value of a key; false with what it should be in `expected`. */
static bool sweep_store(YamlReader *reader, const SweepKey *key, const char *text, char *expected,
                        size_t size)
{
    char *at = (char *)reader->context + key->offset;
    int word = key->kind == SWEEP_KEY_WORD ? params_word(key->words, text) : -1;
    snprintf(expected, size, "a name of letters, digits and _ - .");
    switch (key->kind) {
    case SWEEP_KEY_WHOLE:
        snprintf(expected, size, "a whole number from %lld to %lld", (long long)key->low,
                 (long long)key->high);
        return sweep_whole(text, key->low, key->high, (int64_t *)(void *)at);
    case SWEEP_KEY_WORD:
        snprintf(expected, size, "one of %s", key->words);
        for (char *bar = expected; (bar = strchr(bar, '|')) != NULL;)
            *bar = ' ';
        if (word >= 0)
            memcpy(at, &word, sizeof word);
        return word >= 0;
    case SWEEP_KEY_NAME:
        if (!sweep_is_name(text))
            return false;
        break;
    case SWEEP_KEY_TEXT:
        break;
    }
    sweep_keep_text(reader, text, (SweepText *)(void *)at);
    return true;
}

static void sweep_read_key(YamlReader *reader, const SweepKey *key)
{
    char hint[200], expected[160];
    snprintf(hint, sizeof hint, "for example %s: %s", key->key, key->example);
    SourcePlace place = yaml_reader_place(reader);
    const char *text = yaml_reader_scalar(reader, key->key, hint);
    Sweep *sweep = reader->context;
    if (!text)
        return;
    if (strcmp(key->section, "design") == 0 && strcmp(key->key, "kind") == 0)
        sweep->kind_place = place;
    if (!sweep_store(reader, key, text, expected, sizeof expected))
        messages_add(reader->messages, place, hint, "%s: expected %s, got `%.80s`", key->key,
                     expected, text);
}

void sweep_unknown(YamlReader *reader, const char *section, const char *word,
                   const char *const *more, SourcePlace place)
{
    char hint[200] = "", shows[60];
    const Sweep *sweep = reader->context;
    const char *what = sweep->dialect ? sweep->dialect->what : "sweep";
    const SweepKey *row = NULL;
    Nearest nearest = nearest_start(word);
    snprintf(shows, sizeof shows, "`prodrome help %.16s` shows such a file", what);
    for (int i = 0; (row = sweep_key_at(sweep, i)) != NULL; i++)
        if (strcmp(row->section, section) == 0)
            nearest_offer(&nearest, row->key);
    for (; more && *more; more++)
        nearest_offer(&nearest, *more);
    const char *meant = nearest_meant(&nearest);
    snprintf(hint, sizeof hint, meant ? "did you mean `%s`?" : "%s", meant ? meant : shows);
    messages_add(reader->messages, place, hint, "unknown key `%.80s`%s%s%s", word,
                 *section ? " in `" : "", section, *section ? "`" : "");
    yaml_reader_skip(reader);
}

static void sweep_section_key(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    const char *section = into;
    const SweepKey *row = sweep_key(reader->context, section, key);
    if (row)
        sweep_read_key(reader, row);
    else
        sweep_unknown(reader, section, key, NULL, place);
}

/* -- lists and mappings ----------------------------------------------------------------------- */

void sweep_keep_text(YamlReader *reader, const char *text, SweepText *out)
{
    free(out->text);
    *out = (SweepText){strdup(text), yaml_reader_place(reader)};
    reader->no_memory |= !out->text;
}

/* One value of a list that holds at most `most`; false when there is no room. */
bool sweep_room(YamlReader *reader, const char *name, int count, int most)
{
    if (count < most)
        return true;
    messages_add(reader->messages, yaml_reader_place(reader), 0, "%s: more than %d of them", name,
                 most);
    yaml_reader_skip(reader);
    return false;
}

static void sweep_read_base(YamlReader *reader)
{
    static const char hint[] = "for example base: [lncap_xenograft.yaml]";
    Sweep *sweep = reader->context;
    bool list = reader->event.type == YAML_SEQUENCE_START_EVENT;
    while (!list || yaml_reader_item(reader)) {
        const char *text = sweep_room(reader, "base", sweep->bases_count, SWEEP_BASES)
                               ? yaml_reader_scalar(reader, "base", hint)
                               : NULL;
        if (text)
            sweep_keep_text(reader, text, &sweep->bases[sweep->bases_count++]);
        if (!list)
            return;
    }
}

static void sweep_read_outputs(YamlReader *reader)
{
    static const char hint[] = "for example outputs: [caliper_change@30 d, nadir]";
    Sweep *sweep = reader->context;
    if (reader->event.type != YAML_SEQUENCE_START_EVENT) {
        yaml_reader_expected(reader, "outputs", "a list", hint);
        return;
    }
    while (yaml_reader_item(reader)) {
        const char *text = sweep_room(reader, "outputs", sweep->outputs_count, SWEEP_OUTPUTS)
                               ? yaml_reader_scalar(reader, "outputs", hint)
                               : NULL;
        if (text)
            sweep_keep_text(reader, text, &sweep->outputs[sweep->outputs_count++].text);
    }
}

static void sweep_set_key(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    Sweep *sweep = reader->context;
    (void)into;
    (void)place;
    if (!sweep_room(reader, "set", sweep->sets_count, SWEEP_SETS))
        return;
    const char *text = yaml_reader_scalar(reader, key, "for example time.end: 30 d");
    SweepSet *set = &sweep->sets[sweep->sets_count];
    if (!text)
        return;
    snprintf(set->path, sizeof set->path, "%s", key);
    sweep_keep_text(reader, text, &set->value);
    sweep->sets_count++;
}

/* -- the file --------------------------------------------------------------------------------- */

static void sweep_mapping(YamlReader *reader, const char *key, void *into, YamlReaderKey *read_key)
{
    if (reader->event.type == YAML_MAPPING_START_EVENT)
        yaml_reader_mapping(reader, into, read_key);
    else
        yaml_reader_expected(reader, key, "keys with values",
                             "write `key: value` lines below it, indented, or delete it");
}

/* The keys of a sweep file that its dialects have not. */
static bool sweep_own_key(YamlReader *reader, const char *key, SourcePlace place)
{
    Sweep *sweep = reader->context;
    char section[YAML_READER_KEY];
    snprintf(section, sizeof section, "%s", key);
    if (strcmp(key, "outputs") == 0)
        sweep_read_outputs(reader);
    else if (strcmp(key, "sweep") == 0 || strcmp(key, "design") == 0)
        sweep_mapping(reader, key, section, sweep_section_key);
    else if (strcmp(key, "adaptive") == 0) {
        sweep->adaptive = true;
        sweep->adaptive_place = place;
        sweep_mapping(reader, key, section, sweep_section_key);
    } else
        return false;
    return true;
}

static bool sweep_dialect_key(YamlReader *reader, const char *key, SourcePlace place)
{
    Sweep *sweep = reader->context;
    char section[YAML_READER_KEY];
    snprintf(section, sizeof section, "%s", key);
    if (strcmp(key, sweep->dialect->section) == 0)
        sweep_mapping(reader, key, section, sweep_section_key);
    else if (strcmp(key, sweep->dialect->list) == 0)
        sweep->dialect->read(reader, sweep, key, place);
    else
        return false;
    return true;
}

static void sweep_root_key(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    Sweep *sweep = reader->context;
    const SweepDialect *dialect = sweep->dialect;
    const char *const known[] = {"base",
                                 "set",
                                 "parameters",
                                 dialect ? dialect->section : "sweep",
                                 dialect ? dialect->list : "design",
                                 dialect ? NULL : "outputs",
                                 "adaptive",
                                 NULL};
    (void)into;
    if (sweep_key(sweep, "", key))
        sweep_read_key(reader, sweep_key(sweep, "", key));
    else if (strcmp(key, "base") == 0)
        sweep_read_base(reader);
    else if (strcmp(key, "set") == 0)
        sweep_mapping(reader, key, NULL, sweep_set_key);
    else if (strcmp(key, "parameters") == 0)
        sweep_mapping(reader, key, NULL, sweep_parameters_key);
    else if (!(dialect ? sweep_dialect_key : sweep_own_key)(reader, key, place))
        sweep_unknown(reader, "", key, known, place);
}

static void sweep_root(YamlReader *reader)
{
    if (reader->event.type == YAML_MAPPING_START_EVENT)
        yaml_reader_mapping(reader, NULL, sweep_root_key);
    else
        yaml_reader_expected(reader, "sweep", "sections",
                             "for example `base: [lncap_xenograft.yaml]`");
}

/* What the file must have. */
static void sweep_require(const Sweep *sweep, Messages *messages)
{
    SourcePlace top = {0, 1, 1};
    const char *what = sweep->dialect ? sweep->dialect->what : "sweep";
    if (sweep->bases_count == 0)
        messages_add(messages, top, "for example base: [lncap_xenograft.yaml]",
                     "a %s needs the configurations it starts from: base", what);
    if (sweep->outputs_count == 0 && !sweep->dialect)
        messages_add(messages, top, "for example outputs: [caliper_change@30 d]",
                     "a sweep needs what it asks of each run: outputs");
    if (sweep->parameters_count == 0 && sweep->kind != SWEEP_TABLE)
        messages_add(messages, top,
                     sweep->dialect
                         ? "for example parameters: {psma.cv: {range: [0.3, 0.8]}}"
                         : "for example parameters: {psma.cv: {range: [0.3, 0.8], levels: 3}}",
                     "a %s needs what differs between its rows: parameters", what);
}

static Status sweep_start(const char *name, const char *text, size_t length,
                          const SweepDialect *dialect, Sweep *out)
{
    *out = (Sweep){.path = strdup(name), .text = malloc(length + 1), .length = length};
    out->seeds = out->seed = 1;
    out->levels = 4;
    out->adaptive_index = -1;
    out->dialect = dialect;
    out->parameters = calloc(SWEEP_PARAMETERS, sizeof *out->parameters);
    if (!out->path || !out->text || !out->parameters)
        return STATUS_NO_MEMORY;
    memcpy(out->text, text, length);
    out->text[length] = 0;
    return STATUS_OK;
}

/* The text of a file, as far as it goes by itself. */
Status sweep_read_as(const char *name, const char *text, size_t length, const SweepDialect *dialect,
                     Sweep *out, Messages *messages)
{
    int source = messages_source(messages, name, length > YAML_READER_BYTES ? "" : text,
                                 length > YAML_READER_BYTES ? 0 : length);
    if (sweep_start(name, text, length, dialect, out) != STATUS_OK || source < 0)
        return STATUS_NO_MEMORY;
    YamlReader reader = {.messages = messages, .source = source, .context = out};
    if (length > YAML_READER_BYTES)
        messages_add(messages, (SourcePlace){source, 0, 0}, "such a file is at most 1 MiB",
                     "larger than 1 MiB");
    else if (yaml_reader_utf8(messages, text, length, source))
        yaml_reader_read(&reader, text, length, sweep_root);
    if (messages->count == 0)
        sweep_require(out, messages);
    messages->no_memory |= reader.no_memory;
    return messages->no_memory   ? STATUS_NO_MEMORY
           : messages->count > 0 ? STATUS_BAD_DATA
                                 : STATUS_OK;
}

Status sweep_read_text(const char *name, const char *text, size_t length, Sweep *out,
                       Messages *messages)
{
    return sweep_read_as(name, text, length, NULL, out, messages);
}

static void sweep_free(SweepText *text)
{
    free(text->text);
}

static void sweep_destroy_parameter(SweepParameter *p)
{
    for (int i = 0; i < p->values_count; i++)
        sweep_free(&p->values[i]);
    sweep_free(&p->start);
    sweep_free(&p->prior);
    free(p->values);
    free(p->cells);
}

void sweep_destroy(Sweep *sweep)
{
    SweepText *const single[] = {&sweep->name, &sweep->file, &sweep->adaptive_output,
                                 &sweep->half_width_text};
    for (int i = 0; i < 4; i++)
        sweep_free(single[i]);
    for (int i = 0; i < sweep->bases_count; i++) {
        sweep_free(&sweep->bases[i]);
        free(sweep->files[i]);
    }
    for (int i = 0; i < sweep->sets_count; i++)
        sweep_free(&sweep->sets[i].value);
    for (int i = 0; i < SWEEP_PARAMETERS && sweep->parameters; i++)
        sweep_destroy_parameter(&sweep->parameters[i]);
    for (int i = 0; i < sweep->outputs_count; i++)
        sweep_free(&sweep->outputs[i].text);
    free(sweep->parameters);
    free(sweep->base);
    free(sweep->path);
    free(sweep->text);
    *sweep = (Sweep){0};
}
