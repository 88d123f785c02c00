#include "model/world.h"
#include "core/blocks.h"
#include "core/hash.h"
#include "core/maths.h"

#include <string.h>

/* One death may be kept for every DEATHS_SHARE sites between two snapshots. */
enum { DEATHS_SHARE = 8, DEATHS_LEAST = 4096 };

enum { SCRATCH, SITE, CELL };
const ArrayRow WORLD_ARRAYS[] = {
#define ARRAY(type, name, unit, kept, meaning)                                                     \
    {#name, #type, unit, meaning, sizeof(type), offsetof(World, name), kept != SCRATCH},
#include "model/arrays.def"
#undef ARRAY
};
const int WORLD_ARRAYS_COUNT = sizeof WORLD_ARRAYS / sizeof WORLD_ARRAYS[0];

const char *const SITE_TYPE_WORDS[SITE_TYPE_COUNT] = {
#define SITE_TYPE(name, word, meaning) word,
#include "model/sites.def"
#undef SITE_TYPE
};
const char *const SITE_PHASE_WORDS[SITE_PHASE_COUNT] = {
#define SITE_PHASE(name, word, meaning) word,
#include "model/sites.def"
#undef SITE_PHASE
};
const char *const DEATH_CAUSE_WORDS[DEATH_CAUSE_COUNT] = {
#define DEATH_CAUSE(name, word, meaning) word,
#include "model/sites.def"
#undef DEATH_CAUSE
};
const char *const LEDGER_TERM_WORDS[LEDGER_TERM_COUNT] = {
#define LEDGER_TERM(name, sign, meaning) #name,
#include "model/ledger.def"
#undef LEDGER_TERM
};
const int LEDGER_TERM_SIGNS[LEDGER_TERM_COUNT] = {
#define LEDGER_TERM(name, sign, meaning) sign,
#include "model/ledger.def"
#undef LEDGER_TERM
};

static int64_t world_deaths_max(int64_t sites)
{
    return sites / DEATHS_SHARE + DEATHS_LEAST;
}

uint64_t world_bytes(const Params *params)
{
    uint64_t sites = 1, site_bytes = 0;
    const int64_t sizes[] = {params->grid_nx, params->grid_ny, params->grid_nz};
    for (int i = 0; i < 3; i++)
        if (__builtin_mul_overflow(sites, (uint64_t)sizes[i], &sites))
            return UINT64_MAX;
    for (int i = 0; i < WORLD_ARRAYS_COUNT; i++)
        site_bytes += WORLD_ARRAYS[i].item;
    site_bytes += (uint64_t)params->substances_count * sizeof(float);
    uint64_t total;
    if (sites > INT64_MAX / 1024 || __builtin_mul_overflow(sites, site_bytes, &total))
        return UINT64_MAX;
    return total + (uint64_t)world_deaths_max((int64_t)sites) * sizeof(Death) + sizeof(World);
}

void *world_array(const World *world, const ArrayRow *row)
{
    void *array;
    memcpy(&array, (const char *)world + row->offset, sizeof array);
    return array;
}

static double world_animal_factor(uint64_t seed, Purpose purpose, double cv)
{
    Draw draw = random_draw(seed, purpose, 0, 0);
    return random_lognormal(random_normal(draw.word[0], draw.word[1]), cv);
}

Animal world_animal(const Params *p)
{
    uint64_t seed = (uint64_t)p->run_seed;
    return (Animal){world_animal_factor(seed, PURPOSE_ANIMAL_VOLUME, p->animal_cv_plasma_volume),
                    world_animal_factor(seed, PURPOSE_ANIMAL_HALF_LIFE, p->animal_cv_half_life),
                    world_animal_factor(seed, PURPOSE_ANIMAL_PSMA, p->animal_cv_psma),
                    world_animal_factor(seed, PURPOSE_ANIMAL_GROWTH, p->animal_cv_growth)};
}

static void world_initial_fields(World *world)
{
    for (int s = 0; s < world->params.substances_count; s++) {
        float initial = (float)world->params.substances[s].initial;
        for (int64_t i = 0; i < world->grid.sites; i++)
            world->field[s][i] = initial;
        world->clock[s].peak = (double)initial;
        world->ledger[s].content = (double)initial * (double)world->grid.sites;
    }
    for (int d = 0; d < world->params.drugs_count; d++)
        world->plasma[d].rate =
            MATHS_LN2 / (world->params.drugs[d].half_life * world->animal.half_life);
}

static bool world_allocate(World *world)
{
    size_t sites = (size_t)world->grid.sites;
    bool all = true;
    for (int i = 0; i < WORLD_ARRAYS_COUNT && all; i++) {
        void *array = memory_create(world->memory, sites, WORLD_ARRAYS[i].item);
        memcpy((char *)world + WORLD_ARRAYS[i].offset, &array, sizeof array);
        all = array != NULL;
    }
    for (int s = 0; s < world->params.substances_count && all; s++) {
        world->field[s] = memory_create(world->memory, sites, sizeof(float));
        all = world->field[s] != NULL;
    }
    world->deaths_max = world_deaths_max(world->grid.sites);
    if (all)
        world->deaths = memory_create(world->memory, (size_t)world->deaths_max, sizeof(Death));
    return all && world->deaths;
}

Status world_create(const Params *params, Memory *memory, World **out)
{
    CHECK(random_purposes_sound());
    *out = NULL;
    if (world_bytes(params) == UINT64_MAX)
        return STATUS_NO_MEMORY;
    World *world = memory_create(memory, 1, sizeof *world);
    if (!world)
        return STATUS_NO_MEMORY;
    world->params = *params;
    world->memory = memory;
    world->grid = grid_of((int)params->grid_nx, (int)params->grid_ny, (int)params->grid_nz,
                          params->grid_edge);
    world->step_h = params->time_cell_step;
    if (!world_allocate(world)) {
        world_destroy(world);
        return STATUS_NO_MEMORY;
    }
    world->animal = world_animal(&world->params);
    world->androgen = (Androgen){world->params.androgen_level, 1.0, 1.0, 1.0}; /* until therapy */
    world_initial_fields(world);
    *out = world;
    return STATUS_OK;
}

void world_destroy(World *world)
{
    if (!world)
        return;
    Memory *memory = world->memory;
    for (int i = 0; i < WORLD_ARRAYS_COUNT; i++)
        memory_destroy(memory, world_array(world, &WORLD_ARRAYS[i]));
    for (int s = 0; s < PARAMS_SUBSTANCES; s++)
        memory_destroy(memory, world->field[s]);
    memory_destroy(memory, world->deaths);
    memory_destroy(memory, world);
}

/* Blocks are hashed one by one and chained in order, so that the work can be shared out later
 * without changing the value. */
static uint64_t world_hash_array(uint64_t hash, const void *array, size_t item, int64_t sites)
{
    for (int64_t b = 0; b < blocks_count(sites); b++) {
        int64_t first = blocks_first(b), count = blocks_end(b, sites) - first;
        uint64_t part =
            hash_bytes(0, (const char *)array + (size_t)first * item, (size_t)count * item);
        hash = hash_bytes(hash, &part, sizeof part);
    }
    return hash;
}

uint64_t world_hash(const World *world)
{
    uint64_t hash = hash_bytes(0, &world->step, sizeof world->step);
    hash = hash_bytes(hash, &world->animal, sizeof world->animal);
    for (int i = 0; i < WORLD_ARRAYS_COUNT; i++)
        if (WORLD_ARRAYS[i].state)
            hash = world_hash_array(hash, world_array(world, &WORLD_ARRAYS[i]),
                                    WORLD_ARRAYS[i].item, world->grid.sites);
    for (int s = 0; s < world->params.substances_count; s++) {
        const FieldClock *clock = &world->clock[s];
        hash = world_hash_array(hash, world->field[s], sizeof(float), world->grid.sites);
        const int64_t steps[] = {clock->solved_step, clock->event_step, clock->at_rest};
        hash = hash_bytes(hash, steps, sizeof steps);
        hash = hash_bytes(hash, &clock->peak, sizeof clock->peak);
        /* What was released wakes a resting field; the content decides how well a solve closes. */
        const Ledger *ledger = &world->ledger[s];
        hash = hash_bytes(hash, ledger->step[LEDGER_released], sizeof ledger->step[0]);
        hash = hash_bytes(hash, &ledger->content, sizeof ledger->content);
    }
    for (int d = 0; d < world->params.drugs_count; d++) {
        const Plasma *plasma = &world->plasma[d];
        const int64_t steps[] = {plasma->event_step, plasma->event_next};
        const double curve[] = {plasma->at_event, plasma->infusion, plasma->rate};
        hash = hash_bytes(hash, steps, sizeof steps);
        hash = hash_bytes(hash, curve, sizeof curve);
    }
    const int64_t counts[] = {world->births,          world->placements_failed,
                              world->sprouts,         world->sprouts_failed,
                              world->network_changed, world->network_grown};
    hash = hash_bytes(hash, counts, sizeof counts);
    hash = hash_bytes(hash, &world->psa, sizeof world->psa);
    hash = hash_bytes(hash, &world->viable, sizeof world->viable);
    hash = hash_bytes(hash, world->vessel_deaths_by_cause, sizeof world->vessel_deaths_by_cause);
    hash = hash_bytes(hash, world->tumor_centre, sizeof world->tumor_centre);
    return hash_bytes(hash, world->deaths_by_cause, sizeof world->deaths_by_cause);
}

double world_time_h(const World *world, int64_t step)
{
    return (double)(step - params_day0_step(&world->params)) * world->step_h;
}

double world_plasma(const World *world, int drug, double at_step)
{
    const Plasma *p = &world->plasma[drug];
    double fade = maths_exp(-p->rate * (at_step - (double)p->event_step) * world->step_h);
    return p->at_event * fade + p->infusion / p->rate * (1.0 - fade);
}

double world_molecule_nM(const World *world)
{
    /* 1 / Avogadro in mol, times 1e9 nM per mol/L, over the site's volume (1 um3 = 1e-15 L). */
    double edge = world->grid.edge_um;
    return 1.660539067173847 / (edge * edge * edge);
}

double world_pumps(const World *world, int64_t site)
{
    double molecule = world_molecule_nM(world);
    switch (world->type[site]) {
    case SITE_TUMOR:
        return world->params.serca_pumps * molecule;
    case SITE_VESSEL:
        return world_endothelium(world, site) ? world->params.vessel_pumps * molecule : 0.0;
    default:
        return 0.0;
    }
}

double world_blocked(const World *world, int64_t site)
{
    double pumps = world_pumps(world, site);
    if (pumps <= 0.0)
        return 0.0;
    double blocked = (double)world->bound[site] / pumps;
    return blocked < 1.0 ? blocked : 1.0;
}

void world_record_death(World *world, int64_t site, DeathCause cause)
{
    world->cause[site] = (uint8_t)cause;
    if (world->type[site] == SITE_VESSEL)
        world->vessel_deaths_by_cause[cause]++;
    else
        world->deaths_by_cause[cause]++;
    if (world->deaths_count == world->deaths_max) {
        world->deaths_lost++;
        return;
    }
    world->deaths[world->deaths_count++] =
        (Death){world->id[site],         world->parent[site], (int32_t)world->step,
                world->birth_step[site], (uint32_t)site,      (uint32_t)cause};
}
