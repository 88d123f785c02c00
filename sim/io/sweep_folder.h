/* clang-format off */
/* What stands in the folder of a sweep.
 *
 *   sweep.yaml design.tsv   what was asked for, and every run of it
 *   design_added.tsv        the seeds that an adaptive sweep added
 *   runs/000042/            a finished run with its result.tsv: one rename, so it is whole
 *   failed/000043/          one that failed, with failure.txt
 *   work/000044.NONCE/      one that goes on, or was cut off
 *   claims/000044/          who has it
 *   log/                    what each process did
 *   results.csv             all figures of all runs (sweep collect)
 */
/* clang-format on */
#ifndef PRODROME_SWEEP_FOLDER_H
#define PRODROME_SWEEP_FOLDER_H

#include "io/claim.h"
#include "io/provenance.h"
#include "io/sweep_design.h"

#define SWEEP_RESULT_NAME "result.tsv"
#define SWEEP_FAILURE_NAME "failure.txt"

enum { SWEEP_COMMIT = 64, SWEEP_FAILURE = 1024, SWEEP_FIGURE = 32, SWEEP_WARNING = 200 };

typedef enum SweepState { SWEEP_WAITING, SWEEP_FINISHED, SWEEP_FAILED } SweepState;

/* What a finished run gave. */
typedef struct SweepResult {
    double values[SWEEP_OUTPUTS]; /* of the outputs of the sweep; NaN: not known */
    double end_d, seconds;        /* when the run was to end; how long its last process took */
    char config_sha256[SHA256_HEX], commit[SWEEP_COMMIT], state_hash[PROVENANCE_HASH];
    char warning[SWEEP_WARNING]; /* what makes the figures doubtful; "": nothing */
} SweepResult;

/* folder/kind/NUMBER; kind: "runs", "failed". */
Status sweep_folder_run(char out[FILE_PATH], const char *folder, const char *kind, int64_t run,
                        char *message, size_t message_size);

/* Which of the runs are finished or failed: states[i] of runs[i], by two readings of folders. IO:
 * one of them cannot be read. */
Status sweep_folder_states(const char *folder, const SweepRun *runs, int64_t count,
                           unsigned char *states, char *message, size_t message_size);

/* Of one, now. */
SweepState sweep_folder_state(const char *folder, int64_t run);

/* The folder of work of a run, work/NUMBER.NONCE, of whichever claim; "" when there is none. */
Status sweep_folder_work(char out[FILE_PATH], const char *folder, int64_t run, char *message,
                         size_t message_size);

/* Reads the figures of a run folder, as they are when the run has finished. */
Status sweep_result_make(const char *run_folder, const Sweep *sweep, double end_d, SweepResult *out,
                         char *message, size_t message_size);

/* A figure as tables have it: %.17g, or nan. */
void sweep_result_figure(double value, char out[SWEEP_FIGURE]);

/* Writes result.tsv of a run into a folder. */
Status sweep_result_write(const char *run_folder, const Sweep *sweep, const SweepRun *run,
                          const SweepResult *result, char *message, size_t message_size);

/* Reads it; figures that it does not have come from the time series. */
Status sweep_result_read(const char *run_folder, const Sweep *sweep, SweepResult *out,
                         char *message, size_t message_size);

/* Removes what is not to be kept, and its lines of SHA256SUMS; *bytes, if not NULL, is what is
 * left.
 */
Status sweep_folder_prune(const char *run_folder, SweepKeep keep, int64_t *bytes, char *message,
                          size_t message_size);

/* Bytes of the files of a folder. */
int64_t sweep_folder_bytes(const char *path);

/* The first line of failure.txt of a failed run; "" when there is none. */
void sweep_folder_failure(const char *folder, int64_t run, char out[SWEEP_FAILURE]);

/* Writes a whole file of the sweep's folder, which other processes may write at the same time. */
Status sweep_folder_write(const char *folder, const char *name, const char *text, size_t length,
                          char *message, size_t message_size);

#endif
