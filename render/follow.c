#include "render/follow.h"

#include "core/hash.h"
#include "io/file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const size_t REPORT_LONGEST = (size_t)1 << 24;

void follow_look(Follow *f, const char *folder, double now)
{
    char path[FILE_PATH], ignored[FILE_PATH + 256];
    void *text;
    size_t length;
    if (file_path(path, folder, "run.json", ignored, sizeof ignored) == STATUS_OK &&
        file_read_whole(path, REPORT_LONGEST, &text, &length, ignored, sizeof ignored) ==
            STATUS_OK) {
        const uint64_t hash = hash_bytes(0, text, length);
        json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
        const char *status = json_string_value(json_object_get(root, "status"));
        if (status && (hash != f->hash || f->changed_at == 0)) {
            f->running = strcmp(status, "running") == 0;
            f->hash = hash;
            f->changed_at = now;
        }
        json_decref(root);
        free(text);
    }
    f->going = f->running && now - f->changed_at < FOLLOW_QUIET;
}
