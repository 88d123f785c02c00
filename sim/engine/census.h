/* The census: what a run reports of its state, as named columns with units. Reads the whole world
 * and changes nothing but scratch. */
#ifndef PRODROME_CENSUS_H
#define PRODROME_CENSUS_H

#include "model/world.h"
#include "tissue/vessels.h"

enum { CENSUS_NAME = 64, CENSUS_UNIT = 16, CENSUS_MAX = 256 };

typedef enum CensusIndex {
#define CENSUS(name, unit, meaning) CENSUS_##name,
#include "engine/census.def"
#undef CENSUS
    CENSUS_FIXED
} CensusIndex;

typedef struct CensusColumn {
    char name[CENSUS_NAME];
    char unit[CENSUS_UNIT];
    const char *meaning;
} CensusColumn;

typedef struct Census {
    int count; /* columns of this run, the fixed ones first */
    CensusColumn column[CENSUS_MAX];
    double value[CENSUS_MAX];
} Census;

/* Names the columns of a run; values are zero. */
void census_columns(Census *census, const Params *params);

/* Counts and measures; what there is nothing to take a mean or share of is NaN. vessels: the
 * workspace of the world's; queue: scratch for one uint32_t per site. Serial, in site order. */
void census_take(Census *census, World *world, Vessels *vessels, uint32_t *queue);

/* The index of a column by name, or -1. */
int census_find(const Census *census, const char *name);

#endif
