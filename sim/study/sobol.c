#include "study/sobol.h"
#include "core/random.h"

enum { SOBOL_DEGREE = 9, SOBOL_DEPTH = 7 };

typedef struct SobolRow {
    uint8_t degree, coefficients;
    uint16_t first[SOBOL_DEGREE];
} SobolRow;

static const SobolRow SOBOL_ROWS[SOBOL_DIMENSIONS] = {
#define SOBOL(dimension, degree, coefficients, ...)                                                \
    [(dimension)-1] = {(degree), (coefficients), {__VA_ARGS__}},
#include "study/sobol.def"
#undef SOBOL
};

/* The direction numbers of one dimension, as fractions of 2^32. */
static void sobol_directions(const SobolRow *row, uint32_t v[32])
{
    int s = row->degree;
    for (int k = 0; k < 32; k++) {
        if (s == 0) {
            v[k] = 1u << (31 - k);
        } else if (k < s) {
            v[k] = (uint32_t)row->first[k] << (31 - k);
        } else {
            v[k] = v[k - s] ^ (v[k - s] >> s);
            for (int i = 1; i < s; i++)
                if (row->coefficients >> (s - 1 - i) & 1)
                    v[k] ^= v[k - i];
        }
    }
}

uint32_t sobol_bits(uint32_t index, int dimension)
{
    uint32_t v[32], gray = index ^ (index >> 1), bits = 0;
    sobol_directions(&SOBOL_ROWS[dimension], v);
    for (int k = 0; gray >> k; k++) {
        if (gray >> k & 1)
            bits ^= v[k];
        if (k == 31)
            break;
    }
    return bits;
}

double sobol_plain(uint32_t index, int dimension)
{
    return (double)sobol_bits(index, dimension) * 0x1p-32;
}

/* One draw serves the 127 nodes of seven levels below a prefix: the node at heap place h has bit h.
 */
static uint32_t sobol_owen(uint32_t bits, int dimension, uint64_t seed)
{
    uint32_t out = 0;
    for (int top = 0; top < 32; top += SOBOL_DEPTH) {
        uint64_t prefix = top ? bits >> (32 - top) : 0;
        Draw draw = random_draw(seed, PURPOSE_STUDY_SCRAMBLE,
                                random_key((uint64_t)dimension, prefix), (uint32_t)top);
        unsigned node = 1;
        for (int level = top; level < 32 && level < top + SOBOL_DEPTH; level++) {
            uint32_t bit = bits >> (31 - level) & 1;
            out |= (bit ^ (draw.word[node / 32] >> node % 32 & 1)) << (31 - level);
            node = 2 * node + bit;
        }
    }
    return out;
}

/* 32 bits, 20 drawn ones and a half: 53, so the sum is exact and never 0 or 1. */
double sobol_scrambled(uint32_t index, int dimension, uint64_t seed)
{
    uint32_t bits = sobol_bits(index, dimension);
    Draw draw =
        random_draw(seed, PURPOSE_STUDY_SCRAMBLE, random_key((uint64_t)dimension, bits), 32);
    double below = ((double)(draw.word[0] >> 12) + 0.5) * 0x1p-20;
    return ((double)sobol_owen(bits, dimension, seed) + below) * 0x1p-32;
}
