#include "render/live.h"

#include "io/config.h"
#include "io/config_path.h"

#include <math.h>
#include <stdio.h>

#define LIVE(path) #path,
const char *const LIVE_PATHS[LIVE_COUNT] = {
#include "render/live.def"
};
#undef LIVE

static const double WIDTH = 10; /* factor to both sides */

/* Value and unit as the configuration writes them, and the row of the table. */
static double live_read(const Params *params, int live, char unit[LIVE_TEXT], const ParamRow **row)
{
    ConfigPath path;
    char ignored[256], text[128];
    const char *rest;
    double number;
    Params *p = (Params *)(uintptr_t)params; /* params_entry gives what may be written */
    if (!config_path_parse(LIVE_PATHS[live], &path, ignored, sizeof ignored, ignored,
                           sizeof ignored) ||
        !path.row)
        return NAN;
    const void *record = path.list == LIST_RUN ? p : params_entry(p, path.list, path.entry);
    bool substance = path.list == LIST_SUBSTANCES && record;
    bool mmhg = substance && ((const Substance *)record)->unit == SUBSTANCE_MMHG;
    if (!record)
        return NAN;
    config_value_text(path.row, record, substance ? mmhg ? "mmHg" : "nM" : NULL, text, sizeof text);
    if (config_number(text, &number, &rest))
        return NAN;
    snprintf(unit, LIVE_TEXT, "%s", rest);
    *row = path.row;
    return number;
}

double live_value(const Params *params, int live)
{
    char unit[LIVE_TEXT];
    const ParamRow *row;
    return live_read(params, live, unit, &row);
}

bool live_row(const Params *params, int live, LiveRow *out)
{
    const ParamRow *row = NULL;
    double value = live_read(params, live, out->unit, &row);
    if (!(value > 0))
        return false;
    out->path = LIVE_PATHS[live];
    out->meaning = row->doc;
    out->low = fmax(value / WIDTH, row->lo > 0 ? row->lo : value / WIDTH);
    out->high = fmin(value * WIDTH, row->hi);
    return out->high > out->low;
}
