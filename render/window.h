/* The window of the viewer: the one place that knows SDL. Feeds a Viewer with keys and the mouse,
 * and shows what it paints, at 30 pictures a second at most. */
#ifndef PRODROME_WINDOW_H
#define PRODROME_WINDOW_H

#include "render/viewer.h"

/* Whether there is a display: UNAVAILABLE with a message when there is none. To be asked before
 * anything is made for a viewer. */
Status window_possible(char *message, size_t message_size);

/* Opens a window with this title and stays until it is closed. UNAVAILABLE, with a message, when
 * there is no display; a driver that shows nothing counts as none, unless SDL_VIDEODRIVER asks for
 * it. */
Status window_run(Viewer *viewer, const char *title, char *message, size_t message_size);

/* Asks the window to close, from a signal. */
void window_close(void);

/* Version of the window's library in use. */
const char *window_version(void);

#endif
