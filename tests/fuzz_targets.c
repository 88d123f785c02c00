#include "fuzz_targets.h"
#include "io/checkpoint.h"
#include "io/config.h"
#include "io/snapshot.h"
#include "io/table.h"
#include "io/trailer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MESSAGE = FILE_PATH + 512, FUZZ_SETS = 8 };

/* -- configurations --------------------------------------------------------------------------- */

/* What is read without an error is written, read again and written: the same text. */
static void fuzz_again(const Params *params)
{
    static Params again;
    Messages messages;
    size_t length, second;
    char *text = config_text(params, &length);
    messages_start(&messages);
    if (text && config_read_text("again", text, length, &again, &messages) == STATUS_OK) {
        char *other = config_text(&again, &second);
        if (!other || strcmp(text, other) != 0)
            abort();
        free(other);
    }
    messages_destroy(&messages);
    free(text);
}

static void fuzz_config(const uint8_t *data, size_t bytes)
{
    static Params params;
    Messages messages;
    messages_start(&messages);
    Status status = config_read_text("fuzz", (const char *)data, bytes, &params, &messages);
    if (status == STATUS_OK)
        status = config_check(&params, &messages);
    if (status == STATUS_OK)
        fuzz_again(&params);
    if (status == STATUS_BAD_DATA && messages.count == 0) /* an error without a message */
        abort();
    messages_destroy(&messages);
}

/* Lines of --set. */
static void fuzz_set(const uint8_t *data, size_t bytes)
{
    static Params params;
    const char *sets[FUZZ_SETS];
    int count = 0;
    Messages messages;
    char *text = calloc(bytes + 1, 1);
    if (!text)
        return;
    if (bytes > 0)
        memcpy(text, data, bytes);
    for (char *line = strtok(text, "\n"); line && count < FUZZ_SETS; line = strtok(NULL, "\n"))
        sets[count++] = line;
    messages_start(&messages);
    if (config_read(NULL, 0, sets, count, &params, &messages) == STATUS_OK &&
        config_check(&params, &messages) == STATUS_OK)
        fuzz_again(&params);
    messages_destroy(&messages);
    free(text);
}

/* -- files ------------------------------------------------------------------------------------ */

/* A file in memory with these bytes and what follows them: its path, and what to close. */
static int fuzz_file(const void *data, size_t bytes, char path[64])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, bytes) != (ssize_t)bytes)
        abort();
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

static void fuzz_table(const uint8_t *data, size_t bytes)
{
    char path[64], message[MESSAGE];
    Table table;
    int fd = fuzz_file(data, bytes, path);
    if (table_read(path, bytes % 2 ? ',' : '\t', &table, message, sizeof message) == STATUS_OK)
        table_destroy(&table);
    close(fd);
}

/* Bytes as an HDF5 file that is sound but not what it should be. The library's own reading of a
 * file that was built to break it cannot be vouched for (README.md, Security); what is in a sound
 * one can: any shape and type, any value, parts missing. Each record of 12 bytes is one part. */
typedef struct FuzzPart {
    uint8_t name, kind, type, rank, dims[3], value[4], more;
} FuzzPart;

static const char *const FUZZ_NAMES[] = {
    "/x", "/y", "/z", "/cell_type", "/phase", "/oxygen", "/cells/id", "/cells/psma", "/deaths/id",
    "/deaths/parent", "/deaths/step", "/deaths/birth_step", "/deaths/site", "/deaths/cause",
    "/sites/type", "/sites/phase", "/sites/id", "/sites/psma", "/sites/depth2", "/fields/oxygen",
    "/fields/prodrug", "/fields/active_drug", "/fields/vegf", "/folder/times", "/folder/names",
    "/folder/digests",
    /* attributes: object, then name */
    "/provenance step", "/provenance time", "/provenance seed", "/provenance state_hash",
    "/provenance commit", "/provenance config", "/provenance parent_state_hash",
    "/provenance parent_step", "/VTKHDF Spacing", "/ checkpoint_format", "/folder snapshots_count",
    "/folder row_step", "/folder series_bytes", "/folder series_hash", "/state step",
    "/state animal", "/state ledger_step"};
enum { FUZZ_NAMES_COUNT = sizeof FUZZ_NAMES / sizeof FUZZ_NAMES[0], FUZZ_ITEMS = 4096 };

static void fuzz_part(Hdf *hdf, const FuzzPart *part, bool made[FUZZ_NAMES_COUNT])
{
    char name[64];
    int n = part->name % FUZZ_NAMES_COUNT;
    HdfType type = (HdfType)(part->type % HDF_TYPE_COUNT);
    HdfShape shape = {type, 1 + part->rank % HDF_RANK, {0}, 1};
    for (int i = 0; i < shape.rank; i++) {
        shape.dims[i] = (size_t)part->dims[i] % (i ? 16 : 64);
        shape.items *= shape.dims[i];
    }
    if (made[n] || shape.items > FUZZ_ITEMS)
        return;
    made[n] = true;
    uint64_t *values = calloc(shape.items + 32, sizeof *values);
    for (size_t i = 0; values && i < shape.items * hdf_size(type); i++)
        ((uint8_t *)values)[i] = (uint8_t)(part->value[i % 4] + (part->more & 1 ? i : 0));
    snprintf(name, sizeof name, "%s", FUZZ_NAMES[n]);
    char *attribute = strchr(name, ' ');
    if (!attribute) {
        hdf_dataset(hdf, name, shape, values);
    } else {
        *attribute++ = 0;
        if (part->kind % 2)
            hdf_text(hdf, name, attribute, part->kind % 4 == 1 ? "0123456789abcdef" : "1: [");
        else
            hdf_numbers(hdf, name, attribute, type, 1 + part->dims[0] % 32, values);
    }
    free(values);
}

static int fuzz_hdf(const uint8_t *data, size_t bytes, char path[64])
{
    static const char *const groups[] = {"/cells",      "/deaths", "/sites", "/fields",
                                         "/provenance", "/VTKHDF", "/state", "/folder"};
    bool made[FUZZ_NAMES_COUNT] = {0};
    char message[MESSAGE];
    void *image;
    size_t size;
    Hdf *hdf = hdf_create();
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        hdf_group(hdf, groups[g]);
    for (size_t at = 0; at + sizeof(FuzzPart) <= bytes; at += sizeof(FuzzPart)) {
        FuzzPart part;
        memcpy(&part, data + at, sizeof part);
        fuzz_part(hdf, &part, made);
    }
    if (hdf_image(hdf, TRAILER_BYTES, &image, &size, message, sizeof message) != STATUS_OK)
        abort();
    hdf_destroy(hdf);
    trailer_write(image, size, (char *)image + size);
    int fd = fuzz_file(image, size + TRAILER_BYTES, path);
    free(image);
    return fd;
}

static void fuzz_snapshot(const uint8_t *data, size_t bytes)
{
    char path[64], message[MESSAGE], name[HDF_NAME];
    static const char *const groups[] = {"/", "/cells", "/deaths"};
    Snapshot snapshot;
    int fd = fuzz_hdf(data, bytes, path);
    if (snapshot_open(path, &snapshot, message, sizeof message) == STATUS_OK) {
        for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
            for (size_t n = 0; n < 64 && snapshot_member(&snapshot, groups[g], n, name); n++) {
                char array[3 * HDF_NAME];
                HdfShape shape;
                void *values;
                snprintf(array, sizeof array, "%s/%s", g ? groups[g] : "", name);
                if (snapshot_array(&snapshot, array, &shape, &values, message, sizeof message) ==
                    STATUS_OK)
                    free(values);
            }
        free(snapshot_text(&snapshot, "/provenance", "config"));
        snapshot_close(&snapshot);
    }
    close(fd);
}

static World *fuzz_world(void)
{
    static Memory memory;
    static Params params;
    World *world = NULL;
    params_defaults(&params);
    params.grid_nx = params.grid_ny = params.grid_nz = 4;
    if (world_create(&params, &memory, &world) != STATUS_OK)
        abort();
    return world;
}

static void fuzz_checkpoint(const uint8_t *data, size_t bytes)
{
    char path[64], message[MESSAGE];
    Checkpoint checkpoint;
    int fd = fuzz_hdf(data, bytes, path);
    if (checkpoint_open(path, &checkpoint, message, sizeof message) == STATUS_OK) {
        World *world = fuzz_world();
        (void)checkpoint_world(&checkpoint, world, message, sizeof message);
        world_destroy(world);
        checkpoint_close(&checkpoint);
    }
    close(fd);
}

const FuzzTarget FUZZ_TARGETS[] = {{"config", fuzz_config},
                                   {"set", fuzz_set},
                                   {"table", fuzz_table},
                                   {"snapshot", fuzz_snapshot},
                                   {"checkpoint", fuzz_checkpoint}};
const int FUZZ_TARGETS_COUNT = sizeof FUZZ_TARGETS / sizeof FUZZ_TARGETS[0];
