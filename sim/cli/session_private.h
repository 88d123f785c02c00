/* Shared by the files of a session; not for others. */
#ifndef PRODROME_SESSION_PRIVATE_H
#define PRODROME_SESSION_PRIVATE_H

#include "cli/rewind.h"
#include "cli/session.h"
#include "render/exchange.h"
#include "render/lives.h"

#include <pthread.h>

enum { SESSION_SETS = 32, SESSION_SET = 256, SESSION_WORDS = 180, SESSION_DOSES = 16 };

typedef struct OrderedDose {
    char drug[PARAMS_TEXT];
    double amount; /* mg/kg */
} OrderedDose;

/* What the viewer has asked for and the thread has not taken up yet. */
typedef struct Orders {
    bool quit, play, go;
    int64_t steps;
    double day, speed;
    char sets[SESSION_SETS][SESSION_SET];
    int change[SESSION_SETS]; /* those of one number are made together, or none of them */
    int sets_count, changes;
    OrderedDose doses[SESSION_DOSES]; /* to be given now, each by itself */
    int doses_count;
    FrameWish wish;
    unsigned wishes; /* counts them */
} Orders;

struct Session {
    Drive *drive;
    Memory memory; /* of the frames */
    pthread_t thread;
    int threads;          /* of the run, as they were chosen in the thread that made it */
    pthread_mutex_t lock; /* of orders and state */
    pthread_cond_t asked;
    Orders orders;
    SourceState state;
    Status status;           /* of the drive so far */
    Params params;           /* as the run began: names and units */
    const Drive *told_drive; /* whose values the state has, after so many changes */
    int64_t told_steered;
    Rewind rewind;
    int64_t kept_step; /* of the last checkpoint that rewind has seen */
    Lives lives;
    LifeTold told; /* of it, for the viewer */
    Exchange exchange;
    Frame frames[EXCHANGE_PLACES];
    bool seen; /* the reader has a frame */
    unsigned wishes;
    uint64_t frames_taken;
    const Drive *shown_drive; /* the newest frame is of it, at that step */
    int64_t shown_step;
    Sight gone;         /* the cell that was looked at when it was found no more */
    uint64_t gone_cell; /* 0: none; until time goes back */
    double paced_from, paced_day, paced_speed; /* since when it goes at this speed */
    double rated_at, rated_day;
};

/* Tells the user something. */
void session_note(Session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What is still to be done, of the orders as they are; the lock is held. */
void session_tell_orders(Session *session);

/* The day of a step. */
double session_day(const Session *session, int64_t step);

/* The values that the sliders show. */
void session_values(Session *session, const Params *params);

/* Keeps the checkpoint that the drive has written, if it is a new one. */
void session_keep(Session *session);

/* What is to be read of the life of the cell that is looked at. */
LivesWish session_lives(const Session *session, const Orders *orders);

/* Reads on in it, one snapshot between two steps; what is known of it, as Source.life. */
void session_life(Session *session, const Orders *orders);
bool session_told(void *context, LifeTold *out);

/* Takes the nearest kept state at or before a step. */
Status session_back(Session *session, int64_t step);

/* Makes what was asked for, or tells why not; back in time by a branch. A failure is of the run. */
Status session_changes(Session *session, const Orders *orders);

#endif
