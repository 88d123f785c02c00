/* What the program does with a file that it is given. */
#include "made_files.h"
#include "cli/story.h"
#include "engine/simulation.h"
#include "io/compare.h"
#include "io/snapshot.h"
#include "render/field.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MADE_STEPS_AFTER = 12 }; /* past a refresh of the depths, and an hour */

static void made_must(bool well)
{
    if (!well)
        abort();
}

/* -- a checkpoint ----------------------------------------------------------------------------- */

/* Takes the world; a branch with another half-life. That a step ends in an error is well: the
 * message says why. */
static Status made_go_on(World *world, bool branch, char *message, size_t message_size)
{
    static Params changed;
    Simulation *simulation;
    void *image;
    size_t bytes;
    Status status = simulation_adopt(world, &simulation, message, message_size);
    if (status != STATUS_OK)
        return status;
    changed = *made_params();
    changed.drugs[0].half_life *= 2;
    if (branch)
        status = simulation_branch(simulation, &changed, message, message_size);
    if (status != STATUS_OK) {
        simulation_destroy(simulation);
        return status;
    }
    (void)simulation_census(simulation);
    for (int i = 0; i < MADE_STEPS_AFTER && status == STATUS_OK; i++)
        status = simulation_step(simulation, message, message_size);
    (void)simulation_census(simulation);
    Provenance provenance = provenance_of(made_params(), made_config());
    made_must(snapshot_image(world, &provenance, &image, &bytes, message, message_size) ==
              STATUS_OK);
    free(image);
    simulation_destroy(simulation);
    return status;
}

Status made_read_checkpoint(const void *image, size_t bytes, bool branch, char *message,
                            size_t message_size)
{
    static Memory memory;
    char path[64];
    Checkpoint checkpoint;
    World *world = NULL;
    int fd = made_file(image, bytes, path);
    Status status = checkpoint_open(path, &checkpoint, message, message_size);
    close(fd);
    if (status != STATUS_OK)
        return status;
    made_must(world_create(made_params(), &memory, &world) == STATUS_OK);
    status = checkpoint_world(&checkpoint, world, message, message_size);
    checkpoint_close(&checkpoint);
    if (status == STATUS_OK)
        return made_go_on(world, branch, message, message_size);
    world_destroy(world);
    return status;
}

/* -- a snapshot ------------------------------------------------------------------------------- */

/* What is printed meanwhile is not seen. */
static int made_hush(void)
{
    fflush(stdout);
    int kept = dup(STDOUT_FILENO), none = open("/dev/null", O_WRONLY | O_CLOEXEC);
    made_must(kept >= 0 && none >= 0 && dup2(none, STDOUT_FILENO) >= 0);
    close(none);
    return kept;
}

static void made_loud(int kept)
{
    fflush(stdout);
    made_must(dup2(kept, STDOUT_FILENO) >= 0);
    close(kept);
}

static void made_write(const char *path, const void *data, size_t bytes)
{
    FILE *file = fopen(path, "wb");
    made_must(file && fwrite(data, 1, bytes, file) == bytes);
    made_must(fclose(file) == 0);
}

/* In a run folder that has this snapshot alone: of a cell and of one that is dead. */
static Status made_story(const void *image, size_t bytes, char *message, size_t message_size)
{
    char folder[] = "/tmp/prodrome-made-XXXXXX", path[64];
    World *world = made_world();
    uint64_t ids[] = {made_cell(world), world->deaths[0].id};
    world_destroy(world);
    made_must(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/config.yaml", folder);
    made_write(path, made_config(), strlen(made_config()));
    snprintf(path, sizeof path, "%s/snap_000000.hdf", folder);
    made_write(path, image, bytes);
    int kept = made_hush();
    Status status = STATUS_OK;
    for (int i = 0; i < 2; i++) {
        Status one = story_tell(folder, ids[i], message, message_size);
        status = one == STATUS_OK ? status : one;
    }
    made_loud(kept);
    unlink(path);
    snprintf(path, sizeof path, "%s/config.yaml", folder);
    unlink(path);
    made_must(rmdir(folder) == 0);
    return status;
}

static void made_arrays(const Snapshot *snapshot)
{
    static const char *const groups[] = {"/", "/cells", "/deaths"};
    char name[HDF_NAME], path[3 * HDF_NAME], message[512];
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (size_t n = 0; snapshot_member(snapshot, groups[g], n, name); n++) {
            HdfShape shape;
            void *values;
            snprintf(path, sizeof path, "%s/%s", g ? groups[g] : "", name);
            if (snapshot_array(snapshot, path, &shape, &values, message, sizeof message) ==
                STATUS_OK)
                free(values);
        }
}

static void made_compare(const Snapshot *snapshot)
{
    static Comparison comparison;
    char path[64], message[512];
    size_t bytes;
    Snapshot other;
    const void *image = made_snapshot(&bytes);
    int fd = made_file(image, bytes, path);
    made_must(snapshot_open(path, &other, message, sizeof message) == STATUS_OK);
    (void)compare_snapshots(snapshot, &other, NULL, 0, &comparison, message, sizeof message);
    snapshot_close(&other);
    close(fd);
}

Status made_read_snapshot(const void *image, size_t bytes, char *message, size_t message_size)
{
    char path[64];
    Shot shot = {0};
    Field field;
    const Shot *const shots[] = {&shot};
    Snapshot snapshot;
    int fd = made_file(image, bytes, path);
    Status status = snapshot_open(path, &snapshot, message, message_size);
    if (status != STATUS_OK) {
        close(fd);
        return status;
    }
    made_arrays(&snapshot);
    made_compare(&snapshot);
    snapshot_close(&snapshot);
    snprintf(shot.path, sizeof shot.path, "%s", path);
    (void)field_choose("prodrug", MAP_VIRIDIS, shots, 1, &field, message, message_size);
    OpenShot open;
    if (shot_open(path, "oxygen", &open, message, message_size) == STATUS_OK)
        shot_close(&open);
    close(fd);
    return made_story(image, bytes, message, message_size);
}
