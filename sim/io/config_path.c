#include "io/config_path.h"
#include "io/nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int config_path_list(const char *section)
{
    for (int list = LIST_RUN + 1; list < LIST_COUNT; list++)
        if (strcmp(PARAM_LISTS[list].section, section) == 0)
            return list;
    return config_path_section(section) ? LIST_RUN : -1;
}

const char *config_path_section(const char *section)
{
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < PARAM_LISTS[list].rows_count; i++)
            if (strcmp(PARAM_LISTS[list].rows[i].section, section) == 0)
                return PARAM_LISTS[list].rows[i].section;
    return 0;
}

bool config_path_entry_name(const char *word)
{
    size_t length = strlen(word);
    if (length == 0 || length >= PARAMS_TEXT || !isalpha((unsigned char)*word))
        return false;
    for (; *word; word++)
        if (!isalnum((unsigned char)*word) && *word != '_')
            return false;
    return true;
}

static void config_path_did_you_mean(const Nearest *nearest, char *hint, size_t hint_size)
{
    const char *meant = nearest_meant(nearest);
    if (meant)
        snprintf(hint, hint_size, "did you mean `%s`?", meant);
}

void config_path_hint_entry(int list, const char *word, char *hint, size_t hint_size)
{
    Nearest nearest = nearest_start(word);
    const Preset *best = 0;
    for (int i = 0; i < PRESETS_COUNT; i++) {
        if (list != LIST_RUN && PRESETS[i].list != list)
            continue;
        nearest_offer(&nearest, PRESETS[i].entry);
        best = nearest.best == PRESETS[i].entry ? &PRESETS[i] : best;
    }
    if (best && nearest_meant(&nearest))
        snprintf(hint, hint_size, "did you mean `%s.%s`?", PARAM_LISTS[best->list].section,
                 best->entry);
}

/* Where a key is to be found: "`nx` belongs under `grid:`", or all its paths when there are more.
 */
static void config_path_hint_places(const char *word, char *hint, size_t hint_size)
{
    const char *last = "", *first = "";
    int places = 0;
    size_t used = 0;
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < PARAM_LISTS[list].rows_count; i++) {
            const ParamRow *row = &PARAM_LISTS[list].rows[i];
            if (strcmp(row->key, word) != 0 || strcmp(row->section, last) == 0)
                continue;
            last = row->section;
            first = places == 0 ? last : first;
            used = strlen(hint);
            snprintf(hint + used, hint_size - used, "%s%s.%s", places ? ", " : "there are ", last,
                     word);
            places++;
        }
    if (places == 1)
        snprintf(hint, hint_size, "`%s` belongs under `%s:`", word, first);
}

void config_path_hint_section(const char *word, char *hint, size_t hint_size)
{
    Nearest nearest = nearest_start(word);
    const ParamList *run = &PARAM_LISTS[LIST_RUN];
    for (int i = 0; i < run->rows_count; i++)
        nearest_offer(&nearest, run->rows[i].section);
    for (int list = LIST_RUN + 1; list < LIST_COUNT; list++)
        nearest_offer(&nearest, PARAM_LISTS[list].section);
    config_path_did_you_mean(&nearest, hint, hint_size);
    if (!*hint)
        config_path_hint_entry(LIST_RUN, word, hint, hint_size);
    if (!*hint)
        config_path_hint_places(word, hint, hint_size);
    if (!*hint)
        snprintf(hint, hint_size, "`prodrome explain` lists all names");
}

void config_path_hint_key(int list, const char *section, const char *word, char *hint,
                          size_t hint_size)
{
    Nearest nearest = nearest_start(word);
    for (int i = 0; i < PARAM_LISTS[list].rows_count; i++)
        if (strcmp(PARAM_LISTS[list].rows[i].section, section) == 0)
            nearest_offer(&nearest, PARAM_LISTS[list].rows[i].key);
    config_path_did_you_mean(&nearest, hint, hint_size);
    if (!*hint)
        config_path_hint_places(word, hint, hint_size);
    if (!*hint && list != LIST_RUN)
        config_path_hint_entry(list, word, hint, hint_size);
    if (!*hint)
        snprintf(hint, hint_size, "`prodrome explain %s` lists the keys", section);
}

/* The parts between dots: at most three, each shorter than a name's room. */
static int config_path_split(const char *text, char parts[3][PARAMS_TEXT])
{
    for (int count = 0; count < 3; count++) {
        size_t length = strcspn(text, ".");
        if (length == 0 || length >= PARAMS_TEXT)
            return 0;
        memcpy(parts[count], text, length);
        parts[count][length] = 0;
        if (text[length] == 0)
            return count + 1;
        text += length + 1;
    }
    return 0;
}

static bool config_path_is_number(const char *part, int *number)
{
    size_t digits = strspn(part, "0123456789");
    if (digits == 0 || part[digits] || digits > 4)
        return false;
    *number = atoi(part);
    return true;
}

/* What could follow the section: an entry and a key, one of them, or nothing. */
typedef struct Tail {
    const char *entry, *key; /* NULL: not there */
} Tail;

/* Of one part after a list it shows only by its meaning whether it is an entry or a key. */
static Tail config_path_tail(ConfigPath *path, char parts[3][PARAMS_TEXT], int count)
{
    Tail tail = {count == 3 ? parts[1] : 0, count > 1 ? parts[count - 1] : 0};
    bool number =
        path->list == LIST_DOSES && count > 1 && config_path_is_number(parts[1], &path->dose);
    bool name = path->list != LIST_RUN && path->list != LIST_DOSES && count > 1 &&
                !params_row(path->list, path->section, parts[1]);
    if (count == 2 && (number || name))
        tail = (Tail){parts[1], 0};
    return tail;
}

static bool config_path_entry_fits(const ConfigPath *path, const char *entry)
{
    if (path->list == LIST_DOSES)
        return path->dose >= 0;
    return path->list != LIST_RUN && config_path_entry_name(entry);
}

bool config_path_parse(const char *text, ConfigPath *out, char *wrong, size_t wrong_size,
                       char *hint, size_t hint_size)
{
    char parts[3][PARAMS_TEXT] = {{0}};
    int count = config_path_split(text, parts);
    *out = (ConfigPath){-1, "", -1, 0, 0};
    *hint = 0;
    if (count == 0) {
        snprintf(wrong, wrong_size, "`%.80s` is not a path", text);
        snprintf(hint, hint_size, "for example grid.edge or substances.oxygen.diffusion");
        return false;
    }
    out->list = config_path_list(parts[0]);
    out->section = config_path_section(parts[0]);
    if (out->list < 0) {
        snprintf(wrong, wrong_size, "unknown section `%s`", parts[0]);
        config_path_hint_section(parts[0], hint, hint_size);
        return false;
    }
    Tail tail = config_path_tail(out, parts, count);
    if (tail.entry && !config_path_entry_fits(out, tail.entry)) {
        snprintf(wrong, wrong_size, "`%s` cannot follow `%s`", tail.entry, out->section);
        config_path_hint_key(out->list, out->section, tail.entry, hint, hint_size);
        return false;
    }
    if (tail.entry && out->list != LIST_DOSES)
        snprintf(out->entry, sizeof out->entry, "%s", tail.entry);
    out->row = tail.key ? params_row(out->list, out->section, tail.key) : 0;
    if (tail.key && !out->row) {
        snprintf(wrong, wrong_size, "unknown key `%s` in `%s`", tail.key, out->section);
        config_path_hint_key(out->list, out->section, tail.key, hint, hint_size);
    }
    return !tail.key || out->row;
}

void config_path_write(const ConfigPath *path, char out[CONFIG_PATH_TEXT])
{
    char middle[PARAMS_TEXT + 2] = "";
    if (path->list == LIST_DOSES && path->dose >= 0)
        snprintf(middle, sizeof middle, ".%d", path->dose);
    else if (*path->entry)
        snprintf(middle, sizeof middle, ".%s", path->entry);
    snprintf(out, CONFIG_PATH_TEXT, "%s%s%s%s", path->section, middle, path->row ? "." : "",
             path->row ? path->row->key : "");
}
