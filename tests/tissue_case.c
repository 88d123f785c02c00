#include "tissue_case.h"
#include "therapy/calcium.h"
#include "tissue/depth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

void case_params(Params *p, int n, int64_t cells)
{
    params_defaults(p);
    p->grid_nx = p->grid_ny = p->grid_nz = n;
    p->tumor_cells = cells;
    p->growth_loss_rate = 0.0;
    p->animal_cv_growth = 0.0;
}

Case *case_create(const Params *p)
{
    Case *c = calloc(1, sizeof *c);
    assert_int_equal(world_create(p, &c->memory, &c->world), STATUS_OK);
    calcium_map(p, &c->world->calcium);
    cells_seed(c->world);
    depth_refresh(c->world);
    assert_int_equal(cells_create(c->world, &c->cells), STATUS_OK);
    assert_int_equal(displacement_create(c->world, &c->displacement), STATUS_OK);
    c->queue = memory_create(&c->memory, (size_t)c->world->grid.sites, sizeof *c->queue);
    assert_non_null(c->queue);
    return c;
}

void case_destroy(Case *c)
{
    memory_destroy(&c->memory, c->queue);
    displacement_destroy(c->world, c->displacement);
    cells_destroy(c->world, c->cells);
    world_destroy(c->world);
    assert_int_equal(c->memory.bytes, 0);
    free(c);
}

void case_steps(Case *c, int steps)
{
    for (int i = 0; i < steps; i++, c->world->step++) {
        cells_step(c->world, c->cells);
        displacement_step(c->world, c->displacement);
    }
}

int64_t case_count(const World *world, SiteType type)
{
    int64_t count = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        count += world->type[i] == type;
    return count;
}
