/* How errors are shown, and how what was meant is found. */
#include "io/config.h"
#include "io/messages.h"
#include "io/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_message_form(void **state)
{
    (void)state;
    static const char text[] = "first\nsecond µ \tline\r\nlast";
    Messages messages;
    messages_start(&messages);
    int source = messages_source(&messages, "a.yaml", text, strlen(text));
    messages_add(&messages, (SourcePlace){source, 2, 10}, "do this", "wrong\x1b[1m");
    messages_add(&messages, (SourcePlace){source, 1, 1}, 0, "early");
    messages_add(&messages, messages_nowhere(), 0, "nowhere");
    char *out;
    size_t length;
    FILE *stream = open_memstream(&out, &length);
    messages_print(&messages, stream);
    fclose(stream);
    assert_string_equal(out, "prodrome: error: nowhere\n"
                             "a.yaml:1:1: error: early\n  first\n  ^\n"
                             "a.yaml:2:10: error: wrong?[1m\n  second µ  line\n           ^\n"
                             "  hint: do this\n");
    free(out);
    messages_note(&messages, (SourcePlace){source, 1, 2}, 0, "odd");
    assert_int_equal(messages.count, 3);
    stream = open_memstream(&out, &length);
    messages_print_notes(&messages, stream);
    fclose(stream);
    assert_string_equal(out, "a.yaml:1:2: note: odd\n  first\n   ^\n");
    free(out);
    SourcePlace place = messages_place(&messages, source, 15); /* µ is two bytes, one column */
    assert_true(place.line == 2 && place.column == 9);
    messages_destroy(&messages);
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const known[] = {"diffusion", "decay", "unit", "initial"};
    static const char *const cases[][2] = {{"difusion", "diffusion"},
                                           {"diffusoin", "diffusion"},
                                           {"Unit", "unit"},
                                           {"dacey", "decay"},
                                           {"zzz", 0},
                                           {"", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Nearest nearest = nearest_start(cases[i][0]);
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            nearest_offer(&nearest, known[k]);
        if (cases[i][1])
            assert_string_equal(nearest_meant(&nearest), cases[i][1]);
        else
            assert_null(nearest_meant(&nearest));
    }
}

/* What reading `path=value` alone says; the number of errors. */
static int said_of(const char *path, const char *value, Message *first)
{
    char set[300];
    const char *const sets[] = {set};
    Params params;
    Messages messages;
    snprintf(set, sizeof set, "%s=%s", path, value);
    messages_start(&messages);
    Status status = config_read(0, 0, sets, 1, &params, &messages);
    if (status == STATUS_OK)
        config_check(&params, &messages);
    *first = messages.list[0];
    int count = messages.count;
    messages_destroy(&messages);
    return count;
}

/* The example in a hint is not zero and is itself taken, for every number there is. */
static void test_examples(void **state)
{
    (void)state;
    static const char *const entries[LIST_COUNT] = {"",   ".oxygen", ".activation", ".mipsagargin",
                                                    ".a", ".a",      ".0"};
    static const char start[] = "for example ";
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < PARAM_LISTS[list].rows_count; i++) {
            const ParamRow *row = &PARAM_LISTS[list].rows[i];
            char path[200];
            Message said, again;
            if (row->kind == PARAM_WORD || row->kind == PARAM_TEXT)
                continue;
            snprintf(path, sizeof path, "%s%s.%s", row->section, entries[list], row->key);
            assert_true(said_of(path, "x", &said) > 0);
            if (strncmp(said.hint, start, strlen(start)) != 0)
                fail_msg("%s: no example in `%s`", path, said.hint);
            const char *example = said.hint + strlen(start);
            if (strtod(example, 0) == 0)
                fail_msg("%s: %s", path, said.hint);
            if (said_of(path, example, &again) > 0 && strncmp(again.what, path, strlen(path)) == 0)
                fail_msg("%s: %s", said.hint, again.what);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message_form),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_examples),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
