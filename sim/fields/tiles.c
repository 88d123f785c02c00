#include "fields/tiles.h"
#include "core/blocks.h"
#include "fields/transport.h"

#include <string.h>

void transport_flags(const World *world, Workspace *work)
{
    int64_t sites = world->grid.sites;
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int64_t b = 0; b < blocks_count(sites); b++) {
        int64_t first = blocks_first(b);
        work->laws->flag(world->type + first, world->phase + first, world->perfused + first,
                         work->flags + first, blocks_end(b, sites) - first);
    }
}

void transport_hypoxic(const World *world, Workspace *work, int substance)
{
    const Params *p = &world->params;
    const float below = (float)p->hypoxia_secretion_below;
    int nutrient = params_substance(p, p->hypoxia_substance);
    if (p->substances[substance].produced_by != PRODUCED_BY_HYPOXIC || nutrient < 0 ||
        !p->substances[nutrient].enabled)
        return;
    const float *level = world->field[nutrient];
    uint8_t *flags = work->flags;
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int64_t i = 0; i < world->grid.sites; i++) {
        uint8_t lacks = level[i] < below ? FLAG_HYPOXIC : 0, viable = flags[i] & FLAGS_VIABLE;
        flags[i] = (uint8_t)(flags[i] | (viable ? lacks : 0));
    }
}

void transport_load(Workspace *work, const float *natural, float *split)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    int nx = shape->n[0];
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++)
            work->mg.rows->split(natural + (y + (int64_t)shape->n[1] * z) * nx,
                                 split + multigrid_half(shape, y, z, 0),
                                 split + multigrid_half(shape, y, z, 1), nx);
}

void transport_store(Workspace *work, const float *split, float *natural)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    int nx = shape->n[0];
#pragma omp parallel for schedule(static) if (workspace_parallel(work))
    for (int z = 0; z < shape->n[2]; z++)
        for (int y = 0; y < shape->n[1]; y++)
            work->mg.rows->join(split + multigrid_half(shape, y, z, 0),
                                split + multigrid_half(shape, y, z, 1),
                                natural + (y + (int64_t)shape->n[1] * z) * nx, nx);
}

Row tiles_row(const World *world, Workspace *work, const Stage *stage, int y, int z)
{
    const MultigridShape *shape = &work->mg.level[0].shape;
    const Axis *axis = work->faces[stage->substance].axis[0];
    return (Row){.world = world,
                 .work = work,
                 .stage = stage,
                 .axis = axis,
                 .y = y,
                 .z = z,
                 .row = y + (int64_t)shape->n[1] * z,
                 .half = {multigrid_half(shape, y, z, 0), multigrid_half(shape, y, z, 1)},
                 .yz_sum = axis[1].sum[y] + axis[2].sum[z],
                 .yz_wall = axis[1].wall[y] + axis[2].wall[z]};
}

void tiles_load(const Row *row, int x, bool values, Tile *tile)
{
    const Stage *stage = row->stage;
    int nx = row->work->mg.level[0].shape.n[0];
    int64_t site = row->row * nx + x;
    tile->count = nx - x < TILE ? nx - x : TILE;
    tile->site = site;
    tile->flags = row->work->flags + site;
    tile->psma = row->world->psma + site;
    tile->base = stage->base ? stage->base + site : NULL;
    if (stage->first)
        tiles_join(row, stage->first, x, tile->count, tile->first);
    else if (stage->base)
        memset(tile->first, 0, (size_t)tile->count * sizeof(float));
    tile->bound = stage->binding.active ? stage->binding.base + site : NULL;
    if (values)
        tiles_join(row, row->work->mg.level[0].u, x, tile->count, tile->c);
}

int tiles_laws(const Workspace *work, const Stage *stage, Law law[LAWS_MOST])
{
    const LawLoops *loops = work->laws;
    const struct {
        bool active;
        Law law;
    } all[] = {
        {stage->rate > 0.0f, {loops->storage, -1, true, 0}},
        {stage->supply > 0.0f, {loops->supply, LEDGER_supplied, true, IN_ENDOTHELIUM}},
        {stage->uptake_cycling > 0.0f,
         {loops->uptake, LEDGER_taken_up, false, IN_TUMOR | IN_OTHER}},
        {stage->decay > 0.0f, {loops->decay, LEDGER_decayed, false, ANYWHERE}},
        {stage->lost_count > 0, {loops->cleaved, LEDGER_cleaved, false, IN_TUMOR | IN_ENDOTHELIUM}},
        {stage->binding.active, {loops->bound, LEDGER_bound, true, IN_TUMOR | IN_ENDOTHELIUM}},
        {stage->production > 0.0f, {loops->secreted, LEDGER_produced, true, IN_TUMOR}},
    };
    int count = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].active)
            law[count++] = all[i].law;
    return count;
}

void tiles_made(const Row *row, const Cleavage *made, int x, Tile *tile, float *flux)
{
    tiles_join(row, made->u, x, tile->count, tile->substrate);
    row->work->laws->made(made, tile, flux);
}

Neighbours tiles_neighbours(const Row *row, int x)
{
    const MultigridShape *shape = &row->work->mg.level[0].shape;
    const int at[3] = {x, row->y, row->z};
    Neighbours near = {.count = 0};
    for (int f = 0; f < GRID_FACES; f++) {
        int a = f / 2, n = shape->n[a], to[3] = {at[0], at[1], at[2]};
        float coupling = f % 2 ? row->axis[a].high[at[a]] : row->axis[a].low[at[a]];
        if (coupling <= 0.0f)
            continue;
        to[a] = (at[a] + (f % 2 ? 1 : n - 1)) % n;
        near.site[near.count] =
            to[0] + (int64_t)shape->n[0] * (to[1] + (int64_t)shape->n[1] * to[2]);
        near.element[near.count] = multigrid_at(shape, to[0], to[1], to[2]);
        near.coupling[near.count++] = coupling;
    }
    return near;
}
