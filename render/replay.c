/* A snapshot has all that frames show, but site by site for fields and types, and by rows of a
 * table for the rest. It is put into a World, from which frames are taken as from one that runs. */
#include "render/replay.h"

#include "io/config.h"
#include "io/snapshot.h"
#include "render/record.h"
#include "render/shots.h"
#include "therapy/calcium.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double LOOK_EVERY = 1, SHOW_EVERY = 0.25; /* s */

struct Replay {
    char folder[FILE_PATH];
    Memory memory;
    Params params, read; /* of the snapshot that is shown; of the one that is read */
    double live_values[LIVE_COUNT];
    World *world;
    Frame frame;
    FrameWish wish;
    Shot *shots;
    int count, at; /* the one that is shown */
    bool playing, stale;
    double speed; /* days per second; 0: as fast as they are read */
    double looked_at, shown_at;
    char note[SOURCE_TEXT];
    unsigned notes;
};

static double replay_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void replay_note(Replay *r, const char *text)
{
    snprintf(r->note, sizeof r->note, "%.*s", (int)sizeof r->note - 1, text);
    r->notes++;
}

/* -- a snapshot as a world -------------------------------------------------------------------- */

static Status replay_wrong(const char *path, const char *what, char *message, size_t message_size)
{
    snprintf(message, message_size, "%s: error: %s", path, what);
    return STATUS_BAD_DATA;
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

static bool replay_cells(const Snapshot *s, World *w, const int64_t *site, size_t count)
{
    const double day0 = (double)params_day0_step(&w->params);
    bool well = true;
    COLUMN(id, uint64_t, HDF_U64, w->id[site[row]] = value)
    COLUMN(parent, uint64_t, HDF_U64, w->parent[site[row]] = value)
    COLUMN(cause, uint8_t, HDF_U8, w->cause[site[row]] = value; well &= value < DEATH_CAUSE_COUNT)
    COLUMN(clone, uint8_t, HDF_U8, w->clone[site[row]] = value; well &= value <= PARAMS_CLONES)
    COLUMN(psma, float, HDF_F32, w->psma[site[row]] = value)
    COLUMN(bound, float, HDF_F32, w->bound[site[row]] = value)
    COLUMN(damage, float, HDF_F32, w->damage[site[row]] = value)
    COLUMN(birth_h, float, HDF_F32,
           w->birth_step[site[row]] =
               (int32_t)fmax(fmin(floor(day0 + (double)value / w->step_h + 0.5), PARAMS_STEPS), 0))
    return well;
}
#undef COLUMN

/* The sites of the rows of the table of cells: those that hold one, in order. */
static Status replay_rows(const Snapshot *s, World *w, const char *path, char *message,
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
    bool well = replay_cells(s, w, site, count);
    free(site);
    return well ? STATUS_OK
                : replay_wrong(path, "its table of cells is not that of its sites", message,
                               message_size);
}

static Status replay_sites(const Snapshot *s, World *w, const char *path, char *message,
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
               ? replay_wrong(path, "a site holds what there is not", message, message_size)
               : status;
}

/* Names, units and lattice of the run, from the configuration of a snapshot. */
static Status replay_params(const Snapshot *s, const char *path, Params *out, char *message,
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
        return replay_wrong(path, "its configuration cannot be read", message, message_size);
    if (out->grid_nx != s->grid.nx || out->grid_ny != s->grid.ny || out->grid_nz != s->grid.nz)
        return replay_wrong(path, "its lattice is not that of its configuration", message,
                            message_size);
    return STATUS_OK;
}

/* A world and a frame for what the first snapshot is of. */
static Status replay_room(Replay *r, const char *path, char *message, size_t message_size)
{
    Status status = world_create(&r->params, &r->memory, &r->world);
    if (status == STATUS_OK)
        status = frame_create(&r->memory, &r->world->grid, r->params.substances_count, &r->frame);
    if (status != STATUS_OK)
        snprintf(message, message_size, "%s: %s", path, status_sentence(status));
    return status;
}

/* The parameters in force when a snapshot was saved, which may have been changed since the last. */
static Status replay_parameters(Replay *r, const Snapshot *s, const char *path, char *message,
                                size_t message_size)
{
    Status status = replay_params(s, path, &r->read, message, message_size);
    if (status == STATUS_OK && r->world && params_unlike(&r->params, &r->read))
        return replay_wrong(path, "a snapshot of another run", message, message_size);
    if (status != STATUS_OK)
        return status;
    r->params = r->read;
    if (!r->world)
        status = replay_room(r, path, message, message_size);
    if (status != STATUS_OK)
        return status;
    r->world->params = r->params;
    calcium_map(&r->world->params, &r->world->calcium);
    for (int i = 0; i < LIVE_COUNT; i++)
        r->live_values[i] = live_value(&r->params, i);
    return STATUS_OK;
}

/* Nothing: what a snapshot that is wrong shows, and what sites without a row of cells are. */
static void replay_blank(World *w)
{
    const size_t sites = (size_t)w->grid.sites;
    memset(w->type, SITE_HOST, sites);
    memset(w->phase, PHASE_NONE, sites);
    memset(w->perfused, 0, sites);
    memset(w->cause, CAUSE_NONE, sites);
    memset(w->clone, 0, sites);
    memset(w->id, 0, sites * sizeof *w->id);
    memset(w->parent, 0, sites * sizeof *w->parent);
}

static Status replay_world(Replay *r, const Snapshot *s, const char *path, char *message,
                           size_t message_size)
{
    Status status = replay_parameters(r, s, path, message, message_size);
    if (status != STATUS_OK)
        return status;
    replay_blank(r->world);
    status = replay_sites(s, r->world, path, message, message_size);
    if (status == STATUS_OK)
        status = replay_rows(s, r->world, path, message, message_size);
    if (status != STATUS_OK)
        replay_blank(r->world);
    r->world->step = s->step;
    return status;
}

static Status replay_open(Replay *r, int at, char *message, size_t message_size)
{
    Snapshot snapshot;
    Status status = snapshot_open(r->shots[at].path, &snapshot, message, message_size);
    if (status != STATUS_OK)
        return status;
    status = replay_world(r, &snapshot, r->shots[at].path, message, message_size);
    snapshot_close(&snapshot);
    r->at = at;
    r->stale = true;
    return status;
}

/* -- the folder ------------------------------------------------------------------------------- */

/* Looks whether more was saved; the one that is shown stays. */
static Status replay_look(Replay *r, char *message, size_t message_size)
{
    Shot *shots;
    int count;
    Status status = shots_list(r->folder, &shots, &count, message, message_size);
    r->looked_at = replay_clock();
    if (status != STATUS_OK)
        return status;
    free(r->shots);
    r->shots = shots;
    r->count = count;
    r->at = r->at < count ? r->at : count - 1;
    return STATUS_OK;
}

static int replay_nearest(const Replay *r, double day)
{
    int best = 0;
    for (int i = 1; i < r->count; i++)
        if (fabs(r->shots[i].day - day) < fabs(r->shots[best].day - day))
            best = i;
    return best;
}

static void replay_show(Replay *r, int at)
{
    char message[FILE_PATH + 512];
    at = at < 0 ? 0 : at >= r->count ? r->count - 1 : at;
    r->shown_at = replay_clock();
    if (at == r->at)
        return;
    if (replay_open(r, at, message, sizeof message) != STATUS_OK) {
        replay_note(r, message);
        r->playing = false;
    }
}

/* The next one, when its time has come. */
static void replay_advance(Replay *r)
{
    char ignored[FILE_PATH + 512];
    double now = replay_clock();
    if (now - r->looked_at > LOOK_EVERY)
        (void)replay_look(r, ignored, sizeof ignored);
    if (!r->playing || r->at + 1 >= r->count)
        return;
    double days = r->shots[r->at + 1].day - r->shots[r->at].day;
    if (now - r->shown_at >= (r->speed > 0 ? days / r->speed : SHOW_EVERY))
        replay_show(r, r->at + 1);
}

/* -- the viewer's side ------------------------------------------------------------------------ */

static void replay_command(void *context, const SourceCommand *c)
{
    Replay *r = context;
    switch (c->order) {
    case SOURCE_PLAY:
        r->playing = true;
        if (r->at + 1 >= r->count) /* from the beginning again */
            replay_show(r, 0);
        r->shown_at = replay_clock();
        break;
    case SOURCE_PAUSE:
        r->playing = false;
        break;
    case SOURCE_STEPS:
        r->playing = false;
        replay_show(r, r->at + 1);
        break;
    case SOURCE_GO:
        r->playing = false;
        replay_show(r, replay_nearest(r, c->number));
        break;
    case SOURCE_SPEED:
        r->speed = c->number;
        break;
    case SOURCE_CHANGE:
    case SOURCE_DOSE:
        replay_note(r, "these are files: view their config.yaml to compute on");
        break;
    case SOURCE_LOOK:
        r->wish = c->wish;
        r->stale = true;
        break;
    }
}

static void replay_state(void *context, SourceState *out)
{
    Replay *r = context;
    replay_advance(r);
    *out = (SourceState){.playing = r->playing && r->at + 1 < r->count,
                         .over = r->at + 1 >= r->count,
                         .step = r->world->step,
                         .day = r->shots[r->at].day,
                         .head_day = r->shots[r->count - 1].day,
                         .end_day = fmax(r->params.time_end / 24, r->shots[r->count - 1].day),
                         .notes = r->notes};
    memcpy(out->live_values, r->live_values, sizeof out->live_values);
    snprintf(out->folder, sizeof out->folder, "%s", r->folder);
    snprintf(out->note, sizeof out->note, "%s", r->note);
}

static const Frame *replay_frame(void *context)
{
    Replay *r = context;
    if (r->stale)
        frame_take(&r->frame, r->world, &r->wish);
    r->stale = false;
    return &r->frame;
}

Source replay_source(Replay *r)
{
    return (Source){.context = r,
                    .params = &r->params,
                    .grid = r->world->grid,
                    .command = replay_command,
                    .state = replay_state,
                    .frame = replay_frame};
}

void replay_destroy(Replay *r)
{
    if (!r)
        return;
    frame_destroy(&r->memory, &r->frame);
    world_destroy(r->world);
    free(r->shots);
    free(r);
}

/* Whether the run is still going. */
static bool replay_going(const char *folder)
{
    Record record;
    char ignored[FILE_PATH + 512];
    if (record_read(folder, &record, ignored, sizeof ignored) != STATUS_OK)
        return false;
    bool going = strcmp(record.status, "running") == 0;
    record_destroy(&record);
    return going;
}

Status replay_create(const char *folder, double day, Replay **out, char *message,
                     size_t message_size)
{
    Replay *r = calloc(1, sizeof *r);
    *out = NULL;
    if (!r) {
        snprintf(message, message_size, "%s: not enough memory", folder);
        return STATUS_NO_MEMORY;
    }
    snprintf(r->folder, sizeof r->folder, "%s", folder);
    r->wish.values = -1;
    Status status = replay_look(r, message, message_size);
    if (status == STATUS_OK) {
        int first = !isnan(day) ? replay_nearest(r, day) : replay_going(folder) ? r->count - 1 : 0;
        status = replay_open(r, first, message, message_size);
    }
    if (status != STATUS_OK) {
        replay_destroy(r);
        return status;
    }
    *out = r;
    return STATUS_OK;
}
