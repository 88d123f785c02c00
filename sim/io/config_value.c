#include "io/config.h"
#include "io/config_draft.h"
#include "core/units.h"
#include "io/nearest.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_TEXT = 96 };

const char *config_unit(const ParamRow *row, const char *substance_unit)
{
    if (row->unit && substance_unit && strcmp(row->unit, "{c}") == 0)
        return substance_unit;
    return row->unit;
}

static const char *value_unit(const WrittenValue *value)
{
    return config_unit(value->row, value->substance_unit);
}

static bool value_is_count(const ParamRow *row)
{
    return strcmp(row->unit, "1") == 0 || strcmp(row->unit, "cell") == 0;
}

/* "1.67e-05 cm^2/s", or "1.67e-05" for a plain number. */
static void value_spell(const WrittenValue *value, double number, char out[VALUE_TEXT])
{
    const char *unit = value_unit(value);
    bool plain = strcmp(unit, "1") == 0;
    snprintf(out, VALUE_TEXT, "%.10g%s%s", number, plain ? "" : " ", plain ? "" : unit);
}

/* Examples for what is zero unless given, where neither a built-in entry nor 1 is a good one. */
static const struct {
    const char *section, *key;
    double number;
} EXAMPLES[] = {
    {"doses", "amount", 56},
    {"stop", "volume_ratio", 3},
    {"clones", "fraction", 0.1},
};

/* A number that a person may mean, in the written unit: the default, unless that is zero. */
static double value_example(const ParamRow *row)
{
    if (row->def != 0)
        return row->def;
    for (size_t i = 0; i < sizeof EXAMPLES / sizeof EXAMPLES[0]; i++)
        if (!strcmp(EXAMPLES[i].section, row->section) && !strcmp(EXAMPLES[i].key, row->key))
            return EXAMPLES[i].number;
    for (int i = 0; i < PRESETS_COUNT; i++)
        if (PRESETS[i].number != 0 && !strcmp(PRESETS[i].key, row->key) &&
            !strcmp(PARAM_LISTS[PRESETS[i].list].section, row->section))
            return PRESETS[i].number;
    return 1;
}

/* Length of a decimal number at the start of text: no hexadecimal, no nan, no infinity. */
static size_t value_number_span(const char *text)
{
    size_t at = strspn(text, "+-") == 1;
    size_t whole = strspn(text + at, "0123456789");
    size_t digits = whole;
    at += whole;
    if (text[at] == '.') {
        size_t part = strspn(text + at + 1, "0123456789");
        digits += part;
        at += 1 + part;
    }
    if (digits == 0)
        return 0;
    if (text[at] == 'e' || text[at] == 'E') {
        size_t sign = text[at + 1] == '+' || text[at + 1] == '-';
        size_t power = strspn(text + at + 1 + sign, "0123456789");
        at += power ? 1 + sign + power : 0;
    }
    return at;
}

int config_number(const char *text, double *number, const char **rest)
{
    char digits[64];
    size_t span = value_number_span(text);
    if (span == 0 || span >= sizeof digits)
        return EINVAL;
    memcpy(digits, text, span);
    digits[span] = 0;
    errno = 0;
    *number = strtod(digits, 0) + 0.0; /* -0 becomes 0 */
    *rest = text + span + strspn(text + span, " \t\n");
    return errno;
}

double config_hours(const char *text)
{
    const char *unit;
    double number, factor = NAN;
    if (config_number(text, &number, &unit))
        return NAN;
    const Unit *row = units_find(unit);
    if (row && strcmp(row->canonical, "h") == 0)
        return number * row->factor;
    UnitsIo *units = units_io_create();
    bool known = units && units_io_factor(units, unit, "h", &factor) == UNITS_IO_OK;
    units_io_destroy(units);
    return known ? number * factor : NAN;
}

static bool value_number(Draft *draft, const WrittenValue *value, double *number, const char **rest)
{
    char example[VALUE_TEXT], hint[VALUE_TEXT + 20];
    value_spell(value, value_example(value->row), example);
    snprintf(hint, sizeof hint, "for example %s", example);
    int error = config_number(value->text, number, rest);
    if (error == EINVAL) {
        messages_add(draft->messages, value->place, hint, "%s: expected a number, got `%.80s`",
                     value->path, value->text);
        return false;
    }
    if (error) {
        messages_add(draft->messages, value->place, hint, "%s: `%.40s` is too %s a number",
                     value->path, value->text, isfinite(*number) ? "small" : "large");
        return false;
    }
    return true;
}

bool config_value_in_range(Draft *draft, const WrittenValue *value, double canonical, double factor)
{
    const ParamRow *row = value->row;
    if (canonical >= row->lo * factor && canonical <= row->hi * factor)
        return true;
    char lo[VALUE_TEXT], hi[VALUE_TEXT], hint[2 * VALUE_TEXT + 40];
    value_spell(value, row->lo, lo);
    value_spell(value, row->hi, hi);
    snprintf(hint, sizeof hint, "the range is %s to %s", lo, hi);
    messages_add(draft->messages, value->place, hint, "%s: %.60s is outside the range", value->path,
                 value->text);
    return false;
}

/* A number whose thousands are parted by commas, blanks or the like, copied without them, and what
 * follows it; false when it is none. */
static bool value_thousands(const char *text, char out[VALUE_TEXT])
{
    size_t at = strspn(text, "0123456789"), used = at, groups = 0;
    if (at < 1 || at > 3 || strlen(text) >= VALUE_TEXT / 2)
        return false;
    memcpy(out, text, at);
    for (; text[at] && strchr(",_' ", text[at]) && strspn(text + at + 1, "0123456789") == 3;
         at += 4, used += 3, groups++)
        memcpy(out + used, text + at + 1, 3);
    snprintf(out + used, VALUE_TEXT - used, "%s", text + at);
    return groups > 0;
}

/* What to write in place of a number with a comma or of parted thousands; false when it is none. */
static bool value_hint_comma(const WrittenValue *value, const char *given, char *hint, size_t size)
{
    char whole[VALUE_TEXT];
    if (value_thousands(value->text, whole))
        snprintf(hint, size, "write %s", whole);
    else if (*given == ',')
        snprintf(hint, size, "write a decimal point, and no comma between thousands");
    else
        return false;
    return true;
}

/* The unit alone is not suggested for a number that would be out of the range with it. */
static void value_hint_unit(const WrittenValue *value, char *hint, size_t size)
{
    const ParamRow *row = value->row;
    const char *unit = value_unit(value), *rest;
    char limit[VALUE_TEXT];
    double number = 0;
    if (config_number(value->text, &number, &rest) == 0 && (number < row->lo || number > row->hi)) {
        bool below = number < row->lo;
        value_spell(value, below ? row->lo : row->hi, limit);
        snprintf(hint, size, "its unit is for example %s, but %.40s %s would be %s %s", unit,
                 value->text, unit, below ? "below" : "above", limit);
        return;
    }
    snprintf(hint, size, "write %.40s %s", value->text, unit);
}

static bool value_wrong_unit(Draft *draft, const WrittenValue *value, UnitsIoResult result,
                             const char *given)
{
    const char *unit = value_unit(value);
    char example[VALUE_TEXT], lo[VALUE_TEXT], hi[VALUE_TEXT], hint[3 * VALUE_TEXT + 40];
    value_spell(value, value_example(value->row), example);
    value_spell(value, value->row->lo, lo);
    value_spell(value, value->row->hi, hi);
    snprintf(hint, sizeof hint, "for example %s; the range is %s to %s", example, lo, hi);
    value_hint_comma(value, given, hint, sizeof hint);
    if (result == UNITS_IO_NO_DATABASE) {
        draft->no_units = true;
        messages_add(draft->messages, value->place,
                     "install libudunits2-data, or keep to the units of `prodrome explain`",
                     "the units database of UDUNITS-2 cannot be read");
    } else {
        messages_add(draft->messages, value->place, hint,
                     "%s: expected a unit like %s, got %s%.40s%s", value->path, unit,
                     result == UNITS_IO_UNKNOWN ? "`" : "", given,
                     result == UNITS_IO_UNKNOWN ? "`, which is not a unit" : "");
    }
    return false;
}

/* The factor from the unit that was given to the canonical one. */
static bool value_factor(Draft *draft, UnitsIo *units, const WrittenValue *value, const char *given,
                         double *factor, bool *per_area)
{
    const char *unit = value_unit(value);
    *factor = 1;
    if (value_is_count(value->row)) {
        bool cells =
            strcmp(unit, "cell") == 0 && (!strcmp(given, "cell") || !strcmp(given, "cells"));
        if (!*given || cells)
            return true;
        char hint[2 * VALUE_TEXT] = "leave out what follows the number";
        value_hint_comma(value, given, hint, sizeof hint);
        messages_add(draft->messages, value->place, hint, "%s: takes a plain number, got %.80s",
                     value->path, value->text);
        return false;
    }
    if (!*given) {
        char hint[3 * VALUE_TEXT];
        value_hint_unit(value, hint, sizeof hint);
        messages_add(draft->messages, value->place, hint, "%s: %.40s has no unit", value->path,
                     value->text);
        return false;
    }
    const Unit *row = units_find(unit);
    UnitsIoResult result = units_io_factor(units, given, row->canonical, factor);
    if (result == UNITS_IO_DIMENSION && strcmp(unit, "mg/kg") == 0 && per_area &&
        units_io_factor(units, given, "mg/m^2", factor) == UNITS_IO_OK) {
        *per_area = true;
        return true;
    }
    return result == UNITS_IO_OK || value_wrong_unit(draft, value, result, given);
}

static bool value_store_number(Draft *draft, UnitsIo *units, const WrittenValue *value, char *at,
                               bool *per_area)
{
    double number, factor;
    const char *given;
    if (!value_number(draft, value, &number, &given) ||
        !value_factor(draft, units, value, given, &factor, per_area))
        return false;
    number *= factor;
    bool area = per_area && *per_area;
    if (!area &&
        !config_value_in_range(draft, value, number, units_find(value_unit(value))->factor))
        return false;
    if (value->row->kind == PARAM_REAL) {
        memcpy(at, &number, sizeof number);
        return true;
    }
    int64_t whole = (int64_t)number;
    if ((double)whole != number) {
        messages_add(draft->messages, value->place, 0, "%s: expected a whole number, got %.60s",
                     value->path, value->text);
        return false;
    }
    memcpy(at, &whole, sizeof whole);
    return true;
}

void config_words(const ParamRow *row, char out[CONFIG_WORDS])
{
    size_t used = 0;
    *out = 0;
    for (const char *rest = row->words; *rest;) {
        size_t span = strcspn(rest, "|");
        bool more = rest[span] == '|', last = more && !strchr(rest + span + 1, '|');
        int length = snprintf(out + used, CONFIG_WORDS - used, "%.*s%s", (int)span, rest,
                              last   ? " or "
                              : more ? ", "
                                     : "");
        used += (size_t)length;
        CHECK(used < CONFIG_WORDS);
        rest += span + more;
    }
}

static bool value_store_word(Draft *draft, const WrittenValue *value, char *at)
{
    const char *words = value->row->words;
    int word = params_word(words, value->text);
    if (word >= 0) {
        memcpy(at, &word, sizeof word);
        return true;
    }
    char known[8][PARAMS_TEXT] = {{0}}, choice[CONFIG_WORDS], hint[CONFIG_WORDS + VALUE_TEXT];
    Nearest nearest = nearest_start(value->text);
    const char *rest = words;
    for (int i = 0; i < 8 && *rest; i++) {
        size_t span = strcspn(rest, "|");
        snprintf(known[i], sizeof known[i], "%.*s", (int)span, rest);
        nearest_offer(&nearest, known[i]);
        rest += span + (rest[span] == '|');
    }
    const char *meant = nearest_meant(&nearest);
    config_words(value->row, choice);
    snprintf(hint, sizeof hint, "write %s%s%s%s", choice, meant ? "; did you mean `" : "",
             meant ? meant : "", meant ? "`?" : "");
    messages_add(draft->messages, value->place, hint, "%s: `%.60s` is not one of its choices",
                 value->path, value->text);
    return false;
}

/* Names become names of folders, files, datasets and columns. */
static bool value_store_text(Draft *draft, const WrittenValue *value, char *at)
{
    size_t length = strlen(value->text);
    bool good = length < PARAMS_TEXT && (length > 0 || !*value->row->text);
    for (size_t i = 0; i < length && good; i++) {
        char byte = value->text[i];
        good = isalnum((unsigned char)byte) || (i > 0 && strchr("_-.", byte));
    }
    if (!good) {
        messages_add(draft->messages, value->place,
                     "a name is at most 47 letters, digits and _ - . and starts with a letter or "
                     "digit",
                     "%s: `%.60s` cannot be a name", value->path, value->text);
        return false;
    }
    memset(at, 0, PARAMS_TEXT);
    memcpy(at, value->text, length);
    return true;
}

bool config_value_store(Draft *draft, UnitsIo *units, const WrittenValue *value, void *record,
                        bool *per_area)
{
    char *at = (char *)record + value->row->offset;
    switch (value->row->kind) {
    case PARAM_WORD:
        return value_store_word(draft, value, at);
    case PARAM_TEXT:
        return value_store_text(draft, value, at);
    case PARAM_REAL:
    case PARAM_INT:
        break;
    }
    return value_store_number(draft, units, value, at, per_area);
}
