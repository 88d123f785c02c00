#include "io/compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Compare {
    const Snapshot *a, *b;
    const char *const *ignore;
    int ignore_count;
    Comparison *out;
    char *message;
    size_t message_size;
} Compare;

static bool compare_ignored(const Compare *c, const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    for (int i = 0; i < c->ignore_count; i++)
        if (strcmp(c->ignore[i], name) == 0 || strcmp(c->ignore[i], path + 1) == 0) {
            c->out->ignored |= (uint64_t)1 << i;
            return true;
        }
    return false;
}

static Difference *compare_add(Compare *c, const char *path)
{
    static Difference beyond; /* the list is longer than any snapshot has arrays of ours */
    Difference *d = c->out->count < COMPARE_MAX ? &c->out->list[c->out->count++] : &beyond;
    memset(d, 0, sizeof *d);
    snprintf(d->array, sizeof d->array, "%s", path + 1);
    return d;
}

/* A value as text, with its word where the array names its values. */
static void compare_value(const Snapshot *s, const char *path, HdfType type, const void *data,
                          size_t item, char out[64])
{
    const char *at = (const char *)data + item * hdf_size(type);
    union {
        uint8_t u8;
        uint16_t u16;
        uint32_t u32;
        uint64_t u64;
        int32_t i32;
        int64_t i64;
        float f32;
        double f64;
    } v = {0};
    memcpy(&v, at, hdf_size(type));
    switch (type) {
    case HDF_F32:
        snprintf(out, 64, "%.9g", (double)v.f32);
        return;
    case HDF_F64:
        snprintf(out, 64, "%.17g", v.f64);
        return;
    case HDF_I32:
        snprintf(out, 64, "%" PRId32, v.i32);
        return;
    case HDF_I64:
        snprintf(out, 64, "%" PRId64, v.i64);
        return;
    default: /* the unused bytes are zero */
        snprintf(out, 64, "%" PRIu64,
                 type == HDF_U8    ? v.u8
                 : type == HDF_U16 ? v.u16
                 : type == HDF_U32 ? v.u32
                                   : v.u64);
    }
    char *words = type == HDF_U8 ? snapshot_text(s, path, "flag_meanings") : NULL, *next = words;
    char *word = words ? strtok_r(words, " ", &next) : NULL;
    for (int i = 0; word && i < v.u8; i++)
        word = strtok_r(NULL, " ", &next);
    if (word)
        snprintf(out, 64, "%.60s", word);
    free(words);
}

/* Where a row of /cells lies; nothing when the table does not say, or a place outside. */
static void compare_cell(const Snapshot *s, size_t row, char out[96])
{
    static const char *const axes[3] = {"x", "y", "z"};
    double at[3];
    int used = snprintf(out, 96, "row %zu", row);
    for (int axis = 0; axis < 3; axis++) {
        size_t rows = 0;
        float *column = snapshot_column(s, "cells", axes[axis], HDF_F32, &rows);
        at[axis] = column && row < rows ? (double)column[row] : -1;
        free(column);
    }
    int64_t site = snapshot_site(s, at);
    if (site < 0)
        return;
    Site3 place = grid_site3(&s->grid, site);
    snprintf(out + used, 96 - (size_t)used, ", site (%d, %d, %d)", place.x, place.y, place.z);
}

static void compare_where(const Compare *c, const char *path, HdfShape shape, size_t item,
                          char out[96])
{
    if (shape.rank == 3 && (int64_t)item < c->a->grid.sites) {
        Site3 at = grid_site3(&c->a->grid, (int64_t)item);
        snprintf(out, 96, "site (%d, %d, %d)", at.x, at.y, at.z);
    } else if (strncmp(path, "/cells/", 7) == 0) {
        compare_cell(c->a, item, out);
    } else {
        snprintf(out, 96, "row %zu", item);
    }
}

static void compare_values(Compare *c, const char *path, HdfShape shape, const char *a,
                           const char *b)
{
    size_t size = hdf_size(shape.type), differing = 0, first = 0;
    if (memcmp(a, b, shape.items * size) == 0)
        return;
    for (size_t i = shape.items; i-- > 0;)
        if (memcmp(a + i * size, b + i * size, size) != 0) {
            differing++;
            first = i;
        }
    Difference *d = compare_add(c, path);
    d->differing = differing;
    d->items = shape.items;
    compare_where(c, path, shape, first, d->where);
    compare_value(c->a, path, shape.type, a, first, d->a);
    compare_value(c->b, path, shape.type, b, first, d->b);
}

static void compare_shape_text(const HdfShape *shape, char out[64])
{
    if (shape->rank == 1)
        snprintf(out, 64, "%zu values", shape->dims[0]);
    else
        snprintf(out, 64, "%zu x %zu x %zu sites", shape->dims[0], shape->dims[1], shape->dims[2]);
}

static Status compare_array(Compare *c, const char *path)
{
    HdfShape shape_a = {0}, shape_b = {0};
    void *a, *b = NULL;
    Status status = snapshot_array(c->a, path, &shape_a, &a, c->message, c->message_size);
    if (status == STATUS_OK)
        status = snapshot_array(c->b, path, &shape_b, &b, c->message, c->message_size);
    bool alike = status == STATUS_OK && shape_a.type == shape_b.type &&
                 shape_a.rank == shape_b.rank &&
                 memcmp(shape_a.dims, shape_b.dims, sizeof(size_t) * (size_t)shape_a.rank) == 0;
    if (alike) {
        compare_values(c, path, shape_a, a, b);
    } else if (status == STATUS_OK) {
        Difference *d = compare_add(c, path);
        compare_shape_text(&shape_a, d->a);
        compare_shape_text(&shape_b, d->b);
    }
    free(a);
    free(b);
    return status;
}

static bool compare_has(const Snapshot *s, const char *group, const char *name)
{
    char found[HDF_NAME];
    for (size_t n = 0; snapshot_member(s, group, n, found); n++)
        if (strcmp(found, name) == 0)
            return true;
    return false;
}

/* Rows of a table; 0 when there is none. */
static size_t compare_rows(const Snapshot *s, const char *group)
{
    HdfShape shape;
    char path[2 * HDF_NAME];
    snprintf(path, sizeof path, "%s/id", group);
    return hdf_shape(s->hdf, path, &shape) ? shape.items : 0;
}

/* Notes which names to ignore there are in a group, of either snapshot, also where it is not
 * walked.
 */
static void compare_names(Compare *c, const char *group)
{
    const Snapshot *const both[] = {c->a, c->b};
    char name[HDF_NAME], path[3 * HDF_NAME];
    for (int i = 0; i < 2; i++)
        for (size_t n = 0; snapshot_member(both[i], group, n, name); n++) {
            snprintf(path, sizeof path, "%s/%s", group[1] ? group : "", name);
            compare_ignored(c, path);
        }
}

static Status compare_group(Compare *c, const char *group)
{
    char name[HDF_NAME], path[3 * HDF_NAME];
    Status status = STATUS_OK;
    size_t rows_a = compare_rows(c->a, group), rows_b = compare_rows(c->b, group);
    if (group[1] && rows_a != rows_b) { /* then no two rows belong together */
        Difference *d = compare_add(c, group);
        snprintf(d->a, sizeof d->a, "%zu rows", rows_a);
        snprintf(d->b, sizeof d->b, "%zu rows", rows_b);
        return STATUS_OK;
    }
    for (size_t n = 0; status == STATUS_OK && snapshot_member(c->a, group, n, name); n++) {
        snprintf(path, sizeof path, "%s/%s", group[1] ? group : "", name);
        if (compare_ignored(c, path))
            continue;
        if (compare_has(c->b, group, name))
            status = compare_array(c, path);
        else
            snprintf(compare_add(c, path)->b, 64, "not there");
    }
    for (size_t n = 0; status == STATUS_OK && snapshot_member(c->b, group, n, name); n++) {
        snprintf(path, sizeof path, "%s/%s", group[1] ? group : "", name);
        if (!compare_ignored(c, path) && !compare_has(c->a, group, name))
            snprintf(compare_add(c, path)->a, 64, "not there");
    }
    return status;
}

Status compare_snapshots(const Snapshot *a, const Snapshot *b, const char *const *ignore,
                         int ignore_count, Comparison *out, char *message, size_t message_size)
{
    static const char *const groups[] = {"/", "/cells", "/deaths"};
    Compare c = {a, b, ignore, ignore_count, out, message, message_size};
    Status status = STATUS_OK;
    out->count = 0;
    out->ignored = 0;
    for (int g = 0; g < 3; g++)
        compare_names(&c, groups[g]);
    for (int g = 0; g < 3 && status == STATUS_OK; g++)
        status = compare_group(&c, groups[g]);
    return status;
}
