/* YAML to assignments, over libyaml's events: no document is built, so neither depth nor size can
 * be turned against the program. Only plain YAML is taken: one document of mappings, lists and
 * scalars, without anchors, aliases and tags. */
#include "io/config.h"
#include "io/config_draft.h"

#include <string.h>
#include <yaml.h>

enum { LEVEL_KEYS = 64 };

typedef struct Reader {
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; owned until the next is read */
    Draft *draft;
    int source, depth;
    bool stopped; /* after an error that leaves no sense in reading on */
} Reader;

/* One mapping being read, and the keys seen in it. */
typedef struct Level {
    ConfigPath path;
    char seen[LEVEL_KEYS][PARAMS_TEXT];
    int seen_count;
} Level;

/* What to do with the value of one key: the current event is the value's first, and its last
 * afterwards. */
typedef void KeyReader(Reader *reader, Level *level, const char *key, SourcePlace place);

static SourcePlace reader_mark(const Reader *reader, const yaml_mark_t *mark)
{
    return (SourcePlace){reader->source, (int)mark->line + 1, (int)mark->column + 1};
}

static SourcePlace reader_place(const Reader *reader)
{
    return reader_mark(reader, &reader->event.start_mark);
}

static void reader_stop(Reader *reader, SourcePlace place, const char *hint, const char *what)
{
    messages_add(reader->draft->messages, place, hint, "%s", what);
    reader->stopped = true;
}

/* What is left open is met far behind it, often at the end of the file: the error is put where it
 * was opened. False when the parser complains of something else. */
static bool reader_left_open(Reader *reader)
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
    SourcePlace end = reader_mark(reader, &parser->problem_mark);
    for (size_t i = 0; i < sizeof open / sizeof open[0] && parser->context; i++)
        if (strcmp(parser->context, open[i].context) == 0) {
            messages_add(reader->draft->messages, reader_mark(reader, &parser->context_mark),
                         open[i].hint, "not valid YAML: %s before line %d, column %d", open[i].what,
                         end.line, end.column);
            return true;
        }
    return false;
}

static void reader_parser_error(Reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    SourcePlace place = reader_mark(reader, &parser->problem_mark);
    reader->stopped = reader->draft->broken = true;
    if (reader_left_open(reader))
        return;
    if (parser->error == YAML_READER_ERROR)
        place = messages_place(reader->draft->messages, reader->source, parser->problem_offset);
    if (parser->error == YAML_MEMORY_ERROR)
        reader->draft->no_memory = true;
    bool tab = parser->problem && strstr(parser->problem, "cannot start any token");
    messages_add(reader->draft->messages, place,
                 tab ? "indent with blanks, not tabs; quote a value that starts with a sign of YAML"
                     : 0,
                 "not valid YAML: %s%s%s", parser->problem ? parser->problem : "out of memory",
                 parser->context ? ", " : "", parser->context ? parser->context : "");
}

static void reader_refuse_decoration(Reader *reader, const void *anchor, const void *tag)
{
    if (anchor)
        reader_stop(reader, reader_place(reader), "write the value out",
                    "anchors are not used here");
    if (tag)
        reader_stop(reader, reader_place(reader), "the type of a value is known from its name",
                    "tags are not used here");
}

static void reader_inspect(Reader *reader)
{
    const yaml_event_t *event = &reader->event;
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        reader_stop(reader, reader_place(reader), "write the value out",
                    "aliases are not used here");
        break;
    case YAML_SCALAR_EVENT:
        reader_refuse_decoration(reader, event->data.scalar.anchor, event->data.scalar.tag);
        break;
    case YAML_SEQUENCE_START_EVENT:
        reader->depth++;
        reader_refuse_decoration(reader, event->data.sequence_start.anchor,
                                 event->data.sequence_start.tag);
        break;
    case YAML_MAPPING_START_EVENT:
        reader->depth++;
        reader_refuse_decoration(reader, event->data.mapping_start.anchor,
                                 event->data.mapping_start.tag);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        reader->depth--;
        break;
    default:
        break;
    }
    if (reader->depth > CONFIG_DEPTH)
        reader_stop(reader, reader_place(reader), 0, "nested more than 32 deep");
}

/* Makes the next event the current one; false when reading is to end. */
static bool reader_next(Reader *reader)
{
    if (reader->stopped || messages_full(reader->draft->messages)) {
        reader->stopped = true;
        return false;
    }
    yaml_event_delete(&reader->event);
    memset(&reader->event, 0, sizeof reader->event);
    if (!yaml_parser_parse(&reader->parser, &reader->event))
        reader_parser_error(reader);
    else
        reader_inspect(reader);
    return !reader->stopped;
}

static bool reader_opens(const Reader *reader)
{
    return reader->event.type == YAML_MAPPING_START_EVENT ||
           reader->event.type == YAML_SEQUENCE_START_EVENT;
}

/* Passes over the current node. */
static void reader_skip(Reader *reader)
{
    if (!reader_opens(reader))
        return;
    for (int outside = reader->depth - 1; reader->depth > outside;)
        if (!reader_next(reader))
            return;
}

/* What the current node is, for messages. */
static const char *reader_node(const Reader *reader)
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

static void reader_expected(Reader *reader, const char *what, const char *expected,
                            const char *hint)
{
    messages_add(reader->draft->messages, reader_place(reader), hint, "%s: expected %s, got %s",
                 what, expected, reader_node(reader));
    reader_skip(reader);
}

/* Notes a key of a level; false after adding an error when it was there before. */
static bool level_note(Reader *reader, Level *level, const char *key, SourcePlace place)
{
    for (int i = 0; i < level->seen_count; i++)
        if (strcmp(level->seen[i], key) == 0) {
            messages_add(reader->draft->messages, place, "keep one of them", "`%s` is given twice",
                         key);
            return false;
        }
    if (level->seen_count < LEVEL_KEYS && strlen(key) < PARAMS_TEXT)
        strcpy(level->seen[level->seen_count++], key);
    return true;
}

/* Reads a mapping, whose start is the current event, key by key. */
static void reader_mapping(Reader *reader, Level *level, KeyReader *read_key)
{
    while (reader_next(reader) && reader->event.type != YAML_MAPPING_END_EVENT) {
        char key[PARAMS_TEXT + 1] = "";
        SourcePlace place = reader_place(reader);
        if (reader->event.type != YAML_SCALAR_EVENT) {
            reader_expected(reader, "key", "a name", 0);
        } else {
            const char *text = (const char *)reader->event.data.scalar.value;
            snprintf(key, sizeof key, "%s", text);
        }
        if (!reader_next(reader))
            return;
        if (*key && level_note(reader, level, key, place))
            read_key(reader, level, key, place);
        else
            reader_skip(reader);
    }
}

/* Takes the current node as the value of a row. */
static void reader_value(Reader *reader, const ConfigPath *path)
{
    char name[CONFIG_PATH_TEXT], hint[CONFIG_PATH_TEXT + 64];
    config_path_write(path, name);
    snprintf(hint, sizeof hint, "delete the line to keep the default; see `prodrome explain %s`",
             name);
    bool scalar = reader->event.type == YAML_SCALAR_EVENT;
    bool quoted = scalar && reader->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (!scalar || (reader->event.data.scalar.length == 0 && !quoted)) {
        reader_expected(reader, name, "one value", hint);
        return;
    }
    const char *text = (const char *)reader->event.data.scalar.value;
    if (strlen(text) != reader->event.data.scalar.length)
        messages_add(reader->draft->messages, reader_place(reader), 0, "%s: holds a NUL", name);
    else
        draft_add(reader->draft, path, text, reader_place(reader));
}

/* A key under a section of the run, an entry of a list, or a dose. */
static void reader_row(Reader *reader, Level *level, const char *key, SourcePlace place)
{
    ConfigPath path = level->path;
    path.row = params_row(path.list, path.section, key);
    if (path.row) {
        reader_value(reader, &path);
        return;
    }
    char hint[200] = "", name[CONFIG_PATH_TEXT];
    config_path_write(&level->path, name);
    config_path_hint_key(path.list, path.section, key, hint, sizeof hint);
    messages_add(reader->draft->messages, place, hint, "unknown key `%s` in `%s`", key, name);
    reader_skip(reader);
}

static void reader_rows(Reader *reader, const ConfigPath *path)
{
    char name[CONFIG_PATH_TEXT];
    config_path_write(path, name);
    Level level = {.path = *path};
    if (reader->event.type == YAML_MAPPING_START_EVENT)
        reader_mapping(reader, &level, reader_row);
    else
        reader_expected(reader, name, "keys with values",
                        "write `key: value` lines below it, indented, or delete it");
}

static void reader_entry(Reader *reader, Level *level, const char *key, SourcePlace place)
{
    ConfigPath path = level->path;
    if (!config_path_entry_name(key)) {
        messages_add(reader->draft->messages, place,
                     "a letter, then at most 46 letters, digits and _",
                     "`%s` cannot name an entry of `%s`", key, path.section);
        reader_skip(reader);
        return;
    }
    snprintf(path.entry, sizeof path.entry, "%s", key);
    draft_add(reader->draft, &path, 0, place);
    reader_rows(reader, &path);
}

static void reader_doses(Reader *reader, const ConfigPath *section)
{
    ConfigPath path = *section;
    draft_drop_doses(reader->draft, reader_place(reader));
    if (reader->event.type != YAML_SEQUENCE_START_EVENT) {
        reader_expected(reader, "doses", "a list",
                        "for example - {drug: mipsagargin, amount: 56 mg/kg, at: 0 d}");
        return;
    }
    for (path.dose = 0; reader_next(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT;
         path.dose++) {
        draft_add(reader->draft, &path, 0, reader_place(reader));
        reader_rows(reader, &path);
    }
}

static void reader_section(Reader *reader, Level *level, const char *key, SourcePlace place)
{
    ConfigPath path = {config_path_list(key), "", -1, config_path_section(key), 0};
    (void)level;
    if (path.list < 0) {
        char hint[200] = "";
        config_path_hint_section(key, hint, sizeof hint);
        messages_add(reader->draft->messages, place, hint, "unknown section `%s`", key);
        reader_skip(reader);
    } else if (path.list == LIST_RUN) {
        reader_rows(reader, &path);
    } else if (path.list == LIST_DOSES) {
        reader_doses(reader, &path);
    } else if (reader->event.type == YAML_MAPPING_START_EVENT) {
        Level entries = {.path = path};
        reader_mapping(reader, &entries, reader_entry);
    } else {
        reader_expected(reader, key, "entries by name",
                        "write `name:` below it, indented, and its keys below that");
    }
}

/* The root: a mapping of sections, or nothing at all. */
static void reader_document(Reader *reader)
{
    Level root = {.path = {-1, "", -1, "", 0}};
    bool empty = reader->event.type == YAML_SCALAR_EVENT && reader->event.data.scalar.length == 0;
    if (reader->event.type == YAML_MAPPING_START_EVENT)
        reader_mapping(reader, &root, reader_section);
    else if (!empty)
        reader_expected(reader, "configuration", "sections",
                        "for example `grid:` and below it, indented, `edge: 20 um`");
}

static void reader_stream(Reader *reader)
{
    reader_next(reader); /* start of the stream */
    if (!reader_next(reader) || reader->event.type == YAML_STREAM_END_EVENT)
        return;
    if (reader_next(reader))
        reader_document(reader);
    if (reader_next(reader) && reader_next(reader) && reader->event.type != YAML_STREAM_END_EVENT)
        reader_stop(reader, reader_place(reader), "give the second document a file of its own",
                    "only one document in a file");
}

void draft_yaml(Draft *draft, const char *text, size_t length, int source)
{
    Reader reader = {.draft = draft, .source = source};
    if (!yaml_parser_initialize(&reader.parser)) {
        draft->no_memory = true;
        return;
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
    reader_stream(&reader);
    yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
}

const char *config_yaml_version(void)
{
    return yaml_get_version_string();
}
