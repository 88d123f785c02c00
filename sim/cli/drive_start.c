/* How a drive begins: anew, where its own checkpoint stands, or where another run's does. */
#include "cli/cli.h"
#include "cli/drive_private.h"
#include "io/checkpoint.h"
#include "io/clock.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
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
    drive->report.first_step = drive->world->step;
    drive->animal = drive->world->animal;
    drive->report.animal = &drive->animal;
    drive_stages(drive);
}

Status drive_load(Drive *drive, const Checkpoint *checkpoint, const Params *params)
{
    World *world = NULL;
    char *message = drive->message;
    Status status = world_create(params, &drive->memory, &world);
    if (status != STATUS_OK)
        snprintf(message, DRIVE_MESSAGE, "%s: %llu bytes needed", status_sentence(status),
                 (unsigned long long)simulation_bytes(params));
    else
        status = checkpoint_world(checkpoint, world, message, DRIVE_MESSAGE);
    if (status != STATUS_OK) {
        world_destroy(world);
        return status;
    }
    status = simulation_adopt(world, &drive->simulation, message, DRIVE_MESSAGE);
    drive->world = status == STATUS_OK ? world : NULL;
    return status;
}

void drive_recall(Drive *drive, const RunMark *mark)
{
    drive->summary.started = mark->started != 0;
    drive->summary.day0_volume = mark->day0_volume;
    drive->summary.nadir_volume = mark->nadir_volume;
    drive->summary.nadir_day = mark->nadir_day;
    if (drive->summary.started)
        drive->summary.last = *simulation_census(drive->simulation);
    drive->wall = mark->wall;
    drive->wall_day = mark->wall_day;
    drive_warn(drive);
}

/* An end before the checkpoint, and for a branch at it, is not what was meant. */
static Status drive_ends_before(Drive *drive, const Checkpoint *c, bool branch)
{
    if (c->step + branch <= drive->end_step)
        return STATUS_OK;
    double day = drive->params.time_cell_step / 24;
    snprintf(drive->message, DRIVE_MESSAGE,
             "%s stands at day %.6g, and the end that is asked for is day %.6g: %s", c->path,
             (double)(c->step - drive->day0_step) * day,
             (double)(drive->end_step - drive->day0_step) * day,
             branch ? "branch off from a run that was ended earlier (--until), or take a later "
                      "time.end"
                    : "leave out --until");
    return STATUS_USAGE;
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

/* Warns of the first dose that the branch would have had before it began, and its parent had not.
 */
static void drive_missed(const Drive *drive, const Params *before, int64_t step)
{
    int dose;
    int64_t at = params_dose_missed(before, &drive->params, step, &dose);
    double day = drive->params.time_cell_step / 24;
    if (at >= 0)
        cli_warning("doses.%d: what is given on day %.6g comes before the branch begins, on "
                    "day %.6g: it has no effect",
                    dose, (double)(at - drive->day0_step) * day,
                    (double)(step - drive->day0_step) * day);
}

/* The parent's state, which its own parameters bring to where those of the branch take it over. */
static Status drive_take_over(Drive *drive, const Checkpoint *parent)
{
    char *message = drive->message;
    Params *before = malloc(sizeof *before);
    Status status = before ? drive_ends_before(drive, parent, true) : STATUS_NO_MEMORY;
    if (!before)
        snprintf(message, DRIVE_MESSAGE, "no memory for the parameters of %s", parent->path);
    if (status == STATUS_OK)
        status = checkpoint_params(parent, &drive->params, before, message, DRIVE_MESSAGE);
    if (status == STATUS_OK)
        status = drive_load(drive, parent, before);
    if (status == STATUS_OK)
        status = simulation_branch(drive->simulation, &drive->params, message, DRIVE_MESSAGE);
    if (status == STATUS_OK) {
        drive_missed(drive, before, parent->step);
        drive_recall(drive, &parent->mark);
    }
    free(before);
    return status;
}

/* A branch as one that can be repeated from the seed, or else from its parent alone, which is told.
 */
static Status drive_descend(Drive *drive, const DriveStart *start, const Checkpoint *parent)
{
    char why[DRIVE_MESSAGE];
    bool made;
    Status status = drive_origin(drive, start, parent, &made, why, sizeof why);
    if (status != STATUS_OK || made)
        return status;
    cli_warning("this branch can be repeated from its parent, not from the seed: %s", why);
    if (start->parent)
        status = drive_inherit(drive, start->parent);
    drive->steering.branch = parent->step + 1;
    return status;
}

static Status drive_branch(Drive *drive, const DriveStart *start)
{
    Checkpoint parent;
    char *message = drive->message;
    Status status = checkpoint_find(start->from, &parent, message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    if (*message)
        cli_warning("%s; it branches off from %s", message, parent.path);
    Provenance *own = &drive->folder.provenance;
    memcpy(own->parent_hash, parent.state_hash, sizeof own->parent_hash);
    own->parent_step = parent.step;
    snprintf(drive->parent, sizeof drive->parent, "%s",
             start->from_name ? start->from_name : parent.path);
    status = drive_changes_late(drive, &parent);
    if (status == STATUS_OK)
        status = drive_descend(drive, start, &parent);
    if (status == STATUS_OK)
        status = drive_take_over(drive, &parent);
    checkpoint_close(&parent);
    return status;
}

/* Where a run begins, in an empty folder: at its seed, or where a checkpoint stands. Its
 * first checkpoint is written before anything else, so that from then on it can be resumed. */
static Status drive_begin(Drive *drive, const DriveStart *start)
{
    Status status = start->from ? drive_branch(drive, start) : drive_seed(drive);
    drive->begun = !start->from;
    if (status == STATUS_OK)
        status = drive_keep_plan(drive);
    if (status == STATUS_OK)
        status = drive_checkpoint(drive, false);
    return status == STATUS_OK ? runfolder_begin(&drive->folder, drive->message, DRIVE_MESSAGE)
                               : status;
}

static Status drive_anew(Drive *drive, const char *out, const DriveStart *start)
{
    Status status =
        runfolder_create(&drive->folder, out, &drive->params, drive->message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    status = drive_begin(drive, start);
    if (status != STATUS_OK)
        runfolder_destroy(&drive->folder, true);
    return status;
}

/* Whether a checkpoint of this folder is one to go on from. */
static Status drive_continues(Drive *drive, const Checkpoint *c)
{
    char *message = drive->message;
    const RunFolder *folder = &drive->folder;
    if (strcmp(c->commit, folder->provenance.commit) != 0) {
        snprintf(message, DRIVE_MESSAGE,
                 "%s: prodrome of commit %s wrote it, and this is %s: another program need not go "
                 "on to the same bits; take that one, or branch off with --from and another --out",
                 c->path, c->commit, folder->provenance.commit);
        return STATUS_BAD_DATA;
    }
    Status status = runfolder_same(folder, c->config, message, DRIVE_MESSAGE);
    return status == STATUS_OK ? drive_ends_before(drive, c, false) : status;
}

static Status drive_go_on(Drive *drive, const Checkpoint *c)
{
    char *message = drive->message;
    RunFolder *folder = &drive->folder;
    if (*message)
        cli_warning("%s; the run goes on from %s", message, c->path);
    Status status = drive_same_past(drive, c->step);
    if (status == STATUS_OK)
        status = drive_changes_until(drive, c->step);
    if (status == STATUS_OK)
        status = drive_continues(drive, c);
    if (status == STATUS_OK)
        status = drive_load(drive, c, &drive->params);
    if (status == STATUS_OK)
        status = runfolder_cut(folder, &c->mark, message, DRIVE_MESSAGE);
    if (status == STATUS_OK)
        status = drive_keep_plan(drive);
    if (status == STATUS_OK && c->older)
        status = checkpoint_promote(folder->path, message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    drive_recall(drive, &c->mark);
    memcpy(folder->provenance.parent_hash, c->parent_hash, sizeof c->parent_hash);
    folder->provenance.parent_step = c->parent_step;
    snprintf(drive->parent, sizeof drive->parent, "%s", c->parent);
    drive->row_step = c->mark.row_step;
    drive->checkpoint_step = c->step;
    drive->begun = !c->parent_hash[0] || c->mark.snapshots_count > 0;
    return STATUS_OK;
}

/* A folder without a checkpoint: of a run that was killed before its first, or not to be touched.
 */
static Status drive_again(Drive *drive, const DriveStart *start)
{
    if (!runfolder_unused(&drive->folder)) {
        snprintf(drive->message, DRIVE_MESSAGE,
                 "%s: it holds files, but no checkpoint to go on from", drive->folder.path);
        return STATUS_NO_INPUT;
    }
    return drive_begin(drive, start);
}

/* A branch is taken up at its own checkpoint, wherever its parent is now. */
static void drive_compare_parent(const Checkpoint *c, const char *from)
{
    Checkpoint parent;
    char ignored[DRIVE_MESSAGE];
    if (checkpoint_find(from, &parent, ignored, sizeof ignored) != STATUS_OK)
        return;
    if (strcmp(parent.state_hash, c->parent_hash) != 0)
        cli_warning("%s did not begin with %s: it goes on by itself", c->path, parent.path);
    checkpoint_close(&parent);
}

/* A run that is taken up again. */
static Status drive_resume(Drive *drive, const char *out, const DriveStart *start)
{
    Checkpoint c;
    Status status =
        runfolder_open(&drive->folder, out, &drive->params, drive->message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    status = checkpoint_find(out, &c, drive->message, DRIVE_MESSAGE);
    if (status == STATUS_NO_INPUT) {
        status = drive_again(drive, start);
    } else if (status == STATUS_OK) {
        if (start->from)
            drive_compare_parent(&c, start->from);
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
    runfolder_default(&drive->params, path);
    const char *out = start->out ? start->out : path;
    drive->checkpoint_step = drive->head = -1;
    drive->checkpointed = clock_seconds();
    Status status = STATUS_OK;
    if (start->resume && start->from && file_exists(out))
        status = drive_again_of(drive, out);
    if (status == STATUS_OK)
        status = drive_plan(drive, start, out);
    if (status == STATUS_OK)
        status = start->resume && (!start->from || file_exists(out))
                     ? drive_resume(drive, out, start)
                     : drive_anew(drive, out, start);
    if (status == STATUS_OK) {
        drive_settle(drive);
        progress_start(&drive->progress, drive->world->step, start->quiet);
        status = drive_report(drive, "running");
        if (status != STATUS_OK)
            runfolder_destroy(&drive->folder, drive->folder.made > 0);
    }
    if (status != STATUS_OK) {
        simulation_destroy(drive->simulation);
        steering_destroy(&drive->steering);
    }
    return status;
}
