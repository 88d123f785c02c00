/* What pictures need of a finished or running run folder: its time series, the doses given, and its
 * name, seed and version. A Record owns its tables; record_destroy gives them back and also takes a
 * zeroed Record. */
#ifndef PRODROME_RECORD_H
#define PRODROME_RECORD_H

#include "core/status.h"
#include "io/file.h"
#include "io/table.h"

enum { RECORD_TEXT = 96 };

typedef struct Record {
    char folder[FILE_PATH];
    char name[RECORD_TEXT];    /* of the run; the folder's own name when run.json does not say */
    char seed[RECORD_TEXT];    /* "" when not known */
    char status[RECORD_TEXT];  /* running, finished, stopped, failed; "" when not known */
    char version[RECORD_TEXT]; /* of the program that made the run; "" when not known */
    char state_hash[RECORD_TEXT], config_sha256[RECORD_TEXT]; /* "" when not known */
    char reason[RECORD_TEXT];  /* why it ended; "" when it has not, or not known */
    bool branch;               /* its doses are those since it left its parent */
    char parent[FILE_PATH];    /* the folder of that run, if it is found; else "" */
    char warning[RECORD_TEXT]; /* what was warned of; "" when nothing was */
    double warning_day;
    double day0_volume; /* caliper volume on day 0 as run.json has it, mm^3: that of the parent for
                           a branch. NAN when not known */
    Table series;
    Table events; /* no columns: the run has no events.csv */
} Record;

/* One dose as given. */
typedef struct RecordDose {
    double day, amount;
    const char *drug, *unit; /* of the record's tables */
} RecordDose;

/* The folder of the run that a branch has left: as run.json tells it ("FOLDER on day 2", the path
 * of a checkpoint), or of that name beside the branch; "" when there is no run. */
void record_parent(const char *told, const char *folder, char out[FILE_PATH]);

/* Reads a run folder. NO_INPUT when it or its time series is missing, BAD_DATA when malformed. */
Status record_read(const char *folder, Record *out, char *message, size_t message_size);

/* The next dose from a row of events.csv on, which row is moved behind it; false: there is none. */
bool record_dose_next(const Record *record, int64_t *row, RecordDose *out);

/* Copies at most `most` doses in order of time into out and returns how many there are in all. */
int64_t record_doses(const Record *record, RecordDose *out, int64_t most);

/* The row at a time in days, within 1e-6 d; -1 when none was saved then. */
int64_t record_row_at(const Record *record, double day);

/* The value of a named column at a time; NAN when there is none. */
double record_value_at(const Record *record, const char *column, double day);

void record_destroy(Record *record);

#endif
