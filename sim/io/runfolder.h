/* A run folder as output/README.md describes it. Everything in it but run.json, log.jsonl and the
 * two checkpoints is a function of the configuration alone, whatever the machine, threads and time
 * of day. */
#ifndef PRODROME_RUNFOLDER_H
#define PRODROME_RUNFOLDER_H

#include "io/provenance.h"
#include "io/series.h"
#include "io/steering.h"
#include "io/summary.h"

typedef struct RunFolderSnapshot {
    SeriesEntry entry;
    char sha256[SHA256_HEX];
} RunFolderSnapshot;

/* Fields are to be read only. */
typedef struct RunFolder {
    char path[FILE_PATH];
    size_t made;          /* by file_folder_create */
    int lock;             /* held while the folder is open; -1: none */
    const Params *params; /* not owned */
    char *config;         /* the resolved configuration, as it now is */
    char *first_config;   /* with which the run begins: config.yaml */
    Provenance provenance;
    FileLog series, events, log;
    RunFolderSnapshot *snapshots;
    size_t snapshots_count, snapshots_room;
    bool series_headed;
    int64_t snapshot_step; /* of the last one; -1: none */
    double started;        /* s, of the monotonic clock */
} RunFolder;

/* Where a folder stands when a checkpoint is taken: what is there up to then stays, what comes
 * later is cut off when the run is resumed. */
typedef struct RunMark {
    int64_t begun;                   /* whether there is more than the first checkpoint */
    int64_t row_step, snapshot_step; /* of the last row and snapshot; -1: none */
    int64_t series_bytes, events_bytes;
    uint64_t series_hash, events_hash; /* of these bytes */
    double day0_volume, nadir_volume, nadir_day;
    int64_t started; /* whether the three above are known */
    int64_t wall;    /* 1 + the wall that the tumor was first seen to touch; 0: none yet */
    double wall_day;
    int64_t snapshots_count;
    RunFolderSnapshot *snapshots; /* borrowed when written, owned by who read it */
} RunMark;

/* What makes the figures of a run doubtful from a time on, and what to do about it. */
typedef struct RunWarning {
    const char *what, *hint; /* NULL: there is none */
    double time_d;
} RunWarning;

/* What run.json and the log say about a run as it goes. */
typedef struct RunReport {
    const char *status; /* running, finished, stopped, failed */
    const char *reason; /* why it ended, in words; "" while it runs */
    int threads;
    int64_t first_step, step, end_step; /* first: where this process began */
    double time_d, end_d;               /* from day 0 */
    uint64_t state_hash;                /* 0: not taken */
    const Summary *summary;
    const Animal *animal;
    const char *parent; /* path of the checkpoint that a branch began with; "": no branch */
    bool alone;         /* only that parent can repeat it, not the seed */
    RunWarning warning;
    const char *const *stages; /* names, with the seconds spent in each */
    const double *stage_seconds;
    int stages_count;
} RunReport;

/* The file of a snapshot by its number from 0 on, so that no list of names need be kept. */
void runfolder_snapshot_name(size_t number, SeriesEntry *entry);

/* output/runs/NAME-SEED; characters of the name that a folder should not have become _. */
void runfolder_default(const Params *params, char out[FILE_PATH]);

/* Creates the folder and its parents, and takes it for this process. STATUS_EXISTS when the path is
 * there; after any failure nothing is left and `out` needs no closing. params must outlive it. */
Status runfolder_create(RunFolder *out, const char *path, const Params *params, char *message,
                        size_t message_size);

/* Whether a folder holds nothing but what a run leaves that was killed before its first checkpoint.
 */
bool runfolder_unused(const RunFolder *folder);

/* Takes the folder of an earlier run. STATUS_EXISTS when another process has it (message names it);
 * after any failure the folder is as it was and `out` needs no closing. */
Status runfolder_open(RunFolder *out, const char *path, const Params *params, char *message,
                      size_t message_size);

/* Removes what an earlier run left, if anything, and begins: config.yaml and empty tables. */
Status runfolder_begin(RunFolder *folder, char *message, size_t message_size);

/* Whether the run may go on that was begun with the resolved configuration `old`: it is that of
 * params, but for a later end. STATUS_BAD_DATA names the first difference. */
Status runfolder_same(const RunFolder *folder, const char *old, char *message, size_t message_size);

/* Cuts an opened folder back to a mark. Its tables must begin as they did then and its snapshots be
 * what they were (STATUS_BAD_DATA, and nothing is changed). After a failure the folder can still be
 * resumed. */
Status runfolder_cut(RunFolder *folder, const RunMark *mark, char *message, size_t message_size);

/* The present mark, of tables that are then on the disk. */
Status runfolder_mark(RunFolder *folder, RunMark *mark, char *message, size_t message_size);

/* Closes and frees; with `remove` the folder goes too, and the parents made for it (the run never
 * began). */
void runfolder_destroy(RunFolder *folder, bool remove);

/* Appends a row to the time series; the first call also names the columns. */
Status runfolder_row(RunFolder *folder, const Census *census, char *message, size_t message_size);

/* Records the doses that begin at the world's present step, before that step is done. */
Status runfolder_doses(RunFolder *folder, const World *world, char *message, size_t message_size);

/* Goes on with other parameters: from now on they are what files say of where they come from. The
 * folder reads them in place of those of before. */
Status runfolder_steer(RunFolder *folder, const Params *params, char *message, size_t message_size);

/* Records a change in events.csv, before the world's present step is done. */
Status runfolder_steered(RunFolder *folder, const World *world, const char *set, char *message,
                         size_t message_size);

/* Keeps all changes, those that are ahead included, in steering.csv. */
Status runfolder_steering(const RunFolder *folder, const Steering *steering, char *message,
                          size_t message_size);

/* Writes the next snapshot and the index, and empties the world's buffer of deaths. */
Status runfolder_snapshot(RunFolder *folder, World *world, char *message, size_t message_size);

/* Rewrites run.json and adds a line to the log. */
Status runfolder_report(RunFolder *folder, const RunReport *report, char *message,
                        size_t message_size);

/* Adds the report's warning to the log; run.json has it from its next writing on. */
Status runfolder_warn(RunFolder *folder, const RunReport *report, char *message,
                      size_t message_size);

/* Closes the tables and writes SHA256SUMS over all files that the configuration alone determines.
 */
Status runfolder_seal(RunFolder *folder, char *message, size_t message_size);

/* Adds a file to the folder of a run that has ended, and its digest to SHA256SUMS. */
Status runfolder_add(const char *folder, const char *name, const void *data, size_t bytes,
                     char *message, size_t message_size);

/* Seconds since the folder was created. */
double runfolder_seconds(const RunFolder *folder);

#endif
