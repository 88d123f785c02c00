/* Where the pictures of a viewer come from: a simulation that runs, or the files of one. The viewer
 * asks and draws; it knows nothing of how it is done. All calls come from the viewer's thread and
 * return at once. */
#ifndef PRODROME_SOURCE_H
#define PRODROME_SOURCE_H

#include "engine/frame.h"
#include "io/life.h"
#include "render/live.h"

enum { SOURCE_REASON = 128, SOURCE_TEXT = 400, SOURCE_PATH = 4096 };

typedef enum SourceOrder {
    SOURCE_PLAY,   /* goes on, at the speed that was set */
    SOURCE_PAUSE,  /* stops before the next step, wherever it was going */
    SOURCE_STEPS,  /* number: so many steps on, then stops */
    SOURCE_GO,     /* number: to that day, back or forward, as fast as it can, then stops */
    SOURCE_SPEED,  /* number: days per second; 0: as fast as it can */
    SOURCE_CHANGE, /* text: "path=value", one or more lines, before the next step */
    SOURCE_DOSE,   /* number: mg/kg, text: drug: a dose at the present step */
    SOURCE_LOOK    /* wish: what the next frames show */
} SourceOrder;

typedef struct SourceCommand {
    SourceOrder order;
    double number;
    const char *text;
    FrameWish wish;
} SourceCommand;

typedef struct SourceState {
    char folder[SOURCE_PATH]; /* the run folder, with its tables and snapshots */
    char parent[SOURCE_PATH]; /* of the run that a branch has left; "": none */
    bool live;                /* a simulation; else files, which cannot be changed */
    bool waiting;             /* playing, of files, until more are saved */
    bool playing, over;       /* on its way; at the end */
    int64_t step;
    double day, head_day, end_day;  /* now; the latest that is known; of the configuration */
    double rate;                    /* days per second of the last second */
    double goal;                    /* the day it is on its way to; NAN: none */
    char reason[SOURCE_REASON];     /* why it is over */
    double live_values[LIVE_COUNT]; /* of the parameters of live.def, in their units; NAN: none */
    char note[SOURCE_TEXT];         /* the last thing to tell the user */
    unsigned notes;                 /* counts them */
    bool failed; /* the note says why nothing goes on; of files, why this one is not shown */
} SourceState;

typedef struct Source {
    void *context;
    const Params *params; /* names and units; constant */
    Grid grid;
    void (*command)(void *context, const SourceCommand *command);
    void (*state)(void *context, SourceState *out);
    const Frame *(*frame)(
        void *context); /* the newest; valid until the next call; NULL: none yet */
    /* what saved states tell of the cell that was looked at last, copied when *out has another
     * version; whether it was */
    bool (*life)(void *context, LifeTold *out);
} Source;

#endif
