#include "tissue/displacement.h"
#include "tissue/depth.h"
#include "tissue/sprouts.h"

enum { REFRESH_STEPS = 10 }; /* depth is found anew every so many steps */

struct Displacement {
    Carriers cells, tips;
};

/* Mothers and gaps. A path toward a place d edges away along faces is at most sqrt(3) d long. */
static CarriersSize displacement_cells(const Params *params)
{
    int64_t sites = params->grid_nx * params->grid_ny * params->grid_nz;
    double edges = params->growth_push_distance / params->grid_edge * 1.7320508075688772;
    return (CarriersSize){sites / 32 + 1024,
                          edges < CARRIERS_ROUNDS - 3 ? (int)edges + 2 : CARRIERS_ROUNDS - 1};
}

/* Tips are few, but their way out may lead from the middle of a tumor. */
static CarriersSize displacement_tips(const Params *params)
{
    int64_t sites = params->grid_nx * params->grid_ny * params->grid_nz;
    return (CarriersSize){sprouts_possible(params) ? sites / 2048 + 256 : 1, 128};
}

uint64_t displacement_bytes(const Params *params)
{
    return carriers_bytes(displacement_cells(params)) + carriers_bytes(displacement_tips(params));
}

Status displacement_create(World *world, Displacement **out)
{
    Displacement *d = memory_create(world->memory, 1, sizeof *d);
    *out = NULL;
    if (!d)
        return STATUS_NO_MEMORY;
    Status status = carriers_create(world, displacement_cells(&world->params), &d->cells);
    if (status == STATUS_OK)
        status = carriers_create(world, displacement_tips(&world->params), &d->tips);
    if (status == STATUS_OK)
        *out = d;
    else
        displacement_destroy(world, d);
    return status;
}

void displacement_destroy(World *world, Displacement *d)
{
    if (!d)
        return;
    carriers_destroy(world, &d->cells);
    carriers_destroy(world, &d->tips);
    memory_destroy(world->memory, d);
}

void displacement_step(World *world, Displacement *d)
{
    if (world->step % REFRESH_STEPS == 0)
        depth_refresh(world);
    births_step(world, &d->cells);
    sprouts_step(world, &d->tips);
    gaps_step(world, &d->cells);
}
