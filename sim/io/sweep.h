/* A sweep: one question asked of many runs. A YAML file names configurations, parameters with their
 * values or ranges, a design, seeds (the same in every row: paired) and the figures that are asked
 * for. sweep_read reads and checks it; sweep_design_* (sweep_design.h) makes rows and runs of it.
 */
#ifndef PRODROME_SWEEP_H
#define PRODROME_SWEEP_H

#include "io/config.h"
#include "io/config_path.h"
#include "io/file.h"
#include "io/messages.h"
#include "io/observable.h"
#include "study/design.h"

#include <stdint.h>

enum {
    SWEEP_BASES = 32,
    SWEEP_SETS = 128,
    SWEEP_OUTPUTS = 64,
    SWEEP_PARAMETERS = DESIGN_DIMENSIONS,
    SWEEP_CELL = 96, /* bytes of a value as a cell of design.tsv has it, its end included */
    SWEEP_UNIT = 44
};

#define SWEEP_KINDS "grid|list|latin_hypercube|sobol|saltelli|morris|one_at_a_time|table"
typedef enum SweepKind {
    SWEEP_GRID,     /* every combination of values, or of the levels of ranges */
    SWEEP_LIST,     /* the first values of all parameters together, then the second ... */
    SWEEP_LATIN,    /* points in the ranges, each stratum once */
    SWEEP_SOBOL,    /* points of a scrambled Sobol sequence */
    SWEEP_SALTELLI, /* points x (parameters + 2), for Sobol indices */
    SWEEP_MORRIS,   /* trajectories x (parameters + 1) on a grid of levels */
    SWEEP_ONE,      /* the base, then each parameter at both ends */
    SWEEP_TABLE     /* rows of a table made elsewhere: `file` */
} SweepKind;

#define SWEEP_KEEPS "tables|snapshots|all"
typedef enum SweepKeep { SWEEP_KEEP_TABLES, SWEEP_KEEP_SNAPSHOTS, SWEEP_KEEP_ALL } SweepKeep;

/* A text of the file, as written, and where. */
typedef struct SweepText {
    char *text;
    SourcePlace place;
} SweepText;

typedef struct SweepSet {
    char path[CONFIG_PATH_TEXT];
    SweepText value;
} SweepSet;

typedef struct SweepParameter {
    char path[CONFIG_PATH_TEXT];
    SourcePlace place;
    SweepText *values; /* of a list, or the two ends of a range */
    int values_count;
    bool range, log;
    int levels;             /* of a range in a grid; 0: not given */
    SweepText start, prior; /* of a dialect alone: where a search begins, what is thought of it */
    const ParamRow *row;    /* from here on made by sweep_read from the above */
    char unit[SWEEP_UNIT];  /* of its column; "1" for a plain number, "" for words and names */
    char (*cells)[SWEEP_CELL]; /* of values, in that unit */
    char base[SWEEP_CELL];     /* what it is without the design */
    double start_value;        /* in that unit; NAN: not given */
    DesignScale scale;         /* VALUES counts 0, 1, ...: an index of cells */
} SweepParameter;

typedef struct SweepOutput {
    SweepText text;
    Observable what;
} SweepOutput;

typedef struct Sweep {
    char *path, *text; /* the file */
    size_t length;
    SweepText name, file, adaptive_output, half_width_text;
    int64_t seeds, seed, points, trajectories, levels, most;
    int kind, keep;
    SourcePlace kind_place, adaptive_place;
    SweepText bases[SWEEP_BASES]; /* as written; files: from here */
    char *files[SWEEP_BASES];
    int bases_count;
    SweepSet sets[SWEEP_SETS];
    int sets_count;
    SweepParameter *parameters;
    int parameters_count;
    SweepOutput outputs[SWEEP_OUTPUTS];
    int outputs_count;
    bool adaptive;
    int adaptive_index;                 /* of outputs */
    double half_width;                  /* in its unit */
    Params *base;                       /* what the bases and sets come to */
    const struct SweepDialect *dialect; /* NULL: a sweep file (sweep_dialect.h) */
} Sweep;

/* Reads a sweep file. Errors are in the messages, in which the file is source 0. STATUS_NO_INPUT,
 * STATUS_BAD_DATA, STATUS_UNAVAILABLE, STATUS_NO_MEMORY; sweep_destroy in any case. */
Status sweep_read(const char *path, Sweep *out, Messages *messages);

/* The same of a text under a name, as far as the text alone goes: no base is read. */
Status sweep_read_text(const char *name, const char *text, size_t length, Sweep *out,
                       Messages *messages);

void sweep_destroy(Sweep *sweep); /* takes {0} too */

/* The configuration of the bases, the sets and what is given more, whose places are in the sweep
 * file (source 0) or, for source -1, nowhere. whole: checked as config_check does. Errors are added
 * to the messages. */
Status sweep_compose(const Sweep *sweep, const ConfigGiven *more, int more_count, bool whole,
                     Params *out, Messages *messages);

/* A number as a cell of a table: the shortest text that is read as the same number. */
void sweep_number(double number, char out[SWEEP_CELL]);

#endif
