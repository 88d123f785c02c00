/* The equation of one substance at every site: builds its numbers from the parameters, linearises
 * it about the present values for the multigrid, and sums its fluxes for the ledger.
 * Works on the scratch of a Workspace; allocates nothing, cannot fail. */
#ifndef PRODROME_TRANSPORT_H
#define PRODROME_TRANSPORT_H

#include "fields/workspace.h"

/* Norms of one linearisation over the sites that are not fixed. */
typedef struct Defect {
    double norm;  /* ||b - A u||, {c}/h: of the true nonlinear equation */
    double scale; /* ||b_eff||: the same of a field of zero; only of a first call */
    double grain; /* what rounding u to float leaves of the norm; only of a first call */
} Defect;

/* Sums over the box at the present values. */
typedef struct Balance {
    double term[LEDGER_TERM_COUNT][PLACE_COUNT]; /* {c} x sites / h, signs as in ledger.def */
    double rest;    /* sum of all fluxes, storage included: what keeps the stage from closing */
    double slope;   /* - d rest / d eps for c (1 + eps) */
    double gross;   /* sum of absolute sources */
    double content; /* sum of c */
} Balance;

/* Fills workspace->flags from the cells and vessels. */
void transport_flags(const World *world, Workspace *work);

/* The numbers of a stage of `length` hours (0: quasi-steady) with the plasma at a time in steps.
 * base, u of substrates and the bound pool's base are left to the caller. */
void transport_stage(const World *world, int substance, double length, double at_step,
                     Stage *stage);

/* Linearises about u (level 0 of the multigrid): b and 1/diagonal. A first call also takes the
 * scale and grain; `coarse` prepares the coarse levels. */
Defect transport_assemble(const World *world, Workspace *work, const Stage *stage, bool first,
                          bool coarse);

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
