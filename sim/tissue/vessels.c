#include "tissue/vessels.h"
#include "model/cell.h"
#include "tissue/bed.h"
#include "tissue/depth.h"
#include "tissue/sprouts.h"

#include <math.h>

struct Vessels {
    Memory *memory; /* not owned */
    Network network;
};

Status vessels_seed(World *world)
{
    return bed_seed(world);
}

/* A profile is 3 to 4 segments, as the seeded networks turn out; a box is full at a third. Sprouts
 * may double what was seeded. */
int64_t vessels_most(const Params *params)
{
    double sites = (double)params->grid_nx * (double)params->grid_ny * (double)params->grid_nz;
    double segments = 4.5 * params->vessel_density * params->grid_edge * params->grid_edge * sites;
    segments *= sprouts_possible(params) ? 2.0 : 1.0;
    return (int64_t)(segments < 0.45 * sites ? segments : 0.45 * sites) + 256;
}

uint64_t vessels_bytes(const Params *params)
{
    return (uint64_t)vessels_most(params) * NETWORK_SEGMENT_BYTES + 4096;
}

Status vessels_create(const World *world, Vessels **out)
{
    int64_t count = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        count += world->type[i] == SITE_VESSEL;
    int64_t most = vessels_most(&world->params);
    *out = NULL;
    Vessels *vessels = memory_create(world->memory, 1, sizeof *vessels);
    if (!vessels)
        return STATUS_NO_MEMORY;
    vessels->memory = world->memory;
    Status status =
        world->grid.sites > UINT32_MAX
            ? STATUS_NO_MEMORY /* the list holds sites in 32 bits */
            : network_create(world->memory, count > most ? count : most, &vessels->network);
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

/* What its cell had bound went with the debris when it died. */
static void vessels_clear(World *world, int64_t site, SiteType successor)
{
    CHECK(world->bound[site] == 0.0f);
    cell_clear(world, site, successor);
    world->perfused[site] = 0;
}

/* All successors are chosen before any site is emptied, so that the outcome does not depend on the
 * order: a row of vessels removed at once does not carry the tumor out into the host. */
static void vessels_remove(World *world, Network *network, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        network->entry[i] = (uint8_t)vessels_successor(world, network->site[network->stack[i]]);
    for (int32_t i = 0; i < count; i++)
        vessels_clear(world, network->site[network->stack[i]], (SiteType)network->entry[i]);
    network_relist(network, world);
}

void vessels_step(World *world, Vessels *vessels)
{
    Network *network = &vessels->network;
    int64_t removal = params_steps(&world->params, world->params.vessel_removal_delay);
    int32_t gone = 0;
    if (world->network_grown)
        network_list(network, world);
    world->network_grown = false;
    for (int32_t v = 0; v < network->count; v++) {
        uint32_t site = network->site[v];
        if (world_endothelium(world, site) || world->due_step[site] > world->step)
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

void vessels_density(const World *world, Vessels *vessels, Profiles which, double density[3])
{
    const Grid *grid = &world->grid;
    int64_t sites = grid->sites; /* every site lies in one section of each axis */
    for (int64_t i = 0; i < grid->sites && which == PROFILES_TUMOR; i++)
        sites -= world->depth2[i] <= DEPTH_SURFACE;
    double area = (double)sites * grid->edge_um * grid->edge_um; /* of all sections, um^2 */
    for (int axis = 0; axis < 3; axis++) {
        double profiles = (double)network_profiles(&vessels->network, world, axis, which);
        density[axis] = sites > 0 ? profiles / area : (double)NAN;
    }
}
