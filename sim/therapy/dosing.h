/* Dosing: the first stage of a step. Turns the schedule of doses into jumps of the plasma curves.
 * Reads params.doses, params.drugs, animal; writes plasma. */
#ifndef PRODROME_DOSING_H
#define PRODROME_DOSING_H

#include "model/world.h"

/* Applies what begins or ends at world->step, and says whether anything does at the next step. */
void dosing_step(World *world);

/* Goes on with other parameters than `before` had: the plasma concentration of each drug is what it
 * was, and takes the half-life and the infusions that are now in force. */
void dosing_branch(World *world, const Params *before);

/* Concentration that a dose of this amount adds at once (bolus), nM; an infusion adds it over its
 * duration. */
double dosing_jump(const World *world, const Dose *dose);

#endif
