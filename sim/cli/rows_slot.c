/* One run of a sweep: how it begins, and what becomes of it when its process has ended. */
#include "cli/rows_private.h"

#include "cli/cli.h"
#include "io/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STARTS_MOST = 3, WAITS_MOST = 200, ROWS_TEXT = 1024 };
static const double WAIT_FOR_FOLDER = 0.1; /* s, until the one who had it is gone */

/* -- beginning -------------------------------------------------------------------------------- */

/* The configuration of a run is still the one that was planned. */
static Status rows_compose(Rows *rows, RowsSlot *slot)
{
    SweepJob *job = rows->job;
    const SweepDesign *design = &job->design;
    char hash[SHA256_HEX];
    Messages messages;
    Params *params = malloc(sizeof *params);
    Status status = params ? STATUS_OK : STATUS_NO_MEMORY;
    messages_start(&messages);
    snprintf(job->message, sizeof job->message, "%s", status_sentence(STATUS_NO_MEMORY));
    if (status == STATUS_OK)
        status = sweep_design_compose(&job->sweep, design, &slot->run, params, &messages);
    if (status == STATUS_OK)
        status = sweep_design_hash(params, hash);
    if (status != STATUS_OK && messages.count > 0)
        snprintf(job->message, sizeof job->message, "run %" PRId64 ": %.800s", slot->run.run,
                 messages.list[0].what);
    if (status == STATUS_OK && design->hash >= 0 && !slot->run.added &&
        strcmp(hash, table_cell(&design->table, slot->run.line, design->hash)) != 0) {
        snprintf(job->message, sizeof job->message,
                 "run %" PRId64 ": its configuration is not the one of %s (config_sha256): the "
                 "sweep file or its base has changed since, or prodrome has; plan it anew in "
                 "another folder (--out DIR)",
                 slot->run.run, design->table.path);
        status = STATUS_BAD_DATA;
    }
    if (status == STATUS_OK)
        slot->end_d = params->time_end / 24;
    messages_destroy(&messages);
    free(params);
    return status;
}

/* Whether the process that had this folder of work has surely ended. That nobody has claimed the
 * run says nothing: the claim of one that sleeps may have been moved away by a process that was
 * then slower than this one. */
static bool rows_over(const Rows *rows, const RowsSlot *slot, const char *work)
{
    const Claim *claim = &slot->claim;
    const char *dot = strrchr(work, '.');
    return claim->taken_over && dot && strcmp(dot + 1, claim->before.nonce) == 0 &&
           claim_ended(&rows->claims, &claim->before);
}

/* Tables of a run whose process, on another machine, may only have been asleep: in new files, so
 * that what it still writes goes into nothing. */
static Status rows_fence(Rows *rows, const char *work)
{
    static const char *const names[] = {"timeseries.csv", "events.csv", "log.jsonl"};
    SweepJob *job = rows->job;
    char path[FILE_PATH], *message = job->message;
    Status status = STATUS_OK;
    for (int i = 0; i < 3 && status == STATUS_OK; i++) {
        void *data;
        size_t bytes;
        status = file_path(path, work, names[i], message, sizeof job->message);
        if (status != STATUS_OK || !file_exists(path))
            continue;
        status =
            file_read_whole(path, (size_t)1 << 30, &data, &bytes, message, sizeof job->message);
        if (status != STATUS_OK)
            break;
        status = file_write_whole(path, data, bytes, message, sizeof job->message);
        free(data);
    }
    return status;
}

/* Gives the folder of a run that was cut off the name of this claim, or a name to a new one. */
static Status rows_work(Rows *rows, RowsSlot *slot)
{
    SweepJob *job = rows->job;
    char old[FILE_PATH] = "", name[64], *message = job->message;
    size_t size = sizeof job->message;
    snprintf(name, sizeof name, "work/%06" PRId64 ".%s", slot->run.run, slot->claim.nonce);
    Status status = file_path(slot->work, job->folder, name, message, size);
    if (status == STATUS_OK)
        status = sweep_folder_work(old, job->folder, slot->run.run, message, size);
    if (status != STATUS_OK || !*old)
        return status;
    status = file_folder_move(old, slot->work, message, size);
    slot->resumed = status == STATUS_OK;
    if (status == STATUS_OK && !rows_over(rows, slot, old))
        status = rows_fence(rows, slot->work);
    return status == STATUS_NO_INPUT ? STATUS_OK : status;
}

static Status rows_start(Rows *rows, RowsSlot *slot)
{
    SweepJob *job = rows->job;
    const Sweep *sweep = &job->sweep;
    int sets = sweep->sets_count + job->design.parameters_count, count = 0;
    const char *arguments[CHILDREN_ARGUMENTS];
    char seed[24];
    char(*texts)[SWEEP_SET + ROWS_TEXT] = calloc((size_t)sets + 1, sizeof *texts);
    if (!texts) {
        snprintf(job->message, sizeof job->message, "no memory to start a run");
        return STATUS_NO_MEMORY;
    }
    snprintf(seed, sizeof seed, "%" PRId64, slot->run.seed);
    for (int i = 0; i < sweep->bases_count; i++)
        arguments[count++] = sweep->files[i];
    for (int i = 0; i < sets; i++) {
        if (i < sweep->sets_count)
            snprintf(texts[i], sizeof *texts, "%s=%s", sweep->sets[i].path,
                     sweep->sets[i].value.text);
        else
            sweep_design_set(&job->design, &slot->run, i - sweep->sets_count, texts[i]);
        arguments[count++] = "--set";
        arguments[count++] = texts[i];
    }
    const char *const last[] = {"--seed", seed, "--out", slot->work,
                                slot->resumed ? "--resume" : NULL};
    for (int i = 0; i < 5; i++)
        arguments[count++] = last[i];
    arguments[count] = NULL;
    Status status = children_start(&rows->children, slot->run.run, arguments, job->message,
                                   sizeof job->message);
    free(texts);
    slot->again = 0;
    return status;
}

static bool rows_has_result(const RowsSlot *slot)
{
    char path[FILE_PATH], ignored[FILE_PATH + 128];
    return file_path(path, slot->work, SWEEP_RESULT_NAME, ignored, sizeof ignored) == STATUS_OK &&
           file_exists(path);
}

/* -- ending ----------------------------------------------------------------------------------- */

Status rows_hold(Rows *rows, RowsSlot *slot)
{
    SweepJob *job = rows->job;
    Status status = claim_beat(&rows->claims, &slot->claim, job->message, sizeof job->message);
    if (status != STATUS_EXISTS)
        return status;
    slot->lost = true;
    rows_log(rows, "lost", &slot->run, 0, "taken over by another process");
    return STATUS_OK;
}

static void rows_let_go(Rows *rows, RowsSlot *slot)
{
    claim_release(&rows->claims, &slot->claim);
    *slot = (RowsSlot){0};
}

static void rows_set_state(Rows *rows, int64_t run, SweepState state)
{
    for (int64_t i = 0; i < rows->job->design.runs_count; i++)
        if (rows->job->design.runs[i].run == run)
            rows->job->states[i] = (unsigned char)state;
}

/* Moves the folder of a run to where it is found when it is over. */
static Status rows_publish(Rows *rows, RowsSlot *slot, const char *kind, SweepState state)
{
    SweepJob *job = rows->job;
    char path[FILE_PATH], parent[FILE_PATH], *message = job->message;
    size_t made, size = sizeof job->message;
    Status status = file_path(parent, job->folder, kind, message, size);
    if (status == STATUS_OK)
        status = file_folder_create(parent, &made, message, size);
    if (status == STATUS_EXISTS)
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = sweep_folder_run(path, job->folder, kind, slot->run.run, message, size);
    if (status == STATUS_OK)
        status = file_folder_move(slot->work, path, message, size);
    if (status == STATUS_EXISTS) { /* another one was faster: its is the same */
        file_folder_remove(slot->work, 0);
        status = STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    rows_set_state(rows, slot->run.run, state);
    return STATUS_OK;
}

/* The figures, then what is kept, then its place: whoever finds result.tsv does only the rest. */
static Status rows_finish(Rows *rows, RowsSlot *slot, double seconds)
{
    SweepJob *job = rows->job;
    SweepResult result;
    char *message = job->message;
    size_t size = sizeof job->message;
    Status status = STATUS_OK;
    int64_t peak = sweep_folder_bytes(slot->work), kept = 0;
    if (!rows_has_result(slot)) {
        status = sweep_result_make(slot->work, &job->sweep, slot->end_d, &result, message, size);
        if (status == STATUS_OK)
            status =
                sweep_result_write(slot->work, &job->sweep, &slot->run, &result, message, size);
    }
    if (status == STATUS_OK)
        status = sweep_folder_prune(slot->work, (SweepKeep)job->sweep.keep, &kept, message, size);
    if (status == STATUS_OK)
        status = rows_publish(rows, slot, "runs", SWEEP_FINISHED);
    if (status != STATUS_OK)
        return status;
    RowsEnd *end = rows->end;
    end->finished++;
    end->seconds += seconds;
    end->peak_bytes = peak > end->peak_bytes ? peak : end->peak_bytes;
    end->kept_bytes = kept > end->kept_bytes ? kept : end->kept_bytes;
    rows_log(rows, "finish", &slot->run, seconds, "");
    rows_let_go(rows, slot);
    return STATUS_OK;
}

/* The message without "prodrome: error: ", on one line. */
static void rows_message(const ChildEnd *end, char out[SWEEP_FAILURE])
{
    const char *said = end->said, *error = strstr(said, "error: ");
    said = error ? error + strlen("error: ") : said;
    if (end->code < 0 && !*said)
        snprintf(out, SWEEP_FAILURE, "killed by signal %d", end->signal);
    else if (!*said)
        snprintf(out, SWEEP_FAILURE, "exit code %d", end->code);
    else
        snprintf(out, SWEEP_FAILURE, "%.*s", (int)strcspn(said, "\n"), said);
    for (char *at = out; *at; at++)
        if (*at == '\t')
            *at = ' ';
}

static Status rows_fail(Rows *rows, RowsSlot *slot, const ChildEnd *end)
{
    SweepJob *job = rows->job;
    char what[SWEEP_FAILURE], path[FILE_PATH], *message = job->message;
    size_t made, size = sizeof job->message;
    Text text = {0};
    rows_message(end, what);
    text_add(&text, "%s\n\nexit code %d, signal %d, after %.1f s\nto repeat: ", what, end->code,
             end->signal, end->seconds);
    sweep_job_command(job, &slot->run, &text);
    text_add(&text, " --out FOLDER\n\n%s", end->said);
    Status status = file_is_folder(slot->work)
                        ? STATUS_OK
                        : file_folder_create(slot->work, &made, message, size);
    if (status == STATUS_OK)
        status = file_path(path, slot->work, SWEEP_FAILURE_NAME, message, size);
    if (status == STATUS_OK)
        status = text_check(&text, path, message, size);
    if (status == STATUS_OK)
        status = file_write_whole(path, text.bytes, text.length, message, size);
    text_destroy(&text);
    if (status == STATUS_OK)
        status = rows_publish(rows, slot, "failed", SWEEP_FAILED);
    if (status != STATUS_OK)
        return status;
    rows->end->failed++;
    rows_log(rows, "fail", &slot->run, end->seconds, what);
    rows_hide(rows);
    if (!rows->options.quiet)
        cli_warning("run %" PRId64 " failed: %s", slot->run.run, what);
    rows_let_go(rows, slot);
    return STATUS_OK;
}

static Status rows_wait(RowsSlot *slot)
{
    slot->again = clock_seconds() + WAIT_FOR_FOLDER;
    slot->starts++;
    return STATUS_OK;
}

Status rows_begin(Rows *rows, RowsSlot *slot)
{
    Status status = rows_work(rows, slot);
    if (status == STATUS_OK)
        status = rows_compose(rows, slot);
    if (status == STATUS_OK && rows_has_result(slot)) /* it was finished, and not yet put away */
        return rows_finish(rows, slot, 0);
    if (status == STATUS_OK)
        status = rows_start(rows, slot);
    if (status != STATUS_OK) {
        rows_let_go(rows, slot);
        return status;
    }
    rows_log(rows, slot->resumed ? "resume" : "start", &slot->run, 0,
             slot->claim.taken_over ? "taken over" : "");
    rows->end->started++;
    rows->end->resumed += slot->resumed;
    return STATUS_OK;
}

Status rows_again(Rows *rows, RowsSlot *slot)
{
    Status status = slot->lost ? STATUS_OK : rows_hold(rows, slot);
    if (status != STATUS_OK)
        return status;
    if (slot->lost) {
        rows_let_go(rows, slot);
        return STATUS_OK;
    }
    slot->resumed = file_is_folder(slot->work);
    return rows_start(rows, slot);
}

/* A run that cannot be taken up begins anew, once. */
static Status rows_anew(Rows *rows, RowsSlot *slot, const ChildEnd *end)
{
    char what[SWEEP_FAILURE];
    rows_message(end, what);
    rows_log(rows, "anew", &slot->run, end->seconds, what);
    file_folder_remove(slot->work, 0);
    slot->resumed = false;
    return rows_start(rows, slot);
}

/* Somebody else's process has the folder of the run, for long. */
static Status rows_give_up(Rows *rows, RowsSlot *slot, const ChildEnd *end)
{
    char what[SWEEP_FAILURE];
    rows_message(end, what);
    rows_log(rows, "busy", &slot->run, end->seconds, what);
    rows_hide(rows);
    if (!rows->options.quiet)
        cli_warning("run %" PRId64 " is put off: %s", slot->run.run, what);
    rows_let_go(rows, slot);
    return STATUS_OK;
}

/* What the end of a run that is still held comes to. */
static Status rows_settle(Rows *rows, RowsSlot *slot, const ChildEnd *end)
{
    bool stopping = rows->status != STATUS_OK;
    if (end->code == 0)
        return rows_finish(rows, slot, end->seconds);
    if (stopping && (end->code < 0 || end->code == status_exit_code(STATUS_STOPPED))) {
        rows_log(rows, "stop", &slot->run, end->seconds, "");
        rows_let_go(rows, slot);
        return STATUS_OK;
    }
    if (end->code == status_exit_code(STATUS_EXISTS))
        return slot->starts < WAITS_MOST ? rows_wait(slot) : rows_give_up(rows, slot, end);
    if ((end->code < 0 || end->code == status_exit_code(STATUS_STOPPED)) &&
        slot->starts < STARTS_MOST) {
        rows_log(rows, "cut off", &slot->run, end->seconds, "");
        return rows_wait(slot);
    }
    if (end->code == status_exit_code(STATUS_IO)) {
        char what[SWEEP_FAILURE];
        rows_message(end, what);
        snprintf(rows->job->message, sizeof rows->job->message, "%s", what);
        rows_log(rows, "stop", &slot->run, end->seconds, what);
        rows_let_go(rows, slot);
        return STATUS_IO;
    }
    if (slot->resumed && (end->code == status_exit_code(STATUS_BAD_DATA) ||
                          end->code == status_exit_code(STATUS_NO_INPUT)))
        return rows_anew(rows, slot, end);
    return rows_fail(rows, slot, end);
}

Status rows_ended(Rows *rows, RowsSlot *slot, const ChildEnd *end)
{
    Status status = slot->lost ? STATUS_OK : rows_hold(rows, slot);
    if (status == STATUS_OK && !slot->lost)
        status = rows_settle(rows, slot, end);
    if (status != STATUS_OK && slot->used && !slot->lost && /* it may have been lost in between */
        rows_hold(rows, slot) == STATUS_OK && slot->lost)
        status = STATUS_OK;
    if (slot->lost)
        rows_let_go(rows, slot);
    return status;
}
