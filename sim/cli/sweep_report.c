#include "cli/sweep_report.h"

#include "io/yaml_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNNING_LOOKED = 1000 }; /* runs of which it is looked up whether they have begun */

/* -- what became of the runs ------------------------------------------------------------------- */

/* A run that is not over: begun, or not. */
static ResultsState state_of_waiting(const char *folder, int64_t run, int *looked)
{
    char path[FILE_PATH] = "", ignored[SWEEP_FAILURE];
    if ((*looked)++ >= RUNNING_LOOKED)
        return RESULTS_WAITING;
    Status status = sweep_folder_work(path, folder, run, ignored, sizeof ignored);
    return status == STATUS_OK && *path ? RESULTS_RUNNING : RESULTS_WAITING;
}

static Status states_take(const SweepDesign *design, const char *folder, Results *results,
                          char *message, size_t message_size)
{
    char failure[SWEEP_FAILURE];
    int looked = 0;
    unsigned char *states = calloc((size_t)design->runs_count + 1, 1);
    Status status = states ? sweep_folder_states(folder, design->runs, design->runs_count, states,
                                                 message, message_size)
                           : STATUS_NO_MEMORY;
    for (int64_t i = 0; i < design->runs_count && status == STATUS_OK; i++) {
        int64_t run = design->runs[i].run;
        if (states[i] == SWEEP_FINISHED)
            continue;
        ResultsState state = RESULTS_FAILED;
        *failure = '\0';
        if (states[i] == SWEEP_FAILED)
            sweep_folder_failure(folder, run, failure);
        else
            state = state_of_waiting(folder, run, &looked);
        status = results_state(results, run, state, *failure ? failure : NULL);
    }
    free(states);
    if (status == STATUS_NO_MEMORY)
        snprintf(message, message_size, "not enough memory for the results");
    return status;
}

/* The different commits of the programs that made the finished runs, as far as there is room. */
static Status commits_take(const Sweep *sweep, const char *folder, const Results *results,
                           char out[SWEEP_REPORT_COMMITS], char *message, size_t message_size)
{
    char path[FILE_PATH];
    SweepResult result;
    for (int i = 0; i < results->runs_count; i++) {
        if (results->runs[i].state != RESULTS_FINISHED)
            continue;
        Status status =
            sweep_folder_run(path, folder, "runs", results->runs[i].number, message, message_size);
        if (status == STATUS_OK)
            status = sweep_result_read(path, sweep, &result, message, message_size);
        if (status != STATUS_OK)
            return status;
        size_t used = strlen(out), more = strlen(result.commit);
        if (!strstr(out, result.commit) && used + more + 3 < SWEEP_REPORT_COMMITS)
            snprintf(out + used, SWEEP_REPORT_COMMITS - used, "%s%s", used ? ", " : "",
                     result.commit);
    }
    return STATUS_OK;
}

/* -- what the sweep file says of the parameters ------------------------------------------------ */

static void scales_take(const Sweep *sweep, Results *results)
{
    char range[RESULTS_TEXT];
    for (int p = 0; p < results->parameters_count; p++)
        for (int i = 0; i < sweep->parameters_count; i++) {
            const SweepParameter *given = &sweep->parameters[i];
            if (!given->range || strcmp(given->path, results->parameters[p].path) != 0)
                continue;
            int used = snprintf(range, sizeof range, "%.50s to %.50s", given->values[0].text,
                                given->values[1].text);
            if (given->levels > 0)
                snprintf(range + used, sizeof range - (size_t)used, ", %d levels", given->levels);
            results_scale(results, p, given->log, range);
        }
}

/* -- opening ----------------------------------------------------------------------------------- */

static Status results_take(const SweepDesign *design, const char *folder, Results *out,
                           char *message, size_t message_size)
{
    char path[FILE_PATH];
    Status status = file_path(path, folder, "results.csv", message, message_size);
    if (status == STATUS_OK)
        status = results_read(design, path, out, message, message_size);
    if (status == STATUS_OK)
        status = states_take(design, folder, out, message, message_size);
    return status;
}

Status sweep_report_open(const Sweep *sweep, const SweepDesign *design, const char *folder,
                         const char *command, SweepReport *out, char *message, size_t message_size)
{
    char ignored[SWEEP_FAILURE];
    Status status = results_take(design, folder, &out->results, message, message_size);
    if (status != STATUS_OK)
        return status;
    if (sweep->base) /* else the outputs of the file are not known, nor is there need of it */
        status = commits_take(sweep, folder, &out->results, out->commits, message, message_size);
    if (status != STATUS_OK)
        return status;
    scales_take(sweep, &out->results);
    status = sweep_design_cube(sweep, &out->memory, &out->cube, ignored, sizeof ignored);
    if (status == STATUS_NO_MEMORY) {
        snprintf(message, message_size, "not enough memory for the design");
        return status;
    }
    bool fits = status == STATUS_OK && response_fits(&out->results, &out->cube);
    out->report = (Report){.sweep = {.name = sweep->name.text ? sweep->name.text : "",
                                     .kind = (int)sweep_design_kind(sweep->kind),
                                     .design = fits ? &out->cube : NULL,
                                     .results = &out->results},
                           .file = sweep,
                           .command = command,
                           .commits = out->commits};
    return STATUS_OK;
}

/* The runs that an adaptive sweep has added, behind the others. */
static Status added_take(const char *path, SweepDesign *design, char *message, size_t message_size)
{
    SweepDesign added = {0};
    Status status = sweep_design_read(path, NULL, &added, message, message_size);
    if (status != STATUS_OK)
        return status;
    size_t count = (size_t)(design->runs_count + added.runs_count);
    SweepRun *runs = realloc(design->runs, count * sizeof *runs);
    if (runs) {
        design->runs = runs;
        int64_t planned = design->runs_count;
        sweep_design_by_row(runs, planned);
        for (int64_t i = 0; i < added.runs_count; i++) {
            SweepRun run = added.runs[i];
            int64_t k = sweep_design_find_row(runs, planned, run.row);
            if (k < 0)
                continue; /* of no row of this design: its values will have no place and say so */
            run.line = runs[k].line, run.added = true;
            runs[design->runs_count++] = run;
        }
        sweep_design_by_run(runs, design->runs_count);
    } else {
        snprintf(message, message_size, "not enough memory for the results");
        status = STATUS_NO_MEMORY;
    }
    sweep_design_destroy(&added);
    return status;
}

static Status file_take(const char *path, Sweep *out, char *message, size_t message_size)
{
    void *text;
    size_t length;
    Messages messages;
    Status status = file_read_whole(path, YAML_READER_BYTES, &text, &length, message, message_size);
    if (status != STATUS_OK)
        return status;
    messages_start(&messages);
    status = sweep_read_text(path, text, length, out, &messages);
    if (status != STATUS_OK && messages.count > 0 && status != STATUS_NO_MEMORY)
        snprintf(message, message_size, "%s:%d: error: %s", path, messages.list[0].place.line,
                 messages.list[0].what);
    else if (status != STATUS_OK)
        snprintf(message, message_size, "%s: %s", path, status_sentence(status));
    messages_destroy(&messages);
    free(text);
    return status;
}

/* The last part of a path. */
static const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

Status sweep_report_open_folder(const char *folder, SweepReport *out, char *message,
                                size_t message_size)
{
    char path[FILE_PATH];
    Status status = file_path(path, folder, "sweep.yaml", message, message_size);
    if (status == STATUS_OK)
        status = file_take(path, &out->file, message, message_size);
    if (status == STATUS_OK)
        status = file_path(path, folder, SWEEP_DESIGN_NAME, message, message_size);
    if (status == STATUS_OK)
        status = sweep_design_read(path, NULL, &out->design, message, message_size);
    if (status == STATUS_OK)
        status = file_path(path, folder, "design_added.tsv", message, message_size);
    if (status == STATUS_OK && file_exists(path))
        status = added_take(path, &out->design, message, message_size);
    if (status == STATUS_OK)
        status =
            sweep_report_open(&out->file, &out->design, folder, "", out, message, message_size);
    if (status == STATUS_OK && !*out->report.sweep.name)
        out->report.sweep.name = path_name(folder);
    return status;
}

void sweep_report_close(SweepReport *report)
{
    results_destroy(&report->results);
    design_destroy(&report->cube, &report->memory);
    sweep_design_destroy(&report->design);
    sweep_destroy(&report->file);
    *report = (SweepReport){0};
}

bool sweep_report_is_folder(const char *folder)
{
    char path[FILE_PATH], ignored[SWEEP_FAILURE];
    return file_path(path, folder, SWEEP_DESIGN_NAME, ignored, sizeof ignored) == STATUS_OK &&
           file_exists(path);
}
