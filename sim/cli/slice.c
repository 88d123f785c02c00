#include "cli/slice.h"

#include "io/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct argp_option OPTIONS[] = {
    {"field", 'f', "NAME", 0,
     "substance beside the cells of a slice (default oxygen); of `plot` without --tumor, in the "
     "panel "
     "of drugs: oxygen, prodrug, active_drug, vegf or any other of the run",
     0},
    {"axis", 'a', "x|y|z", 0, "axis that the slice cuts; default z", 0},
    {"slice", 'i', "SITE", 0, "site along that axis; default the middle", 0},
    {"colours", 'C', "viridis|cividis", 0, "map of colours for the substance; default viridis", 0},
    {0}};

static error_t slice_parse(int key, char *text, struct argp_state *state)
{
    Slice *slice = state->input;
    switch (key) {
    case 'f':
        slice->field = text;
        return 0;
    case 'a':
        if (strlen(text) != 1 || !strchr("xyz", *text))
            argp_error(state, "--axis takes x, y or z, got `%s`", text);
        slice->axis = *text;
        return 0;
    case 'i':
        if (strspn(text, "0123456789") != strlen(text) || !*text || strlen(text) > 6)
            argp_error(state, "--slice takes a site number, got `%s`", text);
        slice->index = atoi(text);
        return 0;
    case 'C':
        slice->map = strcmp(text, PALETTE_MAP_WORDS[MAP_CIVIDIS]) == 0 ? MAP_CIVIDIS : MAP_VIRIDIS;
        if (strcmp(text, PALETTE_MAP_WORDS[slice->map]) != 0)
            argp_error(state, "--colours takes viridis or cividis, got `%s`", text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp SLICE_ARGP = {OPTIONS, slice_parse, 0, 0, 0, 0, 0};

/* The slice must be within the lattice, which only a snapshot knows. */
static Status slice_check(const Slice *slice, const char *path, char *message, size_t message_size)
{
    Snapshot snapshot;
    Status status = snapshot_open(path, &snapshot, message, message_size);
    if (status != STATUS_OK)
        return status;
    const Grid *grid = &snapshot.grid;
    int along = slice->axis == 'x' ? grid->nx : slice->axis == 'y' ? grid->ny : grid->nz;
    snapshot_close(&snapshot);
    if (slice->index < along)
        return STATUS_OK;
    snprintf(message, message_size, "--slice %d: the lattice has sites 0 to %d along %c",
             slice->index, along - 1, slice->axis);
    return STATUS_USAGE;
}

Status slice_field(const Slice *slice, const Shot *const *shots, int count, Field *out,
                   char *message, size_t message_size)
{
    Status status = slice_check(slice, shots[0]->path, message, message_size);
    if (status != STATUS_OK)
        return status;
    return field_choose(slice->field ? slice->field : "oxygen", slice->map, shots, count, out,
                        message, message_size);
}
