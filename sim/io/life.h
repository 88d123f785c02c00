/* The life of one cell as the snapshots of its run tell it: what it was and saw, who it descends
 * from, when it committed to die and died. Read one snapshot at a time, so that who watches a run
 * can do so between two pictures, and goes on as more are saved. Between two snapshots nothing is
 * known but births and deaths. */
#ifndef PRODROME_LIFE_H
#define PRODROME_LIFE_H

#include "engine/sight.h"
#include "io/runlist.h"

/* Who descends from whom, of all cells that any snapshot knows. */
typedef struct LifeKin {
    uint64_t id, parent;
    double birth_h;
} LifeKin;

/* What is known of a cell's commitment: when it was last seen threatened but not committed, when
 * first committed (id 0: never); its birth, h; whether it died, and of what. */
typedef struct LifeEnd {
    Sight safe, committed, death;
    double birth_h;
    bool seen; /* in any state but its death */
} LifeEnd;

/* Fields are to be read only. */
typedef struct Life {
    uint64_t id;
    const Params *params; /* not owned: names, and what a snapshot without any was made with */
    Params *own;          /* of the last snapshot, which changes on the way make others */
    char *config;         /* their text */
    CalciumMap calcium;   /* of these */
    Grid grid;            /* of the last snapshot that was read */
    char folder[FILE_PATH];
    RunList list, before;     /* of the folder, and of the one that it branched off from */
    size_t read, before_read; /* so many of them were */
    double branch_h;          /* since day 0; what `before` has from then on is another's life */
    LifeKin *kin;
    size_t kin_count, kin_room, kin_sorted;
    Sight *sights; /* in order of time; due_h as its snapshot has it */
    size_t sights_count, sights_room;
    LifeEnd end;
    char fault[FILE_PATH + 256]; /* of the last snapshot that could not be read; "": none */
} Life;

/* Begins with nothing read; params, of the run, are borrowed. */
void life_start(Life *life, const char *folder, const Params *params, uint64_t id);
void life_destroy(Life *life); /* takes {0} too */

/* Of a branch: the folder that has its beginning, and when it left it. Without one nothing is
 * known of before. To be called before anything is read. */
void life_branch(Life *life, const char *parent, double branch_h);

/* Looks which snapshots there are. NO_INPUT when there is none, NO_MEMORY. */
Status life_look(Life *life, char *message, size_t message_size);

/* Whether there are more to read, of those that life_look has seen. */
bool life_more(const Life *life);

/* Reads the next one. After a failure, which is told, the next call goes on behind it. */
Status life_next(Life *life, char *message, size_t message_size);

/* What is known of a cell's descent; NULL: no snapshot has it. */
const LifeKin *life_kin(Life *life, uint64_t id);

/* Life.end with the birth, which the newest snapshot tells as well as the first. */
const LifeEnd *life_end(Life *life);

/* In words, the same for all who tell of it: what threatens it, "damage 21.7 h of the 35.5 h that
 * it withstands, ..."; between when and when it committed, and why, "" if it did not; when it died,
 * of what and where. */
void life_hazards_words(const Sight *sight, char *out, size_t size);
void life_commitment_words(const LifeEnd *end, double step_h, char *out, size_t size);
void life_death_words(const Sight *death, const Grid *grid, char *out, size_t size);

/* What there is to show of a life, as a copy that needs no more of it. */
enum { LIFE_ANCESTORS = 4096, LIFE_NAMED = 2, LIFE_SHOWN = 400, LIFE_WORDS = 400 };
typedef struct LifeTold {
    uint64_t id;
    unsigned version; /* counts what was told of any cell */
    int read, of;     /* saved states */
    bool known;       /* one of them has it */
    LifeKin
        ancestor[LIFE_NAMED]; /* mother, grandmother; birth_h NAN: gone before the first state */
    int ancestors;            /* that are known */
    bool founder;             /* the last of them is one */
    LifeEnd end;
    char fault[LIFE_WORDS];
    int sights_count;
    Sight sights[LIFE_SHOWN]; /* evenly chosen where there are more */
} LifeTold;

/* Fills all of it but version. */
void life_tell(Life *life, LifeTold *out);

/* "tumor", "G1", "apoptotic" ... */
const char *life_state_word(const Sight *sight);

#endif
