/* The calcium response of a cell to the block of its SERCA pumps, as a map that is solved once.
 * Cytosolic and ER calcium relax in minutes, so at the cell step they follow the blocked share. */
#ifndef PRODROME_CALCIUM_H
#define PRODROME_CALCIUM_H

#include "model/world.h"

/* Rates of change of the two compartments at given concentrations and blocked share. */
typedef struct CalciumRates {
    double cytosol, er; /* nM/h */
} CalciumRates;
CalciumRates calcium_rates(const Params *params, double cytosol_nM, double er_nM, double blocked);

/* Fills map with the steady state at every blocked share from 0 to 1. */
void calcium_map(const Params *params, CalciumMap *map);

#endif
