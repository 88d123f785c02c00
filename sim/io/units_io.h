/* Units as people write them, through UDUNITS-2: the factor from a written unit to the canonical
 * unit of the parameter table (core/units.def). Adds M (mol/L), cell, and the mass of a body as a
 * base unit of its own, without which mg/kg would be a plain number. Not for several threads. */
#ifndef PRODROME_UNITS_IO_H
#define PRODROME_UNITS_IO_H

typedef struct UnitsIo UnitsIo;

typedef enum UnitsIoResult {
    UNITS_IO_OK,
    UNITS_IO_UNKNOWN,    /* not a unit */
    UNITS_IO_DIMENSION,  /* a unit of another dimension */
    UNITS_IO_NO_DATABASE /* the units database of UDUNITS-2 cannot be read, or no memory */
} UnitsIoResult;

/* An interpreter of units; the database is read when it is first needed. NULL: no memory. */
UnitsIo *units_io_create(void);
void units_io_destroy(UnitsIo *units); /* units may be NULL */

/* Finds factor with: value in `canonical` = factor * value in `given`. Units of core/units.def
 * take their factor from there, so that their values are the same to the last bit everywhere. */
UnitsIoResult units_io_factor(UnitsIo *units, const char *given, const char *canonical,
                              double *factor);

#endif
