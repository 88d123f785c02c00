/* The viewer without a window: what is shown, what keys and the mouse do to it, and how it is
 * painted. It asks its source for frames and gives it orders. Positions are pixels of the window, y
 * downward. A window (window.c), a test or a film feeds it. */
#ifndef PRODROME_VIEWER_H
#define PRODROME_VIEWER_H

#include "render/canvas.h"
#include "render/controls.h"
#include "render/labels.h"
#include "render/source.h"

typedef struct Viewer Viewer;

/* NO_MEMORY with nothing kept, or OK. source and data, paths of tables of published points, are
 * borrowed. */
Status viewer_create(const Source *source, const char *const *data, int data_count, Viewer **out);
void viewer_destroy(Viewer *viewer); /* may be NULL */

/* Names a run folder to be compared with the run, in place of the parent of a branch. BAD_DATA,
 * NO_INPUT, NO_MEMORY with a message when it cannot be. */
Status viewer_beside(Viewer *viewer, const char *folder, char *message, size_t message_size);

/* The same answer before there is a viewer, of a run with these parameters. */
Status viewer_beside_check(const Params *params, const char *folder, char *message,
                           size_t message_size);

/* A control, by button or name; by the name of a key, which may be held, and so come again. */
void viewer_do(Viewer *viewer, Control control);
void viewer_key(Viewer *viewer, const char *key, bool again);

/* The mouse: moved to x, y; a button pressed or let go there; the wheel turned (up is positive). */
void viewer_point(Viewer *viewer, double x, double y);
void viewer_press(Viewer *viewer, double x, double y);
void viewer_release(Viewer *viewer, double x, double y);
void viewer_wheel(Viewer *viewer, double turns, double x, double y);

/* Looks for news: frames, states, saved files. now: seconds of any clock. Returns whether there is
 * something new to paint. */
bool viewer_update(Viewer *viewer, double now);

/* Paints all of it onto a canvas of any size from 1024 x 700 up. */
void viewer_paint(Viewer *viewer, Canvas *canvas);

/* Whether a run is being computed now. */
bool viewer_computes(const Viewer *viewer);

/* What only the window can do, asked for since the last call. */
typedef struct ViewerWants {
    bool quit, fullscreen, screenshot, record;
} ViewerWants;
ViewerWants viewer_wants(Viewer *viewer);

/* The path of the next picture with this ending, in the folder `pictures` of the run; false when it
 * cannot be. The window writes there what it shows. */
bool viewer_picture_path(const Viewer *viewer, const char *ending, char out[SOURCE_PATH]);

/* Tells whether what is shown is being recorded, which is drawn too. */
void viewer_recording(Viewer *viewer, bool recording);

/* What such a picture shows: run, day, configuration. */
void viewer_labels(const Viewer *viewer, Labels *out);

/* Tells the user something. */
void viewer_note(Viewer *viewer, const char *text);

#endif
