#include "model/state.h"

#include <string.h>

typedef double StateF64;
typedef int64_t StateI64;
typedef bool StateFLAG;

#define LIST(list) (((World *)0)->list)
const StateRow WORLD_STATE[] = {
#define SCALAR(kind, member, count) {#member, STATE_##kind, offsetof(World, member), 0, 1, count},
#define EACH(kind, list, length, member, count)                                                    \
    {#list "_" #member,    STATE_##kind, offsetof(World, list[0].member),                          \
     sizeof LIST(list)[0], length,       count},
#include "model/state.def"
#undef SCALAR
#undef EACH
};
const int WORLD_STATE_COUNT = sizeof WORLD_STATE / sizeof WORLD_STATE[0];

/* A row says how many numbers its member has; the compiler says whether that is so. */
#define SCALAR(kind, member, count)                                                                \
    _Static_assert(sizeof LIST(member) == (count) * sizeof(State##kind), #member);
#define EACH(kind, list, length, member, count)                                                    \
    _Static_assert(sizeof LIST(list)[0].member == (count) * sizeof(State##kind) &&                 \
                       sizeof LIST(list) == (length) * sizeof LIST(list)[0] &&                     \
                       (length) * (count) <= STATE_MOST,                                           \
                   #list " " #member);
#include "model/state.def"
#undef SCALAR
#undef EACH

int state_items(const StateRow *row)
{
    return row->records * row->count;
}

void state_pack(const World *world, const StateRow *row, void *out)
{
    char *to = out;
    for (int r = 0; r < row->records; r++) {
        const char *from = (const char *)world + row->offset + (size_t)r * row->stride;
        for (int i = 0; i < row->count; i++, to += sizeof(int64_t)) {
            int64_t flag = row->kind == STATE_FLAG && ((const bool *)from)[i];
            memcpy(to, row->kind == STATE_FLAG ? (const char *)&flag : from + 8 * i, 8);
        }
    }
}

void state_unpack(World *world, const StateRow *row, const void *in)
{
    const char *from = in;
    for (int r = 0; r < row->records; r++) {
        char *to = (char *)world + row->offset + (size_t)r * row->stride;
        for (int i = 0; i < row->count; i++, from += sizeof(int64_t)) {
            int64_t flag;
            memcpy(&flag, from, sizeof flag);
            if (row->kind == STATE_FLAG)
                ((bool *)to)[i] = flag != 0;
            else
                memcpy(to + 8 * i, from, 8);
        }
    }
}
