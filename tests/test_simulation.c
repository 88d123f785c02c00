/* What a step reports of itself. */
#include "engine/simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

/* Every viable cell of a tumor dies in one long step, with so much room for their deaths. */
static Status deaths_in_one_step(int64_t room, World *seen, char *message, size_t size)
{
    static Params p;
    Memory memory = {0, 0, 0};
    Simulation *s;
    params_defaults(&p);
    p.grid_nx = p.grid_ny = p.grid_nz = 16;
    p.time_cell_step = 10.0;
    p.growth_loss_rate = 1e3;
    p.tumor_cells = 300;
    assert_int_equal(simulation_create(&p, &memory, &s, message, size), STATUS_OK);
    simulation_world(s)->deaths_max = room;
    Status status = simulation_step(s, message, size);
    *seen = *simulation_world(s);
    simulation_destroy(s);
    assert_int_equal(memory.bytes, 0);
    return status;
}

static void no_death_is_lost_in_silence(void **state)
{
    (void)state;
    static World w;
    char message[256] = "";
    assert_int_equal(deaths_in_one_step(4000, &w, message, sizeof message), STATUS_OK);
    int64_t died = w.deaths_count;
    assert_true(died > 250 && w.deaths_lost == 0);
    assert_int_equal(deaths_in_one_step(died, &w, message, sizeof message), STATUS_OK);
    assert_string_equal(message, "");
    Status status = deaths_in_one_step(died - 7, &w, message, sizeof message);
    assert_int_equal(status, STATUS_DEATHS_LOST);
    assert_int_equal(status_exit_code(status), 70);
    assert_int_equal(w.deaths_count, died - 7);
    assert_int_equal(w.deaths_by_cause[CAUSE_SPONTANEOUS] + w.deaths_by_cause[CAUSE_HYPOXIA], died);
    assert_int_equal(w.step, 1);
    assert_non_null(strstr(message, ": 7 more than "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_death_is_lost_in_silence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
