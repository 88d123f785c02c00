#include "io/sweep_adaptive.h"

#include "study/statistics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double CONFIDENCE = 0.95;

/* At most as many again as there are: a first estimate of the spread from few is no good one. */
int64_t sweep_adaptive_more(const Sweep *sweep, const double *values, int64_t runs)
{
    double known[10000];
    int count = 0;
    for (int64_t i = 0; i < runs && count < 10000; i++)
        if (!isnan(values[i]))
            known[count++] = values[i];
    int64_t room = sweep->most - runs;
    if (room <= 0 || count == 0)
        return 0;
    Estimate mean = statistics_interval(known, count, CONFIDENCE);
    double half = (mean.high - mean.low) / 2;
    if (half <= sweep->half_width)
        return 0;
    double ratio = half / sweep->half_width, wanted = (double)count * (ratio * ratio - 1);
    int64_t more = isnan(wanted) || wanted > (double)runs ? runs : (int64_t)wanted + 1;
    return more < room ? more : room;
}

typedef struct Extender {
    const Sweep *sweep;
    const char *folder;
    SweepDesign *design;
    int64_t planned_last, seed_last; /* highest number and seed of the planned runs */
    int64_t row_number;              /* of the row, from 0, in order */
} Extender;

/* The deciding output of the runs of one row. Whether all of them are over. */
static Status adaptive_values(const Extender *extender, const SweepRun *runs, int64_t count,
                              double *values, bool *over, char *message, size_t message_size)
{
    char path[FILE_PATH];
    SweepResult *result = malloc(sizeof *result);
    Status status = result ? STATUS_OK : STATUS_NO_MEMORY;
    *over = true;
    for (int64_t i = 0; i < count && status == STATUS_OK && *over; i++) {
        SweepState state = sweep_folder_state(extender->folder, runs[i].run);
        *over = state != SWEEP_WAITING;
        values[i] = NAN;
        if (state != SWEEP_FINISHED)
            continue;
        status =
            sweep_folder_run(path, extender->folder, "runs", runs[i].run, message, message_size);
        if (status == STATUS_OK)
            status = sweep_result_read(path, extender->sweep, result, message, message_size);
        if (status == STATUS_OK)
            values[i] = result->values[extender->sweep->adaptive_index];
    }
    free(result);
    return status;
}

static Status adaptive_append(const Extender *extender, const SweepRun *row, int64_t count,
                              int64_t more, char *message, size_t message_size)
{
    SweepDesign *design = extender->design;
    int64_t room = design->runs_count + more, added = 0;
    SweepRun *runs = realloc(design->runs, (size_t)room * sizeof *runs);
    if (!runs) {
        snprintf(message, message_size, "no memory for more runs");
        return STATUS_NO_MEMORY;
    }
    design->runs = runs;
    for (int64_t i = 0; i < count; i++)
        added += row[i].added;
    for (int64_t i = 1; i <= more; i++)
        runs[design->runs_count++] = (SweepRun){
            extender->planned_last + extender->row_number * extender->sweep->most + added + i,
            row[0].row, extender->seed_last + added + i, row[0].line, true};
    return STATUS_OK;
}

/* One row, once or, where its new runs are there already, again. */
static Status adaptive_row(const Extender *extender, const SweepRun *row, int64_t count,
                           int64_t *added, char *message, size_t message_size)
{
    bool over;
    double *values = calloc((size_t)count, sizeof *values);
    Status status =
        values ? adaptive_values(extender, row, count, values, &over, message, message_size)
               : STATUS_NO_MEMORY;
    int64_t more =
        status == STATUS_OK && over ? sweep_adaptive_more(extender->sweep, values, count) : 0;
    free(values);
    *added += more;
    return more > 0 ? adaptive_append(extender, row, count, more, message, message_size) : status;
}

static void adaptive_start(Extender *extender)
{
    for (int64_t i = 0; i < extender->design->runs_count; i++) {
        const SweepRun *run = &extender->design->runs[i];
        if (run->added)
            continue;
        if (run->run > extender->planned_last)
            extender->planned_last = run->run;
        if (run->seed > extender->seed_last)
            extender->seed_last = run->seed;
    }
}

/* Every row once. */
static Status adaptive_round(Extender *extender, int64_t *added, char *message, size_t message_size)
{
    int64_t count = extender->design->runs_count, begin = 0;
    SweepRun *runs = malloc((size_t)count * sizeof *runs);
    Status status = runs ? STATUS_OK : STATUS_NO_MEMORY;
    *added = extender->row_number = 0;
    if (runs) {
        memcpy(runs, extender->design->runs, (size_t)count * sizeof *runs);
        sweep_design_by_row(runs, count);
    }
    for (int64_t i = 1; i <= count && status == STATUS_OK; i++) {
        if (i < count && runs[i].row == runs[begin].row)
            continue;
        status = adaptive_row(extender, &runs[begin], i - begin, added, message, message_size);
        begin = i;
        extender->row_number++;
    }
    free(runs);
    return status;
}

Status sweep_adaptive_extend(const Sweep *sweep, const char *folder, SweepDesign *design,
                             unsigned char **states, int64_t *added, char *message,
                             size_t message_size)
{
    Extender extender = {.sweep = sweep, .folder = folder, .design = design};
    int64_t now = 1;
    Status status = STATUS_OK;
    *added = 0;
    if (!sweep->adaptive)
        return STATUS_OK;
    adaptive_start(&extender);
    while (now > 0 && status == STATUS_OK) {
        status = adaptive_round(&extender, &now, message, message_size);
        *added += now;
    }
    if (status != STATUS_OK || *added == 0)
        return status;
    sweep_design_by_run(design->runs, design->runs_count);
    unsigned char *more = realloc(*states, (size_t)design->runs_count);
    if (!more) {
        snprintf(message, message_size, "no memory for more runs");
        return STATUS_NO_MEMORY;
    }
    *states = more;
    return sweep_folder_states(folder, design->runs, design->runs_count, more, message,
                               message_size);
}
