/* Sobol's sequence with the direction numbers of Joe and Kuo (SIAM J. Sci. Comput. 30, 2008), and
 * Owen's nested uniform scrambling of it, seeded. Each dimension of 2^m points hits every interval
 * of length 2^-m exactly once, scrambled or not. */
#ifndef PRODROME_SOBOL_H
#define PRODROME_SOBOL_H

#include <stdint.h>

enum { SOBOL_DIMENSIONS = 64 };

/* Coordinate of point `index` (Gray-code order) as a fraction of 2^32. dimension counts from 0. */
uint32_t sobol_bits(uint32_t index, int dimension);

/* The same in [0, 1), exact. */
double sobol_plain(uint32_t index, int dimension);

/* Scrambled, in (0, 1): every bit is flipped or not by a keyed draw of the bits above it, and what
 * lies below 2^-32 is uniform (Owen, 1995). Stays in the interval of length 2^-32. */
double sobol_scrambled(uint32_t index, int dimension, uint64_t seed);

#endif
