/* The window of the viewer: the one place that knows SDL. Feeds a Viewer with keys and the mouse,
 * and shows what it paints, at 30 pictures a second at most. */
#ifndef PRODROME_WINDOW_H
#define PRODROME_WINDOW_H

#include "render/viewer.h"

/* Whether there is a display: UNAVAILABLE with a message when there is none. To be asked before
 * anything is made for a viewer. */
Status window_possible(char *message, size_t message_size);

typedef struct Window Window;

/* Opens a window. UNAVAILABLE, with a message, when there is no display; a driver that shows
 * nothing counts as none, unless SDL_VIDEODRIVER asks for it. */
Status window_create(const char *title, Window **out, char *message, size_t message_size);
void window_destroy(Window *window); /* may be NULL */

/* What becomes of a file or folder that is dropped on the window: true when it is taken, which
 * leaves the viewer; else the message says why not, which is told. */
typedef struct WindowDrop {
    void *context;
    bool (*take)(void *context, const char *path, char *message, size_t message_size);
} WindowDrop;

/* Shows a viewer until the window is closed, or what was dropped on it is taken. */
Status window_run(Window *window, Viewer *viewer, const char *title, const WindowDrop *drop,
                  char *message, size_t message_size);

/* Asks the window to close, from a signal. */
void window_close(void);

/* Version of the window's library in use. */
const char *window_version(void);

#endif
