/* What a checkpoint may say, beside its being whole: anyone can make a file of which every hash is
 * right. */
#include "io/checkpoint_private.h"
#include "model/legal.h"

#include <float.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SOUND_BYTES = 1 << 30 }; /* of a table of a run folder, as runfolder_resume.c reads it */

static bool sound_between(const char *what, double value, double low, double high,
                          char fault[CHECKPOINT_FAULT])
{
    if (value >= low && value <= high)
        return true;
    snprintf(fault, CHECKPOINT_FAULT, "%s is %.9g, and not from %.9g to %.9g", what, value, low,
             high);
    return false;
}

bool checkpoint_sound_mark(const Checkpoint *c, char fault[CHECKPOINT_FAULT])
{
    const RunMark *m = &c->mark;
    const double step = (double)c->step;
    const struct {
        const char *what;
        double value, low, high;
    } rows[] = {
        {"/provenance step", step, 0, PARAMS_STEPS},
        {"/folder begun", (double)m->begun, 0, 1},
        {"/folder started", (double)m->started, 0, 1},
        {"/folder wall", (double)m->wall, 0, GRID_FACES},
        {"/folder wall_day", m->wall_day, -DBL_MAX, DBL_MAX},
        {"/folder row_step", (double)m->row_step, -1, step},
        {"/folder snapshot_step", (double)m->snapshot_step, -1, step},
        {"/folder series_bytes", (double)m->series_bytes, 0, SOUND_BYTES},
        {"/folder events_bytes", (double)m->events_bytes, 0, SOUND_BYTES},
        {"/folder day0_volume", m->day0_volume, 0, DBL_MAX},
        {"/folder nadir_volume", m->nadir_volume, 0, DBL_MAX},
        {"/folder nadir_day", m->nadir_day, -DBL_MAX, DBL_MAX},
        /* one a step, and one more at a step that a run ends at and goes on from */
        {"/folder snapshots_count", (double)m->snapshots_count, 0, step + 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!sound_between(rows[i].what, rows[i].value, rows[i].low, rows[i].high, fault))
            return false;
    return true;
}

static bool sound_hex(const char *what, const char *text, size_t length,
                      char fault[CHECKPOINT_FAULT])
{
    if (strlen(text) == length && strspn(text, "0123456789abcdef") == length)
        return true;
    snprintf(fault, CHECKPOINT_FAULT, "%s is no hexadecimal number of %zu digits", what, length);
    return false;
}

bool checkpoint_sound_texts(const Checkpoint *c, char fault[CHECKPOINT_FAULT])
{
    double before = -DBL_MAX;
    if (*c->parent_hash &&
        !sound_hex("parent_state_hash", c->parent_hash, PROVENANCE_HASH - 1, fault))
        return false;
    for (int64_t i = 0; i < c->mark.snapshots_count; i++) {
        const RunFolderSnapshot *s = &c->mark.snapshots[i];
        char what[64];
        snprintf(what, sizeof what, "/folder/times, entry %" PRId64 ",", i);
        if (!sound_between(what, s->entry.time_d, before, DBL_MAX, fault))
            return false;
        snprintf(what, sizeof what, "/folder/digests, entry %" PRId64 ",", i);
        if (!sound_hex(what, s->sha256, SHA256_HEX - 1, fault))
            return false;
        before = s->entry.time_d;
    }
    return true;
}

bool checkpoint_sound_world(const Checkpoint *c, const World *world, char fault[CHECKPOINT_FAULT])
{
    if (world->step == c->step)
        return legal_check(world, fault, CHECKPOINT_FAULT) == STATUS_OK;
    snprintf(fault, CHECKPOINT_FAULT, "/state step is %" PRId64 ", and /provenance step %" PRId64,
             world->step, c->step);
    return false;
}
