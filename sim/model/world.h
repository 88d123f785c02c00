/* World: everything that changes during a run, as arrays over sites, and what describes them.
 * The stages of a step (therapy, vessels, fields, cells, displacement) meet here and nowhere else.
 * Layout of every array: (nz, ny, nx), x fastest; owned by the World, freed by world_destroy. */
#ifndef PRODROME_WORLD_H
#define PRODROME_WORLD_H

#include "core/grid.h"
#include "core/memory.h"
#include "core/random.h"
#include "core/status.h"
#include "model/params.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum SiteType {
#define SITE_TYPE(name, word, meaning) SITE_##name,
#include "model/sites.def"
#undef SITE_TYPE
    SITE_TYPE_COUNT
} SiteType;

_Static_assert(SITE_HOST == 0, "blocks_next passes over host tissue");

typedef enum SitePhase {
#define SITE_PHASE(name, word, meaning) PHASE_##name,
#include "model/sites.def"
#undef SITE_PHASE
    SITE_PHASE_COUNT
} SitePhase;

typedef enum DeathCause {
#define DEATH_CAUSE(name, word, meaning) CAUSE_##name,
#include "model/sites.def"
#undef DEATH_CAUSE
    DEATH_CAUSE_COUNT
} DeathCause;

typedef enum LedgerTerm {
#define LEDGER_TERM(name, sign, meaning) LEDGER_##name,
#include "model/ledger.def"
#undef LEDGER_TERM
    LEDGER_TERM_COUNT
} LedgerTerm;

typedef enum Place { PLACE_TUMOR, PLACE_ENDOTHELIUM, PLACE_OTHER, PLACE_COUNT } Place;

/* The mass ledger of one substance, in {c} x sites (multiply by the volume of a site for an
 * amount). `step` is of the last interval over which the substance was advanced. */
typedef struct Ledger {
    double step[LEDGER_TERM_COUNT][PLACE_COUNT];
    double total[LEDGER_TERM_COUNT][PLACE_COUNT]; /* since the start of the run */
    double content_before, content;               /* {c} x sites */
    double gross_supply;                          /* of the step: sum of absolute source terms */
    double error;       /* of the step: |terms - change of content| / max(gross supply, content) */
    double worst_error; /* largest `error` of the run */
    double residual;    /* pointwise, relative, of the last solve */
} Ledger;

/* The bound pool of the SERCA ligand: its content changes by what the ledger's `bound` term brings,
 * less turnover, less what goes with dead cells. nM x sites, since the start of the run. */
typedef struct BoundLedger {
    double turned_over, lost_with_dead;
} BoundLedger;

/* How far a substance's field has been advanced, and what that took. */
typedef struct FieldClock {
    int64_t solved_step; /* the field is valid at this step */
    int64_t event_step;  /* the last jump of its plasma concentration, or of its precursor's */
    double peak;         /* largest concentration so far, plasma included, {c} */
    bool at_rest;        /* below 1e-6 of its peak everywhere, plasma included: not solved */
    int64_t solves, cycles, fallbacks; /* since the start: solves, multigrid cycles, steps redone */
} FieldClock;

/* Plasma concentration of one drug since its last event: c(t) = c_e exp(-k (t - t_e)) +
 * (r/k) (1 - exp(-k (t - t_e))). Rebased only at events, so nothing accumulates. */
typedef struct Plasma {
    int64_t event_step;
    double at_event; /* c_e, nM, just after the event */
    double infusion; /* r, nM/h, from the event on */
    double rate;     /* k = ln 2 / half-life, 1/h */
    bool event_next; /* c or r jumps at step + 1 */
} Plasma;

/* What the host's testosterone does at this step (therapy/androgen.c). */
typedef struct Androgen {
    double level; /* nM */
    /* factors, 1 at the level that the parameters are given for: speed of a G1 entered now, PSMA
     * and PSA secretion of tumor cells */
    double growth, psma, secretion;
} Androgen;

/* What makes this animal differ from the mean: factors drawn from the seed. */
typedef struct Animal {
    double plasma_volume, half_life, psma, growth;
} Animal;

/* Quasi-steady calcium against the blocked share of SERCA (therapy/calcium.c), in even steps of
 * that share from 0 to 1; cells read it by linear interpolation. */
enum { CALCIUM_POINTS = 513 };
typedef struct CalciumMap {
    float cytosol[CALCIUM_POINTS]; /* nM */
    float er[CALCIUM_POINTS];      /* nM */
} CalciumMap;

typedef struct Death {
    uint64_t id, parent;
    int32_t step, birth_step;
    uint32_t site;
    uint32_t cause; /* DeathCause */
} Death;

typedef struct World {
    Params params;
    Grid grid;
    Memory *memory; /* not owned */
    double step_h;  /* cell step, h */
    int64_t step;   /* steps done since the start of the burn-in */
    Animal animal;

#define ARRAY(type, name, unit, kept, meaning) type *name;
#include "model/arrays.def"
#undef ARRAY
    float *field[PARAMS_SUBSTANCES]; /* concentrations, {c} of each substance; STATE */

    CalciumMap calcium; /* constant after creation */
    Androgen androgen;  /* of the present step */
    double psa;         /* in serum, ng/mL */
    int64_t viable;     /* viable tumor cells after the last step's rules */
    int64_t living;     /* the same with those committed to die: founders + births - deaths */
    int64_t founders;   /* tumor cells at the start */
    Plasma plasma[PARAMS_DRUGS];
    FieldClock clock[PARAMS_SUBSTANCES];
    Ledger ledger[PARAMS_SUBSTANCES];
    BoundLedger bound_ledger;

    double tumor_centre[3]; /* of the tumor's mass, in sites along x, y, z; found with depth2 */
    bool network_changed;   /* a segment fused or closed: perfusion must be found again */
    bool network_grown;     /* there are new segments */
    int64_t deaths_by_cause[DEATH_CAUSE_COUNT];        /* tumor cells, since the start */
    int64_t vessel_deaths_by_cause[DEATH_CAUSE_COUNT]; /* endothelial cells, since the start */
    int64_t births, placements_failed;
    int64_t sprouts, sprouts_failed; /* tips sent out; steps in which one found no way on */
    Death *deaths;                   /* since the last snapshot; deaths_count of deaths_max */
    int64_t deaths_count, deaths_max;
    int64_t deaths_lost; /* counted by cause, but not kept for want of room: ends the run */
} World;

/* One row per array of arrays.def, for hash, files and tests. */
typedef struct ArrayRow {
    const char *name, *type, *unit, *meaning;
    size_t item, offset; /* bytes of an item; offset of the pointer within World */
    bool state;          /* false: scratch */
} ArrayRow;
extern const ArrayRow WORLD_ARRAYS[];
extern const int WORLD_ARRAYS_COUNT;

extern const char *const SITE_TYPE_WORDS[SITE_TYPE_COUNT];
extern const char *const SITE_PHASE_WORDS[SITE_PHASE_COUNT];
extern const char *const DEATH_CAUSE_WORDS[DEATH_CAUSE_COUNT];
extern const char *const LEDGER_TERM_WORDS[LEDGER_TERM_COUNT];
extern const int LEDGER_TERM_SIGNS[LEDGER_TERM_COUNT];

/* Bytes that world_create will take for these parameters, scratch and fields included; saturates
 * at UINT64_MAX when the product overflows. */
uint64_t world_bytes(const Params *params);

/* The factors of the animal that the seed draws. */
Animal world_animal(const Params *params);

/* An empty world: every site HOST, fields at their initial values, the animal drawn. Tumor and
 * vessels are seeded by the tissue stages. Returns STATUS_NO_MEMORY with nothing kept, or OK. */
Status world_create(const Params *params, Memory *memory, World **out);
void world_destroy(World *world); /* world may be NULL */

/* The array of a row of WORLD_ARRAYS. */
void *world_array(const World *world, const ArrayRow *row);

/* 64-bit hash of the whole state: step, animal, every STATE array, fields, plasma, clocks, counts.
 * Parameters and ledgers are not part of it. Two worlds of one configuration with the same hash are
 * the same to the last bit (barring a 2^-64 collision). */
uint64_t world_hash(const World *world);

/* Hours since day 0 at a step. */
double world_time_h(const World *world, int64_t step);

/* Plasma concentration of a drug at a time in steps since the start (may be fractional, not before
 * the last event), nM. */
double world_plasma(const World *world, int drug, double at_step);

/* Pumps of the cell at a site as a concentration of the site, nM; 0 where there is no cell. */
double world_pumps(const World *world, int64_t site);

/* Whether a living endothelial cell is there. */
static inline bool world_endothelium(const World *world, int64_t site)
{
    return world->phase[site] == PHASE_OPEN || world->phase[site] == PHASE_TIP;
}

/* Share of the cell's pumps that is blocked by the ligand, 0 to 1. */
double world_blocked(const World *world, int64_t site);

/* A curve of the calcium map at a blocked share in [0, 1], nM. */
static inline float world_calcium(const float *curve, float blocked)
{
    float at = blocked * (float)(CALCIUM_POINTS - 1);
    int low = (int)at < CALCIUM_POINTS - 2 ? (int)at : CALCIUM_POINTS - 2;
    float share = at - (float)low;
    return curve[low] + share * (curve[low + 1] - curve[low]);
}

/* nM in one site of one molecule per cell. */
double world_molecule_nM(const World *world);

/* Appends to the buffer of deaths and to the counts by cause. A snapshot empties the buffer; what
 * comes when it is full is counted in deaths_lost. */
void world_record_death(World *world, int64_t site, DeathCause cause);

#endif
