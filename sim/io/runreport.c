/* run.json and log.jsonl: the part of a run folder that tells of the machine and the time of day.
 */
#include "io/runfolder.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void report_time(char out[32])
{
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* JSON has no number that is not finite; such a figure becomes null. */
static json_t *report_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *report_summary(const Summary *summary)
{
    Figure figures[SUMMARY_FIGURES];
    int count = summary ? summary_figures(summary, figures) : 0;
    json_t *all = json_object();
    for (int i = 0; i < count; i++)
        json_object_set_new(all, figures[i].name,
                            json_pack("{s:o, s:s}", "value", report_number(figures[i].value),
                                      "unit", figures[i].unit));
    return all;
}

static json_t *report_stages(const RunReport *report)
{
    json_t *all = json_object();
    for (int i = 0; i < report->stages_count; i++)
        json_object_set_new(all, report->stages[i], report_number(report->stage_seconds[i]));
    return all;
}

/* A list, so that a run without a warning has an empty one. */
static json_t *report_warnings(const RunReport *report)
{
    const RunWarning *w = &report->warning;
    json_t *all = json_array();
    if (w->what)
        json_array_append_new(all, json_pack("{s:o, s:s, s:s}", "time_d", report_number(w->time_d),
                                             "what", w->what, "hint", w->hint));
    return all;
}

static json_t *report_animal(const Animal *animal)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "plasma_volume", report_number(animal->plasma_volume),
                     "half_life", report_number(animal->half_life), "psma",
                     report_number(animal->psma), "growth", report_number(animal->growth));
}

static json_t *report_json(const RunFolder *folder, const RunReport *report)
{
    const Provenance *p = &folder->provenance;
    char host[256] = "", now[32], hash[PROVENANCE_HASH] = "";
    gethostname(host, sizeof host - 1);
    report_time(now);
    if (report->state_hash)
        provenance_hash_text(report->state_hash, hash);
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:o, s:{s:I, s:I, s:o, s:o, s:I}, s:s, s:o, s:o,"
        " s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:o, s:s, s:o}",
        "program", "prodrome", "status", report->status, "reason", report->reason, "name",
        folder->params->run_name, "seed", (json_int_t)p->seed, "animal",
        report_animal(report->animal), "progress", "step", (json_int_t)report->step, "end_step",
        (json_int_t)report->end_step, "time_d", report_number(report->time_d), "end_d",
        report_number(report->end_d), "snapshots", (json_int_t)folder->snapshots_count,
        "state_hash", hash, "summary", report_summary(report->summary), "warnings",
        report_warnings(report), "version", p->version, "commit", p->commit, "compiler",
        p->compiler, "flags", p->flags, "rng", p->rng, "config_sha256", p->config_sha256, "parent",
        report->parent ? report->parent : "", "host", host, "pid", (int)getpid(), "threads",
        report->threads, "seconds", report_number(runfolder_seconds(folder)), "updated", now,
        "stage_seconds", report_stages(report));
}

/* One line; takes the reference. */
static Status report_log(RunFolder *folder, json_t *line, char *message, size_t message_size)
{
    char *text = line ? json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;
    json_decref(line);
    size_t length = text ? strlen(text) : 0;
    if (!text) {
        snprintf(message, message_size, "%s: no memory for a line of the log", folder->path);
        return STATUS_NO_MEMORY;
    }
    text[length] = '\n'; /* in the place of the end */
    Status status = file_log_append(&folder->log, text, length + 1, message, message_size);
    free(text);
    return status;
}

static json_t *report_line(const RunFolder *folder, const RunReport *report)
{
    char now[32];
    report_time(now);
    return json_pack("{s:s, s:s, s:s, s:I, s:o, s:I, s:o}", "at", now, "status", report->status,
                     "reason", report->reason, "step", (json_int_t)report->step, "time_d",
                     report_number(report->time_d), "snapshots",
                     (json_int_t)folder->snapshots_count, "seconds",
                     report_number(runfolder_seconds(folder)));
}

Status runfolder_warn(RunFolder *folder, const RunReport *report, char *message,
                      size_t message_size)
{
    char now[32];
    const RunWarning *w = &report->warning;
    report_time(now);
    return report_log(folder,
                      json_pack("{s:s, s:s, s:s, s:o}", "at", now, "warning", w->what, "hint",
                                w->hint, "time_d", report_number(w->time_d)),
                      message, message_size);
}

Status runfolder_report(RunFolder *folder, const RunReport *report, char *message,
                        size_t message_size)
{
    char path[FILE_PATH];
    Status status = file_path(path, folder->path, "run.json", message, message_size);
    if (status != STATUS_OK)
        return status;
    json_t *json = report_json(folder, report);
    char *text = json ? json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;
    json_decref(json);
    if (!text) {
        snprintf(message, message_size, "%s: no memory, or a text that is not UTF-8", path);
        return STATUS_NO_MEMORY;
    }
    size_t length = strlen(text);
    text[length] = '\n'; /* in the place of the end */
    status = file_write_whole(path, text, length + 1, message, message_size);
    free(text);
    if (status == STATUS_OK)
        status = report_log(folder, report_line(folder, report), message, message_size);
    return status;
}
