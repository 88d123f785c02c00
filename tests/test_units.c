/* Units as people write them, and the factors of core/units.def, against UDUNITS-2. */
#include "core/units.h"
#include "io/units_io.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A blank after the unit keeps it from being found in the table, so UDUNITS-2 has to say. */
static void test_table_agrees_with_udunits(void **state)
{
    (void)state;
    UnitsIo *units = units_io_create();
    for (int i = 0; i < UNITS_COUNT; i++) {
        char given[40];
        double factor;
        if (strchr(UNITS[i].written, '{') || strcmp(UNITS[i].written, "1") == 0)
            continue;
        snprintf(given, sizeof given, "%s ", UNITS[i].written);
        if (units_io_factor(units, given, UNITS[i].canonical, &factor) != UNITS_IO_OK)
            fail_msg("%s is not understood", UNITS[i].written);
        if (fabs(factor / UNITS[i].factor - 1) > 1e-15)
            fail_msg("%s: %.17g, UDUNITS-2 says %.17g", UNITS[i].written, UNITS[i].factor, factor);
    }
    units_io_destroy(units);
}

static void test_units(void **state)
{
    (void)state;
    static const struct {
        const char *given, *canonical;
        UnitsIoResult result;
        double factor;
    } cases[] = {
        {"min", "h", UNITS_IO_OK, 1.0 / 60},
        {"days", "h", UNITS_IO_OK, 24},
        {"week", "h", UNITS_IO_OK, 168},
        {"um2/min", "um^2/h", UNITS_IO_OK, 60},
        {"µm", "um", UNITS_IO_OK, 1},
        {"mm", "um", UNITS_IO_OK, 1000},
        {"mM", "nM", UNITS_IO_OK, 1e6},
        {"umol/L", "nM", UNITS_IO_OK, 1000},
        {"1/(M s)", "1/nM/h", UNITS_IO_OK, 3.6e-6},
        {"M^-1 s^-1", "1/nM/h", UNITS_IO_OK, 3.6e-6},
        {"/d", "1/h", UNITS_IO_OK, 1.0 / 24},
        {"Hz", "1/h", UNITS_IO_OK, 3600},
        {"g/m^2", "kg/m^2", UNITS_IO_OK, 1e-3},
        {"kilogram m-2", "kg/m^2", UNITS_IO_OK, 1},
        {"kg/kg", "kg/m^2", UNITS_IO_DIMENSION, 0},
        {"g/kg", "mg/kg", UNITS_IO_OK, 1000},
        {"ug/g", "mg/kg", UNITS_IO_OK, 1},
        {"mg kg-1", "mg/kg", UNITS_IO_OK, 1},
        {"g/m^2", "mg/m^2", UNITS_IO_OK, 1000},
        {"mL/kg", "L/kg", UNITS_IO_OK, 1e-3},
        {"mL/g", "L/kg", UNITS_IO_OK, 1},
        {"g/cm2", "kg/m^2", UNITS_IO_OK, 10},
        {"kg/mol", "g/mol", UNITS_IO_OK, 1000},
        {"cells", "cell", UNITS_IO_OK, 1},
        {"torr", "mmHg", UNITS_IO_OK, 1},
        {"mmHg", "nM", UNITS_IO_DIMENSION, 0},
        {"nM", "mmHg", UNITS_IO_DIMENSION, 0},
        {"s", "um", UNITS_IO_DIMENSION, 0},
        {"h", "1/h", UNITS_IO_DIMENSION, 0},     /* a reciprocal is not a conversion */
        {"ppm", "mg/kg", UNITS_IO_DIMENSION, 0}, /* a dose is not a plain number */
        {"mg/kg", "mg/m^2", UNITS_IO_DIMENSION, 0},
        {"ng/mL", "nM", UNITS_IO_DIMENSION, 0},
        {"degC", "mmHg", UNITS_IO_DIMENSION, 0},
        {"furlong/fortnite", "um/h", UNITS_IO_UNKNOWN, 0},
        {"2 h", "h", UNITS_IO_UNKNOWN, 0},
        {"h @ 5", "h", UNITS_IO_UNKNOWN, 0},
        {"d since 2000-01-01", "h", UNITS_IO_DIMENSION, 0},
        {"h;", "h", UNITS_IO_UNKNOWN, 0},
        {"", "h", UNITS_IO_UNKNOWN, 0},
        {"((((((((((((((((((((((((((((((((((((((((((((h", "h", UNITS_IO_UNKNOWN, 0},
    };
    UnitsIo *units = units_io_create();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double factor;
        UnitsIoResult result = units_io_factor(units, cases[i].given, cases[i].canonical, &factor);
        if (result != cases[i].result)
            fail_msg("`%s` to %s: result %d", cases[i].given, cases[i].canonical, (int)result);
        if (result == UNITS_IO_OK && fabs(factor / cases[i].factor - 1) > 0)
            fail_msg("`%s` to %s: %.17g", cases[i].given, cases[i].canonical, factor);
    }
    units_io_destroy(units);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_agrees_with_udunits),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
