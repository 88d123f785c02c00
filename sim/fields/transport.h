/* The equation of one substance at every site: builds its numbers from the parameters, linearises
 * it about the present values for the multigrid, and sums its fluxes for the ledger.
 * Works on the scratch of a Workspace; allocates nothing, cannot fail. */
#ifndef PRODROME_TRANSPORT_H
#define PRODROME_TRANSPORT_H

#include "fields/workspace.h"

/* Norms and sums of one linearisation, {c}/h. */
typedef struct Defect {
    double norm; /* ||b - A u|| over the sites that are not fixed: of the true nonlinear equation */
    double scale; /* ||b_eff||: the same of a field of zero */
    double rest;  /* sum of the laws' fluxes over all sites, without diffusion and fixed faces */
    double slope; /* what a change of c by its own size takes from it */
} Defect;

/* Sums over the box at the present values. */
typedef struct Balance {
    double term[LEDGER_TERM_COUNT][PLACE_COUNT]; /* {c} x sites / h, signs as in ledger.def */
    double rest;  /* sum of all fluxes, storage included: what keeps the stage from closing */
    double slope; /* - d rest / d eps for c (1 + eps); only with held sites or fixed faces */
    double gross; /* sum of absolute sources, taken row by row */
} Balance;

/* Fills workspace->flags from the cells and vessels. */
void transport_flags(const World *world, Workspace *work);

/* Adds to them which cells are hypoxic, where these produce the substance. */
void transport_hypoxic(const World *world, Workspace *work, int substance);

/* The free concentration in the plasma that vessels hold against a substance, {c}; 0 without
 * supply. at_step may be fractional. */
double transport_plasma(const World *world, const Substance *substance, double at_step);

/* The numbers of a stage of `length` hours (0: quasi-steady) with the plasma at a time in steps.
 * base, u of substrates and the bound pool's base are left to the caller. */
void transport_stage(const World *world, int substance, double length, double at_step,
                     Stage *stage);

/* Whether the field as it stands solves the quasi-steady equation to tolerance; false also for
 * equations that this quick look does not cover (held sites, fixed faces, slabs, production), and
 * where some planes are far from it. */
bool transport_settled(const World *world, Workspace *work, const Stage *stage);

/* Linearises about u (level 0 of the multigrid): b and 1/diagonal, and for multigrid_prepare the
 * absorption and line sinks of level 1. Defect.scale is found only when asked for. */
Defect transport_assemble(const World *world, Workspace *work, const Stage *stage, bool scale);

/* What rounding u to float leaves of the norm, after transport_assemble. */
double transport_grain(Workspace *work);

/* Fluxes of the values u, by their true laws. */
Balance transport_balance(const World *world, Workspace *work, const Stage *stage);

/* c (1 + eps) at every site that is not fixed, rounded up or down by a fixed pattern so that the
 * sum follows eps even where it is less than half a unit in the last place. */
void transport_scale(Workspace *work, const Stage *stage, double eps);

/* The bound pool at the end of the stage, into `out` in natural order. */
void transport_bound(const World *world, Workspace *work, const Stage *stage, float *out);

/* Site of an element, and rows between natural arrays and the split rows of u. */
void transport_load(Workspace *work, const float *natural, float *split);
void transport_store(Workspace *work, const float *split, float *natural);

#endif
