#include "render/labels.h"

#include "io/provenance.h"

#include <stdio.h>
#include <string.h>

/* The first two are keywords of the PNG specification. */
static const char TITLE[] = "Title", SOFTWARE[] = "Software", SOURCE[] = "Source",
                  CONFIG[] = "Config-SHA-256";

void labels_start(Labels *labels, const char *title)
{
    char program[RECORD_TEXT];
    labels->count = 0;
    provenance_program(program, sizeof program);
    labels_add(labels, TITLE, title);
    labels_add(labels, SOFTWARE, program);
}

void labels_add(Labels *labels, const char *key, const char *words)
{
    int i = 0;
    while (i < labels->count && strcmp(labels->row[i].key, key) != 0)
        i++;
    if (i == LABELS_MAX || !*words)
        return;
    Label *row = &labels->row[i];
    if (i == labels->count)
        *row = (Label){.key = key};
    labels->count += i == labels->count;
    if (strstr(row->text, words))
        return;
    size_t used = strlen(row->text);
    snprintf(row->text + used, sizeof row->text - used, "%s%s", used ? "; " : "", words);
}

/* "run NAME, seed 1, " */
static void run_words(const Record *run, char *out, size_t size)
{
    snprintf(out, size, "run %.95s%s%.95s, ", run->name, run->seed[0] ? ", seed " : "", run->seed);
}

static void state_words(const char *hash, char *out, size_t size)
{
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s%.95s", *hash ? ", state " : "", hash);
}

void labels_add_run(Labels *labels, const Record *run)
{
    char words[LABELS_TEXT];
    const Table *series = &run->series;
    double last = table_value(series, series->rows_count - 1, table_column(series, "time"));
    run_words(run, words, sizeof words);
    size_t used = strlen(words);
    snprintf(words + used, sizeof words - used, "timeseries.csv to day %.6g", last);
    state_words(run->state_hash, words, sizeof words);
    labels_add(labels, SOURCE, words);
    labels_add(labels, CONFIG, run->config_sha256);
}

void labels_add_shot(Labels *labels, const Record *run, const char *path, const OpenShot *shot)
{
    char words[LABELS_TEXT];
    const char *slash = strrchr(path, '/');
    run_words(run, words, sizeof words);
    size_t used = strlen(words);
    snprintf(words + used, sizeof words - used, "%.255s of day %.6g", slash ? slash + 1 : path,
             shot->day);
    state_words(shot->state_hash, words, sizeof words);
    labels_add(labels, SOURCE, words);
    labels_add(labels, CONFIG, shot->config_sha256);
}
