/* prodrome with a fault in it: the n-th allocation, or the n-th call of the file layer and all
 * later ones, fails. FAULT_FILE=n, FAULT_ERROR=number of errno.h, FAULT_MEMORY=n in the
 * environment; FAULT_TELL names a file that gets "calls of the file layer, allocations" at the end.
 * Allocations are those of our own code (linked with --wrap): libraries may abort without memory,
 * as some do. */
int prodrome_main(int argc, char **argv);
#define main prodrome_main
#include "sim/cli/main.c"
#undef main

#include "io/file.h"

#include <errno.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);

static long long allocations, fail_at;
static char tell[4096];

static int faulty_now(void)
{
    allocations++;
    if (fail_at <= 0 || allocations < fail_at)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *__wrap_malloc(size_t size)
{
    return faulty_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return faulty_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
    return faulty_now() ? NULL : __real_realloc(block, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return faulty_now() ? NULL : __real_aligned_alloc(alignment, size);
}

char *__wrap_strdup(const char *text)
{
    return faulty_now() ? NULL : __real_strdup(text);
}

static void faulty_tell(void)
{
    fail_at = 0; /* what runs at the end of a program, as the counts of coverage, is not ours */
    FILE *out = *tell ? fopen(tell, "w") : NULL;
    if (!out)
        return;
    fprintf(out, "%lld %lld\n", (long long)file_calls(), allocations);
    fclose(out);
}

static long long faulty_number(const char *name)
{
    const char *text = getenv(name);
    return text ? atoll(text) : 0;
}

/* The runs that a sweep starts have no fault, once the program is not to start itself again. */
static void faulty_forget(void)
{
    static const char *const names[] = {"FAULT_FILE", "FAULT_ERROR", "FAULT_MEMORY", "FAULT_TELL"};
    const char *path = getenv("FAULT_TELL");
    snprintf(tell, sizeof tell, "%s", path ? path : "");
    if (!getenv("OMP_WAIT_POLICY") && !getenv("GOMP_SPINCOUNT") && !getenv("KMP_BLOCKTIME"))
        return;
    for (int i = 0; i < 4; i++)
        unsetenv(names[i]);
}

int main(int argc, char **argv)
{
    atexit(faulty_tell);
    file_fail_at(faulty_number("FAULT_FILE"), (int)faulty_number("FAULT_ERROR"));
    fail_at = faulty_number("FAULT_MEMORY");
    faulty_forget();
    return prodrome_main(argc, argv);
}
