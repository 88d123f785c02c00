#include "engine/simulation.h"
#include "fields/fields.h"
#include "therapy/androgen.h"
#include "therapy/calcium.h"
#include "therapy/dosing.h"
#include "tissue/cells.h"
#include "tissue/depth.h"
#include "tissue/displacement.h"
#include "tissue/vessels.h"

#include <stdio.h>

struct Simulation {
    World *world;
    Vessels *vessels;
    Fields *fields;
    Cells *cells;
    Displacement *displacement;
    Census census;
    Probe probe;
    FieldFault fault;
};

/* --- the step: a list of named stages ----------------------------------------------------------
 */

static Status simulation_dosing(Simulation *s)
{
    androgen_step(s->world);
    dosing_step(s->world);
    return STATUS_OK;
}

static Status simulation_vessels(Simulation *s)
{
    vessels_step(s->world, s->vessels);
    return STATUS_OK;
}

static Status simulation_fields(Simulation *s)
{
    return fields_step(s->world, s->fields, &s->fault);
}

/* Living tumor cells as they should be: each is seeded or born once and dies once, and
 * displacement, which has placed all births so far, neither makes nor loses one. */
static int64_t simulation_living(const World *world)
{
    int64_t living = world->founders + world->births;
    for (int cause = 0; cause < DEATH_CAUSE_COUNT; cause++)
        living -= world->deaths_by_cause[cause];
    return living;
}

static Status simulation_cells(Simulation *s)
{
    cells_step(s->world, s->cells);
    return s->world->living == simulation_living(s->world) ? STATUS_OK : STATUS_COUNTS_OPEN;
}

static Status simulation_displacement(Simulation *s)
{
    displacement_step(s->world, s->displacement);
    return STATUS_OK;
}

static Status (*const STAGES[])(Simulation *) = {simulation_dosing, simulation_vessels,
                                                 simulation_fields, simulation_cells,
                                                 simulation_displacement};
const char *const SIMULATION_STAGES[] = {"dosing", "vessels", "fields", "cells", "displacement"};
const int SIMULATION_STAGES_COUNT = sizeof SIMULATION_STAGES / sizeof SIMULATION_STAGES[0];

static void simulation_explain(const Simulation *s, Status status, char *message, size_t size)
{
    const FieldFault *fault = &s->fault;
    char place[64] = "";
    if (status == STATUS_COUNTS_OPEN) {
        snprintf(message, size, "%s: %lld living tumor cells where there should be %lld, step %lld",
                 status_sentence(status), (long long)s->world->living,
                 (long long)simulation_living(s->world), (long long)s->world->step);
        return;
    }
    if (fault->site >= 0) {
        Site3 at = grid_site3(&s->world->grid, fault->site);
        snprintf(place, sizeof place, " site (%d, %d, %d),", at.x, at.y, at.z);
    }
    snprintf(message, size, "%s: %s,%s step %lld, value %.6g", status_sentence(status),
             s->world->params.substances[fault->substance].name, place, (long long)s->world->step,
             fault->value);
}

/* A death that is not on record would be missing from every file, so the run may not go on. */
static Status simulation_deaths(const World *world, char *message, size_t size)
{
    if (world->deaths_lost == 0)
        return STATUS_OK;
    snprintf(message, size,
             "%s: %lld more than %lld by step %lld; a shorter time.cell_step has fewer",
             status_sentence(STATUS_DEATHS_LOST), (long long)world->deaths_lost,
             (long long)world->deaths_max, (long long)world->step);
    return STATUS_DEATHS_LOST;
}

Status simulation_step(Simulation *s, char *message, size_t size)
{
    for (int stage = 0; stage < SIMULATION_STAGES_COUNT; stage++) {
        Status status = STAGES[stage](s);
        if (status != STATUS_OK) {
            simulation_explain(s, status, message, size);
            return status;
        }
        if (s->probe.mark)
            s->probe.mark(s->probe.context, stage);
    }
    s->world->step++;
    return simulation_deaths(s->world, message, size);
}

/* --- creation ----------------------------------------------------------------------------------
 */

static uint64_t simulation_add(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

uint64_t simulation_bytes(const Params *params)
{
    uint64_t world = world_bytes(params);
    if (world == UINT64_MAX)
        return UINT64_MAX;
    uint64_t total = simulation_add(world, fields_bytes(params));
    total = simulation_add(total, displacement_bytes(params));
    return simulation_add(total, vessels_bytes(params));
}

static Status simulation_allocate(Simulation *s)
{
    World *world = s->world;
    Status status = vessels_create(world, &s->vessels);
    if (status == STATUS_OK)
        status = fields_create(world, &s->fields);
    if (status == STATUS_OK)
        status = cells_create(world, &s->cells);
    if (status == STATUS_OK)
        status = displacement_create(world, &s->displacement);
    return status;
}

static void simulation_short(const Params *params, Status status, char *message, size_t size)
{
    if (message)
        snprintf(message, size, "%s: %llu bytes needed", status_sentence(status),
                 (unsigned long long)simulation_bytes(params));
}

static Status simulation_seed(World *world)
{
    androgen_begin(world); /* founders read what it does to their cycles */
    Status status = vessels_seed(world);
    if (status != STATUS_OK)
        return status;
    cells_seed(world);
    androgen_begin(world);
    depth_refresh(world);
    return STATUS_OK;
}

Status simulation_create(const Params *params, Memory *memory, Simulation **out, char *message,
                         size_t size)
{
    World *world;
    *out = NULL;
    Status status = world_create(params, memory, &world);
    if (status == STATUS_OK)
        status = simulation_seed(world);
    if (status == STATUS_OK)
        return simulation_adopt(world, out, message, size);
    world_destroy(world);
    simulation_short(params, status, message, size);
    return status;
}

Status simulation_adopt(World *world, Simulation **out, char *message, size_t size)
{
    *out = NULL;
    Simulation *s = memory_create(world->memory, 1, sizeof *s);
    Status status = STATUS_NO_MEMORY;
    if (s) {
        s->world = world;
        calcium_map(&world->params, &world->calcium);
        status = simulation_allocate(s);
    }
    if (status == STATUS_OK) {
        *out = s;
        return STATUS_OK;
    }
    simulation_short(&world->params, status, message, size);
    if (s)
        simulation_destroy(s);
    else
        world_destroy(world);
    return status;
}

static void simulation_release(Simulation *s)
{
    displacement_destroy(s->world, s->displacement);
    cells_destroy(s->world, s->cells);
    fields_destroy(s->world, s->fields);
    vessels_destroy(s->vessels);
    s->displacement = NULL;
    s->cells = NULL;
    s->fields = NULL;
    s->vessels = NULL;
}

Status simulation_branch(Simulation *s, const Params *params, char *message, size_t size)
{
    World *world = s->world;
    Status status = STATUS_OK;
    if (!params_same_laws(&world->params, params) || dosing_turns(world, params))
        status = fields_settle(world, s->fields, &s->fault);
    if (status != STATUS_OK) {
        simulation_explain(s, status, message, size);
        return status;
    }
    simulation_release(s);
    world->params = *params;
    dosing_branch(world);
    calcium_map(&world->params, &world->calcium);
    status = simulation_allocate(s);
    if (status != STATUS_OK)
        simulation_short(params, status, message, size);
    return status;
}

void simulation_destroy(Simulation *s)
{
    if (!s)
        return;
    World *world = s->world;
    Memory *memory = world->memory;
    simulation_release(s);
    world_destroy(world);
    memory_destroy(memory, s);
}

const Census *simulation_census(Simulation *s)
{
    if (s->census.count == 0)
        census_columns(&s->census, &s->world->params);
    census_take(&s->census, s->world, s->vessels, fields_scratch(s->fields));
    return &s->census;
}

World *simulation_world(Simulation *s)
{
    return s->world;
}

void simulation_probe(Simulation *s, Probe probe)
{
    s->probe = probe;
}
