/* A branch as a run from the seed: its configuration is that with which its first ancestor began,
 * its changes are all that were made since, and what the branch itself changes is made in its first
 * step. So `prodrome run config.yaml --events steering.csv` repeats it. What no change on the way
 * can be, as a dose that is taken away, makes a branch that begins with its own configuration, and
 * is repeated from its parent alone. */
#include "cli/drive_private.h"
#include "io/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORIGIN_CONFIG = 1 << 22, ORIGIN_WHY = 512 };

/* What is put together for a branch. */
typedef struct Origin {
    int64_t step;      /* of the branching */
    Params target;     /* of the branch, from its first step on */
    Params first, now; /* with which the run from the seed begins; at the branching */
    char *config;      /* text of the last that was worked out */
    Steering steering;
    Text fixed;  /* values that may be others from the beginning, one a line */
    int64_t due; /* the number of the first change of the branching, or after it */
    char *why;   /* why it cannot be; ORIGIN_WHY bytes */
} Origin;

static bool origin_not(Origin *o, const char *why)
{
    snprintf(o->why, ORIGIN_WHY, "%.*s", ORIGIN_WHY - 1, why);
    return false;
}

static bool origin_read(Origin *o, const char *text, Params *out)
{
    Messages messages;
    messages_start(&messages);
    Status status = config_read_text("its parent", text, strlen(text), out, &messages);
    messages_destroy(&messages);
    return status == STATUS_OK || origin_not(o, "the configuration of its parent cannot be read");
}

/* The text of these parameters in place of the one of before. */
static bool origin_text(Origin *o, const Params *params)
{
    size_t length;
    char *text = config_text(params, &length);
    if (!text)
        return origin_not(o, status_sentence(STATUS_NO_MEMORY));
    free(o->config);
    o->config = text;
    return true;
}

/* -- what the parent began with --------------------------------------------------------------- */

static bool origin_is_branch(Origin *o, const Steering *steering)
{
    return steering->branch && !origin_not(o, "its parent is one that cannot be, either");
}

static bool origin_of_memory(Origin *o, const Drive *parent)
{
    char ignored[DRIVE_MESSAGE];
    if (origin_is_branch(o, &parent->steering))
        return false;
    return origin_read(o, parent->folder.first_config, &o->first) &&
           (drive_copy(&parent->steering, 0, &o->steering, ignored) == STATUS_OK ||
            origin_not(o, ignored));
}

/* Of the folder that the checkpoint is in. */
static bool origin_of_folder(Origin *o, const char *checkpoint)
{
    char folder[FILE_PATH], path[FILE_PATH], said[DRIVE_MESSAGE];
    const char *slash = strrchr(checkpoint, '/');
    void *text;
    size_t bytes;
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - checkpoint) : 1,
             slash ? checkpoint : ".");
    if (file_path(path, folder, "config.yaml", said, sizeof said) != STATUS_OK ||
        file_read_whole(path, ORIGIN_CONFIG, &text, &bytes, said, sizeof said) != STATUS_OK)
        return origin_not(o, "the folder of its parent does not tell how that began");
    bool well = origin_read(o, text, &o->first);
    free(text);
    if (!well || file_path(path, folder, STEERING_NAME, said, sizeof said) != STATUS_OK)
        return false;
    if (!file_exists(path))
        return true;
    Steering all;
    if (steering_read(path, &o->first, &all, said, sizeof said) != STATUS_OK)
        return origin_not(o, "the changes of its parent cannot be read");
    well = !origin_is_branch(o, &all);
    for (int64_t i = 0; i < all.count && well; i++) /* those ahead are the parent's own */
        if (all.list[i].step < o->step)
            well = steering_add(&o->steering, all.list[i].step, all.list[i].set, said,
                                sizeof said) == STATUS_OK;
    steering_destroy(&all);
    return well || (!*o->why && origin_not(o, status_sentence(STATUS_NO_MEMORY)));
}

/* -- from the beginning to the branching ------------------------------------------------------ */

/* Makes the changes before a step, and with `at` those of it, from the first parameters on. */
static bool origin_advance(Origin *o, bool at)
{
    char said[DRIVE_MESSAGE];
    Params *next = malloc(sizeof *next);
    bool well = next && origin_text(o, &o->first);
    o->now = o->first;
    o->due = 0;
    while (well && o->due < o->steering.count &&
           o->steering.list[o->due].step < o->step + (at ? 1 : 0)) {
        well = steering_apply(&o->steering, o->due, o->config, next, &o->due, said, sizeof said) ==
                   STATUS_OK ||
               origin_not(o, said);
        if (well) {
            o->now = *next;
            well = origin_text(o, &o->now);
        }
    }
    free(next);
    return well;
}

/* Whether what was worked out is this configuration, but for a later end. */
static bool origin_is(Origin *o, const char *config)
{
    Params *other = malloc(sizeof *other);
    bool well = other && origin_read(o, config, other);
    if (well && other->time_end != o->now.time_end) {
        other->time_end = o->now.time_end;
        char *kept = o->config;
        o->config = NULL;
        well = origin_text(o, other) && strcmp(o->config, kept) == 0;
        free(o->config);
        o->config = kept;
    } else if (well) {
        well = strcmp(config, o->config) == 0;
    }
    free(other);
    return well;
}

/* -- what the branch changes ------------------------------------------------------------------ */

/* A name, an end, what is saved and when the run is over change no state: they may have been so
 * from the beginning. */
static bool origin_harmless(const char *path)
{
    static const char *const all[] = {"run.name", "time.end", "output.", "stop."};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strncmp(path, all[i], strlen(all[i])) == 0)
            return true;
    return false;
}

static bool origin_take(void *context, const char *path, const char *value)
{
    Origin *o = context;
    char set[ORIGIN_WHY], why[ORIGIN_WHY];
    int length = snprintf(set, sizeof set, "%s=%s", path, value);
    if (length < 0 || (size_t)length >= sizeof set)
        return origin_not(o, "a value is too long");
    if (origin_harmless(path)) {
        text_add(&o->fixed, "%s\n", set);
        return true;
    }
    if (steering_fixed(path)) {
        snprintf(why, sizeof why, "a run begins with %s", path);
        return origin_not(o, why);
    }
    return steering_add(&o->steering, o->step, set, why, sizeof why) == STATUS_OK ||
           origin_not(o, why);
}

/* Makes the harmless values those of the beginning. */
static bool origin_fix(Origin *o)
{
    enum { MOST = 64 };
    const char *sets[MOST];
    char said[ORIGIN_WHY], *rest = NULL;
    int count = 0;
    if (o->fixed.failed)
        return origin_not(o, status_sentence(STATUS_NO_MEMORY));
    if (o->fixed.length == 0)
        return true;
    for (char *set = strtok_r(o->fixed.bytes, "\n", &rest); set && count < MOST;
         set = strtok_r(NULL, "\n", &rest))
        sets[count++] = set;
    Params *fixed = malloc(sizeof *fixed);
    bool well = fixed && origin_text(o, &o->first) &&
                steering_values(o->config, sets, count, fixed, said, sizeof said) == STATUS_OK;
    if (well)
        o->first = *fixed;
    free(fixed);
    return well || origin_not(o, said);
}

/* The changes that make the parent's parameters those of the branch, as of its first step. */
static bool origin_changes(Origin *o)
{
    char *target = NULL, said[DRIVE_MESSAGE];
    size_t length;
    if (!origin_advance(o, true)) /* with what the parent has planned for that very step */
        return false;
    if (!config_sets(&o->now, &o->target, origin_take, o))
        return *o->why ? false : origin_not(o, "something is taken away that its parent has");
    bool well = origin_fix(o) &&
                (steering_check(&o->steering, &o->first, said, sizeof said) == STATUS_OK ||
                 origin_not(o, said)) &&
                origin_advance(o, true) && (target = config_text(&o->target, &length));
    if (well && strcmp(target, o->config) != 0)
        well = origin_not(o, "its changes do not make its configuration");
    free(target);
    return well && origin_advance(o, false);
}

/* -- the branch ------------------------------------------------------------------------------- */

/* What was planned for the branch comes after what it begins with. */
static bool origin_plan(Origin *o, const Drive *drive)
{
    char said[DRIVE_MESSAGE];
    const Steering *own = &drive->steering;
    for (int64_t i = 0; i < own->count; i++)
        if (steering_add(&o->steering, own->list[i].step, own->list[i].set, said, sizeof said) !=
            STATUS_OK)
            return origin_not(o, said);
    return own->count == 0 ||
           steering_check(&o->steering, &o->first, said, sizeof said) == STATUS_OK ||
           origin_not(o, said);
}

static bool origin_make(Origin *o, const Drive *drive, const DriveStart *start,
                        const Checkpoint *parent)
{
    bool known =
        start->parent ? origin_of_memory(o, start->parent) : origin_of_folder(o, parent->path);
    if (!known || !origin_advance(o, false))
        return false;
    if (!origin_is(o, parent->config))
        return origin_not(o, "the folder of its parent does not tell how that came there");
    return origin_changes(o) && origin_plan(o, drive);
}

/* Gives the drive, whose folder has nothing yet, what was put together. */
static Status origin_give(Origin *o, Drive *drive)
{
    size_t length;
    char *first = config_text(&o->first, &length);
    if (!first) {
        snprintf(drive->message, DRIVE_MESSAGE, "no memory for the resolved configuration");
        return STATUS_NO_MEMORY;
    }
    free(drive->folder.first_config);
    drive->folder.first_config = first;
    steering_destroy(&drive->steering);
    drive->steering = o->steering;
    o->steering = (Steering){0};
    drive->steered = o->due;
    drive->params = o->now;
    return runfolder_steer(&drive->folder, &drive->params, drive->message, DRIVE_MESSAGE);
}

Status drive_origin(Drive *drive, const DriveStart *start, const Checkpoint *parent, bool *made,
                    char *why, size_t why_size)
{
    Origin *o = calloc(1, sizeof *o);
    char said[ORIGIN_WHY] = "";
    Status status = STATUS_OK;
    *made = false;
    if (!o) {
        snprintf(why, why_size, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_OK;
    }
    o->step = parent->step;
    o->target = drive->params;
    o->why = said;
    *made = origin_make(o, drive, start, parent);
    if (*made)
        status = origin_give(o, drive);
    snprintf(why, why_size, "%s", said);
    steering_destroy(&o->steering);
    text_destroy(&o->fixed);
    free(o->config);
    free(o);
    return status;
}

/* -- a branch that is named by its parent again ----------------------------------------------- */

/* The first value that is another than was begun with. */
static bool origin_name(void *context, const char *path, const char *value)
{
    Origin *o = context;
    snprintf(o->why, ORIGIN_WHY, "%s=%s", path, value);
    return false;
}

/* Takes what the branch began with up to its first step, included. False: it does not tell. */
static bool origin_again(Origin *o, const char *folder)
{
    char path[FILE_PATH], said[DRIVE_MESSAGE];
    Checkpoint c;
    if (file_path(path, folder, STEERING_NAME, said, sizeof said) != STATUS_OK ||
        !file_exists(path) || checkpoint_find(folder, &c, said, sizeof said) != STATUS_OK)
        return false;
    o->step = c.parent_step;
    bool branch = c.parent_hash[0] != 0;
    checkpoint_close(&c);
    /* its own past in place of its parent's, the first step's changes among it */
    o->step++;
    bool well = branch && file_path(path, folder, "config.yaml", said, sizeof said) == STATUS_OK &&
                origin_of_folder(o, path);
    o->step--;
    return well && origin_advance(o, true);
}

Status drive_again_of(Drive *drive, const char *out)
{
    Origin *o = calloc(1, sizeof *o);
    char said[ORIGIN_WHY] = "";
    Status status = STATUS_OK;
    if (!o) {
        snprintf(drive->message, DRIVE_MESSAGE, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    o->why = said;
    if (origin_again(o, out)) {
        *said = '\0';
        o->now.time_end = drive->params.time_end;
        o->first.time_end = drive->params.time_end;
        if (config_sets(&o->now, &drive->params, origin_name, o)) {
            drive->params = o->first;
        } else {
            snprintf(drive->message, DRIVE_MESSAGE,
                     "%s: this branch did not begin with `%s`: go on with it as it is, without "
                     "--from, or name another --out",
                     out, *said ? said : "what its parent has");
            status = STATUS_BAD_DATA;
        }
    }
    steering_destroy(&o->steering);
    free(o->config);
    free(o);
    return status;
}
