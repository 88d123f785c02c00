#include "render/field.h"

#include "io/snapshot.h"
#include "render/axis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static float *values_create(const Snapshot *snapshot, char *message, size_t message_size)
{
    float *values = malloc((size_t)snapshot->grid.sites * sizeof *values);
    if (!values)
        snprintf(message, message_size, "%s", status_sentence(STATUS_NO_MEMORY));
    return values;
}

/* Substances are the arrays over sites that hold real numbers. */
static bool is_substance(const Snapshot *snapshot, const char *name, float *values)
{
    char unheard[256];
    return strlen(name) < HDF_NAME &&
           snapshot_sites(snapshot, name, HDF_F32, values, unheard, sizeof unheard) == STATUS_OK;
}

static void names_text(const Snapshot *snapshot, float *values, char *out, size_t size)
{
    char name[HDF_NAME];
    *out = '\0';
    for (size_t n = 0; snapshot_member(snapshot, "/", n, name); n++) {
        size_t used = strlen(out);
        if (is_substance(snapshot, name, values))
            snprintf(out + used, size - used, "%s%s", used ? ", " : "", name);
    }
}

/* Name and unit, and the largest value so far. */
static Status field_read(const char *name, const char *path, Field *out, double *largest,
                         char *message, size_t message_size)
{
    Snapshot snapshot;
    Status status = snapshot_open(path, &snapshot, message, message_size);
    if (status != STATUS_OK)
        return status;
    char names[256], *unit = NULL;
    float *values = values_create(&snapshot, message, message_size);
    if (!values) {
        status = STATUS_NO_MEMORY;
    } else if (!is_substance(&snapshot, name, values)) {
        names_text(&snapshot, values, names, sizeof names);
        snprintf(message, message_size,
                 "--field: there is no substance `%.64s` in %s; there are: %s", name, path,
                 *names ? names : "none");
        status = STATUS_USAGE;
    } else {
        snprintf(out->path, sizeof out->path, "/%s", name);
        unit = snapshot_text(&snapshot, out->path, "units");
        snprintf(out->unit, sizeof out->unit, "%s", unit ? unit : "");
        for (int64_t site = 0; site < snapshot.grid.sites; site++)
            if (isfinite(values[site]))
                *largest = fmax(*largest, (double)values[site]);
    }
    free(unit);
    free(values);
    snapshot_close(&snapshot);
    return status;
}

Status field_choose(const char *name, PaletteMap map, const Shot *const *shots, int count,
                    Field *out, char *message, size_t message_size)
{
    double largest = 0;
    Status status = field_read(name, shots[0]->path, out, &largest, message, message_size);
    const Overlay *row = overlay_find(name);
    if (status != STATUS_OK)
        return status;
    const bool known = row && strcmp(row->unit, out->unit) == 0;
    for (int i = 1; i < count && status == STATUS_OK && !known; i++)
        status = field_read(name, shots[i]->path, out, &largest, message, message_size);
    out->own = known
                   ? *row
                   : overlay_field(out->path + 1, out->unit, axis_linear(0, largest, 4, true).high);
    out->own.map = map;
    out->overlay = &out->own;
    return status;
}
