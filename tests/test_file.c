/* The layer under every file: whole or not there, whichever system call fails. */
#include "temp_folder.h"

#include <errno.h>
#include <string.h>

static void a_file_is_whole_or_as_before(void **state)
{
    (void)state;
    const int errors[] = {ENOSPC, EIO, EDQUOT};
    char path[FILE_PATH];
    snprintf(path, sizeof path, "%s", at("file"));
    for (size_t e = 0; e < sizeof errors / sizeof errors[0]; e++) {
        Status status = STATUS_IO;
        int64_t n = 0;
        assert_int_equal(file_write_whole(path, "old", 3, message, MESSAGE), STATUS_OK);
        while (status != STATUS_OK) {
            file_fail_at(++n, errors[e]);
            status = file_write_whole(path, "new text", 8, message, MESSAGE);
            bool renamed = status == STATUS_OK || strstr(message, "synchronised");
            file_fail_at(0, 0);
            assert_true(n < CALLS_MOST);
            assert_false(file_exists(at("file.part")));
            expect_text(path, renamed ? "new text" : "old");
            if (status != STATUS_OK) {
                assert_int_equal(status, STATUS_IO);
                assert_non_null(strstr(message, path));
                assert_non_null(strstr(message, strerror(errors[e])));
                assert_true(renamed || strstr(message, "8 bytes"));
            }
        }
        assert_true(n > 6);
    }
    assert_int_equal(unlink(path), 0);
}

static void a_link_is_not_followed(void **state)
{
    (void)state;
    char target[FILE_PATH], part[FILE_PATH];
    snprintf(target, sizeof target, "%s", at("target"));
    snprintf(part, sizeof part, "%s", at("link.part"));
    for (int hard = 0; hard < 2; hard++) {
        assert_int_equal(file_write_whole(target, "old", 3, message, MESSAGE), STATUS_OK);
        assert_int_equal(hard ? link(target, part) : symlink(target, part), 0);
        assert_int_equal(file_write_whole(at("link"), "x", 1, message, MESSAGE), STATUS_OK);
        expect_text(target, "old");
        expect_text(at("link"), "x");
        assert_false(file_exists(part));
        assert_int_equal(unlink(at("link")), 0);
        assert_int_equal(unlink(target), 0);
    }
}

static void parents_go_when_a_folder_fails(void **state)
{
    (void)state;
    size_t made;
    Status status = STATUS_IO;
    for (int64_t n = 1; status != STATUS_OK; n++) {
        file_fail_at(n, ENOSPC);
        status = file_folder_create(at("a/b//c/"), &made, message, MESSAGE);
        file_fail_at(0, 0);
        assert_true(file_is_folder(at("a/b/c")) == (status == STATUS_OK));
        assert_true(status == STATUS_OK || !file_exists(at("a")));
        assert_true(n < CALLS_MOST);
    }
    assert_int_equal(file_folder_create(at("a/b/c"), &made, message, MESSAGE), STATUS_EXISTS);
    file_folder_remove(at("a/b/c"), 0);
    file_folder_remove(at("a/b"), 0);
    file_folder_remove(at("a"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_whole_or_as_before),
        cmocka_unit_test(a_link_is_not_followed),
        cmocka_unit_test(parents_go_when_a_folder_fails),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
