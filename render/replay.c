#include "render/replay.h"

#include "io/clock.h"
#include "io/snapshot.h"
#include "render/follow.h"
#include "render/lives.h"
#include "render/record.h"
#include "render/restore.h"
#include "render/shots.h"
#include "therapy/calcium.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double LOOK_EVERY = 1, SHOW_EVERY = 0.25; /* s */

struct Replay {
    char folder[FILE_PATH], parent[FILE_PATH]; /* parent: of a branch; else "" */
    Memory memory;
    Params params, read; /* of the snapshot that is shown; of the one that is read */
    double live_values[LIVE_COUNT];
    World *world;
    Frame frame;
    FrameWish wish;
    Lives lives;
    Shot *shots;
    int count, at; /* the one that is shown */
    bool playing, stale;
    Follow follow;
    int tries;    /* how often the next one could not be read, of a run that goes on */
    bool blank;   /* what is shown could not be read */
    bool alone;   /* one snapshot, without a run around it */
    double speed; /* days per second; 0: as fast as they are read */
    double looked_at, shown_at;
    char note[SOURCE_TEXT];
    unsigned notes;
    uint64_t frames_taken;
};

static void replay_note(Replay *r, const char *text)
{
    snprintf(r->note, sizeof r->note, "%.*s", (int)sizeof r->note - 1, text);
    r->notes++;
}

/* -- a snapshot as a world -------------------------------------------------------------------- */

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
    Status status = restore_params(s, path, &r->read, message, message_size);
    if (status == STATUS_OK && r->world && params_unlike(&r->params, &r->read))
        return restore_wrong(path, "a snapshot of another run", message, message_size);
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

static Status replay_world(Replay *r, const Snapshot *s, const char *path, char *message,
                           size_t message_size)
{
    Status status = replay_parameters(r, s, path, message, message_size);
    if (status == STATUS_OK)
        return restore_world(r->world, s, path, message, message_size);
    if (r->world)
        restore_blank(r->world); /* not the one of before under another day */
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
    r->blank = status != STATUS_OK;
    if (r->alone)
        r->shots[at].day = snapshot.time_d;
    r->stale = true;
    return status;
}

/* -- the folder ------------------------------------------------------------------------------- */

/* Looks whether more was saved; the one that is shown stays. */
static Status replay_look(Replay *r, char *message, size_t message_size)
{
    Shot *shots;
    int count;
    if (r->alone)
        return STATUS_OK;
    Status status = shots_list(r->folder, &shots, &count, message, message_size);
    r->looked_at = clock_seconds();
    if (status != STATUS_OK)
        return status;
    free(r->shots);
    r->shots = shots;
    r->count = count;
    r->at = r->at < count ? r->at : count - 1;
    return STATUS_OK;
}

static Status replay_show(Replay *r, int at, char *message, size_t message_size)
{
    at = at < 0 ? 0 : at >= r->count ? r->count - 1 : at;
    r->shown_at = clock_seconds();
    return at == r->at && !r->blank ? STATUS_OK : replay_open(r, at, message, message_size);
}

/* The same, as a person asked for it. */
static void replay_turn(Replay *r, int at)
{
    char message[FILE_PATH + 512];
    if (replay_show(r, at, message, sizeof message) == STATUS_OK)
        return;
    replay_note(r, message);
    r->playing = false;
}

enum { PATIENCE = 20 };

static bool replay_again(const Replay *r)
{
    return r->blank && r->follow.going && r->tries < PATIENCE;
}

/* The next one in turn. Of a run that goes on it may not be whole yet where files come over a
 * network, a list before what it lists: then it is tried again, and told when that takes long. */
static void replay_next(Replay *r)
{
    char message[FILE_PATH + 512];
    if (replay_show(r, replay_again(r) ? r->at : r->at + 1, message, sizeof message) == STATUS_OK) {
        r->tries = 0;
        return;
    }
    if (!r->follow.going || ++r->tries == PATIENCE)
        replay_note(r, message);
    r->playing &= r->follow.going;
}

/* Looks around, once in a while. */
static void replay_look_out(Replay *r)
{
    char ignored[FILE_PATH + 512];
    const bool going = r->follow.going;
    (void)replay_look(r, ignored, sizeof ignored);
    follow_look(&r->follow, r->folder, r->looked_at);
    if (going && !r->follow.going && r->follow.running)
        replay_note(r, "this run writes no more, though it says that it runs: it may have been "
                       "killed; prodrome run --resume, or view --resume, goes on with it");
}

static bool replay_at_end(const Replay *r)
{
    return r->at + 1 >= r->count;
}

/* The next one, when its time has come. */
static void replay_advance(Replay *r)
{
    double now = clock_seconds();
    if (!r->alone && now - r->looked_at > LOOK_EVERY)
        replay_look_out(r);
    const bool again = replay_again(r);
    if (!r->playing || (replay_at_end(r) && !again))
        return;
    const double days = again ? 0 : r->shots[r->at + 1].day - r->shots[r->at].day;
    if (now - r->shown_at >= (r->speed > 0 && !again ? days / r->speed : SHOW_EVERY))
        replay_next(r);
}

/* -- the viewer's side ------------------------------------------------------------------------ */

static void replay_command(void *context, const SourceCommand *c)
{
    Replay *r = context;
    switch (c->order) {
    case SOURCE_PLAY:
        r->playing = true;
        if (replay_at_end(r) && !r->follow.going) /* from the beginning again */
            replay_turn(r, 0);
        r->shown_at = clock_seconds();
        break;
    case SOURCE_PAUSE:
        r->playing = false;
        break;
    case SOURCE_STEPS:
        r->playing = false;
        replay_turn(r, r->at + 1);
        break;
    case SOURCE_GO:
        r->playing = false;
        replay_turn(r, shots_nearest(r->shots, r->count, c->number));
        break;
    case SOURCE_SPEED:
        r->speed = c->number;
        break;
    case SOURCE_CHANGE:
    case SOURCE_DOSE:
        replay_note(r, "a saved run is read-only: view its config.yaml to compute on");
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
    const bool waiting = r->playing && replay_at_end(r) && r->follow.going;
    *out = (SourceState){.playing = r->playing && (!replay_at_end(r) || waiting),
                         .waiting = waiting,
                         .over = replay_at_end(r),
                         .step = r->world->step,
                         .day = r->shots[r->at].day,
                         .head_day = r->shots[r->count - 1].day,
                         .end_day = fmax(r->params.time_end / 24, r->shots[r->count - 1].day),
                         .goal = NAN,
                         .failed = r->blank,
                         .notes = r->notes};
    memcpy(out->live_values, r->live_values, sizeof out->live_values);
    snprintf(out->folder, sizeof out->folder, "%s", r->folder);
    snprintf(out->parent, sizeof out->parent, "%s", r->parent);
    snprintf(out->note, sizeof out->note, "%s", r->note);
}

static const Frame *replay_frame(void *context)
{
    Replay *r = context;
    if (r->stale) {
        frame_take(&r->frame, r->world, &r->wish);
        r->frame.number = ++r->frames_taken;
    }
    r->stale = false;
    return &r->frame;
}

/* One snapshot is read at each call. */
static bool replay_told(void *context, LifeTold *out)
{
    Replay *r = context;
    const LivesWish wish = {.cell = r->wish.cell,
                            .folder = r->folder,
                            .parent = r->parent,
                            .branch_h = 24 * r->shots[0].day,
                            .params = &r->params,
                            .snapshots = (size_t)r->count};
    (void)lives_go_on(&r->lives, &wish);
    const bool other = r->lives.told.version != out->version;
    if (other)
        *out = r->lives.told;
    return other;
}

Source replay_source(Replay *r)
{
    return (Source){.context = r,
                    .params = &r->params,
                    .grid = r->world->grid,
                    .command = replay_command,
                    .state = replay_state,
                    .frame = replay_frame,
                    .life = replay_told};
}

void replay_destroy(Replay *r)
{
    if (!r)
        return;
    lives_destroy(&r->lives);
    frame_destroy(&r->memory, &r->frame);
    world_destroy(r->world);
    free(r->shots);
    free(r);
}

/* Whether it is the folder of a run. */
static bool replay_begun(const char *folder)
{
    char path[FILE_PATH], ignored[FILE_PATH + 512];
    return file_path(path, folder, "config.yaml", ignored, sizeof ignored) == STATUS_OK &&
           file_exists(path);
}

/* The folder of a snapshot, and which of its run it is; alone where that run does not know it. */
static Status replay_around(Replay *r, const char *path, int *first, char *message, size_t size)
{
    const char *slash = strrchr(path, '/');
    snprintf(r->folder, sizeof r->folder, "%.*s", slash ? (int)(slash - path) : 1,
             slash ? path : ".");
    if (slash == path)
        snprintf(r->folder, sizeof r->folder, "/");
    bool run = replay_look(r, message, size) == STATUS_OK;
    for (int i = 0; run && i < r->count; i++) {
        const char *name = strrchr(r->shots[i].path, '/');
        if (strcmp(name ? name + 1 : r->shots[i].path, slash ? slash + 1 : path) == 0) {
            *first = i;
            return STATUS_OK;
        }
    }
    free(r->shots);
    r->shots = calloc(1, sizeof *r->shots);
    r->alone = true;
    r->count = 1;
    *first = 0;
    if (!r->shots) {
        snprintf(message, size, "%s: not enough memory", path);
        return STATUS_NO_MEMORY;
    }
    snprintf(r->shots->path, sizeof r->shots->path, "%s", path);
    return STATUS_OK;
}

/* The saved states of a folder, and the one to begin with. */
static Status replay_folder(Replay *r, const char *folder, double day, int *first, char *message,
                            size_t size)
{
    snprintf(r->folder, sizeof r->folder, "%s", folder);
    Status status = replay_look(r, message, size);
    if (status == STATUS_NO_INPUT && replay_begun(folder))
        snprintf(message, size,
                 "%s: nothing is saved yet; the first state is that of day 0, after the burn-in",
                 folder);
    if (status != STATUS_OK)
        return status;
    follow_look(&r->follow, folder, r->looked_at);
    r->playing = isnan(day) && r->follow.going; /* what is saved from now on is shown as it comes */
    *first = !isnan(day)       ? shots_nearest(r->shots, r->count, day)
             : r->follow.going ? r->count - 1
                               : 0;
    return STATUS_OK;
}

/* A run whose tables cannot be read is shown without its parent. */
static void replay_descent(Replay *r)
{
    char ignored[FILE_PATH + 512];
    Record record;
    if (record_read(r->folder, &record, ignored, sizeof ignored) != STATUS_OK)
        return;
    snprintf(r->parent, sizeof r->parent, "%s", record.parent);
    record_destroy(&record);
}

Status replay_create(const char *path, double day, Replay **out, char *message, size_t message_size)
{
    int first = 0;
    Replay *r = calloc(1, sizeof *r);
    *out = NULL;
    if (!r) {
        snprintf(message, message_size, "%s: not enough memory", path);
        return STATUS_NO_MEMORY;
    }
    r->wish.values = -1;
    Status status = file_is_folder(path)
                        ? replay_folder(r, path, day, &first, message, message_size)
                        : replay_around(r, path, &first, message, message_size);
    if (status == STATUS_OK)
        status = replay_open(r, first, message, message_size);
    if (status == STATUS_OK && !r->alone)
        replay_descent(r);
    if (status != STATUS_OK) {
        replay_destroy(r);
        return status;
    }
    *out = r;
    return STATUS_OK;
}
