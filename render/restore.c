/* A snapshot has what frames show but for drug in plasma, site by site for fields and types, and by
 * rows of a table for the rest. */
#include "render/restore.h"

#include "io/config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Status restore_wrong(const char *path, const char *what, char *message, size_t message_size)
{
    snprintf(message, message_size, "%s: error: %s", path, what);
    return STATUS_BAD_DATA;
}

Status restore_params(const Snapshot *s, const char *path, Params *out, char *message,
                      size_t message_size)
{
    Messages messages;
    char *config = snapshot_text(s, "/provenance", "config");
    messages_start(&messages);
    Status status =
        config ? config_read_text(path, config, strlen(config), out, &messages) : STATUS_BAD_DATA;
    messages_destroy(&messages);
    free(config);
    if (status != STATUS_OK)
        return restore_wrong(path, "its configuration cannot be read", message, message_size);
    if (out->grid_nx != s->grid.nx || out->grid_ny != s->grid.ny || out->grid_nz != s->grid.nz)
        return restore_wrong(path, "its lattice is not that of its configuration", message,
                             message_size);
    return STATUS_OK;
}

/* A column of the table of cells into an array of the world, by site. */
#define COLUMN(field, ctype, type, convert)                                                        \
    {                                                                                              \
        size_t rows;                                                                               \
        ctype *values = snapshot_column(s, "cells", #field, type, &rows);                          \
        if (!values || rows != count) {                                                            \
            free(values);                                                                          \
            return false;                                                                          \
        }                                                                                          \
        for (size_t row = 0; row < rows; row++) {                                                  \
            const ctype value = values[row];                                                       \
            convert;                                                                               \
        }                                                                                          \
        free(values);                                                                              \
    }

/* The step of a time in hours from day 0. */
static int32_t restore_step(const World *w, double hours)
{
    const double day0 = (double)params_day0_step(&w->params);
    return (int32_t)fmax(fmin(floor(day0 + hours / w->step_h + 0.5), PARAMS_STEPS), 0);
}

static bool restore_cells(const Snapshot *s, World *w, const int64_t *site, size_t count)
{
    bool well = true;
    COLUMN(id, uint64_t, HDF_U64, w->id[site[row]] = value)
    COLUMN(parent, uint64_t, HDF_U64, w->parent[site[row]] = value)
    COLUMN(cause, uint8_t, HDF_U8, w->cause[site[row]] = value; well &= value < DEATH_CAUSE_COUNT)
    COLUMN(clone, uint8_t, HDF_U8, w->clone[site[row]] = value; well &= value <= PARAMS_CLONES)
    COLUMN(divisions, uint16_t, HDF_U16, w->divisions[site[row]] = value)
    COLUMN(psma, float, HDF_F32, w->psma[site[row]] = value)
    COLUMN(bound, float, HDF_F32, w->bound[site[row]] = value)
    COLUMN(damage, float, HDF_F32, w->damage[site[row]] = value)
    COLUMN(birth_h, float, HDF_F32, w->birth_step[site[row]] = restore_step(w, (double)value))
    COLUMN(due_h, float, HDF_F32, w->due_step[site[row]] = restore_step(w, (double)value))
    return well;
}
#undef COLUMN

/* The sites of the rows of the table of cells: those that hold one, in order. */
static Status restore_rows(const Snapshot *s, World *w, const char *path, char *message,
                           size_t message_size)
{
    size_t count = 0;
    int64_t *site = malloc((size_t)w->grid.sites * sizeof *site);
    if (!site) {
        snprintf(message, message_size, "%s: not enough memory", path);
        return STATUS_NO_MEMORY;
    }
    for (int64_t i = 0; i < w->grid.sites; i++)
        if (w->type[i] != SITE_HOST && w->type[i] != SITE_GAP)
            site[count++] = i;
    bool well = restore_cells(s, w, site, count);
    free(site);
    return well ? STATUS_OK
                : restore_wrong(path, "its table of cells is not that of its sites", message,
                                message_size);
}

static Status restore_sites(const Snapshot *s, World *w, const char *path, char *message,
                            size_t message_size)
{
    const struct {
        const char *name;
        void *data;
    } arrays[] = {{"cell_type", w->type}, {"phase", w->phase}, {"perfused", w->perfused}};
    Status status = STATUS_OK;
    for (int i = 0; i < 3 && status == STATUS_OK; i++)
        status = snapshot_sites(s, arrays[i].name, HDF_U8, arrays[i].data, message, message_size);
    for (int n = 0; n < w->params.substances_count && status == STATUS_OK; n++)
        if (w->params.substances[n].enabled)
            status = snapshot_sites(s, w->params.substances[n].name, HDF_F32, w->field[n], message,
                                    message_size);
    bool well = true;
    for (int64_t i = 0; i < w->grid.sites && status == STATUS_OK; i++)
        well &= w->type[i] < SITE_TYPE_COUNT && w->phase[i] < SITE_PHASE_COUNT;
    return status == STATUS_OK && !well
               ? restore_wrong(path, "a site holds what there is not", message, message_size)
               : status;
}

void restore_blank(World *w)
{
    const size_t sites = (size_t)w->grid.sites;
    memset(w->type, SITE_HOST, sites);
    memset(w->phase, PHASE_NONE, sites);
    memset(w->perfused, 0, sites);
    memset(w->cause, CAUSE_NONE, sites);
    memset(w->clone, 0, sites);
    memset(w->id, 0, sites * sizeof *w->id);
    memset(w->parent, 0, sites * sizeof *w->parent);
    for (int n = 0; n < w->params.substances_count; n++)
        memset(w->field[n], 0xFF, sites * sizeof *w->field[n]); /* the bits of a NaN */
}

Status restore_world(World *world, const Snapshot *snapshot, const char *path, char *message,
                     size_t message_size)
{
    restore_blank(world);
    Status status = restore_sites(snapshot, world, path, message, message_size);
    if (status == STATUS_OK)
        status = restore_rows(snapshot, world, path, message, message_size);
    if (status != STATUS_OK)
        restore_blank(world);
    world->step = snapshot->step;
    return status;
}
