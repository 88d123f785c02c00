#include "io/config.h"
#include "core/units.h"
#include "io/config_path.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Writer {
    FILE *stream;
    const Params *params;
    Params *built_in; /* what the values would be if they were not given */
    bool explained;   /* meaning and range above each value */
} Writer;

/* The shortest decimal that, times the factor, is the value to the last bit; at least 7 digits are
 * tried, so that 110000 is not written 1.1e+05. False when no number in this unit does that. */
static bool text_exact(double value, double factor, char *out, size_t size)
{
    double centre = value / factor;
    const double near[] = {centre, nextafter(centre, -INFINITY), nextafter(centre, INFINITY)};
    for (int digits = 7; digits <= 17; digits++)
        for (int i = 0; i < 3; i++) {
            snprintf(out, size, "%.*g", digits, near[i]);
            double back = strtod(out, 0) * factor;
            if (memcmp(&back, &value, sizeof back) == 0)
                return true;
        }
    return false;
}

static void text_number(double value, const char *unit, char *out, size_t size)
{
    const Unit *found = units_find(unit);
    char number[40];
    if (!text_exact(value, found->factor, number, sizeof number)) {
        text_exact(value, 1, number, sizeof number);
        unit = found->canonical;
    }
    bool plain = strcmp(unit, "1") == 0;
    snprintf(out, size, "%s%s%s", number, plain ? "" : " ", plain ? "" : unit);
}

void config_value_text(const ParamRow *row, const void *record, const char *substance_unit,
                       char *out, size_t size)
{
    const char *at = (const char *)record + row->offset;
    char text[PARAMS_TEXT];
    double real;
    int64_t whole;
    int word;
    switch (row->kind) {
    case PARAM_REAL:
        memcpy(&real, at, sizeof real);
        text_number(real, config_unit(row, substance_unit), out, size);
        break;
    case PARAM_INT:
        memcpy(&whole, at, sizeof whole);
        snprintf(out, size, "%lld%s", (long long)whole, strcmp(row->unit, "1") == 0 ? "" : " cell");
        break;
    case PARAM_WORD:
        memcpy(&word, at, sizeof word);
        params_word_text(row->words, word, text);
        snprintf(out, size, "%s", text);
        break;
    case PARAM_TEXT:
        snprintf(out, size, "%s", at);
        break;
    }
}

/* Words that another reader of YAML would take for a truth value, a number or nothing. */
static const char *text_quote(const ParamRow *row, const char *value)
{
    if (row->kind == PARAM_REAL || row->kind == PARAM_INT)
        return "";
    bool odd = params_word("|yes|no|y|n|on|off|true|false|null", value) >= 0 ||
               (*value >= '0' && *value <= '9');
    return odd ? "\"" : "";
}

static void text_limits(const Writer *writer, const ParamRow *row, const char *substance_unit,
                        const char *indent)
{
    const char *unit = config_unit(row, substance_unit);
    fprintf(writer->stream, "%s# %s", indent, row->doc);
    char words[CONFIG_WORDS];
    if (row->kind == PARAM_WORD) {
        config_words(row, words);
        fprintf(writer->stream, " (%s)", words);
    }
    if (row->kind == PARAM_REAL || row->kind == PARAM_INT)
        fprintf(writer->stream, " (%.10g to %.10g%s%s)", row->lo, row->hi,
                strcmp(unit, "1") == 0 ? "" : " ", strcmp(unit, "1") == 0 ? "" : unit);
    fputc('\n', writer->stream);
}

/* One `key: value # source` line. A value that differs from the built-in one has no other source
 * than the configuration. */
static void text_row(const Writer *writer, int list, const char *entry, const ParamRow *row,
                     const void *record, const void *built_in, const char *indent,
                     const char *first_indent)
{
    char value[PARAMS_TEXT + 40], standard[PARAMS_TEXT + 40] = "", line[256], unit[PARAMS_TEXT];
    const char *substance_unit = 0;
    if (list == LIST_SUBSTANCES) {
        params_word_text("nM|mmHg", ((const Substance *)record)->unit, unit);
        substance_unit = unit;
    }
    if (writer->explained)
        text_limits(writer, row, substance_unit, indent);
    config_value_text(row, record, substance_unit, value, sizeof value);
    config_value_text(row, built_in, substance_unit, standard, sizeof standard);
    const char *quote = text_quote(row, value);
    snprintf(line, sizeof line, "%s%s: %s%s%s", first_indent, row->key, quote, value, quote);
    fprintf(writer->stream, "%-44s # ", line);
    if (strcmp(value, standard) == 0)
        fprintf(writer->stream, "%s\n", params_source(list, entry, row));
    else if (list != LIST_DOSES) /* whose defaults are no dose */
        fprintf(writer->stream, "given; default %s, %s\n", *standard ? standard : "empty",
                params_source(list, entry, row));
    else
        fputs("given\n", writer->stream);
}

static void text_run(const Writer *writer)
{
    const ParamList *list = &PARAM_LISTS[LIST_RUN];
    for (int i = 0; i < list->rows_count; i++) {
        const ParamRow *row = &list->rows[i];
        if (i == 0 || strcmp(row->section, list->rows[i - 1].section) != 0)
            fprintf(writer->stream, "\n%s:\n", row->section);
        text_row(writer, LIST_RUN, 0, row, writer->params, writer->built_in, "  ", "  ");
    }
}

/* An entry of each list that has none built in. */
static const char *const EXAMPLES[LIST_COUNT] = {
    [LIST_ANDROGENS] = "castration: {at: 0 d, level: 0.05 nM}",
    [LIST_CLONES] = "negative: {fraction: 0.1, psma_ratio: 0}",
    [LIST_DOSES] = "- {drug: mipsagargin, amount: 56 mg/kg, at: 0 d, every: 1 d, times: 3}",
};

static void text_list(const Writer *writer, int number)
{
    const ParamList *list = &PARAM_LISTS[number];
    int count;
    memcpy(&count, (const char *)writer->params + list->count_offset, sizeof count);
    if (count == 0 && writer->explained) {
        /* An empty list would take away that of a scenario read before. */
        fprintf(writer->stream, "\n# %s:\n#   %s\n", list->section, EXAMPLES[number]);
        return;
    }
    fprintf(writer->stream, "\n%s:%s\n", list->section,
            count > 0              ? ""
            : number == LIST_DOSES ? " []"
                                   : " {}");
    for (int n = 0; n < count; n++) {
        const char *entry =
            (const char *)writer->params + list->entries_offset + (size_t)n * list->entry_size;
        bool dose = number == LIST_DOSES;
        const void *built_in = dose ? NULL : params_entry(writer->built_in, number, entry);
        built_in = built_in ? built_in : params_add(writer->built_in, number, entry);
        if (!dose)
            fprintf(writer->stream, "  %s:\n", entry);
        for (int i = 0; i < list->rows_count; i++)
            text_row(writer, number, dose ? 0 : entry, &list->rows[i], entry, built_in, "    ",
                     dose && i == 0 ? "  - " : "    ");
    }
}

static char *text_write(const Params *params, bool explained, size_t *length)
{
    char *text = 0;
    Params built_in;
    params_defaults(&built_in);
    Writer writer = {open_memstream(&text, length), params, &built_in, explained};
    if (!writer.stream)
        return 0;
    fputs(explained ? "# A prodrome configuration with every value. Read after a scenario, every "
                      "line takes the\n# place of the scenario's: delete those that are to stay "
                      "as they are.\n"
                    : "# The resolved configuration: reading it gives the same run.\n",
          writer.stream);
    text_run(&writer);
    for (int list = LIST_RUN + 1; list < LIST_COUNT; list++)
        text_list(&writer, list);
    int failed = ferror(writer.stream);
    if (fclose(writer.stream) == 0 && !failed)
        return text;
    free(text);
    return 0;
}

char *config_text(const Params *params, size_t *length)
{
    return text_write(params, false, length);
}

char *config_text_explained(const Params *params, size_t *length)
{
    return text_write(params, true, length);
}
