#include "tissue/cells.h"
#include "core/blocks.h"
#include "model/cell.h"
#include "tissue/rules.h"

#include <math.h>

/* What a block's cells did in a step: so that sums and the list of deaths keep the order of sites.
 */
typedef struct BlockTally {
    int64_t died, viable, living;
    double bound_lost, bound_released[PLACE_COUNT]; /* nM x sites */
} BlockTally;

struct Cells {
    int64_t blocks;
    BlockTally *tally;
};

Status cells_create(World *world, Cells **out)
{
    Cells *cells = memory_create(world->memory, 1, sizeof *cells);
    *out = cells;
    if (!cells)
        return STATUS_NO_MEMORY;
    cells->blocks = blocks_count(world->grid.sites);
    cells->tally = memory_create(world->memory, (size_t)cells->blocks, sizeof *cells->tally);
    if (cells->tally)
        return STATUS_OK;
    cells_destroy(world, cells);
    *out = NULL;
    return STATUS_NO_MEMORY;
}

void cells_destroy(World *world, Cells *cells)
{
    if (!cells)
        return;
    memory_destroy(world->memory, cells->tally);
    memory_destroy(world->memory, cells);
}

/* A cell that dies leaves its bound ligand to the debris, but for the released fraction; `wish`
 * marks the site until its death is recorded, in the order of sites, after the parallel pass. */
static void cells_die(const Rules *rules, World *world, int64_t site, int ligand, BlockTally *tally)
{
    double bound = (double)world->bound[site];
    float released = (float)(bound * world->params.death_bound_released);
    bool endothelium = world->type[site] == SITE_VESSEL;
    world->bound[site] = 0.0f;
    world->damage[site] = 0.0f;
    tally->died++;
    if (ligand >= 0 && released > 0.0f) {
        float before = world->field[ligand][site];
        world->field[ligand][site] = before + released;
        double added = (double)world->field[ligand][site] - (double)before;
        tally->bound_released[endothelium ? PLACE_ENDOTHELIUM : PLACE_TUMOR] += added;
        bound -= added;
    }
    tally->bound_lost += bound;
    world->wish[site] = 1;
    if (endothelium)
        return;
    Draw draw = random_draw(rules->seed, PURPOSE_EXECUTION, world->id[site], 1);
    bool necrosis = world->cause[site] == CAUSE_HYPOXIA;
    world->type[site] = (uint8_t)(necrosis ? SITE_NECROTIC : SITE_APOPTOTIC);
    world->phase[site] = PHASE_NONE;
    world->due_step[site] =
        rules_due(world, rules->apoptosis * (0.5 + random_uniform(draw.word[0])));
}

/* A tumor cell at most steps has no event: told here, without a call. */
static bool cells_tumor(const Rules *rules, World *world, int64_t site)
{
    bool due = world->due_step[site] <= world->step;
    if (world->phase[site] == PHASE_COMMITTED)
        return due;
    if (rules_exposed(world, site) && rule_commitment(rules, world, site))
        return false;
    if (rules_rare(rules, world->id[site]) && rule_hazards(rules, world, site))
        return true;
    if (due)
        rule_cycle(rules, world, site);
    return false;
}

/* Nothing happens to an endothelial cell in blood without drug. */
static bool cells_vessel(const Rules *rules, World *world, int64_t site)
{
    if (world->perfused[site] && world->due_step[site] == 0 && !rules_exposed(world, site))
        return false;
    return rule_endothelium(rules, world, site);
}

/* The rules of each type of site: true when its cell dies. */
static bool cells_rules(const Rules *rules, World *world, int64_t site)
{
    switch (world->type[site]) {
    case SITE_TUMOR:
        return cells_tumor(rules, world, site);
    case SITE_VESSEL:
        return cells_vessel(rules, world, site);
    case SITE_APOPTOTIC:
    case SITE_NECROTIC:
        rule_clearance(rules, world, site);
        if (world->type[site] == SITE_GAP)
            cell_clear(world, site, SITE_GAP);
        return false;
    default:
        return false;
    }
}

/* The sites of a block that hold something, counted from its first; calls for their cache lines, as
 * they lie scattered over arrays that are larger than the cache. */
static int cells_list(const World *world, int64_t first, int64_t end, uint16_t list[BLOCK_SITES])
{
    const uint8_t *type = world->type;
    int count = 0;
    int64_t last;
    for (int64_t i = blocks_next(type, first, end); i < end; i = blocks_next(type, last, end)) {
        i -= (i - first) % 8;
        last = i + 8 < end ? i + 8 : end;
        __builtin_prefetch(&world->phase[i]);
        __builtin_prefetch(&world->due_step[i]);
        __builtin_prefetch(&world->bound[i]);
        __builtin_prefetch(&world->damage[i]);
        __builtin_prefetch(&world->id[i]);
        for (int64_t k = i; k < last; k++) {
            list[count] = (uint16_t)(k - first);
            count += type[k] != SITE_HOST;
        }
    }
    return count;
}

static void cells_block(const Rules *rules, World *world, int64_t block, int ligand,
                        BlockTally *tally)
{
    *tally = (BlockTally){0};
    uint16_t list[BLOCK_SITES];
    int64_t first = blocks_first(block);
    int count = cells_list(world, first, blocks_end(block, world->grid.sites), list);
    for (int k = 0; k < count; k++) {
        int64_t site = first + list[k];
        if (cells_rules(rules, world, site))
            cells_die(rules, world, site, ligand, tally);
        bool living = world->type[site] == SITE_TUMOR;
        tally->living += living;
        tally->viable += living && world->phase[site] != PHASE_COMMITTED;
    }
}

/* Second, serial pass over the blocks in which something died. */
static void cells_record(World *world, const Cells *cells, int ligand)
{
    double released[PLACE_COUNT] = {0.0};
    world->viable = world->living = 0;
    for (int64_t b = 0; b < cells->blocks; b++) {
        const BlockTally *tally = &cells->tally[b];
        world->viable += tally->viable;
        world->living += tally->living;
        if (tally->died == 0)
            continue;
        int64_t end = blocks_end(b, world->grid.sites);
        for (int64_t i = blocks_next(world->wish, blocks_first(b), end); i < end;
             i = blocks_next(world->wish, i + 1, end)) {
            world->wish[i] = 0;
            world_record_death(world, i, (DeathCause)world->cause[i]);
        }
        world->bound_ledger.lost_with_dead += tally->bound_lost;
        for (int place = 0; place < PLACE_COUNT; place++)
            released[place] += tally->bound_released[place];
    }
    for (int place = 0; place < PLACE_COUNT && ligand >= 0; place++) {
        world->ledger[ligand].step[LEDGER_released][place] += released[place];
        world->ledger[ligand].total[LEDGER_released][place] += released[place];
    }
}

void cells_step(World *world, Cells *cells)
{
    Rules rules;
    rules_prepare(&rules, world);
    int ligand = params_substance(&world->params, world->params.serca_ligand);
#pragma omp parallel for schedule(static)
    for (int64_t b = 0; b < cells->blocks; b++)
        cells_block(&rules, world, b, ligand, &cells->tally[b]);
    cells_record(world, cells, ligand);
}

/* Squared distance of a site's centre from the middle of the box, in quarter edges squared. */
static int64_t cells_distance4(const Grid *grid, int64_t site)
{
    Site3 s = grid_site3(grid, site);
    int64_t x = 2 * s.x - (grid->nx - 1), y = 2 * s.y - (grid->ny - 1),
            z = 2 * s.z - (grid->nz - 1);
    return x * x + y * y + z * z;
}

/* Smallest radius, in the units above, that holds at least `cells` free sites. */
static int64_t cells_radius4(const World *world, int64_t cells)
{
    int64_t low = 0, high = 3 * 4 * (int64_t)8192 * 8192;
    while (low < high) {
        int64_t radius = low + (high - low) / 2, count = 0;
        for (int64_t i = 0; i < world->grid.sites; i++)
            count += cell_free(world, i) && cells_distance4(&world->grid, i) <= radius;
        if (count >= cells)
            high = radius;
        else
            low = radius + 1;
    }
    return low;
}

/* The clone of a founder: each in its share, none in what is left. */
static uint8_t cells_clone(const Params *p, double chance)
{
    for (int i = 0; i < p->clones_count; i++) {
        if (chance < p->clones[i].fraction)
            return (uint8_t)(i + 1);
        chance -= p->clones[i].fraction;
    }
    return 0;
}

static void cells_found(const Rules *rules, World *world, int64_t site)
{
    const Params *p = &world->params;
    world->type[site] = SITE_TUMOR;
    world->id[site] = random_key((uint64_t)site, 0);
    Draw draw = random_draw(rules->seed, PURPOSE_FOUNDER, world->id[site], 0);
    Draw level = random_draw(rules->seed, PURPOSE_PSMA, world->id[site], 0);
    world->clone[site] = cells_clone(p, random_uniform(draw.word[2]));
    double ratio = world->clone[site] ? p->clones[world->clone[site] - 1].psma_ratio : 1.0;
    world->psma[site] =
        (float)(p->psma_per_cell * ratio * world->animal.psma *
                random_lognormal(random_normal(level.word[0], level.word[1]), p->psma_cv));
    double all = 0.0;
    for (int i = 0; i < 4; i++)
        all += rules->phase_steps[i];
    double at = random_uniform(draw.word[0]) * all;
    int phase = 0;
    while (phase < 3 && at > rules->phase_steps[phase])
        at -= rules->phase_steps[phase++];
    world->phase[site] = (uint8_t)(PHASE_G1 + phase);
    double whole = rule_cycle_duration(rules, world, site, (SitePhase)(PHASE_G1 + phase));
    world->due_step[site] = rules_due(world, floor(whole * random_uniform(draw.word[1])));
}

void cells_seed(World *world)
{
    if (world->params.tumor_cells <= 0)
        return;
    Rules rules;
    rules_prepare(&rules, world);
    int64_t radius = cells_radius4(world, world->params.tumor_cells);
    for (int64_t i = 0; i < world->grid.sites; i++)
        if (cell_free(world, i) && cells_distance4(&world->grid, i) <= radius) {
            cells_found(&rules, world, i);
            world->viable++;
            world->founders++;
        }
}
