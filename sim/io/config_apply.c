#include "io/config_draft.h"

#include <string.h>

/* What an entry that is not built in has to say of itself: a misspelt name would otherwise be a
 * new entry made of defaults. */
static const struct {
    int list;
    const char *key;
} REQUIRED[] = {
    {LIST_SUBSTANCES, "unit"},   {LIST_SUBSTANCES, "diffusion"}, {LIST_REACTIONS, "substrate"},
    {LIST_DRUGS, "molar_mass"},  {LIST_DRUGS, "volume"},         {LIST_DRUGS, "half_life"},
    {LIST_ANDROGENS, "at"},      {LIST_ANDROGENS, "level"},      {LIST_CLONES, "fraction"},
    {LIST_CLONES, "psma_ratio"}, {LIST_DOSES, "drug"},           {LIST_DOSES, "amount"},
};

typedef struct Apply {
    Draft *draft;
    Params *params;
    UnitsIo *units;
    bool per_area[PARAMS_DOSES]; /* amount holds mg/m^2 */
    bool full[LIST_COUNT];       /* said that a list has no room left */
} Apply;

static int apply_count(const Apply *apply, int list)
{
    int count;
    memcpy(&count, (const char *)apply->params + PARAM_LISTS[list].count_offset, sizeof count);
    return count;
}

/* The record an assignment speaks of; NULL when there is none (its list was full). */
static void *apply_record(Apply *apply, const ConfigPath *path)
{
    if (path->list == LIST_RUN)
        return apply->params;
    if (path->list != LIST_DOSES)
        return params_entry(apply->params, path->list, path->entry);
    return path->dose < apply->params->doses_count ? &apply->params->doses[path->dose] : 0;
}

static void apply_new_entry(Apply *apply, const Assignment *item, const char *name)
{
    const ConfigPath *path = &item->path;
    int room = PARAM_LISTS[path->list].entries_max, count = apply_count(apply, path->list);
    apply->full[path->list] = count == room;
    if (count == room)
        messages_add(apply->draft->messages, item->place, 0, "%s: more than %d %s", name, room,
                     path->section);
    else if (path->list == LIST_DOSES && path->dose > count)
        messages_add(apply->draft->messages, item->place, "the first dose is doses.0",
                     "there is no %s: the configuration has %d", name, count);
    else
        params_add(apply->params, path->list, path->list == LIST_DOSES ? "" : path->entry);
}

/* Makes the entry that an assignment speaks of, and remembers where it was first named. */
static void apply_entry(Apply *apply, const Assignment *item)
{
    const ConfigPath *path = &item->path;
    char name[CONFIG_PATH_TEXT];
    ConfigPath whole = *path;
    whole.row = 0;
    if (path->list == LIST_RUN)
        return;
    config_path_write(&whole, name);
    if (!apply_record(apply, path) && !apply->full[path->list])
        apply_new_entry(apply, item, name);
    if (apply_record(apply, path) && messages_where(apply->draft->messages, name).source < 0)
        messages_mark(apply->draft->messages, name, item->place);
}

static const char *apply_substance_unit(const void *record, char unit[PARAMS_TEXT])
{
    const ParamRow *row = params_row(LIST_SUBSTANCES, "substances", "unit");
    int word;
    memcpy(&word, (const char *)record + row->offset, sizeof word);
    params_word_text(row->words, word, unit);
    return unit;
}

static void apply_value(Apply *apply, const Assignment *item)
{
    char name[CONFIG_PATH_TEXT], unit[PARAMS_TEXT];
    const ConfigPath *path = &item->path;
    void *record = apply_record(apply, path);
    if (!record)
        return;
    config_path_write(path, name);
    messages_mark(apply->draft->messages, name, item->place);
    bool substance = path->list == LIST_SUBSTANCES;
    WrittenValue value = {path->row, name, item->text,
                          substance ? apply_substance_unit(record, unit) : 0, item->place};
    bool *per_area = path->list == LIST_DOSES ? &apply->per_area[path->dose] : 0;
    bool amount = per_area && strcmp(path->row->key, "amount") == 0;
    if (amount)
        *per_area = false;
    config_value_store(apply->draft, apply->units, &value, record, amount ? per_area : 0);
}

/* A dose per body surface becomes one per body mass once the body is known. */
static void apply_body_surface(Apply *apply)
{
    const ParamRow *row = params_row(LIST_DOSES, "doses", "amount");
    for (int i = 0; i < apply->params->doses_count; i++) {
        if (!apply->per_area[i])
            continue;
        ConfigPath path = {LIST_DOSES, "", i, "doses", row};
        char name[CONFIG_PATH_TEXT], text[64];
        config_path_write(&path, name);
        double *amount = &apply->params->doses[i].amount;
        *amount /= apply->params->host_mass_per_area;
        snprintf(text, sizeof text, "%.10g mg/kg after division by host.mass_per_area", *amount);
        WrittenValue value = {row, name, text, 0, messages_where(apply->draft->messages, name)};
        config_value_in_range(apply->draft, &value, *amount, 1);
    }
}

static bool apply_is_preset(int list, const char *entry)
{
    for (int i = 0; i < PRESETS_COUNT; i++)
        if (PRESETS[i].list == list && strcmp(PRESETS[i].entry, entry) == 0)
            return true;
    return false;
}

static void apply_require(Apply *apply, int list, const char *key)
{
    const ParamList *l = &PARAM_LISTS[list];
    for (int i = 0; i < apply_count(apply, list); i++) {
        ConfigPath path = {list, "", list == LIST_DOSES ? i : -1, l->section, 0};
        const char *entry =
            (const char *)apply->params + l->entries_offset + (size_t)i * l->entry_size;
        snprintf(path.entry, sizeof path.entry, "%s", entry);
        if (*entry && apply_is_preset(list, entry))
            continue;
        char whole[CONFIG_PATH_TEXT], name[CONFIG_PATH_TEXT], hint[400];
        config_path_write(&path, whole);
        path.row = params_row(list, l->section, key);
        config_path_write(&path, name);
        if (messages_where(apply->draft->messages, name).source >= 0)
            continue;
        *hint = 0;
        config_path_hint_entry(list, entry, hint, sizeof hint);
        int used = (int)strlen(hint);
        used += snprintf(hint + used, sizeof hint - (size_t)used, "%ssee `prodrome explain %s.%s`",
                         used ? " else " : "", l->section, key);
        for (int p = 0; p < PRESETS_COUNT && list != LIST_DOSES; p++)
            if (PRESETS[p].list == list &&
                (p == 0 || strcmp(PRESETS[p].entry, PRESETS[p - 1].entry) != 0))
                used += snprintf(hint + used, sizeof hint - (size_t)used, "%s %s",
                                 p == 0 || PRESETS[p - 1].list != list ? "; built in:" : ",",
                                 PRESETS[p].entry);
        messages_add(apply->draft->messages, messages_where(apply->draft->messages, whole), hint,
                     "%s is new and has to give its %s", whole, key);
    }
}

void draft_apply(Draft *draft, Params *params)
{
    Apply apply = {.draft = draft, .params = params, .units = units_io_create()};
    params_defaults(params);
    if (!apply.units) {
        draft->no_memory = true;
        return;
    }
    for (size_t i = 0; i < draft->count; i++)
        apply_entry(&apply, &draft->items[i]);
    /* Words before numbers: {c} is the unit of the substance, wherever that is given. */
    for (int numbers = 0; numbers < 2; numbers++)
        for (size_t i = 0; i < draft->count; i++) {
            const ParamRow *row = draft->items[i].path.row;
            if (row && (row->kind == PARAM_REAL || row->kind == PARAM_INT) == numbers)
                apply_value(&apply, &draft->items[i]);
        }
    apply_body_surface(&apply);
    for (size_t i = 0; i < sizeof REQUIRED / sizeof REQUIRED[0]; i++)
        apply_require(&apply, REQUIRED[i].list, REQUIRED[i].key);
    units_io_destroy(apply.units);
}
