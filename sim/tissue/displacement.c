#include "tissue/displacement.h"
#include "tissue/depth.h"

enum { REFRESH_STEPS = 10 }; /* depth is found anew every so many steps */

struct Displacement {
    Carriers carriers;
};

uint64_t displacement_bytes(const Params *params)
{
    return carriers_bytes(params);
}

Status displacement_create(World *world, Displacement **out)
{
    Displacement *d = memory_create(world->memory, 1, sizeof *d);
    *out = NULL;
    if (!d)
        return STATUS_NO_MEMORY;
    if (carriers_create(world, &d->carriers) != STATUS_OK) {
        memory_destroy(world->memory, d);
        return STATUS_NO_MEMORY;
    }
    *out = d;
    return STATUS_OK;
}

void displacement_destroy(World *world, Displacement *d)
{
    if (!d)
        return;
    carriers_destroy(world, &d->carriers);
    memory_destroy(world->memory, d);
}

void displacement_step(World *world, Displacement *d)
{
    if (world->step % REFRESH_STEPS == 0)
        depth_refresh(world);
    births_step(world, &d->carriers);
    gaps_step(world, &d->carriers);
}
