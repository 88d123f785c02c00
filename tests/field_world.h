/* Bare worlds for tests of the fields: one substance "c" (or more, added by the test) in a box,
 * with vessel sites and cells set by hand; or the built-in substances around a seeded tumor. */
#ifndef PRODROME_FIELD_WORLD_H
#define PRODROME_FIELD_WORLD_H

#include "fields/fields.h"

typedef struct FieldWorld {
    Params params;
    Memory memory;
    World *world;
    Fields *fields;
    FieldFault fault;
} FieldWorld;

/* Parameters of a box without cells: substance "c" in nM, D = 1e5 um2/min, no sources or sinks,
 * solver.tolerance 1e-6. */
void field_world_params(Params *params, int nx, int ny, int nz, double edge, double step_h);

/* Creates world and fields from fw->params; fails the test when it cannot. */
void field_world_open(FieldWorld *fw);

/* The built-in oxygen, prodrug and active drug in a small box with vessels and a tumor of so many
 * cells; sets fw->params itself. */
void field_world_tumor(FieldWorld *fw, int nx, int ny, int nz, double cells);

/* Ends either; fails the test when memory is left. */
void field_world_close(FieldWorld *fw);

/* A site that is held at its substance's vessel value: parameters, and the site itself. */
void field_world_fixed(Substance *substance, double edge, double value);
void field_world_vessel(FieldWorld *fw, int x, int y, int z);

/* A bolus, in nM, that is in the plasma of the first drug from the present step on. */
void field_world_dose(FieldWorld *fw, double concentration);

/* Does steps; the test fails when one does. */
void field_world_steps(FieldWorld *fw, int64_t steps);

/* Value of a substance at a site. */
double field_world_at(const FieldWorld *fw, int substance, int x, int y, int z);

/* Sum of a substance's values over all sites. */
double field_world_content(const FieldWorld *fw, int substance);

/* Ledger term of the last interval, all places. */
double field_world_term(const FieldWorld *fw, int substance, LedgerTerm term);

#endif
