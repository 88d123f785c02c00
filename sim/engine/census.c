#include "engine/census.h"
#include "engine/caliper.h"
#include "model/cell.h"

#include <math.h>
#include <string.h>

/* Oxygen is counted in 256 bins between one power of two and the next, from 2^-10 mmHg to 2^30,
 * so that the median is right to 0.2 % whatever the pressure; bin 0 holds what is less, as 0. */
enum {
    OXYGEN_LOWEST = -10,
    OXYGEN_OCTAVES = 40,
    OXYGEN_BINS_LOG2 = 8,
    OXYGEN_BINS = 1 + (OXYGEN_OCTAVES << OXYGEN_BINS_LOG2)
};
static const float OXYGEN_LEAST = 0x1p-10f, OXYGEN_MOST = 0x1.fffffep29f;
static const float HYPOXIC_BELOW = 10.0f;

typedef struct Tally {
    int64_t type[SITE_TYPE_COUNT], phase[SITE_PHASE_COUNT], perfused;
    double psma, blocked, calcium;
    double bound, bound_tumor;       /* whole box; tumor cells */
    double field[PARAMS_SUBSTANCES]; /* sums over the tumor's sites */
    int64_t oxygen[OXYGEN_BINS], hypoxic;
} Tally;

static void census_append(Census *census, const char *before, const char *name, const char *after,
                          const char *unit, const char *meaning)
{
    CHECK(census->count < CENSUS_MAX);
    CensusColumn *column = &census->column[census->count++];
    const char *parts[3] = {before, name, after};
    size_t at = 0;
    for (int i = 0; i < 3; i++)
        for (const char *c = parts[i]; *c && at < CENSUS_NAME - 1; c++)
            column->name[at++] = *c;
    column->name[at] = 0;
    memset(column->unit, 0, CENSUS_UNIT);
    at = 0;
    for (const char *c = unit; *c && at < CENSUS_UNIT - 1; c++)
        column->unit[at++] = *c;
    column->meaning = meaning;
}

static const char *census_unit(const Substance *substance)
{
    return substance->unit == SUBSTANCE_MMHG ? "mmHg" : "nM";
}

/* Causes of which tumor cells die: the loss of its flow is a cause of endothelium alone. */
static bool census_cause(int cause)
{
    return cause != CAUSE_NONE && cause != CAUSE_FLOW;
}

void census_columns(Census *census, const World *world)
{
    const Params *p = &world->params;
    memset(census, 0, sizeof *census);
#define CENSUS(name, unit, meaning) census_append(census, "", #name, "", unit, meaning);
#include "engine/census.def"
#undef CENSUS
    for (int c = 0; c < DEATH_CAUSE_COUNT; c++)
        if (census_cause(c))
            census_append(census, "deaths_", DEATH_CAUSE_WORDS[c], "", "1",
                          "tumor cells that died of this cause since the start");
    for (int d = 0; d < p->drugs_count; d++)
        census_append(census, "plasma_", p->drugs[d].name, "", "nM",
                      "concentration of the drug in plasma");
    for (int s = 0; s < p->substances_count; s++) {
        const char *name = p->substances[s].name;
        census_append(census, "mean_", name, "", census_unit(&p->substances[s]),
                      "mean concentration over the sites of the tumor");
        census_append(census, "ledger_error_", name, "", "1",
                      "largest error of the mass ledger of any step so far");
        census_append(census, "cycles_", name, "", "1", "multigrid cycles since the start");
        census_append(census, "fallbacks_", name, "", "1",
                      "steps redone by two backward-Euler half steps, since the start");
    }
}

/* Floats that are not negative have the order of their bits: exponent, then fraction. */
static int census_oxygen_bin(float oxygen)
{
    enum { FRACTION = 23, BIAS = 127 };
    uint32_t bits, lowest = (uint32_t)(BIAS + OXYGEN_LOWEST) << OXYGEN_BINS_LOG2;
    if (!(oxygen >= OXYGEN_LEAST))
        return 0;
    oxygen = oxygen < OXYGEN_MOST ? oxygen : OXYGEN_MOST;
    memcpy(&bits, &oxygen, sizeof bits);
    return 1 + (int)((bits >> (FRACTION - OXYGEN_BINS_LOG2)) - lowest);
}

/* The middle of a bin, mmHg. */
static double census_oxygen_middle(int bin)
{
    enum { IN_OCTAVE = 1 << OXYGEN_BINS_LOG2 };
    if (bin == 0)
        return 0.0;
    double octave = (double)OXYGEN_LEAST;
    for (int i = 0; i < (bin - 1) / IN_OCTAVE; i++)
        octave *= 2.0;
    return octave * (1.0 + ((bin - 1) % IN_OCTAVE + 0.5) / IN_OCTAVE);
}

static void census_tally_cell(Tally *t, const World *world, int64_t site, const float *oxygen)
{
    for (int s = 0; s < world->params.substances_count; s++)
        t->field[s] += (double)world->field[s][site];
    if (oxygen) {
        t->oxygen[census_oxygen_bin(oxygen[site])]++;
        t->hypoxic += oxygen[site] < HYPOXIC_BELOW;
    }
    if (world->type[site] != SITE_TUMOR)
        return;
    double blocked = world_blocked(world, site);
    t->blocked += blocked;
    t->bound_tumor += (double)world->bound[site];
    t->calcium += (double)world_calcium(world->calcium.cytosol, (float)blocked);
    if (world->phase[site] != PHASE_COMMITTED)
        t->psma += (double)world->psma[site];
}

/* The nutrient's field; NULL when it is not simulated. */
static const float *census_oxygen(const World *world)
{
    int oxygen = params_substance(&world->params, world->params.hypoxia_substance);
    return oxygen >= 0 && world->params.substances[oxygen].enabled ? world->field[oxygen] : NULL;
}

static void census_tally(Tally *t, const World *world)
{
    const float *oxygen = census_oxygen(world);
    memset(t, 0, sizeof *t);
    for (int64_t i = 0; i < world->grid.sites; i++) {
        t->type[world->type[i]]++;
        t->phase[world->phase[i]]++;
        t->bound += (double)world->bound[i];
        if (world->type[i] == SITE_VESSEL)
            t->perfused += world->perfused[i] != 0;
        else if (cell_tumor_mass(world, i))
            census_tally_cell(t, world, i, oxygen);
    }
}

static double census_share(double part, int64_t whole)
{
    return whole > 0 ? part / (double)whole : (double)NAN;
}

static double census_oxygen_median(const Tally *t, int64_t sites)
{
    int64_t below = 0;
    for (int bin = 0; bin < OXYGEN_BINS; bin++) {
        below += t->oxygen[bin];
        if (below > 0 && 2 * below >= sites)
            return census_oxygen_middle(bin);
    }
    return (double)NAN;
}

static double census_vessel_density(const World *world, Vessels *vessels)
{
    double density[3]; /* 1/um^2, across x, y, z */
    vessels_density(world, vessels, true, density);
    return (density[0] + density[1] + density[2]) / 3.0 * 1e6;
}

static void census_fixed(double *v, const Tally *t, World *world, Vessels *vessels, uint32_t *queue)
{
    double edge = world->grid.edge_um, site_mm3 = edge * edge * edge * 1e-9;
    int64_t cycling =
        t->phase[PHASE_G1] + t->phase[PHASE_S] + t->phase[PHASE_G2] + t->phase[PHASE_M];
    int64_t viable = cycling + t->phase[PHASE_QUIESCENT];
    int64_t mass = t->type[SITE_TUMOR] + t->type[SITE_APOPTOTIC] + t->type[SITE_NECROTIC];
    v[CENSUS_time] = world_time_h(world, world->step) / 24.0;
    v[CENSUS_caliper_volume] = caliper_measure(world, queue).volume_mm3;
    v[CENSUS_cell_volume] = (double)mass * site_mm3;
    v[CENSUS_viable_volume] = (double)viable * site_mm3;
    v[CENSUS_tumor_cells] = (double)mass;
    v[CENSUS_viable] = (double)viable;
    v[CENSUS_cycling] = (double)cycling;
    v[CENSUS_quiescent] = (double)t->phase[PHASE_QUIESCENT];
    v[CENSUS_committed] = (double)t->phase[PHASE_COMMITTED];
    v[CENSUS_apoptotic] = (double)t->type[SITE_APOPTOTIC];
    v[CENSUS_necrotic] = (double)t->type[SITE_NECROTIC];
    v[CENSUS_births] = (double)world->births;
    v[CENSUS_placements_failed] = (double)world->placements_failed;
    v[CENSUS_vessels] = (double)t->type[SITE_VESSEL];
    v[CENSUS_vessels_perfused] = (double)t->perfused;
    v[CENSUS_vessels_per_mm2] = census_vessel_density(world, vessels);
    v[CENSUS_vessel_deaths] = (double)world->vessel_deaths;
    v[CENSUS_oxygen_median] = census_oxygen_median(t, mass);
    v[CENSUS_hypoxic_fraction] = census_share((double)t->hypoxic, census_oxygen(world) ? mass : 0);
    v[CENSUS_psma_mean] = census_share(t->psma, viable);
    v[CENSUS_serca_blocked] = census_share(t->blocked, t->type[SITE_TUMOR]);
    v[CENSUS_calcium_mean] = census_share(t->calcium, t->type[SITE_TUMOR]);
    v[CENSUS_bound_mean] = census_share(t->bound_tumor, t->type[SITE_TUMOR]);
    v[CENSUS_bound_content] = t->bound * site_mm3 * 1e-6; /* 1 mm3 is 1e-6 L; nM x L is nmol */
}

void census_take(Census *census, World *world, Vessels *vessels, uint32_t *queue)
{
    Tally tally;
    census_tally(&tally, world);
    census_fixed(census->value, &tally, world, vessels, queue);
    double *v = census->value + CENSUS_FIXED;
    for (int c = 0; c < DEATH_CAUSE_COUNT; c++)
        if (census_cause(c))
            *v++ = (double)world->deaths_by_cause[c];
    for (int d = 0; d < world->params.drugs_count; d++)
        *v++ = world_plasma(world, d, (double)world->step);
    int64_t mass = tally.type[SITE_TUMOR] + tally.type[SITE_APOPTOTIC] + tally.type[SITE_NECROTIC];
    for (int s = 0; s < world->params.substances_count; s++) {
        *v++ = census_share(tally.field[s], world->params.substances[s].enabled ? mass : 0);
        *v++ = world->ledger[s].worst_error;
        *v++ = (double)world->clock[s].cycles;
        *v++ = (double)world->clock[s].fallbacks;
    }
}

int census_find(const Census *census, const char *name)
{
    for (int i = 0; i < census->count; i++)
        if (strcmp(census->column[i].name, name) == 0)
            return i;
    return -1;
}
