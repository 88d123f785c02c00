/* Who works at what, for processes on one or several machines that share a folder. A claim is a
 * folder with a file that names its holder and is written again as it goes on; it comes into being
 * by one rename, which one of several processes gets. A holder on this machine that has ended is
 * found out at once; one elsewhere when nothing was written for as long as `patience` while this
 * process looked (clocks of other machines are not trusted). Such a claim is taken over, by one
 * process again: it is renamed to a name that its own holder decides. */
#ifndef PRODROME_CLAIM_H
#define PRODROME_CLAIM_H

#include "io/file.h"

enum { CLAIM_NONCE = 17, CLAIM_HOST = 64 };

/* The holder of a claim, as its file says. */
typedef struct ClaimHolder {
    char host[CLAIM_HOST], machine[64], nonce[CLAIM_NONCE];
    int64_t pid, start;  /* start: of the process, in ticks since its machine began */
    int64_t since, beat; /* seconds of the epoch, by the holder's clock; how often it was written */
} ClaimHolder;

/* What was last seen of another one's claim. */
typedef struct ClaimSeen {
    int64_t number, beat;
    char nonce[CLAIM_NONCE];
    double since; /* s */
} ClaimSeen;

/* The claims of this process in one folder. */
typedef struct Claims {
    char folder[FILE_PATH];
    double patience; /* s */
    ClaimHolder self;
    ClaimSeen *seen;
    size_t seen_count, seen_room;
} Claims;

typedef struct Claim {
    int64_t number;
    int fd; /* of its file; -1: not held */
    char nonce[CLAIM_NONCE];
    int64_t since, beat;
    bool taken_over;    /* from one that had ended or fallen silent */
    ClaimHolder before; /* whom, if so */
} Claim;

/* Makes the folder if it is not there. */
Status claims_open(Claims *claims, const char *folder, double patience, char *message,
                   size_t message_size);
void claims_close(Claims *claims);

/* STATUS_EXISTS: somebody else has it (message says who). IO, NO_MEMORY. */
Status claim_take(Claims *claims, int64_t number, Claim *out, char *message, size_t message_size);

/* Says that the holder lives. STATUS_EXISTS: the claim was taken over, and is no longer held. */
Status claim_beat(const Claims *claims, Claim *claim, char *message, size_t message_size);

/* Gives it back; one that is not held is no error. */
void claim_release(const Claims *claims, Claim *claim);

/* Removes what is left in a folder of claims when there is nothing left to claim, and the folder.
 */
void claims_sweep(const char *folder);

/* The holder of a claim; false: nobody, or not to be read. */
bool claim_holder(const char *folder, int64_t number, ClaimHolder *out);

/* Whether a holder is a process of this machine that has ended. */
bool claim_ended(const Claims *claims, const ClaimHolder *holder);

#endif
