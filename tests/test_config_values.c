/* Every parameter given what it cannot be: refused at its line, or within its range and taken. */
#include "io/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* What is written, with the parameter's own unit behind it or not, and the number that it is. */
typedef struct Given {
    const char *text;
    bool united, number;
    double value;
} Given;
static const Given GIVEN[] = {
    {".nan", false, false, 0},    {"nan", true, false, 0},     {".inf", false, false, 0},
    {"-inf", true, false, 0},     {"1e309", true, false, 0},   {"1 K", false, false, 0},
    {"", false, false, 0},        {"[1, 2]", false, false, 0}, {"{a: 1}", false, false, 0},
    {"1 2", true, false, 0},      {"-1", true, true, -1},      {"0", true, true, 0},
    {"1e308", true, true, 1e308},
};
enum { GIVEN_COUNT = sizeof GIVEN / sizeof GIVEN[0] };

/* An entry of each list in which a key can be given, and what it has to have besides. */
enum { NEEDS_MOST = 3 };
static const struct {
    const char *opens, *needs[NEEDS_MOST];
} ENTRIES[LIST_COUNT] = {
    [LIST_SUBSTANCES] = {"  prodrug:\n", {0}},
    [LIST_REACTIONS] = {"  activation:\n", {0}},
    [LIST_DRUGS] = {"  mipsagargin:\n", {0}},
    [LIST_ANDROGENS] = {"  castration:\n", {"at: 0 d", "level: 1 nM"}},
    [LIST_CLONES] = {"  negative:\n", {"fraction: 0.1"}},
    [LIST_DOSES] = {"  -\n", {"drug: mipsagargin", "amount: 1 mg/kg", "at: 0 d"}},
};

/* A configuration in which the last line gives one value; the number of that line. */
static int write_yaml(int list, const ParamRow *row, const char *value, char out[512])
{
    int line = 2, used = 0;
    const char *indent = list == LIST_RUN ? "  " : "    ";
    used +=
        snprintf(out, 512, "%s:\n", list == LIST_RUN ? row->section : PARAM_LISTS[list].section);
    if (list != LIST_RUN) {
        used += snprintf(out + used, (size_t)(512 - used), "%s", ENTRIES[list].opens);
        line++;
    }
    for (int i = 0; i < NEEDS_MOST && ENTRIES[list].needs[i]; i++) {
        const char *need = ENTRIES[list].needs[i];
        size_t key = strcspn(need, ":");
        if (strlen(row->key) == key && strncmp(row->key, need, key) == 0)
            continue;
        used += snprintf(out + used, (size_t)(512 - used), "%s%s\n", indent, need);
        line++;
    }
    snprintf(out + used, (size_t)(512 - used), "%s%s: %s\n", indent, row->key, value);
    return line;
}

static bool told_at(const Messages *messages, int line)
{
    bool told = false;
    for (int i = 0; i < messages->count; i++)
        told |= messages->list[i].place.line == line && messages->list[i].place.column > 0;
    return told;
}

/* Whether this may be given: a number within the range; a text, if it is not built of parts. */
static bool may_be(const ParamRow *row, const Given *given)
{
    if (row->kind == PARAM_TEXT)
        return *given->text != '[' && *given->text != '{';
    return given->number && row->kind != PARAM_WORD && given->value >= row->lo &&
           given->value <= row->hi;
}

static void give(int list, const ParamRow *row, const Given *given, int tally[2])
{
    static Params params;
    char value[128], yaml[512];
    const char *unit = row->unit ? config_unit(row, "nM") : "1";
    bool united = given->united && row->kind != PARAM_TEXT && strcmp(unit, "1") != 0;
    snprintf(value, sizeof value, "%s%s%s", given->text, united ? " " : "", united ? unit : "");
    int line = write_yaml(list, row, value, yaml);
    Messages messages;
    messages_start(&messages);
    Status status = config_read_text("given", yaml, strlen(yaml), &params, &messages);
    bool refused = told_at(&messages, line);
    if (may_be(row, given) && row->kind != PARAM_TEXT && refused)
        fail_msg("%srefused: %s", yaml, messages.list[0].what);
    if (!may_be(row, given) && (!refused || status != STATUS_BAD_DATA))
        fail_msg("%staken, or not told at line %d", yaml, line);
    if (status == STATUS_OK) /* other rules may refuse it: with a message, and no harm */
        assert_true(config_check(&params, &messages) == STATUS_OK || messages.count > 0);
    tally[refused]++;
    messages_destroy(&messages);
}

static void every_parameter_refuses_what_it_cannot_be(void **state)
{
    (void)state;
    int tally[2] = {0, 0};
    for (int list = 0; list < LIST_COUNT; list++)
        for (int r = 0; r < PARAM_LISTS[list].rows_count; r++)
            for (int g = 0; g < GIVEN_COUNT; g++)
                give(list, &PARAM_LISTS[list].rows[r], &GIVEN[g], tally);
    print_message("%d refused, %d taken\n", tally[1], tally[0]);
    assert_true(tally[0] > 50 && tally[1] > 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_parameter_refuses_what_it_cannot_be)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
