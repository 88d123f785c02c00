#include "io/snapshot.h"
#include "io/trailer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double EDGE_MOST = 1e6; /* um */

static Status snapshot_bad(char *message, size_t message_size, const char *path, const char *what)
{
    snprintf(message, message_size, "%s: not a whole prodrome snapshot: %s", path, what);
    return STATUS_BAD_DATA;
}

/* The lattice, from the coordinates and the picture's spacing, each checked against the other. */
static bool snapshot_read_grid(Snapshot *s)
{
    static const char *const axes[] = {"/x", "/y", "/z"};
    int counts[3];
    double spacing[3];
    HdfShape shape;
    for (int axis = 0; axis < 3; axis++) {
        if (!hdf_shape(s->hdf, axes[axis], &shape) || shape.rank != 1 || shape.items < 1 ||
            shape.items > GRID_LONGEST)
            return false;
        counts[axis] = (int)shape.items;
    }
    if (!hdf_read_numbers(s->hdf, "/VTKHDF", "Spacing", HDF_F64, 3, spacing) ||
        !(spacing[0] > 0 && spacing[0] <= EDGE_MOST))
        return false;
    s->grid = grid_of(counts[0], counts[1], counts[2], spacing[0]);
    return hdf_shape(s->hdf, "/cell_type", &shape) && shape.rank == 3 &&
           shape.dims[0] == (size_t)counts[2] && shape.dims[1] == (size_t)counts[1] &&
           shape.dims[2] == (size_t)counts[0] && hdf_filled(s->hdf, "/cell_type", HDF_DEFLATE_MOST);
}

static bool snapshot_read_head(Snapshot *s)
{
    char *hash = hdf_read_text(s->hdf, "/provenance", "state_hash");
    bool well = hash && strlen(hash) < sizeof s->state_hash;
    if (well)
        snprintf(s->state_hash, sizeof s->state_hash, "%s", hash);
    free(hash);
    return well && hdf_read_numbers(s->hdf, "/provenance", "step", HDF_I64, 1, &s->step) &&
           s->step >= 0 && s->step <= PARAMS_STEPS &&
           hdf_read_numbers(s->hdf, "/provenance", "time", HDF_F64, 1, &s->time_d) &&
           isfinite(s->time_d) &&
           hdf_read_numbers(s->hdf, "/provenance", "seed", HDF_U64, 1, &s->seed);
}

Status snapshot_open(const char *path, Snapshot *out, char *message, size_t message_size)
{
    memset(out, 0, sizeof *out);
    Status status = trailer_open(path, "snapshot", false, &out->hdf, message, message_size);
    if (status == STATUS_OK && !(snapshot_read_grid(out) && snapshot_read_head(out)))
        status = trailer_fault(path, "snapshot", out->hdf, NULL, message, message_size);
    if (status != STATUS_OK)
        snapshot_close(out);
    return status;
}

void snapshot_close(Snapshot *snapshot)
{
    hdf_destroy(snapshot->hdf);
    snapshot->hdf = NULL;
}

Status snapshot_sites(const Snapshot *snapshot, const char *name, HdfType type, void *out,
                      char *message, size_t message_size)
{
    char path[2 * HDF_NAME];
    const Grid *grid = &snapshot->grid;
    HdfShape shape = {
        type, 3, {(size_t)grid->nz, (size_t)grid->ny, (size_t)grid->nx}, (size_t)grid->sites};
    int length = snprintf(path, sizeof path, "/%s", name);
    if (length > 0 && (size_t)length < sizeof path && hdf_read(snapshot->hdf, path, shape, out))
        return STATUS_OK;
    return snapshot_bad(message, message_size, name, "no such array over sites, or it is damaged");
}

Status snapshot_array(const Snapshot *snapshot, const char *path, HdfShape *shape, void **data,
                      char *message, size_t message_size)
{
    *data = NULL;
    if (!hdf_shape(snapshot->hdf, path, shape))
        return snapshot_bad(message, message_size, path, "no such array");
    if (!hdf_filled(snapshot->hdf, path, HDF_DEFLATE_MOST))
        return snapshot_bad(message, message_size, path, "most of the array is not there");
    *data = malloc(shape->items * hdf_size(shape->type) + 1);
    if (!*data) {
        snprintf(message, message_size, "%s: no memory for %zu items", path, shape->items);
        return STATUS_NO_MEMORY;
    }
    if (hdf_read(snapshot->hdf, path, *shape, *data))
        return STATUS_OK;
    free(*data);
    *data = NULL;
    return snapshot_bad(message, message_size, path, "the array is damaged");
}

void *snapshot_column(const Snapshot *snapshot, const char *table, const char *name, HdfType type,
                      size_t *rows)
{
    char path[2 * HDF_NAME], ignored[256];
    HdfShape shape;
    void *data;
    int length = snprintf(path, sizeof path, "/%s/%s", table, name);
    if (length < 0 || (size_t)length >= sizeof path || !hdf_shape(snapshot->hdf, path, &shape) ||
        shape.type != type || shape.rank != 1 ||
        snapshot_array(snapshot, path, &shape, &data, ignored, sizeof ignored) != STATUS_OK)
        return NULL;
    *rows = shape.items;
    return data;
}

int64_t snapshot_site(const Snapshot *snapshot, const double at[3])
{
    const Grid *grid = &snapshot->grid;
    const int counts[3] = {grid->nx, grid->ny, grid->nz};
    int site[3];
    for (int axis = 0; axis < 3; axis++) {
        double edges = at[axis] / grid->edge_um;
        if (!(edges >= 0 && edges < counts[axis]))
            return -1;
        site[axis] = (int)edges;
    }
    return grid_index(grid, site[0], site[1], site[2]);
}

bool snapshot_member(const Snapshot *snapshot, const char *group, size_t n, char name[HDF_NAME])
{
    return hdf_member(snapshot->hdf, group, n, name);
}

char *snapshot_text(const Snapshot *snapshot, const char *object, const char *name)
{
    return hdf_read_text(snapshot->hdf, object, name);
}
