#include "io/units_io.h"
#include "core/units.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <udunits2.h>

enum { UNIT_TEXT = 64 };

struct UnitsIo {
    ut_system *system; /* NULL until needed */
};

/* Canonical units in which a mass above or below the stroke is that of a body, not of a drug. */
static const struct {
    const char *canonical;
    bool above, below;
} BODY_UNITS[] = {{"kg/m^2", true, false}, {"mg/kg", false, true}, {"L/kg", false, true}};

UnitsIo *units_io_create(void)
{
    return calloc(1, sizeof(UnitsIo));
}

void units_io_destroy(UnitsIo *units)
{
    if (units && units->system)
        ut_free_system(units->system);
    free(units);
}

static bool units_io_define(ut_unit *unit, const char *name, const char *symbol)
{
    bool done = unit && (!name || ut_map_name_to_unit(name, UT_ASCII, unit) == UT_SUCCESS) &&
                ut_map_symbol_to_unit(symbol, UT_ASCII, unit) == UT_SUCCESS;
    ut_free(unit);
    return done;
}

static bool units_io_open(UnitsIo *units)
{
    if (units->system)
        return true;
    ut_set_error_message_handler(ut_ignore);
    ut_system *system = ut_read_xml(0);
    if (!system)
        return false;
    if (!units_io_define(ut_parse(system, "mol/L", UT_ASCII), 0, "M") ||
        !units_io_define(ut_new_base_unit(system), "cells", "cell") ||
        !units_io_define(ut_new_base_unit(system), 0, "bodyg")) {
        ut_free_system(system);
        return false;
    }
    units->system = system;
    return true;
}

/* Length of a word that is a mass in grams ("kg", "mg", "g", "gram", "kilogram"): 0 when it is
 * none, else *stem is where the gram begins. */
static bool units_io_is_gram(const char *word, size_t length, size_t *stem)
{
    static const char *const grams[] = {"grams", "gram", "g"};
    for (size_t i = 0; i < sizeof grams / sizeof grams[0]; i++) {
        size_t size = strlen(grams[i]);
        bool ends = length >= size && strncmp(word + length - size, grams[i], size) == 0;
        bool prefix = size > 1 || length == 1 || (length == 2 && strchr("kmunp", word[0]));
        if (ends && prefix) {
            *stem = length - size;
            return true;
        }
    }
    return false;
}

/* Copies a unit, its grams above or below the stroke spelt as grams of body. */
static void units_io_spell(const char *unit, bool above, bool below, char out[UNIT_TEXT])
{
    size_t used = 0;
    bool under = false;
    while (*unit && used < UNIT_TEXT - 8) {
        size_t length = 0, stem;
        while (isalpha((unsigned char)unit[length]))
            length++;
        if (length == 0) {
            under = under || *unit == '/';
            out[used++] = *unit++;
            continue;
        }
        const char *after = unit + length + (unit[length] == '^');
        bool body = (under || *after == '-') ? below : above;
        if (body && units_io_is_gram(unit, length, &stem) && used + stem < UNIT_TEXT - 8)
            used += (size_t)snprintf(out + used, UNIT_TEXT - used, "%.*sbodyg", (int)stem, unit);
        else
            used += (size_t)snprintf(out + used, UNIT_TEXT - used, "%.*s", (int)length, unit);
        unit += length;
        used = used < UNIT_TEXT - 8 ? used : UNIT_TEXT - 8;
    }
    out[used] = 0;
}

/* Only products of powers: a leading number, an offset (@, since) or a logarithm would be taken by
 * UDUNITS-2 as part of a unit. "/h" is written for 1/h. */
static bool units_io_plain(const char *given, char out[UNIT_TEXT])
{
    size_t length = strlen(given);
    if (length == 0 || length > 40)
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)given[i];
        if (byte < 0x80 && !isalnum(byte) && !strchr(" /^*.-()", byte))
            return false;
    }
    bool one = strncmp(given, "1/", 2) == 0;
    if (!one && !isalpha((unsigned char)*given) && (unsigned char)*given < 0x80 && *given != '/')
        return false;
    snprintf(out, UNIT_TEXT, "%s%s", *given == '/' ? "1" : "", given);
    return true;
}

static ut_unit *units_io_parse(UnitsIo *units, const char *text, const char *canonical)
{
    char spelt[UNIT_TEXT];
    bool above = false, below = false;
    for (size_t i = 0; i < sizeof BODY_UNITS / sizeof BODY_UNITS[0]; i++)
        if (strcmp(BODY_UNITS[i].canonical, canonical) == 0) {
            above = BODY_UNITS[i].above;
            below = BODY_UNITS[i].below;
        }
    units_io_spell(text, above, below, spelt);
    return ut_parse(units->system, ut_trim(spelt, UT_UTF8), UT_UTF8);
}

/* UDUNITS-2 multiplies its way to a factor and ends some units in the last place off 1000 or 1/60:
 * a factor that near a round number, or to the inverse of one, is that number. */
static double units_io_round(double factor)
{
    for (int inverse = 0; inverse < 2; inverse++) {
        char text[40];
        double value = inverse ? 1 / factor : factor;
        snprintf(text, sizeof text, "%.12g", value);
        double round = strtod(text, 0);
        if (fabs(round - value) <= 8 * DBL_EPSILON * fabs(value))
            return inverse ? 1 / round : round;
    }
    return factor;
}

/* A converter is wanted only if it is a plain factor: UDUNITS-2 also turns a time into a rate (its
 * reciprocal) and knows scales with an offset. */
static UnitsIoResult units_io_convert(ut_unit *from, ut_unit *to, double *factor)
{
    cv_converter *converter = ut_are_convertible(from, to) ? ut_get_converter(from, to) : 0;
    if (!converter)
        return UNITS_IO_DIMENSION;
    double zero = cv_convert_double(converter, 0), one = cv_convert_double(converter, 1);
    double two = cv_convert_double(converter, 2);
    cv_free(converter);
    if (zero != 0 || !(one > 0) || fabs(two - 2 * one) > 1e-12 * two)
        return UNITS_IO_DIMENSION;
    *factor = units_io_round(one);
    return UNITS_IO_OK;
}

UnitsIoResult units_io_factor(UnitsIo *units, const char *given, const char *canonical,
                              double *factor)
{
    const Unit *row = units_find(given);
    *factor = 1;
    if (strcmp(given, canonical) == 0)
        return UNITS_IO_OK;
    if (row && strcmp(row->canonical, canonical) == 0) {
        *factor = row->factor;
        return UNITS_IO_OK;
    }
    char plain[UNIT_TEXT];
    if (!units_io_plain(given, plain))
        return UNITS_IO_UNKNOWN;
    if (!units_io_open(units))
        return UNITS_IO_NO_DATABASE;
    ut_unit *from = units_io_parse(units, plain, canonical);
    ut_unit *to = units_io_parse(units, canonical, canonical);
    UnitsIoResult result = !from ? UNITS_IO_UNKNOWN : UNITS_IO_DIMENSION;
    if (from && to)
        result = units_io_convert(from, to, factor);
    ut_free(from);
    ut_free(to);
    return result;
}
