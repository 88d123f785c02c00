/* How errors are shown, and how what was meant is found. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message_form),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
