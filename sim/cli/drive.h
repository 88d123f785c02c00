/* Drives a simulation from its start to its end: steps, saves what is due, listens to signals,
 * times the stages. Whatever happens, the folder tells it: finished, stopped or failed, and why. */
#ifndef PRODROME_DRIVE_H
#define PRODROME_DRIVE_H

#include "cli/progress.h"
#include "engine/simulation.h"

enum { DRIVE_STAGES = 16, DRIVE_MESSAGE = FILE_PATH + 512 };

typedef struct Drive {
    Params params, changed; /* as they are; as what was asked for makes them */
    Memory memory;
    Simulation *simulation;
    World *world;
    RunFolder folder;
    Summary summary, saved; /* at the present step; of the last row that was saved */
    RunReport report;
    Progress progress;
    Steering steering;
    int64_t steered; /* so many of its changes were made */
    const char *stages[DRIVE_STAGES];
    double stage_seconds[DRIVE_STAGES], mark, reported;
    int64_t day0_step, end_step, row_step, row_every, snapshot_every;
    int64_t head;            /* everything up to this step is saved; -1: nothing yet */
    int64_t checkpoint_step; /* of the last one; -1: none */
    double checkpointed;     /* when it was taken, s */
    int64_t wall;            /* as in RunMark */
    double wall_day;
    char parent[DRIVE_MESSAGE]; /* of a branch: the checkpoint that it began with; "": none */
    Animal animal;
    bool stopped, begun; /* by a signal; a branch has its first row and snapshot */
    bool settled;        /* its files are those of its end: with this hash, for that reason */
    uint64_t end_hash;
    char end_reason[128];
    char reason[128], warning[160], message[DRIVE_MESSAGE];
} Drive;

/* How a run begins: anew, or where a checkpoint stands. */
typedef struct DriveStart {
    const char *out;       /* the run folder; NULL: the default one */
    bool resume;           /* go on in that folder from its newest whole checkpoint */
    const char *from;      /* branch off from this checkpoint, or the newest of this run folder */
    const char *from_name; /* what to call it in provenance; NULL: its path */
    const Drive *parent;   /* of a branch: who has it in memory; NULL: its folder has */
    const char *events;    /* changes to make on the way; NULL: those that a resumed run has */
    bool quiet;
} DriveStart;

/* The first signal from now on ends a drive after its step, the second at once: to be called before
 * there is anything to leave behind, by who does not listen for them itself. */
void drive_listen(void);

/* Whether one came. */
bool drive_interrupted(void);

/* Opens or creates the run folder, and the simulation. params, day0_step and end_step are set by
 * the caller, the rest is zero. On failure message says why, and nothing is left or changed. */
Status drive_create(Drive *drive, const DriveStart *start);

/* STATUS_OK: finished. STATUS_STOPPED: a signal came. Else message says what went wrong. */
Status drive_run(Drive *drive);

/* The same in single steps, for who wants to look in between: drive_save once, then drive_step
 * until drive_over, then drive_end with what came of it. */
Status drive_save(Drive *drive);
Status drive_step(Drive *drive);
bool drive_over(Drive *drive);
Status drive_end(Drive *drive, Status status);

/* Once over, leaves the files as drive_end does, for who looks on, goes back and may leave it from
 * there. */
Status drive_conclude(Drive *drive);

/* The end of a drive whose state could not be taken back (drive_rewind): its files are those of
 * before, from which it can be resumed, and run.json says that it was stopped, and why. Returns the
 * failure. */
Status drive_lose(Drive *drive, Status failure);

/* Puts the state of a checkpoint of this run in place of the present one. The files stay as they
 * are: what is done again up to the step where they end is not saved again. After a failure the
 * drive can only be ended. */
Status drive_rewind(Drive *drive, const char *checkpoint);

/* Asks for changes ("path=value") before the next step, together with those already asked for then,
 * of a drive whose files end at the present one. After a failure nothing has changed. */
Status drive_ask(Drive *drive, const char *const *sets, int count);

/* The parameters as what was asked for before the next step makes them. */
const Params *drive_asked(Drive *drive);

/* The present state as the bytes of a checkpoint, to be freed with free(). */
Status drive_image(Drive *drive, void **image, size_t *bytes);

void drive_destroy(Drive *drive);

/* Whether a run ended well: finished or stopped. */
bool drive_well(Status status);

#endif
