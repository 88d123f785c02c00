/* Laterals of the bed: from a line along x or y to a line ahead or to its mirror image in a face.
 * The steps that lead there, and a few to a side and back, are taken in random order. A lateral
 * ends where it first lies beside another vessel; it never touches itself or the line it left, so
 * that it joins two different segments. */
#include "tissue/bed.h"
#include "core/maths.h"

#include <stdlib.h>

enum {
    LATERAL_MISSES = 500, /* failures in a row before an axis is given up */
    LATERAL_SHORTEST = 4, /* sites from line to line */
    DETOUR_EVERY = 8      /* sites along a lateral per jitter to a side and back, at most */
};
static const double LATERAL_SPREAD = 0.7; /* tangent of the widest heading off its axis */

typedef struct Lateral {
    int axis, side; /* the axis it runs along, and the other of x and y */
    int line;       /* from which it starts */
    int start[3];   /* on that line */
    int at[3];      /* unfolded: beyond a face it counts on */
    int left[6];    /* steps to do yet, by face as in GRID_STEPS */
    uint64_t who;
    uint32_t draws;
} Lateral;

static int size_along(const Grid *grid, int axis)
{
    return axis == 0 ? grid->nx : axis == 1 ? grid->ny : grid->nz;
}

static Draw lateral_draw(const Bed *bed, Lateral *l)
{
    return random_draw(bed->seed, PURPOSE_VESSEL_LATERAL, l->who, l->draws++);
}

/* Mirrors a place beyond a face back into the box. */
static int fold(int u, int size)
{
    return u < 0 ? -1 - u : u >= size ? 2 * size - 1 - u : u;
}

/* Where a place appears in a mirror: -1 that of the lower face, 1 of the upper; 0 is itself. */
static int image_of(int u, int image, int size)
{
    return image == 0 ? u : image < 0 ? -1 - u : 2 * size - 1 - u;
}

/* The line, or mirror image of one, that lies best ahead: near, and close to the heading; false
 * when there is none. */
static bool lateral_target(const Bed *bed, const Lateral *l, double heading, int direction,
                           int *line, int *image)
{
    const int size = size_along(&bed->world->grid, l->axis);
    double best = 1e30;
    for (int i = 0; i < bed->lines; i++) {
        const int16_t *at = bed_line_at(bed, i, l->start[2]);
        for (int k = -1; k <= 1 && i != l->line; k++) {
            int ahead = direction * (image_of(at[l->axis], k, size) - l->start[l->axis]);
            int aside = at[l->side] - l->start[l->side];
            double cost = ahead + 3.0 * fabs(aside - heading * ahead);
            if (ahead < LATERAL_SHORTEST || abs(aside) > ahead || cost >= best)
                continue;
            best = cost;
            *line = i;
            *image = k;
        }
    }
    return best < 1e30;
}

static void lateral_leave(Lateral *l, int axis, int steps, int detours)
{
    l->left[2 * axis] = (steps < 0 ? -steps : 0) + detours;
    l->left[2 * axis + 1] = (steps > 0 ? steps : 0) + detours;
}

/* Share of the profiles still wanted on z in those still wanted on x and y. */
static double slant_wanted(const Bed *bed)
{
    double lack[3];
    for (int axis = 0; axis < 3; axis++)
        lack[axis] = bed->wanted > (double)bed->profiles[axis]
                         ? bed->wanted - (double)bed->profiles[axis]
                         : 0.0;
    double across = lack[0] + lack[1];
    return across > lack[2] ? lack[2] / across : 1.0;
}

/* Chooses where a lateral starts and ends, and so the steps it is made of. */
static bool lateral_plan(const Bed *bed, Lateral *l)
{
    const Grid *grid = &bed->world->grid;
    Draw a = lateral_draw(bed, l), b = lateral_draw(bed, l);
    l->line = (int)(random_uniform(a.word[0]) * bed->lines);
    l->start[2] = (int)(random_uniform(a.word[1]) * grid->nz);
    l->start[0] = bed_line_at(bed, l->line, l->start[2])[0];
    l->start[1] = bed_line_at(bed, l->line, l->start[2])[1];
    double heading = LATERAL_SPREAD * (2.0 * random_uniform(a.word[2]) - 1.0);
    int line = 0, image = 0, direction = a.word[3] & 1 ? 1 : -1;
    if (!lateral_target(bed, l, heading, direction, &line, &image))
        return false;

    const int16_t *end = bed_line_at(bed, line, l->start[2]);
    int length = abs(end[l->axis] - l->start[l->axis]) + abs(end[l->side] - l->start[l->side]);
    int slant = (int)(2.0 * random_uniform(b.word[0]) * (1.0 + slant_wanted(bed) * length) + 0.5);
    int z = l->start[2] + (b.word[1] & 1 ? slant : -slant);
    if (z < -grid->nz || z >= 2 * grid->nz)
        return false;

    end = bed_line_at(bed, line, fold(z, grid->nz));
    int ahead = image_of(end[l->axis], image, size_along(grid, l->axis)) - l->start[l->axis];
    int aside = end[l->side] - l->start[l->side];
    if (direction * ahead < 2)
        return false;
    int detours = (int)(random_uniform(b.word[2]) * (abs(ahead) + abs(aside)) / DETOUR_EVERY);
    lateral_leave(l, l->axis, ahead, 0);
    lateral_leave(l, l->side, aside, detours);
    lateral_leave(l, 2, z - l->start[2], 0);
    return true;
}

/* Whether a site is among the first `count` of the path. */
static bool path_has(const Bed *bed, int count, int64_t site)
{
    for (int i = 0; i < count; i++)
        if (bed->path[i] == site)
            return true;
    return false;
}

typedef enum Touch { TOUCH_NONE, TOUCH_BLOCKED, TOUCH_END } Touch;

/* What is beside a site that the lateral could take: itself or the line it comes from (blocked,
 * but for the first site, which is beside its start), another vessel (its end), or nothing. */
static Touch lateral_touch(const Bed *bed, const Lateral *l, const int at[3])
{
    const World *world = bed->world;
    Touch touch = TOUCH_NONE;
    if (bed_vessel(world, at))
        return TOUCH_BLOCKED;
    int64_t site = grid_index(&world->grid, at[0], at[1], at[2]);
    int64_t start = grid_index(&world->grid, l->start[0], l->start[1], l->start[2]);
    if (path_has(bed, bed->length, site))
        return TOUCH_BLOCKED;
    for (int face = 0; face < GRID_FACES; face++) {
        int64_t n = grid_neighbour(&world->grid, site, face);
        if (path_has(bed, bed->length - 1, n))
            return TOUCH_BLOCKED;
        if (n < 0 || world->type[n] != SITE_VESSEL || (n == start && bed->length == 0))
            continue;
        Site3 c = grid_site3(&world->grid, n);
        const int16_t *own = bed_line_at(bed, l->line, c.z);
        if (bed->length == 0 || abs(c.x - own[0]) + abs(c.y - own[1]) <= 1)
            return TOUCH_BLOCKED;
        touch = TOUCH_END;
    }
    return touch;
}

/* Takes one of the steps left through `face` if it can. */
static Touch lateral_step(Bed *bed, Lateral *l, int face)
{
    const Grid *grid = &bed->world->grid;
    const Site3 step = GRID_STEPS[face];
    int next[3] = {l->at[0] + step.x, l->at[1] + step.y, l->at[2] + step.z}, folded[3];
    bool mirrored = true; /* a step through a mirror ends where it began */
    for (int k = 0; k < 3; k++) {
        folded[k] = fold(next[k], size_along(grid, k));
        mirrored = mirrored && folded[k] == fold(l->at[k], size_along(grid, k));
    }
    if (!grid_inside(grid, (Site3){folded[0], folded[1], folded[2]}))
        return TOUCH_BLOCKED; /* beyond the first mirror image of a thin box */
    Touch touch = mirrored ? TOUCH_NONE : lateral_touch(bed, l, folded);
    if (touch == TOUCH_BLOCKED || (!mirrored && !bed_push(bed, folded)))
        return TOUCH_BLOCKED;
    l->left[face]--;
    for (int k = 0; k < 3; k++)
        l->at[k] = next[k];
    return touch;
}

/* Lays the steps of the plan in random order, the first along its axis, until another vessel is
 * beside it. */
static bool lateral_lay(Bed *bed, Lateral *l)
{
    bed->length = 0;
    for (int k = 0; k < 3; k++)
        l->at[k] = l->start[k];
    Touch touch = lateral_step(bed, l, 2 * l->axis + (l->left[2 * l->axis + 1] > 0));
    while (touch == TOUCH_NONE) {
        int left = 0, face = 0;
        for (int i = 0; i < GRID_FACES; i++)
            left += l->left[i];
        if (left == 0)
            return false;
        int pick = (int)(random_uniform(lateral_draw(bed, l).word[0]) * left);
        while (pick >= l->left[face])
            pick -= l->left[face++];
        touch = TOUCH_BLOCKED;
        for (int i = 0; i < GRID_FACES && touch == TOUCH_BLOCKED; i++)
            if (l->left[(face + i) % GRID_FACES] > 0)
                touch = lateral_step(bed, l, (face + i) % GRID_FACES);
    }
    return touch == TOUCH_END;
}

/* The axis, x or y, that lacks more profiles; -1 when neither lacks half a lateral's worth or can
 * be given any. */
static int lateral_axis(const Bed *bed, const int misses[2])
{
    double spacing = maths_sqrt((double)bed->world->grid.nx * bed->world->grid.ny / bed->lines);
    int axis = -1;
    double most = 0.5 * spacing;
    for (int k = 0; k < 2; k++) {
        double lack = bed->wanted - (double)bed->profiles[k];
        if (misses[k] < LATERAL_MISSES && lack > most) {
            most = lack;
            axis = k;
        }
    }
    return axis;
}

void bed_lay_laterals(Bed *bed)
{
    int misses[2] = {0, 0};
    if (bed->lines < 2 || bed->world->grid.nz == 1)
        return;
    for (uint64_t who = 0;; who++) {
        int axis = lateral_axis(bed, misses);
        if (axis < 0)
            return;
        Lateral l = {.axis = axis, .side = 1 - axis, .who = who};
        if (lateral_plan(bed, &l) && lateral_lay(bed, &l)) {
            bed_commit(bed);
            misses[axis] = 0;
        } else {
            misses[axis]++;
        }
    }
}
