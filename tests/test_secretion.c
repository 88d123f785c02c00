/* What cells secrete: by whom, and how much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "field_world.h"

/* Only viable cells below the threshold secrete what hypoxic cells produce; nobody does without the
 * nutrient; and the ledger has it. */
static void hypoxic_cells_secrete(void **state)
{
    (void)state;
    FieldWorld fw;
    field_world_tumor(&fw, 20, 20, 20, 2000);
    World *w = fw.world;
    const Params *p = &w->params;
    int oxygen = params_substance(p, "oxygen"), vegf = params_substance(p, "vegf");
    field_world_steps(&fw, 1);
    int64_t lacking = 0;
    w->clock[vegf].solved_step = -1000; /* due */
    for (int64_t i = 0; i < w->grid.sites; i++)
        lacking +=
            w->type[i] == SITE_TUMOR && w->field[oxygen][i] < (float)p->hypoxia_secretion_below;
    assert_in_range(lacking, 1, 2000);
    field_world_steps(&fw, 1);
    double per_cell = p->substances[vegf].production * params_amol(p, &p->substances[vegf]);
    double content = field_world_content(&fw, vegf);
    print_message("# %lld cells secrete, content %.4g, exact %.4g\n", (long long)lacking, content,
                  (double)lacking * per_cell / p->substances[vegf].decay);
    assert_true(fabs(content * p->substances[vegf].decay / ((double)lacking * per_cell) - 1.0) <
                0.05);
    assert_true(w->ledger[vegf].error <= 1e-6);
    field_world_close(&fw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hypoxic_cells_secrete)};
    return cmocka_run_group_tests(tests, 0, 0);
}
