#include "io/claim.h"

#include "io/clock.h"
#include "io/file_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { OWNER_BYTES = 512, BEAT_DIGITS = 12 };

/* -- processes -------------------------------------------------------------------------------- */

/* The state and start of a process; false when there is none of this number. */
static bool claim_process(int64_t pid, char *state, int64_t *start)
{
    char path[64];
    long long ticks = 0;
    snprintf(path, sizeof path, "/proc/%" PRId64 "/stat", pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    char text[1024] = "";
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    const char *rest = strrchr(text, ')'); /* the name before may hold anything */
    /* state, then eighteen numbers, then the start */
    bool good = rest && sscanf(rest + 1,
                               " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d "
                               "%*d %*d %*d %lld",
                               state, &ticks) == 2;
    *start = ticks;
    return good;
}

/* Names this boot of this machine and the numbering of its processes; empty when not known. */
static void claim_machine(char out[64])
{
    char boot[40] = "";
    struct stat space;
    *out = 0;
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    if (!file)
        return;
    size_t length = fread(boot, 1, sizeof boot - 1, file);
    fclose(file);
    boot[length] = 0;
    boot[strcspn(boot, "\n")] = 0;
    if (*boot && stat("/proc/self/ns/pid", &space) == 0)
        snprintf(out, 64, "%s.%" PRIu64, boot, (uint64_t)space.st_ino);
}

bool claim_ended(const Claims *claims, const ClaimHolder *holder)
{
    char state = 0;
    int64_t start = 0;
    if (!*holder->machine || strcmp(holder->machine, claims->self.machine) != 0)
        return false;
    return !claim_process(holder->pid, &state, &start) || state == 'Z' || state == 'X' ||
           start != holder->start;
}

static Status claim_nonce(char out[CLAIM_NONCE], char *message, size_t message_size)
{
    uint64_t word;
    if (getrandom(&word, sizeof word, 0) != sizeof word)
        return file_failed(STATUS_INTERNAL, "random numbers", "there are none", message,
                           message_size);
    snprintf(out, CLAIM_NONCE, "%016" PRIx64, word);
    return STATUS_OK;
}

Status claims_open(Claims *claims, const char *folder, double patience, char *message,
                   size_t message_size)
{
    size_t made;
    char state;
    *claims = (Claims){.patience = patience};
    snprintf(claims->folder, sizeof claims->folder, "%s", folder);
    gethostname(claims->self.host, sizeof claims->self.host - 1);
    claims->self.host[strcspn(claims->self.host, " \t\n")] = 0;
    claims->self.pid = getpid();
    claim_process(claims->self.pid, &state, &claims->self.start);
    claim_machine(claims->self.machine);
    Status status = file_folder_create(folder, &made, message, message_size);
    return status == STATUS_EXISTS ? STATUS_OK : status;
}

void claims_close(Claims *claims)
{
    free(claims->seen);
    *claims = (Claims){0};
}

/* -- the file of a claim ---------------------------------------------------------------------- */

static Status claim_path(char out[FILE_PATH], const char *folder, const char *prefix,
                         const char *name, const char *file, char *message, size_t message_size)
{
    char tail[128];
    snprintf(tail, sizeof tail, "%s%s%s", prefix, name, file);
    return file_path(out, folder, tail, message, message_size);
}

static Status claim_number_path(char out[FILE_PATH], const char *folder, int64_t number,
                                const char *file, char *message, size_t message_size)
{
    char name[32];
    snprintf(name, sizeof name, "%06" PRId64, number);
    return claim_path(out, folder, "", name, file, message, message_size);
}

static int claim_text(const Claims *claims, const Claim *claim, char out[OWNER_BYTES])
{
    const ClaimHolder *self = &claims->self;
    return snprintf(out, OWNER_BYTES, "%s %s %s %" PRId64 " %" PRId64 " %lld %0*" PRId64 "\n",
                    claim->nonce, *self->host ? self->host : "?",
                    *self->machine ? self->machine : "?", self->pid, self->start,
                    (long long)claim->since, BEAT_DIGITS, claim->beat);
}

static Status claim_read(const char *path, ClaimHolder *out, char *message, size_t message_size)
{
    void *text;
    size_t bytes;
    const Status status = file_read_whole(path, OWNER_BYTES, &text, &bytes, message, message_size);
    if (status != STATUS_OK)
        return status == STATUS_NO_MEMORY ? status : STATUS_NO_INPUT;
    *out = (ClaimHolder){0};
    bool good =
        sscanf(text, "%16s %63s %63s %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64, out->nonce,
               out->host, out->machine, &out->pid, &out->start, &out->since, &out->beat) == 7 &&
        strspn(out->nonce, "0123456789abcdef") == CLAIM_NONCE - 1;
    free(text);
    return good ? STATUS_OK : STATUS_NO_INPUT;
}

/* NO_INPUT: nobody, as far as can be read. */
static Status claim_owner(const char *folder, int64_t number, ClaimHolder *out, char *message,
                          size_t message_size)
{
    char path[FILE_PATH];
    Status status = claim_number_path(path, folder, number, "/owner", message, message_size);
    return status == STATUS_OK ? claim_read(path, out, message, message_size) : status;
}

bool claim_holder(const char *folder, int64_t number, ClaimHolder *out)
{
    char message[FILE_PATH + 128];
    return claim_owner(folder, number, out, message, sizeof message) == STATUS_OK;
}

/* Makes folder/new-NONCE with its file, which stays open. */
static Status claim_prepare(const Claims *claims, Claim *claim, char folder[FILE_PATH],
                            char *message, size_t message_size)
{
    char path[FILE_PATH], text[OWNER_BYTES];
    size_t made;
    claim->fd = -1;
    Status status = claim_nonce(claim->nonce, message, message_size);
    if (status == STATUS_OK)
        status =
            claim_path(folder, claims->folder, "new-", claim->nonce, "", message, message_size);
    if (status == STATUS_OK)
        status = file_path(path, folder, "owner", message, message_size);
    if (status != STATUS_OK)
        return status;
    status = file_folder_create(folder, &made, message, message_size);
    if (status != STATUS_OK)
        return status;
    int length = claim_text(claims, claim, text);
    status = file_write_whole(path, text, (size_t)length, message, message_size);
    if (status == STATUS_OK)
        claim->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (status == STATUS_OK && claim->fd < 0)
        status = file_failed(STATUS_IO, path, "cannot be opened", message, message_size);
    if (status != STATUS_OK)
        file_folder_remove(folder, 0);
    return status;
}

/* -- taking over ------------------------------------------------------------------------------ */

static ClaimSeen *claim_seen(Claims *claims, int64_t number)
{
    for (size_t i = 0; i < claims->seen_count; i++)
        if (claims->seen[i].number == number)
            return &claims->seen[i];
    if (claims->seen_count == claims->seen_room) {
        size_t room = 2 * claims->seen_room + 16;
        ClaimSeen *seen = realloc(claims->seen, room * sizeof *seen);
        if (!seen)
            return NULL;
        claims->seen = seen;
        claims->seen_room = room;
    }
    ClaimSeen *new = &claims->seen[claims->seen_count++];
    *new = (ClaimSeen){.number = number, .beat = -1};
    return new;
}

/* Whether nothing was written for so long as this process looked. Without memory nobody is. */
static bool claim_silent(Claims *claims, int64_t number, const ClaimHolder *holder)
{
    ClaimSeen *seen = claim_seen(claims, number);
    double now = clock_seconds();
    if (!seen)
        return false;
    if (seen->beat != holder->beat || strcmp(seen->nonce, holder->nonce) != 0) {
        seen->beat = holder->beat;
        memcpy(seen->nonce, holder->nonce, sizeof seen->nonce);
        seen->since = now;
    }
    return now - seen->since > claims->patience;
}

/* The holder of a claim, "nobody" of one that cannot be read. */
static bool claim_who(const Claims *claims, int64_t number, ClaimHolder *holder)
{
    bool known = claim_holder(claims->folder, number, holder);
    if (!known)
        *holder = (ClaimHolder){.nonce = "nobody"};
    return known;
}

/* STATUS_OK: the holder may be taken over from. STATUS_EXISTS: it lives, as far as is known. */
static Status claim_judge(Claims *claims, int64_t number, ClaimHolder *holder, char *message,
                          size_t message_size)
{
    bool known = claim_who(claims, number, holder);
    if ((known && claim_ended(claims, holder)) || claim_silent(claims, number, holder))
        return STATUS_OK;
    snprintf(message, message_size, "process %" PRId64 " on %s has run %" PRId64, holder->pid,
             known ? holder->host : "?", number);
    return STATUS_EXISTS;
}

/* Moves the claim of a holder that has ended out of the way. The name that it gets is that of its
 * holder alone and stays until the new claim is given back, so whoever still holds this holder for
 * the one to take over from cannot move the claim that has come in its place. */
static Status claim_oust(const Claims *claims, const char *path, Claim *claim, char *message,
                         size_t message_size)
{
    char old[FILE_PATH];
    ClaimHolder now;
    claim_who(claims, claim->number, &now);
    if (strcmp(now.nonce, claim->before.nonce) != 0) {
        snprintf(message, message_size, "another process was faster");
        return STATUS_EXISTS;
    }
    Status status =
        claim_path(old, claims->folder, "old-", claim->before.nonce, "", message, message_size);
    if (status == STATUS_OK)
        status = file_folder_move(path, old, message, message_size);
    claim->taken_over = status == STATUS_OK;
    return status == STATUS_NO_INPUT ? STATUS_EXISTS : status;
}

/* The new claim is written before the old one is moved, so that its place is free for no longer
 * than from one rename to the next. */
Status claim_take(Claims *claims, int64_t number, Claim *out, char *message, size_t message_size)
{
    char path[FILE_PATH], new[FILE_PATH];
    *out = (Claim){.number = number, .fd = -1, .since = time(NULL)};
    Status status = claim_number_path(path, claims->folder, number, "", message, message_size);
    bool held = status == STATUS_OK && file_exists(path);
    if (held)
        status = claim_judge(claims, number, &out->before, message, message_size);
    if (status == STATUS_OK)
        status = claim_prepare(claims, out, new, message, message_size);
    if (status != STATUS_OK)
        return status;
    if (held)
        status = claim_oust(claims, path, out, message, message_size);
    if (status == STATUS_OK)
        status = file_folder_move(new, path, message, message_size);
    if (status == STATUS_OK)
        return STATUS_OK;
    close(out->fd);
    out->fd = -1;
    file_folder_remove(new, 0);
    return status;
}

/* -- holding ---------------------------------------------------------------------------------- */

Status claim_beat(const Claims *claims, Claim *claim, char *message, size_t message_size)
{
    char text[OWNER_BYTES];
    ClaimHolder holder;
    claim->beat++;
    int length = claim_text(claims, claim, text);
    const Status read = claim_owner(claims->folder, claim->number, &holder, message, message_size);
    if (read == STATUS_NO_MEMORY) /* which says nothing of who has it */
        return read;
    if (read != STATUS_OK || strcmp(holder.nonce, claim->nonce) != 0) {
        snprintf(message, message_size, "run %" PRId64 " was taken over by another process",
                 claim->number);
        close(claim->fd);
        claim->fd = -1;
        return STATUS_EXISTS;
    }
    /* Only the digits of the last number change. */
    if (file_call_fails() || pwrite(claim->fd, text, (size_t)length, 0) != length ||
        (fsync(claim->fd) < 0 && errno != EINVAL && errno != EROFS))
        return file_failed(STATUS_IO, claims->folder, "a claim cannot be renewed", message,
                           message_size);
    return STATUS_OK;
}

void claim_release(const Claims *claims, Claim *claim)
{
    char path[FILE_PATH], gone[FILE_PATH], old[FILE_PATH], message[FILE_PATH + 128];
    size_t size = sizeof message;
    ClaimHolder holder;
    if (claim->fd < 0)
        return;
    close(claim->fd);
    claim->fd = -1;
    if (claim_holder(claims->folder, claim->number, &holder) &&
        strcmp(holder.nonce, claim->nonce) == 0 &&
        claim_number_path(path, claims->folder, claim->number, "", message, size) == STATUS_OK &&
        claim_path(gone, claims->folder, "gone-", claim->nonce, "", message, size) == STATUS_OK &&
        file_folder_move(path, gone, message, size) == STATUS_OK)
        file_folder_remove(gone, 0);
    if (claim->taken_over && claim_path(old, claims->folder, "old-", claim->before.nonce, "",
                                        message, size) == STATUS_OK)
        file_folder_remove(old, 0);
}

void claims_sweep(const char *folder)
{
    char path[FILE_PATH], message[FILE_PATH + 128];
    DIR *entries = opendir(folder);
    for (struct dirent *e = entries ? readdir(entries) : NULL; e; e = readdir(entries))
        if (e->d_name[0] != '.' &&
            file_path(path, folder, e->d_name, message, sizeof message) == STATUS_OK)
            file_folder_remove(path, 0);
    if (entries)
        closedir(entries);
    rmdir(folder);
}
