#include "io/snapshot.h"
#include "io/file.h"
#include "io/trailer.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- columns ---------------------------------------------------------------------------------- */

typedef void SnapshotFill(const World *w, const uint32_t *sites, size_t rows, void *out);

typedef struct SnapshotColumn {
    const char *name, *unit, *long_name;
    HdfType type;
    SnapshotFill *fill;
} SnapshotColumn;

static float snapshot_centre(const World *w, uint32_t site, int axis)
{
    Site3 s = grid_site3(&w->grid, site);
    int at = axis == 0 ? s.x : axis == 1 ? s.y : s.z;
    return (float)((at + 0.5) * w->grid.edge_um);
}

static float snapshot_calcium(const World *w, uint32_t site)
{
    bool alive = w->type[site] == SITE_TUMOR || world_endothelium(w, site);
    return alive ? world_calcium(w->calcium.cytosol, (float)world_blocked(w, site)) : 0;
}

#define COLUMN(name, type, hdf, unit, long_name, value)                                            \
    static void cell_##name(const World *w, const uint32_t *sites, size_t rows, void *out)         \
    {                                                                                              \
        type *to = out;                                                                            \
        for (size_t row = 0; row < rows; row++) {                                                  \
            uint32_t i = sites[row];                                                               \
            to[row] = (type)(value);                                                               \
        }                                                                                          \
    }
#define SNAPSHOT_CELLS
#include "io/snapshot.def"
#undef SNAPSHOT_CELLS
#undef COLUMN

#define COLUMN(name, type, hdf, unit, long_name, value)                                            \
    static void death_##name(const World *w, const uint32_t *sites, size_t rows, void *out)        \
    {                                                                                              \
        (void)sites;                                                                               \
        type *to = out;                                                                            \
        for (size_t row = 0; row < rows; row++) {                                                  \
            const Death *d = &w->deaths[row];                                                      \
            to[row] = (type)(value);                                                               \
        }                                                                                          \
    }
#define SNAPSHOT_DEATHS
#include "io/snapshot.def"
#undef SNAPSHOT_DEATHS
#undef COLUMN

static const SnapshotColumn CELL_COLUMNS[] = {
#define COLUMN(name, type, hdf, unit, long_name, value)                                            \
    {#name, unit, long_name, HDF_##hdf, cell_##name},
#define SNAPSHOT_CELLS
#include "io/snapshot.def"
#undef SNAPSHOT_CELLS
#undef COLUMN
};

static const SnapshotColumn DEATH_COLUMNS[] = {
#define COLUMN(name, type, hdf, unit, long_name, value)                                            \
    {#name, unit, long_name, HDF_##hdf, death_##name},
#define SNAPSHOT_DEATHS
#include "io/snapshot.def"
#undef SNAPSHOT_DEATHS
#undef COLUMN
};

/* -- parts of the file ------------------------------------------------------------------------ */

static void snapshot_describe(Hdf *hdf, const char *path, const char *unit, const char *long_name)
{
    hdf_text(hdf, path, "units", unit);
    hdf_text(hdf, path, "long_name", long_name);
}

/* CF's way of naming the values of a whole-number array. */
static void snapshot_flags(Hdf *hdf, const char *path, const char *const *words, int count)
{
    uint8_t values[32];
    char meanings[256] = "";
    size_t length = 0;
    for (int i = 0; i < count && i < 32; i++) {
        values[i] = (uint8_t)i;
        int more =
            snprintf(meanings + length, sizeof meanings - length, "%s%s", i ? " " : "", words[i]);
        CHECK(more > 0 && (size_t)more < sizeof meanings - length);
        length += (size_t)more;
    }
    hdf_numbers(hdf, path, "flag_values", HDF_U8, (size_t)count, values);
    hdf_text(hdf, path, "flag_meanings", meanings);
}

static HdfShape snapshot_line(HdfType type, size_t items)
{
    return (HdfShape){type, 1, {items}, items};
}

static void snapshot_axes(Hdf *hdf, const Grid *grid)
{
    const char *const names[] = {"z", "y", "x"};
    const int counts[] = {grid->nz, grid->ny, grid->nx};
    for (int axis = 0; axis < 3; axis++) {
        char path[HDF_NAME], long_name[HDF_NAME];
        double *centres = hdf_room(hdf, (size_t)counts[axis], sizeof *centres);
        for (int i = 0; centres && i < counts[axis]; i++)
            centres[i] = (i + 0.5) * grid->edge_um;
        snprintf(path, sizeof path, "/%s", names[axis]);
        snprintf(long_name, sizeof long_name, "%s of the centre of the site", names[axis]);
        hdf_dataset(hdf, path, snapshot_line(HDF_F64, (size_t)counts[axis]), centres);
        hdf_scale(hdf, path, names[axis]);
        snapshot_describe(hdf, path, "um", long_name);
        free(centres);
    }
}

/* An array over sites, with its coordinates and its place in the picture that ParaView opens. */
static void snapshot_over_sites(Hdf *hdf, const Grid *grid, const char *name, HdfType type,
                                const void *data, const char *unit, const char *long_name)
{
    char path[HDF_NAME], link[2 * HDF_NAME];
    HdfShape shape = {
        type, 3, {(size_t)grid->nz, (size_t)grid->ny, (size_t)grid->nx}, (size_t)grid->sites};
    snprintf(path, sizeof path, "/%s", name);
    snprintf(link, sizeof link, "/VTKHDF/PointData/%s", name);
    hdf_dataset(hdf, path, shape, data);
    snapshot_describe(hdf, path, unit, long_name);
    hdf_scale_attach(hdf, path, "/z", 0);
    hdf_scale_attach(hdf, path, "/y", 1);
    hdf_scale_attach(hdf, path, "/x", 2);
    hdf_soft_link(hdf, link, path);
}

static void snapshot_fields(Hdf *hdf, const World *world)
{
    for (int s = 0; s < world->params.substances_count; s++) {
        const Substance *substance = &world->params.substances[s];
        if (!substance->enabled)
            continue;
        char unit[PARAMS_TEXT], long_name[2 * PARAMS_TEXT], path[HDF_NAME];
        double valid_d = world_time_h(world, world->clock[s].solved_step) / 24;
        params_word_text(params_row(LIST_SUBSTANCES, "substances", "unit")->words, substance->unit,
                         unit);
        snprintf(long_name, sizeof long_name, "concentration of %s", substance->name);
        snapshot_over_sites(hdf, &world->grid, substance->name, HDF_F32, world->field[s], unit,
                            long_name);
        snprintf(path, sizeof path, "/%s", substance->name);
        hdf_numbers(hdf, path, "valid_time", HDF_F64, 1, &valid_d);
    }
}

/* The arrays of arrays.def that a snapshot shows site by site. */
static void snapshot_states(Hdf *hdf, const World *world)
{
    static const char *const no_yes[] = {"no", "yes"};
    const struct {
        size_t offset;
        const char *path;
        const char *const *words;
        int words_count;
    } shown[] = {
        {offsetof(World, type), "/cell_type", SITE_TYPE_WORDS, SITE_TYPE_COUNT},
        {offsetof(World, phase), "/phase", SITE_PHASE_WORDS, SITE_PHASE_COUNT},
        {offsetof(World, perfused), "/perfused", no_yes, 2},
    };
    for (int a = 0; a < WORLD_ARRAYS_COUNT; a++)
        for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
            const ArrayRow *row = &WORLD_ARRAYS[a];
            if (row->offset != shown[i].offset)
                continue;
            snapshot_over_sites(hdf, &world->grid, shown[i].path + 1, HDF_U8,
                                world_array(world, row), row->unit, row->meaning);
            snapshot_flags(hdf, shown[i].path, shown[i].words, shown[i].words_count);
        }
}

/* ParaView reads the arrays as points at the centres of the sites. */
static void snapshot_vtk(Hdf *hdf, const Grid *grid)
{
    const int64_t version[] = {1, 0};
    const int64_t extent[] = {0, grid->nx - 1, 0, grid->ny - 1, 0, grid->nz - 1};
    const double edge = grid->edge_um, origin[] = {edge / 2, edge / 2, edge / 2};
    const double spacing[] = {edge, edge, edge}, direction[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    hdf_group(hdf, "/VTKHDF");
    hdf_group(hdf, "/VTKHDF/PointData");
    hdf_numbers(hdf, "/VTKHDF", "Version", HDF_I64, 2, version);
    hdf_text(hdf, "/VTKHDF", "Type", "ImageData");
    hdf_numbers(hdf, "/VTKHDF", "WholeExtent", HDF_I64, 6, extent);
    hdf_numbers(hdf, "/VTKHDF", "Origin", HDF_F64, 3, origin);
    hdf_numbers(hdf, "/VTKHDF", "Spacing", HDF_F64, 3, spacing);
    hdf_numbers(hdf, "/VTKHDF", "Direction", HDF_F64, 9, direction);
}

void snapshot_provenance(Hdf *hdf, const World *world, const Provenance *p)
{
    static const char *const at = "/provenance";
    char hash[PROVENANCE_HASH];
    double time_d = world_time_h(world, world->step) / 24;
    provenance_hash_text(world_hash(world), hash);
    hdf_group(hdf, at);
    const char *const texts[][2] = {
        {"program", "prodrome"}, {"version", p->version},
        {"commit", p->commit},   {"compiler", p->compiler},
        {"flags", p->flags},     {"config", p->config},
        {"rng", p->rng},         {"config_sha256", p->config_sha256},
        {"state_hash", hash},    {"rng_version", p->rng_version},
        {"time_units", "d"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        hdf_text(hdf, at, texts[i][0], texts[i][1]);
    hdf_numbers(hdf, at, "seed", HDF_U64, 1, &p->seed);
    hdf_numbers(hdf, at, "step", HDF_I64, 1, &world->step);
    hdf_numbers(hdf, at, "time", HDF_F64, 1, &time_d);
    if (p->parent_hash[0]) {
        hdf_text(hdf, at, "parent_state_hash", p->parent_hash);
        hdf_numbers(hdf, at, "parent_step", HDF_I64, 1, &p->parent_step);
    }
    hdf_text(hdf, "/", "Conventions", "CF-1.10");
    hdf_text(hdf, "/", "title", "prodrome: state of a simulated tumor");
    hdf_numbers(hdf, "/", "time", HDF_F64, 1, &time_d);
    hdf_text(hdf, "/", "time_units", "d");
}

/* -- tables ----------------------------------------------------------------------------------- */

/* The first column is the table's dimension, so that xarray names the rows by the key of the cell.
 */
static void snapshot_table(Hdf *hdf, const char *group, const SnapshotColumn *columns, int count,
                           const World *world, const uint32_t *sites, size_t rows)
{
    char path[2 * HDF_NAME], scale[2 * HDF_NAME];
    void *column = hdf_room(hdf, rows, sizeof(uint64_t));
    if (!column)
        return;
    hdf_group(hdf, group);
    snprintf(scale, sizeof scale, "%s/%s", group, columns[0].name);
    for (int c = 0; c < count; c++) {
        snprintf(path, sizeof path, "%s/%s", group, columns[c].name);
        columns[c].fill(world, sites, rows, column);
        hdf_dataset(hdf, path, snapshot_line(columns[c].type, rows), column);
        snapshot_describe(hdf, path, columns[c].unit, columns[c].long_name);
        if (c == 0)
            hdf_scale(hdf, scale, columns[0].name);
        else
            hdf_scale_attach(hdf, path, scale, 0);
    }
    free(column);
}

static bool snapshot_has_row(const World *world, int64_t site)
{
    uint8_t type = world->type[site];
    return type == SITE_TUMOR || type == SITE_APOPTOTIC || type == SITE_NECROTIC ||
           type == SITE_VESSEL;
}

static void snapshot_cells(Hdf *hdf, const World *world)
{
    size_t rows = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        rows += snapshot_has_row(world, i);
    uint32_t *sites = hdf_room(hdf, rows, sizeof *sites);
    if (!sites)
        return;
    rows = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        if (snapshot_has_row(world, i))
            sites[rows++] = (uint32_t)i;
    snapshot_table(hdf, "/cells", CELL_COLUMNS, sizeof CELL_COLUMNS / sizeof CELL_COLUMNS[0], world,
                   sites, rows);
    free(sites);
    snapshot_flags(hdf, "/cells/type", SITE_TYPE_WORDS, SITE_TYPE_COUNT);
    snapshot_flags(hdf, "/cells/phase", SITE_PHASE_WORDS, SITE_PHASE_COUNT);
    snapshot_flags(hdf, "/cells/cause", DEATH_CAUSE_WORDS, DEATH_CAUSE_COUNT);
}

static void snapshot_deaths(Hdf *hdf, const World *world)
{
    snapshot_table(hdf, "/deaths", DEATH_COLUMNS, sizeof DEATH_COLUMNS / sizeof DEATH_COLUMNS[0],
                   world, NULL, (size_t)world->deaths_count);
    snapshot_flags(hdf, "/deaths/cause", DEATH_CAUSE_WORDS, DEATH_CAUSE_COUNT);
}

/* -- the file --------------------------------------------------------------------------------- */

Status snapshot_image(const World *world, const Provenance *provenance, void **image, size_t *bytes,
                      char *message, size_t message_size)
{
    *image = NULL;
    *bytes = 0;
    Hdf *hdf = hdf_create();
    if (!hdf) {
        snprintf(message, message_size, "no memory for a snapshot");
        return STATUS_NO_MEMORY;
    }
    snapshot_vtk(hdf, &world->grid);
    snapshot_axes(hdf, &world->grid);
    snapshot_states(hdf, world);
    snapshot_fields(hdf, world);
    snapshot_cells(hdf, world);
    snapshot_deaths(hdf, world);
    snapshot_provenance(hdf, world, provenance);
    Status status = hdf_image(hdf, TRAILER_BYTES, image, bytes, message, message_size);
    hdf_destroy(hdf);
    if (status == STATUS_OK) {
        trailer_write(*image, *bytes, (char *)*image + *bytes);
        *bytes += TRAILER_BYTES;
    }
    return status;
}

Status snapshot_write(const char *path, const World *world, const Provenance *provenance,
                      char sha256[SHA256_HEX], char *message, size_t message_size)
{
    void *image;
    size_t bytes;
    Status status = snapshot_image(world, provenance, &image, &bytes, message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(path, image, bytes, message, message_size);
    if (status == STATUS_OK && sha256)
        sha256_text(image, bytes, sha256);
    free(image);
    return status;
}
