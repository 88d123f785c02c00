/* A run folder that is still being written, as it looks over a network: lists before what they
 * list, files that are cut, gone for a moment, a run that is killed and goes on. What is saved is
 * shown as it comes, and nothing of it stops the viewer. */
#include "render/follow.h"
#include "render/replay.h"
#include "render/viewer.h"
#include "watched.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Copies the first bytes of a file of the run "alone" into "grows"; all of them with -1. */
static void copy(const char *name, long bytes)
{
    char path[FILE_PATH], message[512];
    void *data;
    size_t length;
    snprintf(path, sizeof path, "alone/%s", name);
    assert_int_equal(file_read_whole(path, 1 << 28, &data, &length, message, sizeof message), 0);
    snprintf(path, sizeof path, "grows/%s", name);
    if (bytes >= 0 && (size_t)bytes < length)
        length = (size_t)bytes;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    free(data);
}

static void text(const char *name, const char *words)
{
    char path[FILE_PATH];
    snprintf(path, sizeof path, "grows/%s", name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(words, file);
    assert_int_equal(fclose(file), 0);
}

/* run.hdf.series with the first `count` of the states, which are 6 h apart. */
static void list(int count)
{
    char words[4096] = "{\"files\": [";
    for (int i = 0; i < count; i++) {
        size_t used = strlen(words);
        snprintf(words + used, sizeof words - used,
                 "%s{\"name\": \"snap_%06d.hdf\", \"time\": %.17g}", i ? ", " : "", i, i * 0.25);
    }
    strncat(words, "]}\n", sizeof words - strlen(words) - 1);
    text("run.hdf.series", words);
}

static void snapshot(int number, long bytes)
{
    char name[64];
    snprintf(name, sizeof name, "snap_%06d.hdf", number);
    copy(name, bytes);
}

/* Looks until a day is shown, as a window would; false when it is not for a while. */
static bool shown(Viewer *viewer, Canvas *canvas, const Source *source, double day, double seconds)
{
    SourceState now;
    for (int i = 0; i < seconds * 50; i++) {
        viewer_update(viewer, 1 + i * 0.02);
        viewer_paint(viewer, canvas);
        source->state(source->context, &now);
        if (fabs(now.day - day) < 1e-6)
            return true;
        watched_pause(0.02);
    }
    return false;
}

static void a_run_is_followed(void **state)
{
    (void)state;
    char message[DRIVE_MESSAGE];
    Replay *replay;
    Viewer *viewer;
    Canvas canvas;
    SourceState now;
    watched_alone("alone", NULL);
    assert_int_equal(mkdir("grows", 0777), 0);
    assert_int_equal(replay_create("grows", NAN, &replay, message, sizeof message),
                     STATUS_NO_INPUT);
    copy("config.yaml", -1);
    text("run.json", "{\"status\": \"running\", \"name\": \"watched\", \"step\": 1}\n");
    assert_int_equal(replay_create("grows", NAN, &replay, message, sizeof message),
                     STATUS_NO_INPUT);
    assert_non_null(strstr(message, "nothing is saved yet"));
    copy("timeseries.csv", 300); /* cut within a row */
    snapshot(0, -1);
    text("snap_000001.hdf.part", "half of it");
    list(1);
    assert_int_equal(replay_create("grows", NAN, &replay, message, sizeof message), STATUS_OK);
    Source source = replay_source(replay);
    assert_int_equal(viewer_create(&source, NULL, 0, &viewer), STATUS_OK);
    assert_int_equal(canvas_create(1024, 700, &canvas), STATUS_OK);
    assert_true(shown(viewer, &canvas, &source, 0, 0.1));
    source.state(source.context, &now);
    assert_true(now.waiting && now.playing);

    list(2); /* and what it lists is not there yet, then not all of it */
    assert_false(shown(viewer, &canvas, &source, 0.25, 1.5));
    snapshot(1, 5000);
    assert_false(shown(viewer, &canvas, &source, 0.25, 0.6));
    snapshot(1, -1);
    copy("timeseries.csv", -1);
    assert_true(shown(viewer, &canvas, &source, 0.25, 3));

    assert_int_equal(unlink("grows/run.hdf.series"), 0); /* between two renamings */
    assert_int_equal(unlink("grows/run.json"), 0);
    assert_false(shown(viewer, &canvas, &source, 0.5, 1.2));
    text("run.json", "{\"status\": \"running\", \"name\": \"watched\", \"step\": 2}\n");
    snapshot(2, -1);
    snapshot(3, -1);
    list(4);
    assert_true(shown(viewer, &canvas, &source, 0.75, 3));

    list(3); /* killed, and gone on with from an earlier checkpoint */
    assert_false(shown(viewer, &canvas, &source, 1, 1.2));
    snapshot(4, -1);
    list(5);
    text("run.json", "{\"status\": \"finished\", \"name\": \"watched\", \"step\": 9}\n");
    assert_true(shown(viewer, &canvas, &source, 1, 3));
    source.state(source.context, &now);
    assert_false(now.waiting || now.playing);
    canvas_destroy(&canvas);
    viewer_destroy(viewer);
    replay_destroy(replay);
}

/* A run that says that it runs, and has not written for long, does not go on. */
static void a_dead_run_is_not_waited_for(void **state)
{
    (void)state;
    Follow follow = {0};
    text("run.json", "{\"status\": \"running\", \"step\": 1}\n");
    follow_look(&follow, "grows", 100);
    assert_true(follow.running && follow.going);
    follow_look(&follow, "grows", 100 + FOLLOW_QUIET - 1);
    assert_true(follow.going);
    follow_look(&follow, "grows", 100 + FOLLOW_QUIET + 1);
    assert_true(follow.running && !follow.going);
    text("run.json", "{\"status\": \"running\", \"step\": 2}\n");
    follow_look(&follow, "grows", 400);
    assert_true(follow.going);
    text("run.json", "{\"status\": \"stop");
    follow_look(&follow, "grows", 401);
    assert_true(follow.going);
    text("run.json", "{\"status\": \"stopped\"}\n");
    follow_look(&follow, "grows", 402);
    assert_false(follow.running || follow.going);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_followed),
        cmocka_unit_test(a_dead_run_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, watched_enter, watched_leave);
}
