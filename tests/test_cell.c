/* One cell: what is seen of it in a world, in a saved state and in a viewer is the same; its end,
 * its kin and what it saw are told in a run, in a branch of one and when it is gone. */
#include "cli/story.h"
#include "io/snapshot.h"
#include "render/replay.h"
#include "render/viewer.h"
#include "watched.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool alike(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-6 * fabs(a);
}

/* Asks for a cell, and waits for a frame of that step that was taken for it. */
static Sight sight_of(const Source *source, uint64_t id)
{
    FrameWish wish = {.plane = FRAME_PLANE_Z, .index = 7, .values = -1, .cell = id};
    source->command(source->context, &(SourceCommand){.order = SOURCE_LOOK, .wish = wish});
    for (int i = 0; i < 60000; i++) {
        SourceState state;
        source->state(source->context, &state);
        const Frame *frame = source->frame(source->context);
        if (frame && frame->wish.cell == id && frame->step == state.step && !state.playing)
            return frame->sight;
        watched_pause(0.001);
    }
    fail_msg("no frame of the cell");
    return (Sight){0};
}

/* What saved states tell of it, when all are read. */
static void told_of(const Source *source, uint64_t id, LifeTold *out)
{
    *out = (LifeTold){0};
    for (int i = 0; i < 60000; i++) {
        SourceState state;
        source->state(source->context, &state);
        source->frame(source->context);
        (void)source->life(source->context, out);
        if (out->id == id && out->of > 0 && out->read == out->of)
            return;
        watched_pause(0.001);
    }
    fail_msg("its life is not told");
}

/* Of the kind that is asked for, in the snapshots of the run "alone". */
static uint64_t picked(const char *cause)
{
    uint64_t id = 0;
    char message[DRIVE_MESSAGE];
    assert_int_equal(story_pick("alone", story_cause_of(cause), &id, message, sizeof message),
                     STATUS_OK);
    return id;
}

static void sights_alike(const Sight *a, const Sight *b)
{
    assert_true(a->id == b->id && a->site == b->site && a->type == b->type);
    assert_true(a->parent == b->parent && a->phase == b->phase && a->cause == b->cause);
    assert_true(alike(a->time_h, b->time_h) && alike(a->birth_h, b->birth_h));
    assert_true(alike(a->psma, b->psma) && alike(a->blocked, b->blocked));
    assert_true(alike(a->damage, b->damage) && alike(a->calcium, b->calcium));
    for (int k = 0; k < 4; k++)
        assert_true(alike(a->field[k], b->field[k]));
    assert_true(alike(a->hazards.threshold, b->hazards.threshold));
    assert_true(alike(a->hazards.hypoxic, b->hazards.hypoxic) && a->hazards.threshold > 0);
    assert_true(alike(a->hazards.loss, b->hazards.loss) && a->hazards.loss > 0);
}

/* A cell that the drug kills is followed in a run, in its saved states, and in what is told. */
static void a_cell_is_seen_alike_everywhere(void **state)
{
    (void)state;
    Source source, files;
    Replay *replay;
    char message[DRIVE_MESSAGE];
    static LifeTold told, again;
    watched_alone("alone", NULL);
    uint64_t id = picked("drug");
    Session *session = watched_session("seen", &source);
    watched_order(&source, SOURCE_GO, 0.75, NULL);
    watched_wait(&source, 0.75);
    Sight live = sight_of(&source, id);
    assert_int_equal(replay_create("alone", 0.75, &replay, message, sizeof message), STATUS_OK);
    files = replay_source(replay);
    Sight saved = sight_of(&files, id);
    sights_alike(&live, &saved);
    assert_int_equal(live.around, 26);
    assert_int_equal(live.divisions, saved.divisions);
    assert_memory_equal(live.around_type, saved.around_type, sizeof live.around_type);
    told_of(&files, id, &told);
    int at = 0;
    while (at < told.sights_count && !alike(told.sights[at].time_h, 18))
        at++;
    assert_true(at < told.sights_count);
    sights_alike(&live, &told.sights[at]);
    assert_true(told.end.death.id == id && told.end.death.cause == CAUSE_DRUG);
    assert_true(told.end.committed.id == id || told.end.safe.id == id);

    watched_order(&source, SOURCE_GO, 2, NULL);
    watched_wait(&source, 2);
    live = sight_of(&source, id);
    told_of(&source, id, &again);
    assert_true(again.end.death.death_h == told.end.death.death_h);
    assert_int_equal(again.sights_count, told.sights_count);
    assert_true(again.ancestors == told.ancestors && again.end.birth_h == told.end.birth_h);
    assert_true(live.id == 0 || live.type != SITE_TUMOR);
    replay_destroy(replay);
    watched_end(session, STATUS_OK);
}

/* A death that the last snapshot has, well before it was saved: when, h, and whose. */
static double a_death(uint64_t *id, int *cause)
{
    Snapshot s;
    char message[DRIVE_MESSAGE];
    size_t rows = 0, row = 0;
    assert_int_equal(snapshot_open("alone/snap_000008.hdf", &s, message, sizeof message), 0);
    uint64_t *ids = snapshot_column(&s, "deaths", "id", HDF_U64, &rows);
    double *times = snapshot_column(&s, "deaths", "time", HDF_F64, &rows);
    uint8_t *causes = snapshot_column(&s, "deaths", "cause", HDF_U8, &rows);
    assert_true(ids && times && causes);
    while (row < rows && times[row] > 47.5)
        row++;
    assert_true(row < rows);
    double time_h = times[row];
    *id = ids[row], *cause = causes[row];
    free(ids), free(times), free(causes);
    snapshot_close(&s);
    return time_h;
}

/* Dead since the last snapshot, it is among the deaths of the world. */
static void a_death_is_told_before_it_is_saved(void **state)
{
    (void)state;
    Source source;
    uint64_t id;
    int cause;
    const double time_h = a_death(&id, &cause), after = (time_h + 0.1) / 24;
    Session *session = watched_session("soon", &source);
    watched_order(&source, SOURCE_GO, after, NULL);
    watched_wait(&source, after);
    Sight live = sight_of(&source, id);
    assert_true(live.id == id && live.cause == cause);
    assert_true(fabs(live.death_h - time_h) < 1e-6);
    watched_end(session, STATUS_STOPPED);
}

/* The snapshots of its parent tell of a branch's cell what was before it. */
static void a_branch_knows_what_was_before(void **state)
{
    (void)state;
    Source source;
    static LifeTold told;
    uint64_t id = picked("drug");
    Session *session = watched_session("root", &source);
    watched_order(&source, SOURCE_GO, 1, NULL);
    watched_wait(&source, 1);
    watched_order(&source, SOURCE_GO, 0.5, NULL);
    watched_wait(&source, 0.5);
    watched_order(&source, SOURCE_CHANGE, 0, "serca.kd=30 nM");
    watched_order(&source, SOURCE_GO, 1.25, NULL);
    watched_wait(&source, 1.25);
    (void)sight_of(&source, id);
    told_of(&source, id, &told);
    assert_true(told.sights_count >= 3);
    assert_true(told.sights[0].time_h < 11.9); /* of the parent */
    for (int i = 1; i < told.sights_count; i++)
        assert_true(told.sights[i].time_h > told.sights[i - 1].time_h);
    watched_end(session, STATUS_STOPPED);
}

/* Neighbours, counted by hand in a corner and inside. */
static void neighbours_are_counted(void **state)
{
    (void)state;
    Drive *drive = watched_drive("world", NULL);
    World *w = drive->world;
    int64_t corner = 0, inside = grid_index(&w->grid, 7, 7, 7);
    Sight s;
    const int64_t places[] = {corner, inside};
    for (int64_t i = 0; i < w->grid.sites; i++)
        w->id[i] = 1000 + (uint64_t)i;
    for (int i = 0; i < 2; i++) {
        int64_t at = places[i];
        w->type[at] = SITE_TUMOR, w->phase[at] = PHASE_G1, w->parent[at] = 77;
        sight_take(w, 1000 + (uint64_t)at, i ? -1 : 5, &s);
        assert_true(s.site == at && s.around == (i ? 26 : 7));
        int64_t next = grid_index(&w->grid, i ? 8 : 1, i ? 8 : 1, i ? 8 : 1);
        int before = s.daughters;
        w->parent[next] = s.id;
        sight_take(w, s.id, at, &s);
        assert_int_equal(s.daughters, before + 1);
        w->id[next] = 77;
        sight_take(w, s.id, at, &s);
        assert_true(s.mother);
        w->id[next] = 1000 + (uint64_t)next;
    }
    sight_take(w, 5, -1, &s);
    assert_true(s.id == 0);
    sight_take(w, 0, -1, &s);
    assert_true(s.id == 0);
    drive_destroy(drive);
    free(drive);
}

/* Opened by a click, in a window of any size, saved, closed. */
static void a_cell_is_opened_and_closed(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1024, 700}, {1280, 800}, {1920, 1200}};
    Source source;
    Replay *replay;
    Viewer *viewer;
    Canvas canvas;
    char message[DRIVE_MESSAGE];
    assert_int_equal(replay_create("alone", 1, &replay, message, sizeof message), STATUS_OK);
    source = replay_source(replay);
    assert_int_equal(viewer_create(&source, NULL, 0, &viewer), STATUS_OK);
    double now = 0;
    for (int i = 0; i < 3; i++) {
        int width = sizes[i][0], height = sizes[i][1];
        assert_int_equal(canvas_create(width, height, &canvas), STATUS_OK);
        viewer_update(viewer, now += 0.1);
        viewer_paint(viewer, &canvas);
        double x = (width - 460) / 2.0, y = 34 + (height - 34 - 46 - 40) / 2.0;
        viewer_press(viewer, x, y);
        viewer_release(viewer, x, y);
        for (int k = 0; k < 12; k++) {
            viewer_update(viewer, now += 0.1);
            viewer_paint(viewer, &canvas);
        }
        viewer_do(viewer, CONTROL_PLOT_SAVE);
        viewer_do(viewer, CONTROL_CELL_CLOSE);
        viewer_update(viewer, now += 0.1);
        viewer_paint(viewer, &canvas);
        viewer_do(viewer, CONTROL_PLOT_SAVE);
        canvas_destroy(&canvas);
    }
    for (int i = 0; i < 3; i++) {
        char path[96];
        snprintf(path, sizeof path, "alone/pictures/plot_cell_day_001.000_%d.pdf", i);
        assert_true(file_exists(path));
        snprintf(path, sizeof path, "alone/pictures/plot_volume_day_001.000_%d.pdf", i);
        assert_true(file_exists(path));
    }
    viewer_destroy(viewer);
    replay_destroy(replay);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_seen_alike_everywhere),
        cmocka_unit_test(a_death_is_told_before_it_is_saved),
        cmocka_unit_test(a_branch_knows_what_was_before),
        cmocka_unit_test(neighbours_are_counted),
        cmocka_unit_test(a_cell_is_opened_and_closed),
    };
    return cmocka_run_group_tests(tests, watched_enter, watched_leave);
}
