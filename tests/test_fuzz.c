/* Replays the corpus of the fuzzer, and every file of configs/, in this process. */
#include "fuzz_targets.h"
#include "io/file.h"
#include "model/state.h"
#include "render/canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Runs a target on all files of a folder whose names end so; how many there were. */
static int replay(const FuzzTarget *target, const char *folder, const char *ending)
{
    int count = 0;
    char path[FILE_PATH], message[FILE_PATH + 256];
    DIR *files = opendir(folder);
    assert_non_null(files);
    for (struct dirent *e = readdir(files); e; e = readdir(files)) {
        void *data;
        size_t bytes, length = strlen(e->d_name), end = strlen(ending);
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_name[0] == '.' || length < end || strcmp(e->d_name + length - end, ending) != 0)
            continue;
        assert_int_equal(file_read_whole(path, 1 << 24, &data, &bytes, message, sizeof message), 0);
        target->read(data, bytes);
        /* and cut, and with one bit wrong, at some places of it */
        for (size_t i = 1; i < 8; i++) {
            size_t at = bytes * i / 8;
            target->read(data, at);
            ((uint8_t *)data)[at] ^= (uint8_t)(1u << i);
            target->read(data, bytes);
            ((uint8_t *)data)[at] ^= (uint8_t)(1u << i);
        }
        free(data);
        count++;
    }
    closedir(files);
    return count;
}

static void the_corpus_does_no_harm(void **state)
{
    (void)state;
    for (int i = 0; i < FUZZ_TARGETS_COUNT; i++) {
        char folder[256];
        snprintf(folder, sizeof folder, "tests/corpus/%s", FUZZ_TARGETS[i].name);
        assert_true(replay(&FUZZ_TARGETS[i], folder, "") > 0);
    }
}

static void files_of_the_project_do_no_harm(void **state)
{
    (void)state;
    assert_true(replay(&FUZZ_TARGETS[0], "configs", ".yaml") > 10);
    assert_true(replay(&FUZZ_TARGETS[2], "configs/data", ".tsv") > 0);
}

/* A target that stops at the door tests nothing: without a change its file is used to the end, with
 * one it is refused or not by what was changed. */
static void the_targets_reach_what_they_test(void **state)
{
    (void)state;
    static const uint8_t nothing[12] = {0, 0x80, 0xFF, 0xFF}; /* a copy, part by part, of all */
    const uint8_t cause[12] = {(uint8_t)(WORLD_STATE_COUNT + 2), 0, 0, 0, 255};
    static const uint8_t dropped[12] = {3, 0x80 | 5};
    assert_int_equal(fuzz_read_snapshot(NULL, 0), STATUS_OK);
    assert_int_equal(fuzz_read_checkpoint(NULL, 0), STATUS_OK);
    assert_int_equal(fuzz_read_checkpoint(nothing, sizeof nothing), STATUS_OK);
    assert_int_equal(fuzz_read_checkpoint(nothing, 1), STATUS_OK); /* as a branch */
    assert_int_equal(fuzz_read_checkpoint(cause, sizeof cause), STATUS_BAD_DATA);
    assert_int_equal(fuzz_read_checkpoint(dropped, sizeof dropped), STATUS_BAD_DATA);
}

static int finish(void **state)
{
    (void)state;
    canvas_finish();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_targets_reach_what_they_test),
                                       cmocka_unit_test(the_corpus_does_no_harm),
                                       cmocka_unit_test(files_of_the_project_do_no_harm)};
    return cmocka_run_group_tests(tests, NULL, finish);
}
