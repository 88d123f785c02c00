/* What can be looked at is opened by its path, and ended so that nothing is lost: configurations,
 * runs to go on with, run folders, snapshots, and what is none of these. */
#include "cli/opening.h"
#include "cli/session_private.h"
#include "watched.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static Status opened(const char *path, Opening *out, char message[DRIVE_MESSAGE])
{
    return opening_path(path, out, message, DRIVE_MESSAGE);
}

static void closed(Opening *opening)
{
    char message[DRIVE_MESSAGE];
    assert_int_equal(opening_destroy(opening, message, sizeof message), STATUS_OK);
}

/* Says why, and leaves nothing. */
static void what_cannot_be_shown(void **state)
{
    (void)state;
    static const struct {
        const char *path, *text, *said;
    } cases[] = {{"nosuch.yaml", NULL, "nosuch.yaml"},
                 {"nosuch.hdf", NULL, "nosuch.hdf"},
                 {"bad.yaml", "grid: {nzz: 4}\n", "bad.yaml:1:8: unknown key `nzz`"},
                 {"bytes.yaml", "\x01\x02", "bytes.yaml"},
                 {"text.hdf", "hello", "text.hdf: not a whole prodrome snapshot"},
                 {".", NULL, "run.hdf.series"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Opening opening;
        char message[DRIVE_MESSAGE] = "";
        if (cases[i].text)
            write_text(cases[i].path, cases[i].text);
        Status status = opened(cases[i].path, &opening, message);
        assert_int_not_equal(status, STATUS_OK);
        assert_non_null(strstr(message, cases[i].said));
    }
    assert_false(file_exists("output"));
}

/* A configuration is run in the first free folder, and stands where it was closed. */
static void a_configuration_is_run(void **state)
{
    (void)state;
    write_text("small.yaml", "run: {name: small}\ngrid: {nx: 12, ny: 12, nz: 12}\n"
                             "tumor: {cells: 60}\ntime: {burn_in: 0 h, end: 12 h}\n");
    for (int n = 1; n <= 2; n++) {
        Opening opening;
        char message[DRIVE_MESSAGE];
        assert_int_equal(opened("small.yaml", &opening, message), STATUS_OK);
        watched_order(&opening.source, SOURCE_GO, 0.25, NULL);
        watched_wait(&opening.source, 0.25);
        assert_int_equal(opening_destroy(&opening, message, sizeof message), STATUS_OK);
        assert_non_null(strstr(message, "to go on: prodrome run --resume --out "));
        assert_non_null(strstr(message, n == 1 ? "small-1" : "small-1-2"));
    }
    char *report = watched_text("output/runs/small-1", "run.json");
    assert_non_null(strstr(report, "\"status\": \"stopped\""));
    free(report);
}

/* A state of a run folder, the folder, and a snapshot that is in none. */
static void files_are_shown(void **state)
{
    (void)state;
    static const struct {
        const char *path, *folder;
        double day, head;
    } cases[] = {{"alone", "alone", 0, 2},
                 {"alone/snap_000003.hdf", "alone", 0.75, 2},
                 {"other/snap.hdf", "other", 0.5, 0.5}};
    void *data;
    size_t bytes;
    char message[DRIVE_MESSAGE];
    watched_alone("alone", NULL);
    assert_int_equal(mkdir("other", 0777), 0);
    assert_int_equal(
        file_read_whole("alone/snap_000002.hdf", 1 << 26, &data, &bytes, message, sizeof message),
        STATUS_OK);
    assert_int_equal(file_write_whole("other/snap.hdf", data, bytes, message, sizeof message),
                     STATUS_OK);
    free(data);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Opening opening;
        SourceState now;
        assert_int_equal(opened(cases[i].path, &opening, message), STATUS_OK);
        opening.source.state(opening.source.context, &now);
        assert_true(fabs(now.day - cases[i].day) < 1e-6 &&
                    fabs(now.head_day - cases[i].head) < 1e-6);
        assert_string_equal(now.folder, cases[i].folder);
        assert_false(now.live);
        closed(&opening);
    }
}

/* A stopped run is gone on with, to the same bytes; what is no run is not. */
static void a_run_is_taken_up(void **state)
{
    (void)state;
    static OpeningWish wish;
    Source source;
    Opening opening;
    char message[DRIVE_MESSAGE];
    Session *session = watched_session("stopped", &source);
    watched_order(&source, SOURCE_GO, 0.9, NULL);
    watched_wait(&source, 0.9);
    watched_end(session, STATUS_STOPPED);
    wish = (OpeningWish){.resume = true, .day = NAN};
    wish.config.files[wish.config.files_count++] = "stopped";
    assert_int_equal(opening_create(&wish, &opening, message, sizeof message), STATUS_OK);
    SourceState now = watched_wait(&opening.source, 0.9);
    assert_true(now.live && !now.over);
    Opening second;
    assert_int_equal(opening_create(&wish, &second, message, sizeof message), STATUS_EXISTS);
    watched_order(&opening.source, SOURCE_GO, 2, NULL);
    watched_wait(&opening.source, 2);
    assert_int_equal(opening_destroy(&opening, message, sizeof message), STATUS_OK);
    assert_non_null(strstr(message, "the run is over"));
    watched_same("alone", "stopped");
    wish.config.files[0] = "other";
    assert_int_equal(opening_create(&wish, &opening, message, sizeof message), STATUS_NO_INPUT);
}

static bool told(const Source *source, const char *words, bool failed)
{
    SourceState now;
    for (int i = 0; i < 10000; i++) {
        source->state(source->context, &now);
        if (strstr(now.note, words) && now.failed == failed)
            return true;
        watched_pause(0.001);
    }
    print_error("%s\n", now.note);
    return false;
}

/* The states in memory that a session could go back to, made useless. */
static void states_spoil(const Session *session)
{
    for (int i = 0; i < session->rewind.count; i++)
        assert_int_equal(ftruncate(session->rewind.state[i].file, 100), 0);
}

/* A state that is damaged is not taken back, and that is all. */
static void a_damaged_state_is_not_taken(void **state)
{
    (void)state;
    Source source;
    Session *session = watched_session("damaged", &source);
    watched_order(&source, SOURCE_GO, 1.3, NULL);
    watched_wait(&source, 1.3);
    states_spoil(session);
    watched_order(&source, SOURCE_GO, 0.4, NULL);
    assert_true(told(&source, "cannot go back", false));
    watched_order(&source, SOURCE_GO, 2, NULL);
    watched_wait(&source, 2);
    watched_end(session, STATUS_OK);
    watched_same("alone", "damaged");
}

/* Without memory for an earlier state there is none any more: the folder says that the run stopped,
 * and it goes on from there. */
static void a_lost_state_is_told(void **state)
{
    (void)state;
    static OpeningWish wish;
    Source source;
    Opening opening;
    char message[DRIVE_MESSAGE];
    Session *session = watched_session("lost", &source);
    watched_order(&source, SOURCE_GO, 1.3, NULL);
    watched_wait(&source, 1.3);
    session->drive->memory.fail_at = session->drive->memory.calls + 2;
    watched_order(&source, SOURCE_GO, 0.4, NULL);
    assert_true(told(&source, "memory", true));
    assert_int_equal(session_destroy(session, message, sizeof message), STATUS_NO_MEMORY);
    char *report = watched_text("lost", "run.json");
    assert_non_null(strstr(report, "\"status\": \"stopped\""));
    assert_non_null(strstr(report, "a state could not be taken back"));
    free(report);
    wish = (OpeningWish){.resume = true, .day = NAN};
    wish.config.files[wish.config.files_count++] = "lost";
    assert_int_equal(opening_create(&wish, &opening, message, sizeof message), STATUS_OK);
    watched_order(&opening.source, SOURCE_GO, 2, NULL);
    watched_wait(&opening.source, 2);
    closed(&opening);
    watched_same("alone", "lost");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_shown),
        cmocka_unit_test(a_configuration_is_run),
        cmocka_unit_test(files_are_shown),
        cmocka_unit_test(a_run_is_taken_up),
        cmocka_unit_test(a_damaged_state_is_not_taken),
        cmocka_unit_test(a_lost_state_is_told),
    };
    return cmocka_run_group_tests(tests, watched_enter, watched_leave);
}
