/* Sites are painted from front to back, each pixel once. As all rays go up all three axes of the
 * mirrored lattice, a site can hide another only when no axis has it further up: the order of their
 * numbers is one from front to back. Of a site three faces may be seen, where no solid site lies
 * before them. Which pixels a face has follows from straight lines, except near its edges, where
 * the times are asked that a single ray would meet its planes at (surface_march.c): a pixel shows
 * what its ray hits, to the last bit. */
#include "render/surface_parts.h"

#include <math.h>
#include <string.h>

enum { BLOCK = SURFACE_BLOCK, BAND = 256, TILES = 64, FURTHEST = 1000000000 };

static const uint32_t OPEN = 0xFF000000u; /* over the colour: not painted yet */
static const double UNSURE = 1e-6;        /* sites; more than rounding does */
static const double EDGE_ON = 1e-3;       /* of a face's area: it is seen nearly edge on */
static const double ALONG = 1e6;

/* The face across one axis as the picture has it, in pixels from its corner: between two pairs of
 * lines. Those of a pair are so far apart along each row, and start there at `low` in the row of
 * the corner, `slope` further in each row below. Within `near` of a line it is not sure. */
typedef struct Face {
    int other[2]; /* axes */
    double left, right, top, bottom;
    double low[2], apart[2], slope[2], near;
} Face;

typedef struct Painter {
    const Surface *surface;
    const Scene *scene;
    const SurfaceView *view;
    const SurfaceRays *rays;
    const SurfaceShades *shades;
    Raster *raster;
    double x0, y0, x[3],
        y[3]; /* the pixel of the lattice's corner; pixels of a site along an axis */
    double block_left, block_right, block_top, block_bottom; /* of a block from its corner */
    Face face[3];
    bool small;
    int low[3], high[3];         /* blocks */
    int top, bottom;             /* rows of this band */
    int tile;                    /* pixels along the edge of a tile, a power of two, as a shift */
    int32_t open[TILES * TILES]; /* pixels of a tile that are not painted yet */
} Painter;

/* -- where things are in the picture ----------------------------------------------------------- */

static void cross(const double a[3], const double b[3], double out[3])
{
    for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3, k = (i + 2) % 3;
        out[i] = a[j] * b[k] - a[k] * b[j];
    }
}

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* A pixel dx, dy from the corner lies (dx * per_x + dy * per_y) of the way between a pair of lines.
 * The more a face is seen edge on, the less is sure. */
static Face face_of(const Painter *p, int axis)
{
    Face f = {.other = {(axis + 1) % 3, (axis + 2) % 3}};
    const double bx = p->x[f.other[0]], by = p->y[f.other[0]];
    const double cx = p->x[f.other[1]], cy = p->y[f.other[1]];
    const double area = bx * cy - by * cx;
    f.left = fmin(0, bx) + fmin(0, cx), f.right = fmax(0, bx) + fmax(0, cx);
    f.top = fmin(0, by) + fmin(0, cy), f.bottom = fmax(0, by) + fmax(0, cy);
    const double size = fmax(f.right - f.left, f.bottom - f.top);
    const double per = fabs(area) > 0 ? 1 / area : 0;
    const double unsure = UNSURE * fmax(1, EDGE_ON * size * size * fabs(per));
    const double per_x[2] = {cy * per, -by * per}, per_y[2] = {-cx * per, bx * per};
    for (int k = 0; k < 2; k++) {
        const double back = fabs(per_x[k]) > 0 ? 1 / per_x[k] : INFINITY;
        if (!(fabs(back) < ALONG * size)) { /* rows run along these lines */
            f.low[k] = f.left - 1, f.apart[k] = f.right - f.left + 2, f.near = INFINITY;
            continue;
        }
        f.near = fmax(f.near, 2 * unsure * fabs(back));
        f.slope[k] = -per_y[k] * back;
        f.apart[k] = (1 + 2 * unsure) * fabs(back);
        f.low[k] = fmin(-unsure * back, (1 + unsure) * back);
    }
    return f;
}

/* Along the rays, onto the plane of the picture. False when that has no number. */
static bool painter_aim(Painter *p)
{
    const SurfaceRays *r = p->rays;
    double across_x[3], across_y[3], sum = 0;
    cross(r->down, r->along, across_x);
    cross(r->along, r->right, across_y);
    const double volume = dot(r->right, across_x);
    if (!(fabs(volume) > 0))
        return false;
    p->x0 = -dot(r->first, across_x) / volume;
    p->y0 = -dot(r->first, across_y) / volume;
    for (int a = 0; a < 3; a++) {
        p->x[a] = across_x[a] / volume;
        p->y[a] = across_y[a] / volume;
        p->block_left += BLOCK * fmin(0, p->x[a]), p->block_right += BLOCK * fmax(0, p->x[a]);
        p->block_top += BLOCK * fmin(0, p->y[a]), p->block_bottom += BLOCK * fmax(0, p->y[a]);
        sum += fabs(p->x[a]) + fabs(p->y[a]);
        p->low[a] = r->low[a] / BLOCK;
        p->high[a] = (r->high[a] + BLOCK - 1) / BLOCK;
    }
    for (int a = 0; a < 3; a++)
        p->face[a] = face_of(p, a);
    p->small = p->block_right - p->block_left < 24;
    sum += fabs(p->x0) + fabs(p->y0);
    return sum < 1e12;
}

/* -- one face ---------------------------------------------------------------------------------- */

static inline double time_of(const SurfaceRays *rays, const double origin[3], int axis, int plane)
{
    return (plane - origin[axis]) * rays->inverse[axis];
}

static inline bool is_before(double time, int axis, double other_time, int other_axis)
{
    return time < other_time || (time == other_time && axis < other_axis);
}

/* Whether the ray of a pixel comes into a site through this face of it. */
static bool ray_enters(const Painter *p, const int at[3], int axis, int x, int y)
{
    double origin[3];
    surface_origin(p->rays, x, y, origin);
    const double time = time_of(p->rays, origin, axis, at[axis]);
    bool in = true;
    for (int k = 0; k < 2; k++) {
        const int a = p->face[axis].other[k];
        in &= is_before(time_of(p->rays, origin, a, at[a]), a, time, axis);
        in &= is_before(time, axis, time_of(p->rays, origin, a, at[a] + 1), a);
    }
    return in;
}

/* A site, the pixel of its corner, and its colour, OPEN until that is asked for. */
typedef struct Place {
    int at[3];
    double x, y;
    uint32_t colour;
} Place;

static Place place_of(const Painter *p, const int at[3])
{
    return (Place){{at[0], at[1], at[2]},
                   p->x0 + at[0] * p->x[0] + at[1] * p->x[1] + at[2] * p->x[2],
                   p->y0 + at[0] * p->y[0] + at[1] * p->y[1] + at[2] * p->y[2],
                   OPEN};
}

static int64_t site_of(const Painter *p, const int at[3])
{
    int s[3];
    for (int a = 0; a < 3; a++)
        s[a] = p->rays->mirrored[a] ? p->surface->blocks[a] * BLOCK - 1 - at[a] : at[a];
    return grid_index(&p->surface->grid, s[0], s[1], s[2]);
}

/* The first pixel at or after a place, and the last at or before it, within a bound, 0 or more. */
static inline int first_pixel(double place, int bound)
{
    if (!(place > bound))
        return bound;
    int pixel = place < FURTHEST ? (int)place : FURTHEST;
    return pixel < place ? pixel + 1 : pixel;
}

static inline int last_pixel(double place, int bound)
{
    return place < 0 ? -1 : place < bound ? (int)place : bound;
}

static void face_paint(Painter *p, Place *site, int axis, bool cut)
{
    const Face *f = &p->face[axis];
    const SurfaceRays *r = p->rays;
    const int width = p->raster->width, across = ((width - 1) >> p->tile) + 1;
    const int bottom = last_pixel(site->y + f->bottom + UNSURE, p->bottom - 1);
    for (int y = first_pixel(site->y + f->top - UNSURE, p->top); y <= bottom; y++) {
        const double dy = y - site->y;
        const double low_0 = f->low[0] + dy * f->slope[0], high_0 = low_0 + f->apart[0];
        const double low_1 = f->low[1] + dy * f->slope[1], high_1 = low_1 + f->apart[1];
        const double low = site->x + (low_0 > low_1 ? low_0 : low_1);
        const double high = site->x + (high_0 < high_1 ? high_0 : high_1);
        uint32_t *row = p->raster->pixels + (int64_t)y * width;
        const int end = last_pixel(high, width - 1);
        for (int x = first_pixel(low, 0); x <= end; x++) {
            if (!(row[x] & OPEN))
                continue;
            if (!(x > low + f->near && x < high - f->near) && !ray_enters(p, site->at, axis, x, y))
                continue;
            if (site->colour == OPEN)
                site->colour = raster_colour(p->scene, p->view->layers, p->view->layers_count,
                                             site_of(p, site->at));
            const double origin = r->first[axis] + x * r->right[axis] + y * r->down[axis];
            const double time = (site->at[axis] - origin) * r->inverse[axis];
            row[x] = surface_shade(p->shades, axis, cut, time, site->colour);
            p->open[((y - p->top) >> p->tile) * across + (x >> p->tile)]--;
        }
    }
}

/* -- blocks ------------------------------------------------------------------------------------ */

/* Whether any pixel where a block might be seen is open. */
static bool block_open(const Painter *p, const int block[3])
{
    double x = p->x0, y = p->y0;
    for (int a = 0; a < 3; a++) {
        x += BLOCK * block[a] * p->x[a];
        y += BLOCK * block[a] * p->y[a];
    }
    const int across = ((p->raster->width - 1) >> p->tile) + 1;
    const int left = first_pixel(x + p->block_left - 1, 0) >> p->tile;
    const int right = last_pixel(x + p->block_right + 1, p->raster->width - 1) >> p->tile;
    const int top = (first_pixel(y + p->block_top - 1, p->top) - p->top) >> p->tile;
    const int bottom = (last_pixel(y + p->block_bottom + 1, p->bottom - 1) - p->top) >> p->tile;
    for (int j = top; j <= bottom; j++)
        for (int i = left; i <= right; i++)
            if (p->open[j * across + i] > 0)
                return true;
    return false;
}

/* Whether any pixel near a small site is open. */
static bool site_open(const Painter *p, const Place *site)
{
    const double x = site->x, y = site->y;
    const int width = p->raster->width;
    const int left = first_pixel(x + p->block_left / BLOCK - UNSURE, 0);
    const int right = last_pixel(x + p->block_right / BLOCK + UNSURE, width - 1);
    const int bottom = last_pixel(y + p->block_bottom / BLOCK + UNSURE, p->bottom - 1);
    uint32_t open = 0;
    for (int j = first_pixel(y + p->block_top / BLOCK - UNSURE, p->top); j <= bottom; j++)
        for (int i = left; i <= right; i++)
            open |= p->raster->pixels[(int64_t)j * width + i];
    return open & OPEN;
}

static void block_paint(Painter *p, const int block[3])
{
    uint64_t faces[3], any = surface_bits(p->surface, p->rays, block, faces);
    if (any == 0 || !block_open(p, block))
        return;
    for (; any; any &= any - 1) {
        const int bit = __builtin_ctzll(any);
        const int at[3] = {block[0] * BLOCK + (bit & 3), block[1] * BLOCK + (bit >> 2 & 3),
                           block[2] * BLOCK + (bit >> 4)};
        Place site = place_of(p, at);
        if (p->small && !site_open(p, &site))
            continue;
        for (int a = 0; a < 3; a++)
            if (faces[a] >> bit & 1)
                face_paint(p, &site, a, false);
    }
}

/* Whether a line of blocks along x can be seen in the band. */
static bool line_inside(const Painter *p, int y, int z)
{
    const double from = p->y0 + BLOCK * (p->low[0] * p->y[0] + y * p->y[1] + z * p->y[2]);
    const double to = from + BLOCK * (p->high[0] - p->low[0]) * p->y[0];
    return fmax(from, to) + p->block_bottom >= p->top - 1 &&
           fmin(from, to) + p->block_top <= p->bottom;
}

/* -- the cut ----------------------------------------------------------------------------------- */

/* What the cut shows is hit before all else by the rays that come in there. */
static void cut_paint(Painter *p)
{
    const SurfaceRays *r = p->rays;
    const int a = r->cut, b = (a + 1) % 3, c = (a + 2) % 3;
    int at[3];
    at[a] = r->left_low[a];
    if (r->along[a] == 0 || r->left_low[a] >= r->left_high[a])
        return;
    for (at[c] = r->left_low[c]; at[c] < r->left_high[c]; at[c]++)
        for (at[b] = r->left_low[b]; at[b] < r->left_high[b]; at[b]++)
            if (surface_in_cut(p->surface, p->scene, p->view, site_of(p, at))) {
                Place site = place_of(p, at);
                face_paint(p, &site, a, true);
            }
}

/* -- the picture ------------------------------------------------------------------------------- */

static void band_paint(Painter *p, int top)
{
    const int width = p->raster->width, height = p->raster->height;
    p->top = top;
    p->bottom = top + BAND < height ? top + BAND : height;
    for (p->tile = 3; (width - 1) >> p->tile >= TILES || (BAND - 1) >> p->tile >= TILES;)
        p->tile++;
    const int across = ((width - 1) >> p->tile) + 1;
    for (int y = p->top; y < p->bottom; y++)
        for (int x = 0; x < width; x++) {
            p->raster->pixels[(int64_t)y * width + x] |= OPEN;
            p->open[((y - p->top) >> p->tile) * across + (x >> p->tile)]++;
        }
    if (p->rays->cut >= 0)
        cut_paint(p);
    for (int z = p->low[2]; z < p->high[2]; z++)
        for (int y = p->low[1]; y < p->high[1]; y++)
            for (int x = p->low[0]; x < p->high[0] && line_inside(p, y, z); x++)
                block_paint(p, (int[3]){x, y, z});
    for (int64_t i = (int64_t)p->top * width; i < (int64_t)p->bottom * width; i++)
        p->raster->pixels[i] &= ~OPEN;
}

void surface_faces(const Surface *surface, const Scene *scene, const SurfaceView *view,
                   const SurfaceRays *rays, const SurfaceShades *shades, Raster *raster)
{
    Painter painter = {.surface = surface,
                       .scene = scene,
                       .view = view,
                       .rays = rays,
                       .shades = shades,
                       .raster = raster};
    if (!painter_aim(&painter))
        return;
#pragma omp parallel for schedule(static, 1) firstprivate(painter)
    for (int top = 0; top < raster->height; top += BAND) {
        memset(painter.open, 0, sizeof painter.open);
        band_paint(&painter, top);
    }
}
