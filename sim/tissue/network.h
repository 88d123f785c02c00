/* The vessel segments as a graph of face neighbours: which of them carry blood, and how many
 * profiles they show in sections. A list of the vessel sites of a World and scratch beside it,
 * about 42 bytes per segment; nothing in it outlives the World's own arrays, so it is never saved.
 * Reads type, phase, perfused; network_perfuse writes perfused. */
#ifndef PRODROME_NETWORK_H
#define PRODROME_NETWORK_H

#include "model/world.h"

enum { NETWORK_SEGMENT_BYTES = 42 }; /* of the arrays below, per segment */

typedef struct Network {
    int32_t count, capacity;
    uint32_t *site;        /* vessel sites, ascending */
    int32_t *link;         /* (count, GRID_FACES): place in the list across a face, or -1 */
    int32_t *found, *low;  /* scratch: order of discovery; lowest order reached from the subtree */
    int32_t *stack;        /* scratch: segments whose part of the graph is still open */
    uint8_t *entry, *turn; /* scratch: face through which it was entered; next face to try */
} Network;

/* Memory for `capacity` segments; STATUS_NO_MEMORY with nothing kept. */
Status network_create(Memory *memory, int64_t capacity, Network *network);
void network_destroy(Memory *memory, Network *network);

/* Lists the vessel sites of a world, at most `capacity` of them, and links them. */
void network_list(Network *network, const World *world);

/* Takes off the list what is no longer a vessel site, and links the rest anew. */
void network_relist(Network *network, const World *world);

/* Finds perfusion: 1 for a segment, open, dying or a tip that branches, on a path of such segments
 * from an inlet (z = 0) to an outlet (z = nz - 1) that uses no segment twice; 0 for the others.
 * Inlets and outlets are seeded segments (without a parent): a sprout at a face leads nowhere. */
void network_perfuse(Network *network, World *world);

/* Which vessels are counted: all, those that carry blood, those inside the tumor. */
typedef enum Profiles { PROFILES_ALL, PROFILES_PERFUSED, PROFILES_TUMOR } Profiles;

/* Profiles in all sections across an axis (0 x, 1 y, 2 z) together, as counted by eye: sites that
 * touch by faces within a section are one profile. */
int64_t network_profiles(Network *network, const World *world, int axis, Profiles which);

#endif
