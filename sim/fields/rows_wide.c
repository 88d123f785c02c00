/* Eight floats at a time where the processor can; fma is left out on purpose, so the bits are those
 * of rows_plain.c. */
#if defined(__x86_64__) && defined(__GNUC__)
#define ROWS_TARGET __attribute__((target("avx2")))
#else
#define ROWS_TARGET
#endif
#define ROWS_TABLE ROWS_WIDE
#include "fields/rows.inc"
