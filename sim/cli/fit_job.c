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

/* Adds the lines of a trial to the design. */
static Status fit_job_lines(FitJob *job, int number, const FitTrial *trial, char *message,
                            size_t message_size)
{
    const Sweep *sweep = &job->fit.sweep;
    SweepDesign points;
    Messages messages;
    Status status = fit_job_points(&job->fit, trial, &points, message, message_size);
    if (status != STATUS_OK)
        return status;
    if (number == 0) {
        text_destroy(&job->design);
        sweep_design_header(&points, &job->design);
    }
    messages_start(&messages);
    status = sweep_design_row(sweep, &points, 0, number, job->scratch, &job->design, &messages);
    if (status != STATUS_OK)
        snprintf(message, message_size, "trial %d: %.400s", number + 1,
                 messages.count ? messages.list[0].what : status_sentence(status));
    else
        status = text_check(&job->design, SWEEP_DESIGN_NAME, message, message_size);
    messages_destroy(&messages);
    sweep_design_destroy(&points);
    return status;
}

/* The lines so far are the first of those that were found, or the other way round. */
static Status fit_job_same(const FitJob *job, char *message, size_t message_size)
{
    size_t both = job->before_length < job->design.length ? job->before_length : job->design.length;
    if (!job->before || memcmp(job->before, job->design.bytes, both) == 0)
        return STATUS_OK;
    snprintf(message, message_size,
             "%s is that of another fit, or the fit file, its base or prodrome has changed since: "
             "name another folder with --out DIR",
             job->job.folder);
    return STATUS_EXISTS;
}

/* Puts the lines into the folder, and makes them the design of the job. */
static Status fit_job_design(FitJob *job, char *message, size_t message_size)
{
    SweepJob *sweep = &job->job;
    Status status = fit_job_same(job, message, message_size);
    if (status == STATUS_OK && job->design.length > job->before_length)
        status = sweep_folder_write(sweep->folder, SWEEP_DESIGN_NAME, job->design.bytes,
                                    job->design.length, message, message_size);
    if (status != STATUS_OK)
        return status;
    sweep_design_destroy(&sweep->design);
    free(sweep->states);
    sweep->states = NULL;
    status = sweep_design_read(SWEEP_DESIGN_NAME, job->design.bytes, &sweep->design, message,
                               message_size);
    if (status != STATUS_OK)
        return status;
    sweep->states = calloc((size_t)sweep->design.runs_count, 1);
    if (!sweep->states)
        return STATUS_NO_MEMORY;
    status = sweep_job_states(sweep);
    if (status != STATUS_OK)
        snprintf(message, message_size, "%.*s", (int)message_size - 1, sweep->message);
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

/* A FitRun: the runs of a trial, those that are not there yet, and what they gave. */
static Status fit_job_run(void *context, int number, FitTrial *trial, char *message,
                          size_t message_size)
{
    FitJob *job = context;
    RowsEnd end;
    size_t length = number ? job->design.length : 0;
    if (drive_interrupted())
        return STATUS_STOPPED;
    Status status = fit_job_lines(job, number, trial, message, message_size);
    if (status == STATUS_OK)
        status = fit_job_design(job, message, message_size);
    if (status == STATUS_OK) {
        status = rows_run(&job->job, &job->rows, &end);
        if (status != STATUS_OK)
            snprintf(message, message_size, "%.*s", (int)message_size - 1, job->job.message);
    }
    int seeds = (int)job->fit.sweep.seeds;
    for (int seed = 0; seed < seeds && status == STATUS_OK; seed++)
        status =
            fit_job_result(job, (int64_t)number * seeds + seed, seed, trial, message, message_size);
    if (status != STATUS_OK && job->design.bytes && job->design.length > length)
        job->design.bytes[job->design.length = length] = 0;
    return status;
}

/* -- the folder ------------------------------------------------------------------------------- */

/* The design of an earlier beginning. */
static Status fit_job_found(FitJob *job, char *message, size_t message_size)
{
    char path[FILE_PATH];
    void *text;
    Status status = file_path(path, job->job.folder, SWEEP_DESIGN_NAME, message, message_size);
    if (status != STATUS_OK || !file_exists(path))
        return status;
    status =
        file_read_whole(path, FIT_DESIGN_BYTES, &text, &job->before_length, message, message_size);
    job->before = status == STATUS_OK ? text : NULL;
    return status;
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
    if (job->lock >= 0)
        file_folder_unlock(job->lock);
    job->job.sweep = (Sweep){0};
    sweep_job_close(&job->job);
    fit_trials_destroy(&job->trials);
    text_destroy(&job->design);
    free(job->before);
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
        int64_t i = (int64_t)trial * seeds + seed;
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
