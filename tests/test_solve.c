/* One solve of a quasi-steady field: whether it is needed, and what closes its ledger. */
#include "field_world.h"
#include "fields/solve.h"
#include "model/cell.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static Workspace *look_again(FieldWorld *fw, Stage *stage)
{
    Workspace *work = &fw->fields->work;
    transport_flags(fw->world, work);
    transport_stage(fw->world, 0, 0.0, (double)fw->world->step, stage);
    return work;
}

static void settled(void **state)
{
    (void)state;
    FieldWorld fw;
    Stage stage;
    field_world_tumor(&fw, 24, 24, 24, 3000);
    fw.world->params.substances[0].steady_tolerance = 0.005;
    field_world_steps(&fw, 2);
    int64_t solves = fw.world->clock[0].solves, plane = 24 * 24;
    assert_int_equal(solves, 1);
    Workspace *work = look_again(&fw, &stage);
    assert_true(transport_settled(fw.world, work, &stage));
    for (int64_t i = 0; i < fw.world->grid.sites; i++) /* 4, 12 and 20 are looked at first */
        if (fw.world->type[i] == SITE_TUMOR && i / plane % 8 != 4)
            fw.world->type[i] = SITE_GAP;
    work = look_again(&fw, &stage);
    assert_false(transport_settled(fw.world, work, &stage));
    field_world_steps(&fw, 1);
    assert_int_equal(fw.world->clock[0].solves, solves + 1);
    field_world_close(&fw);
}

/* Where no plane that is looked at first has a source, all are asked. */
static void settled_between_planes(void **state)
{
    (void)state;
    FieldWorld fw;
    Stage stage;
    field_world_params(&fw.params, 8, 8, 24, 20.0, 0.1);
    Substance *s = &fw.params.substances[0];
    s->stepping = STEPPING_STEADY;
    s->production = 3600.0;
    s->decay = 1e5;
    field_world_open(&fw);
    for (int64_t i = 8 * 64; i < 9 * 64; i++) {
        fw.world->type[i] = SITE_TUMOR;
        fw.world->phase[i] = PHASE_G1;
    }
    field_world_steps(&fw, 1);
    Workspace *work = look_again(&fw, &stage);
    assert_true(transport_settled(fw.world, work, &stage));
    field_world_close(&fw);
}

/* The sum that the last linearisation knows closes the ledger: no second correction. */
static void one_correction(void **state)
{
    (void)state;
    FieldWorld fw;
    Stage stage;
    Solution solution;
    field_world_tumor(&fw, 40, 40, 40, 9000);
    Workspace *work = look_again(&fw, &stage);
    work->mg.level[0].u = work->array[0];
    transport_load(work, fw.world->field[0], work->array[0]);
    solve_begin(fw.world, work, &stage, &solution);
    assert_int_equal(solve_finish(fw.world, work, &stage, 0.1, 0.0f, &solution), STATUS_OK);
    assert_true(solution.cycles > 1);
    assert_int_equal(solution.corrections, 0);
    field_world_close(&fw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settled),
        cmocka_unit_test(settled_between_planes),
        cmocka_unit_test(one_correction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
