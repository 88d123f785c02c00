/* A ray meets the planes between sites at times (plane - origin) / along, which depend on the plane
 * alone and not on the way to it. Planes met earlier, at equal times those of the lower axis, are
 * behind the ray: that says for every time in which site the ray is. So a jump over empty blocks
 * ends in the very site that steps from site to site would have come to. */
#include "render/surface_parts.h"

#include <math.h>

enum { BLOCK = SURFACE_BLOCK, BLOCK_BITS = BLOCK - 1 };

static const double UNSURE = 1e-6; /* sites; more than rounding does within REACH */

typedef struct Walk {
    double origin[3];
    int at[3];   /* the site */
    int axis;    /* of the plane that was met last */
    double time; /* when */
} Walk;

/* -- one ray ----------------------------------------------------------------------------------- */

static inline double time_of(const Walk *walk, const SurfaceRays *rays, int axis, int plane)
{
    return (plane - walk->origin[axis]) * rays->inverse[axis];
}

static inline bool is_before(double time, int axis, double other_time, int other_axis)
{
    return time < other_time || (time == other_time && axis < other_axis);
}

/* The site along one axis just after the ray has met the plane walk->axis at walk->time, from a
 * guess that may be one off. */
static int site_exact(const Walk *walk, const SurfaceRays *rays, int a, int at)
{
    while (is_before(time_of(walk, rays, a, at + 1), a, walk->time, walk->axis))
        at++;
    while (!is_before(time_of(walk, rays, a, at), a, walk->time, walk->axis))
        at--;
    return at;
}

/* The site just after the ray has met the plane walk->axis at walk->time, which is that before the
 * site `stop` of the axis; -1: no plane. Only near others, where rounding might err, are times
 * asked. */
static inline void walk_place(Walk *walk, const SurfaceRays *rays, const int stop[3])
{
    bool sure = true;
    for (int a = 0; a < 3; a++) {
        double place = walk->origin[a] + walk->time * rays->along[a];
        int at = (int)place;
        double over = place - at;
        sure &= (a == walk->axis) | ((over > UNSURE) & (over < 1 - UNSURE));
        walk->at[a] = a == walk->axis ? stop[a] : at;
    }
    for (int a = 0; a < 3 && !sure; a++)
        if (a != walk->axis)
            walk->at[a] = site_exact(walk, rays, a, walk->at[a]);
}

/* Into a box of sites, at walk->time at the earliest; false: the ray passes it by. */
static bool walk_enter(Walk *walk, const SurfaceRays *rays, const int low[3], const int high[3])
{
    double end = INFINITY;
    int end_axis = 0;
    walk->axis = -1;
    for (int a = 0; a < 3; a++) {
        double in = time_of(walk, rays, a, low[a]), out = time_of(walk, rays, a, high[a]);
        if (!is_before(in, a, walk->time, walk->axis))
            walk->time = in, walk->axis = a;
        if (is_before(out, a, end, end_axis))
            end = out, end_axis = a;
    }
    if (!is_before(walk->time, walk->axis, end, end_axis))
        return false;
    walk_place(walk, rays, low);
    return true;
}

/* The block along an axis; sites are not negative, so it is a shift. */
static inline int block_at(int at)
{
    return (int)((unsigned)at / BLOCK);
}

static inline int64_t block_of(const Walk *walk, const SurfaceRays *rays)
{
    return rays->block_first + rays->block[0] * block_at(walk->at[0]) +
           rays->block[1] * block_at(walk->at[1]) + rays->block[2] * block_at(walk->at[2]);
}

static inline uint32_t bit_at(int x, int y, int z, uint32_t flip)
{
    return (uint32_t)((x & BLOCK_BITS) | (y & BLOCK_BITS) << 2 | (z & BLOCK_BITS) << 4) ^ flip;
}

static inline int earliest(const double time[3])
{
    int axis = time[1] < time[0] ? 1 : 0;
    return time[2] < time[axis] ? 2 : axis;
}

/* To the first of the planes of stop, over sites that are all empty. */
static inline void walk_jump(Walk *walk, const SurfaceRays *rays, const int stop[3])
{
    const double time[3] = {time_of(walk, rays, 0, stop[0]), time_of(walk, rays, 1, stop[1]),
                            time_of(walk, rays, 2, stop[2])};
    walk->axis = earliest(time);
    walk->time = time[walk->axis];
    walk_place(walk, rays, stop);
}

/* From site to site within a block, to a solid one, which is true, or to the first plane of stop.
 */
static inline bool walk_step(Walk *walk, const SurfaceRays *rays, const int stop[3], uint64_t solid)
{
    int x = walk->at[0], y = walk->at[1], z = walk->at[2], axis = walk->axis;
    double time = walk->time, to_x = time_of(walk, rays, 0, x + 1),
           to_y = time_of(walk, rays, 1, y + 1), to_z = time_of(walk, rays, 2, z + 1);
    bool found = true;
    while (!(solid >> bit_at(x, y, z, rays->flip) & 1)) {
        bool inside;
        if (to_x <= to_y && to_x <= to_z) {
            axis = 0, time = to_x, inside = ++x < stop[0];
            to_x = time_of(walk, rays, 0, x + 1);
        } else if (to_y <= to_z) {
            axis = 1, time = to_y, inside = ++y < stop[1];
            to_y = time_of(walk, rays, 1, y + 1);
        } else {
            axis = 2, time = to_z, inside = ++z < stop[2];
            to_z = time_of(walk, rays, 2, z + 1);
        }
        if (!inside) {
            found = false;
            break;
        }
    }
    walk->at[0] = x, walk->at[1] = y, walk->at[2] = z;
    walk->axis = axis, walk->time = time;
    return found;
}

static bool walk_march(Walk *walk, const SurfaceRays *rays, const Surface *surface)
{
    for (;;) {
        int64_t block = block_of(walk, rays);
        int stop[3];
        for (int a = 0; a < 3; a++) {
            stop[a] = (block_at(walk->at[a]) + 1) * BLOCK;
            stop[a] = stop[a] < rays->high[a] ? stop[a] : rays->high[a];
        }
        if (surface->solid[block] == 0)
            walk_jump(walk, rays, stop);
        else if (walk_step(walk, rays, stop, surface->solid[block]))
            return true;
        if (walk->at[walk->axis] == rays->high[walk->axis])
            return false;
    }
}

/* -- what is hit ------------------------------------------------------------------------------- */

static Site3 site3_of(const Walk *walk, const SurfaceRays *rays, const Surface *surface)
{
    int at[3];
    for (int a = 0; a < 3; a++)
        at[a] = rays->mirrored[a] ? surface->blocks[a] * BLOCK - 1 - walk->at[a] : walk->at[a];
    return (Site3){at[0], at[1], at[2]};
}

static bool hit_make(const Walk *walk, const SurfaceRays *rays, const Surface *surface, bool cut,
                     SurfaceHit *hit)
{
    Site3 at = site3_of(walk, rays, surface);
    *hit = (SurfaceHit){grid_index(&surface->grid, at.x, at.y, at.z), walk->axis, cut, walk->time};
    return true;
}

/* Whether a section shows a site that is not solid: of the mass, or something else beside it, as
 * are vessels that grow through. */
static bool in_section(const Scene *scene, Site3 at)
{
    int64_t site = grid_index(&scene->grid, at.x, at.y, at.z);
    if (overlay_in_mass(scene, site))
        return true;
    if (overlay_class(scene, site) == CLASS_HOST)
        return false;
    for (int face = 0; face < GRID_FACES; face++) {
        int64_t beside = grid_neighbour(&scene->grid, site, face);
        if (beside >= 0 && overlay_in_mass(scene, beside))
            return true;
    }
    return false;
}

bool surface_in_cut(const Surface *surface, const Scene *scene, const SurfaceView *view,
                    int64_t site)
{
    const Site3 at = grid_site3(&surface->grid, site);
    const int64_t block = 1 + at.x / BLOCK + surface->stride_y * (1 + at.y / BLOCK) +
                          surface->stride_z * (1 + at.z / BLOCK);
    return surface->solid[block] >> bit_at(at.x, at.y, at.z, 0) & 1 ||
           (view->section && in_section(scene, at));
}

/* Whether the ray comes in through the cut, at a site that is to be seen there. */
static bool walk_cut(Walk *walk, const SurfaceRays *rays, const Surface *surface,
                     const Scene *scene, const SurfaceView *view)
{
    if (!walk_enter(walk, rays, rays->left_low, rays->left_high) || walk->axis != rays->cut)
        return false;
    const Site3 at = site3_of(walk, rays, surface);
    return surface_in_cut(surface, scene, view, grid_index(&surface->grid, at.x, at.y, at.z));
}

bool surface_trace(const Surface *surface, const Scene *scene, const SurfaceView *view,
                   const SurfaceRays *rays, int x, int y, SurfaceHit *hit)
{
    Walk walk = {.time = -INFINITY};
    surface_origin(rays, x, y, walk.origin);
    if (rays->cut >= 0 && walk_cut(&walk, rays, surface, scene, view))
        return hit_make(&walk, rays, surface, true, hit);
    walk.time = -INFINITY;
    return walk_enter(&walk, rays, rays->low, rays->high) && walk_march(&walk, rays, surface) &&
           hit_make(&walk, rays, surface, false, hit);
}
