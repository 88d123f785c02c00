/* One picture per snapshot of a run, as a film has them: all of one size, with the range of the
 * field and the legend of all of them. */
#ifndef PRODROME_FRAMES_H
#define PRODROME_FRAMES_H

#include "render/tumor.h"

typedef struct Frames {
    Record *record;
    const Shot *shots; /* in order of time, all of one lattice */
    int count;
    char axis; /* of the slice, and the site along it, as in Tumor */
    int index;
    const Overlay *field;
} Frames;

/* Takes the frame of that number, from 0 on; anything but OK ends the drawing. */
typedef Status (*FramesTake)(void *to, int number, Canvas *canvas, const Labels *labels,
                             char *message, size_t message_size);

/* Reads every snapshot once before it draws the first, so that nothing is begun where one is
 * damaged; then draws frame after frame and hands them over. */
Status frames_draw(const Frames *frames, FramesTake take, void *to, char *message,
                   size_t message_size);

#endif
