/* The units of the parameter table and their factors to the canonical ones. Parsing of free text
 * is done with UDUNITS-2 in io/; this is only the table that both agree on. */
#ifndef PRODROME_UNITS_H
#define PRODROME_UNITS_H

typedef struct Unit {
    const char *written;   /* as in the parameter table, e.g. "cm^2/s" */
    const char *canonical; /* inside the program, e.g. "um^2/h" */
    double factor;         /* canonical value = factor * written value */
} Unit;

extern const Unit UNITS[];
extern const int UNITS_COUNT;

/* The row of a written unit; NULL when the table has none. */
const Unit *units_find(const char *written);

#endif
