#include "made_files.h"
#include "engine/simulation.h"
#include "io/checkpoint_private.h"
#include "io/config.h"
#include "io/snapshot.h"
#include "io/trailer.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MADE_EDGE = 8, MADE_STEPS = 60, MADE_ITEMS = 1 << 16, MADE_PARTS = 256 };
static const int64_t STEPS_MOST = (int64_t)1 << 40;
static const char *const GROUPS[] = {"/",       "/cells",  "/deaths",     "/sites", "/fields",
                                     "/folder", "/VTKHDF", "/provenance", "/state"};

static void made_must(bool well)
{
    if (!well)
        abort();
}

/* -- the tumor -------------------------------------------------------------------------------- */

const Params *made_params(void)
{
    static Params params;
    if (params.grid_nx > 0)
        return &params;
    params_defaults(&params);
    params.grid_nx = params.grid_ny = params.grid_nz = MADE_EDGE;
    params.tumor_cells = 120;
    params.time_burn_in = 1;
    params.time_end = 24;
    params.vessel_density = 150e-6;
    params.vessel_sprout_rate = 4; /* all that can happen does, within hours */
    params.vessel_sprout_above = 0;
    params.vessel_threshold_ratio = 1;
    params.vessel_closing_delay = 1;
    params.vessel_removal_delay = 1;
    params.cycle_g1 = params.cycle_s = params.cycle_g2 = params.cycle_m = 1;
    params.death_execution_min = 0.5;
    params.death_execution_max = 3;
    params.death_apoptosis = 1;
    params.death_threshold_cv = 1;
    params.death_damage_threshold = 8;
    params.psma_activation_scale = 0.2;
    Clone *clone = params_add(&params, LIST_CLONES, "some");
    Dose *dose = params_add(&params, LIST_DOSES, "");
    made_must(clone && dose);
    clone->fraction = 0.5;
    snprintf(dose->drug, sizeof dose->drug, "mipsagargin");
    dose->amount = 56;
    return &params;
}

const char *made_config(void)
{
    static char *text; /* kept until the program ends */
    size_t length;
    if (!text)
        text = config_text(made_params(), &length);
    made_must(text != NULL);
    return text;
}

static void made_copy(const World *from, World *to)
{
    int64_t numbers[STATE_MOST];
    for (int i = 0; i < WORLD_STATE_COUNT; i++) {
        state_pack(from, &WORLD_STATE[i], numbers);
        state_unpack(to, &WORLD_STATE[i], numbers);
    }
    for (int i = 0; i < WORLD_ARRAYS_COUNT; i++)
        memcpy(world_array(to, &WORLD_ARRAYS[i]), world_array(from, &WORLD_ARRAYS[i]),
               (size_t)from->grid.sites * WORLD_ARRAYS[i].item);
    for (int s = 0; s < from->params.substances_count; s++)
        memcpy(to->field[s], from->field[s], (size_t)from->grid.sites * sizeof(float));
    to->deaths_count = from->deaths_count;
    memcpy(to->deaths, from->deaths, (size_t)from->deaths_count * sizeof(Death));
}

World *made_world(void)
{
    static Memory memory;
    static Simulation *simulation; /* kept until the program ends */
    char message[256];
    if (!simulation) {
        made_must(simulation_create(made_params(), &memory, &simulation, message, sizeof message) ==
                  STATUS_OK);
        for (int i = 0; i < MADE_STEPS; i++)
            made_must(simulation_step(simulation, message, sizeof message) == STATUS_OK);
    }
    World *world;
    made_must(world_create(made_params(), &memory, &world) == STATUS_OK);
    made_copy(simulation_world(simulation), world);
    return world;
}

uint64_t made_cell(const World *world)
{
    int64_t site = 0;
    while (world->type[site] < SITE_TUMOR)
        site++;
    return world->id[site];
}

/* -- values ----------------------------------------------------------------------------------- */

static const double REALS[] = {(double)NAN,
                               (double)INFINITY,
                               -(double)INFINITY,
                               -1,
                               -1e-30,
                               1e308,
                               -1e308,
                               5e-324,
                               1e38,
                               -1e6,
                               -DBL_MAX,
                               0.5,
                               1e6,
                               0};
static const uint64_t WHOLES[] = {INT64_MAX,  (uint64_t)INT64_MIN,
                                  UINT64_MAX, INT32_MAX,
                                  1u << 31,   UINT32_MAX,
                                  1 << 24,    255,
                                  256,        65535,
                                  65536,      0};
enum {
    REALS_COUNT = sizeof REALS / sizeof REALS[0],
    WHOLES_COUNT = sizeof WHOLES / sizeof WHOLES[0]
};

static void made_value(HdfType type, MadeChange change, void *item)
{
    bool real = type == HDF_F32 || type == HDF_F64;
    double number = real && change.how % MADE_HOWS == MADE_SPECIAL
                        ? REALS[change.value % REALS_COUNT]
                        : (int8_t)change.value;
    uint64_t whole = change.how % MADE_HOWS == MADE_SPECIAL
                         ? WHOLES[change.value % WHOLES_COUNT]
                         : (uint64_t)(int64_t)(int8_t)change.value;
    float narrow = fabs(number) > FLT_MAX ? (number > 0 ? INFINITY : -INFINITY) : (float)number;
    const void *from = change.how % MADE_HOWS == MADE_BITS ? (const void *)&change.value
                       : type == HDF_F32                   ? (const void *)&narrow
                       : type == HDF_F64                   ? (const void *)&number
                                                           : (const void *)&whole;
    memcpy(item, from, hdf_size(type)); /* the machine is little-endian, or other values are made */
}

/* -- changes of the state --------------------------------------------------------------------- */

static void made_state_row(World *world, const StateRow *row, MadeChange change)
{
    int64_t numbers[STATE_MOST];
    state_pack(world, row, numbers);
    made_value(checkpoint_kind(row), change, &numbers[change.item % state_items(row)]);
    state_unpack(world, row, numbers);
}

bool made_state(World *world, MadeChange change)
{
    int part = change.part;
    int64_t site = change.item % world->grid.sites;
    if (part < WORLD_STATE_COUNT) {
        made_state_row(world, &WORLD_STATE[part], change);
        world->step %= STEPS_MOST; /* a file is written, with its time */
        return true;
    }
    part -= WORLD_STATE_COUNT;
    if (part < WORLD_ARRAYS_COUNT) {
        const ArrayRow *row = &WORLD_ARRAYS[part];
        if (row->state)
            made_value(checkpoint_type(row), change,
                       (char *)world_array(world, row) + (size_t)site * row->item);
        return true;
    }
    part -= WORLD_ARRAYS_COUNT;
    if (part < world->params.substances_count) {
        made_value(HDF_F32, change, &world->field[part][site]);
        return true;
    }
    part -= world->params.substances_count;
    if (part >= CHECKPOINT_DEATHS)
        return false;
    world->deaths_count += world->deaths_count == 0;
    made_value(CHECKPOINT_DEATH[part].type, change,
               (char *)&world->deaths[change.item % world->deaths_count] +
                   CHECKPOINT_DEATH[part].offset);
    return true;
}

/* -- files ------------------------------------------------------------------------------------ */

static Provenance made_provenance(void)
{
    return provenance_of(made_params(), made_config());
}

void *made_checkpoint(const World *world, size_t *bytes)
{
    RunFolderSnapshot snapshots[2] = {{.entry = {.time_d = 0}}, {.entry = {.time_d = 0.125}}};
    RunMark mark = {.row_step = world->step, .snapshot_step = 40, .series_bytes = 100};
    const Provenance provenance = made_provenance();
    char message[256];
    void *image;
    for (int i = 0; i < 2; i++)
        snprintf(snapshots[i].sha256, SHA256_HEX, "%s%s", provenance.config_sha256, "");
    mark.snapshots = snapshots;
    mark.snapshots_count = 2;
    mark.started = 1;
    made_must(checkpoint_image(&provenance, world, &mark, "", &image, bytes, message,
                               sizeof message) == STATUS_OK);
    return image;
}

const void *made_snapshot(size_t *bytes)
{
    static void *image; /* kept until the program ends */
    static size_t kept;
    char message[256];
    if (!image) {
        const Provenance provenance = made_provenance();
        World *world = made_world();
        made_must(snapshot_image(world, &provenance, &image, &kept, message, sizeof message) ==
                  STATUS_OK);
        world_destroy(world);
    }
    *bytes = kept;
    return image;
}

/* The attributes that readers ask for. */
typedef struct MadeAttribute {
    const char *object, *name;
    HdfType type;
    size_t count;
} MadeAttribute;

static int made_attributes(MadeAttribute list[MADE_PARTS])
{
    int count = 0;
    list[count++] = (MadeAttribute){"/", "checkpoint_format", HDF_I64, 1};
    list[count++] = (MadeAttribute){"/VTKHDF", "Spacing", HDF_F64, 3};
    list[count++] = (MadeAttribute){"/provenance", "step", HDF_I64, 1};
    list[count++] = (MadeAttribute){"/provenance", "time", HDF_F64, 1};
    list[count++] = (MadeAttribute){"/provenance", "seed", HDF_U64, 1};
    for (int i = 0; i < CHECKPOINT_MARKS; i++)
        list[count++] =
            (MadeAttribute){"/folder", CHECKPOINT_MARK[i].name, CHECKPOINT_MARK[i].type, 1};
    for (int i = 0; i < WORLD_STATE_COUNT; i++)
        list[count++] =
            (MadeAttribute){"/state", WORLD_STATE[i].name, checkpoint_kind(&WORLD_STATE[i]),
                            (size_t)state_items(&WORLD_STATE[i])};
    return count;
}

/* A file on its way to another. */
typedef struct Made {
    Hdf *from, *to;
    const MadeChange *changes;
    int changes_count, part;
    const char *wanted; /* only looked for: its number */
    int found;
} Made;

/* The change of the next part; how MADE_BITS and item 0xFFFF: none. */
static MadeChange made_next(Made *made, const char *object, const char *name)
{
    static const MadeChange none = {0, MADE_BITS, UINT16_MAX, 0};
    char text[3 * HDF_NAME];
    snprintf(text, sizeof text, "%s%s%s", object, name ? " " : "", name ? name : "");
    if (made->wanted && strcmp(text, made->wanted) == 0)
        made->found = made->part;
    int part = made->part++;
    for (int i = 0; i < made->changes_count; i++)
        if (made->changes[i].part == part)
            return made->changes[i];
    return none;
}

/* Values as read, changed as asked for; the shape too. False: the part is left out. */
static bool made_values(MadeChange change, HdfShape *shape, void *values)
{
    int how = change.how % MADE_HOWS;
    if (how == MADE_MISSING)
        return false;
    if (how == MADE_TYPE)
        shape->type = (HdfType)(change.value % HDF_TYPE_COUNT);
    if (how == MADE_LENGTH) {
        shape->dims[0] = change.value % 600;
        shape->items = shape->dims[0];
        for (int i = 1; i < shape->rank; i++)
            shape->items *= shape->dims[i];
    }
    if (how <= MADE_SPECIAL && change.item != UINT16_MAX && shape->items > 0)
        made_value(shape->type, change,
                   (char *)values + change.item % shape->items * hdf_size(shape->type));
    return shape->items < MADE_ITEMS;
}

static void made_dataset(Made *made, const char *path)
{
    HdfShape shape;
    MadeChange change = made_next(made, path, NULL);
    uint64_t *values = calloc(MADE_ITEMS, sizeof *values);
    made_must(values && hdf_shape(made->from, path, &shape) && shape.items <= MADE_ITEMS &&
              hdf_read(made->from, path, shape, values));
    if (made_values(change, &shape, values))
        hdf_dataset(made->to, path, shape, values);
    free(values);
}

static void made_attribute(Made *made, const MadeAttribute *a)
{
    uint64_t values[STATE_MOST] = {0};
    HdfShape shape = {a->type, 1, {a->count}, a->count};
    MadeChange change = made_next(made, a->object, a->name);
    if (!hdf_read_numbers(made->from, a->object, a->name, a->type, a->count, values) ||
        !made_values(change, &shape, values) || shape.items == 0 || shape.items > STATE_MOST)
        return;
    hdf_numbers(made->to, a->object, a->name, shape.type, shape.items, values);
}

/* A text is changed in one letter. */
static void made_text(Made *made, const char *object, const char *name)
{
    MadeChange change = made_next(made, object, name);
    char *text = hdf_read_text(made->from, object, name);
    size_t length = text ? strlen(text) : 0;
    if (length > 0 && change.item != UINT16_MAX)
        text[change.item % length] = (char)change.value;
    if (text && change.how % MADE_HOWS != MADE_MISSING)
        hdf_text(made->to, object, name, text);
    free(text);
}

static void made_parts(Made *made)
{
    static const char *const texts[] = {"state_hash", "commit", "config", "version"};
    MadeAttribute attributes[MADE_PARTS];
    char name[HDF_NAME], path[3 * HDF_NAME];
    for (size_t g = 1; g < sizeof GROUPS / sizeof GROUPS[0]; g++)
        hdf_group(made->to, GROUPS[g]);
    for (size_t g = 0; g < sizeof GROUPS / sizeof GROUPS[0]; g++)
        for (size_t n = 0; hdf_member(made->from, GROUPS[g], n, name); n++) {
            snprintf(path, sizeof path, "%s/%s", g ? GROUPS[g] : "", name);
            made_dataset(made, path);
        }
    for (int i = 0, count = made_attributes(attributes); i < count; i++)
        made_attribute(made, &attributes[i]);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        made_text(made, "/provenance", texts[i]);
    made_text(made, "/folder", "parent");
}

static void *made_from(Made *made, const void *image, size_t bytes, size_t *out_bytes)
{
    char message[256];
    void *out;
    made_must(trailer_check(image, &bytes) && hdf_open(image, bytes, &made->from) == STATUS_OK);
    made->to = hdf_create();
    made_must(made->to != NULL);
    made_parts(made);
    made_must(hdf_image(made->to, TRAILER_BYTES, &out, out_bytes, message, sizeof message) ==
              STATUS_OK);
    hdf_destroy(made->from);
    hdf_destroy(made->to);
    trailer_write(out, *out_bytes, (char *)out + *out_bytes);
    *out_bytes += TRAILER_BYTES;
    return out;
}

void *made_again(const void *image, size_t bytes, const MadeChange *changes, int count,
                 size_t *out_bytes)
{
    Made made = {.changes = changes, .changes_count = count};
    return made_from(&made, image, bytes, out_bytes);
}

int made_part(const void *image, size_t bytes, const char *name)
{
    size_t ignored;
    Made made = {.wanted = name, .found = -1};
    free(made_from(&made, image, bytes, &ignored));
    return made.found;
}

int made_file(const void *data, size_t bytes, char path[64])
{
    int fd = memfd_create("made", MFD_CLOEXEC);
    made_must(fd >= 0 && write(fd, data, bytes) == (ssize_t)bytes);
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}
