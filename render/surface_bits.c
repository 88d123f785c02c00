/* The faces of a block's sites that may be seen, all 64 at a time. */
#include "render/surface_parts.h"

enum { BLOCK = SURFACE_BLOCK };

static inline uint64_t bits_swap(uint64_t bits, uint64_t mask, int shift)
{
    return (bits >> shift & mask) | (bits & mask) << shift;
}

/* The 64 sites of a block in the order of the mirrored lattice: it turns four sites around along
 * each mirrored axis. */
static inline uint64_t bits_mirror(uint64_t bits, const bool mirrored[3])
{
    if (mirrored[0])
        bits = bits_swap(bits_swap(bits, 0x5555555555555555u, 1), 0x3333333333333333u, 2);
    if (mirrored[1])
        bits = bits_swap(bits_swap(bits, 0x0F0F0F0F0F0F0F0Fu, 4), 0x00FF00FF00FF00FFu, 8);
    if (mirrored[2])
        bits = bits_swap(bits_swap(bits, 0x0000FFFF0000FFFFu, 16), 0x00000000FFFFFFFFu, 32);
    return bits;
}

/* The sites of a block whose place along an axis is from low on and before high. */
static uint64_t bits_between(int axis, int low, int high)
{
    static const uint64_t first[3] = {0x1111111111111111u, 0x000F000F000F000Fu, 0xFFFFu};
    uint64_t bits = 0;
    for (int i = low < 0 ? 0 : low; i < high && i < BLOCK; i++)
        bits |= first[axis] << (i << 2 * axis);
    return bits;
}

/* What of a block is solid and not cut away; nothing beyond the bounds. */
static uint64_t block_solid(const Surface *surface, const SurfaceRays *r, const int block[3])
{
    int64_t index = r->block_first;
    for (int a = 0; a < 3; a++) {
        if ((block[a] + 1) * BLOCK <= r->low[a] || block[a] * BLOCK >= r->high[a])
            return 0;
        index += r->block[a] * block[a];
    }
    uint64_t bits = surface->solid[index];
    if (bits == 0)
        return 0;
    bits = bits_mirror(bits, r->mirrored);
    for (int a = 0; a < 3; a++) {
        const int from = block[a] * BLOCK;
        if (from < r->low[a] || from + BLOCK > r->high[a])
            bits &= bits_between(a, r->low[a] - from, r->high[a] - from);
    }
    return bits;
}

uint64_t surface_bits(const Surface *surface, const SurfaceRays *rays, const int block[3],
                      uint64_t faces[3])
{
    static const int step[3] = {1, 4, 16}; /* bits */
    static const uint64_t beyond_first[3] = {0xEEEEEEEEEEEEEEEEu, 0xFFF0FFF0FFF0FFF0u,
                                             0xFFFFFFFFFFFF0000u};
    const uint64_t solid = block_solid(surface, rays, block);
    uint64_t any = 0;
    if (solid == 0)
        return 0;
    for (int a = 0; a < 3; a++) {
        int before[3] = {block[0], block[1], block[2]};
        before[a]--;
        uint64_t covered = solid << step[a] & beyond_first[a];
        if (solid & ~beyond_first[a])
            covered |=
                block_solid(surface, rays, before) >> (BLOCK - 1) * step[a] & ~beyond_first[a];
        faces[a] = rays->along[a] > 0 ? solid & ~covered : 0;
        any |= faces[a];
    }
    return any;
}
