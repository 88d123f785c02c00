#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "vessel_worlds.h"

World *vessel_world_empty(Box box, int64_t seed)
{
    World *world;
    Params *params = malloc(sizeof *params);
    Memory *memory = calloc(1, sizeof *memory);
    params_defaults(params);
    params->grid_nx = box.nx;
    params->grid_ny = box.ny;
    params->grid_nz = box.nz;
    params->vessel_density = box.density * 1e-6;
    params->run_seed = seed;
    assert_int_equal(world_create(params, memory, &world), STATUS_OK);
    free(params);
    return world;
}

World *vessel_world_seeded(Box box, int64_t seed)
{
    World *world = vessel_world_empty(box, seed);
    assert_int_equal(vessels_seed(world), STATUS_OK);
    return world;
}

Vessels *vessel_world_workspace(const World *world)
{
    Vessels *vessels;
    assert_int_equal(vessels_create(world, &vessels), STATUS_OK);
    return vessels;
}

void vessel_world_dispose(World *world, Vessels *vessels)
{
    Memory *memory = world->memory;
    vessels_destroy(vessels);
    world_destroy(world);
    assert_int_equal(memory->bytes, 0);
    free(memory);
}

int64_t vessel_world_count(const World *world, SiteType type)
{
    int64_t count = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        count += world->type[i] == type;
    return count;
}

static void flood(const World *world, uint8_t *seen, int64_t *todo, int64_t site, int axis)
{
    int64_t count = 1;
    todo[0] = site;
    seen[site] = 1;
    while (count > 0) {
        int64_t at = todo[--count];
        for (int face = 0; face < GRID_FACES; face++) {
            int64_t n = grid_neighbour(&world->grid, at, face);
            if (face / 2 == axis || n < 0 || seen[n] || world->type[n] != SITE_VESSEL)
                continue;
            seen[n] = 1;
            todo[count++] = n;
        }
    }
}

int64_t vessel_world_profiles(const World *world, int axis)
{
    size_t sites = (size_t)world->grid.sites;
    uint8_t *seen = calloc(sites, 1);
    int64_t *todo = malloc(sites * sizeof *todo), profiles = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        if (world->type[i] == SITE_VESSEL && !seen[i]) {
            flood(world, seen, todo, i, axis);
            profiles++;
        }
    free(seen);
    free(todo);
    return profiles;
}

void vessel_world_kill(World *world, int64_t site, int32_t closing_steps)
{
    world->phase[site] = PHASE_DYING;
    world->due_step[site] = (int32_t)world->step + closing_steps;
    world->bound[site] = 0.0f;
    world_record_death(world, site, CAUSE_DRUG);
}
