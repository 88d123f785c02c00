/* The androgen axis of the host: testosterone as scheduled, what it does to tumor cells, and the
 * PSA that they bring into the serum. */
#ifndef PRODROME_ANDROGEN_H
#define PRODROME_ANDROGEN_H

#include "model/world.h"

/* Testosterone at a step, nM. */
double androgen_level(const Params *params, int64_t step);

/* World.androgen at a level of testosterone, nM. */
Androgen androgen_effects(const Params *params, double level);

/* Before the first step: World.androgen, and PSA in balance with World.viable. */
void androgen_begin(World *world);

/* The first stage of a step: advances PSA over the last step by what the cells that are viable now
 * secrete, and finds World.androgen for the next. */
void androgen_step(World *world);

#endif
