#include "cli/slurm.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void slurm_assign(Text *out, const char *name, const char *value)
{
    text_add(out, "%s=", name);
    text_shell(out, value);
    text_add(out, "\n");
}

static Status slurm_absolute(const char *path, char out[FILE_PATH], char *message,
                             size_t message_size)
{
    char *real = realpath(path, NULL);
    if (!real) {
        snprintf(message, message_size, "%s: %s", path, strerror(errno));
        return STATUS_NO_INPUT;
    }
    snprintf(out, FILE_PATH, "%s", real);
    free(real);
    return STATUS_OK;
}

static void slurm_head(const SweepJob *job, const char *folder, int64_t blocks, const char *options,
                       Text *out)
{
    text_add(out, "#!/bin/bash\n#SBATCH --job-name=%s\n#SBATCH --array=1-%" PRId64 "\n",
             job->sweep.name.text, blocks);
    text_add(out, "#SBATCH --output=\"");
    for (const char *at = folder; *at; at++) /* a % begins a number of the job */
        text_add(out, *at == '%' ? "%%%%" : "%c", *at);
    text_add(out, "/slurm/%%a.txt\"\n#SBATCH --open-mode=append\n");
    text_add(out, "#SBATCH --requeue\n#SBATCH --signal=B:USR1@120\n");
    for (const char *at = options + strspn(options, " "); *at;) {
        size_t length = strcspn(at, " ");
        text_add(out, "#SBATCH %.*s\n", (int)length, at);
        at += length + strspn(at + length, " ");
    }
}

/* The task itself: USR1 comes before the time limit, TERM when the job is cancelled. Only after the
 * first the task asks to be queued again. */
static const char SLURM_BODY[] =
    "cd \"$folder_of_call\" || exit 66\n"
    "limit=0\n"
    "\"$program\" sweep run \"$file\" --out \"$folder\" --shard \"$SLURM_ARRAY_TASK_ID/$blocks\" "
    "\\\n"
    "    --jobs \"${SLURM_CPUS_PER_TASK:-1}\" --quiet &\n"
    "child=$!\n"
    "trap 'limit=1; kill -TERM $child' USR1\n"
    "trap 'kill -TERM $child' TERM\n"
    "wait $child\n"
    "code=$?\n"
    "while kill -0 $child 2>/dev/null; do wait $child; code=$?; done\n"
    "if [ $limit = 1 ] && [ $code = 75 ]; then\n"
    "    scontrol requeue \"${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID\"\n"
    "fi\n"
    "exit $code\n";

Status slurm_script(const SweepJob *job, const char *file, int64_t blocks, const char *options,
                    Text *out, char *message, size_t message_size)
{
    char program[FILE_PATH], folder[FILE_PATH], path[FILE_PATH], here[FILE_PATH], count[24];
    Status status = slurm_absolute("/proc/self/exe", program, message, message_size);
    if (status == STATUS_OK)
        status = slurm_absolute(job->folder, folder, message, message_size);
    if (status == STATUS_OK)
        status = slurm_absolute(file, path, message, message_size);
    if (status == STATUS_OK)
        status = slurm_absolute(".", here, message, message_size);
    if (status != STATUS_OK)
        return status;
    if (strpbrk(folder, "\"\\\n\r")) { /* an option of #SBATCH has no way to write them */
        snprintf(message, message_size,
                 "%s: Slurm takes no folder with quotes, backslashes or line "
                 "breaks in its name: give another one (--out DIR)",
                 job->folder);
        return STATUS_BAD_DATA;
    }
    snprintf(count, sizeof count, "%" PRId64, blocks);
    slurm_head(job, folder, blocks, options, out);
    text_add(out, "# Blocks of rows of a sweep, written by `prodrome sweep run --slurm`.\n");
    slurm_assign(out, "program", program);
    slurm_assign(out, "file", path);
    slurm_assign(out, "folder", folder);
    slurm_assign(out, "folder_of_call", here);
    slurm_assign(out, "blocks", count);
    text_add(out, "%s", SLURM_BODY);
    return text_check(out, "the script", message, message_size);
}

static Status slurm_call(const char *path, char *message, size_t message_size)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        execlp("sbatch", "sbatch", path, (char *)NULL);
        _exit(errno == ENOENT ? 127 : 126);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) {
        snprintf(message, message_size, "sbatch cannot be run: %s", strerror(errno));
        return STATUS_INTERNAL;
    }
    int code = WEXITSTATUS(status);
    if (code == 0)
        return STATUS_OK;
    snprintf(message, message_size,
             code == 127 ? "there is no sbatch here: submit %s where there is one, or use --shard"
                         : "sbatch did not take %s",
             path);
    return code == 127 ? STATUS_UNAVAILABLE : STATUS_INTERNAL;
}

Status slurm_submit(SweepJob *job, const Text *script, char path[FILE_PATH])
{
    char folder[FILE_PATH], *message = job->message;
    size_t made, size = sizeof job->message;
    Status status = file_path(folder, job->folder, "slurm", message, size);
    if (status == STATUS_OK)
        status = file_folder_create(folder, &made, message, size);
    if (status == STATUS_OK || status == STATUS_EXISTS)
        status = file_path(path, folder, "job.sh", message, size);
    if (status == STATUS_OK)
        status = file_write_whole(path, script->bytes, script->length, message, size);
    return status == STATUS_OK ? slurm_call(path, message, size) : status;
}
