/* Eight floats at a time where the processor can; fma is left out on purpose, so the bits are those
 * of laws_plain.c. */
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define LAWS_AVX
#define LAWS_TARGET __attribute__((target("avx2")))
#else
#define LAWS_TARGET
#endif
#define LAWS_TABLE LAWS_WIDE
#include "fields/laws.inc"
