/* YAML over libyaml's events. */
#include "io/yaml_reader.h"

#include <stdio.h>
#include <string.h>

/* The keys seen in a mapping that is being read. */
typedef struct Level {
    char seen[YAML_READER_KEYS][YAML_READER_KEY];
    int seen_count;
} Level;

static SourcePlace yaml_reader_mark(const YamlReader *reader, const yaml_mark_t *mark)
{
    return (SourcePlace){reader->source, (int)mark->line + 1, (int)mark->column + 1};
}

SourcePlace yaml_reader_place(const YamlReader *reader)
{
    return yaml_reader_mark(reader, &reader->event.start_mark);
}

static void yaml_reader_stop(YamlReader *reader, SourcePlace place, const char *hint,
                             const char *what)
{
    messages_add(reader->messages, place, hint, "%s", what);
    reader->stopped = true;
}

/* What is left open is met far behind it, often at the end of the file: the error is put where it
 * was opened. False when the parser complains of something else. */
static bool yaml_reader_left_open(YamlReader *reader)
{
    static const struct {
        const char *context, *what, *hint;
    } open[] = {{"while parsing a flow mapping",
                 "the `{` opened here is not closed: `,` or `}` is missing",
                 "close it with `}`, and put commas between its values"},
                {"while parsing a flow sequence",
                 "the `[` opened here is not closed: `,` or `]` is missing",
                 "close it with `]`, and put commas between its values"},
                {"while scanning a quoted scalar",
                 "the quote opened here is not closed: its end is missing", "close it"}};
    const yaml_parser_t *parser = &reader->parser;
    SourcePlace end = yaml_reader_mark(reader, &parser->problem_mark);
    for (size_t i = 0; i < sizeof open / sizeof open[0] && parser->context; i++)
        if (strcmp(parser->context, open[i].context) == 0) {
            messages_add(reader->messages, yaml_reader_mark(reader, &parser->context_mark),
                         open[i].hint, "not valid YAML: %s before line %d, column %d", open[i].what,
                         end.line, end.column);
            return true;
        }
    return false;
}

static void yaml_reader_parser_error(YamlReader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    SourcePlace place = yaml_reader_mark(reader, &parser->problem_mark);
    reader->stopped = reader->broken = true;
    if (yaml_reader_left_open(reader))
        return;
    if (parser->error == YAML_READER_ERROR)
        place = messages_place(reader->messages, reader->source, parser->problem_offset);
    if (parser->error == YAML_MEMORY_ERROR)
        reader->no_memory = true;
    bool tab = parser->problem && strstr(parser->problem, "cannot start any token");
    messages_add(reader->messages, place,
                 tab ? "indent with blanks, not tabs; quote a value that starts with a sign of YAML"
                     : 0,
                 "not valid YAML: %s%s%s", parser->problem ? parser->problem : "out of memory",
                 parser->context ? ", " : "", parser->context ? parser->context : "");
}

static void yaml_reader_refuse_decoration(YamlReader *reader, const void *anchor, const void *tag)
{
    if (anchor)
        yaml_reader_stop(reader, yaml_reader_place(reader), "write the value out",
                         "anchors are not used here");
    if (tag)
        yaml_reader_stop(reader, yaml_reader_place(reader),
                         "the type of a value is known from its name", "tags are not used here");
}

static void yaml_reader_inspect(YamlReader *reader)
{
    const yaml_event_t *event = &reader->event;
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        yaml_reader_stop(reader, yaml_reader_place(reader), "write the value out",
                         "aliases are not used here");
        break;
    case YAML_SCALAR_EVENT:
        yaml_reader_refuse_decoration(reader, event->data.scalar.anchor, event->data.scalar.tag);
        break;
    case YAML_SEQUENCE_START_EVENT:
        reader->depth++;
        yaml_reader_refuse_decoration(reader, event->data.sequence_start.anchor,
                                      event->data.sequence_start.tag);
        break;
    case YAML_MAPPING_START_EVENT:
        reader->depth++;
        yaml_reader_refuse_decoration(reader, event->data.mapping_start.anchor,
                                      event->data.mapping_start.tag);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        reader->depth--;
        break;
    default:
        break;
    }
    if (reader->depth > YAML_READER_DEPTH)
        yaml_reader_stop(reader, yaml_reader_place(reader), 0, "nested more than 32 deep");
}

bool yaml_reader_next(YamlReader *reader)
{
    if (reader->stopped || messages_full(reader->messages)) {
        reader->stopped = true;
        return false;
    }
    yaml_event_delete(&reader->event);
    memset(&reader->event, 0, sizeof reader->event);
    if (!yaml_parser_parse(&reader->parser, &reader->event))
        yaml_reader_parser_error(reader);
    else
        yaml_reader_inspect(reader);
    return !reader->stopped;
}

static bool yaml_reader_opens(const YamlReader *reader)
{
    return reader->event.type == YAML_MAPPING_START_EVENT ||
           reader->event.type == YAML_SEQUENCE_START_EVENT;
}

void yaml_reader_skip(YamlReader *reader)
{
    if (!yaml_reader_opens(reader))
        return;
    for (int outside = reader->depth - 1; reader->depth > outside;)
        if (!yaml_reader_next(reader))
            return;
}

/* What the current node is, for messages. */
static const char *yaml_reader_node(const YamlReader *reader)
{
    switch (reader->event.type) {
    case YAML_MAPPING_START_EVENT:
        return "a mapping";
    case YAML_SEQUENCE_START_EVENT:
        return "a list";
    default:
        return reader->event.data.scalar.length ? "one value" : "nothing";
    }
}

void yaml_reader_expected(YamlReader *reader, const char *what, const char *expected,
                          const char *hint)
{
    messages_add(reader->messages, yaml_reader_place(reader), hint, "%s: expected %s, got %s", what,
                 expected, yaml_reader_node(reader));
    yaml_reader_skip(reader);
}

/* Notes a key of a level; false after adding an error when it was there before. */
static bool yaml_reader_note(YamlReader *reader, Level *level, const char *key, SourcePlace place)
{
    for (int i = 0; i < level->seen_count; i++)
        if (strcmp(level->seen[i], key) == 0) {
            messages_add(reader->messages, place, "keep one of them", "`%s` is given twice", key);
            return false;
        }
    if (level->seen_count < YAML_READER_KEYS)
        strcpy(level->seen[level->seen_count++], key);
    return true;
}

void yaml_reader_mapping(YamlReader *reader, void *into, YamlReaderKey *read_key)
{
    Level level;
    level.seen_count = 0;
    while (yaml_reader_next(reader) && reader->event.type != YAML_MAPPING_END_EVENT) {
        char key[YAML_READER_KEY] = "";
        SourcePlace place = yaml_reader_place(reader);
        if (reader->event.type != YAML_SCALAR_EVENT) {
            yaml_reader_expected(reader, "key", "a name", 0);
        } else {
            const char *text = (const char *)reader->event.data.scalar.value;
            snprintf(key, sizeof key, "%s", text);
        }
        if (!yaml_reader_next(reader))
            return;
        if (*key && yaml_reader_note(reader, &level, key, place))
            read_key(reader, into, key, place);
        else
            yaml_reader_skip(reader);
    }
}

const char *yaml_reader_scalar(YamlReader *reader, const char *name, const char *hint)
{
    const yaml_event_t *event = &reader->event;
    bool scalar = event->type == YAML_SCALAR_EVENT;
    bool quoted = scalar && event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (!scalar || (event->data.scalar.length == 0 && !quoted)) {
        yaml_reader_expected(reader, name, "one value", hint);
        return NULL;
    }
    const char *text = (const char *)event->data.scalar.value;
    if (strlen(text) == event->data.scalar.length)
        return text;
    messages_add(reader->messages, yaml_reader_place(reader), 0, "%s: holds a NUL", name);
    return NULL;
}

bool yaml_reader_item(YamlReader *reader)
{
    return yaml_reader_next(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT;
}

/* -- UTF-8 ----------------------------------------------------------------------------------- */

/* Bytes of the well-formed UTF-8 character at text, 0 when it is none (RFC 3629). */
static size_t yaml_reader_utf8_span(const unsigned char *text, size_t length)
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

bool yaml_reader_utf8(Messages *messages, const char *text, size_t length, int source)
{
    for (size_t at = 0; at < length;) {
        size_t span = yaml_reader_utf8_span((const unsigned char *)text + at, length - at);
        if (span == 0) {
            messages_add(messages, messages_place(messages, source, at), "save the file as UTF-8",
                         "not valid UTF-8: byte 0x%02X", (unsigned char)text[at]);
            return false;
        }
        at += span;
    }
    return true;
}

/* -- the whole file --------------------------------------------------------------------------- */

static void yaml_reader_stream(YamlReader *reader, YamlReaderRoot *root)
{
    yaml_reader_next(reader); /* start of the stream */
    if (!yaml_reader_next(reader) || reader->event.type == YAML_STREAM_END_EVENT)
        return;
    if (yaml_reader_next(reader))
        root(reader);
    if (yaml_reader_next(reader) && yaml_reader_next(reader) &&
        reader->event.type != YAML_STREAM_END_EVENT)
        yaml_reader_stop(reader, yaml_reader_place(reader),
                         "give the second document a file of its own",
                         "only one document in a file");
}

void yaml_reader_read(YamlReader *reader, const char *text, size_t length, YamlReaderRoot *root)
{
    if (!yaml_parser_initialize(&reader->parser)) {
        reader->no_memory = true;
        return;
    }
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser, (const unsigned char *)text, length);
    yaml_reader_stream(reader, root);
    yaml_event_delete(&reader->event);
    yaml_parser_delete(&reader->parser);
}
