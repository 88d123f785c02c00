#include "cli/rows_private.h"

#include "cli/cli.h"
#include "io/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double BUSY_AGAIN = 1, LOOK_EVERY = 1; /* s */
static const double BEAT_MOST = 10;                 /* s from one sign of life to the next */
static const double SIGNAL_AGAIN = 2; /* s after which a signal is a second one: schedulers send one
                                         to the job and to its tasks */

/* -- claiming --------------------------------------------------------------------------------- */

static bool rows_ours(const Rows *rows, int64_t i, double now)
{
    const SweepJob *job = rows->job;
    const SweepRun *run = &job->design.runs[i];
    bool mine = rows->options.only ? run->run == rows->options.only
                                   : sweep_job_mine(run, rows->options.shard, rows->options.shards);
    if (!mine || job->states[i] != SWEEP_WAITING || now < rows->busy[i])
        return false;
    for (int s = 0; s < rows->options.jobs; s++)
        if (rows->slots[s].used && rows->slots[s].run.run == run->run)
            return false;
    return true;
}

static RowsSlot *rows_free_slot(Rows *rows)
{
    for (int s = 0; s < rows->options.jobs; s++)
        if (!rows->slots[s].used)
            return &rows->slots[s];
    return NULL;
}

/* Claims a run and begins it; another one may have finished it before it was claimed. */
static Status rows_try(Rows *rows, RowsSlot *slot, int64_t i)
{
    SweepJob *job = rows->job;
    *slot = (RowsSlot){.run = job->design.runs[i]};
    SweepState state = sweep_folder_state(job->folder, slot->run.run);
    Status status = STATUS_OK;
    if (state == SWEEP_WAITING) {
        status = claim_take(&rows->claims, slot->run.run, &slot->claim, job->message,
                            sizeof job->message);
        if (status == STATUS_EXISTS) {
            rows->busy[i] = clock_seconds() + BUSY_AGAIN;
            return STATUS_OK;
        }
        /* A process that ends with all finished clears the claims, this one under way too. */
        state = sweep_folder_state(job->folder, slot->run.run);
        if (status != STATUS_OK && state == SWEEP_WAITING)
            return status;
    } else {
        slot->claim.fd = -1;
    }
    if (state != SWEEP_WAITING) {
        job->states[i] = (unsigned char)state;
        claim_release(&rows->claims, &slot->claim);
        return STATUS_OK;
    }
    slot->used = true;
    return rows_begin(rows, slot);
}

/* Begins as many runs as there is room for. */
static Status rows_fill(Rows *rows)
{
    Status status = STATUS_OK;
    const SweepJob *job = rows->job;
    for (int64_t i = 0; i < job->design.runs_count && status == STATUS_OK; i++) {
        RowsSlot *slot = rows_free_slot(rows);
        if (!slot)
            break;
        if (rows_ours(rows, i, clock_seconds()))
            status = rows_try(rows, slot, i);
    }
    return status;
}

/* -- while they run --------------------------------------------------------------------------- */

/* Says that all claims of this process are alive, and lets go of one that was lost. */
static Status rows_beat(Rows *rows)
{
    double now = clock_seconds(), every = rows->options.patience / ROWS_BEATS;
    if (now - rows->beaten < (every < BEAT_MOST ? every : BEAT_MOST))
        return STATUS_OK;
    rows->beaten = now;
    for (int s = 0; s < rows->options.jobs; s++) {
        RowsSlot *slot = &rows->slots[s];
        if (!slot->used || slot->lost)
            continue;
        Status status = rows_hold(rows, slot);
        if (status != STATUS_OK)
            return status;
        if (slot->lost) /* its end, or its next start, lets go of it */
            children_signal(&rows->children, slot->run.run, SIGKILL);
    }
    return STATUS_OK;
}

static Status rows_restart(Rows *rows)
{
    Status status = STATUS_OK;
    for (int s = 0; s < rows->options.jobs && status == STATUS_OK; s++) {
        RowsSlot *slot = &rows->slots[s];
        if (slot->used && slot->again > 0 && clock_seconds() >= slot->again)
            status = rows_again(rows, slot);
    }
    return status;
}

/* A signal: the runs are asked to end; a later one ends them. */
static void rows_signal(Rows *rows)
{
    double now = clock_seconds();
    bool first = rows->signalled == 0; /* a run may have begun since the last: it is asked too */
    if (first)
        rows->signalled = now;
    children_signal_all(&rows->children,
                        !first && now - rows->signalled > SIGNAL_AGAIN ? SIGKILL : SIGTERM);
    if (rows->status == STATUS_OK)
        rows->status = STATUS_STOPPED;
}

/* What stands against going on ends the other runs in order. */
static void rows_stop(Rows *rows, Status status)
{
    if (status == STATUS_OK || rows->status != STATUS_OK)
        return;
    rows->status = status;
    memcpy(rows->first, rows->job->message, sizeof rows->first);
    children_signal_all(&rows->children, SIGTERM);
}

static RowsSlot *rows_slot(Rows *rows, int64_t run)
{
    for (int s = 0; s < rows->options.jobs; s++)
        if (rows->slots[s].used && rows->slots[s].run.run == run)
            return &rows->slots[s];
    return NULL;
}

/* More runs may have been added, by what has just ended or by others. */
static Status rows_look(Rows *rows)
{
    SweepJob *job = rows->job;
    Status status = sweep_job_states(job);
    if (status == STATUS_OK && job->design.runs_count != rows->busy_count) {
        double *busy = realloc(rows->busy, (size_t)job->design.runs_count * sizeof *busy);
        if (!busy) {
            snprintf(job->message, sizeof job->message, "no memory for more runs");
            return STATUS_NO_MEMORY;
        }
        memset(busy, 0, (size_t)job->design.runs_count * sizeof *busy);
        rows->busy = busy;
        rows->busy_count = job->design.runs_count;
    }
    return status;
}

static bool rows_left(const Rows *rows)
{
    const SweepJob *job = rows->job;
    for (int64_t i = 0; i < job->design.runs_count; i++)
        if (job->states[i] == SWEEP_WAITING &&
            (rows->options.only
                 ? job->design.runs[i].run == rows->options.only
                 : sweep_job_mine(&job->design.runs[i], rows->options.shard, rows->options.shards)))
            return true;
    return false;
}

static bool rows_used(const Rows *rows)
{
    for (int s = 0; s < rows->options.jobs; s++)
        if (rows->slots[s].used)
            return true;
    return false;
}

/* Waits for the next thing that happens, and does what it asks for. */
static Status rows_turn(Rows *rows)
{
    ChildEnd ended;
    Status status = STATUS_OK;
    int what = children_wait(&rows->children, rows->children.count > 0 ? LOOK_EVERY : 0.05, &ended);
    if (what < 0)
        rows_signal(rows);
    if (what > 0) {
        RowsSlot *slot = rows_slot(rows, ended.id);
        status = slot ? rows_ended(rows, slot, &ended) : STATUS_OK;
        if (status == STATUS_OK && rows->job->sweep.adaptive)
            status = rows_look(rows);
    }
    if (status == STATUS_OK)
        status = rows_beat(rows);
    if (status == STATUS_OK && rows->status == STATUS_OK)
        status = rows_restart(rows);
    rows_show(rows);
    return status;
}

/* What others have finished is seen now and then. */
static Status rows_others(Rows *rows)
{
    static const double every = 2;
    if (clock_seconds() - rows->looked < every || rows_free_slot(rows) == NULL)
        return STATUS_OK;
    rows->looked = clock_seconds();
    return rows_look(rows);
}

static void rows_loop(Rows *rows)
{
    while (rows->status == STATUS_OK && (rows_left(rows) || rows_used(rows))) {
        rows_stop(rows, rows_fill(rows));
        if (rows->status == STATUS_OK && (rows_left(rows) || rows_used(rows)))
            rows_stop(rows, rows_turn(rows));
        if (rows->status == STATUS_OK)
            rows_stop(rows, rows_others(rows));
    }
    while (rows->children.count > 0) { /* of a sweep that ends early */
        Status status = rows_turn(rows);
        rows->status = rows->status == STATUS_OK ? status : rows->status;
    }
}

/* -- the whole -------------------------------------------------------------------------------- */

static Status rows_open(Rows *rows)
{
    SweepJob *job = rows->job;
    char path[FILE_PATH];
    rows->log.fd = -1;
    rows->began = rows->beaten = rows->looked = clock_seconds();
    rows->terminal = isatty(STDERR_FILENO) == 1;
    rows->slots = calloc((size_t)rows->options.jobs, sizeof *rows->slots);
    rows->busy_count = job->design.runs_count;
    rows->busy = calloc((size_t)rows->busy_count, sizeof *rows->busy);
    if (!rows->slots || !rows->busy) {
        snprintf(job->message, sizeof job->message, "no memory for the runs");
        return STATUS_NO_MEMORY;
    }
    Status status = file_path(path, job->folder, "claims", job->message, sizeof job->message);
    if (status == STATUS_OK)
        status = claims_open(&rows->claims, path, rows->options.patience, job->message,
                             sizeof job->message);
    if (status == STATUS_OK)
        status =
            children_create(&rows->children, rows->options.jobs, job->message, sizeof job->message);
    if (status == STATUS_OK && rows->options.threads > 0)
        rows->children.threads = rows->options.threads;
    return status;
}

void rows_tidy(const SweepJob *job)
{
    char path[FILE_PATH], ignored[FILE_PATH + 128];
    size_t size = sizeof ignored;
    if (file_path(path, job->folder, "claims", ignored, size) == STATUS_OK) {
        if (sweep_job_count(job, SWEEP_WAITING, 1, 1) == 0)
            claims_sweep(path);
        else
            rmdir(path);
    }
    if (file_path(path, job->folder, "work", ignored, size) == STATUS_OK)
        rmdir(path);
}

/* Gives all back. */
static void rows_close(Rows *rows)
{
    const SweepJob *job = rows->job;
    char ignored[FILE_PATH + 128];
    if (rows->children.list)
        children_destroy(&rows->children);
    for (int s = 0; s < rows->options.jobs && rows->slots; s++)
        if (rows->slots[s].used)
            claim_release(&rows->claims, &rows->slots[s].claim);
    rows_hide(rows);
    if (rows->log.fd >= 0)
        file_log_close(&rows->log, ignored, sizeof ignored);
    rows_tidy(job);
    claims_close(&rows->claims);
    free(rows->slots);
    free(rows->busy);
}

Status rows_run(SweepJob *job, const RowsOptions *options, RowsEnd *end)
{
    Rows rows = {.job = job, .options = *options, .end = end};
    *end = (RowsEnd){0};
    if (!rows_left(&rows)) {
        rows_tidy(job);
        return STATUS_OK;
    }
    rows.status = rows_open(&rows);
    if (rows.status == STATUS_OK)
        rows_loop(&rows);
    rows_close(&rows);
    if (*rows.first) /* what was said since is of the runs that were ended */
        memcpy(job->message, rows.first, sizeof rows.first);
    return rows.status;
}
