/* What a sweep gave, in memory: the runs of its design, the values of results.csv (run, observable,
 * time, value, unit), and how each run ended. Rows stand by their number, the runs of a row by
 * their seed; a value that is not there is NAN.
 *
 * A Results owns its memory and the table of values; the design is the caller's and outlives it, as
 * its texts point into both. results_destroy also takes a zeroed one. Nothing here draws. */
#ifndef PRODROME_RESULTS_H
#define PRODROME_RESULTS_H

#include "io/sweep_design.h"

enum { RESULTS_TEXT = 160, RESULTS_OUTPUTS = 256, RESULTS_MESSAGE = 512 };

typedef enum ResultsState {
    RESULTS_WAITING,
    RESULTS_RUNNING,
    RESULTS_FAILED,
    RESULTS_FINISHED,
    RESULTS_STATES
} ResultsState;

typedef struct ResultsParameter {
    const char *path, *unit; /* the unit is "" or "1" where there is none */
    bool words;              /* some value is no number: a value is then that of its level */
    bool logarithmic;
    char range[RESULTS_TEXT]; /* in words, "" unknown */
    double *level;            /* distinct values upward; of words 0, 1 ... as they first stand */
    char **level_text;        /* as in the table, numbers of many digits rounded */
    int levels_count;
} ResultsParameter;

/* An observable at a time. */
typedef struct ResultsOutput {
    const char *name, *unit;
    double time_d; /* NAN: of the whole run */
} ResultsOutput;

typedef struct ResultsRun {
    int64_t number, row_number;
    int64_t seed;
    int row, order;     /* from 0; order: among the runs of the design */
    int64_t line;       /* of the table of the design, from 0 */
    ResultsState state; /* after reading: finished with any value, else waiting */
    char *message;      /* of a run that failed, or NULL */
} ResultsRun;

typedef struct Results {
    const SweepDesign *design;
    Table values_table;
    ResultsParameter *parameters;
    int parameters_count;
    ResultsOutput outputs[RESULTS_OUTPUTS];
    int outputs_count;
    ResultsRun *runs; /* by row, then seed */
    int runs_count, rows_count;
    int *row_start; /* rows_count + 1: the first run of each row */
    int *place;     /* where each run of the design stands among these */
    double *given;  /* rows x parameters: value, or level of words */
    double *value;  /* outputs x runs */
} Results;

/* Reads a table of values, from a file or from a text under the name results.csv; NULL: there is
 * none yet. BAD_DATA with file and line when it is malformed or has no place in the design, such as
 * bytes that are no UTF-8; nothing is kept unless OK. */
Status results_read(const SweepDesign *design, const char *path, Results *out, char *message,
                    size_t message_size);
Status results_read_text(const SweepDesign *design, const char *text, Results *out, char *message,
                         size_t message_size);

/* The scale and the range of a parameter as the sweep file has them. */
void results_scale(Results *results, int parameter, bool logarithmic, const char *range);

/* Where the run of a number stands; -1: there is none. */
int results_find(const Results *results, int64_t number);

/* Notes how a run ended; the message is copied. A number that no run has is left alone. */
Status results_state(Results *results, int64_t run, ResultsState state, const char *message);

/* The value of a row for a parameter, as its table has it. */
const char *results_given_text(const Results *results, int row, int parameter);

static inline int results_row_runs(const Results *results, int row)
{
    return results->row_start[row + 1] - results->row_start[row];
}

static inline double results_given(const Results *results, int row, int parameter)
{
    return results->given[(size_t)row * (size_t)results->parameters_count + (size_t)parameter];
}

/* The level of a parameter that has a value; the last one when none has it. */
int results_level(const ResultsParameter *parameter, double value);

/* The values of an output, one a run. */
static inline const double *results_values(const Results *results, int output)
{
    return results->value + (size_t)output * (size_t)results->runs_count;
}

/* Whether every row has the same seeds. */
bool results_paired(const Results *results);

/* Runs in a state. */
int results_count(const Results *results, ResultsState state);

/* "caliper_change on day 30" */
void results_output_text(const ResultsOutput *output, char out[RESULTS_TEXT]);

/* A name with its unit behind a comma, unless it has none. */
void results_with_unit(const char *name, const char *unit, char out[RESULTS_TEXT]);

void results_destroy(Results *results);

#endif
