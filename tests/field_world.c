#include "field_world.h"
#include "tissue/cells.h"
#include "tissue/vessels.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

void field_world_params(Params *p, int nx, int ny, int nz, double edge, double step_h)
{
    params_defaults(p);
    p->substances_count = p->reactions_count = p->drugs_count = p->doses_count = 0;
    p->serca_ligand[0] = 0;
    p->grid_nx = nx;
    p->grid_ny = ny;
    p->grid_nz = nz;
    p->grid_edge = edge;
    p->time_cell_step = step_h;
    p->solver_tolerance = 1e-6;
    p->solver_max_cycles = 200;
    Substance *c = params_add(p, LIST_SUBSTANCES, "c");
    c->diffusion = 6e6;
    c->decay = 0.0;
}

void field_world_open(FieldWorld *fw)
{
    fw->memory = (Memory){0, 0, 0};
    assert_int_equal(world_create(&fw->params, &fw->memory, &fw->world), STATUS_OK);
    assert_int_equal(fields_create(fw->world, &fw->fields), STATUS_OK);
}

void field_world_tumor(FieldWorld *fw, int nx, int ny, int nz, double cells)
{
    params_defaults(&fw->params);
    fw->params.grid_nx = nx;
    fw->params.grid_ny = ny;
    fw->params.grid_nz = nz;
    fw->params.tumor_cells = (int64_t)cells;
    fw->memory = (Memory){0, 0, 0};
    assert_int_equal(world_create(&fw->params, &fw->memory, &fw->world), STATUS_OK);
    assert_int_equal(vessels_seed(fw->world), STATUS_OK);
    cells_seed(fw->world);
    assert_int_equal(fields_create(fw->world, &fw->fields), STATUS_OK);
}

void field_world_close(FieldWorld *fw)
{
    fields_destroy(fw->world, fw->fields);
    world_destroy(fw->world);
    assert_int_equal(fw->memory.bytes, 0);
}

void field_world_fixed(Substance *substance, double edge, double value)
{
    substance->vessel_supply = SUPPLY_CONSTANT;
    substance->vessel_value = value;
    substance->vessel_permeability = 3.6e9;
    substance->vessel_radius = 0.196 * edge;
}

void field_world_vessel(FieldWorld *fw, int x, int y, int z)
{
    int64_t site = grid_index(&fw->world->grid, x, y, z);
    fw->world->type[site] = SITE_VESSEL;
    fw->world->phase[site] = PHASE_OPEN;
    fw->world->perfused[site] = 1;
}

void field_world_dose(FieldWorld *fw, double concentration)
{
    World *w = fw->world;
    w->plasma[0].at_event = world_plasma(w, 0, (double)w->step) + concentration;
    w->plasma[0].event_step = w->step;
}

void field_world_steps(FieldWorld *fw, int64_t steps)
{
    for (int64_t i = 0; i < steps; i++) {
        Status status = fields_step(fw->world, fw->fields, &fw->fault);
        if (status != STATUS_OK)
            printf("step %lld: %s, substance %d, site %lld, value %g\n", (long long)fw->world->step,
                   status_sentence(status), fw->fault.substance, (long long)fw->fault.site,
                   fw->fault.value);
        assert_int_equal(status, STATUS_OK);
        fw->world->step++;
    }
}

double field_world_at(const FieldWorld *fw, int substance, int x, int y, int z)
{
    return (double)fw->world->field[substance][grid_index(&fw->world->grid, x, y, z)];
}

double field_world_content(const FieldWorld *fw, int substance)
{
    double sum = 0.0;
    for (int64_t i = 0; i < fw->world->grid.sites; i++)
        sum += (double)fw->world->field[substance][i];
    return sum;
}

double field_world_term(const FieldWorld *fw, int substance, LedgerTerm term)
{
    double sum = 0.0;
    for (int p = 0; p < PLACE_COUNT; p++)
        sum += fw->world->ledger[substance].step[term][p];
    return sum;
}
