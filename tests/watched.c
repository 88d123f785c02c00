#include "watched.h"
#include "io/config.h"
#include "render/canvas.h"

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

int watched_enter(void **state)
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

int watched_leave(void **state)
{
    (void)state;
    canvas_finish();
    return chdir("/") == 0 ? nftw(home, home_remove, 16, FTW_DEPTH | FTW_PHYS) : -1;
}

Drive *watched_drive(const char *out, const char *events)
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
void watched_alone(const char *out, const char *events)
{
    Drive *drive = watched_drive(out, events);
    assert_int_equal(drive_run(drive), STATUS_OK);
    drive_destroy(drive);
    free(drive);
}

char *watched_text(const char *folder, const char *name)
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
void watched_same(const char *a, const char *b)
{
    char *sums = watched_text(a, "SHA256SUMS"), *others = watched_text(b, "SHA256SUMS");
    assert_string_equal(sums, others);
    free(sums);
    free(others);
}

void watched_pause(double seconds)
{
    struct timespec wait = {0, (long)(seconds * 1e9)};
    nanosleep(&wait, NULL);
}

void watched_order(const Source *source, SourceOrder what, double number, const char *text)
{
    source->command(source->context,
                    &(SourceCommand){.order = what, .number = number, .text = text});
}

/* Waits until the day is reached and nothing goes on; looks at every frame meanwhile. */
SourceState watched_wait(const Source *source, double day)
{
    SourceState state;
    for (int i = 0; i < 60000; i++) {
        FrameWish wish = {.plane = i % 3,
                          .index = i % 14,
                          .whole = i % 2 == 0,
                          .values = i % (SCALAR_COUNT + 3) - 1,
                          .maximum = i % 4 == 1};
        source->command(source->context, &(SourceCommand){.order = SOURCE_LOOK, .wish = wish});
        const Frame *frame = source->frame(source->context);
        source->state(source->context, &state);
        assert_false(state.failed);
        if (fabs(state.day - day) < 1e-6 && !state.playing && frame)
            return state;
        watched_pause(0.001);
    }
    fail_msg("day %g is not reached: it is day %g", day, state.day);
    return state;
}

void watched_end(Session *session, Status expected)
{
    char message[DRIVE_MESSAGE];
    assert_int_equal(session_destroy(session, message, sizeof message), expected);
}

Session *watched_session(const char *out, Source *source)
{
    Session *session;
    char message[DRIVE_MESSAGE];
    assert_int_equal(session_create(watched_drive(out, NULL), &session, message, sizeof message),
                     0);
    *source = session_source(session);
    return session;
}
