/* result.tsv: one line of a finished run, with what it was and what it gave. */
#include "io/sweep_folder.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void sweep_result_text(const json_t *json, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(json, key));
    snprintf(out, size, "%s", text && *text ? text : "?");
}

/* What run.json says of the run. */
static Status sweep_result_report(const char *run_folder, SweepResult *out, char *message,
                                  size_t message_size)
{
    char path[FILE_PATH];
    void *text;
    size_t bytes;
    Status status = file_path(path, run_folder, "run.json", message, message_size);
    if (status == STATUS_OK)
        status = file_read_whole(path, 1 << 24, &text, &bytes, message, message_size);
    if (status != STATUS_OK)
        return status;
    json_t *json = json_loadb(text, bytes, 0, NULL);
    free(text);
    sweep_result_text(json, "config_sha256", out->config_sha256, sizeof out->config_sha256);
    sweep_result_text(json, "commit", out->commit, sizeof out->commit);
    sweep_result_text(json, "state_hash", out->state_hash, sizeof out->state_hash);
    const json_t *first = json_array_get(json_object_get(json, "warnings"), 0);
    const char *warning = json_string_value(json_object_get(first, "what"));
    snprintf(out->warning, sizeof out->warning, "%s", warning ? warning : "");
    for (char *at = out->warning; *at; at++)
        if (*at == '\t' || *at == '\n')
            *at = ' ';
    out->seconds = json_number_value(json_object_get(json, "seconds"));
    const char *ended = json_string_value(json_object_get(json, "status"));
    bool finished = ended && strcmp(ended, "finished") == 0;
    if (!finished)
        snprintf(message, message_size, "%s: the run is not finished", path);
    json_decref(json);
    return finished ? STATUS_OK : STATUS_BAD_DATA;
}

static Status sweep_result_values(const char *run_folder, const Sweep *sweep, SweepResult *out,
                                  char *message, size_t message_size)
{
    char path[FILE_PATH];
    Table series;
    Status status = file_path(path, run_folder, "timeseries.csv", message, message_size);
    if (status == STATUS_OK)
        status = table_read(path, ',', &series, message, message_size);
    if (status != STATUS_OK)
        return status;
    for (int i = 0; i < sweep->outputs_count; i++)
        out->values[i] = observable_value(&sweep->outputs[i].what, &series, out->end_d);
    table_destroy(&series);
    return STATUS_OK;
}

Status sweep_result_make(const char *run_folder, const Sweep *sweep, double end_d, SweepResult *out,
                         char *message, size_t message_size)
{
    *out = (SweepResult){.end_d = end_d};
    Status status = sweep_result_report(run_folder, out, message, message_size);
    return status == STATUS_OK ? sweep_result_values(run_folder, sweep, out, message, message_size)
                               : status;
}

void sweep_result_figure(double value, char out[SWEEP_FIGURE])
{
    if (isnan(value))
        snprintf(out, SWEEP_FIGURE, "nan");
    else
        snprintf(out, SWEEP_FIGURE, "%.17g", value);
}

Status sweep_result_write(const char *run_folder, const Sweep *sweep, const SweepRun *run,
                          const SweepResult *result, char *message, size_t message_size)
{
    char path[FILE_PATH], figure[SWEEP_FIGURE];
    Text text = {0};
    text_add(&text, "run[1]\trow[1]\tseed[1]\tend[d]\tseconds[s]\tcommit\tconfig_sha256\t"
                    "state_hash\twarning");
    for (int i = 0; i < sweep->outputs_count; i++)
        text_add(&text, "\t%s[%s]", sweep->outputs[i].what.text, sweep->outputs[i].what.unit);
    text_add(&text, "\n%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%.17g\t%.3f\t%s\t%s\t%s\t%s",
             run->run, run->row, run->seed, result->end_d, result->seconds, result->commit,
             result->config_sha256, result->state_hash, result->warning);
    for (int i = 0; i < sweep->outputs_count; i++) {
        sweep_result_figure(result->values[i], figure);
        text_add(&text, "\t%s", figure);
    }
    text_add(&text, "\n");
    Status status = file_path(path, run_folder, SWEEP_RESULT_NAME, message, message_size);
    if (status == STATUS_OK)
        status = text_check(&text, path, message, message_size);
    if (status == STATUS_OK)
        status = file_write_whole(path, text.bytes, text.length, message, message_size);
    text_destroy(&text);
    return status;
}

Status sweep_result_read(const char *run_folder, const Sweep *sweep, SweepResult *out,
                         char *message, size_t message_size)
{
    char path[FILE_PATH];
    Table table;
    bool missing = false;
    *out = (SweepResult){0};
    Status status = file_path(path, run_folder, SWEEP_RESULT_NAME, message, message_size);
    if (status == STATUS_OK)
        status = table_read(path, '\t', &table, message, message_size);
    if (status != STATUS_OK)
        return status;
    if (table.rows_count != 1) {
        snprintf(message, message_size, "%s: expected one line, got %" PRId64, path,
                 table.rows_count);
        table_destroy(&table);
        return STATUS_BAD_DATA;
    }
    out->end_d = table_value(&table, 0, table_column(&table, "end"));
    out->seconds = table_value(&table, 0, table_column(&table, "seconds"));
    snprintf(out->commit, sizeof out->commit, "%.63s",
             table_cell(&table, 0, table_column(&table, "commit")));
    snprintf(out->config_sha256, sizeof out->config_sha256, "%.64s",
             table_cell(&table, 0, table_column(&table, "config_sha256")));
    snprintf(out->state_hash, sizeof out->state_hash, "%.16s",
             table_cell(&table, 0, table_column(&table, "state_hash")));
    snprintf(out->warning, sizeof out->warning, "%.199s",
             table_cell(&table, 0, table_column(&table, "warning")));
    for (int i = 0; i < sweep->outputs_count; i++) {
        int column = table_column(&table, sweep->outputs[i].what.text);
        out->values[i] = table_value(&table, 0, column);
        missing |= column < 0;
    }
    table_destroy(&table);
    return missing ? sweep_result_values(run_folder, sweep, out, message, message_size) : STATUS_OK;
}
