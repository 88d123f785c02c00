/* Fields: the stage of a step that advances the concentrations of all substances.
 * Reads cells, vessels, plasma; writes field, bound, clock, ledger, bound_ledger. Units: {c} of
 * each substance, hours. Fields holds scratch only: the same World gives the same bits. */
#ifndef PRODROME_FIELDS_H
#define PRODROME_FIELDS_H

#include "model/world.h"

typedef struct Fields Fields;

/* Where and with what value a step failed; site is -1 when it is not of one site. */
typedef struct FieldFault {
    int substance;
    int64_t site;
    double value;
} FieldFault;

/* Takes all scratch from world->memory. STATUS_NO_MEMORY leaves nothing. */
Status fields_create(const World *world, Fields **out);

/* Bytes that fields_create will take for these parameters; UINT64_MAX on overflow. */
uint64_t fields_bytes(const Params *params);

/* Advances every substance that is due to world->step + 1. Fails with NOT_FINITE, NEGATIVE,
 * DIVERGED or LEDGER_OPEN, the fault filled in and the world no longer usable but for output. */
Status fields_step(World *world, Fields *fields, FieldFault *fault);

/* Advances what waits to the present step, so that what then changes does not reach into the past;
 * substances that are not enabled count as solved. Fails as fields_step. */
Status fields_settle(World *world, Fields *fields, FieldFault *fault);

/* Room for a 32-bit number per site, for others to use between two steps: nothing in it is needed
 * by the next one. */
uint32_t *fields_scratch(Fields *fields);

void fields_destroy(World *world, Fields *fields); /* fields may be NULL */

#endif
