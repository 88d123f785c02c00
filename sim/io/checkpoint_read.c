#include "io/checkpoint_private.h"
#include "io/config.h"
#include "io/trailer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST_MOST = 4 }; /* bytes of a digest that one can be packed into: 2, as they are digits */

/* -- reading ---------------------------------------------------------------------------------- */

static bool checkpoint_read_folder(Checkpoint *c, char fault[CHECKPOINT_FAULT])
{
    Hdf *hdf = c->hdf;
    RunMark *mark = &c->mark;
    for (int i = 0; i < CHECKPOINT_MARKS; i++)
        if (!hdf_read_numbers(hdf, "/folder", CHECKPOINT_MARK[i].name, CHECKPOINT_MARK[i].type, 1,
                              (char *)mark + CHECKPOINT_MARK[i].offset))
            return false;
    HdfShape shape;
    if (!checkpoint_sound_mark(c, fault) || !hdf_shape(hdf, "/folder/digests", &shape) ||
        !hdf_filled(hdf, "/folder/digests", DIGEST_MOST) ||
        shape.items != (size_t)mark->snapshots_count * SHA256_HEX)
        return false;
    size_t count = (size_t)mark->snapshots_count;
    mark->snapshots = hdf_room(hdf, count + 1, sizeof *mark->snapshots);
    double *times = hdf_room(hdf, count, sizeof *times);
    char *digests = hdf_room(hdf, count, SHA256_HEX);
    if (mark->snapshots)
        memset(mark->snapshots, 0, (count + 1) * sizeof *mark->snapshots);
    bool well =
        mark->snapshots && times && digests &&
        hdf_read(hdf, "/folder/times", checkpoint_line(HDF_F64, count), times) &&
        hdf_read(hdf, "/folder/digests", checkpoint_line(HDF_U8, count * SHA256_HEX), digests);
    for (size_t i = 0; i < count && well; i++) {
        mark->snapshots[i].entry.time_d = times[i];
        runfolder_snapshot_name(i, &mark->snapshots[i].entry);
        snprintf(mark->snapshots[i].sha256, SHA256_HEX, "%.*s", SHA256_HEX - 1,
                 digests + i * SHA256_HEX);
    }
    free(times);
    free(digests);
    return well && checkpoint_sound_texts(c, fault);
}

static bool checkpoint_read_text(Hdf *hdf, const char *object, const char *name, char *out,
                                 size_t size)
{
    char *text = hdf_read_text(hdf, object, name);
    bool well = text && strlen(text) < size;
    if (well)
        memcpy(out, text, strlen(text) + 1);
    free(text);
    return well;
}

static bool checkpoint_read_head(Checkpoint *c, char fault[CHECKPOINT_FAULT])
{
    static const char from[] = "/provenance";
    if (checkpoint_read_text(c->hdf, from, "parent_state_hash", c->parent_hash,
                             sizeof c->parent_hash) &&
        !hdf_read_numbers(c->hdf, from, "parent_step", HDF_I64, 1, &c->parent_step))
        return false;
    return checkpoint_read_text(c->hdf, from, "state_hash", c->state_hash, sizeof c->state_hash) &&
           checkpoint_read_text(c->hdf, from, "commit", c->commit, sizeof c->commit) &&
           (c->config = hdf_read_text(c->hdf, from, "config")) != NULL &&
           hdf_read_numbers(c->hdf, from, "step", HDF_I64, 1, &c->step) &&
           checkpoint_read_text(c->hdf, "/folder", "parent", c->parent, sizeof c->parent) &&
           checkpoint_read_folder(c, fault);
}

Status checkpoint_open(const char *path, Checkpoint *out, char *message, size_t message_size)
{
    int64_t format = 0;
    char unsound[CHECKPOINT_FAULT] = "";
    memset(out, 0, sizeof *out);
    snprintf(out->path, sizeof out->path, "%s", path);
    Status status = trailer_open(path, "checkpoint", true, &out->hdf, message, message_size);
    if (status != STATUS_OK)
        return status;
    bool known = hdf_read_numbers(out->hdf, "/", "checkpoint_format", HDF_I64, 1, &format);
    if (known && format == CHECKPOINT_FORMAT && checkpoint_read_head(out, unsound))
        return STATUS_OK;
    const char *fault = !known                        ? "it is another kind of file"
                        : format != CHECKPOINT_FORMAT ? "another version of prodrome wrote it, and "
                                                        "only that one can go on from it"
                        : *unsound                    ? unsound
                                                      : NULL;
    status = trailer_fault(path, "checkpoint", out->hdf, fault, message, message_size);
    checkpoint_close(out);
    return status;
}

void checkpoint_close(Checkpoint *checkpoint)
{
    hdf_destroy(checkpoint->hdf);
    free(checkpoint->mark.snapshots);
    free(checkpoint->config);
    memset(checkpoint, 0, sizeof *checkpoint);
}

static Status checkpoint_newest(const char *folder, Checkpoint *out, char *message,
                                size_t message_size)
{
    static const char *const names[] = {CHECKPOINT_NAME, CHECKPOINT_BEFORE};
    char path[FILE_PATH], why[FILE_PATH + 256];
    Status worst = STATUS_NO_INPUT;
    snprintf(message, message_size, "%s: no checkpoint yet", folder);
    for (int i = 0; i < 2; i++) {
        Status status = file_path(path, folder, names[i], why, sizeof why);
        if (status == STATUS_OK)
            status = checkpoint_open(path, out, why, sizeof why);
        if (status == STATUS_OK && worst == STATUS_NO_INPUT)
            message[0] = 0;
        if (status == STATUS_OK) {
            out->older = i > 0;
            return STATUS_OK;
        }
        if (status == STATUS_NO_INPUT)
            continue;
        if (worst == STATUS_NO_INPUT)
            snprintf(message, message_size, "%s", why);
        worst = status;
    }
    return worst;
}

Status checkpoint_find(const char *path, Checkpoint *out, char *message, size_t message_size)
{
    if (file_is_folder(path))
        return checkpoint_newest(path, out, message, message_size);
    message[0] = 0;
    return checkpoint_open(path, out, message, message_size);
}

Status checkpoint_promote(const char *folder, char *message, size_t message_size)
{
    char newest[FILE_PATH], before[FILE_PATH];
    Status status = file_path(newest, folder, CHECKPOINT_NAME, message, message_size);
    if (status == STATUS_OK)
        status = file_path(before, folder, CHECKPOINT_BEFORE, message, message_size);
    return status == STATUS_OK ? file_move(before, newest, message, message_size) : status;
}

/* -- into a world ----------------------------------------------------------------------------- */

static bool checkpoint_read_deaths(Hdf *hdf, World *world)
{
    char path[2 * HDF_NAME];
    HdfShape shape;
    if (!hdf_shape(hdf, "/deaths/id", &shape) || shape.items > (size_t)world->deaths_max)
        return false;
    size_t rows = shape.items;
    char *column = hdf_room(hdf, rows, sizeof(uint64_t));
    bool well = column != NULL;
    for (int c = 0; c < CHECKPOINT_DEATHS && well; c++) {
        size_t size = hdf_size(CHECKPOINT_DEATH[c].type);
        snprintf(path, sizeof path, "/deaths/%s", CHECKPOINT_DEATH[c].name);
        well = hdf_read(hdf, path, checkpoint_line(CHECKPOINT_DEATH[c].type, rows), column);
        for (size_t i = 0; i < rows && well; i++)
            memcpy((char *)&world->deaths[i] + CHECKPOINT_DEATH[c].offset, column + i * size, size);
    }
    free(column);
    world->deaths_count = (int64_t)rows;
    return well;
}

/* The name of the first part that is missing or of another shape; NULL when all fit. */
static const char *checkpoint_read_state(Hdf *hdf, World *world, char path[3 * HDF_NAME])
{
    int64_t numbers[STATE_MOST];
    size_t sites = (size_t)world->grid.sites;
    for (int i = 0; i < WORLD_STATE_COUNT; i++) {
        const StateRow *row = &WORLD_STATE[i];
        if (!hdf_read_numbers(hdf, "/state", row->name, checkpoint_kind(row),
                              (size_t)state_items(row), numbers))
            return row->name;
        state_unpack(world, row, numbers);
    }
    for (int i = 0; i < WORLD_ARRAYS_COUNT; i++) {
        const ArrayRow *row = &WORLD_ARRAYS[i];
        snprintf(path, 3 * HDF_NAME, "/sites/%s", row->name);
        if (row->state && !hdf_read(hdf, path, checkpoint_line(checkpoint_type(row), sites),
                                    world_array(world, row)))
            return path;
    }
    for (int s = 0; s < world->params.substances_count; s++) {
        snprintf(path, 3 * HDF_NAME, "/fields/%s", world->params.substances[s].name);
        if (!hdf_read(hdf, path, checkpoint_line(HDF_F32, sites), world->field[s]))
            return path;
    }
    return checkpoint_read_deaths(hdf, world) ? NULL : "/deaths";
}

Status checkpoint_world(const Checkpoint *checkpoint, World *world, char *message,
                        size_t message_size)
{
    char path[3 * HDF_NAME], hash[PROVENANCE_HASH], unsound[CHECKPOINT_FAULT];
    const char *missing = checkpoint_read_state(checkpoint->hdf, world, path);
    if (missing) {
        char fault[4 * HDF_NAME];
        snprintf(fault, sizeof fault, "%s is missing, or not what the configuration has", missing);
        return trailer_fault(checkpoint->path, "checkpoint", checkpoint->hdf, fault, message,
                             message_size);
    }
    provenance_hash_text(world_hash(world), hash);
    if (strcmp(hash, checkpoint->state_hash) != 0)
        snprintf(message, message_size, "%s: the state has hash %s, and %s was written",
                 checkpoint->path, hash, checkpoint->state_hash);
    else if (!checkpoint_sound_world(checkpoint, world, unsound))
        snprintf(message, message_size, "%s: not a state that a run can be in: %s",
                 checkpoint->path, unsound);
    else
        return STATUS_OK;
    return STATUS_BAD_DATA;
}

Status checkpoint_params(const Checkpoint *checkpoint, const Params *branch, Params *out,
                         char *message, size_t message_size)
{
    Messages messages;
    messages_start(&messages);
    Status status = config_read_text(checkpoint->path, checkpoint->config,
                                     strlen(checkpoint->config), out, &messages);
    messages_destroy(&messages);
    if (status != STATUS_OK) {
        snprintf(message, message_size, "%s: its configuration: %s", checkpoint->path,
                 status_sentence(status));
        return status;
    }
    const char *unlike = params_unlike(out, branch);
    if (!unlike)
        return STATUS_OK;
    snprintf(message, message_size, "%s: a branch cannot change %s", checkpoint->path, unlike);
    return STATUS_BAD_DATA;
}
