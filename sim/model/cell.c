#include "model/cell.h"

#define ARRAY(type, name, unit, kept, meaning) ARRAY_##kept(name)
#define ARRAY_SITE(name)
#define ARRAY_SCRATCH(name)

#define ARRAY_CELL(name) world->name[to] = world->name[from];
void cell_copy(World *world, int64_t from, int64_t to)
{
#include "model/arrays.def"
}
#undef ARRAY_CELL

#define ARRAY_CELL(name) world->name[site] = 0;
void cell_clear(World *world, int64_t site, SiteType type)
{
#include "model/arrays.def"
    world->type[site] = (uint8_t)type;
}
#undef ARRAY_CELL
