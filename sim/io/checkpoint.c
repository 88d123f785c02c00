#include "io/checkpoint_private.h"
#include "io/snapshot.h"
#include "io/trailer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const CheckpointColumn CHECKPOINT_DEATH[CHECKPOINT_DEATHS] = {
    {"id", HDF_U64, offsetof(Death, id)},     {"parent", HDF_U64, offsetof(Death, parent)},
    {"step", HDF_I32, offsetof(Death, step)}, {"birth_step", HDF_I32, offsetof(Death, birth_step)},
    {"site", HDF_U32, offsetof(Death, site)}, {"cause", HDF_U32, offsetof(Death, cause)},
};
const CheckpointColumn CHECKPOINT_MARK[CHECKPOINT_MARKS] = {
    {"begun", HDF_I64, offsetof(RunMark, begun)},
    {"row_step", HDF_I64, offsetof(RunMark, row_step)},
    {"snapshot_step", HDF_I64, offsetof(RunMark, snapshot_step)},
    {"series_bytes", HDF_I64, offsetof(RunMark, series_bytes)},
    {"events_bytes", HDF_I64, offsetof(RunMark, events_bytes)},
    {"series_hash", HDF_U64, offsetof(RunMark, series_hash)},
    {"events_hash", HDF_U64, offsetof(RunMark, events_hash)},
    {"day0_volume", HDF_F64, offsetof(RunMark, day0_volume)},
    {"nadir_volume", HDF_F64, offsetof(RunMark, nadir_volume)},
    {"nadir_day", HDF_F64, offsetof(RunMark, nadir_day)},
    {"started", HDF_I64, offsetof(RunMark, started)},
    {"wall", HDF_I64, offsetof(RunMark, wall)},
    {"wall_day", HDF_F64, offsetof(RunMark, wall_day)},
    {"snapshots_count", HDF_I64, offsetof(RunMark, snapshots_count)},
};

HdfType checkpoint_kind(const StateRow *row)
{
    return row->kind == STATE_F64 ? HDF_F64 : HDF_I64;
}

HdfType checkpoint_type(const ArrayRow *row)
{
    static const struct {
        const char *name;
        HdfType type;
    } types[] = {{"uint8_t", HDF_U8},
                 {"uint16_t", HDF_U16},
                 {"int32_t", HDF_I32},
                 {"uint64_t", HDF_U64},
                 {"float", HDF_F32}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].name, row->type) == 0)
            return types[i].type;
    CHECK(0);
    return HDF_U8;
}

/* -- writing ---------------------------------------------------------------------------------- */

static void checkpoint_add_state(Hdf *hdf, const World *world)
{
    int64_t numbers[STATE_MOST];
    char path[3 * HDF_NAME];
    size_t sites = (size_t)world->grid.sites;
    hdf_group(hdf, "/state");
    for (int i = 0; i < WORLD_STATE_COUNT; i++) {
        state_pack(world, &WORLD_STATE[i], numbers);
        hdf_numbers(hdf, "/state", WORLD_STATE[i].name, checkpoint_kind(&WORLD_STATE[i]),
                    (size_t)state_items(&WORLD_STATE[i]), numbers);
    }
    hdf_group(hdf, "/sites");
    for (int i = 0; i < WORLD_ARRAYS_COUNT; i++) {
        const ArrayRow *row = &WORLD_ARRAYS[i];
        snprintf(path, sizeof path, "/sites/%s", row->name);
        if (row->state)
            hdf_sparse(hdf, path, checkpoint_type(row), sites, world_array(world, row));
    }
    hdf_group(hdf, "/fields");
    for (int s = 0; s < world->params.substances_count; s++) {
        snprintf(path, sizeof path, "/fields/%s", world->params.substances[s].name);
        hdf_sparse(hdf, path, HDF_F32, sites, world->field[s]);
    }
}

static void checkpoint_add_deaths(Hdf *hdf, const World *world)
{
    char path[2 * HDF_NAME];
    size_t rows = (size_t)world->deaths_count;
    char *column = hdf_room(hdf, rows, sizeof(uint64_t));
    hdf_group(hdf, "/deaths");
    for (int c = 0; c < CHECKPOINT_DEATHS && column; c++) {
        size_t size = hdf_size(CHECKPOINT_DEATH[c].type);
        for (size_t i = 0; i < rows; i++)
            memcpy(column + i * size, (const char *)&world->deaths[i] + CHECKPOINT_DEATH[c].offset,
                   size);
        snprintf(path, sizeof path, "/deaths/%s", CHECKPOINT_DEATH[c].name);
        hdf_dataset(hdf, path, checkpoint_line(CHECKPOINT_DEATH[c].type, rows), column);
    }
    free(column);
}

static void checkpoint_add_folder(Hdf *hdf, const RunMark *mark)
{
    size_t count = (size_t)mark->snapshots_count;
    hdf_group(hdf, "/folder");
    for (int i = 0; i < CHECKPOINT_MARKS; i++)
        hdf_numbers(hdf, "/folder", CHECKPOINT_MARK[i].name, CHECKPOINT_MARK[i].type, 1,
                    (const char *)mark + CHECKPOINT_MARK[i].offset);
    double *times = hdf_room(hdf, count, sizeof *times);
    char *digests = hdf_room(hdf, count, SHA256_HEX);
    for (size_t i = 0; i < count && times && digests; i++) {
        times[i] = mark->snapshots[i].entry.time_d;
        memcpy(digests + i * SHA256_HEX, mark->snapshots[i].sha256, SHA256_HEX);
    }
    hdf_dataset(hdf, "/folder/times", checkpoint_line(HDF_F64, count), times);
    hdf_dataset(hdf, "/folder/digests", checkpoint_line(HDF_U8, count * SHA256_HEX), digests);
    free(times);
    free(digests);
}

Status checkpoint_image(const Provenance *provenance, const World *world, const RunMark *mark,
                        const char *parent, void **image, size_t *bytes, char *message,
                        size_t message_size)
{
    const int64_t format = CHECKPOINT_FORMAT;
    *image = NULL;
    *bytes = 0;
    Hdf *hdf = hdf_create();
    if (!hdf) {
        snprintf(message, message_size, "no memory for a checkpoint");
        return STATUS_NO_MEMORY;
    }
    hdf_numbers(hdf, "/", "checkpoint_format", HDF_I64, 1, &format);
    snapshot_provenance(hdf, world, provenance);
    checkpoint_add_state(hdf, world);
    checkpoint_add_deaths(hdf, world);
    checkpoint_add_folder(hdf, mark);
    hdf_text(hdf, "/folder", "parent", parent);
    Status status = hdf_image(hdf, TRAILER_BYTES, image, bytes, message, message_size);
    hdf_destroy(hdf);
    if (status == STATUS_OK) {
        trailer_write(*image, *bytes, (char *)*image + *bytes);
        *bytes += TRAILER_BYTES;
    }
    return status;
}

Status checkpoint_write(const RunFolder *folder, const World *world, const RunMark *mark,
                        const char *parent, char *message, size_t message_size)
{
    char path[FILE_PATH], before[FILE_PATH];
    void *image = NULL;
    size_t bytes = 0;
    Status status = file_path(path, folder->path, CHECKPOINT_NAME, message, message_size);
    if (status == STATUS_OK)
        status = file_path(before, folder->path, CHECKPOINT_BEFORE, message, message_size);
    if (status == STATUS_OK)
        status = checkpoint_image(&folder->provenance, world, mark, parent, &image, &bytes, message,
                                  message_size);
    if (status == STATUS_OK)
        status = file_write_keeping(path, before, image, bytes, message, message_size);
    free(image);
    return status;
}
