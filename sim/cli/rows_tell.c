/* What the running of a sweep tells: its log, and a line of progress. */
#include "cli/rows_private.h"

#include "cli/progress.h"
#include "io/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const double TERMINAL_EVERY = 0.5, LINE_EVERY = 60; /* s */

static void rows_time(const char *format, char out[32])
{
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(out, 32, format, &utc);
}

/* A name in the folder of logs that is free: a process may begin several in one second. */
static bool rows_log_name(const Rows *rows, const char *folder, char out[FILE_PATH])
{
    char now[32], name[192], ignored[FILE_PATH + 128];
    rows_time("%Y%m%dT%H%M%SZ", now);
    for (int n = 1; n < 1000; n++) {
        snprintf(name, sizeof name, "%s-%s-%" PRId64 "-%d.tsv", now, rows->claims.self.host,
                 rows->claims.self.pid, n);
        if (file_path(out, folder, name, ignored, sizeof ignored) != STATUS_OK)
            return false;
        if (!file_exists(out))
            return true;
    }
    return false;
}

/* log/TIME-HOST-PID-N.tsv, made when there is something to tell. A log that cannot be written is no
 * reason to stop: what counts is in the folders of the runs. */
static bool rows_log_open(Rows *rows)
{
    static const char head[] = "time\tevent\trun[1]\trow[1]\tseed[1]\tseconds[s]\tdetail\n";
    char folder[FILE_PATH], path[FILE_PATH], ignored[FILE_PATH + 128];
    size_t made;
    if (rows->logged)
        return rows->log.fd >= 0;
    rows->logged = true;
    if (file_path(folder, rows->job->folder, "log", ignored, sizeof ignored) != STATUS_OK)
        return false;
    Status status = file_folder_create(folder, &made, ignored, sizeof ignored);
    if ((status != STATUS_OK && status != STATUS_EXISTS) || !rows_log_name(rows, folder, path) ||
        file_log_create(path, &rows->log, ignored, sizeof ignored) != STATUS_OK)
        return false;
    return file_log_append(&rows->log, head, sizeof head - 1, ignored, sizeof ignored) == STATUS_OK;
}

void rows_log(Rows *rows, const char *event, const SweepRun *run, double seconds,
              const char *detail)
{
    char line[SWEEP_FAILURE + 256], now[32], ignored[FILE_PATH + 128];
    if (!rows_log_open(rows))
        return;
    rows_time("%Y-%m-%dT%H:%M:%SZ", now);
    int length =
        snprintf(line, sizeof line, "%s\t%s\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%.3f\t%s\n",
                 now, event, run->run, run->row, run->seed, seconds, detail);
    file_log_append(&rows->log, line, (size_t)length, ignored, sizeof ignored);
}

void rows_hide(Rows *rows)
{
    if (rows->terminal && rows->width > 0)
        fprintf(stderr, "\r%-*s\r", rows->width, "");
    rows->width = 0;
}

void rows_show(Rows *rows)
{
    char line[256], left[32] = "?";
    const SweepJob *job = rows->job;
    const RowsOptions *o = &rows->options;
    double now = clock_seconds(), passed = now - rows->began;
    if (o->quiet || now - (rows->shown > 0 ? rows->shown : rows->began) <
                        (rows->terminal ? TERMINAL_EVERY : LINE_EVERY))
        return;
    rows->shown = now;
    int64_t waiting = sweep_job_count(job, SWEEP_WAITING, o->shard, o->shards);
    int64_t finished = sweep_job_count(job, SWEEP_FINISHED, o->shard, o->shards);
    int64_t failed = sweep_job_count(job, SWEEP_FAILED, o->shard, o->shards);
    int64_t over = rows->end->finished + rows->end->failed;
    if (over > 0)
        progress_duration(passed / (double)over * (double)waiting, left);
    int length = snprintf(
        line, sizeof line, "%" PRId64 " of %" PRId64 " runs, %.0f %%, %d running%s, %s left",
        finished + failed, finished + failed + waiting,
        100 * (double)(finished + failed) / (double)(finished + failed + waiting),
        rows->children.count, rows->status != STATUS_OK ? " (stopping)" : "", left);
    if (failed > 0)
        length +=
            snprintf(line + length, sizeof line - (size_t)length, ", %" PRId64 " failed", failed);
    if (rows->terminal)
        fprintf(stderr, "\r%-*s", rows->width, line);
    else
        fprintf(stderr, "%s\n", line);
    rows->width = length;
    fflush(stderr);
}
