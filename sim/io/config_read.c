#include "io/config.h"
#include "io/config_draft.h"

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

/* Bytes of the well-formed UTF-8 character at text, 0 when it is none (RFC 3629). */
static size_t utf8_span(const unsigned char *text, size_t length)
{
    static const struct {
        unsigned char mask, lead, low, high; /* low, high: bounds of the second byte */
        size_t bytes;
    } forms[] = {
        {0xFF, 0xE0, 0xA0, 0xBF, 3}, {0xFF, 0xED, 0x80, 0x9F, 3}, {0xFF, 0xF0, 0x90, 0xBF, 4},
        {0xFF, 0xF4, 0x80, 0x8F, 4}, {0xE0, 0xC0, 0x80, 0xBF, 2}, {0xF0, 0xE0, 0x80, 0xBF, 3},
        {0xFC, 0xF0, 0x80, 0xBF, 4},
    };
    if (*text < 0x80)
        return 1;
    if (*text == 0xC0 || *text == 0xC1)
        return 0;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if ((*text & forms[i].mask) != forms[i].lead)
            continue;
        if (forms[i].bytes > length || text[1] < forms[i].low || text[1] > forms[i].high)
            return 0;
        for (size_t at = 2; at < forms[i].bytes; at++)
            if ((text[at] & 0xC0) != 0x80)
                return 0;
        return forms[i].bytes;
    }
    return 0;
}

static bool draft_is_utf8(Draft *draft, const char *text, size_t length, int source)
{
    for (size_t at = 0; at < length;) {
        size_t span = utf8_span((const unsigned char *)text + at, length - at);
        if (span == 0) {
            messages_add(draft->messages, messages_place(draft->messages, source, at),
                         "save the file as UTF-8", "not valid UTF-8: byte 0x%02X",
                         (unsigned char)text[at]);
            return false;
        }
        at += span;
    }
    return true;
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
    else if (draft_is_utf8(draft, text, length, source))
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

/* One path=value. */
static void draft_set(Draft *draft, const char *set)
{
    char wrong[200], hint[200] = "", path_text[CONFIG_PATH_TEXT];
    size_t span = strcspn(set, "="), blanks = strspn(set, " ");
    int source = messages_source(draft->messages, "--set", set, strlen(set));
    SourcePlace place = {source, 1, 1};
    if (!draft_is_utf8(draft, set, strlen(set), source))
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
    ConfigPath path;
    bool known = config_path_parse(path_text, &path, wrong, sizeof wrong, hint, sizeof hint);
    bool entry = known && (path.list == LIST_RUN || (path.list == LIST_DOSES && path.dose >= 0) ||
                           *path.entry);
    if (known && (!path.row || !entry))
        snprintf(wrong, sizeof wrong, "`%.100s` is not one value", path_text);
    if (!known || !path.row || !entry) {
        messages_add(draft->messages, place,
                     *hint ? hint : "for example substances.oxygen.diffusion or doses.0.amount",
                     "%s", wrong);
        return;
    }
    const char *value = set + span + 1;
    value += strspn(value, " ");
    place.column += (int)(value - set);
    draft_add(draft, &path, value, place);
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
