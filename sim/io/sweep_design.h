/* The runs of a sweep: design.tsv, one line a run with its number, row, seed, every parameter with
 * its unit, and the hash of its configuration. It is made from the sweep file, or by people with
 * other tools: `run` (1, 2, ... in the order of the lines), `row` (lines that differ in their seed
 * alone; else each line is one), `seed` (1) and `config_sha256` may then be missing. */
#ifndef PRODROME_SWEEP_DESIGN_H
#define PRODROME_SWEEP_DESIGN_H

#include "io/sha256.h"
#include "io/sweep.h"
#include "io/text.h"

enum { SWEEP_NUMBER = 999999999 }; /* largest number of a run: folders have nine digits */
enum { SWEEP_RUNS = 1000000, SWEEP_SET = CONFIG_PATH_TEXT + SWEEP_CELL + SWEEP_UNIT };

#define SWEEP_DESIGN_NAME "design.tsv"

typedef struct SweepRun {
    int64_t run, row, seed;
    int64_t line; /* of the table: where its parameters stand */
    bool added;   /* not in the table: another seed of its row */
} SweepRun;

typedef struct SweepDesign {
    Table table;
    int run, row, seed, hash;      /* columns; -1: missing */
    int columns[SWEEP_PARAMETERS]; /* of the parameters */
    int parameters_count;
    SweepRun *runs; /* in order of their numbers */
    int64_t runs_count;
    int64_t rows_count; /* different rows */
} SweepDesign;

/* Writes design.tsv into *out: every row's configuration is composed and checked, and that what is
 * asked for is saved. */
Status sweep_design_plan(const Sweep *sweep, Text *out, Messages *messages);

/* The line of names of design.tsv, and the lines of one row, counted from 0: its configuration,
 * composed and checked, with every seed. points has the values of its parameters in `line`; params:
 * scratch. */
void sweep_design_header(const SweepDesign *points, Text *out);
Status sweep_design_row(const Sweep *sweep, const SweepDesign *points, int64_t line, int64_t row,
                        Params *params, Text *out, Messages *messages);

/* Reads a design from a file (text NULL) or a text. NO_INPUT, BAD_DATA, NO_MEMORY, IO with a
 * message; nothing is then to be freed. */
Status sweep_design_read(const char *path, const char *text, SweepDesign *out, char *message,
                         size_t message_size);

void sweep_design_destroy(SweepDesign *design);

/* Sorts runs by their numbers; by row and seed. */
void sweep_design_by_run(SweepRun *runs, int64_t count);
void sweep_design_by_row(SweepRun *runs, int64_t count);

/* Where the run of this number stands among runs in order of their numbers, or the first of this
 * row among runs in order of their rows; -1: nowhere. */
int64_t sweep_design_find(const SweepRun *runs, int64_t count, int64_t number);
int64_t sweep_design_find_row(const SweepRun *runs, int64_t count, int64_t row);

/* The configuration of a run, checked. Errors in it are added to the messages, those of its
 * parameters at the line of the design. */
Status sweep_design_compose(const Sweep *sweep, const SweepDesign *design, const SweepRun *run,
                            Params *out, Messages *messages);

/* Parameter i of a run as `path=value unit`. */
void sweep_design_set(const SweepDesign *design, const SweepRun *run, int i, char out[SWEEP_SET]);

/* The command that makes a run by itself, for a shell. */
void sweep_design_command(const Sweep *sweep, const SweepDesign *design, const SweepRun *run,
                          Text *out);

/* The design that the sweep file asks for, in the unit cube, row r of it being row r + 1 of
 * design.tsv; design_destroy afterwards. A sweep that sweep_read_text has read is enough. BAD_DATA,
 * NO_MEMORY with a message; BAD_DATA too for a table, of which there is none. */
Status sweep_design_cube(const Sweep *sweep, Memory *memory, Design *out, char *message,
                         size_t message_size);

/* The kind of design that a kind of sweep comes to; LIST for a table. */
DesignKind sweep_design_kind(int kind);

/* The hash of a configuration as design.tsv has it. */
Status sweep_design_hash(const Params *params, char out[SHA256_HEX]);

/* The header cell of parameter i, name[unit]; the header before them and their cells in a line. */
void sweep_design_head(const SweepDesign *design, Text *out, char separator);
void sweep_design_cells(const SweepDesign *design, const SweepRun *run, Text *out, char separator);

#endif
