/* Records what the viewer shows: an mp4 through ffmpeg, or numbered PNGs where that is missing. */
#ifndef PRODROME_RECORDER_H
#define PRODROME_RECORDER_H

#include "render/canvas.h"
#include "render/movie.h"

enum { RECORDER_RATE = 20 }; /* pictures a second */

typedef struct Recorder {
    bool going, pictures; /* pictures: no ffmpeg, so one file each */
    Movie movie;
    char path[FILE_PATH]; /* of the film, or of the folder */
    int64_t count;
} Recorder;

/* Begins a film for pictures of the canvas's size; `stem` is its path without an ending. On failure
 * message says why. */
Status recorder_begin(Recorder *recorder, const Canvas *canvas, const Labels *labels,
                      const char *stem, char *message, size_t message_size);

/* Adds what is on the canvas. A canvas of another size ends the film. */
Status recorder_add(Recorder *recorder, Canvas *canvas, const Labels *labels, char *message,
                    size_t message_size);

/* Ends it; message says where it is, or why it is not. Nothing to end is no error. */
Status recorder_end(Recorder *recorder, char *message, size_t message_size);

#endif
