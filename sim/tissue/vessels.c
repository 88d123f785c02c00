#include "tissue/vessels.h"
#include "tissue/bed.h"
#include "tissue/network.h"

#include <string.h>

struct Vessels {
    Memory *memory; /* not owned */
    Network network;
};

Status vessels_seed(World *world)
{
    return bed_seed(world);
}

Status vessels_create(const World *world, Vessels **out)
{
    int64_t count = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        count += world->type[i] == SITE_VESSEL;
    *out = NULL;
    Vessels *vessels = memory_create(world->memory, 1, sizeof *vessels);
    if (!vessels)
        return STATUS_NO_MEMORY;
    vessels->memory = world->memory;
    Status status = world->grid.sites > UINT32_MAX
                        ? STATUS_NO_MEMORY /* the list holds sites in 32 bits */
                        : network_create(world->memory, count, &vessels->network);
    if (status != STATUS_OK) {
        vessels_destroy(vessels);
        return status;
    }
    network_list(&vessels->network, world);
    *out = vessels;
    return STATUS_OK;
}

void vessels_destroy(Vessels *vessels)
{
    if (!vessels)
        return;
    network_destroy(vessels->memory, &vessels->network);
    memory_destroy(vessels->memory, vessels);
}

/* What takes the place of a vessel: part of the tumor if any of its neighbours is. */
static SiteType vessels_successor(const World *world, int64_t site)
{
    for (int face = 0; face < GRID_FACES; face++) {
        int64_t n = grid_neighbour(&world->grid, site, face);
        if (n >= 0 && world->type[n] != SITE_HOST && world->type[n] != SITE_VESSEL)
            return SITE_GAP;
    }
    return SITE_HOST;
}

/* Empties the site. What its cell still held goes with the debris, and the distance to the outside
 * belongs to the place, not to the vessel. */
static void vessels_clear(World *world, int64_t site)
{
    uint16_t depth2 = world->depth2[site];
    world->bound_ledger.lost_with_dead += (double)world->bound[site];
    for (int i = 0; i < WORLD_ARRAYS_COUNT; i++) {
        const ArrayRow *row = &WORLD_ARRAYS[i];
        memset((char *)world_array(world, row) + (size_t)site * row->item, 0, row->item);
    }
    world->depth2[site] = depth2;
}

/* All successors are chosen before any site is emptied, so that the outcome does not depend on the
 * order: a row of vessels removed at once does not carry the tumor out into the host. */
static void vessels_remove(World *world, Network *network, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        network->entry[i] = (uint8_t)vessels_successor(world, network->site[network->stack[i]]);
    for (int32_t i = 0; i < count; i++) {
        uint32_t site = network->site[network->stack[i]];
        vessels_clear(world, site);
        world->type[site] = network->entry[i];
    }
    network_relist(network, world);
}

void vessels_step(World *world, Vessels *vessels)
{
    Network *network = &vessels->network;
    int64_t removal = params_steps(&world->params, world->params.vessel_removal_delay);
    int32_t gone = 0;
    for (int32_t v = 0; v < network->count; v++) {
        uint32_t site = network->site[v];
        if (world->phase[site] == PHASE_OPEN || world->due_step[site] > world->step)
            continue;
        if (world->phase[site] == PHASE_DYING) {
            world->phase[site] = PHASE_CLOSED;
            world->due_step[site] = (int32_t)(world->step + removal);
            world->network_changed = true;
        } else {
            network->stack[gone++] = v;
        }
    }
    if (gone > 0)
        vessels_remove(world, network, gone);
    if (world->network_changed)
        network_perfuse(network, world);
    world->network_changed = false;
}

void vessels_density(const World *world, Vessels *vessels, bool perfused_only, double density[3])
{
    const Grid *grid = &world->grid;
    double area = (double)grid->sites * grid->edge_um * grid->edge_um; /* of all sections, um^2 */
    for (int axis = 0; axis < 3; axis++)
        density[axis] =
            (double)network_profiles(&vessels->network, world, axis, perfused_only) / area;
}
