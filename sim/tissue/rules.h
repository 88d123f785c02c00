/* The rules of one cell: each reads and writes the arrays of its own site only, so all sites may be
 * done at once. A new rule is a file in rules/ and a row in cells.c.
 * Reads fields, bound, depth2; writes type, phase, cause, due_step, damage. */
#ifndef PRODROME_RULES_H
#define PRODROME_RULES_H

#include "model/world.h"

enum { RULES_THRESHOLDS = 256 };

/* What is slow is looked at once an hour, or at every step where a step is longer. */
typedef struct Rare {
    uint32_t steps, now; /* of the cells between two looks; step modulo these */
} Rare;

/* What the rules need of the parameters, worked out once: per cell step unless said otherwise. */
typedef struct Rules {
    uint64_t seed;
    uint32_t push2;        /* largest depth2 from which a cell divides */
    double phase_steps[4]; /* mean duration of G1, S, G2, M */
    double phase_cv;

    const float *oxygen;    /* the nutrient, mmHg; NULL when it is not simulated */
    float quiescence_below; /* mmHg */
    float necrosis_below, necrosis_full;
    double execution_min, execution_max, apoptosis; /* steps */
    double secondary_necrosis;

    const float *signal_curve;          /* calcium that is the signal, against the blocked share */
    float signal_rest, signal_per_step; /* signal = (curve - rest) * this, h per step */
    float repair;                       /* factor by which damage decays */
    float pumps_tumor, pumps_vessel;    /* nM per site; 0 is no target */
    float threshold[RULES_THRESHOLDS];  /* h, quantiles of its distribution between cells */
    float vessel_threshold_ratio;
    double closing_steps, flow_steps, closing_cv;

    Rare rare;                       /* slow hazards, each cell at a step of its own */
    double hypoxia, loss, clearance; /* probabilities each time */
} Rules;

/* The constants of a world; calls nothing random. */
void rules_prepare(Rules *rules, const World *world);

Rare rules_rare_now(const World *world);

/* Its fields up to phase_cv, which are what divisions need; the others are left as they are. */
void rules_prepare_cycle(Rules *rules, const World *world);

/* Damage at which the tumor cell with that key commits to die, h. */
double rules_threshold(const Params *params, uint64_t id);

/* Rate of hypoxic necrosis of a cell in so much oxygen (mmHg), 1/h. */
double rules_hypoxic_rate(const Params *params, double oxygen);

/* Oxygen at a site, mmHg; plenty when it is not simulated. */
static inline float rules_oxygen(const Rules *rules, int64_t site)
{
    return rules->oxygen ? rules->oxygen[site] : 160.0f;
}

/* Whether the cell meets its slow hazards at this step. */
static inline bool rules_rare(const Rules *rules, uint64_t id)
{
    return (uint32_t)(((id & 0xFFFFFFFFu) * rules->rare.steps) >> 32) == rules->rare.now;
}

/* Whether the cell's pumps are blocked, or it is still damaged by that. */
static inline bool rules_exposed(const World *world, int64_t site)
{
    return world->bound[site] > 0.0f || world->damage[site] > 0.0f;
}

/* The step of an event so many steps from now, to the nearest; at most as far as a run is long. */
static inline int32_t rules_due(const World *world, double steps)
{
    return (int32_t)world->step + (int32_t)((steps < PARAMS_STEPS ? steps : PARAMS_STEPS) + 0.5);
}

/* Duration of phase G1..M for a cell that enters it now, in whole steps, at least 1. */
double rule_cycle_duration(const Rules *rules, const World *world, int64_t site, SitePhase phase);

/* A tumor cell's event of the cycle, when due: G1 -> S -> G2 -> M by stochastic durations; it rests
 * at the end of G1 without oxygen or room. A cell whose M has ended waits for displacement to place
 * its daughter. */
void rule_cycle(const Rules *rules, World *world, int64_t site);

/* Calcium signal into damage, for tumor cells and endothelium that are exposed. Returns true when
 * it passes the cell's threshold. */
bool rule_damage(const Rules *rules, World *world, int64_t site, float pumps, float ratio);

/* Damage of a tumor cell. Returns true when the cell commits to die: it fragments when due. */
bool rule_commitment(const Rules *rules, World *world, int64_t site);

/* A tumor cell's rare hazards. Returns true when it dies at this step; the cause is in World.cause,
 * and cells.c records it. */
bool rule_hazards(const Rules *rules, World *world, int64_t site);

/* Bodies and debris: cleared, or turned from one into the other. */
void rule_clearance(const Rules *rules, World *world, int64_t site);

/* Endothelium: damage, and death of the cell of an open segment (true when it dies). */
bool rule_endothelium(const Rules *rules, World *world, int64_t site);

#endif
