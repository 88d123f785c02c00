/* A sweep as a job array of Slurm: each task runs a block of rows, `prodrome sweep run --shard
 * I/N`. When its node is lost, when it is preempted or at its time limit a task is queued again and
 * goes on from its checkpoints; killed otherwise it ends as failed, and the same line submitted
 * again goes on. */
#ifndef PRODROME_SLURM_H
#define PRODROME_SLURM_H

#include "cli/sweep_job.h"

/* The script, for so many blocks, with further options of sbatch ("" or "--time=2:00:00 ..."), for
 * the sweep file as it was named. */
Status slurm_script(const SweepJob *job, const char *file, int64_t blocks, const char *options,
                    Text *out, char *message, size_t message_size);

/* Writes it into the folder of the sweep, path into `path`, and hands it to sbatch. UNAVAILABLE:
 * there is no sbatch. Else a message says what sbatch made of it. */
Status slurm_submit(SweepJob *job, const Text *script, char path[FILE_PATH]);

#endif
