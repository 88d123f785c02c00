/* The table of what a person can do in the viewer: keys, buttons and help are made of it. */
#ifndef PRODROME_CONTROLS_H
#define PRODROME_CONTROLS_H

#include <stdbool.h>

typedef enum Control {
#define CONTROL(id, key, button, help) CONTROL_##id,
#include "render/controls.def"
#undef CONTROL
    CONTROL_COUNT
} Control;

typedef struct ControlRow {
    const char *keys, *button, *help;
} ControlRow;
extern const ControlRow CONTROLS[CONTROL_COUNT];

/* Whether a key that is held does it again and again: movements only, as nobody wants a dose thirty
 * times a second. */
bool control_repeats(Control control);

/* The control of a key by its name, CONTROL_COUNT when there is none; which of its keys it is, from
 * 0. */
Control control_of_key(const char *key, int *nth);

#endif
