#define ROWS_TARGET
#define ROWS_TABLE ROWS_PLAIN
#include "fields/rows.inc"

const RowLoops *rows_choose(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2"))
        return &ROWS_WIDE;
#endif
    return &ROWS_PLAIN;
}
