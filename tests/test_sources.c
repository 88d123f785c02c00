/* Every number of the model has a source of a known kind, and a published one says where. */
#include "model/params.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool starts(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool is_of_a_kind(const char *source)
{
    static const char *const kinds[] = {
        "published", "derived",   "assumption", "fitted",
        "disputed",  "numerical", "scenario",   "model specification"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (starts(source, kinds[i]))
            return true;
    return false;
}

/* A year, or a name that needs none. */
static bool says_where(const char *source)
{
    for (const char *c = source; *c; c++)
        if ((starts(c, " 19") || starts(c, " 20")) && strspn(c + 1, "0123456789") == 4)
            return true;
    return strstr(source, "PhysiCell") != NULL;
}

static void check(const char *entry, const char *key, const char *source)
{
    if (!source || !is_of_a_kind(source))
        fail_msg("%s.%s has no source of a known kind", entry, key);
    if (starts(source, "published") && !says_where(source))
        fail_msg("%s.%s is published, but not said where", entry, key);
}

static void test_sources_are_named(void **state)
{
    (void)state;
    for (int list = 0; list < LIST_COUNT; list++)
        for (int i = 0; i < PARAM_LISTS[list].rows_count; i++) {
            const ParamRow *row = &PARAM_LISTS[list].rows[i];
            check(row->section, row->key, row->source);
        }
    for (int i = 0; i < PRESETS_COUNT; i++)
        check(PRESETS[i].entry, PRESETS[i].key, PRESETS[i].source);
}

static void test_where_is_told_from_how_much(void **state)
{
    (void)state;
    assert_true(says_where("published: Pick 2023, HEK-293"));
    assert_true(says_where("published: PhysiCell defaults"));
    assert_false(says_where("published: 169 uM"));
    assert_false(says_where("published: 20000 to 1e6"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sources_are_named),
        cmocka_unit_test(test_where_is_told_from_how_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
