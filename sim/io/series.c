#include "io/series.h"
#include "io/text.h"

#include <math.h>
#include <stdlib.h>

static Status series_write(FileLog *log, Text *text, char *message, size_t message_size)
{
    Status status = text_check(text, log->path, message, message_size);
    if (status == STATUS_OK)
        status = file_log_append(log, text->bytes, text->length, message, message_size);
    text_destroy(text);
    return status;
}

Status series_head(FileLog *log, const Census *census, char *message, size_t message_size)
{
    Text text = {0};
    for (int i = 0; i < census->count; i++)
        text_add(&text, "%s%s[%s]", i ? "," : "", census->column[i].name, census->column[i].unit);
    text_add(&text, "\n");
    return series_write(log, &text, message, message_size);
}

Status series_row(FileLog *log, const Census *census, char *message, size_t message_size)
{
    Text text = {0};
    for (int i = 0; i < census->count; i++)
        if (isnan(census->value[i])) /* which printf would write with its sign */
            text_add(&text, "%snan", i ? "," : "");
        else
            text_add(&text, "%s%.17g", i ? "," : "", census->value[i]);
    text_add(&text, "\n");
    return series_write(log, &text, message, message_size);
}

Status series_index(const char *folder, const SeriesEntry *entries, size_t count, char *message,
                    size_t message_size)
{
    char path[FILE_PATH];
    Text text = {0};
    text_add(&text, "{\n  \"file-series-version\": \"1.0\",\n  \"files\": [");
    for (size_t i = 0; i < count; i++)
        text_add(&text, "%s\n    {\"name\": \"%s\", \"time\": %.17g}", i ? "," : "",
                 entries[i].name, entries[i].time_d);
    text_add(&text, "\n  ]\n}\n");
    Status status = file_path(path, folder, "run.hdf.series", message, message_size);
    if (status == STATUS_OK)
        status = text_check(&text, path, message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(path, text.bytes, text.length, message, message_size);
    text_destroy(&text);
    return status;
}
