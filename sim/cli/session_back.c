/* Going back in a run that is watched, its branches, and changes by hand. */
#include "cli/session_private.h"
#include "io/checkpoint.h"
#include "io/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SESSION_BRANCHES = 1000 };
static const size_t CHECKPOINT_LONGEST = (size_t)1 << 32;

void session_keep(Session *s)
{
    char path[FILE_PATH], ignored[256];
    void *data;
    size_t bytes;
    if (s->drive->checkpoint_step == s->kept_step)
        return;
    s->kept_step = s->drive->checkpoint_step;
    if (file_path(path, s->drive->folder.path, CHECKPOINT_NAME, ignored, sizeof ignored) !=
            STATUS_OK ||
        file_read_whole(path, CHECKPOINT_LONGEST, &data, &bytes, ignored, sizeof ignored) !=
            STATUS_OK)
        return;
    rewind_keep(&s->rewind, s->kept_step, data, bytes);
    free(data);
}

Status session_back(Session *s, int64_t step)
{
    char path[REWIND_PATH];
    if (!rewind_find(&s->rewind, step, path)) {
        session_note(s, "there is no earlier state to go back to");
        return STATUS_OK;
    }
    Status status = drive_rewind(s->drive, path);
    s->gone_cell = 0;
    if (status == STATUS_OK || !s->drive->world)
        return status;
    session_note(s, "cannot go back: %.350s", s->drive->message); /* the state is as it was */
    return STATUS_OK;
}

/* The first folder name of a branch that is free. */
static void session_branch_name(const Drive *drive, char out[FILE_PATH])
{
    for (int n = 1; n < SESSION_BRANCHES; n++) {
        snprintf(out, FILE_PATH, "%.*s-branch%d", FILE_PATH - 32, drive->folder.path, n);
        if (!file_exists(out))
            return;
    }
}

/* The parameters of a branch: with what is asked for already, and these values. */
static Status session_target(Drive *old, const char *const *sets, int count, Params *out)
{
    size_t length;
    char *config = config_text(drive_asked(old), &length);
    if (!config) {
        snprintf(old->message, DRIVE_MESSAGE, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    Status status = steering_values(config, sets, count, out, old->message, DRIVE_MESSAGE);
    free(config);
    return status;
}

/* Leaves the run where its files end, and goes on with a branch that begins at the present step;
 * the words say what is changed. */
static Status session_branch(Session *s, const char *const *sets, int count, const char *words)
{
    char out[FILE_PATH], name[FILE_PATH + 32], path[REWIND_PATH];
    void *image = NULL;
    size_t bytes = 0;
    Drive *old = s->drive, *new = calloc(1, sizeof *new);
    Status status = new ? STATUS_OK : STATUS_NO_MEMORY;
    char *message = old->message;
    if (status == STATUS_OK)
        status = session_target(old, sets, count, &new->params);
    else
        snprintf(message, DRIVE_MESSAGE, "%s", status_sentence(status));
    if (status == STATUS_OK)
        status = drive_image(old, &image, &bytes);
    int file = status == STATUS_OK ? rewind_file(image, bytes, path) : -1;
    free(image);
    if (status == STATUS_OK && file < 0) {
        snprintf(message, DRIVE_MESSAGE, "no memory for the state to begin with");
        status = STATUS_NO_MEMORY;
    }
    session_branch_name(old, out);
    snprintf(name, sizeof name, "%s on day %.6g", old->folder.path,
             session_day(s, old->world->step));
    if (status == STATUS_OK) {
        new->day0_step = old->day0_step;
        new->end_step = old->end_step;
        status = drive_create(
            new, &(DriveStart){
                     .out = out, .from = path, .from_name = name, .parent = old, .quiet = true});
        if (status != STATUS_OK)
            snprintf(message, DRIVE_MESSAGE, "%s", new->message);
    }
    if (file >= 0)
        close(file);
    if (status != STATUS_OK) {
        session_note(s, "no branch: %.300s", message);
        free(new);
        return STATUS_OK; /* the run itself is as it was */
    }
    pthread_mutex_lock(&s->lock);
    snprintf(s->state.parent, sizeof s->state.parent, "%s", old->folder.path);
    pthread_mutex_unlock(&s->lock);
    old->stopped = true;
    snprintf(old->reason, sizeof old->reason, "left for a branch");
    bool well = drive_well(drive_end(old, STATUS_OK));
    if (well)
        session_note(s, "%s; a branch: %.200s", words, out);
    else
        session_note(s, "%s; a branch: %.60s, but its parent is not whole: %.120s", words, out,
                     old->message);
    drive_destroy(old);
    free(old);
    s->drive = new;
    s->gone_cell = 0;
    s->kept_step = -1;
    rewind_destroy(&s->rewind); /* those were states of the other run */
    return drive_save(new);
}

/* Makes these values together, or tells why not; the words say what is done. */
static Status session_change(Session *s, const char *const *sets, int count, const char *words)
{
    Drive *drive = s->drive;
    if (drive->world->step < drive->head)
        return session_branch(s, sets, count, words);
    if (drive_over(drive)) {
        session_note(s, "the run is at its end: go back to change it");
        return STATUS_OK;
    }
    if (drive_ask(drive, sets, count) != STATUS_OK) {
        session_note(s, "not changed: %.300s", drive->message);
        return STATUS_OK;
    }
    session_note(s, "%s", words);
    session_values(s, drive_asked(drive));
    return STATUS_OK;
}

/* A dose now, as what it is in the configuration. */
static Status session_dose(Session *s, const OrderedDose *dose)
{
    char text[3][SESSION_SET], words[SESSION_WORDS];
    const char *const sets[] = {text[0], text[1], text[2]};
    const int n = drive_asked(s->drive)->doses_count;
    const double hours = session_day(s, s->drive->world->step) * 24;
    if (hours < 0) {
        session_note(s, "there are no doses before day 0, the end of the burn-in");
        return STATUS_OK;
    }
    snprintf(text[0], SESSION_SET, "doses.%d.drug=%s", n, dose->drug);
    snprintf(text[1], SESSION_SET, "doses.%d.amount=%.10g mg/kg", n, dose->amount);
    snprintf(text[2], SESSION_SET, "doses.%d.at=%.10g h", n, hours);
    snprintf(words, sizeof words, "%.4g mg/kg of %s, given at the next step", dose->amount,
             dose->drug);
    return session_change(s, sets, 3, words);
}

Status session_changes(Session *s, const Orders *orders)
{
    const char *sets[SESSION_SETS];
    char words[SESSION_WORDS];
    Status status = STATUS_OK;
    for (int first = 0, end; first < orders->sets_count && status == STATUS_OK; first = end) {
        for (end = first; end < orders->sets_count && orders->change[end] == orders->change[first];
             end++)
            sets[end - first] = orders->sets[end];
        snprintf(words, sizeof words, "%.150s%s", sets[0], end - first > 1 ? " ..." : "");
        status = session_change(s, sets, end - first, words);
    }
    for (int i = 0; i < orders->doses_count && status == STATUS_OK; i++)
        status = session_dose(s, &orders->doses[i]);
    return status;
}
