/* YAML to assignments. */
#include "io/config.h"
#include "io/config_draft.h"
#include "io/yaml_reader.h"

#include <stdio.h>
#include <string.h>

/* Takes the current node as the value of a row. */
static void reader_value(YamlReader *reader, const ConfigPath *path)
{
    char name[CONFIG_PATH_TEXT], hint[CONFIG_PATH_TEXT + 64];
    config_path_write(path, name);
    snprintf(hint, sizeof hint, "delete the line to keep the default; see `prodrome explain %s`",
             name);
    const char *text = yaml_reader_scalar(reader, name, hint);
    if (text)
        draft_add(reader->context, path, text, yaml_reader_place(reader));
}

/* A key under a section of the run, an entry of a list, or a dose. */
static void reader_row(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    const ConfigPath *parent = into;
    ConfigPath path = *parent;
    path.row = params_row(path.list, path.section, key);
    if (path.row) {
        reader_value(reader, &path);
        return;
    }
    char hint[200] = "", name[CONFIG_PATH_TEXT];
    config_path_write(parent, name);
    config_path_hint_key(path.list, path.section, key, hint, sizeof hint);
    messages_add(reader->messages, place, hint, "unknown key `%s` in `%s`", key, name);
    yaml_reader_skip(reader);
}

static void reader_rows(YamlReader *reader, const ConfigPath *path)
{
    char name[CONFIG_PATH_TEXT];
    config_path_write(path, name);
    ConfigPath parent = *path;
    if (reader->event.type == YAML_MAPPING_START_EVENT)
        yaml_reader_mapping(reader, &parent, reader_row);
    else
        yaml_reader_expected(reader, name, "keys with values",
                             "write `key: value` lines below it, indented, or delete it");
}

static void reader_entry(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    ConfigPath path = *(const ConfigPath *)into;
    if (!config_path_entry_name(key)) {
        messages_add(reader->messages, place, "a letter, then at most 46 letters, digits and _",
                     "`%s` cannot name an entry of `%s`", key, path.section);
        yaml_reader_skip(reader);
        return;
    }
    snprintf(path.entry, sizeof path.entry, "%s", key);
    draft_add(reader->context, &path, 0, place);
    reader_rows(reader, &path);
}

static void reader_doses(YamlReader *reader, const ConfigPath *section)
{
    ConfigPath path = *section;
    draft_drop_doses(reader->context, yaml_reader_place(reader));
    if (reader->event.type != YAML_SEQUENCE_START_EVENT) {
        yaml_reader_expected(reader, "doses", "a list",
                             "for example - {drug: mipsagargin, amount: 56 mg/kg, at: 0 d}");
        return;
    }
    for (path.dose = 0; yaml_reader_item(reader); path.dose++) {
        draft_add(reader->context, &path, 0, yaml_reader_place(reader));
        reader_rows(reader, &path);
    }
}

static void reader_section(YamlReader *reader, void *into, const char *key, SourcePlace place)
{
    ConfigPath path = {config_path_list(key), "", -1, config_path_section(key), 0};
    (void)into;
    if (path.list < 0) {
        char hint[200] = "";
        config_path_hint_section(key, hint, sizeof hint);
        messages_add(reader->messages, place, hint, "unknown section `%s`", key);
        yaml_reader_skip(reader);
    } else if (path.list == LIST_RUN) {
        reader_rows(reader, &path);
    } else if (path.list == LIST_DOSES) {
        reader_doses(reader, &path);
    } else if (reader->event.type == YAML_MAPPING_START_EVENT) {
        yaml_reader_mapping(reader, &path, reader_entry);
    } else {
        yaml_reader_expected(reader, key, "entries by name",
                             "write `name:` below it, indented, and its keys below that");
    }
}

/* The root: a mapping of sections, or nothing at all. */
static void reader_document(YamlReader *reader)
{
    bool empty = reader->event.type == YAML_SCALAR_EVENT && reader->event.data.scalar.length == 0;
    if (reader->event.type == YAML_MAPPING_START_EVENT)
        yaml_reader_mapping(reader, NULL, reader_section);
    else if (!empty)
        yaml_reader_expected(reader, "configuration", "sections",
                             "for example `grid:` and below it, indented, `edge: 20 um`");
}

void draft_yaml(Draft *draft, const char *text, size_t length, int source)
{
    YamlReader reader = {.messages = draft->messages, .source = source, .context = draft};
    yaml_reader_read(&reader, text, length, reader_document);
    draft->broken |= reader.broken;
    draft->no_memory |= reader.no_memory;
}

const char *config_yaml_version(void)
{
    return yaml_get_version_string();
}
