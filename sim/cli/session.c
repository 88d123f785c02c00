#include "cli/session_private.h"
#include "io/clock.h"
#include "render/record.h"

#include <math.h>
#include <omp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* -- what is told ----------------------------------------------------------------------------- */

void session_note(Session *s, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    pthread_mutex_lock(&s->lock);
    vsnprintf(s->state.note, sizeof s->state.note, format, list);
    s->state.notes++;
    pthread_mutex_unlock(&s->lock);
    va_end(list);
}

double session_day(const Session *s, int64_t step)
{
    return (double)(step - s->drive->day0_step) * s->drive->params.time_cell_step / 24;
}

void session_values(Session *s, const Params *params)
{
    double values[LIVE_COUNT];
    for (int i = 0; i < LIVE_COUNT; i++)
        values[i] = live_value(params, i);
    pthread_mutex_lock(&s->lock);
    memcpy(s->state.live_values, values, sizeof values);
    pthread_mutex_unlock(&s->lock);
}

/* Whether there is a step to do, as far as was told: either thread asks, with the lock. */
static bool session_busy(const Session *s, const Orders *orders)
{
    return !s->state.failed && !s->state.over && (orders->play || orders->steps > 0 || orders->go);
}

void session_tell_orders(Session *s)
{
    s->state.goal = s->orders.go ? s->orders.day : NAN;
    s->state.playing = session_busy(s, &s->orders);
}

static void session_tell(Session *s)
{
    Drive *drive = s->drive;
    const bool over = drive_over(drive);
    if (s->told_steered != drive->steered || s->told_drive != drive)
        session_values(s, drive_asked(drive));
    s->told_steered = drive->steered;
    s->told_drive = drive;
    const double now = clock_seconds();
    pthread_mutex_lock(&s->lock);
    s->state.step = drive->world->step;
    s->state.day = session_day(s, drive->world->step);
    s->state.head_day =
        session_day(s, drive->head > drive->world->step ? drive->head : drive->world->step);
    s->state.end_day = session_day(s, drive->end_step);
    s->state.over = over;
    s->state.failed = s->status != STATUS_OK;
    session_tell_orders(s);
    snprintf(s->state.reason, sizeof s->state.reason, "%s", over ? drive->reason : "");
    snprintf(s->state.folder, sizeof s->state.folder, "%s", drive->folder.path);
    if (now - s->rated_at >= 1 || s->state.day < s->rated_day) {
        s->state.rate = fmax(0, (s->state.day - s->rated_day) / (now - s->rated_at));
        s->rated_at = now;
        s->rated_day = s->state.day;
    }
    pthread_mutex_unlock(&s->lock);
}

/* There is no state any more; the files are those of before. */
static void session_lost(Session *s)
{
    pthread_mutex_lock(&s->lock);
    s->state.failed = true;
    s->state.playing = false;
    pthread_mutex_unlock(&s->lock);
}

/* A cell that is gone does not come back while time goes on: it is not sought in every frame. */
static void session_frame_take(Session *s, Frame *frame, const FrameWish *wish)
{
    const World *world = s->drive->world;
    const bool gone = wish->cell && wish->cell == s->gone_cell;
    FrameWish sought = *wish;
    if (gone)
        sought.cell = 0;
    frame_take(frame, world, &sought);
    frame->number = ++s->frames_taken;
    if (gone) {
        frame->wish = *wish;
        frame->sight = s->gone;
        frame->sight.time_h = world_time_h(world, world->step);
    } else if (wish->cell && (frame->sight.dead || !frame->sight.id)) {
        s->gone_cell = wish->cell;
        s->gone = frame->sight;
    }
}

/* Takes a frame when the viewer has had the last one and there is something new, or wants another
 * view. */
static void session_show(Session *s, const Orders *orders)
{
    const bool new = s->shown_drive != s->drive || s->shown_step != s->drive->world->step;
    if (s->wishes == orders->wishes && !(new &&exchange_taken(&s->exchange)))
        return;
    s->wishes = orders->wishes;
    s->shown_drive = s->drive;
    s->shown_step = s->drive->world->step;
    session_frame_take(s, &s->frames[s->exchange.back], &orders->wish);
    exchange_give(&s->exchange);
}

/* -- the thread ------------------------------------------------------------------------------- */

/* Seconds to wait before the next step, for the speed that was asked for. What it is late by, where
 * steps take longer than that, is not made up for later. */
static double session_wait(Session *s, const Orders *orders)
{
    const double late = 1;
    double now = clock_seconds(), day = session_day(s, s->drive->world->step);
    if (orders->speed != s->paced_speed || s->paced_from == 0 || day < s->paced_day) {
        s->paced_speed = orders->speed;
        s->paced_from = now;
        s->paced_day = day;
    }
    if (!(orders->speed > 0) || orders->go || orders->steps > 0)
        return 0;
    const double wait = s->paced_from + (day - s->paced_day) / orders->speed - now;
    if (wait < -late)
        s->paced_from = 0;
    return wait;
}

/* Waits for an order, or until the next step is due; takes all orders. */
static Orders session_listen(Session *s)
{
    pthread_mutex_lock(&s->lock);
    const LivesWish lives = session_lives(s, &s->orders);
    const bool reading = lives_wanted(&s->lives, &lives);
    while (!reading && !s->orders.quit && !s->orders.go && s->orders.sets_count == 0 &&
           s->orders.doses_count == 0 && s->orders.wishes == s->wishes) {
        double wait = session_busy(s, &s->orders) ? session_wait(s, &s->orders) : INFINITY;
        if (wait <= 0)
            break;
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        double seconds = (double)until.tv_nsec * 1e-9 + fmin(wait, 0.1);
        until.tv_sec += (time_t)seconds;
        until.tv_nsec = (long)((seconds - floor(seconds)) * 1e9);
        pthread_cond_timedwait(&s->asked, &s->lock, &until);
        if (isinf(wait))
            break; /* to show a frame that was asked for meanwhile */
    }
    Orders orders = s->orders;
    s->orders.sets_count = 0;
    s->orders.doses_count = 0;
    pthread_mutex_unlock(&s->lock);
    return orders;
}

/* The step that the play head was sent to, within the run. */
static int64_t session_target(const Session *s, const Orders *orders)
{
    const Drive *drive = s->drive;
    double steps = (double)drive->day0_step + orders->day * 24 / drive->params.time_cell_step;
    return (int64_t)floor(fmin(fmax(steps, 0), (double)drive->end_step) + 0.5);
}

/* The order is carried out: its goal is reached, or its step done. A new one may have come since.
 */
static void session_done(Session *s, const Orders *orders)
{
    const int64_t step = s->drive->world->step, target = session_target(s, orders);
    pthread_mutex_lock(&s->lock);
    if (s->orders.steps > 0)
        s->orders.steps--;
    if (orders->go && step >= target && s->orders.day == orders->day)
        s->orders.go = s->orders.play = false;
    pthread_mutex_unlock(&s->lock);
}

/* At the end, or after a failure, nothing that was asked for can be done. */
static void session_idle(Session *s, const Orders *orders)
{
    pthread_mutex_lock(&s->lock);
    if (s->orders.day == orders->day)
        s->orders.go = false;
    s->orders.play = false;
    s->orders.steps = 0;
    pthread_mutex_unlock(&s->lock);
}

static Status session_advance(Session *s, const Orders *orders)
{
    const int64_t target = session_target(s, orders);
    Status status = STATUS_OK;
    if (orders->go && target < s->drive->world->step)
        status = session_back(s, target);
    bool forward = !orders->go || (s->drive->world && s->drive->world->step < target);
    if (status == STATUS_OK && forward && !drive_over(s->drive))
        status = drive_step(s->drive);
    if (status == STATUS_OK)
        session_done(s, orders);
    return status;
}

static void session_work(Session *s, const Orders *orders)
{
    bool back = orders->go && session_target(s, orders) < s->drive->world->step;
    bool can = s->status == STATUS_OK && (back || !drive_over(s->drive));
    bool asked = orders->go || orders->steps > 0 || orders->play;
    if (!orders->play || orders->go || orders->steps > 0)
        s->paced_from = 0; /* from where it is when it goes on at a speed */
    if (asked && !can)
        session_idle(s, orders);
    else if (asked && (back || session_wait(s, orders) <= 0))
        s->status = session_advance(s, orders);
    if (s->status == STATUS_OK && s->drive->world && drive_over(s->drive))
        s->status = drive_conclude(s->drive);
}

static void *session_main(void *context)
{
    Session *s = context;
    omp_set_num_threads(s->threads); /* a new thread would take all processors */
    s->status = drive_save(s->drive);
    for (;;) {
        session_keep(s);
        Orders orders = session_listen(s);
        if (orders.quit)
            break;
        if (s->status == STATUS_OK && (orders.sets_count > 0 || orders.doses_count > 0))
            s->status = session_changes(s, &orders);
        session_work(s, &orders);
        if (s->status != STATUS_OK && !s->state.failed)
            session_note(s, "%.390s", s->drive->message);
        if (!s->drive->world) { /* a state could not be taken back: there is nothing to show */
            session_lost(s);
            break;
        }
        session_tell(s);
        session_show(s, &orders);
        session_life(s, &orders);
    }
    return NULL;
}

/* -- its life --------------------------------------------------------------------------------- */

static void session_release(Session *s)
{
    for (int i = 0; i < EXCHANGE_PLACES; i++)
        frame_destroy(&s->memory, &s->frames[i]);
    rewind_destroy(&s->rewind);
    lives_destroy(&s->lives);
    pthread_cond_destroy(&s->asked);
    pthread_mutex_destroy(&s->lock);
    drive_destroy(s->drive);
    free(s->drive);
    free(s);
}

Status session_create(Drive *drive, Session **out, char *message, size_t message_size)
{
    Session *s = calloc(1, sizeof *s);
    Status status = s ? STATUS_OK : STATUS_NO_MEMORY;
    *out = NULL;
    if (!s) {
        drive_destroy(drive);
        free(drive);
        snprintf(message, message_size, "%s", status_sentence(status));
        return status;
    }
    s->drive = drive;
    s->params = drive->params;
    s->threads = omp_get_max_threads();
    s->kept_step = -1;
    s->state.live = true;
    s->state.goal = NAN;
    snprintf(s->state.folder, sizeof s->state.folder, "%s", drive->folder.path);
    record_parent(drive->parent, drive->folder.path, s->state.parent);
    s->orders.wish.values = -1;
    s->orders.wish.index = drive->world->grid.nz / 2;
    exchange_start(&s->exchange);
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_t steady; /* a clock that is set meanwhile does not lengthen a wait */
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&s->asked, &steady);
    pthread_condattr_destroy(&steady);
    for (int i = 0; i < EXCHANGE_PLACES && status == STATUS_OK; i++)
        status = frame_create(&s->memory, &drive->world->grid, drive->params.substances_count,
                              &s->frames[i]);
    if (status == STATUS_OK && pthread_create(&s->thread, NULL, session_main, s) != 0)
        status = STATUS_NO_MEMORY;
    if (status != STATUS_OK) {
        snprintf(message, message_size, "%s: for the frames of the viewer",
                 status_sentence(status));
        drive->stopped = true;
        snprintf(drive->reason, sizeof drive->reason, "no memory to be watched");
        (void)drive_end(drive, STATUS_OK); /* so that it can be gone on with */
        session_release(s);
        return status;
    }
    *out = s;
    return STATUS_OK;
}

Status session_destroy(Session *s, char *message, size_t message_size)
{
    pthread_mutex_lock(&s->lock);
    s->orders.quit = true;
    pthread_cond_signal(&s->asked);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    Drive *drive = s->drive;
    Status status = s->status;
    if (drive->world) {
        if (status == STATUS_OK && !s->state.over) {
            drive->stopped = true;
            snprintf(drive->reason, sizeof drive->reason, "closed by the viewer");
        }
        status = drive_end(drive, status);
    } else {
        status = drive_lose(drive, status);
    }
    snprintf(message, message_size, "%s", drive_well(status) ? drive->folder.path : drive->message);
    session_release(s);
    return status;
}
