/* The files that the viewer draws curves of: read again when they have changed. */
#include "core/hash.h"
#include "io/file.h"
#include "render/viewer_parts.h"

#include <stdlib.h>
#include <string.h>

/* The folders whose curves are drawn: the run, what it branched off from, the one that was named.
 */
static int viewer_folders(const Viewer *v, const char *out[3])
{
    int count = 0;
    out[count++] = v->state.folder;
    if (v->state.parent[0])
        out[count++] = v->state.parent;
    if (v->beside.asked[0] && strcmp(v->beside.asked, v->state.parent) != 0)
        out[count++] = v->beside.asked;
    return count;
}

/* Another number when a file that is read has changed. */
static uint64_t viewer_stamp(const Viewer *v, const char *const *folders, int count)
{
    static const char *const names[] = {"run.json", "timeseries.csv", "events.csv",
                                        "run.hdf.series"};
    char path[FILE_PATH], ignored[256];
    uint64_t stamp = 0;
    for (int f = 0; f < count; f++)
        for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
            const bool named =
                file_path(path, folders[f], names[n], ignored, sizeof ignored) == STATUS_OK;
            const uint64_t one = named ? file_stamp(path) : 0;
            stamp = hash_bytes(stamp, &one, sizeof one);
        }
    for (int i = 0; i < v->data_count; i++) {
        const uint64_t one = file_stamp(v->data[i]);
        stamp = hash_bytes(stamp, &one, sizeof one);
    }
    return stamp;
}

bool viewer_read(Viewer *v)
{
    char message[FILE_PATH + 512];
    const char *folders[3];
    Record record;
    Shot *shots = NULL;
    const int folders_count = viewer_folders(v, folders);
    const uint64_t stamp = viewer_stamp(v, folders, folders_count);
    int count = 0;
    v->read_at = v->now;
    if (!v->state.folder[0] || stamp == v->read_stamp ||
        record_read(v->state.folder, &record, message, sizeof message) != STATUS_OK)
        return false;
    v->read_stamp = stamp;
    page_destroy(&v->page);
    v->page.runs[v->page.runs_count++] = record;
    for (int f = 1; f < folders_count; f++)
        if (record_read(folders[f], &record, message, sizeof message) == STATUS_OK)
            v->page.runs[v->page.runs_count++] = record;
    for (int i = 0; i < v->data_count && v->page.tables_count < PAGE_TABLES_MAX; i++)
        if (table_read(v->data[i], '\t', &v->page.tables[v->page.tables_count], message,
                       sizeof message) == STATUS_OK)
            v->page.tables_count++;
    if (shots_list(v->state.folder, &shots, &count, message, sizeof message) == STATUS_OK) {
        free(v->shots);
        v->shots = shots;
        v->shots_count = count;
    }
    v->plot_old = true;
    return true;
}
