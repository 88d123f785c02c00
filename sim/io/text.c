#include "io/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool text_reserve(Text *text, size_t more)
{
    size_t needed = text->length + more + 1;
    if (needed <= text->room)
        return true;
    size_t room = needed + needed / 2 + 256;
    char *bytes = realloc(text->bytes, room);
    if (!bytes)
        return false;
    text->bytes = bytes;
    text->room = room;
    return true;
}

void text_add(Text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = text->failed ? -1 : vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (length < 0 || !text_reserve(text, (size_t)length)) {
        text->failed = true;
        return;
    }
    va_start(list, format);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, list);
    va_end(list);
    text->length += (size_t)length;
}

void text_append(Text *text, const void *bytes, size_t length)
{
    if (text->failed || !text_reserve(text, length)) {
        text->failed = true;
        return;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = 0;
}

void text_shell(Text *text, const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789_./:=+,@%-";
    if (*word && strspn(word, plain) == strlen(word)) {
        text_add(text, "%s", word);
        return;
    }
    text_add(text, "'");
    for (; *word; word++)
        if (*word == '\'')
            text_add(text, "'\\''");
        else
            text_append(text, word, 1);
    text_add(text, "'");
}

const char *text_unit(const char *unit)
{
    return strcmp(unit, "1") == 0 ? "" : unit;
}

Status text_check(const Text *text, const char *path, char *message, size_t message_size)
{
    if (!text->failed)
        return STATUS_OK;
    snprintf(message, message_size, "%s: no memory for its text", path);
    return STATUS_NO_MEMORY;
}

void text_destroy(Text *text)
{
    free(text->bytes);
    *text = (Text){0};
}
