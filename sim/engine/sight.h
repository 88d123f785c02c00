/* One cell as it is seen at a time: what it is, what it sees, what threatens it. Taken of a World,
 * or put together from what a snapshot has of it (io/life.h). Reads, writes nothing. */
#ifndef PRODROME_SIGHT_H
#define PRODROME_SIGHT_H

#include "model/world.h"

enum { SIGHT_AROUND = 26 }; /* sites that touch one, over faces, edges and corners */

/* What threatens a cell at a time; NAN: not known, or nothing that is of such a cell. */
typedef struct Hazards {
    double threshold; /* damage beyond which it commits to die, h */
    double gain;      /* damage that it gathers, h per h */
    double loss;      /* spontaneous, 1/h; of tumor cells */
    double hypoxic;   /* necrosis, 1/h; of tumor cells */
} Hazards;

/* NAN, or -1 for whole numbers, is what is not known. id is 0 when there is nothing to see. */
typedef struct Sight {
    uint64_t id, parent;
    int64_t site;
    double time_h, birth_h, due_h; /* since day 0 */
    int type, phase, cause;        /* of sites.def, within their lists */
    int divisions;
    double psma, blocked, calcium, damage; /* molecules, share, nM, h */
    double field[PARAMS_SUBSTANCES];       /* at the site, {c} of each substance */
    Hazards hazards;
    bool dead;      /* nothing of it is left but its record */
    double death_h; /* since day 0, when it was recorded lately */
    int around;     /* sites around it within the lattice */
    int around_type[SITE_TYPE_COUNT], around_phase[SITE_PHASE_COUNT];
    int daughters, sisters; /* around it */
    bool mother;            /* around it */
} Sight;

/* Whether it is a tumor cell that is not committed to die, or living endothelium: one that hazards
 * threaten. */
bool sight_threatened(const Sight *sight);

/* The cell with that key: where it is, or among the deaths since the last snapshot. hint is a site
 * to look at first. out->id is 0 when the world has it no more. */
void sight_take(const World *world, uint64_t id, int64_t hint, Sight *out);

/* What threatens the cell with these parameters, into out->hazards. */
void sight_hazards(const Params *params, const CalciumMap *map, Sight *sight);

#endif
