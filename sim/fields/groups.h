/* Which substances are advanced together: those linked by reactions. */
#ifndef PRODROME_GROUPS_H
#define PRODROME_GROUPS_H

#include "fields/workspace.h"

/* Fills work->group: connected substances, substrates before their products. A group is steady when
 * all its members are. */
void groups_fill(const Params *params, Workspace *work);

/* Whether a substance is quasi-steady: as told, or when it relaxes in less than a tenth of a step.
 */
bool groups_steady(const Params *params, int substance);

#endif
