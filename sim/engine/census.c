#include "engine/census.h"
#include "core/distance.h"
#include "engine/caliper.h"
#include "model/cell.h"
#include "tissue/depth.h"

#include <math.h>
#include <stdio.h>
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

/* Distances from the nearest perfused vessel are counted in quarters of an edge, to 255 edges. */
enum { DISTANCE_PARTS = 4, DISTANCE_BINS = 256 * DISTANCE_PARTS };

/* Shells around the vessels in which concentrations are reported. */
static const struct {
    const char *name;
    double from, to; /* um */
} SHELLS[] = {{"_0_40um", 0.0, 40.0},
              {"_40_80um", 40.0, 80.0},
              {"_80_120um", 80.0, 120.0},
              {"_from_120um", 120.0, (double)INFINITY}};
enum { SHELLS_COUNT = sizeof SHELLS / sizeof SHELLS[0] };

typedef struct Tally {
    int64_t type[SITE_TYPE_COUNT], phase[SITE_PHASE_COUNT], perfused;
    int64_t inside, inside_perfused;             /* vessel segments inside the tumor */
    bool perfused_any;                           /* somewhere in the box */
    int64_t distance[DISTANCE_BINS], near_sites; /* sites of the tumor; those in reach */
    int64_t shell_sites[SHELLS_COUNT];
    double shell[SHELLS_COUNT][PARAMS_SUBSTANCES]; /* sums over the tumor's sites in a shell */
    int64_t clone[1 + PARAMS_CLONES];              /* viable cells */
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
    snprintf(column->name, CENSUS_NAME, "%s%s%s", before, name, after);
    snprintf(column->unit, CENSUS_UNIT, "%s", unit);
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

void census_columns(Census *census, const Params *params)
{
    const Params *p = params;
    memset(census, 0, sizeof *census);
#define CENSUS(name, unit, meaning) census_append(census, "", #name, "", unit, meaning);
#include "engine/census.def"
#undef CENSUS
    for (int c = 0; c < DEATH_CAUSE_COUNT; c++)
        if (census_cause(c))
            census_append(census, "deaths_", DEATH_CAUSE_WORDS[c], "", "1",
                          "tumor cells that died of this cause since the start");
    for (int c = 0; c < p->clones_count; c++)
        census_append(census, "viable_clone_", p->clones[c].name, "", "1",
                      "viable tumor cells of this clone");
    for (int d = 0; d < p->drugs_count; d++)
        census_append(census, "plasma_", p->drugs[d].name, "", "nM",
                      "concentration of the drug in plasma");
    for (int s = 0; s < p->substances_count; s++) {
        const char *name = p->substances[s].name;
        census_append(census, "mean_", name, "", census_unit(&p->substances[s]),
                      "mean concentration over the sites of tumor cells, bodies and debris");
        for (int k = 0; k < SHELLS_COUNT; k++)
            census_append(census, "mean_", name, SHELLS[k].name, census_unit(&p->substances[s]),
                          "the same for sites at this distance from the nearest perfused vessel");
        census_append(
            census, "supplied_", name, "", "nmol",
            "net amount that vessels brought in since the start; what they washed out into "
            "plasma counts against it");
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

/* --- distance from the vessels --------------------------------------------------------------- */

/* Fills d2 with squared distances, in edges, from the nearest perfused segment. */
static void census_distances(const World *world, uint16_t *d2)
{
    const Grid *g = &world->grid;
    const LinesBox box =
        lines_box(g, d2, (Site3){0, 0, 0}, (Site3){g->nx - 1, g->ny - 1, g->nz - 1});
#pragma omp parallel for schedule(static)
    for (int64_t row = 0; row < (int64_t)g->ny * g->nz; row++) {
        for (int64_t i = row * g->nx; i < (row + 1) * g->nx; i++)
            d2[i] = world->type[i] == SITE_VESSEL && world->perfused[i] ? 0 : DISTANCE_FAR;
        distance_seeds(d2 + row * g->nx, g->nx);
    }
    for (int axis = 1; axis < 3; axis++)
        lines_along(&box, axis, 0, distance_lines);
}

static void census_tally_distance(Tally *t, const World *world, int64_t site, uint16_t d2)
{
    if (t->perfused_any == 0)
        return;
    double edges = sqrt((double)d2), um = edges * world->grid.edge_um;
    t->distance[(int)(DISTANCE_PARTS * edges)]++;
    t->near_sites++;
    for (int k = 0; k < SHELLS_COUNT; k++)
        if (um >= SHELLS[k].from && um < SHELLS[k].to) {
            t->shell_sites[k]++;
            for (int s = 0; s < world->params.substances_count; s++)
                t->shell[k][s] += (double)world->field[s][site];
        }
}

/* The distance that this share of the sites does not exceed, to an eighth of an edge, um; NaN
 * without vessels. */
static double census_distance(const Tally *t, double share, double edge_um)
{
    int64_t below = 0;
    for (int bin = 0; bin < DISTANCE_BINS && t->near_sites > 0; bin++) {
        below += t->distance[bin];
        if ((double)below >= share * (double)t->near_sites)
            return (bin + 0.5) / DISTANCE_PARTS * edge_um;
    }
    return (double)NAN;
}

/* --- the tally ------------------------------------------------------------------------------- */

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
    if (world->phase[site] == PHASE_COMMITTED)
        return;
    t->psma += (double)world->psma[site];
    t->clone[world->clone[site]]++;
}

/* The nutrient's field; NULL when it is not simulated. */
static const float *census_oxygen(const World *world)
{
    int oxygen = params_substance(&world->params, world->params.hypoxia_substance);
    return oxygen >= 0 && world->params.substances[oxygen].enabled ? world->field[oxygen] : NULL;
}

static void census_tally(Tally *t, const World *world, uint16_t *d2)
{
    const float *oxygen = census_oxygen(world);
    memset(t, 0, sizeof *t);
    for (int64_t i = 0; i < world->grid.sites && t->perfused_any == 0; i++)
        t->perfused_any = world->type[i] == SITE_VESSEL && world->perfused[i];
    if (t->perfused_any)
        census_distances(world, d2);
    for (int64_t i = 0; i < world->grid.sites; i++) {
        t->type[world->type[i]]++;
        t->phase[world->phase[i]]++;
        t->bound += (double)world->bound[i];
        if (world->type[i] == SITE_VESSEL) {
            bool inside = world->depth2[i] > DEPTH_SURFACE, perfused = world->perfused[i];
            t->perfused += perfused;
            t->inside += inside;
            t->inside_perfused += inside && perfused;
        } else if (cell_tumor_mass(world, i)) {
            census_tally_cell(t, world, i, oxygen);
            census_tally_distance(t, world, i, d2[i]);
        }
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

static double census_vessel_density(const World *world, Vessels *vessels, Profiles which)
{
    double density[3]; /* 1/um^2, across x, y, z */
    vessels_density(world, vessels, which, density);
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
    v[CENSUS_vessels_per_mm2] = census_vessel_density(world, vessels, PROFILES_PERFUSED);
    v[CENSUS_tumor_vessels_per_mm2] = census_vessel_density(world, vessels, PROFILES_TUMOR);
    v[CENSUS_tumor_vessels_perfused] = census_share((double)t->inside_perfused, t->inside);
    v[CENSUS_vessel_distance_median] = census_distance(t, 0.5, edge);
    v[CENSUS_vessel_distance_p90] = census_distance(t, 0.9, edge);
    v[CENSUS_tips] = (double)t->phase[PHASE_TIP];
    v[CENSUS_sprouts] = (double)world->sprouts;
    v[CENSUS_sprouts_failed] = (double)world->sprouts_failed;
    v[CENSUS_vessel_deaths] = 0.0;
    for (int c = 0; c < DEATH_CAUSE_COUNT; c++)
        v[CENSUS_vessel_deaths] += (double)world->vessel_deaths_by_cause[c];
    v[CENSUS_vessel_deaths_flow] = (double)world->vessel_deaths_by_cause[CAUSE_FLOW];
    v[CENSUS_oxygen_median] = census_oxygen_median(t, mass);
    v[CENSUS_hypoxic_fraction] = census_share((double)t->hypoxic, census_oxygen(world) ? mass : 0);
    v[CENSUS_testosterone] = world->androgen.level;
    v[CENSUS_psa] = world->psa;
    v[CENSUS_psma_mean] = census_share(t->psma * world->androgen.psma, viable);
    v[CENSUS_serca_blocked] = census_share(t->blocked, t->type[SITE_TUMOR]);
    v[CENSUS_calcium_mean] = census_share(t->calcium, t->type[SITE_TUMOR]);
    v[CENSUS_bound_mean] = census_share(t->bound_tumor, t->type[SITE_TUMOR]);
    v[CENSUS_bound_content] = t->bound * site_mm3 * 1e-6; /* 1 mm3 is 1e-6 L; nM x L is nmol */
}

/* Net amount from the vessels, nmol: 1 mm3 is 1e-6 L. */
static double census_supplied(const World *world, int substance)
{
    double edge = world->grid.edge_um, litres = edge * edge * edge * 1e-15, sum = 0.0;
    for (int place = 0; place < PLACE_COUNT; place++)
        sum += world->ledger[substance].total[LEDGER_supplied][place];
    return sum * world->params.substances[substance].solubility * litres;
}

void census_take(Census *census, World *world, Vessels *vessels, uint32_t *queue)
{
    Tally tally;
    census_tally(&tally, world, (uint16_t *)queue);
    census_fixed(census->value, &tally, world, vessels, queue);
    double *v = census->value + CENSUS_FIXED;
    for (int c = 0; c < DEATH_CAUSE_COUNT; c++)
        if (census_cause(c))
            *v++ = (double)world->deaths_by_cause[c];
    for (int c = 0; c < world->params.clones_count; c++)
        *v++ = (double)tally.clone[1 + c];
    for (int d = 0; d < world->params.drugs_count; d++)
        *v++ = world_plasma(world, d, (double)world->step);
    int64_t mass = tally.type[SITE_TUMOR] + tally.type[SITE_APOPTOTIC] + tally.type[SITE_NECROTIC];
    for (int s = 0; s < world->params.substances_count; s++) {
        bool enabled = world->params.substances[s].enabled;
        *v++ = census_share(tally.field[s], enabled ? mass : 0);
        for (int k = 0; k < SHELLS_COUNT; k++)
            *v++ = census_share(tally.shell[k][s], enabled ? tally.shell_sites[k] : 0);
        *v++ = census_supplied(world, s);
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
