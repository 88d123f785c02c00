/* How a drive begins: anew, where its own checkpoint stands, or where another run's does. */
#include "cli/cli.h"
#include "cli/drive_private.h"
#include "io/checkpoint.h"

#include <omp.h>
#include <stdio.h>
#include <string.h>

static void drive_settle(Drive *drive)
{
    const Params *p = &drive->params;
    drive->row_every = params_steps(p, p->output_series_every);
    drive->snapshot_every = params_steps(p, p->output_snapshot_every);
    drive->row_every += drive->row_every == 0;
    drive->snapshot_every += drive->snapshot_every == 0;
    drive->report.threads = omp_get_max_threads();
    drive->report.end_step = drive->end_step;
    drive->report.end_d = (double)(drive->end_step - drive->day0_step) * p->time_cell_step / 24;
    drive->report.summary = &drive->summary;
    drive->report.parent = drive->parent;
    drive_stages(drive);
}

/* The simulation with the state of a checkpoint, of this configuration or of a branch's parent. */
static Status drive_restore(Drive *drive, const Checkpoint *checkpoint, bool branch)
{
    World *world = NULL;
    char *message = drive->message;
    Status status = world_create(&drive->params, &drive->memory, &world);
    if (status != STATUS_OK)
        snprintf(message, DRIVE_MESSAGE, "%s: %llu bytes needed", status_sentence(status),
                 (unsigned long long)simulation_bytes(&drive->params));
    else if (branch)
        status = checkpoint_branch(checkpoint, world, message, DRIVE_MESSAGE);
    else
        status = checkpoint_world(checkpoint, world, message, DRIVE_MESSAGE);
    if (status != STATUS_OK) {
        world_destroy(world);
        return status;
    }
    status = simulation_adopt(world, &drive->simulation, message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    const RunMark *mark = &checkpoint->mark;
    drive->world = world;
    drive->summary.started = mark->started != 0;
    drive->summary.day0_volume = mark->day0_volume;
    drive->summary.nadir_volume = mark->nadir_volume;
    drive->summary.nadir_day = mark->nadir_day;
    drive->row_step = branch ? -1 : mark->row_step;
    if (drive->summary.started)
        drive->summary.last = *simulation_census(drive->simulation);
    return STATUS_OK;
}

static Status drive_seed(Drive *drive)
{
    Status status = simulation_create(&drive->params, &drive->memory, &drive->simulation,
                                      drive->message, DRIVE_MESSAGE);
    if (status == STATUS_OK)
        drive->world = simulation_world(drive->simulation);
    drive->row_step = -1;
    return status;
}

static Status drive_branch(Drive *drive, const char *from)
{
    Checkpoint parent;
    char *message = drive->message;
    Status status = file_is_folder(from) ? checkpoint_newest(from, &parent, message, DRIVE_MESSAGE)
                                         : checkpoint_open(from, &parent, message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    if (*message)
        cli_warning("%s; it branches off from %s", message, parent.path);
    Provenance *own = &drive->folder.provenance;
    memcpy(own->parent_hash, parent.state_hash, sizeof own->parent_hash);
    own->parent_step = parent.step;
    snprintf(drive->parent, sizeof drive->parent, "%s", parent.path);
    status = drive_restore(drive, &parent, true);
    checkpoint_close(&parent);
    return status;
}

/* Where a run begins, in an empty folder: at its seed, or where the checkpoint `from` stands. Its
 * first checkpoint is written before anything else, so that from then on it can be resumed. */
static Status drive_begin(Drive *drive, const char *from)
{
    Status status = from ? drive_branch(drive, from) : drive_seed(drive);
    drive->begun = !from;
    if (status == STATUS_OK)
        status = drive_checkpoint(drive, false);
    return status == STATUS_OK ? runfolder_begin(&drive->folder, drive->message, DRIVE_MESSAGE)
                               : status;
}

static Status drive_anew(Drive *drive, const char *out, const char *from)
{
    Status status =
        runfolder_create(&drive->folder, out, &drive->params, drive->message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    status = drive_begin(drive, from);
    if (status != STATUS_OK)
        runfolder_destroy(&drive->folder, true);
    return status;
}

static Status drive_go_on(Drive *drive, const Checkpoint *c)
{
    char *message = drive->message;
    RunFolder *folder = &drive->folder;
    if (*message)
        cli_warning("%s; the run goes on from %s", message, c->path);
    Status status = runfolder_same(folder, c->config, message, DRIVE_MESSAGE);
    if (status == STATUS_OK)
        status = drive_restore(drive, c, false);
    if (status == STATUS_OK)
        status = runfolder_cut(folder, &c->mark, message, DRIVE_MESSAGE);
    memcpy(folder->provenance.parent_hash, c->parent_hash, sizeof c->parent_hash);
    folder->provenance.parent_step = c->parent_step;
    drive->checkpoint_step = c->step;
    drive->begun = !c->parent_hash[0] || c->mark.snapshots_count > 0;
    return status;
}

/* A folder without a checkpoint: empty when the run was killed before its first, else not to be
 * touched. */
static Status drive_again(Drive *drive, const char *out, const char *from)
{
    char path[FILE_PATH], *message = drive->message;
    Status status = file_path(path, out, "config.yaml", message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    if (file_exists(path)) {
        snprintf(message, DRIVE_MESSAGE, "%s: there is a run but no checkpoint to go on from", out);
        return STATUS_NO_INPUT;
    }
    *message = '\0';
    return drive_begin(drive, from);
}

/* A run that is taken up again. */
static Status drive_resume(Drive *drive, const char *out, const char *from)
{
    Checkpoint c;
    Status status =
        runfolder_open(&drive->folder, out, &drive->params, drive->message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    status = checkpoint_newest(out, &c, drive->message, DRIVE_MESSAGE);
    if (status == STATUS_NO_INPUT) {
        status = drive_again(drive, out, from);
    } else if (status == STATUS_OK) {
        status = drive_go_on(drive, &c);
        checkpoint_close(&c);
    }
    if (status != STATUS_OK)
        runfolder_destroy(&drive->folder, false);
    return status;
}

Status drive_create(Drive *drive, const DriveStart *start)
{
    char path[FILE_PATH];
    drive_listen(); /* before there is anything to leave behind */
    runfolder_default(&drive->params, path);
    const char *out = start->out ? start->out : path;
    drive->checkpoint_step = -1;
    drive->checkpointed = drive_clock();
    Status status = start->resume && (!start->from || file_exists(out))
                        ? drive_resume(drive, out, start->from)
                        : drive_anew(drive, out, start->from);
    if (status == STATUS_OK) {
        drive_settle(drive);
        progress_start(&drive->progress, start->quiet);
        status = drive_report(drive, "running");
        if (status != STATUS_OK)
            runfolder_destroy(&drive->folder, !start->resume);
    }
    if (status != STATUS_OK)
        simulation_destroy(drive->simulation);
    return status;
}
