#include "cli/drive_private.h"
#include "cli/walls.h"
#include "io/checkpoint.h"
#include "io/clock.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const double REPORT_EVERY = 10;            /* s between two run.json */
static const double CHECKPOINT_EVERY = 15 * 60.0; /* s between two checkpoints, at most */

/* -- signals ---------------------------------------------------------------------------------- */

static volatile sig_atomic_t interrupted;

/* The first signal ends the run after its step; the second, of either kind, ends it at once. */
static void drive_interrupt(int number)
{
    interrupted = number;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

void drive_listen(void)
{
    struct sigaction action = {.sa_handler = drive_interrupt};
    sigaddset(&action.sa_mask, SIGINT); /* one after the other, never both at once */
    sigaddset(&action.sa_mask, SIGTERM);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool drive_interrupted(void)
{
    return interrupted != 0;
}

/* -- timing ----------------------------------------------------------------------------------- */

static void drive_mark(void *context, int stage)
{
    Drive *drive = context;
    double now = clock_seconds();
    drive->stage_seconds[stage] += now - drive->mark;
    drive->mark = now;
}

enum { STAGE_CENSUS, STAGE_FILES, STAGES_MORE };

static void drive_mark_more(Drive *drive, int stage)
{
    drive_mark(drive, SIMULATION_STAGES_COUNT + stage);
}

void drive_stages(Drive *drive)
{
    static const char *const more[STAGES_MORE] = {"census", "files"};
    int count = SIMULATION_STAGES_COUNT;
    CHECK(count + STAGES_MORE <= DRIVE_STAGES);
    for (int i = 0; i < count; i++)
        drive->stages[i] = SIMULATION_STAGES[i];
    for (int i = 0; i < STAGES_MORE; i++)
        drive->stages[count + i] = more[i];
    drive->report.stages = drive->stages;
    drive->report.stage_seconds = drive->stage_seconds;
    drive->report.stages_count = count + STAGES_MORE;
    simulation_probe(drive->simulation, (Probe){drive_mark, drive});
}

/* -- saving ----------------------------------------------------------------------------------- */

Status drive_report(Drive *drive, const char *status)
{
    drive->report.status = status;
    drive->report.reason = drive->reason;
    const int64_t now = drive->world ? drive->world->step : drive->head;
    const int64_t step = now < drive->head ? drive->head : now;
    drive->report.step = step;
    drive->report.time_d = (double)(step - drive->day0_step) * drive->params.time_cell_step / 24;
    drive->reported = clock_seconds();
    return runfolder_report(&drive->folder, &drive->report, drive->message, DRIVE_MESSAGE);
}

void drive_warn(Drive *drive)
{
    if (drive->wall == 0)
        return;
    snprintf(drive->warning, sizeof drive->warning,
             "the tumor touches the wall %s of the box: its growth is slowed, and its figures are "
             "not those of a free tumor",
             WALLS[drive->wall - 1]);
    drive->report.warning =
        (RunWarning){drive->warning, "more sites: grid.nx, grid.ny, grid.nz", drive->wall_day};
}

/* Warns once, at the first row of the time series at which the tumor is seen at a wall. */
static Status drive_walls(Drive *drive)
{
    if (drive->wall == 0)
        drive->wall = 1 + walls_touched(drive->world);
    if (drive->wall == 0 || drive->report.warning.what)
        return STATUS_OK;
    drive->wall_day = world_time_h(drive->world, drive->world->step) / 24;
    drive_warn(drive);
    progress_warn(&drive->progress, &drive->report.warning);
    return runfolder_warn(&drive->folder, &drive->report, drive->message, DRIVE_MESSAGE);
}

/* Whether the present step was saved before the drive was rewound. */
static bool drive_redone(const Drive *drive)
{
    return drive->world->step <= drive->head;
}

static Status drive_row(Drive *drive)
{
    const Census *census = simulation_census(drive->simulation);
    summary_add(&drive->summary, census);
    drive_mark_more(drive, STAGE_CENSUS);
    drive->row_step = drive->world->step;
    if (drive_redone(drive))
        return STATUS_OK;
    drive->saved = drive->summary;
    Status status = runfolder_row(&drive->folder, census, drive->message, DRIVE_MESSAGE);
    return status == STATUS_OK ? drive_walls(drive) : status;
}

static Status drive_snapshot(Drive *drive)
{
    if (drive_redone(drive)) {
        drive->world->deaths_count = 0;
        return STATUS_OK;
    }
    Status status = runfolder_snapshot(&drive->folder, drive->world, drive->message, DRIVE_MESSAGE);
    return status == STATUS_OK ? drive_report(drive, "running") : status;
}

static void drive_fill_mark(const Drive *drive, RunMark *mark)
{
    const Summary *summary = &drive->summary;
    mark->row_step = drive->row_step;
    mark->started = summary->started;
    mark->day0_volume = summary->day0_volume;
    mark->nadir_volume = summary->nadir_volume;
    mark->nadir_day = summary->nadir_day;
    /* of a drive that was taken back, what is known of later days is of another future than a
     * branch's */
    const double day = world_time_h(drive->world, drive->world->step) / 24;
    const bool seen = drive->wall && drive->wall_day <= day + 1e-9;
    mark->wall = seen ? drive->wall : 0;
    mark->wall_day = seen ? drive->wall_day : 0;
}

Status drive_image(Drive *drive, void **image, size_t *bytes)
{
    RunMark mark = {.snapshot_step = -1};
    drive_fill_mark(drive, &mark);
    return checkpoint_image(&drive->folder.provenance, drive->world, &mark, drive->parent, image,
                            bytes, drive->message, DRIVE_MESSAGE);
}

Status drive_checkpoint(Drive *drive, bool begun)
{
    RunMark mark = {.snapshot_step = -1};
    Status status = STATUS_OK;
    if (begun)
        status = runfolder_mark(&drive->folder, &mark, drive->message, DRIVE_MESSAGE);
    drive_fill_mark(drive, &mark);
    if (status == STATUS_OK)
        status = checkpoint_write(&drive->folder, drive->world, &mark, drive->parent,
                                  drive->message, DRIVE_MESSAGE);
    drive->checkpoint_step = drive->world->step;
    drive->checkpointed = clock_seconds();
    return status;
}

/* Rows and snapshots that are due at this step, and a checkpoint after a snapshot, or when the last
 * one is too long ago. Doses have rows of their own: plasma falls to half within hours, and rows at
 * even times alone would miss every peak. The burn-in has none: its deaths are forgotten. What was
 * saved at this step before the run was resumed is not saved again. */
Status drive_save(Drive *drive)
{
    World *world = drive->world;
    int64_t since = world->step - drive->day0_step;
    bool crowded = world->deaths_count > world->deaths_max / 2,
         branch = since >= 0 && !drive->begun;
    bool row = since >= 0 && (branch || since % drive->row_every == 0 ||
                              params_dose_turns(&drive->params, world->step));
    bool snapshot = since >= 0 && (branch || crowded || since % drive->snapshot_every == 0);
    Status status = STATUS_OK;
    drive->mark = clock_seconds();
    if (since == 0 || (since < 0 && crowded))
        world->deaths_count = 0;
    if (row && drive->row_step != world->step)
        status = drive_row(drive);
    snapshot &= drive->folder.snapshot_step != world->step || drive_redone(drive);
    if (snapshot && status == STATUS_OK)
        status = drive_snapshot(drive);
    drive->begun |= since >= 0;
    if (status == STATUS_OK && drive->checkpoint_step != world->step && !drive_redone(drive) &&
        (snapshot || clock_seconds() - drive->checkpointed > CHECKPOINT_EVERY))
        status = drive_checkpoint(drive, true);
    if (status == STATUS_OK && world->step > drive->head)
        drive->head = world->step;
    drive_mark_more(drive, STAGE_FILES);
    return status;
}

/* The end of a run that is well, by its time or a signal: a checkpoint first, so that a run that
 * goes on from it has no row or snapshot more than one that was never ended here. */
static Status drive_save_last(Drive *drive)
{
    Status status = STATUS_OK;
    if (drive->world->step < drive->head) /* rewound: the files are those of a later step */
        return STATUS_OK;
    if (drive->checkpoint_step != drive->world->step)
        status = drive_checkpoint(drive, true);
    drive->head = drive->world->step - 1; /* what is not due, too, is saved at the end */
    if (status == STATUS_OK && !drive->stopped && drive->row_step != drive->world->step)
        status = drive_row(drive);
    if (status == STATUS_OK && drive->folder.snapshot_step != drive->world->step)
        status = drive_snapshot(drive);
    return status;
}

/* -- the run ---------------------------------------------------------------------------------- */

/* Whether the run is over, and why. */
bool drive_over(Drive *drive)
{
    double ratio = drive->params.stop_volume_ratio;
    const char *reason = NULL;
    if (drive->world->step >= drive->end_step)
        reason = drive->end_step < params_end_step(&drive->params) ? "as --until asked"
                                                                   : "end of the configuration";
    else if (ratio > 0 && drive->row_step == drive->world->step &&
             summary_ratio(&drive->summary) >= ratio)
        reason = "stop.volume_ratio reached";
    else if (interrupted && (drive->stopped = true))
        reason = interrupted == SIGINT ? "interrupted" : "asked to terminate";
    if (reason)
        snprintf(drive->reason, sizeof drive->reason, "%s", reason);
    return reason != NULL;
}

static Status drive_advance(Drive *drive)
{
    Status status = drive_steer(drive);
    if (status == STATUS_OK && drive->world->step >= drive->head)
        status = runfolder_doses(&drive->folder, drive->world, drive->message, DRIVE_MESSAGE);
    drive->mark = clock_seconds();
    if (status == STATUS_OK)
        status = simulation_step(drive->simulation, drive->message, DRIVE_MESSAGE);
    if (status == STATUS_OK && clock_seconds() - drive->reported > REPORT_EVERY)
        status = drive_report(drive, "running");
    drive->report.step = drive->world->step;
    drive->report.time_d = world_time_h(drive->world, drive->world->step) / 24;
    progress_show(&drive->progress, &drive->folder, &drive->report);
    return status;
}

Status drive_step(Drive *drive)
{
    Status status = drive_advance(drive);
    return status == STATUS_OK ? drive_save(drive) : status;
}

static Status drive_loop(Drive *drive)
{
    Status status = drive_save(drive);
    while (status == STATUS_OK && !drive_over(drive))
        status = drive_step(drive);
    return status;
}

/* The last failure, if there is one, counts for more than that the run was stopped. */
static Status drive_worse(Status so_far, Status now)
{
    return now == STATUS_OK ? so_far : now;
}

bool drive_well(Status status)
{
    return status == STATUS_OK || status == STATUS_STOPPED;
}

/* Saves what can still be saved; the message of the first failure is the one to tell. */
static void drive_fail(Drive *drive, Status status)
{
    char first[DRIVE_MESSAGE];
    snprintf(first, sizeof first, "%s", drive->message);
    snprintf(drive->reason, sizeof drive->reason, "%.*s", (int)sizeof drive->reason - 1, first);
    if (status != STATUS_IO && drive->world->step >= drive->head)
        runfolder_snapshot(&drive->folder, drive->world, drive->message, DRIVE_MESSAGE);
    runfolder_seal(&drive->folder, drive->message, DRIVE_MESSAGE);
    drive_report(drive, "failed");
    snprintf(drive->message, DRIVE_MESSAGE, "%s", first);
}

/* The digests and the report. */
static Status drive_finish(Drive *drive, Status status)
{
    const bool rewound = drive->world->step < drive->head; /* the files are those of a later step */
    drive->report.alone = drive->steering.branch > 0;
    drive->report.state_hash = !rewound         ? world_hash(drive->world)
                               : drive->settled ? drive->end_hash
                                                : 0;
    if (rewound)
        drive->report.summary = &drive->saved;
    if (rewound && drive->settled && status == STATUS_STOPPED) { /* it was over before */
        status = STATUS_OK;
        snprintf(drive->reason, sizeof drive->reason, "%s", drive->end_reason);
    }
    if (drive_well(status))
        status = drive_worse(status, runfolder_seal(&drive->folder, drive->message, DRIVE_MESSAGE));
    if (drive_well(status))
        return drive_worse(status,
                           drive_report(drive, status == STATUS_STOPPED ? "stopped" : "finished"));
    drive_fail(drive, status);
    return status;
}

Status drive_end(Drive *drive, Status status)
{
    if (status == STATUS_OK)
        status = drive_save_last(drive);
    if (status == STATUS_OK && drive->stopped)
        status = STATUS_STOPPED;
    progress_end(&drive->progress);
    return drive_finish(drive, status);
}

Status drive_conclude(Drive *drive)
{
    if (drive->settled || drive->stopped)
        return STATUS_OK;
    Status status = drive_save_last(drive);
    drive->head = drive->world->step;
    if (status == STATUS_OK)
        status = drive_finish(drive, status);
    drive->settled = status == STATUS_OK;
    drive->end_hash = drive->report.state_hash;
    snprintf(drive->end_reason, sizeof drive->end_reason, "%s", drive->reason);
    return status;
}

Status drive_lose(Drive *drive, Status failure)
{
    char first[DRIVE_MESSAGE];
    snprintf(first, sizeof first, "%s", drive->message);
    snprintf(drive->reason, sizeof drive->reason, "a state could not be taken back: %.90s", first);
    drive->report.state_hash = 0;
    drive->report.summary = &drive->saved;
    progress_end(&drive->progress);
    (void)runfolder_seal(&drive->folder, drive->message, DRIVE_MESSAGE);
    (void)drive_report(drive, "stopped");
    snprintf(drive->message, DRIVE_MESSAGE, "%s", first);
    return failure;
}

Status drive_run(Drive *drive)
{
    return drive_end(drive, drive_loop(drive));
}

void drive_destroy(Drive *drive)
{
    simulation_destroy(drive->simulation);
    runfolder_destroy(&drive->folder, false);
    steering_destroy(&drive->steering);
}
