/* The parameters that can be changed while a run goes, with value, unit and range. */
#ifndef PRODROME_LIVE_H
#define PRODROME_LIVE_H

#include "model/params.h"

#include <stdbool.h>

#define LIVE(path) +1
enum {
    LIVE_COUNT = 0
#include "render/live.def"
};
#undef LIVE

extern const char *const LIVE_PATHS[LIVE_COUNT];

enum { LIVE_TEXT = 64 };

typedef struct LiveRow {
    const char *path, *meaning;
    double low, high; /* of the slider, logarithmic, in the unit */
    char unit[LIVE_TEXT];
} LiveRow;

/* The value of a live parameter, in the unit of its row; NAN when the run has no such thing. */
double live_value(const Params *params, int live);

/* Its row for a run that began with these parameters; false when there is no slider for it. */
bool live_row(const Params *params, int live, LiveRow *out);

#endif
