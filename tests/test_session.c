/* A simulation that is watched: looked at, paused, taken back, branched, dosed by hand. What is
 * seen changes nothing of what is computed, and what is done repeats from the run folder. */
#include "watched.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void watching_changes_nothing(void **state)
{
    (void)state;
    Source source;
    watched_alone("alone", NULL);
    Session *session = watched_session("watched", &source);
    watched_order(&source, SOURCE_STEPS, 3, NULL);
    watched_order(&source, SOURCE_GO, 0.7, NULL);
    watched_wait(&source, 0.7);
    watched_order(&source, SOURCE_PLAY, 0, NULL);
    watched_wait(&source, 2);
    watched_end(session, STATUS_OK);
    watched_same("alone", "watched");
}

static void going_back_changes_nothing(void **state)
{
    (void)state;
    static const double days[] = {1.3, 0.2, 0.9, 0.6, 1.7, 1.1, 2};
    Source source;
    Session *session = watched_session("back", &source);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        watched_order(&source, SOURCE_GO, days[i], NULL);
        SourceState now = watched_wait(&source, days[i]);
        assert_true(now.head_day >= now.day);
    }
    watched_end(session, STATUS_OK);
    watched_same("alone", "back");
}

/* Closed in the middle of it, before where it has been, it is taken up to the same end. */
static void what_was_left_goes_on(void **state)
{
    (void)state;
    Source source;
    Session *session = watched_session("left", &source);
    watched_order(&source, SOURCE_GO, 1.3, NULL);
    watched_wait(&source, 1.3);
    watched_order(&source, SOURCE_GO, 0.9, NULL);
    watched_wait(&source, 0.9);
    watched_end(session, STATUS_STOPPED);
    Drive *drive = calloc(1, sizeof *drive);
    Drive *other = watched_drive("unused", NULL);
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
    watched_same("alone", "left");
}

/* That this is told, soon. */
static void expect_note(const Source *source, const char *wanted)
{
    SourceState now;
    for (int i = 0; i < 10000; i++) {
        source->state(source->context, &now);
        if (strcmp(now.note, wanted) == 0)
            return;
        watched_pause(0.001);
    }
    fail_msg("`%s` in place of `%s`", now.note, wanted);
}

static void what_was_done_repeats(void **state)
{
    (void)state;
    Source source;
    Session *session = watched_session("done", &source);
    watched_order(&source, SOURCE_GO, 1, NULL);
    watched_wait(&source, 1);
    watched_order(&source, SOURCE_DOSE, 28, "mipsagargin");
    expect_note(&source, "28 mg/kg of mipsagargin, given at the next step");
    watched_order(&source, SOURCE_GO, 1.5, NULL);
    watched_wait(&source, 1.5);
    watched_order(&source, SOURCE_CHANGE, 0, "cycle.g1=5 h\npsma.activation_scale=0.5");
    watched_order(&source, SOURCE_CHANGE, 0,
                  "cycle.g2=5 mg"); /* refused, and nothing comes of it */
    watched_order(&source, SOURCE_GO, 2, NULL);
    watched_wait(&source, 2);
    watched_end(session, STATUS_OK);
    watched_alone("repeated", "done/steering.csv");
    watched_same("repeated", "done");
    char *events = watched_text("done", "events.csv");
    assert_non_null(strstr(events, "doses.1.amount=28 mg/kg"));
    assert_non_null(strstr(events, "activation_scale=0.5"));
    assert_null(strstr(events, "cycle.g2"));
    free(events);
}

/* Whether two runs have come to the same state. */
static void same_state(const char *a, const char *b)
{
    char *one = watched_text(a, "run.json"), *other = watched_text(b, "run.json");
    const char *hash = strstr(one, "\"state_hash\""), *same = strstr(other, "\"state_hash\"");
    assert_true(hash && same && strcspn(hash, "\n") > 30);
    assert_memory_equal(hash, same, strcspn(hash, "\n"));
    free(one);
    free(other);
}

/* A change back in time leaves the run as it is and makes a branch. */
static void a_change_in_the_past_is_a_branch(void **state)
{
    (void)state;
    Source source;
    SourceState now;
    Session *session = watched_session("past", &source);
    watched_order(&source, SOURCE_GO, 1.5, NULL);
    watched_wait(&source, 1.5);
    watched_order(&source, SOURCE_GO, 0.75, NULL);
    watched_wait(&source, 0.75);
    watched_order(&source, SOURCE_DOSE, 28, "mipsagargin");
    expect_note(&source, "28 mg/kg of mipsagargin, given at the next step; a branch: past-branch1");
    watched_order(&source, SOURCE_GO, 2, NULL);
    now = watched_wait(&source, 2);
    assert_string_equal(now.folder, "past-branch1");
    watched_end(session, STATUS_OK);
    watched_alone("seed", "past-branch1/steering.csv"); /* the whole of it, without a screen */
    same_state("past-branch1", "seed");
    char *report = watched_text("past", "run.json"),
         *branch = watched_text("past-branch1", "run.json");
    assert_non_null(strstr(report, "left for a branch"));
    assert_non_null(strstr(branch, "past on day 0.75"));
    free(report);
    free(branch);
}

/* In a branch, going back is within the branch, and what was planned for later is still made. */
static void a_branch_is_gone_back_in(void **state)
{
    (void)state;
    static const double days[] = {1.6, 1.1, 1.9, 0.9, 2};
    for (int straight = 0; straight < 2; straight++) {
        Source source;
        Session *session = watched_session(straight ? "straight" : "bent", &source);
        watched_order(&source, SOURCE_GO, 1.5, NULL);
        watched_wait(&source, 1.5);
        watched_order(&source, SOURCE_GO, 0.8, NULL);
        watched_wait(&source, 0.8);
        watched_order(&source, SOURCE_CHANGE, 0, "serca.kd=30 nM");
        for (size_t i = straight ? 4 : 0; i < 5; i++) {
            watched_order(&source, SOURCE_GO, days[i], NULL);
            watched_wait(&source, days[i]);
        }
        watched_end(session, STATUS_OK);
    }
    watched_same("straight-branch1", "bent-branch1");
    char *report = watched_text("bent", "run.json");
    assert_non_null(strstr(report, "\"time_d\": 1.5"));
    free(report);
}

/* A run that came to its end is finished, though it is gone back in, left for a branch, or closed
 * there. */
static void an_end_stays(void **state)
{
    (void)state;
    Source source;
    static const char *const names[] = {"closed", "left-at-last"};
    for (int branch = 0; branch < 2; branch++) {
        Session *session = watched_session(names[branch], &source);
        watched_order(&source, SOURCE_GO, 2, NULL);
        watched_wait(&source, 2);
        watched_order(&source, SOURCE_GO, 0.9, NULL);
        watched_wait(&source, 0.9);
        if (branch) {
            watched_order(&source, SOURCE_CHANGE, 0, "serca.kd=30 nM");
            expect_note(&source, "serca.kd=30 nM; a branch: left-at-last-branch1");
        }
        watched_end(session, branch ? STATUS_STOPPED : STATUS_OK);
        watched_same("alone", names[branch]);
        same_state("alone", names[branch]);
        char *report = watched_text(names[branch], "run.json");
        assert_non_null(strstr(report, "\"status\": \"finished\""));
        assert_non_null(strstr(report, "end of the configuration"));
        free(report);
    }
}

/* After a jump a run goes on from there at its speed: it does not wait until its time has come. */
static void a_jump_is_not_waited_for(void **state)
{
    (void)state;
    Source source;
    SourceState now;
    Session *session = watched_session("paced", &source);
    watched_order(&source, SOURCE_SPEED, 0.05, NULL);
    watched_order(&source, SOURCE_PLAY, 0, NULL);
    watched_pause(0.2);
    watched_order(&source, SOURCE_GO, 1.5, NULL);
    watched_wait(&source, 1.5);
    watched_order(&source, SOURCE_PLAY, 0, NULL);
    for (int i = 0; i < 1500; i++) { /* a step is 0.08 s, the jump 30 s */
        source.state(source.context, &now);
        if (now.day > 1.5)
            break;
        watched_pause(0.01);
    }
    assert_true(now.day > 1.5 && now.day < 2);
    watched_end(session, STATUS_STOPPED);
}

/* Two doses at one step are two, and a plan stays when something is changed before it. */
static void what_is_asked_for_adds_up(void **state)
{
    (void)state;
    Session *session;
    char said[DRIVE_MESSAGE];
    FILE *plan = fopen("plan.csv", "w");
    assert_non_null(plan);
    fputs("time[d],set\n1.75,cycle.g1=6 h\n", plan);
    assert_int_equal(fclose(plan), 0);
    assert_int_equal(session_create(watched_drive("adds", "plan.csv"), &session, said, sizeof said),
                     0);
    Source source = session_source(session);
    watched_order(&source, SOURCE_GO, 1, NULL);
    watched_wait(&source, 1);
    for (int n = 0; n < 2; n++) /* before the step after the first */
        watched_order(&source, SOURCE_DOSE, 7, "mipsagargin");
    watched_order(&source, SOURCE_GO, 1.5, NULL);
    watched_wait(&source, 1.5);
    watched_order(&source, SOURCE_GO, 1.25, NULL);
    watched_wait(&source, 1.25);
    watched_order(&source, SOURCE_CHANGE, 0, "serca.kd=30 nM");
    watched_order(&source, SOURCE_GO, 2, NULL);
    watched_wait(&source, 2);
    watched_order(&source, SOURCE_CHANGE, 0,
                  "serca.kd=20 nM"); /* at the end: not made, and said so */
    watched_pause(0.3);
    SourceState now;
    source.state(source.context, &now);
    assert_non_null(strstr(now.note, "at its end"));
    watched_end(session, STATUS_OK);
    char *events = watched_text("adds", "events.csv"),
         *branch = watched_text("adds-branch1", "events.csv");
    watched_alone("adds-again", "adds-branch1/steering.csv");
    same_state("adds-branch1", "adds-again");
    assert_non_null(strstr(events, "doses.1.amount=7 mg/kg"));
    assert_non_null(strstr(events, "doses.2.amount=7 mg/kg"));
    assert_non_null(strstr(branch, "cycle.g1=6 h"));
    free(events);
    free(branch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watching_changes_nothing),
        cmocka_unit_test(going_back_changes_nothing),
        cmocka_unit_test(what_was_left_goes_on),
        cmocka_unit_test(what_was_done_repeats),
        cmocka_unit_test(a_change_in_the_past_is_a_branch),
        cmocka_unit_test(a_branch_is_gone_back_in),
        cmocka_unit_test(an_end_stays),
        cmocka_unit_test(a_jump_is_not_waited_for),
        cmocka_unit_test(what_is_asked_for_adds_up),
    };
    return cmocka_run_group_tests(tests, watched_enter, watched_leave);
}
