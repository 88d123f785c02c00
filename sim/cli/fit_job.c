#include "cli/fit_job.h"
#include "cli/cli.h"
#include "cli/drive.h"
#include "cli/fit_tell.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIT_DESIGN_BYTES = 256 << 20 };

/* -- a trial ---------------------------------------------------------------------------------- */

/* The values of a trial as a table of one line. */
static Status fit_job_points(const Fit *fit, const FitTrial *trial, SweepDesign *out, char *message,
                             size_t message_size)
{
    Text text = {0};
    int k = fit->sweep.parameters_count;
    for (int i = 0; i < k; i++)
        text_add(&text, "%s[%s]%s", fit->sweep.parameters[i].path, fit->sweep.parameters[i].unit,
                 i + 1 < k ? "\t" : "\n");
    for (int i = 0; i < k; i++)
        text_add(&text, "%s%s", trial->cells[i], i + 1 < k ? "\t" : "\n");
    Status status = text_check(&text, "trial", message, message_size);
    if (status == STATUS_OK)
        status = sweep_design_read("trial", text.bytes, out, message, message_size);
    text_destroy(&text);
    return status;
}

static Status fit_job_other(const FitJob *job, char *message, size_t message_size)
{
    snprintf(message, message_size,
             "%s is that of another fit, or its base or prodrome has changed since: name another "
             "folder with --out DIR",
             job->job.folder);
    return STATUS_EXISTS;
}

/* Makes the lines that are there the design of the job. */
static Status fit_job_parse(FitJob *job, char *message, size_t message_size)
{
    SweepJob *sweep = &job->job;
    sweep_design_destroy(&sweep->design);
    free(sweep->states);
    sweep->states = NULL;
    Status status = sweep_design_read(SWEEP_DESIGN_NAME, job->design.bytes, &sweep->design, message,
                                      message_size);
    if (status != STATUS_OK)
        return status;
    sweep->states = calloc((size_t)sweep->design.runs_count + 1, 1);
    if (!sweep->states) {
        snprintf(message, message_size, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    status = sweep_job_states(sweep);
    if (status != STATUS_OK)
        snprintf(message, message_size, "%.*s", (int)message_size - 1, sweep->message);
    return status;
}

/* The line of names: that of the design that is there, or its beginning. */
static Status fit_job_header(FitJob *job, const SweepDesign *points, char *message,
                             size_t message_size)
{
    Text header = {0};
    if (job->checked)
        return STATUS_OK;
    sweep_design_header(points, &header);
    Status status = text_check(&header, SWEEP_DESIGN_NAME, message, message_size);
    if (status == STATUS_OK && job->found) {
        if (strncmp(job->design.bytes, header.bytes, header.length) != 0)
            status = fit_job_other(job, message, message_size);
        else
            status = fit_job_parse(job, message, message_size);
        const SweepDesign *design = &job->job.design;
        if (status == STATUS_OK && design->runs_count != design->rows_count * job->fit.sweep.seeds)
            status = fit_job_other(job, message, message_size);
    } else if (status == STATUS_OK) {
        text_add(&job->design, "%s", header.bytes);
    }
    text_destroy(&header);
    job->checked = status == STATUS_OK;
    return status;
}

/* The row of the design with these values; -1: none. */
static int64_t fit_job_find(const FitJob *job, const FitTrial *trial)
{
    const SweepDesign *design = &job->job.design;
    int k = job->fit.sweep.parameters_count;
    for (int64_t row = 0; row < design->rows_count; row++) {
        int same = 0;
        int64_t line = design->runs[row * job->fit.sweep.seeds].line;
        for (int i = 0; i < k; i++)
            same +=
                strcmp(trial->cells[i], table_cell(&design->table, line, design->columns[i])) == 0;
        if (same == k)
            return row;
    }
    return -1;
}

/* Puts the lines of a new row into the folder and the job; those of a known one must be there. */
static Status fit_job_put(FitJob *job, const Text *lines, bool known, char *message,
                          size_t message_size)
{
    if (known)
        return strstr(job->design.bytes, lines->bytes) ? STATUS_OK
                                                       : fit_job_other(job, message, message_size);
    text_add(&job->design, "%s", lines->bytes);
    Status status = text_check(&job->design, SWEEP_DESIGN_NAME, message, message_size);
    if (status == STATUS_OK)
        status = sweep_folder_write(job->job.folder, SWEEP_DESIGN_NAME, job->design.bytes,
                                    job->design.length, message, message_size);
    return status == STATUS_OK ? fit_job_parse(job, message, message_size) : status;
}

/* The row of a trial, made if need be. */
static Status fit_job_row(FitJob *job, int number, FitTrial *trial, char *message,
                          size_t message_size)
{
    SweepDesign points;
    Messages messages;
    Text lines = {0};
    Status status = fit_job_points(&job->fit, trial, &points, message, message_size);
    if (status != STATUS_OK)
        return status;
    messages_start(&messages);
    status = fit_job_header(job, &points, message, message_size);
    int64_t found = status == STATUS_OK ? fit_job_find(job, trial) : -1;
    trial->row = found >= 0 ? found : job->job.design.rows_count;
    if (status == STATUS_OK) {
        snprintf(message, message_size, "%s", status_sentence(STATUS_NO_MEMORY));
        status = sweep_design_row(&job->fit.sweep, &points, 0, trial->row, job->scratch, &lines,
                                  &messages);
        if (messages.count > 0)
            snprintf(message, message_size, "trial %d: %.400s", number + 1, messages.list[0].what);
    }
    if (status == STATUS_OK)
        status = text_check(&lines, SWEEP_DESIGN_NAME, message, message_size);
    if (status == STATUS_OK)
        status = fit_job_put(job, &lines, found >= 0, message, message_size);
    text_destroy(&lines);
    messages_destroy(&messages);
    sweep_design_destroy(&points);
    return status;
}

/* What one run gave, into its place among the seeds. */
static Status fit_job_result(FitJob *job, int64_t i, int seed, FitTrial *trial, char *message,
                             size_t message_size)
{
    SweepJob *sweep = &job->job;
    SweepResult result;
    char path[FILE_PATH], what[SWEEP_FAILURE];
    int64_t run = sweep->design.runs[i].run;
    for (int f = 0; f < job->fit.figures_count; f++)
        trial->values[f * job->fit.sweep.seeds + seed] = (double)NAN;
    if (sweep->states[i] == SWEEP_FAILED) {
        trial->failed++;
        sweep_folder_failure(sweep->folder, run, what);
        cli_warning("run %" PRId64 " failed: %s", run, what);
        return STATUS_OK;
    }
    Status status = sweep_folder_run(path, sweep->folder, "runs", run, message, message_size);
    if (status == STATUS_OK)
        status = sweep_result_read(path, &sweep->sweep, &result, message, message_size);
    if (status != STATUS_OK)
        return status;
    job->mixed |= *job->commit && strcmp(job->commit, result.commit) != 0;
    if (!*job->commit)
        snprintf(job->commit, sizeof job->commit, "%s", result.commit);
    for (int f = 0; f < job->fit.figures_count; f++)
        trial->values[f * job->fit.sweep.seeds + seed] = result.values[job->fit.figures[f].output];
    return STATUS_OK;
}

static bool fit_job_waits(const FitJob *job, const FitTrial *trial)
{
    int64_t seeds = job->fit.sweep.seeds;
    for (int64_t i = trial->row * seeds; i < (trial->row + 1) * seeds; i++)
        if (job->job.states[i] == SWEEP_WAITING)
            return true;
    return false;
}

/* A FitRun: the runs of a trial, those that are not there yet, and what they gave. */
static Status fit_job_run(void *context, int number, FitTrial *trial, char *message,
                          size_t message_size)
{
    FitJob *job = context;
    RowsEnd end;
    if (drive_interrupted())
        return STATUS_STOPPED;
    Status status = fit_job_row(job, number, trial, message, message_size);
    if (status == STATUS_OK && fit_job_waits(job, trial)) {
        status = rows_run(&job->job, &job->rows, &end);
        if (status != STATUS_OK)
            snprintf(message, message_size, "%.*s", (int)message_size - 1, job->job.message);
    }
    int seeds = (int)job->fit.sweep.seeds;
    for (int seed = 0; seed < seeds && status == STATUS_OK; seed++)
        status = fit_job_result(job, trial->row * seeds + seed, seed, trial, message, message_size);
    return status;
}

/* -- the folder ------------------------------------------------------------------------------- */

/* The design of an earlier beginning. */
static Status fit_job_found(FitJob *job, char *message, size_t message_size)
{
    char path[FILE_PATH];
    void *text;
    size_t length;
    Status status = file_path(path, job->job.folder, SWEEP_DESIGN_NAME, message, message_size);
    if (status != STATUS_OK || !file_exists(path))
        return status;
    status = file_read_whole(path, FIT_DESIGN_BYTES, &text, &length, message, message_size);
    if (status != STATUS_OK)
        return status;
    text_add(&job->design, "%s", (const char *)text);
    free(text);
    job->found = true;
    return text_check(&job->design, path, message, message_size);
}

static Status fit_job_folder(FitJob *job, char *message, size_t message_size)
{
    const Sweep *sweep = &job->fit.sweep;
    size_t made;
    Status status = file_folder_create(job->job.folder, &made, message, message_size);
    bool there = status == STATUS_EXISTS && file_is_folder(job->job.folder);
    if (status == STATUS_OK || there)
        status = file_folder_lock(job->job.folder, &job->lock, message, message_size);
    if (status == STATUS_EXISTS)
        snprintf(message, message_size, "%s: another process is at this fit", job->job.folder);
    if (status == STATUS_OK && there)
        status = fit_job_found(job, message, message_size);
    if (status == STATUS_OK)
        status = sweep_folder_write(job->job.folder, "fit.yaml", sweep->text, sweep->length,
                                    message, message_size);
    return status;
}

static Status fit_job_read(FitJob *job, const FitWish *wish)
{
    Messages messages;
    messages_start(&messages);
    Status status = fit_read(wish->file, &job->fit, &messages);
    if (!messages.no_memory)
        messages_print(&messages, stderr);
    if (status == STATUS_OK && !wish->quiet)
        messages_print_notes(&messages, stderr);
    if (status != STATUS_OK && (messages.count == 0 || messages.no_memory))
        cli_error("%s", status_sentence(status));
    messages_destroy(&messages);
    return status;
}

Status fit_job_open(FitJob *job, const FitWish *wish)
{
    char message[FIT_MESSAGE];
    int jobs = wish->jobs > 0 ? wish->jobs : children_processors();
    memset(job, 0, sizeof *job);
    job->lock = -1;
    Status status = fit_job_read(job, wish);
    if (status != STATUS_OK)
        return status;
    const Fit *fit = &job->fit;
    job->job.sweep = fit->sweep;
    job->quiet = wish->quiet;
    if (jobs > fit->sweep.seeds)
        jobs = (int)fit->sweep.seeds;
    job->rows =
        (RowsOptions){.jobs = jobs, .shard = 1, .shards = 1, .patience = 120, .quiet = wish->quiet};
    if (wish->out)
        snprintf(job->job.folder, sizeof job->job.folder, "%s", wish->out);
    else
        snprintf(job->job.folder, sizeof job->job.folder, "output/fits/%s", fit->sweep.name.text);
    fit_trials_start(&job->trials, fit, fit_job_run, fit_tell_trial, job);
    job->scratch = malloc(sizeof *job->scratch);
    snprintf(message, sizeof message, "%s", status_sentence(STATUS_NO_MEMORY));
    status = job->scratch ? fit_job_folder(job, message, sizeof message) : STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        cli_fault(message);
    return status;
}

void fit_job_close(FitJob *job)
{
    if (job->lock >= 0) {
        if (job->job.states)      /* what is finished is known */
            rows_tidy(&job->job); /* of one that was killed after its last run */
        file_folder_unlock(job->lock);
    }
    job->job.sweep = (Sweep){0};
    sweep_job_close(&job->job);
    fit_trials_destroy(&job->trials);
    text_destroy(&job->design);
    free(job->scratch);
    fit_destroy(&job->fit);
}

/* -- courses ---------------------------------------------------------------------------------- */

static Status fit_course_open(FitJob *job, int64_t i, Table *out, char *message,
                              size_t message_size)
{
    char folder[FILE_PATH], path[FILE_PATH];
    Status status = sweep_folder_run(folder, job->job.folder, "runs", job->job.design.runs[i].run,
                                     message, message_size);
    if (status == STATUS_OK)
        status = file_path(path, folder, "timeseries.csv", message, message_size);
    return status == STATUS_OK ? table_read(path, ',', out, message, message_size) : status;
}

/* The times of the run that has most of them. */
static Status fit_course_times(FitCourse *out, const Table *series, int count)
{
    int64_t longest = 0;
    for (int a = 0; a < count; a++)
        if (series[a].rows_count > series[longest].rows_count)
            longest = a;
    const Table *table = &series[longest];
    out->times = count ? table->rows_count : 0;
    out->animals = count;
    out->days = malloc((size_t)(out->times + 1) * sizeof *out->days);
    out->values = malloc((size_t)(out->times * count + 1) * sizeof *out->values);
    for (int64_t t = 0; t < out->times && out->days; t++)
        out->days[t] = table_value(table, t, table_column(table, "time"));
    return out->days && out->values ? STATUS_OK : STATUS_NO_MEMORY;
}

Status fit_job_course(FitJob *job, int trial, const Observable *what, FitCourse *out, char *message,
                      size_t message_size)
{
    int seeds = (int)job->fit.sweep.seeds, count = 0;
    Table *series = calloc((size_t)seeds, sizeof *series);
    Status status = series ? STATUS_OK : STATUS_NO_MEMORY;
    *out = (FitCourse){0};
    for (int seed = 0; seed < seeds && status == STATUS_OK; seed++) {
        int64_t i = job->trials.list[trial].row * seeds + seed;
        if (job->job.states[i] != SWEEP_FINISHED)
            continue;
        status = fit_course_open(job, i, &series[count], message, message_size);
        count += status == STATUS_OK;
    }
    if (status == STATUS_OK)
        status = fit_course_times(out, series, count);
    for (int a = 0; a < count && status == STATUS_OK; a++)
        for (int64_t t = 0; t < out->times; t++) {
            Observable then = *what;
            then.time_d = out->days[t];
            out->values[a * out->times + t] =
                observable_value(&then, &series[a], job->fit.sweep.base->time_end / 24);
        }
    for (int a = 0; a < count; a++)
        table_destroy(&series[a]);
    free(series);
    return status;
}

void fit_course_destroy(FitCourse *course)
{
    free(course->days);
    free(course->values);
    *course = (FitCourse){0};
}
