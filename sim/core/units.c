#include "core/units.h"

#include <string.h>

const Unit UNITS[] = {
#define UNIT(written, canonical, factor) {written, canonical, factor},
#include "core/units.def"
#undef UNIT
};
const int UNITS_COUNT = sizeof UNITS / sizeof UNITS[0];

const Unit *units_find(const char *written)
{
    for (int i = 0; i < UNITS_COUNT; i++)
        if (strcmp(UNITS[i].written, written) == 0)
            return &UNITS[i];
    return 0;
}
