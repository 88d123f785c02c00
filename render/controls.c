#include "render/controls.h"

#include <string.h>

#define CONTROL(id, key, button, help) {key, button, help},
const ControlRow CONTROLS[CONTROL_COUNT] = {
#include "render/controls.def"
};
#undef CONTROL

bool control_repeats(Control control)
{
    return control == CONTROL_STEP ||
           (control >= CONTROL_SLICE_DOWN && control <= CONTROL_ZOOM_OUT);
}

Control control_of_key(const char *key, int *nth)
{
    const size_t length = strlen(key);
    for (int c = 0; c < CONTROL_COUNT; c++) {
        *nth = 0;
        for (const char *at = CONTROLS[c].keys; *at; at += *at == ' ') {
            size_t span = strcspn(at, " ");
            if (length > 0 && span == length && strncmp(at, key, length) == 0)
                return (Control)c;
            at += span;
            ++*nth;
        }
    }
    return CONTROL_COUNT;
}
