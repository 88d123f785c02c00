/* Random numbers as a pure function draw(seed, purpose, who, step): Philox 4x32-10 (Salmon et al.,
 * SC 2011), keyed by the seed and counted by who, step and purpose. No generator objects, nothing
 * per thread, so a draw does not depend on who else draws. */
#ifndef PRODROME_RANDOM_H
#define PRODROME_RANDOM_H

#include <stdint.h>

/* A purpose counts as the 32-bit FNV-1a hash of a rule's name, given with it: draws are frequent.
 */
#define RANDOM_PURPOSES(P)                                                                         \
    P(ANIMAL_VOLUME, "animal.volume", 0x0bb36043)                                                  \
    P(ANIMAL_HALF_LIFE, "animal.half_life", 0x2698953f)                                            \
    P(ANIMAL_PSMA, "animal.psma", 0x5437924a)                                                      \
    P(ANIMAL_GROWTH, "animal.growth", 0x004b3bea)                                                  \
    P(FOUNDER, "cell.founder", 0x7accbd68)                                                         \
    P(PSMA, "cell.psma", 0x9695a8f2)                                                               \
    P(PHASE, "cell.phase", 0xe12efcf4)                                                             \
    P(EXECUTION, "cell.execution", 0xd77ebda9)                                                     \
    P(HAZARD, "cell.hazard", 0x7ecab761)                                                           \
    P(CLEARANCE, "cell.clearance", 0x4ec1b299)                                                     \
    P(PUSH, "displacement.push", 0x96c7599c)                                                       \
    P(HOLE, "displacement.hole", 0xe0b66492)                                                       \
    P(VESSEL_LINE, "vessel.line", 0x4473e32d)                                                      \
    P(VESSEL_LATERAL, "vessel.lateral", 0xc201029e)                                                \
    P(VESSEL_PSMA, "vessel.psma", 0x6643027c)                                                      \
    P(VESSEL_CLOSING, "vessel.closing", 0xde19dfae)                                                \
    P(VESSEL_FLOW, "vessel.flow", 0xae0cfd6b)                                                      \
    P(SPROUT, "vessel.sprout", 0xfaa4a36e)                                                         \
    P(TIP, "vessel.tip", 0x23549778)                                                               \
    P(STUDY_LATIN, "study.latin", 0xbbada6f2)                                                      \
    P(STUDY_SCRAMBLE, "study.scramble", 0x04f807af)                                                \
    P(STUDY_MORRIS, "study.morris", 0xd5a1c01c)                                                    \
    P(STUDY_RESAMPLE, "study.resample", 0x82aea9d3)

typedef enum Purpose {
#define RANDOM_ENUM(name, text, hash) PURPOSE_##name,
    RANDOM_PURPOSES(RANDOM_ENUM)
#undef RANDOM_ENUM
        PURPOSE_COUNT
} Purpose;

typedef struct Draw {
    uint32_t word[4];
} Draw;

/* 32-bit FNV-1a hash of a name. */
uint32_t random_purpose_hash(const char *name);

/* 1 when each purpose has the hash of its name and no two share one; checked once when a world is
 * created. */
int random_purposes_sound(void);

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
