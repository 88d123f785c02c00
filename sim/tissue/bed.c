/* The bed: lines from the inlets to the outlets, and laterals between two lines.
 *
 * A pathologist's density of n profiles per area asks, on each of the three axes, for
 *     n x area of a section x number of sections
 * profiles over all the sections of that axis. LINES supply most of them on z; they jitter, so they
 * show on x and y too. LATERALS are added toward the axis, x or y, that lacks more, and are slanted
 * as much as z still lacks. Lines start at even random distances (the farthest of a few random
 * places, the box taken as a torus, so that the faces are not favoured); laterals end at a line
 * ahead, or at its mirror image in the face: they turn round at a face as no-flux fields do, which
 * keeps the network nearly as dense there as inside.
 *
 * Every segment is perfused from the start: a line runs from inlet to outlet, and a lateral joins
 * two different segments that are. Profiles are counted as Euler's number of a section, sites -
 * joins + full squares, which changes locally as a site is added and leaves out closed loops lying
 * in one section, of which there are few. */
#include "tissue/bed.h"
#include "core/maths.h"

static const double LINE_SHARE = 0.75; /* of the profiles on z, unless laterals lack room */
enum {
    FLAT = 32, /* planes below which laterals have less room to slant */
    NARROW = 4 /* lines below which laterals have too little to run to */
};

bool bed_vessel(const World *world, const int at[3])
{
    return grid_inside(&world->grid, (Site3){at[0], at[1], at[2]}) &&
           world->type[grid_index(&world->grid, at[0], at[1], at[2])] == SITE_VESSEL;
}

bool bed_push(Bed *bed, const int at[3])
{
    if (bed->length == bed->longest)
        return false;
    bed->path[bed->length++] = (uint32_t)grid_index(&bed->world->grid, at[0], at[1], at[2]);
    return true;
}

/* By how much a vessel at this site changes Euler's number of the section across an axis. */
static int profile_gain(const World *world, const int at[3], int axis)
{
    const int a = (axis + 1) % 3, b = (axis + 2) % 3;
    int near[3][3], gain = 1;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            int q[3] = {at[0], at[1], at[2]};
            q[a] += i - 1;
            q[b] += j - 1;
            near[i][j] = bed_vessel(world, q);
        }
    gain -= near[0][1] + near[2][1] + near[1][0] + near[1][2];
    for (int i = 0; i < 3; i += 2)
        for (int j = 0; j < 3; j += 2)
            gain += near[i][1] && near[1][j] && near[i][j];
    return gain;
}

float bed_psma(const World *world, uint64_t id)
{
    const Params *p = &world->params;
    Draw draw = random_draw((uint64_t)p->run_seed, PURPOSE_VESSEL_PSMA, id, 0);
    if (random_uniform(draw.word[2]) >= p->vessel_psma_positive)
        return 0.0f;
    double z = random_normal(draw.word[0], draw.word[1]);
    return (float)(p->psma_per_cell * p->vessel_psma_ratio * world->animal.psma *
                   random_lognormal(z, p->vessel_psma_cv));
}

void bed_commit(Bed *bed)
{
    World *world = bed->world;
    uint64_t start = random_key(bed->path[0], random_purpose_hash("vessel"));
    for (int i = 0; i < bed->length; i++) {
        int64_t site = bed->path[i];
        Site3 c = grid_site3(&world->grid, site);
        for (int axis = 0; axis < 3; axis++)
            bed->profiles[axis] += profile_gain(world, (int[3]){c.x, c.y, c.z}, axis);
        world->type[site] = SITE_VESSEL;
        world->phase[site] = PHASE_OPEN;
        world->perfused[site] = 1;
        world->id[site] = random_key(start, (uint64_t)i);
        world->psma[site] = bed_psma(world, world->id[site]);
    }
}

/* Lines to be seeded: rounded up or down by a draw, so that small boxes have the density on
 * average. No more than there is room for if they do not touch. */
static int lines_wanted(const Bed *bed)
{
    const Grid *grid = &bed->world->grid;
    double lines = bed->wanted / grid->nz;
    double flat = grid->nz < FLAT ? (double)(grid->nz - 1) / (FLAT - 1) : 1.0;
    if (lines >= NARROW)
        lines *= 1.0 - (1.0 - LINE_SHARE) * flat;
    double most = ((grid->nx + 1) / 2) * (double)((grid->ny + 1) / 2);
    Draw draw = random_draw(bed->seed, PURPOSE_VESSEL_LINE, UINT64_MAX, 0);
    lines = floor(lines + random_uniform(draw.word[0]));
    return (int)(lines < most ? lines : most);
}

Status bed_seed(World *world)
{
    const Grid *grid = &world->grid;
    Bed bed = {.world = world, .seed = (uint64_t)world->params.run_seed};
    if (grid->sites > UINT32_MAX)
        return STATUS_NO_MEMORY;
    bed.wanted = world->params.vessel_density * grid->edge_um * grid->edge_um * (double)grid->sites;
    bed.lines_max = lines_wanted(&bed);
    bed.longest = 2 * (grid->nx + grid->ny + grid->nz);
    bed.line_at = memory_create(world->memory, (size_t)bed.lines_max * (size_t)grid->nz * 2,
                                sizeof *bed.line_at);
    bed.path = memory_create(world->memory, (size_t)bed.longest, sizeof *bed.path);
    bool room = bed.line_at && bed.path;
    if (room) {
        bed_lay_lines(&bed);
        bed_lay_laterals(&bed);
    }
    memory_destroy(world->memory, bed.line_at);
    memory_destroy(world->memory, bed.path);
    return room ? STATUS_OK : STATUS_NO_MEMORY;
}
