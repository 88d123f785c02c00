/* Files made to do harm: whole by every hash, and with values that the program would index, count
 * or allocate with. Each is refused, or read to its end. */
#include "made_files.h"
#include "engine/simulation.h"
#include "model/legal.h"
#include "model/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE = FILE_PATH + 512 };
static char message[MESSAGE];

/* -- checkpoints ------------------------------------------------------------------------------ */

static Status read_world(const World *world, bool branch)
{
    size_t bytes;
    void *image = made_checkpoint(world, &bytes);
    Status status = made_read_checkpoint(image, bytes, branch, message, MESSAGE);
    free(image);
    return status;
}

/* The tumor has what can be changed for the worse, and a checkpoint of it goes on. */
static void a_sound_checkpoint_is_taken(void **state)
{
    (void)state;
    World *world = made_world();
    int64_t types[SITE_TYPE_COUNT] = {0}, damaged = 0, bound = 0;
    for (int64_t i = 0; i < world->grid.sites; i++) {
        types[world->type[i]]++;
        damaged += world->damage[i] > 0;
        bound += world->bound[i] > 0;
    }
    assert_true(types[SITE_TUMOR] > 0 && types[SITE_APOPTOTIC] > 0 && types[SITE_VESSEL] > 0);
    assert_true(damaged > 0 && bound > 0 && world->deaths_count > 0);
    for (int branch = 0; branch < 2; branch++)
        if (read_world(world, branch) != STATUS_OK)
            fail_msg("%s", message);
    world_destroy(world);
}

/* What the engine makes is legal at every step. */
static void a_run_is_legal_throughout(void **state)
{
    (void)state;
    Simulation *simulation;
    World *world = made_world();
    assert_int_equal(simulation_adopt(world, &simulation, message, MESSAGE), STATUS_OK);
    for (int i = 0; i < 180; i++) {
        assert_int_equal(simulation_step(simulation, message, MESSAGE), STATUS_OK);
        if (legal_check(world, message, MESSAGE) != STATUS_OK)
            fail_msg("step %d: %s", i, message);
    }
    simulation_destroy(simulation);
}

/* The first site of a type. */
static int64_t site_of(const World *world, SiteType type)
{
    int64_t site = 0;
    while (site < world->grid.sites && world->type[site] != type)
        site++;
    assert_true(site < world->grid.sites);
    return site;
}

static void expect_refused(const World *world, const char *says)
{
    assert_int_equal(legal_check(world, message, MESSAGE), STATUS_BAD_DATA);
    for (int branch = 0; branch < 2; branch++) {
        assert_int_equal(read_world(world, branch), STATUS_BAD_DATA);
        if (!strstr(message, says))
            fail_msg("expected `%s` in: %s", says, message);
    }
}

#define REFUSE(says, change)                                                                       \
    do {                                                                                           \
        World *w = made_world();                                                                   \
        int64_t t = site_of(w, SITE_TUMOR), v = site_of(w, SITE_VESSEL);                           \
        (void)t;                                                                                   \
        (void)v;                                                                                   \
        change;                                                                                    \
        expect_refused(w, says);                                                                   \
        world_destroy(w);                                                                          \
    } while (0)

static void values_out_of_range_are_refused(void **state)
{
    (void)state;
    REFUSE("type at site (", w->type[t] = SITE_TYPE_COUNT);
    REFUSE("phase at site (", w->phase[t] = SITE_PHASE_COUNT);
    REFUSE("cause at site (", w->cause[t] = 255);
    REFUSE("cause at site (", w->cause[t] = DEATH_CAUSE_COUNT);
    REFUSE("perfused at site (", w->perfused[v] = 2);
    REFUSE("birth_step at site (", w->birth_step[t] = -1);
    REFUSE("birth_step at site (", w->birth_step[t] = (int32_t)w->step + 1);
    REFUSE("due_step at site (", w->due_step[t] = INT32_MIN);
    REFUSE("clone at site (", w->clone[t] = 2);
    REFUSE("psma at site (", w->psma[t] = -1);
    REFUSE("psma at site (", w->psma[t] = (float)NAN);
    REFUSE("damage at site (", w->damage[t] = -1e-9f);
    REFUSE("bound at site (", (w->bound[t] = -1, w->damage[t] = 1));
    REFUSE("bound at site (", w->bound[t] = (float)INFINITY);
    REFUSE("oxygen at site (", w->field[0][t] = (float)NAN);
    REFUSE("oxygen at site (", w->field[0][t] = -1);
    REFUSE("animal, entry 1, is 0", w->animal.half_life = 0);
    REFUSE("androgen, entry 2", w->androgen.psma = (double)NAN);
    REFUSE("psa is", w->psa = -1);
    REFUSE("viable is", w->viable = -1);
    REFUSE("founders is", w->founders = INT64_MAX);
    REFUSE("births is", w->births = INT64_MIN);
    REFUSE("deaths_by_cause, entry 3", w->deaths_by_cause[3] = INT64_MAX);
    REFUSE("tumor_centre, entry 2", w->tumor_centre[2] = (double)INFINITY);
    REFUSE("plasma_event_step", w->plasma[0].event_step = w->step + 1);
    REFUSE("plasma_event_step, entry 7", w->plasma[7].event_step = INT64_MIN);
    REFUSE("plasma_at_event", w->plasma[0].at_event = -1);
    REFUSE("plasma_infusion", w->plasma[0].infusion = (double)NAN);
    REFUSE("clock_solved_step", w->clock[0].solved_step = INT64_MIN);
    REFUSE("clock_solved_step", w->clock[0].solved_step = w->step + 1);
    REFUSE("clock_event_step", w->clock[0].event_step = INT64_MIN);
    REFUSE("clock_cycles", w->clock[0].cycles = INT64_MAX);
    REFUSE("ledger_content,", w->ledger[0].content = (double)NAN);
    REFUSE("site of death 0", w->deaths[0].site = 512);
    REFUSE("cause of death 0", w->deaths[0].cause = 40);
    REFUSE("step of death 0", w->deaths[0].step = INT32_MAX);
}

static void what_does_not_fit_together_is_refused(void **state)
{
    (void)state;
    REFUSE("phase, for what is there,", w->phase[v] = PHASE_M);
    REFUSE("phase, for what is there,", w->phase[t] = PHASE_TIP);
    REFUSE("phase, for what is there,", w->phase[t] = PHASE_NONE);
    REFUSE("phase, for what is there,", w->phase[site_of(w, SITE_APOPTOTIC)] = PHASE_G1);
    REFUSE("bound, without a living cell,", (w->phase[v] = PHASE_CLOSED, w->bound[v] = 1));
}

/* The step that the world has is the one that the file tells. */
static void the_step_is_one(void **state)
{
    (void)state;
    const int64_t steps[] = {INT64_MIN, -1000000000000, -1, 61, PARAMS_STEPS + 1, INT64_MAX};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        size_t bytes, out_bytes;
        World *world = made_world();
        assert_int_equal(world->step, 60);
        void *image = made_checkpoint(world, &bytes);
        int part = made_part(image, bytes, "/provenance step");
        MadeChange change = {(uint8_t)part, MADE_BITS, 0, (uint64_t)steps[i]};
        void *again = made_again(image, bytes, &change, 1, &out_bytes);
        assert_int_equal(made_read_checkpoint(again, out_bytes, false, message, MESSAGE),
                         STATUS_BAD_DATA);
        assert_non_null(strstr(message, "/provenance step"));
        free(again);
        free(image);
        world_destroy(world);
    }
}

static void expect_folder(const char *part, MadeHow how, uint16_t item, uint64_t value,
                          const char *says)
{
    size_t bytes, out_bytes;
    World *world = made_world();
    void *image = made_checkpoint(world, &bytes);
    int number = made_part(image, bytes, part);
    assert_true(number >= 0);
    MadeChange change = {(uint8_t)number, (uint8_t)how, item, value};
    void *again = made_again(image, bytes, &change, 1, &out_bytes);
    Status status = made_read_checkpoint(again, out_bytes, false, message, MESSAGE);
    assert_int_equal(status, says ? STATUS_BAD_DATA : STATUS_OK);
    if (says && !strstr(message, says))
        fail_msg("%s: expected `%s` in: %s", part, says, message);
    free(again);
    free(image);
    world_destroy(world);
}

/* What a resumed run would write into its folder, or allocate. */
static void the_folder_is_sound(void **state)
{
    (void)state;
    expect_folder("/folder/times", MADE_BITS, UINT16_MAX, 0, NULL);
    expect_folder("/folder snapshots_count", MADE_BITS, 0, 150000000,
                  "snapshots_count is 150000000");
    expect_folder("/folder snapshots_count", MADE_BITS, 0, 62, "missing");
    expect_folder("/folder snapshots_count", MADE_SMALL, 0, 0xFF, "snapshots_count is -1");
    expect_folder("/folder/digests", MADE_SMALL, 3, '\n', "/folder/digests, entry 0,");
    expect_folder("/folder/digests", MADE_SMALL, 67, '/', "/folder/digests, entry 1,");
    expect_folder("/folder/digests", MADE_SMALL, 69, 0, "/folder/digests, entry 1,");
    expect_folder("/folder/times", MADE_SPECIAL, 1, 0, "/folder/times, entry 1,");
    expect_folder("/folder/times", MADE_SMALL, 1, 0xFF, "/folder/times, entry 1,");
    expect_folder("/folder series_bytes", MADE_SMALL, 0, 0xFF, "series_bytes");
    expect_folder("/folder row_step", MADE_SPECIAL, 0, 1, "row_step");
    expect_folder("/folder nadir_day", MADE_SPECIAL, 0, 0, "nadir_day");
}

/* Every value of the state at the ends of its type: refused, or the run goes on or stops. */
static void every_value_at_its_ends(void **state)
{
    (void)state;
    int taken = 0, refused = 0;
    bool there = true;
    for (int part = 0; there; part++)
        for (uint64_t value = 0; value < 4; value++) {
            World *world = made_world();
            int64_t site = site_of(world, value % 2 ? SITE_TUMOR : SITE_VESSEL);
            uint16_t item = (uint16_t)(part < WORLD_STATE_COUNT ? 0 : site);
            there = made_state(world, (MadeChange){(uint8_t)part, MADE_SPECIAL, item, value});
            Status status = there ? read_world(world, false) : STATUS_OK;
            taken += there && status != STATUS_BAD_DATA;
            refused += status == STATUS_BAD_DATA;
            world_destroy(world);
        }
    assert_true(taken > 20);
    assert_true(refused > 100);
}

/* -- snapshots -------------------------------------------------------------------------------- */

static Status read_snapshot(const char *part, MadeChange change)
{
    size_t bytes, out_bytes;
    const void *image = made_snapshot(&bytes);
    if (part)
        change.part = (uint8_t)made_part(image, bytes, part);
    void *again = made_again(image, bytes, &change, 1, &out_bytes);
    Status status = made_read_snapshot(again, out_bytes, message, MESSAGE);
    free(again);
    return status;
}

static void a_sound_snapshot_is_taken(void **state)
{
    (void)state;
    if (read_snapshot(NULL, (MadeChange){0, MADE_BITS, UINT16_MAX, 0}) != STATUS_OK)
        fail_msg("%s", message);
}

/* A place outside, a column of another type: the story is told without it. */
static void a_story_trusts_nothing(void **state)
{
    (void)state;
    static const char *const columns[] = {"id", "parent", "birth_h", "type", "phase", "x", "psma"};
    char part[HDF_NAME];
    for (uint64_t value = 0; value < 10; value++) /* row 0 is of the cell whose story is told */
        assert_int_equal(read_snapshot("/cells/z", (MadeChange){0, MADE_SPECIAL, 0, value}),
                         STATUS_OK);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        for (uint64_t type = 0; type < HDF_TYPE_COUNT; type += 3) {
            snprintf(part, sizeof part, "/cells/%s", columns[i]);
            (void)read_snapshot(part, (MadeChange){0, MADE_TYPE, 0, type});
        }
    assert_int_equal(read_snapshot("/cells/id", (MadeChange){0, MADE_TYPE, 0, HDF_U8}),
                     STATUS_NO_INPUT);
}

static void every_part_of_a_snapshot_at_its_ends(void **state)
{
    (void)state;
    for (int part = 0; part < 40; part++)
        for (int k = 0; k < 2; k++) { /* a value, and one of the others */
            uint8_t how = (uint8_t)(k ? MADE_TYPE + part % (MADE_HOWS - MADE_TYPE) : MADE_SPECIAL);
            (void)read_snapshot(NULL, (MadeChange){(uint8_t)part, how, 0, (uint64_t)part % 3});
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_checkpoint_is_taken),
        cmocka_unit_test(a_run_is_legal_throughout),
        cmocka_unit_test(values_out_of_range_are_refused),
        cmocka_unit_test(what_does_not_fit_together_is_refused),
        cmocka_unit_test(the_step_is_one),
        cmocka_unit_test(the_folder_is_sound),
        cmocka_unit_test(every_value_at_its_ends),
        cmocka_unit_test(a_sound_snapshot_is_taken),
        cmocka_unit_test(a_story_trusts_nothing),
        cmocka_unit_test(every_part_of_a_snapshot_at_its_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
