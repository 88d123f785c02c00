#include "render/frames.h"

#include <stdio.h>
#include <stdlib.h>

static Tumor frame_of(const Frames *frames, int number)
{
    return (Tumor){.record = frames->record,
                   .shots = {&frames->shots[number]},
                   .times = 1,
                   .axis = frames->axis,
                   .index = frames->index,
                   .field = frames->field};
}

static Status frame_draw(const Frames *frames, int number, const RasterSeen *seen, Labels *labels,
                         FramesTake take, void *to, char *message, size_t message_size)
{
    Canvas canvas;
    Tumor tumor = frame_of(frames, number);
    tumor.legend = seen;
    Status status = tumor_draw(&tumor, &canvas, labels, message, message_size);
    if (status != STATUS_OK)
        return status;
    status = take(to, number, &canvas, labels, message, message_size);
    canvas_destroy(&canvas);
    return status;
}

Status frames_draw(const Frames *frames, FramesTake take, void *to, char *message,
                   size_t message_size)
{
    Grid grid = {0};
    RasterSeen seen = {0};
    Labels *labels = malloc(sizeof *labels);
    Status status = labels ? STATUS_OK : STATUS_NO_MEMORY;
    if (!labels)
        snprintf(message, message_size, "%s: not enough memory to draw", frames->record->folder);
    for (int i = 0; i < frames->count && status == STATUS_OK; i++) {
        Tumor tumor = frame_of(frames, i);
        status = tumor_see(&tumor, &grid, &seen, message, message_size);
    }
    for (int i = 0; i < frames->count && status == STATUS_OK; i++)
        status = frame_draw(frames, i, &seen, labels, take, to, message, message_size);
    free(labels);
    return status;
}
