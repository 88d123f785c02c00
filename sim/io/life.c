/* The cell is looked up by its lineage key in the tables /cells and /deaths of every snapshot; its
 * ancestors by theirs. */
#include "io/life.h"
#include "io/config.h"
#include "io/snapshot.h"
#include "therapy/calcium.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- reading columns -------------------------------------------------------------------------- */

static size_t life_find(const uint64_t *ids, size_t rows, uint64_t id)
{
    for (size_t i = 0; ids && i < rows; i++)
        if (ids[i] == id)
            return i;
    return SIZE_MAX;
}

static double life_float(const Snapshot *s, const char *name, size_t row)
{
    size_t rows = 0;
    float *column = snapshot_column(s, "cells", name, HDF_F32, &rows);
    double value = column && row < rows ? (double)column[row] : NAN;
    free(column);
    return value;
}

static double life_double(const Snapshot *s, const char *name, size_t row)
{
    size_t rows = 0;
    double *column = snapshot_column(s, "deaths", name, HDF_F64, &rows);
    double value = column && row < rows ? column[row] : NAN;
    free(column);
    return value;
}

/* A number below `count`; 0, which stands for nothing, for others. */
static int life_kind(const Snapshot *s, const char *table, const char *name, size_t row, int count)
{
    size_t rows = 0;
    uint8_t *column = snapshot_column(s, table, name, HDF_U8, &rows);
    int value = column && row < rows ? column[row] : 0;
    free(column);
    return value < count ? value : 0;
}

static uint64_t life_parent(const Snapshot *s, const char *table, size_t row)
{
    size_t rows = 0;
    uint64_t *column = snapshot_column(s, table, "parent", HDF_U64, &rows);
    uint64_t value = column && row < rows ? column[row] : 0;
    free(column);
    return value;
}

/* -- kin -------------------------------------------------------------------------------------- */

static int life_order(const void *a, const void *b)
{
    const LifeKin *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Each cell once, in order of keys: all that can be known of it is the same in every snapshot. */
static void life_sort(Life *life)
{
    size_t kept = 0;
    if (life->kin_sorted == life->kin_count)
        return;
    qsort(life->kin, life->kin_count, sizeof *life->kin, life_order);
    for (size_t i = 0; i < life->kin_count; i++)
        if (kept == 0 || life->kin[kept - 1].id != life->kin[i].id)
            life->kin[kept++] = life->kin[i];
    life->kin_count = life->kin_sorted = kept;
}

static bool life_room(Life *life, size_t more)
{
    if (life->kin_count + more > life->kin_room)
        life_sort(life);
    if (life->kin_count + more <= life->kin_room)
        return true;
    size_t room = 2 * (life->kin_count + more);
    LifeKin *kin = realloc(life->kin, room * sizeof *kin);
    if (!kin)
        return false;
    life->kin = kin;
    life->kin_room = room;
    return true;
}

static bool life_add_kin(Life *life, const Snapshot *s, const char *table)
{
    size_t rows = 0, same = 0, births = 0;
    bool wide = strcmp(table, "deaths") == 0; /* there times are doubles */
    uint64_t *id = snapshot_column(s, table, "id", HDF_U64, &rows);
    uint64_t *parent = snapshot_column(s, table, "parent", HDF_U64, &same);
    void *birth = snapshot_column(s, table, "birth_h", wide ? HDF_F64 : HDF_F32, &births);
    bool room = life_room(life, rows);
    if (room && id && parent && birth && same == rows && births == rows)
        for (size_t i = 0; i < rows; i++)
            life->kin[life->kin_count++] = (LifeKin){
                id[i], parent[i], wide ? ((double *)birth)[i] : (double)((float *)birth)[i]};
    free(id);
    free(parent);
    free(birth);
    return room;
}

const LifeKin *life_kin(Life *life, uint64_t id)
{
    const LifeKin key = {.id = id};
    life_sort(life);
    return life->kin_count == 0 ? NULL
                                : bsearch(&key, life->kin, life->kin_count, sizeof key, life_order);
}

/* -- what it was and saw ---------------------------------------------------------------------- */

/* The concentrations at the cell's site, if it has one. */
static void life_fields(const Life *life, const Snapshot *s, Sight *out)
{
    char ignored[256];
    float *field = malloc((size_t)s->grid.sites * sizeof *field);
    for (int k = 0; k < PARAMS_SUBSTANCES; k++)
        out->field[k] = NAN;
    for (int k = 0; k < life->params->substances_count && field && out->site >= 0; k++)
        if (snapshot_sites(s, life->params->substances[k].name, HDF_F32, field, ignored,
                           sizeof ignored) == STATUS_OK)
            out->field[k] = (double)field[out->site];
    free(field);
}

static void life_note(Life *life, const Sight *sight)
{
    if (sight_threatened(sight))
        life->end.safe = *sight;
    else if (sight->type == SITE_TUMOR && life->end.committed.id == 0)
        life->end.committed = *sight;
    life->end.seen = true;
}

/* The parameters that a snapshot was made with. */
static const Params *life_params(Life *life, const Snapshot *s)
{
    char *config = snapshot_text(s, "/provenance", "config");
    if (!config || (life->config && strcmp(config, life->config) == 0)) {
        free(config);
        return life->config ? life->own : life->params;
    }
    Messages messages;
    messages_start(&messages);
    if (!life->own)
        life->own = malloc(sizeof *life->own);
    bool well = life->own && config_read_text("the snapshot", config, strlen(config), life->own,
                                              &messages) == STATUS_OK;
    messages_destroy(&messages);
    free(life->config);
    life->config = well ? config : NULL;
    if (!well)
        free(config);
    const Params *params = well ? life->own : life->params;
    calcium_map(params, &life->calcium);
    return params;
}

static bool life_sight(Life *life, const Snapshot *s, size_t row)
{
    static const char *const axes[3] = {"x", "y", "z"};
    double at[3];
    for (int a = 0; a < 3; a++)
        at[a] = life_float(s, axes[a], row);
    Sight sight = {.id = life->id,
                   .parent = life_parent(s, "cells", row),
                   .site = snapshot_site(s, at),
                   .time_h = 24 * s->time_d,
                   .birth_h = life_float(s, "birth_h", row),
                   .due_h = life_float(s, "due_h", row),
                   .type = life_kind(s, "cells", "type", row, SITE_TYPE_COUNT),
                   .phase = life_kind(s, "cells", "phase", row, SITE_PHASE_COUNT),
                   .cause = life_kind(s, "cells", "cause", row, DEATH_CAUSE_COUNT),
                   .divisions = -1,
                   .psma = life_float(s, "psma", row),
                   .blocked = life_float(s, "serca_blocked", row),
                   .calcium = life_float(s, "calcium", row),
                   .damage = life_float(s, "damage", row),
                   .death_h = NAN};
    life_fields(life, s, &sight);
    sight_hazards(life_params(life, s), &life->calcium, &sight);
    if (life->sights_count == life->sights_room) {
        size_t room = 2 * life->sights_room + 32;
        Sight *sights = realloc(life->sights, room * sizeof *sights);
        if (!sights)
            return false;
        life->sights = sights;
        life->sights_room = room;
    }
    life->sights[life->sights_count++] = sight;
    life_note(life, &sight);
    return true;
}

static void life_death(Life *life, const Snapshot *s, size_t row)
{
    size_t sites = 0;
    uint32_t *site = snapshot_column(s, "deaths", "site", HDF_U32, &sites);
    bool placed = site && row < sites && site[row] < s->grid.sites;
    life->end.death = (Sight){.id = life->id,
                              .parent = life_parent(s, "deaths", row),
                              .site = placed ? (int64_t)site[row] : -1,
                              .time_h = 24 * s->time_d,
                              .birth_h = life_double(s, "birth_h", row),
                              .death_h = life_double(s, "time", row),
                              .cause = life_kind(s, "deaths", "cause", row, DEATH_CAUSE_COUNT),
                              .dead = true};
    free(site);
}

static bool life_snapshot(Life *life, const Snapshot *s)
{
    static const char *const tables[] = {"cells", "deaths"};
    life->grid = s->grid;
    for (int t = 0; t < 2; t++) {
        size_t rows = 0;
        uint64_t *ids = snapshot_column(s, tables[t], "id", HDF_U64, &rows);
        size_t row = life_find(ids, rows, life->id);
        free(ids);
        if (row < rows && t == 0 && !life_sight(life, s, row))
            return false;
        if (row < rows && t == 1)
            life_death(life, s, row);
        if (!life_add_kin(life, s, tables[t]))
            return false;
    }
    return true;
}

/* -- the run ---------------------------------------------------------------------------------- */

void life_start(Life *life, const char *folder, const Params *params, uint64_t id)
{
    *life = (Life){.id = id, .params = params};
    snprintf(life->folder, sizeof life->folder, "%s", folder);
    calcium_map(params, &life->calcium);
}

void life_branch(Life *life, const char *parent, double branch_h)
{
    char ignored[FILE_PATH + 256];
    life->branch_h = branch_h;
    (void)runlist_read(parent, &life->before, ignored, sizeof ignored);
}

void life_destroy(Life *life)
{
    runlist_destroy(&life->list);
    runlist_destroy(&life->before);
    free(life->kin);
    free(life->sights);
    free(life->own);
    free(life->config);
    *life = (Life){0};
}

Status life_look(Life *life, char *message, size_t message_size)
{
    RunList list;
    Status status = runlist_read(life->folder, &list, message, message_size);
    if (status != STATUS_OK)
        return status;
    runlist_destroy(&life->list);
    life->list = list;
    return STATUS_OK;
}

bool life_more(const Life *life)
{
    return life->before_read < life->before.count || life->read < life->list.count;
}

Status life_next(Life *life, char *message, size_t message_size)
{
    Snapshot s;
    if (!life_more(life))
        return STATUS_OK;
    const bool before = life->before_read < life->before.count;
    const char *path =
        before ? life->before.paths[life->before_read++] : life->list.paths[life->read++];
    Status status = snapshot_open(path, &s, message, message_size);
    if (status == STATUS_OK) {
        bool late = before && 24 * s.time_d >= life->branch_h - 1e-9;
        if (late) {
            life->before_read = life->before.count;
        } else if (!life_snapshot(life, &s)) {
            snprintf(message, message_size, "%s: %s", path, status_sentence(STATUS_NO_MEMORY));
            status = STATUS_NO_MEMORY;
        }
        snapshot_close(&s);
    }
    if (status != STATUS_OK)
        snprintf(life->fault, sizeof life->fault, "%s", message);
    return status;
}

const LifeEnd *life_end(Life *life)
{
    const LifeKin *kin = life_kin(life, life->id);
    life->end.birth_h = kin ? kin->birth_h : NAN;
    return &life->end;
}

/* -- telling ---------------------------------------------------------------------------------- */

static void tell_ancestors(Life *life, LifeTold *out)
{
    const LifeKin *kin = life_kin(life, life->id);
    out->known = kin != NULL;
    for (int g = 0; kin && kin->parent && g < LIFE_ANCESTORS; g++) {
        const LifeKin unknown = {.id = kin->parent, .birth_h = NAN};
        kin = life_kin(life, kin->parent);
        if (g < LIFE_NAMED)
            out->ancestor[g] = kin ? *kin : unknown;
        out->ancestors += kin != NULL;
        out->founder = kin && !kin->parent;
    }
}

void life_tell(Life *life, LifeTold *out)
{
    const unsigned version = out->version;
    *out = (LifeTold){.id = life->id,
                      .version = version,
                      .read = (int)(life->before_read + life->read),
                      .of = (int)(life->before.count + life->list.count)};
    out->end = *life_end(life);
    tell_ancestors(life, out);
    snprintf(out->fault, sizeof out->fault, "%.*s", LIFE_WORDS - 1, life->fault);
    const size_t count = life->sights_count;
    out->sights_count = (int)(count < LIFE_SHOWN ? count : LIFE_SHOWN);
    for (int i = 0; i < out->sights_count; i++) /* first and last are among them */
        out->sights[i] =
            life->sights[count <= LIFE_SHOWN ? (size_t)i
                                             : (size_t)i * (count - 1) / (LIFE_SHOWN - 1)];
}
