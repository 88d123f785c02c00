/* Perfusion. With a node S joined to every inlet, a node T joined to every outlet, and an edge S-T,
 * a segment lies on a path from inlet to outlet that uses no segment twice exactly when it shares a
 * vertex-biconnected component with the edge S-T. One depth-first search finds that component
 * (R. E. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1, 1972): it
 * starts at S, goes to T first, and what is left on the stack at its end is the component. S and T
 * are not stored; the orders 1 and 2 stand for them. Without recursion, since a path may hold every
 * segment of the box; linear in the number of segments. */
#include "tissue/network.h"
#include "tissue/depth.h"

#include <string.h>

enum { ORDER_CLOSED = -1, ORDER_NONE = 0, ORDER_IN = 1, ORDER_OUT = 2, ORDER_FIRST = 3 };

/* Faces come in pairs (x-, x+), so the opposite of a face differs in its last bit. */
static int opposite(int face)
{
    return face ^ 1;
}

Status network_create(Memory *memory, int64_t capacity, Network *network)
{
    *network = (Network){0};
    if (capacity > INT32_MAX / GRID_FACES)
        return STATUS_NO_MEMORY;
    size_t n = (size_t)capacity;
    network->capacity = (int32_t)capacity;
    network->site = memory_create(memory, n, sizeof *network->site);
    network->link = memory_create(memory, n * GRID_FACES, sizeof *network->link);
    network->found = memory_create(memory, n, sizeof *network->found);
    network->low = memory_create(memory, n, sizeof *network->low);
    network->stack = memory_create(memory, n, sizeof *network->stack);
    network->entry = memory_create(memory, n, sizeof *network->entry);
    network->turn = memory_create(memory, n, sizeof *network->turn);
    if (network->site && network->link && network->found && network->low && network->stack &&
        network->entry && network->turn)
        return STATUS_OK;
    network_destroy(memory, network);
    return STATUS_NO_MEMORY;
}

void network_destroy(Memory *memory, Network *network)
{
    memory_destroy(memory, network->site);
    memory_destroy(memory, network->link);
    memory_destroy(memory, network->found);
    memory_destroy(memory, network->low);
    memory_destroy(memory, network->stack);
    memory_destroy(memory, network->entry);
    memory_destroy(memory, network->turn);
    *network = (Network){0};
}

/* Links every segment to its neighbour `stride` sites below through `face`, and back. Both run
 * along the same ascending list, so one pass is enough. */
static void network_link_axis(Network *network, const Grid *grid, int face, int64_t stride)
{
    int32_t below = 0;
    for (int32_t v = 0; v < network->count; v++) {
        int64_t wanted = (int64_t)network->site[v] - stride;
        while (network->site[below] < wanted)
            below++;
        if (wanted != network->site[below] || grid_neighbour(grid, network->site[v], face) < 0)
            continue;
        network->link[(size_t)v * GRID_FACES + (size_t)face] = below;
        network->link[(size_t)below * GRID_FACES + (size_t)opposite(face)] = v;
    }
}

static void network_link(Network *network, const Grid *grid)
{
    const int64_t strides[] = {1, grid->nx, (int64_t)grid->nx * grid->ny};
    memset(network->link, 0xFF, (size_t)network->count * GRID_FACES * sizeof *network->link);
    for (int axis = 0; axis < 3; axis++)
        network_link_axis(network, grid, 2 * axis, strides[axis]);
}

void network_list(Network *network, const World *world)
{
    network->count = 0;
    for (int64_t i = 0; i < world->grid.sites; i++)
        if (world->type[i] == SITE_VESSEL) {
            CHECK(network->count < network->capacity);
            network->site[network->count++] = (uint32_t)i;
        }
    network_link(network, &world->grid);
}

void network_relist(Network *network, const World *world)
{
    int32_t kept = 0;
    for (int32_t v = 0; v < network->count; v++)
        if (world->type[network->site[v]] == SITE_VESSEL)
            network->site[kept++] = network->site[v];
    network->count = kept;
    network_link(network, &world->grid);
}

/* One depth-first search in progress. */
typedef struct Search {
    Network *network;
    const World *world;
    int64_t inlets_end, outlets_first; /* sites below, and from which on */
    int32_t order, top;                /* next order of discovery; segments on the stack */
} Search;

/* The order that stands for what lies beyond a segment at a face; 0 for others. Sprouts end there
 * blindly: only what was seeded goes on. */
static int32_t search_beyond(const Search *search, int32_t v)
{
    uint32_t site = search->network->site[v];
    if (search->world->parent[site] != 0)
        return 0;
    if (site < search->inlets_end)
        return ORDER_IN;
    return site >= search->outlets_first ? ORDER_OUT : 0;
}

static void search_enter(Search *search, int32_t v, int entry)
{
    Network *n = search->network;
    n->found[v] = n->low[v] = search->order++;
    int32_t beyond = search_beyond(search, v);
    n->low[v] = beyond ? beyond : n->low[v];
    n->entry[v] = (uint8_t)entry;
    n->turn[v] = 0;
    n->stack[search->top++] = v;
}

/* The next unseen neighbour of v, or -1 when all have been looked at. */
static int32_t search_next(Search *search, int32_t v)
{
    Network *n = search->network;
    while (n->turn[v] < GRID_FACES) {
        int32_t w = n->link[(size_t)v * GRID_FACES + n->turn[v]++];
        if (w < 0 || n->found[w] == ORDER_CLOSED)
            continue;
        if (n->found[w] == ORDER_NONE)
            return w;
        if (n->found[w] < n->low[v])
            n->low[v] = n->found[w];
    }
    return -1;
}

/* Leaves v for the segment it was entered from (-1: T), and takes off the stack what can be reached
 * only through that one. */
static int32_t search_leave(Search *search, int32_t v)
{
    Network *n = search->network;
    bool root = n->entry[v] == GRID_FACES;
    int32_t from = root ? -1 : n->link[(size_t)v * GRID_FACES + (size_t)opposite(n->entry[v])];
    if (n->low[v] >= (root ? ORDER_OUT : n->found[from])) {
        do
            search->top--;
        while (n->stack[search->top] != v);
    } else if (!root && n->low[v] < n->low[from]) {
        n->low[from] = n->low[v];
    }
    return from;
}

static void search_from(Search *search, int32_t outlet)
{
    Network *n = search->network;
    search_enter(search, outlet, GRID_FACES);
    for (int32_t v = outlet; v >= 0;) {
        int32_t next = search_next(search, v);
        if (next >= 0)
            search_enter(search, next, n->turn[v] - 1);
        v = next >= 0 ? next : search_leave(search, v);
    }
}

void network_perfuse(Network *network, World *world)
{
    int64_t plane = (int64_t)world->grid.nx * world->grid.ny;
    Search search = {network, world, plane, world->grid.sites - plane, ORDER_FIRST, 0};
    for (int32_t v = 0; v < network->count; v++) {
        uint8_t phase = world->phase[network->site[v]];
        bool open = phase == PHASE_OPEN || phase == PHASE_DYING || phase == PHASE_TIP;
        network->found[v] = open ? ORDER_NONE : ORDER_CLOSED;
        world->perfused[network->site[v]] = 0;
    }
    for (int32_t v = network->count - 1; v >= 0 && network->site[v] >= search.outlets_first; v--)
        if (network->found[v] == ORDER_NONE && world->parent[network->site[v]] == 0)
            search_from(&search, v);
    for (int32_t i = 0; i < search.top; i++)
        world->perfused[network->site[network->stack[i]]] = 1;
}

/* The representative of v's profile; halves the path to it on the way. */
static int32_t profile_of(int32_t *member, int32_t v)
{
    while (member[v] != v)
        v = member[v] = member[member[v]];
    return v;
}

int64_t network_profiles(Network *network, const World *world, int axis, Profiles which)
{
    int32_t *member = network->found;
    int64_t profiles = 0;
    for (int32_t v = 0; v < network->count; v++) {
        uint32_t site = network->site[v];
        bool counts = which == PROFILES_ALL ||
                      (which == PROFILES_PERFUSED && world->perfused[site]) ||
                      (which == PROFILES_TUMOR && world->depth2[site] > DEPTH_SURFACE);
        member[v] = counts ? v : -1;
        profiles += counts;
        for (int face = 0; counts && face < GRID_FACES; face += 2) {
            int32_t w = network->link[(size_t)v * GRID_FACES + (size_t)face];
            if (face / 2 == axis || w < 0 || member[w] < 0)
                continue;
            int32_t a = profile_of(member, v), b = profile_of(member, w);
            member[a > b ? a : b] = a > b ? b : a;
            profiles -= a != b;
        }
    }
    return profiles;
}
