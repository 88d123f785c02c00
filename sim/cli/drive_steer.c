/* What is changed on the way: planned beforehand, asked for by hand, and a run that is taken back.
 */
#include "cli/drive_private.h"
#include "io/checkpoint.h"
#include "io/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes the changes of the step of the next one: to the parameters and what the folder says of
 * them, not to the simulation. */
static Status drive_change(Drive *drive)
{
    Status status = steering_apply(&drive->steering, drive->steered, drive->folder.config,
                                   &drive->changed, &drive->steered, drive->message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    drive->params = drive->changed;
    return runfolder_steer(&drive->folder, &drive->params, drive->message, DRIVE_MESSAGE);
}

/* -- the plan -----------------------------------------------------------
 */

/* What was done to a branch after its beginning does not make that beginning. */
static Status drive_of_branch(Drive *drive)
{
    const Params *p = &drive->params;
    const int64_t step = drive->steering.branch - 1 - params_day0_step(p);
    snprintf(
        drive->message, DRIVE_MESSAGE,
        "%s: error: these are the changes of a branch that cannot be repeated from the seed: it "
        "began on day %.6g with the state of another run",
        drive->steering.path, (double)step * p->time_cell_step / 24);
    return STATUS_BAD_DATA;
}

Status drive_plan(Drive *drive, const DriveStart *start, const char *out)
{
    char path[FILE_PATH], *message = drive->message;
    const char *from = start->events;
    if (!from && start->resume &&
        file_path(path, out, STEERING_NAME, message, DRIVE_MESSAGE) == STATUS_OK &&
        file_exists(path))
        from = path;
    if (!from)
        return STATUS_OK;
    Status status = steering_read(from, &drive->params, &drive->steering, message, DRIVE_MESSAGE);
    if (status == STATUS_OK && start->events && drive->steering.branch)
        return drive_of_branch(drive);
    return status == STATUS_OK
               ? steering_check(&drive->steering, &drive->params, message, DRIVE_MESSAGE)
               : status;
}

/* Where the plan of a folder is; false when it has none. */
static bool drive_plan_path(const Drive *drive, char path[FILE_PATH])
{
    char ignored[DRIVE_MESSAGE];
    return file_path(path, drive->folder.path, STEERING_NAME, ignored, sizeof ignored) ==
               STATUS_OK &&
           file_exists(path);
}

Status drive_keep_plan(Drive *drive)
{
    char path[FILE_PATH];
    if (drive->steering.count == 0 && !drive->steering.branch && !drive_plan_path(drive, path))
        return STATUS_OK;
    return runfolder_steering(&drive->folder, &drive->steering, drive->message, DRIVE_MESSAGE);
}

Status drive_same_past(Drive *drive, int64_t step)
{
    char path[FILE_PATH];
    Steering kept = {0};
    Status status = STATUS_OK;
    if (drive_plan_path(drive, path))
        status = steering_read(path, &drive->params, &kept, drive->message, DRIVE_MESSAGE);
    if (status == STATUS_OK && !steering_same_until(&drive->steering, &kept, step)) {
        snprintf(
            drive->message, DRIVE_MESSAGE,
            "%s: the changes before step %lld were others, and are made: only what comes later "
            "can be another",
            drive->folder.path, (long long)step);
        status = STATUS_BAD_DATA;
    }
    steering_destroy(&kept);
    return status;
}

/* The changes that were made before a checkpoint. */
Status drive_changes_until(Drive *drive, int64_t step)
{
    Status status = STATUS_OK;
    while (status == STATUS_OK && drive->steered < drive->steering.count &&
           drive->steering.list[drive->steered].step < step)
        status = drive_change(drive);
    return status;
}

/* Changes before a branch begins would never be made. */
Status drive_changes_late(Drive *drive, const Checkpoint *parent)
{
    const Steering *s = &drive->steering;
    if (s->count == 0 || s->list[0].step >= parent->step)
        return STATUS_OK;
    snprintf(drive->message, DRIVE_MESSAGE,
             "%s:%lld: error: step %lld comes before the branch begins, at step %lld", s->path,
             (long long)s->list[0].line, (long long)s->list[0].step, (long long)parent->step);
    return STATUS_BAD_DATA;
}

/* -- the changes ------------------------------------------------------------------------------ */

Status drive_steer(Drive *drive)
{
    const Steer *due = drive->steering.list + drive->steered;
    const int64_t first = drive->steered, count = drive->steering.count;
    if (first == count || due->step != drive->world->step)
        return STATUS_OK;
    Status status = drive_change(drive);
    if (status == STATUS_OK)
        status =
            simulation_branch(drive->simulation, &drive->params, drive->message, DRIVE_MESSAGE);
    for (; status == STATUS_OK && drive->world->step >= drive->head &&
           due < drive->steering.list + drive->steered;
         due++)
        status = runfolder_steered(&drive->folder, drive->world, due->set, drive->message,
                                   DRIVE_MESSAGE);
    return status;
}

/* -- by hand ---------------------------------------------------------------------------------- */

/* The parameters that were in force at a checkpoint, and the changes that come after it. */
static Status drive_parameters_of(Drive *drive, const Checkpoint *c)
{
    Messages messages;
    messages_start(&messages);
    Status status =
        config_read_text(c->path, c->config, strlen(c->config), &drive->changed, &messages);
    messages_destroy(&messages);
    if (status != STATUS_OK) {
        snprintf(drive->message, DRIVE_MESSAGE, "%s: %s", c->path, status_sentence(status));
        return status;
    }
    drive->params = drive->changed;
    drive->steered = 0;
    while (drive->steered < drive->steering.count &&
           drive->steering.list[drive->steered].step < c->step)
        drive->steered++;
    return runfolder_steer(&drive->folder, &drive->params, drive->message, DRIVE_MESSAGE);
}

Status drive_rewind(Drive *drive, const char *checkpoint)
{
    Checkpoint c;
    const int64_t wall = drive->wall;
    const double wall_day = drive->wall_day;
    Status status = checkpoint_open(checkpoint, &c, drive->message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        return status;
    simulation_destroy(drive->simulation);
    drive->simulation = NULL;
    drive->world = NULL;
    status = drive_parameters_of(drive, &c);
    if (status == STATUS_OK)
        status = drive_load(drive, &c, &drive->params);
    if (status == STATUS_OK) {
        drive_recall(drive, &c.mark);
        if (wall) { /* what was seen once has been told */
            drive->wall = wall;
            drive->wall_day = wall_day;
            drive_warn(drive);
        }
        drive->row_step = c.mark.row_step;
        drive_stages(drive);
    }
    checkpoint_close(&c);
    return status == STATUS_OK ? drive_save(drive) : status; /* nothing but the summary's row */
}

/* Whether all changes, with those asked for, can be made one after the other. */
static Status drive_check_plan(Drive *drive)
{
    const char *first = drive->folder.first_config;
    Messages messages;
    messages_start(&messages);
    Status status = config_read_text("the run", first, strlen(first), &drive->changed, &messages);
    messages_destroy(&messages);
    if (status != STATUS_OK) {
        snprintf(drive->message, DRIVE_MESSAGE, "%s", status_sentence(status));
        return status;
    }
    return steering_check(&drive->steering, &drive->changed, drive->message, DRIVE_MESSAGE);
}

Status drive_copy(const Steering *from, int64_t first, Steering *out, char *message)
{
    Status status = STATUS_OK;
    *out = (Steering){.branch = from->branch};
    for (int64_t i = first; i < from->count && status == STATUS_OK; i++)
        status = steering_add(out, from->list[i].step, from->list[i].set, message, DRIVE_MESSAGE);
    if (status != STATUS_OK)
        steering_destroy(out);
    return status;
}

Status drive_ask(Drive *drive, const char *const *sets, int count)
{
    Steering before;
    CHECK(drive->world->step >= drive->head);
    Status status = drive_copy(&drive->steering, 0, &before, drive->message);
    if (status != STATUS_OK)
        return status;
    for (int i = 0; i < count && status == STATUS_OK; i++)
        status = steering_add(&drive->steering, drive->world->step, sets[i], drive->message,
                              DRIVE_MESSAGE);
    if (status == STATUS_OK)
        status = drive_check_plan(drive);
    if (status == STATUS_OK)
        status = drive_keep_plan(drive);
    steering_destroy(status == STATUS_OK ? &before : &drive->steering);
    if (status != STATUS_OK)
        drive->steering = before;
    return status;
}

const Params *drive_asked(Drive *drive)
{
    const Steering *s = &drive->steering;
    int64_t next;
    bool asked = drive->steered < s->count && s->list[drive->steered].step == drive->world->step;
    if (!asked || steering_apply(s, drive->steered, drive->folder.config, &drive->changed, &next,
                                 drive->message, DRIVE_MESSAGE) != STATUS_OK)
        return &drive->params;
    return &drive->changed;
}

Status drive_inherit(Drive *branch, const Drive *parent)
{
    Status status =
        drive_copy(&parent->steering, parent->steered, &branch->steering, branch->message);
    return status == STATUS_OK ? drive_check_plan(branch) : status;
}
