/* Fills the rows of each kind of design: inside design.c alone. out has its arrays, zeroed; the
 * plan is sound. */
#ifndef PRODROME_DESIGN_POINTS_H
#define PRODROME_DESIGN_POINTS_H

#include "study/design.h"

void design_points_grid(const DesignPlan *plan, Design *out);
void design_points_list(const DesignPlan *plan, Design *out);
Status design_points_latin(const DesignPlan *plan, Memory *memory, Design *out);
void design_points_sobol(const DesignPlan *plan, Design *out);
void design_points_morris(const DesignPlan *plan, Design *out);
void design_points_saltelli(const DesignPlan *plan, Design *out);
void design_points_one_at_a_time(const DesignPlan *plan, Design *out);

#endif
