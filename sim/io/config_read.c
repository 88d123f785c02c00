#include "io/config.h"
#include "io/config_draft.h"
#include "io/yaml_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void draft_add(Draft *draft, const ConfigPath *path, const char *text, SourcePlace place)
{
    if (draft->count == draft->room) {
        size_t room = 2 * draft->room + 64;
        Assignment *items = realloc(draft->items, room * sizeof *items);
        draft->no_memory = draft->no_memory || !items;
        if (!items)
            return;
        draft->items = items;
        draft->room = room;
    }
    char *copy = text ? strdup(text) : 0;
    draft->no_memory = draft->no_memory || (text && !copy);
    if (copy || !text)
        draft->items[draft->count++] = (Assignment){*path, copy, place};
}

void draft_drop_doses(Draft *draft, SourcePlace place)
{
    SourcePlace before = messages_nowhere();
    size_t kept = 0;
    for (size_t i = 0; i < draft->count; i++) {
        Assignment *item = &draft->items[i];
        if (item->path.list != LIST_DOSES) {
            draft->items[kept++] = *item;
            continue;
        }
        before = before.source < 0 ? item->place : before;
        free(item->text);
    }
    draft->count = kept;
    if (before.source >= 0)
        messages_note(draft->messages, place, "delete it to keep those",
                      "doses: this list takes the place of the one at %.200s:%d:%d",
                      messages_name(draft->messages, before.source), before.line, before.column);
}

static void draft_destroy(Draft *draft)
{
    for (size_t i = 0; i < draft->count; i++)
        free(draft->items[i].text);
    free(draft->items);
}

/* The whole file, up to one byte more than is allowed; NULL with errno set. */
static char *file_text(const char *file, size_t *length)
{
    FILE *stream = fopen(file, "rb");
    if (!stream)
        return 0;
    char *text = malloc(CONFIG_BYTES + 1);
    *length = text ? fread(text, 1, CONFIG_BYTES + 1, stream) : 0;
    int error = !text ? ENOMEM : ferror(stream) ? errno : 0;
    fclose(stream);
    if (error) {
        free(text);
        errno = error;
        return 0;
    }
    return text;
}

static void draft_text(Draft *draft, const char *name, const char *text, size_t length)
{
    bool large = length > CONFIG_BYTES;
    int source = messages_source(draft->messages, name, large ? "" : text, large ? 0 : length);
    if (large)
        messages_add(draft->messages, (SourcePlace){source, 0, 0},
                     "a configuration is at most 1 MiB (1048576 bytes)", "larger than 1 MiB");
    else if (yaml_reader_utf8(draft->messages, text, length, source))
        draft_yaml(draft, text, length, source);
}

static void draft_file(Draft *draft, const char *file)
{
    size_t length;
    errno = 0;
    char *text = file_text(file, &length);
    if (!text) {
        draft->no_input = draft->no_input || errno != ENOMEM;
        draft->no_memory = draft->no_memory || errno == ENOMEM;
        messages_add(draft->messages, messages_nowhere(), 0, "cannot read %.200s: %s", file,
                     strerror(errno));
        return;
    }
    draft_text(draft, file, text, length);
    free(text);
}

/* One value for a path, a text with blanks around it. */
static void draft_given(Draft *draft, const char *path_text, const char *value, SourcePlace place,
                        SourcePlace value_place)
{
    char wrong[200], hint[200] = "";
    ConfigPath path;
    bool known = config_path_parse(path_text, &path, wrong, sizeof wrong, hint, sizeof hint);
    bool entry = known && (path.list == LIST_RUN || (path.list == LIST_DOSES && path.dose >= 0) ||
                           *path.entry);
    if (known && (!path.row || !entry))
        snprintf(wrong, sizeof wrong, "`%.100s` is not one value", path_text);
    if (known && path.row && entry)
        draft_add(draft, &path, value, value_place);
    else
        messages_add(draft->messages, place,
                     *hint ? hint : "for example substances.oxygen.diffusion or doses.0.amount",
                     "%s", wrong);
}

/* One path=value. */
static void draft_set(Draft *draft, const char *set)
{
    char path_text[CONFIG_PATH_TEXT];
    size_t span = strcspn(set, "="), blanks = strspn(set, " ");
    int source = messages_source(draft->messages, "--set", set, strlen(set));
    SourcePlace place = {source, 1, 1}, value_place = place;
    if (!yaml_reader_utf8(draft->messages, set, strlen(set), source))
        return;
    if (set[span] != '=' || span - blanks >= sizeof path_text) {
        messages_add(draft->messages, place, "for example --set grid.edge=\"14 um\"",
                     "expected path=value");
        return;
    }
    size_t length = span - blanks;
    memcpy(path_text, set + blanks, length);
    while (length > 0 && path_text[length - 1] == ' ')
        length--;
    path_text[length] = 0;
    const char *value = set + span + 1;
    value += strspn(value, " ");
    value_place.column += (int)(value - set);
    draft_given(draft, path_text, value, place, value_place);
}

/* The draft, complete, as Params; frees it. */
static Status draft_finish(Draft *draft, Params *out)
{
    Params params;
    if (!draft->broken)
        draft_apply(draft, &params);
    draft_destroy(draft);
    draft->messages->no_memory |= draft->no_memory;
    if (draft->messages->no_memory)
        return STATUS_NO_MEMORY;
    if (draft->no_input)
        return STATUS_NO_INPUT;
    if (draft->no_units)
        return STATUS_UNAVAILABLE;
    if (draft->messages->count > 0)
        return STATUS_BAD_DATA;
    memcpy(out, &params, sizeof params);
    return STATUS_OK;
}

Status config_read_over(const char *name, const char *text, const char *const *files,
                        int files_count, const char *const *sets, int sets_count, Params *out,
                        Messages *messages)
{
    Draft draft = {.messages = messages};
    if (text)
        draft_text(&draft, name, text, strlen(text));
    for (int i = 0; i < files_count; i++)
        draft_file(&draft, files[i]);
    for (int i = 0; i < sets_count; i++)
        draft_set(&draft, sets[i]);
    return draft_finish(&draft, out);
}

Status config_read(const char *const *files, int files_count, const char *const *sets,
                   int sets_count, Params *out, Messages *messages)
{
    return config_read_over(NULL, NULL, files, files_count, sets, sets_count, out, messages);
}

Status config_read_text(const char *name, const char *text, size_t length, Params *out,
                        Messages *messages)
{
    Draft draft = {.messages = messages};
    draft_text(&draft, name, text, length);
    return draft_finish(&draft, out);
}

Status config_read_given(const char *const *files, int files_count, const ConfigGiven *given,
                         int given_count, Params *out, Messages *messages)
{
    Draft draft = {.messages = messages};
    for (int i = 0; i < files_count; i++)
        draft_file(&draft, files[i]);
    for (int i = 0; i < given_count; i++) {
        const ConfigGiven *g = &given[i];
        SourcePlace place = g->place;
        if (place.source < 0) /* what has no place counts as not given */
            place = (SourcePlace){
                messages_source(messages, g->name ? g->name : g->path, g->text, strlen(g->text)), 0,
                0};
        draft_given(&draft, g->path, g->text, place, place);
    }
    return draft_finish(&draft, out);
}
