/* Carriers: what births, sprouts and gaps share. All are short lists of heads on the lattice,
 * advanced in rounds: every carrier writes only its own wish (propose), looks whether another one
 * wishes the same site and has the better random rank, ties to the lower site (resolve), and only
 * then do the winners act (commit). No two winners touch the same site, so the order of work does
 * not matter.
 */
#ifndef PRODROME_CARRIERS_H
#define PRODROME_CARRIERS_H

#include "model/world.h"

enum {
    CARRIERS_PARALLEL = 1024, /* shorter lists are done faster by one thread */
    CARRIERS_CLAIMED = 0x80,  /* in World.wish: part of a path */
    CARRIERS_ROUNDS = 256     /* most rounds of a step */
};
_Static_assert(PARAMS_STEPS - 1 <= UINT32_MAX / CARRIERS_ROUNDS,
               "the rounds of a run have numbers of their own");

typedef struct Carrier {
    uint32_t start, head;  /* sites: where it began, and where it is */
    uint32_t rank;         /* of this round's wish */
    uint8_t length;        /* of its path */
    uint8_t wish;          /* 1 + face; 0: none */
    bool won, done, stuck; /* stuck: no way on in this step */
} Carrier;

typedef struct Carriers {
    int64_t most; /* size of the list */
    int rounds;   /* longest path, in sites */
    Carrier *list;
    uint8_t *paths; /* `rounds` bytes a carrier: the faces passed */
} Carriers;

typedef struct Round {
    Purpose purpose;
    uint32_t number; /* of the round, unique within the run */
} Round;

/* What births, sprouts and gaps do differently in a round; each is called for active carriers only.
 * propose reads the world and writes the carrier's wish and rank, wish writes of the world the
 * head's site, commit acts if the carrier has won. */
typedef struct CarrierMoves {
    Purpose purpose;
    int rounds; /* numbers of rounds that are kept for a step, at most CARRIERS_ROUNDS */
    void (*propose)(World *world, Carrier *carrier, Round round);
    void (*wish)(World *world, Carrier *carrier);
    void (*commit)(World *world, Carriers *carriers, int64_t index);
} CarrierMoves;

/* Faces of a head that lead into a free place, and to a cell further down, as bits. */
typedef struct Ways {
    unsigned open, downhill;
} Ways;

/* How many carriers at a time, and the longest path of one, below CARRIERS_ROUNDS. */
typedef struct CarriersSize {
    int64_t most;
    int rounds;
} CarriersSize;

/* Room for a list; STATUS_NO_MEMORY with nothing kept, or OK. */
Status carriers_create(const World *world, CarriersSize size, Carriers *carriers);
void carriers_destroy(const World *world, Carriers *carriers);
uint64_t carriers_bytes(CarriersSize size);

/* Where a search of all sites begins: elsewhere at every step, so that where places compete, or a
 * list is full, none always comes first. */
int64_t carriers_begin(const World *world);

/* Fills the list with the sites that have that byte, a due event, and no more than that depth2, and
 * returns their number; those beyond the list's size wait for a later step. Mothers
 * are cells in phase M whose time has come; a gap is always due. */
int64_t carriers_collect(const World *world, Carriers *carriers, const uint8_t *bytes,
                         uint8_t value, uint32_t deepest);

/* Advances the first `count` of the list by so many rounds. */
void carriers_advance(World *world, Carriers *carriers, int64_t count, int rounds,
                      const CarrierMoves *moves);

/* The draw of a head in a round. */
Draw carriers_draw(const World *world, Round round, int64_t head);

Ways carriers_ways(const World *world, int64_t head);

/* The faces of a set whose far sites have the extreme depth: the highest or the lowest. */
unsigned carriers_extreme(const World *world, int64_t head, unsigned faces, bool highest);

/* One of the faces in the set at random, plus 1; 0 when it is empty. */
uint8_t carriers_pick(unsigned faces, uint32_t word);

static inline bool carriers_active(const Carrier *carrier)
{
    return !carrier->done && !carrier->stuck;
}

#endif
