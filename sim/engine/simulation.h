/* A simulation: one world and the stages that advance it, in one direction:
 *
 *     dosing -> vessels -> fields -> cells -> displacement -> census
 *
 * A step is a function of state, parameters and seed alone, to the last bit, for any number of
 * threads. No files, no screen, no clock: who wants timings gives a probe. */
#ifndef PRODROME_SIMULATION_H
#define PRODROME_SIMULATION_H

#include "engine/census.h"
#include "model/world.h"

typedef struct Simulation Simulation;

/* Called when a stage has ended (its index in SIMULATION_STAGES), to read a clock or a counter. */
typedef struct Probe {
    void (*mark)(void *context, int stage);
    void *context;
} Probe;

extern const char *const SIMULATION_STAGES[];
extern const int SIMULATION_STAGES_COUNT;

/* Bytes that a simulation with these parameters takes; saturates at UINT64_MAX. */
uint64_t simulation_bytes(const Params *params);

/* A seeded world at the start of its burn-in. On failure *out is NULL, nothing is kept, and message
 * (may be NULL) says why. memory must outlive the simulation. */
Status simulation_create(const Params *params, Memory *memory, Simulation **out, char *message,
                         size_t message_size);
void simulation_destroy(Simulation *simulation); /* may be NULL */

/* The same of a world whose state was read from a file: it goes on where that was saved, to the
 * same bits. The simulation owns the world from then on; on failure it is destroyed. */
Status simulation_adopt(World *world, Simulation **out, char *message, size_t message_size);

/* Goes on with other parameters, for the same lattice, cell step, burn-in and seed and the same
 * substances, reactions, drugs and clones. What was waiting is first brought to the present step by
 * the old ones, unless nothing changes by then. On failure message says why, and the simulation can
 * only be destroyed. */
Status simulation_branch(Simulation *simulation, const Params *params, char *message,
                         size_t message_size);

/* One cell step. On failure message says which substance, step and (if it is one) site;
 * STATUS_DEATHS_LOST comes after a whole step, more of whose deaths had to be recorded than
 * World.deaths has room for. */
Status simulation_step(Simulation *simulation, char *message, size_t message_size);

/* Takes the census of the present state; its names are set at the first call. */
const Census *simulation_census(Simulation *simulation);

World *simulation_world(Simulation *simulation);
void simulation_probe(Simulation *simulation, Probe probe);

#endif
