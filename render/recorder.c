#include "render/recorder.h"

#include <stdio.h>
#include <stdlib.h>

Status recorder_begin(Recorder *r, const Canvas *canvas, const Labels *labels, const char *stem,
                      char *message, size_t message_size)
{
    size_t made;
    *r = (Recorder){0};
    r->pictures = movie_find(&r->movie, message, message_size) != STATUS_OK;
    r->movie.apart = true; /* it is ended here, when the window closes */
    int length = snprintf(r->path, sizeof r->path, "%s%s", stem, r->pictures ? "" : ".mp4");
    if (length >= (int)sizeof r->path) {
        snprintf(message, message_size, "%.80s...: the path is too long", stem);
        return STATUS_IO;
    }
    Status status = r->pictures
                        ? file_folder_create(r->path, &made, message, message_size)
                        : movie_begin(&r->movie, r->path, RECORDER_RATE, canvas_columns(canvas),
                                      canvas_rows(canvas), labels, message, message_size);
    r->going = status == STATUS_OK;
    return status;
}

static Status recorder_picture(Recorder *r, Canvas *canvas, const Labels *labels, char *message,
                               size_t message_size)
{
    char path[FILE_PATH], name[48];
    snprintf(name, sizeof name, "frame_%06lld.png", (long long)r->count);
    Status status = file_path(path, r->path, name, message, message_size);
    return status == STATUS_OK ? canvas_write(canvas, labels, path, message, message_size) : status;
}

static Status recorder_frame(Recorder *r, Canvas *canvas, char *message, size_t message_size)
{
    unsigned char *rgb;
    Status status = canvas_pixels(canvas, r->path, &rgb, message, message_size);
    if (status != STATUS_OK) {
        movie_give_up(&r->movie);
        return status;
    }
    status = movie_add(&r->movie, rgb, message, message_size);
    free(rgb);
    return status;
}

Status recorder_add(Recorder *r, Canvas *canvas, const Labels *labels, char *message,
                    size_t message_size)
{
    if (!r->going)
        return STATUS_OK;
    if (!r->pictures &&
        (canvas_columns(canvas) != r->movie.columns || canvas_rows(canvas) != r->movie.rows))
        return recorder_end(r, message, message_size);
    Status status = r->pictures ? recorder_picture(r, canvas, labels, message, message_size)
                                : recorder_frame(r, canvas, message, message_size);
    r->going = status == STATUS_OK;
    r->count++;
    return status;
}

Status recorder_end(Recorder *r, char *message, size_t message_size)
{
    Status status = STATUS_OK;
    if (!r->going)
        return status;
    r->going = false;
    if (!r->pictures)
        status = movie_end(&r->movie, message, message_size);
    if (status == STATUS_OK)
        snprintf(message, message_size, "%s: %lld pictures", r->path, (long long)r->count);
    return status;
}
