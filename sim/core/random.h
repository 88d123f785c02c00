/* Random numbers as a pure function draw(seed, purpose, who, step): Philox 4x32-10 (Salmon et al.,
 * SC 2011), keyed by the seed and counted by who, step and purpose. No generator objects, nothing
 * per thread, so a draw does not depend on who else draws. */
#ifndef PRODROME_RANDOM_H
#define PRODROME_RANDOM_H

#include <stdint.h>

/* A purpose is the hash of a rule's name; the table of purposes refuses collisions at start. */
#define RANDOM_PURPOSES(P)                                                                         \
    P(ANIMAL_VOLUME, "animal.volume")                                                              \
    P(ANIMAL_HALF_LIFE, "animal.half_life")                                                        \
    P(ANIMAL_PSMA, "animal.psma")                                                                  \
    P(ANIMAL_GROWTH, "animal.growth")                                                              \
    P(FOUNDER, "cell.founder")                                                                     \
    P(PSMA, "cell.psma")                                                                           \
    P(PHASE, "cell.phase")                                                                         \
    P(EXECUTION, "cell.execution")                                                                 \
    P(HAZARD, "cell.hazard")                                                                       \
    P(CLEARANCE, "cell.clearance")                                                                 \
    P(PUSH, "displacement.push")                                                                   \
    P(HOLE, "displacement.hole")                                                                   \
    P(VESSEL_LINE, "vessel.line")                                                                  \
    P(VESSEL_LATERAL, "vessel.lateral")                                                            \
    P(VESSEL_PSMA, "vessel.psma")                                                                  \
    P(VESSEL_CLOSING, "vessel.closing")                                                            \
    P(VESSEL_FLOW, "vessel.flow")                                                                  \
    P(SPROUT, "vessel.sprout")                                                                     \
    P(TIP, "vessel.tip")

typedef enum Purpose {
#define RANDOM_ENUM(name, text) PURPOSE_##name,
    RANDOM_PURPOSES(RANDOM_ENUM)
#undef RANDOM_ENUM
        PURPOSE_COUNT
} Purpose;

typedef struct Draw {
    uint32_t word[4];
} Draw;

/* 32-bit FNV-1a hash of a purpose's name. */
uint32_t random_purpose_hash(const char *name);

/* 1 when no two purposes share a hash; checked once when a world is created. */
int random_purposes_distinct(void);

/* Four independent 32-bit words. step is any number that tells apart draws of one who. */
Draw random_draw(uint64_t seed, Purpose purpose, uint64_t who, uint32_t step);

/* Uniform in (0, 1), never 0 or 1: (word + 1/2) / 2^32. */
static inline double random_uniform(uint32_t word)
{
    return ((double)word + 0.5) * 0x1p-32;
}

/* Standard normal from one word pair by the inverse distribution function (Acklam's rational
 * approximation, relative error below 1.2e-9). */
double random_normal(uint32_t high, uint32_t low);

/* exp(mu + s z) with mean 1 and coefficient of variation cv, from a standard normal z. */
double random_lognormal(double z, double cv);

/* A well-mixed 64-bit hash of two words: the key of a daughter from her mother's key and division
 * count. Never 0, which means "no one". */
uint64_t random_key(uint64_t a, uint64_t b);

#endif
