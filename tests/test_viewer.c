/* The viewer without a window: what files show, what may be pressed, what the keys are. */
#include "render/pace.h"
#include "render/replay.h"
#include "render/viewer.h"
#include "watched.h"

#include <errno.h>
#include <dirent.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A saved state shows what was there when it was saved. */
static void files_show_what_was(void **state)
{
    (void)state;
    static const int scalars[] = {SCALAR_psma, SCALAR_blocked, SCALAR_damage, SCALAR_age,
                                  SCALAR_calcium};
    Source source, files;
    Replay *replay;
    char message[DRIVE_MESSAGE];
    Session *session = watched_session("shown", &source);
    watched_alone("alone", NULL);
    watched_order(&source, SOURCE_GO, 1, NULL);
    watched_wait(&source, 1);
    FrameWish wish = {.plane = FRAME_PLANE_Y, .index = 7, .values = -1};
    source.command(source.context, &(SourceCommand){.order = SOURCE_LOOK, .wish = wish});
    const Frame *now = source.frame(source.context);
    while (now->wish.plane != wish.plane || now->wish.index != wish.index || now->wish.whole ||
           now->wish.maximum) {
        watched_pause(0.001);
        now = source.frame(source.context);
    }
    assert_int_equal(replay_create("alone", 1, &replay, message, sizeof message), STATUS_OK);
    files = replay_source(replay);
    files.command(files.context, &(SourceCommand){.order = SOURCE_LOOK, .wish = wish});
    const Frame *then = files.frame(files.context);
    const size_t plane = (size_t)now->columns * (size_t)now->rows;
    assert_int_equal(now->step, then->step);
    assert_memory_equal(now->type, then->type, plane);
    assert_memory_equal(now->phase, then->phase, plane);
    assert_memory_equal(now->cause, then->cause, plane);
    assert_memory_equal(now->id, then->id, plane * sizeof *now->id);
    assert_memory_equal(now->birth_step, then->birth_step, plane * sizeof *now->birth_step);
    for (size_t i = 0; i < sizeof scalars / sizeof scalars[0]; i++)
        for (size_t at = 0; at < plane; at++) {
            float a = now->scalar[scalars[i]][at], b = then->scalar[scalars[i]][at];
            assert_true((isnan(a) && isnan(b)) || fabs((double)(a - b)) <= 1e-6 * fabs((double)a));
        }
    for (int n = 0; n < now->substances_count; n++)
        assert_memory_equal(now->field[n], then->field[n], plane * sizeof(float));
    replay_destroy(replay);
    watched_end(session, STATUS_STOPPED);
    assert_int_equal(replay_create("nowhere", NAN, &replay, message, sizeof message),
                     STATUS_NO_INPUT);
}

/* What the title of a picture ends with, soon: the thread of a run may have a frame to take. */
static void expect_title(Viewer *viewer, double *now, const char *wanted)
{
    static Labels labels;
    const char *title = labels.row[0].text;
    for (int i = 0; i < 5000; i++) {
        viewer_update(viewer, *now += 0.001);
        viewer_labels(viewer, &labels);
        const char *found = strstr(title, wanted);
        if (found && !found[strlen(wanted)])
            return;
        watched_pause(0.001);
    }
    fail_msg("`%s` does not end with `%s`", title, wanted);
}

/* Another run is shown in place of this one, and the difference of both; where it has saved no
 * state of that time there is none. */
static void another_run_is_laid_beside(void **state)
{
    (void)state;
    Source source;
    Replay *replay;
    Viewer *viewer;
    Canvas canvas;
    char message[DRIVE_MESSAGE];
    double now = 0;
    FILE *changes = fopen("more.csv", "w");
    assert_non_null(changes);
    fputs("time[d],set\n0.75,psma.activation_scale=0.5\n", changes);
    fclose(changes);
    watched_alone("other", "more.csv");
    assert_int_equal(replay_create("alone", 1, &replay, message, sizeof message), STATUS_OK);
    source = replay_source(replay);
    assert_int_equal(viewer_create(&source, NULL, 0, &viewer), STATUS_OK);
    assert_int_equal(canvas_create(1024, 700, &canvas), STATUS_OK);
    viewer_do(viewer, CONTROL_DIFFERENCE); /* there is none, which is told */
    expect_title(viewer, &now, "in the viewer");
    assert_int_equal(viewer_beside(viewer, "nowhere", message, sizeof message), STATUS_NO_INPUT);
    assert_int_equal(viewer_beside(viewer, "other", message, sizeof message), STATUS_OK);
    viewer_do(viewer, CONTROL_OTHER);
    expect_title(viewer, &now, "the other run, other, on day 1.000; this run is alone");
    viewer_paint(viewer, &canvas);
    viewer_do(viewer, CONTROL_DIFFERENCE);
    expect_title(viewer, &now, "difference on day 1.000: alone (A) \u2212 other (B)");
    for (int volume = 0; volume < 2; volume++) {
        viewer_do(viewer, CONTROL_FIELD);
        expect_title(viewer, &now, "day 1.000: alone (A) \u2212 other (B)");
        viewer_paint(viewer, &canvas);
        viewer_do(viewer, CONTROL_VOLUME);
    }
    viewer_do(viewer, CONTROL_SAVED_NEXT);
    expect_title(viewer, &now, "on day 1.250: alone (A) \u2212 other (B)");
    viewer_do(viewer, CONTROL_DIFFERENCE);
    expect_title(viewer, &now, "in the viewer");
    assert_int_equal(viewer_beside_check(source.params, "other", message, sizeof message),
                     STATUS_OK);
    assert_int_equal(viewer_beside_check(source.params, "nowhere", message, sizeof message),
                     STATUS_NO_INPUT);
    source.grid.edge_um *= 2;
    viewer_destroy(viewer);
    assert_int_equal(viewer_create(&source, NULL, 0, &viewer), STATUS_OK);
    assert_int_equal(viewer_beside(viewer, "other", message, sizeof message), STATUS_BAD_DATA);
    assert_non_null(strstr(message, "another lattice"));
    viewer_destroy(viewer);
    canvas_destroy(&canvas);
    replay_destroy(replay);
}

/* A branch can be compared with its parent, where that has saved a state. */
static void a_branch_is_laid_beside_its_parent(void **state)
{
    (void)state;
    Source source;
    Viewer *viewer;
    double now = 0;
    Session *session = watched_session("parent", &source);
    assert_int_equal(viewer_create(&source, NULL, 0, &viewer), STATUS_OK);
    watched_order(&source, SOURCE_GO, 1.5, NULL);
    watched_wait(&source, 1.5);
    watched_order(&source, SOURCE_GO, 0.75, NULL);
    watched_wait(&source, 0.75);
    watched_order(&source, SOURCE_DOSE, 28, "mipsagargin");
    while (!watched_wait(&source, 0.75).parent[0])
        watched_pause(0.001);
    watched_order(&source, SOURCE_GO, 1.25, NULL);
    watched_wait(&source, 1.25);
    viewer_update(viewer, now += 2);
    viewer_do(viewer, CONTROL_DIFFERENCE);
    expect_title(viewer, &now, "difference on day 1.250: parent-branch1 (A) \u2212 parent (B)");
    watched_order(&source, SOURCE_STEPS, 1, NULL);
    watched_wait(&source, 1.25 + 0.1 / 24);
    expect_title(viewer, &now, "in the viewer"); /* the parent was not saved there */
    viewer_do(viewer, CONTROL_OTHER);
    expect_title(viewer, &now, "the other run, parent, on day 1.250; this run is parent-branch1");
    viewer_destroy(viewer);
    watched_end(session, STATUS_STOPPED);
    Replay *replay; /* its folder alone knows that too */
    char message[DRIVE_MESSAGE];
    assert_int_equal(replay_create("parent-branch1", 1.25, &replay, message, sizeof message),
                     STATUS_OK);
    source = replay_source(replay);
    assert_int_equal(viewer_create(&source, NULL, 0, &viewer), STATUS_OK);
    viewer_update(viewer, now += 2);
    viewer_key(viewer, "D", false);
    expect_title(viewer, &now, "difference on day 1.250: parent-branch1 (A) \u2212 parent (B)");
    viewer_destroy(viewer);
    replay_destroy(replay);
}

/* Anything may be pressed at any time. */
static void monkey(const Source *source)
{
    const char *asked = getenv("MONKEY");
    long events = asked ? atol(asked) : 3000;
    Viewer *viewer;
    Canvas canvas;
    assert_int_equal(viewer_create(source, NULL, 0, &viewer), STATUS_OK);
    assert_int_equal(canvas_create(1024, 700, &canvas), STATUS_OK);
    srand(1);
    for (long i = 0; i < events; i++) {
        double x = rand() % 1100 - 30, y = rand() % 760 - 30;
        int what = rand() % 8;
        if (what == 0)
            viewer_press(viewer, x, y);
        else if (what == 1)
            viewer_release(viewer, x, y);
        else if (what == 2)
            viewer_wheel(viewer, rand() % 7 - 3, x, y);
        else if (what == 3)
            viewer_do(viewer, (Control)(rand() % CONTROL_COUNT));
        else
            viewer_point(viewer, x, y);
        viewer_update(viewer, (double)i * 0.01);
        (void)viewer_wants(viewer);
        if (i % 50 == 0)
            viewer_paint(viewer, &canvas);
    }
    canvas_destroy(&canvas);
    viewer_destroy(viewer);
}

static void a_monkey_at_the_viewer(void **state)
{
    (void)state;
    Source source;
    Replay *replay;
    char message[DRIVE_MESSAGE];
    Session *session = watched_session("monkey", &source);
    monkey(&source);
    assert_int_equal(replay_create("alone", NAN, &replay, message, sizeof message), STATUS_OK);
    source = replay_source(replay);
    monkey(&source);
    replay_destroy(replay);
    Status status = session_destroy(session, message, sizeof message);
    if (!drive_well(status))
        print_error("%s\n", message);
    assert_true(drive_well(status));
}

/* A plot is kept in three forms, on either axis; on a full disk none is, and that is told. */
static void plots_are_kept(void **state)
{
    (void)state;
    static const char *const ends[] = {".png", ".svg", ".pdf"};
    Source source;
    Replay *replay;
    Viewer *viewer;
    Canvas canvas;
    char path[128], message[DRIVE_MESSAGE];
    assert_int_equal(replay_create("alone", 1, &replay, message, sizeof message), STATUS_OK);
    source = replay_source(replay);
    assert_int_equal(viewer_create(&source, NULL, 0, &viewer), STATUS_OK);
    assert_int_equal(canvas_create(1024, 700, &canvas), STATUS_OK);
    viewer_update(viewer, 0);
    file_fail_at(2, ENOSPC);
    viewer_do(viewer, CONTROL_PLOT_SAVE);
    file_fail_at(0, 0);
    viewer_paint(viewer, &canvas);
    for (int scale = 0; scale < 2; scale++) {
        viewer_do(viewer, CONTROL_PLOT_SAVE);
        viewer_do(viewer, CONTROL_PLOT_SCALE);
        viewer_paint(viewer, &canvas);
        for (int i = 0; i < 3; i++) {
            snprintf(path, sizeof path, "alone/pictures/plot_volume_day_001.000_%d%s", scale,
                     ends[i]);
            assert_true(file_exists(path));
        }
    }
    assert_false(file_exists("alone/pictures/plot_volume_day_001.000_2.png"));
    for (int i = 0; i < 7; i++) { /* every plot is drawn on either axis */
        viewer_do(viewer, CONTROL_PLOT);
        viewer_do(viewer, CONTROL_PLOT_SCALE);
        viewer_do(viewer, CONTROL_PLOT_SAVE);
        viewer_paint(viewer, &canvas);
    }
    canvas_destroy(&canvas);
    viewer_destroy(viewer);
    replay_destroy(replay);
}

static int tasks(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/task");
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

/* A run that is watched has the threads that were asked for, no more. */
static void a_watched_run_keeps_to_its_threads(void **state)
{
    (void)state;
    Source source;
    const int threads_before = omp_get_max_threads(), tasks_before = tasks();
    omp_set_num_threads(1);
    Session *session = watched_session("single", &source);
    watched_order(&source, SOURCE_STEPS, 3, NULL);
    watched_wait(&source, -0.25 + 3 * 0.1 / 24);
    assert_int_equal(tasks(), tasks_before + 1);
    watched_end(session, STATUS_STOPPED);
    omp_set_num_threads(threads_before);
}

/* Beside a run that has all processors drawing takes a twentieth of one; else it is as fast as the
 * eye follows, but no faster. */
static void drawing_keeps_to_its_share(void **state)
{
    (void)state;
    for (double cost = 0; cost < 0.3; cost += 0.001) {
        const double busy = pace_wait(&(Pace){cost, false, false});
        assert_true(busy >= PACE_FRAME);
        assert_true(cost <= 1.000001 * PACE_SHARE * (cost + busy));
        if (busy > PACE_FRAME)
            assert_true(cost >= 0.999999 * PACE_SHARE * (cost + busy));
        assert_true(pace_wait(&(Pace){cost, true, false}) == PACE_FRAME);
        assert_true(pace_wait(&(Pace){cost, false, true}) == PACE_FRAME);
    }
    assert_true(pace_wait(&(Pace){NAN, false, false}) == PACE_FRAME);
}

/* The dose that is given is the configuration's, or what was chosen beside the sliders. */
static void a_dose_is_chosen(void **state)
{
    (void)state;
    Source source;
    SourceState now;
    Viewer *viewer;
    Canvas canvas;
    const double left = 302.4, x = 34,
                 y = 103; /* of the dose's slider, from its left end, in this window */
    Session *session = watched_session("chosen", &source);
    watched_order(&source, SOURCE_GO, 0.25, NULL);
    watched_wait(&source, 0.25);
    assert_int_equal(viewer_create(&source, NULL, 0, &viewer), STATUS_OK);
    assert_int_equal(canvas_create(1280, 800, &canvas), STATUS_OK);
    for (int chosen = 0; chosen < 2; chosen++) {
        viewer_update(viewer, 1 + chosen);
        viewer_do(viewer, CONTROL_SLIDERS);
        viewer_paint(viewer, &canvas);
        if (chosen) {
            viewer_press(viewer, left + x, y);
            viewer_point(viewer, left + 50.4, y);
            viewer_release(viewer, left + 50.4, y); /* a quarter of the way from 5.6 to 560 */
        }
        viewer_do(viewer, CONTROL_SLIDERS);
        viewer_do(viewer, CONTROL_DOSE_NOW);
        const char *words = chosen ? "17.7 mg/kg" : "56 mg/kg";
        int waits = 0;
        do {
            watched_pause(0.001);
            source.state(source.context, &now);
        } while (!strstr(now.note, words) && ++waits < 20000);
    }
    canvas_destroy(&canvas);
    viewer_destroy(viewer);
    watched_end(session, STATUS_STOPPED);
    char *steering = watched_text("chosen", "steering.csv");
    assert_non_null(strstr(steering, "doses.1.amount=56 mg/kg"));
    assert_non_null(strstr(steering, "doses.2.amount=17.7 mg/kg"));
    free(steering);
}

/* Every key does one thing, and is in the help, which is made of the same table. */
static void every_key_does_one_thing(void **state)
{
    (void)state;
    int nth, wanted;
    for (int c = 0; c < CONTROL_COUNT; c++) {
        char keys[64];
        assert_true(CONTROLS[c].keys[0] && CONTROLS[c].help[0]);
        snprintf(keys, sizeof keys, "%s", CONTROLS[c].keys);
        wanted = 0;
        for (char *key = strtok(keys, " "); key; key = strtok(NULL, " ")) {
            assert_int_equal(control_of_key(key, &nth), c);
            assert_int_equal(nth, wanted++);
        }
    }
    assert_int_equal(control_of_key("", &nth), CONTROL_COUNT);
    assert_int_equal(control_of_key("F12", &nth), CONTROL_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_show_what_was),
        cmocka_unit_test(another_run_is_laid_beside),
        cmocka_unit_test(a_branch_is_laid_beside_its_parent),
        cmocka_unit_test(plots_are_kept),
        cmocka_unit_test(a_dose_is_chosen),
        cmocka_unit_test(a_monkey_at_the_viewer),
        cmocka_unit_test(a_watched_run_keeps_to_its_threads),
        cmocka_unit_test(drawing_keeps_to_its_share),
        cmocka_unit_test(every_key_does_one_thing),
    };
    return cmocka_run_group_tests(tests, watched_enter, watched_leave);
}
