/* Dosing: the first stage of a step. Turns the schedule of doses into jumps of the plasma curves.
 * Reads params.doses, params.drugs, animal; writes plasma. */
#ifndef PRODROME_DOSING_H
#define PRODROME_DOSING_H

#include "model/world.h"

/* Applies what begins or ends at world->step, and says whether anything does at the next step. */
void dosing_step(World *world);

/* Whether a schedule with the same drugs begins or ends anything at the present step, or has in
 * force by then what the world's own has not. */
bool dosing_turns(const World *world, const Params *params);

/* After a change of parameters: the plasma concentration of each drug is what it was, and takes the
 * half-life and the infusions that are now in force. */
void dosing_branch(World *world);

/* Concentration that a dose of this amount adds at once (bolus), nM; an infusion adds it over its
 * duration. */
double dosing_jump(const World *world, const Dose *dose);

#endif
