#include "io/messages.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct MessageSource {
    char *name, *text;
    size_t length;
};

struct MessageMark {
    char *path;
    SourcePlace place;
};

void messages_start(Messages *messages)
{
    memset(messages, 0, sizeof *messages);
}

void messages_destroy(Messages *messages)
{
    for (int i = 0; i < messages->sources_count; i++) {
        free(messages->sources[i].name);
        free(messages->sources[i].text);
    }
    for (size_t i = 0; i < messages->marks_count; i++)
        free(messages->marks[i].path);
    free(messages->sources);
    free(messages->marks);
    messages_start(messages);
}

int messages_source(Messages *messages, const char *name, const char *text, size_t length)
{
    size_t count = (size_t)messages->sources_count + 1;
    MessageSource *sources = realloc(messages->sources, count * sizeof *sources);
    if (!sources)
        return -1;
    messages->sources = sources;
    MessageSource source = {strdup(name), malloc(length + 1), length};
    if (!source.name || !source.text) {
        free(source.name);
        free(source.text);
        return -1;
    }
    memcpy(source.text, text, length);
    source.text[length] = 0;
    sources[messages->sources_count] = source;
    return messages->sources_count++;
}

static MessageMark *messages_find_mark(const Messages *messages, const char *path)
{
    for (size_t i = 0; i < messages->marks_count; i++)
        if (strcmp(messages->marks[i].path, path) == 0)
            return &messages->marks[i];
    return 0;
}

void messages_mark(Messages *messages, const char *path, SourcePlace place)
{
    MessageMark *mark = messages_find_mark(messages, path);
    if (mark) {
        mark->place = place;
        return;
    }
    if (messages->marks_count == messages->marks_room) {
        size_t room = 2 * messages->marks_room + 64;
        MessageMark *marks = realloc(messages->marks, room * sizeof *marks);
        messages->no_memory |= !marks;
        if (!marks)
            return;
        messages->marks = marks;
        messages->marks_room = room;
    }
    char *copy = strdup(path);
    messages->no_memory |= !copy;
    if (copy)
        messages->marks[messages->marks_count++] = (MessageMark){copy, place};
}

SourcePlace messages_where(const Messages *messages, const char *path)
{
    const MessageMark *mark = messages_find_mark(messages, path);
    return mark ? mark->place : messages_nowhere();
}

SourcePlace messages_nowhere(void)
{
    return (SourcePlace){-1, 0, 0};
}

/* Bytes 10xxxxxx continue a character of UTF-8 and take no column of their own. */
static bool messages_continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

SourcePlace messages_place(const Messages *messages, int source, size_t offset)
{
    SourcePlace place = {source, 1, 1};
    if (source < 0)
        return place;
    const MessageSource *from = &messages->sources[source];
    for (size_t i = 0; i < offset && i < from->length; i++) {
        if (from->text[i] == '\n')
            place = (SourcePlace){source, place.line + 1, 1};
        else if (!messages_continues(from->text[i]))
            place.column++;
    }
    return place;
}

static void messages_fill(Message *message, SourcePlace place, const char *hint, const char *format,
                          va_list list)
{
    message->place = place;
    vsnprintf(message->what, sizeof message->what, format, list);
    snprintf(message->hint, sizeof message->hint, "%s", hint ? hint : "");
}

void messages_add(Messages *messages, SourcePlace place, const char *hint, const char *format, ...)
{
    if (messages_full(messages)) {
        messages->more++;
        return;
    }
    va_list list;
    va_start(list, format);
    messages_fill(&messages->list[messages->count++], place, hint, format, list);
    va_end(list);
}

void messages_note(Messages *messages, SourcePlace place, const char *hint, const char *format, ...)
{
    if (messages->notes_count == MESSAGES_NOTES)
        return;
    va_list list;
    va_start(list, format);
    messages_fill(&messages->notes[messages->notes_count++], place, hint, format, list);
    va_end(list);
}

const char *messages_name(const Messages *messages, int source)
{
    return source >= 0 && source < messages->sources_count ? messages->sources[source].name : "";
}

int messages_full(const Messages *messages)
{
    return messages->count == MESSAGES_MAX;
}

/* What a person wrote may hold bytes that would garble a terminal. */
static void messages_put(const char *text, size_t length, FILE *stream)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool odd = byte < 0x20 || byte == 0x7F;
        fputc(byte == '\t' ? ' ' : odd ? '?' : byte, stream);
    }
}

static const char *messages_line(const MessageSource *source, int number, size_t *length)
{
    const char *line = source->text, *end = source->text + source->length;
    for (; number > 1 && line < end; number--) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        line = stop ? stop + 1 : end;
    }
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    *length = (size_t)((stop ? stop : end) - line);
    if (*length && line[*length - 1] == '\r')
        --*length;
    return line;
}

/* The line and a caret below the column; of a long line the part around the column. */
static void messages_quote(const MessageSource *source, SourcePlace place, FILE *stream)
{
    enum { WIDTH = 100, LEAD = 60 };
    size_t length;
    const char *line = messages_line(source, place.line, &length);
    int skip = place.column > WIDTH ? place.column - LEAD : 0;
    size_t first = 0;
    for (int passed = 0; first < length; first++)
        if (!messages_continues(line[first]) && passed++ == skip)
            break;
    size_t end = first;
    for (int shown = 0; end < length; end++)
        if (!messages_continues(line[end]) && shown++ == WIDTH)
            break;
    fputs("  ", stream);
    messages_put(line + first, end - first, stream);
    fprintf(stream, "\n  %*s^\n", place.column - skip - 1, "");
}

static void messages_print_one(const Messages *messages, const char *kind, const Message *message,
                               FILE *stream)
{
    SourcePlace place = message->place;
    bool known = place.source >= 0 && place.source < messages->sources_count;
    const MessageSource *source = known ? &messages->sources[place.source] : 0;
    if (source && place.line > 0)
        fprintf(stream, "%s:%d:%d: %s: ", source->name, place.line, place.column, kind);
    else
        fprintf(stream, "%s: %s: ", source ? source->name : "prodrome", kind);
    messages_put(message->what, strlen(message->what), stream);
    fputc('\n', stream);
    if (source && place.line > 0)
        messages_quote(source, place, stream);
    if (*message->hint) {
        fputs("  hint: ", stream);
        messages_put(message->hint, strlen(message->hint), stream);
        fputc('\n', stream);
    }
}

static bool messages_before(SourcePlace a, SourcePlace b)
{
    if (a.source != b.source)
        return a.source < b.source;
    return a.line != b.line ? a.line < b.line : a.column < b.column;
}

void messages_print(const Messages *messages, FILE *stream)
{
    int order[MESSAGES_MAX];
    for (int i = 0; i < messages->count; i++) {
        int at = i;
        for (; at > 0 &&
               messages_before(messages->list[i].place, messages->list[order[at - 1]].place);
             at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    for (int i = 0; i < messages->count; i++)
        messages_print_one(messages, "error", &messages->list[order[i]], stream);
    if (messages_full(messages))
        fputs("prodrome: 20 errors; further ones are not shown\n", stream);
}

void messages_print_notes(const Messages *messages, FILE *stream)
{
    for (int i = 0; i < messages->notes_count; i++)
        messages_print_one(messages, "note", &messages->notes[i], stream);
}
