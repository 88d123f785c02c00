#define LAWS_TARGET
#define LAWS_TABLE LAWS_PLAIN
#include "fields/laws.inc"

const LawLoops *laws_choose(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2"))
        return &LAWS_WIDE;
#endif
    return &LAWS_PLAIN;
}
