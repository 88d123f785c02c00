#include "cli/sweep_tell.h"

#include "cli/cli.h"
#include "cli/progress.h"

#include <dirent.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TELL_FAILED = 10, TELL_RUNNING = 16 };

static const char *tell_seconds(double seconds, char out[32])
{
    if (seconds >= 10)
        return progress_duration(seconds, out);
    snprintf(out, 32, "%.2g s", seconds);
    return out;
}

static const char *tell_bytes(double bytes, char out[32])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    int i = 0;
    for (; bytes >= 1000 && i < 4; i++)
        bytes /= 1000;
    snprintf(out, 32, "%.3g %s", bytes, units[i]);
    return out;
}

void sweep_tell_command(const char *what, const char *action, const char *file, const char *out)
{
    Text line = {0};
    text_add(&line, "%-8s prodrome sweep %s ", what, action);
    text_shell(&line, file);
    text_add(&line, out ? " --out " : "");
    if (out)
        text_shell(&line, out);
    puts(line.failed ? what : line.bytes);
    text_destroy(&line);
}

void sweep_tell_plan(const SweepJob *job)
{
    char kind[PARAMS_TEXT];
    const SweepDesign *design = &job->design;
    params_word_text(SWEEP_KINDS, job->sweep.kind, kind);
    printf("sweep    %s: %" PRId64 " rows (%s) of %d parameters, %" PRId64 " runs%s\n",
           job->sweep.name.text, design->rows_count, kind, design->parameters_count,
           design->runs_count, job->sweep.adaptive ? ", and more seeds where they are needed" : "");
    if (job->sweep.adaptive)
        printf("         at most %" PRId64 " runs: up to %" PRId64 " seeds of a row, until %s is "
               "known to %.6g %s\n",
               design->rows_count * job->sweep.most, job->sweep.most,
               job->sweep.adaptive_output.text, job->sweep.half_width,
               job->sweep.outputs[job->sweep.adaptive_index].what.unit);
    printf("design   %s/%s\n", job->folder, SWEEP_DESIGN_NAME);
}

/* What the first run took, which an earlier call may have made. */
static double tell_pilot(const SweepJob *job, const RowsEnd *end, int64_t *kept)
{
    char path[FILE_PATH], ignored[FILE_PATH + 128];
    SweepResult result = {.seconds = NAN};
    if (end->finished > 0) {
        *kept = end->kept_bytes;
        return end->seconds;
    }
    if (sweep_folder_run(path, job->folder, "runs", job->design.runs[0].run, ignored,
                         sizeof ignored) == STATUS_OK &&
        sweep_result_read(path, &job->sweep, &result, ignored, sizeof ignored) == STATUS_OK)
        *kept = sweep_folder_bytes(path);
    return result.seconds;
}

void sweep_tell_pilot(const SweepJob *job, const RowsEnd *end, const char *file, const char *out,
                      int jobs)
{
    char took[32], all[32], one[32], disk[32], peak[32];
    int64_t kept = 0;
    double seconds = tell_pilot(job, end, &kept), runs = (double)job->design.runs_count;
    if (end->failed > 0 || isnan(seconds)) {
        printf("pilot    run %" PRId64 " failed; `prodrome sweep status` tells more\n",
               job->design.runs[0].run);
        return;
    }
    printf("pilot    run %" PRId64 " took %s and keeps %s", job->design.runs[0].run,
           tell_seconds(seconds, took), tell_bytes((double)kept, disk));
    if (end->peak_bytes > 0)
        printf(" (%s while it runs)", tell_bytes((double)end->peak_bytes, peak));
    double passes = ceil(runs / jobs);
    printf("\nexpected %s with %d at a time, %s one by one; %s of disk%s\n",
           tell_seconds(seconds * passes, all), jobs, tell_seconds(seconds * runs, one),
           tell_bytes((double)kept * runs, disk),
           job->sweep.adaptive ? "; more with added seeds" : "");
    sweep_tell_command("to run", "run", file, out);
}

void sweep_tell_begin(const SweepJob *job, const RowsOptions *options)
{
    int64_t left = sweep_job_count(job, SWEEP_WAITING, options->shard, options->shards);
    int threads = children_threads(options->jobs);
    printf("%s: %" PRId64 " runs, %" PRId64 " to do", job->folder, job->design.runs_count, left);
    if (options->shards > 1)
        printf(" in shard %" PRId64 " of %" PRId64, options->shard, options->shards);
    if (left > 0)
        printf(", %d at a time on %d thread%s each", options->jobs, threads,
               threads == 1 ? "" : "s");
    putchar('\n');
    fflush(stdout);
}

void sweep_tell_end(const SweepJob *job, const RowsEnd *end, Status status, const char *file)
{
    char took[32];
    if (end->started + end->finished + end->failed > 0)
        printf("done     %" PRId64 " runs finished here, %s each on average; %" PRId64
               " failed, %" PRId64 " taken up from a checkpoint\n",
               end->finished,
               tell_seconds(end->finished ? end->seconds / (double)end->finished : 0, took),
               end->failed, end->resumed);
    if (status == STATUS_STOPPED)
        sweep_tell_command("to go on", "run", file, job->folder);
}

void sweep_tell_results(const SweepJob *job, const SweepCollected *c)
{
    printf("results  %s/results.csv", job->folder);
    if (c->missing > 0)
        printf(", without %" PRId64 " runs that are not finished", c->missing);
    if (c->failed > 0)
        printf("; %" PRId64 " runs failed and have nan (prodrome sweep status)", c->failed);
    putchar('\n');
    if (c->warned > 0)
        printf("warning  %" PRId64 " runs have one (warning in their %s), the first: %s\n",
               c->warned, SWEEP_RESULT_NAME, c->warning);
    printf("report   %s/report.html\n", job->folder);
}

/* -- status ----------------------------------------------------------------------------------- */

static void tell_running(const SweepJob *job)
{
    char path[FILE_PATH], ignored[FILE_PATH + 128], since[32];
    int shown = 0;
    if (file_path(path, job->folder, "claims", ignored, sizeof ignored) != STATUS_OK)
        return;
    for (int64_t i = 0; i < job->design.runs_count && file_is_folder(path); i++) {
        ClaimHolder holder;
        const SweepRun *run = &job->design.runs[i];
        if (job->states[i] != SWEEP_WAITING || !claim_holder(path, run->run, &holder))
            continue;
        if (++shown <= TELL_RUNNING)
            printf("  run %" PRId64 " (row %" PRId64 ", seed %" PRId64 ") on %s, process %" PRId64
                   ", claimed %s ago\n",
                   run->run, run->row, run->seed, holder.host, holder.pid,
                   progress_duration(difftime(time(NULL), (time_t)holder.since), since));
    }
    if (shown > TELL_RUNNING)
        printf("  and %d more\n", shown - TELL_RUNNING);
}

static void tell_failed(const SweepJob *job)
{
    char what[SWEEP_FAILURE];
    int shown = 0;
    for (int64_t i = 0; i < job->design.runs_count; i++) {
        const SweepRun *run = &job->design.runs[i];
        if (job->states[i] != SWEEP_FAILED || ++shown > TELL_FAILED)
            continue;
        Text command = {0};
        sweep_folder_failure(job->folder, run->run, what);
        sweep_job_command(job, run, &command);
        printf("  run %" PRId64 " (row %" PRId64 ", seed %" PRId64 "): %s\n    to repeat: %s --out "
               "FOLDER\n",
               run->run, run->row, run->seed, what, command.bytes ? command.bytes : "");
        text_destroy(&command);
    }
    if (shown > TELL_FAILED)
        printf("  and %d more\n", shown - TELL_FAILED);
}

/* From what the finished runs took, for one after the other. */
static void tell_left(const SweepJob *job, int64_t waiting)
{
    char path[FILE_PATH], ignored[FILE_PATH + 128], left[32];
    double seconds = 0;
    int64_t known = 0;
    for (int64_t i = 0; i < job->design.runs_count && known < 100; i++) {
        SweepResult result;
        if (job->states[i] != SWEEP_FINISHED ||
            sweep_folder_run(path, job->folder, "runs", job->design.runs[i].run, ignored,
                             sizeof ignored) != STATUS_OK ||
            sweep_result_read(path, &job->sweep, &result, ignored, sizeof ignored) != STATUS_OK)
            continue;
        seconds += result.seconds;
        known++;
    }
    if (waiting > 0 && known > 0)
        printf("left     %s of one run after the other (%.3g s each)\n",
               progress_duration(seconds / (double)known * (double)waiting, left),
               seconds / (double)known);
}

Status sweep_tell_status(const SweepJob *job)
{
    int64_t waiting = sweep_job_count(job, SWEEP_WAITING, 1, 1);
    int64_t finished = sweep_job_count(job, SWEEP_FINISHED, 1, 1);
    int64_t failed = sweep_job_count(job, SWEEP_FAILED, 1, 1);
    printf("%s: %" PRId64 " runs, %" PRId64 " finished, %" PRId64 " failed, %" PRId64
           " waiting or running\n",
           job->folder, job->design.runs_count, finished, failed, waiting);
    tell_failed(job);
    tell_running(job);
    tell_left(job, waiting);
    return STATUS_OK;
}

/* -- the log ---------------------------------------------------------------------------------- */

/* How often what was said of a run. */
typedef struct TellCount {
    int64_t started, resumed, finished, failed, cut;
} TellCount;

static TellCount *tell_count(const SweepJob *job, TellCount *counts, double number)
{
    bool sound = number >= 1 && number <= SWEEP_NUMBER;
    int64_t at =
        sound ? sweep_design_find(job->design.runs, job->design.runs_count, (int64_t)number) : -1;
    return at >= 0 ? &counts[at] : NULL;
}

static void tell_event(TellCount *count, const char *event)
{
    count->started += strcmp(event, "start") == 0;
    count->resumed += strcmp(event, "resume") == 0;
    count->finished += strcmp(event, "finish") == 0;
    count->failed += strcmp(event, "fail") == 0;
    count->cut += strcmp(event, "cut off") == 0 || strcmp(event, "stop") == 0;
}

static Status tell_read(SweepJob *job, const char *path, TellCount *counts)
{
    Table table;
    Status status = table_read(path, '\t', &table, job->message, sizeof job->message);
    if (status == STATUS_BAD_DATA) { /* a machine that lost its power may have cut a line */
        cli_warning("%s; it is not counted", job->message);
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    int run = table_column(&table, "run"), event = table_column(&table, "event");
    for (int64_t i = 0; i < table.rows_count; i++) {
        TellCount *count = tell_count(job, counts, table_value(&table, i, run));
        if (count)
            tell_event(count, table_cell(&table, i, event));
    }
    table_destroy(&table);
    return STATUS_OK;
}

static void tell_print(const SweepJob *job, const TellCount *counts)
{
    TellCount sum = {0};
    int64_t twice = 0;
    puts("run\trow\tseed\tstarted\ttaken_up\tcut_off\tfinished\tfailed");
    for (int64_t i = 0; i < job->design.runs_count; i++) {
        const SweepRun *run = &job->design.runs[i];
        const TellCount *c = &counts[i];
        printf("%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64
               "\t%" PRId64 "\t%" PRId64 "\n",
               run->run, run->row, run->seed, c->started, c->resumed, c->cut, c->finished,
               c->failed);
        sum.started += c->started;
        sum.resumed += c->resumed;
        sum.finished += c->finished;
        sum.failed += c->failed;
        twice += c->finished > 1;
    }
    printf("# %" PRId64 " runs: %" PRId64 " started, %" PRId64 " taken up, %" PRId64
           " finished, %" PRId64 " failed; %" PRId64 " finished more than once\n",
           job->design.runs_count, sum.started, sum.resumed, sum.finished, sum.failed, twice);
}

Status sweep_tell_log(SweepJob *job)
{
    char folder[FILE_PATH], path[FILE_PATH];
    TellCount *counts = calloc((size_t)job->design.runs_count, sizeof *counts);
    snprintf(job->message, sizeof job->message, "no memory for the log");
    Status status = counts
                        ? file_path(folder, job->folder, "log", job->message, sizeof job->message)
                        : STATUS_NO_MEMORY;
    DIR *entries = status == STATUS_OK ? opendir(folder) : NULL;
    for (struct dirent *e = entries ? readdir(entries) : NULL; e && status == STATUS_OK;
         e = readdir(entries)) {
        if (!cli_ends(e->d_name, ".tsv"))
            continue;
        status = file_path(path, folder, e->d_name, job->message, sizeof job->message);
        if (status == STATUS_OK)
            status = tell_read(job, path, counts);
    }
    if (entries)
        closedir(entries);
    if (status == STATUS_OK)
        tell_print(job, counts);
    free(counts);
    return status;
}
