/* dc/dt = sum_faces d (c_j - c_i) + s_i (c_p - c_i) - V_i c/(K_m + c) - lambda c - cleavage
 *         + production - binding,           d = D / edge^2
 *
 * c    concentration, {c}                     D    diffusion in tissue, um^2/h
 * c_p  free concentration in plasma, {c}      s    1/(R edge^2), 1/h, at perfused vessel sites
 * V    uptake_max / site volume / solubility, {c}/h          K_m  {c}
 * R    resistance of a vessel per length, h/um^2:
 *          1/(2 pi r P) + ln(0.196 edge / r)/(2 pi D)
 *      wall of radius r and permeability P, and the difference between the radius r and the
 *      0.196 edges that one site of the seven-point stencil stands for (Peaceman, SPE J. 1978).
 *      At R <= 0, or below FIXED_SHARE of 1/D, the site is held at c_p inside the system.
 * Cleavage: Michaelis-Menten on PSMA; binding: laws.inc.
 *
 * On a grid with one axis (a slab) a face carries d - (k_i + k_j)/24, k the local uptake slope:
 * fourth order there (Numerov). On two or three axes the plain stencil stays, because the vessel
 * radius above belongs to it and the cross terms keep the order at two anyway. */
#include "fields/transport.h"
#include "core/maths.h"

#include <string.h>

static const double TWO_PI = 6.283185307179586;
static const double FIXED_SHARE = 1e-3; /* of 1/D: the drop over the wall is below 0.2 % */
static const float HELD_ABOVE = 10.0f;  /* of d: the ledger then looks at such sites from outside */
static const float HELD_ABOVE_FEW = 0.1f; /* where roundings do not average out */
enum { FEW_SITES = 10000 };
static const double KM_LEAST = 1e-4; /* of the reference: stands for K_m = 0 */

/* --- numbers of a stage ---------------------------------------------------------------------- */

double transport_plasma(const World *world, const Substance *s, double at_step)
{
    int drug = params_drug(&world->params, s->vessel_drug);
    if (s->vessel_supply == SUPPLY_CONSTANT)
        return s->vessel_value;
    if (s->vessel_supply != SUPPLY_PLASMA || drug < 0)
        return 0.0;
    return s->free_fraction * world_plasma(world, drug, at_step) / s->solubility;
}

static void transport_supply(const World *world, const Substance *s, double at_step, Stage *stage)
{
    double edge = world->grid.edge_um, r = s->vessel_radius, wall = s->vessel_permeability;
    stage->supply = stage->plasma = 0.0f;
    stage->fixed = stage->held = false;
    if (s->vessel_supply == SUPPLY_NONE || wall <= 0.0)
        return;
    stage->plasma = (float)transport_plasma(world, s, at_step);
    if (s->diffusion <= 0.0) { /* nothing to put in series with the wall */
        stage->supply = (float)(TWO_PI * r * wall / (edge * edge));
        return;
    }
    double resistance =
        1.0 / (TWO_PI * r * wall) + maths_log(0.196 * edge / r) / (TWO_PI * s->diffusion);
    stage->fixed = resistance * s->diffusion <= FIXED_SHARE;
    stage->supply = stage->fixed ? 1e6f * stage->d : (float)(1.0 / (resistance * edge * edge));
    float held_above = world->grid.sites < FEW_SITES ? HELD_ABOVE_FEW : HELD_ABOVE;
    stage->held = stage->supply > held_above * stage->d;
}

static void transport_reactions(const World *world, int substance, Stage *stage)
{
    const Params *p = &world->params;
    stage->lost_count = stage->made_count = 0;
    for (int i = 0; i < p->reactions_count; i++) {
        const Reaction *r = &p->reactions[i];
        int from = params_substance(p, r->substrate), to = params_substance(p, r->product);
        if (!r->enabled || from < 0 || !p->substances[from].enabled)
            continue;
        const Substance *substrate = &p->substances[from];
        double rate = p->psma_activation_scale * r->efficiency * world_molecule_nM(world);
        Cleavage c = {(float)rate,
                      (float)(rate * world->androgen.psma),
                      (float)(substrate->solubility / r->km),
                      0.0f,
                      from,
                      NULL};
        if (from == substance)
            stage->lost[stage->lost_count++] = c;
        if (to == substance) {
            c.ratio = (float)(substrate->solubility / p->substances[to].solubility);
            stage->made[stage->made_count++] = c;
        }
    }
}

static void transport_binding(const World *world, int substance, double length, Stage *stage)
{
    const Params *p = &world->params;
    Binding *b = &stage->binding;
    b->active = substance == params_substance(p, p->serca_ligand);
    if (!b->active)
        return;
    double turnover = MATHS_LN2 / p->serca_turnover_half_life;
    double molecule = world_molecule_nM(world);
    b->solubility = (float)p->substances[substance].solubility;
    b->entry = (float)(p->serca_cell_permeability * 6.0 / world->grid.edge_um);
    b->on = (float)(p->serca_k_off / p->serca_kd);
    b->off = (float)p->serca_k_off;
    b->keep = (float)(1.0 / (1.0 + length * turnover));
    b->span = (float)length;
    b->pumps_tumor = (float)(p->serca_pumps * molecule);
    b->pumps_vessel = (float)(p->vessel_pumps * molecule);
}

void transport_stage(const World *world, int substance, double length, double at_step, Stage *stage)
{
    const Substance *s = &world->params.substances[substance];
    double edge = world->grid.edge_um, per_cell = params_amol(&world->params, s);
    int faces[GRID_FACES];
    params_faces(s, faces);
    memset(stage, 0, sizeof *stage);
    stage->substance = substance;
    stage->d = (float)(s->diffusion / (edge * edge));
    stage->rate = length > 0.0 ? (float)(1.0 / length) : 0.0f;
    stage->decay = (float)s->decay;
    stage->uptake_cycling = (float)(s->uptake_max * per_cell);
    stage->uptake_quiescent = (float)(s->uptake_max * per_cell * s->uptake_quiescent);
    stage->uptake_host = (float)(s->uptake_max * per_cell * s->uptake_host);
    stage->km = (float)workspace_larger(s->uptake_km, KM_LEAST * s->reference);
    stage->production = (float)(s->production * per_cell);
    stage->producers = s->produced_by == PRODUCED_BY_HYPOXIC ? FLAG_HYPOXIC : FLAGS_VIABLE;
    stage->face = (float)s->face_value;
    for (int f = 0; f < GRID_FACES; f++)
        stage->walls |= faces[f] == FACE_FIXED;
    const Grid *g = &world->grid;
    stage->compact = (g->nx > 1) + (g->ny > 1) + (g->nz > 1) == 1;
    transport_supply(world, s, at_step, stage);
    transport_reactions(world, substance, stage);
    transport_binding(world, substance, length, stage);
}
