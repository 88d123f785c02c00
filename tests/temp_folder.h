/* A folder in which a test makes its files, and what the tests of files share. */
#ifndef PRODROME_TEMP_FOLDER_H
#define PRODROME_TEMP_FOLDER_H

#include "io/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

enum { MESSAGE = FILE_PATH + 256, CALLS_MOST = 200 };

static char base[] = "/tmp/prodrome-test-XXXXXX", message[MESSAGE];
static char path_room[8][FILE_PATH];

/* base/name; eight of them at a time. */
static const char *at(const char *name)
{
    static int next;
    next = (next + 1) % 8;
    assert_int_equal(file_path(path_room[next], base, name, message, MESSAGE), STATUS_OK);
    return path_room[next];
}

static int setup(void **state)
{
    (void)state;
    return mkdtemp(base) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    file_fail_at(0, 0);
    return rmdir(base); /* every test cleans up after itself, or this fails */
}

static inline void expect_text(const char *path, const char *text)
{
    void *data;
    size_t bytes;
    assert_int_equal(file_read_whole(path, 1 << 20, &data, &bytes, message, MESSAGE), STATUS_OK);
    assert_string_equal(data, text);
    free(data);
}

#endif
