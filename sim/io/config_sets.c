#include "io/config.h"
#include "io/config_path.h"

#include <stdio.h>
#include <string.h>

typedef struct Sets {
    const Params *from, *to;
    ConfigTake take;
    void *context;
} Sets;

static const char *sets_unit(int list, const void *record, char unit[PARAMS_TEXT])
{
    if (list != LIST_SUBSTANCES)
        return NULL;
    params_word_text("nM|mmHg", ((const Substance *)record)->unit, unit);
    return unit;
}

/* The value of a row, unless the other has the same; before is NULL when there is no other. */
static bool sets_row(const Sets *sets, ConfigPath *path, const void *before, const void *after)
{
    char was[PARAMS_TEXT + 40] = "", is[PARAMS_TEXT + 40], name[CONFIG_PATH_TEXT];
    char unit[PARAMS_TEXT];
    const ParamRow *row = path->row;
    config_value_text(row, after, sets_unit(path->list, after, unit), is, sizeof is);
    if (before)
        config_value_text(row, before, sets_unit(path->list, before, unit), was, sizeof was);
    if (before && strcmp(was, is) == 0)
        return true;
    config_path_write(path, name);
    return sets->take(sets->context, name, is);
}

static bool sets_entry(const Sets *sets, ConfigPath *path, const void *before, const void *after)
{
    const ParamList *list = &PARAM_LISTS[path->list];
    for (int i = 0; i < list->rows_count; i++) {
        path->row = &list->rows[i];
        path->section = path->list == LIST_RUN ? path->row->section : list->section;
        if (!sets_row(sets, path, before, after))
            return false;
    }
    return true;
}

static const char *sets_at(const Params *params, int list, int n)
{
    const ParamList *l = &PARAM_LISTS[list];
    return (const char *)params + l->entries_offset + (size_t)n * l->entry_size;
}

static int sets_count(const Params *params, int list)
{
    int count;
    memcpy(&count, (const char *)params + PARAM_LISTS[list].count_offset, sizeof count);
    return count;
}

/* Doses by their number, others by their name; none of those of before may be gone. */
static bool sets_list(const Sets *sets, int list)
{
    const int before = sets_count(sets->from, list), after = sets_count(sets->to, list);
    if (after < before)
        return false;
    for (int n = 0; n < after; n++) {
        const char *entry = sets_at(sets->to, list, n);
        const char *old = n < before ? sets_at(sets->from, list, n) : NULL;
        ConfigPath path = {.list = list, .dose = list == LIST_DOSES ? n : -1};
        if (list != LIST_DOSES)
            snprintf(path.entry, sizeof path.entry, "%s", entry);
        if (old && list != LIST_DOSES && strcmp(old, entry) != 0)
            return false;
        if (!sets_entry(sets, &path, old, entry))
            return false;
    }
    return true;
}

bool config_sets(const Params *from, const Params *to, ConfigTake take, void *context)
{
    const Sets sets = {from, to, take, context};
    ConfigPath run = {.list = LIST_RUN, .dose = -1};
    bool well = sets_entry(&sets, &run, from, to);
    for (int list = LIST_RUN + 1; list < LIST_COUNT && well; list++)
        well = sets_list(&sets, list);
    return well;
}
