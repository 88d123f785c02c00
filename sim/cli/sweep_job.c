#include "cli/sweep_job.h"

#include "cli/cli.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- reading ---------------------------------------------------------------------------------- */

static Status sweep_job_tell(Status status, Messages *messages)
{
    if (!messages->no_memory) {
        messages_print(messages, stderr);
        if (status == STATUS_OK)
            messages_print_notes(messages, stderr);
    }
    if (status != STATUS_OK && (messages->count == 0 || messages->no_memory))
        cli_error("%s", status_sentence(status));
    messages_destroy(messages);
    return status;
}

Status sweep_job_open(SweepJob *job, const char *path, const char *folder)
{
    Messages messages;
    memset(job, 0, sizeof *job);
    messages_start(&messages);
    Status status = sweep_read(path, &job->sweep, &messages);
    if (status == STATUS_OK && folder)
        snprintf(job->folder, sizeof job->folder, "%s", folder);
    else if (status == STATUS_OK)
        snprintf(job->folder, sizeof job->folder, "output/sweeps/%s", job->sweep.name.text);
    return sweep_job_tell(status, &messages);
}

void sweep_job_close(SweepJob *job)
{
    sweep_destroy(&job->sweep);
    sweep_design_destroy(&job->design);
    free(job->states);
    job->states = NULL;
}

/* -- the design ------------------------------------------------------------------------------- */

static Status sweep_job_path(SweepJob *job, const char *name, char out[FILE_PATH])
{
    Status status = file_path(out, job->folder, name, job->message, sizeof job->message);
    if (status != STATUS_OK)
        cli_error("%s", job->message);
    return status;
}

/* A design without hashes was made elsewhere. */
static Status sweep_job_check(SweepJob *job)
{
    Messages messages;
    Params *params = malloc(sizeof *params);
    Status status = params ? STATUS_OK : STATUS_NO_MEMORY;
    int64_t row = 0;
    messages_start(&messages);
    messages_source(&messages, job->sweep.path, job->sweep.text, job->sweep.length);
    for (int64_t i = 0; i < job->design.runs_count && status == STATUS_OK; i++) {
        const SweepRun *run = &job->design.runs[i];
        if (run->row == row)
            continue;
        row = run->row;
        status = sweep_design_compose(&job->sweep, &job->design, run, params, &messages);
        if (status == STATUS_BAD_DATA)
            messages_add(&messages, messages_nowhere(), NULL,
                         "%s:%" PRId64 ": this row is not valid", job->design.table.path,
                         job->design.table.lines[run->line]);
    }
    free(params);
    return sweep_job_tell(status, &messages);
}

static Status sweep_job_make(SweepJob *job, Text *text)
{
    Messages messages;
    messages_start(&messages);
    messages_source(&messages, job->sweep.path, job->sweep.text, job->sweep.length);
    Status status = sweep_design_plan(&job->sweep, text, &messages);
    return sweep_job_tell(status, &messages);
}

/* Writes design.tsv, and beside it the sweep file as it was. */
static Status sweep_job_write(SweepJob *job, const Text *text)
{
    size_t made = 0;
    char *message = job->message;
    Status status = file_folder_create(job->folder, &made, message, sizeof job->message);
    bool there = status == STATUS_EXISTS && file_is_folder(job->folder);
    if (there)
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = sweep_folder_write(job->folder, "sweep.yaml", job->sweep.text, job->sweep.length,
                                    message, sizeof job->message);
    if (status == STATUS_OK)
        status = sweep_folder_write(job->folder, SWEEP_DESIGN_NAME, text->bytes, text->length,
                                    message, sizeof job->message);
    if (status != STATUS_OK) {
        cli_error("%s", message);
        if (!there && made > 0)
            file_folder_remove(job->folder, made);
    }
    return status;
}

/* Whether the design that is there is this one. */
static Status sweep_job_same(SweepJob *job, const char *path, const Text *text)
{
    void *there;
    size_t bytes;
    Status status =
        file_read_whole(path, (size_t)256 << 20, &there, &bytes, job->message, sizeof job->message);
    if (status != STATUS_OK) {
        cli_error("%s", job->message);
        return status;
    }
    bool same = bytes == text->length && memcmp(there, text->bytes, bytes) == 0;
    free(there);
    if (same)
        return STATUS_OK;
    cli_error("%s is there already and is another design: it is not overwritten; name another "
              "folder with --out DIR, or go on with it by `prodrome sweep run`",
              path);
    return STATUS_EXISTS;
}

Status sweep_job_plan(SweepJob *job)
{
    char path[FILE_PATH];
    Text text = {0};
    Status status = sweep_job_path(job, SWEEP_DESIGN_NAME, path);
    if (status == STATUS_OK)
        status = sweep_job_make(job, &text);
    if (status == STATUS_OK)
        status = file_exists(path) ? sweep_job_same(job, path, &text) : sweep_job_write(job, &text);
    text_destroy(&text);
    return status;
}

Status sweep_job_design(SweepJob *job, bool make)
{
    char path[FILE_PATH];
    Status status = sweep_job_path(job, SWEEP_DESIGN_NAME, path);
    if (status == STATUS_OK && make && !file_exists(path))
        status = sweep_job_plan(job);
    if (status != STATUS_OK)
        return status;
    status = sweep_design_read(path, NULL, &job->design, job->message, sizeof job->message);
    if (status == STATUS_OK) {
        job->states = calloc((size_t)job->design.runs_count, 1);
        status = job->states ? sweep_job_states(job) : STATUS_NO_MEMORY;
        if (!job->states)
            snprintf(job->message, sizeof job->message, "no memory for the runs");
    }
    if (status != STATUS_OK) {
        cli_fault(job->message);
        if (status == STATUS_NO_INPUT)
            fputs("  hint: `prodrome sweep plan` or `prodrome sweep run` makes it\n", stderr);
        return status;
    }
    return job->design.hash < 0 ? sweep_job_check(job) : STATUS_OK;
}

/* -- how far it is ---------------------------------------------------------------------------- */

Status sweep_job_states(SweepJob *job)
{
    int64_t added;
    Status status = sweep_folder_states(job->folder, job->design.runs, job->design.runs_count,
                                        job->states, job->message, sizeof job->message);
    return status == STATUS_OK
               ? sweep_adaptive_extend(&job->sweep, job->folder, &job->design, &job->states, &added,
                                       job->message, sizeof job->message)
               : status;
}

bool sweep_job_mine(const SweepRun *run, int64_t shard, int64_t shards)
{
    return (run->row - 1) % shards == shard - 1;
}

int64_t sweep_job_count(const SweepJob *job, SweepState state, int64_t shard, int64_t shards)
{
    int64_t count = 0;
    for (int64_t i = 0; i < job->design.runs_count; i++)
        count += job->states[i] == state && sweep_job_mine(&job->design.runs[i], shard, shards);
    return count;
}

void sweep_job_command(const SweepJob *job, const SweepRun *run, Text *out)
{
    sweep_design_command(&job->sweep, &job->design, run, out);
}

/* -- results ---------------------------------------------------------------------------------- */

static void sweep_job_lines(const SweepJob *job, const SweepRun *run, const SweepResult *result,
                            Text *out)
{
    const Sweep *sweep = &job->sweep;
    char time[SWEEP_FIGURE], value[SWEEP_FIGURE];
    for (int i = 0; i < sweep->outputs_count; i++) {
        const Observable *what = &sweep->outputs[i].what;
        text_add(out, "%" PRId64 ",%" PRId64 ",%" PRId64, run->run, run->row, run->seed);
        sweep_design_cells(&job->design, run, out, ',');
        sweep_result_figure(what->time_d, time);
        sweep_result_figure(result->values[i], value);
        text_add(out, ",%s,%s,%s,%s\n", what->name, time, value, what->unit);
    }
}

static Status sweep_job_result(SweepJob *job, const SweepRun *run, SweepResult *result)
{
    char path[FILE_PATH];
    Status status =
        sweep_folder_run(path, job->folder, "runs", run->run, job->message, sizeof job->message);
    return status == STATUS_OK
               ? sweep_result_read(path, &job->sweep, result, job->message, sizeof job->message)
               : status;
}

static Status sweep_job_table(SweepJob *job, Text *out, SweepCollected *collected)
{
    Status status = STATUS_OK;
    char commit[SWEEP_COMMIT] = "";
    bool mixed = false;
    *collected = (SweepCollected){0};
    text_add(out, "run[1],row[1],seed[1]");
    sweep_design_head(&job->design, out, ',');
    text_add(out, ",observable,time[d],value,unit\n");
    for (int64_t i = 0; i < job->design.runs_count && status == STATUS_OK; i++) {
        SweepResult result;
        for (int k = 0; k < SWEEP_OUTPUTS; k++)
            result.values[k] = (double)NAN;
        if (job->states[i] == SWEEP_FINISHED)
            status = sweep_job_result(job, &job->design.runs[i], &result);
        collected->missing += job->states[i] == SWEEP_WAITING;
        collected->failed += job->states[i] == SWEEP_FAILED;
        if (job->states[i] == SWEEP_FINISHED && status == STATUS_OK) {
            mixed |= *commit && strcmp(commit, result.commit) != 0;
            memcpy(commit, result.commit, sizeof commit);
            if (*result.warning && collected->warned++ == 0)
                memcpy(collected->warning, result.warning, sizeof collected->warning);
        }
        if (job->states[i] != SWEEP_WAITING)
            sweep_job_lines(job, &job->design.runs[i], &result, out);
    }
    if (mixed)
        cli_warning("these runs are of different versions of prodrome (commit in %s of each)",
                    SWEEP_RESULT_NAME);
    return status;
}

/* design_added.tsv: the runs that were added, as design.tsv has the others. */
static Status sweep_job_added(SweepJob *job, Text *out, int64_t *count)
{
    char hash[SHA256_HEX];
    Messages messages;
    Params *params = malloc(sizeof *params);
    Status status = params ? STATUS_OK : STATUS_NO_MEMORY;
    messages_start(&messages);
    text_add(out, "run[1]\trow[1]\tseed[1]");
    sweep_design_head(&job->design, out, '\t');
    text_add(out, "\tconfig_sha256\n");
    *count = 0;
    for (int64_t i = 0; i < job->design.runs_count && status == STATUS_OK; i++) {
        const SweepRun *run = &job->design.runs[i];
        if (!run->added)
            continue;
        status = sweep_design_compose(&job->sweep, &job->design, run, params, &messages);
        if (status == STATUS_OK)
            status = sweep_design_hash(params, hash);
        text_add(out, "%" PRId64 "\t%" PRId64 "\t%" PRId64, run->run, run->row, run->seed);
        sweep_design_cells(&job->design, run, out, '\t');
        text_add(out, "\t%s\n", hash);
        ++*count;
    }
    messages_destroy(&messages);
    free(params);
    return status;
}

static Status sweep_job_put(SweepJob *job, const char *name, const Text *text)
{
    Status status = text_check(text, name, job->message, sizeof job->message);
    return status == STATUS_OK ? sweep_folder_write(job->folder, name, text->bytes, text->length,
                                                    job->message, sizeof job->message)
                               : status;
}

Status sweep_job_collect(SweepJob *job, SweepCollected *out)
{
    Text results = {0}, added = {0};
    int64_t count = 0;
    snprintf(job->message, sizeof job->message, "the results cannot be collected");
    Status status = sweep_job_table(job, &results, out);
    if (status == STATUS_OK && job->sweep.adaptive)
        status = sweep_job_added(job, &added, &count);
    if (status == STATUS_OK)
        status = sweep_job_put(job, "results.csv", &results);
    if (status == STATUS_OK && count > 0)
        status = sweep_job_put(job, "design_added.tsv", &added);
    text_destroy(&results);
    text_destroy(&added);
    return status;
}
