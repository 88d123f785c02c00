/* A simulation that is watched: looked at, paused, taken back, branched, dosed by hand. What is
 * seen changes nothing of what is computed, and what is done repeats from the run folder. */
#include "cli/session.h"
#include "io/config.h"
#include "render/replay.h"
#include "render/viewer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char CONFIG[] = "run: {name: watched}\n"
                             "grid: {nx: 16, ny: 15, nz: 14}\n"
                             "tumor: {cells: 300}\n"
                             "time: {burn_in: 6 h, end: 2 d}\n"
                             "output: {snapshot_every: 6 h, series_every: 3 h}\n"
                             "doses: [{drug: mipsagargin, amount: 56 mg/kg, at: 12 h}]\n";

static char home[] = "/tmp/prodrome-watch-XXXXXX";

static int home_enter(void **state)
{
    (void)state;
    return mkdtemp(home) ? chdir(home) : -1;
}

static int home_remove(const char *path, const struct stat *info, int flag, struct FTW *at)
{
    (void)info;
    (void)flag;
    (void)at;
    return remove(path);
}

static int home_leave(void **state)
{
    (void)state;
    canvas_finish();
    return chdir("/") == 0 ? nftw(home, home_remove, 16, FTW_DEPTH | FTW_PHYS) : -1;
}

static Drive *drive_of(const char *out, const char *events)
{
    Drive *drive = calloc(1, sizeof *drive);
    Messages messages;
    assert_non_null(drive);
    messages_start(&messages);
    assert_int_equal(config_read_text("test", CONFIG, strlen(CONFIG), &drive->params, &messages),
                     0);
    assert_int_equal(config_check(&drive->params, &messages), 0);
    messages_destroy(&messages);
    drive->day0_step = params_day0_step(&drive->params);
    drive->end_step = params_end_step(&drive->params);
    Status status = drive_create(drive, &(DriveStart){.out = out, .events = events, .quiet = true});
    if (status != STATUS_OK)
        print_error("%s\n", drive->message);
    assert_int_equal(status, STATUS_OK);
    return drive;
}

/* A run that nobody watches. */
static void run_alone(const char *out, const char *events)
{
    Drive *drive = drive_of(out, events);
    assert_int_equal(drive_run(drive), STATUS_OK);
    drive_destroy(drive);
    free(drive);
}

static char *text_of(const char *folder, const char *name)
{
    char path[FILE_PATH], message[FILE_PATH + 256];
    void *text;
    size_t bytes;
    assert_int_equal(file_path(path, folder, name, message, sizeof message), 0);
    Status status = file_read_whole(path, 1 << 24, &text, &bytes, message, sizeof message);
    if (status != STATUS_OK)
        print_error("%s\n", message);
    assert_int_equal(status, STATUS_OK);
    return text;
}

/* Digests of all files that the configuration and the changes determine. */
static void assert_same_run(const char *a, const char *b)
{
    char *sums = text_of(a, "SHA256SUMS"), *others = text_of(b, "SHA256SUMS");
    assert_string_equal(sums, others);
    free(sums);
    free(others);
}

static void pause_for(double seconds)
{
    struct timespec wait = {0, (long)(seconds * 1e9)};
    nanosleep(&wait, NULL);
}

static void order(const Source *source, SourceOrder what, double number, const char *text)
{
    source->command(source->context,
                    &(SourceCommand){.order = what, .number = number, .text = text});
}

/* Waits until the day is reached and nothing goes on; looks at every frame meanwhile. */
static SourceState wait_for(const Source *source, double day)
{
    SourceState state;
    for (int i = 0; i < 60000; i++) {
        FrameWish wish = {i % 3, i % 14, i % 2 == 0, i % (SCALAR_COUNT + 3) - 1, i % 4 == 1};
        source->command(source->context, &(SourceCommand){.order = SOURCE_LOOK, .wish = wish});
        const Frame *frame = source->frame(source->context);
        source->state(source->context, &state);
        assert_false(state.failed);
        if (fabs(state.day - day) < 1e-6 && !state.playing && frame)
            return state;
        pause_for(0.001);
    }
    fail_msg("day %g is not reached: it is day %g", day, state.day);
    return state;
}

static void session_end(Session *session, Status expected)
{
    char message[DRIVE_MESSAGE];
    assert_int_equal(session_destroy(session, message, sizeof message), expected);
}

static Session *session_of(const char *out, Source *source)
{
    Session *session;
    char message[DRIVE_MESSAGE];
    assert_int_equal(session_create(drive_of(out, NULL), &session, message, sizeof message), 0);
    *source = session_source(session);
    return session;
}

static void watching_changes_nothing(void **state)
{
    (void)state;
    Source source;
    run_alone("alone", NULL);
    Session *session = session_of("watched", &source);
    order(&source, SOURCE_STEPS, 3, NULL);
    order(&source, SOURCE_GO, 0.7, NULL);
    wait_for(&source, 0.7);
    order(&source, SOURCE_PLAY, 0, NULL);
    wait_for(&source, 2);
    session_end(session, STATUS_OK);
    assert_same_run("alone", "watched");
}

static void going_back_changes_nothing(void **state)
{
    (void)state;
    static const double days[] = {1.3, 0.2, 0.9, 0.6, 1.7, 1.1, 2};
    Source source;
    Session *session = session_of("back", &source);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        order(&source, SOURCE_GO, days[i], NULL);
        SourceState now = wait_for(&source, days[i]);
        assert_true(now.head_day >= now.day);
    }
    session_end(session, STATUS_OK);
    assert_same_run("alone", "back");
}

/* Closed in the middle of it, before where it has been, it is taken up to the same end. */
static void what_was_left_goes_on(void **state)
{
    (void)state;
    Source source;
    Session *session = session_of("left", &source);
    order(&source, SOURCE_GO, 1.3, NULL);
    wait_for(&source, 1.3);
    order(&source, SOURCE_GO, 0.9, NULL);
    wait_for(&source, 0.9);
    session_end(session, STATUS_STOPPED);
    Drive *drive = calloc(1, sizeof *drive);
    Drive *other = drive_of("unused", NULL);
    drive->params = other->params;
    drive->day0_step = other->day0_step;
    drive->end_step = other->end_step;
    drive_destroy(other);
    free(other);
    assert_int_equal(
        drive_create(drive, &(DriveStart){.out = "left", .resume = true, .quiet = true}),
        STATUS_OK);
    assert_int_equal(drive_run(drive), STATUS_OK);
    drive_destroy(drive);
    free(drive);
    assert_same_run("alone", "left");
}

static void what_was_done_repeats(void **state)
{
    (void)state;
    Source source;
    Session *session = session_of("done", &source);
    order(&source, SOURCE_GO, 1, NULL);
    wait_for(&source, 1);
    order(&source, SOURCE_DOSE, 28, "mipsagargin");
    order(&source, SOURCE_GO, 1.5, NULL);
    wait_for(&source, 1.5);
    order(&source, SOURCE_CHANGE, 0, "cycle.g1=5 h\npsma.activation_scale=0.5");
    order(&source, SOURCE_CHANGE, 0, "cycle.g2=5 mg"); /* refused, and nothing comes of it */
    order(&source, SOURCE_GO, 2, NULL);
    wait_for(&source, 2);
    session_end(session, STATUS_OK);
    run_alone("repeated", "done/steering.csv");
    assert_same_run("repeated", "done");
    char *events = text_of("done", "events.csv");
    assert_non_null(strstr(events, "doses.1.amount=28 mg/kg"));
    assert_non_null(strstr(events, "activation_scale=0.5"));
    assert_null(strstr(events, "cycle.g2"));
    free(events);
}

/* A change back in time leaves the run as it is and makes a branch, which repeats too. */
static void a_change_in_the_past_is_a_branch(void **state)
{
    (void)state;
    Source source;
    SourceState now;
    Session *session = session_of("past", &source);
    order(&source, SOURCE_GO, 1.5, NULL);
    wait_for(&source, 1.5);
    order(&source, SOURCE_GO, 0.75, NULL);
    wait_for(&source, 0.75);
    order(&source, SOURCE_DOSE, 28, "mipsagargin");
    order(&source, SOURCE_GO, 2, NULL);
    now = wait_for(&source, 2);
    assert_string_equal(now.folder, "past-branch1");
    session_end(session, STATUS_OK);
    char *report = text_of("past", "run.json"), *branch = text_of("past-branch1", "run.json");
    assert_non_null(strstr(report, "left for a branch"));
    assert_non_null(strstr(branch, "past on day 0.75"));
    free(report);
    free(branch);
}

/* A saved state shows what was there when it was saved. */
static void files_show_what_was(void **state)
{
    (void)state;
    static const int scalars[] = {SCALAR_psma, SCALAR_blocked, SCALAR_damage, SCALAR_age,
                                  SCALAR_calcium};
    Source source, files;
    Replay *replay;
    char message[DRIVE_MESSAGE];
    Session *session = session_of("shown", &source);
    order(&source, SOURCE_GO, 1, NULL);
    wait_for(&source, 1);
    FrameWish wish = {FRAME_PLANE_Y, 7, false, -1, false};
    source.command(source.context, &(SourceCommand){.order = SOURCE_LOOK, .wish = wish});
    const Frame *now = source.frame(source.context);
    while (now->wish.plane != wish.plane || now->wish.index != wish.index || now->wish.whole) {
        pause_for(0.001);
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
    session_end(session, STATUS_STOPPED);
    assert_int_equal(replay_create("nowhere", NAN, &replay, message, sizeof message),
                     STATUS_NO_INPUT);
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
    Session *session = session_of("monkey", &source);
    monkey(&source);
    assert_int_equal(replay_create("alone", NAN, &replay, message, sizeof message), STATUS_OK);
    source = replay_source(replay);
    monkey(&source);
    replay_destroy(replay);
    Status status = session_destroy(session, message, sizeof message);
    assert_true(drive_well(status));
}

/* Every key does one thing, and is in the help, which is made of the same table. */
static void every_key_does_one_thing(void **state)
{
    (void)state;
    for (int c = 0; c < CONTROL_COUNT; c++) {
        char keys[64];
        assert_true(CONTROLS[c].keys[0] && CONTROLS[c].help[0]);
        snprintf(keys, sizeof keys, "%s", CONTROLS[c].keys);
        for (char *key = strtok(keys, " "); key; key = strtok(NULL, " "))
            assert_int_equal(control_of_key(key), c);
    }
    assert_int_equal(control_of_key(""), CONTROL_COUNT);
    assert_int_equal(control_of_key("F12"), CONTROL_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watching_changes_nothing),
        cmocka_unit_test(going_back_changes_nothing),
        cmocka_unit_test(what_was_left_goes_on),
        cmocka_unit_test(what_was_done_repeats),
        cmocka_unit_test(a_change_in_the_past_is_a_branch),
        cmocka_unit_test(files_show_what_was),
        cmocka_unit_test(a_monkey_at_the_viewer),
        cmocka_unit_test(every_key_does_one_thing),
    };
    return cmocka_run_group_tests(tests, home_enter, home_leave);
}
