/* io/table: what a table may hold, and that everything malformed is refused with its line. */
#include "io/table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];

static int folder_setup(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/prodrome-table-XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int folder_teardown(void **state)
{
    (void)state;
    return unlink(path);
}

static void write_bytes(const char *text, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
}

static void test_reads_numbers_and_texts(void **state)
{
    (void)state;
    static const char text[] = "# a comment\n"
                               "time[d],drug,amount[mg/kg]\r\n"
                               "\n"
                               "0,mipsagargin,56\n"
                               "-1.5e-3,7,nan\n"
                               "1,,\n";
    Table table;
    char message[256] = "";
    write_bytes(text, sizeof text - 1);
    assert_int_equal(table_read(path, ',', &table, message, sizeof message), STATUS_OK);
    assert_int_equal(table.columns_count, 3);
    assert_int_equal(table.rows_count, 3);
    int time = table_column(&table, "time"), drug = table_column(&table, "drug");
    int amount = table_column(&table, "amount");
    assert_string_equal(table.columns[amount].unit, "mg/kg");
    assert_false(table.columns[drug].numeric);
    assert_true(table_value(&table, 1, time) == -1.5e-3);
    assert_true(table_value(&table, 0, amount) == 56);
    assert_true(isnan(table_value(&table, 1, amount)) && isnan(table_value(&table, 2, amount)));
    assert_string_equal(table_cell(&table, 0, drug), "mipsagargin");
    assert_true(table_value(&table, 1, drug) == 7);
    assert_int_equal(table_column(&table, "tim"), -1);
    assert_true(isnan(table_value(&table, 0, -1)));
    assert_string_equal(table_cell(&table, 0, -1), "");
    assert_int_equal(table.lines[0], 4);
    table_destroy(&table);
    assert_null(table.text);
}

static void test_numbers_survive_exactly(void **state)
{
    (void)state;
    static const double values[] = {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -0.0, 233600.125};
    char text[512] = "x[1]\n", message[256] = "";
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        sprintf(text + strlen(text), "%.17g\n", values[i]);
    Table table;
    write_bytes(text, strlen(text));
    assert_int_equal(table_read(path, ',', &table, message, sizeof message), STATUS_OK);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        assert_memory_equal(&table.values[i], &values[i], sizeof values[i]);
    table_destroy(&table);
}

static void test_refuses_what_is_malformed(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", ":0: error: the table is empty"},
        {"# nothing\n", ":1: error: the table is empty"},
        {"time[d],x[1]\n0,1\n1\n", ":3: error: expected 2 cells, got 1"},
        {"time[d],x[1]\n0,1,2\n", ":2: error: expected 2 cells, got 3"},
        {"time[d],x[1]\n0,one\n", ":2: error: column x: expected a number, got one"},
        {"time[d]\n1 \n", "expected a number, got 1 "},
        {"time[d]\n 1\n", "expected a number"},
        {"time[d]\n1e\n", "expected a number"},
        {"time[d]\n0x10\n", "expected a number"},
        {"time[d]\ninf\n", "expected a number"},
        {"time[d]\n1e999\n", "expected a number"},
        {"time[d]\n--1\n", "expected a number"},
        {"time[d]\n1\n2", ":3: error: the last line does not end"},
        {"time[d]\n1.2345", ":2: error: the last line does not end"},
        {"time[d],time[h]\n", ":1: error: column time stands twice"},
        {"time[d],,x\n", ":1: error: column 2 has no name"},
        {"[d]\n", "column 1 has no name"},
        {"time[d\n", ":1: error: column 1: expected name[unit], got time[d"},
        {"time[]\n", "expected name[unit]"},
        {"time[d]s\n", "expected name[unit]"},
        {"drug\n\"a\"\n", ":2: error: column drug: quoted cells are not read"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Table table;
        char message[512] = "";
        write_bytes(cases[i].text, strlen(cases[i].text));
        assert_int_equal(table_read(path, ',', &table, message, sizeof message), STATUS_BAD_DATA);
        if (!strstr(message, cases[i].message))
            fail_msg("case %zu: expected `%s` in `%s`", i, cases[i].message, message);
        assert_memory_equal(message, path, strlen(path));
        assert_null(table.text);
    }
}

static void test_refuses_zero_bytes_and_missing_files(void **state)
{
    (void)state;
    Table table;
    char message[512] = "";
    write_bytes("time[d]\n1\0\n", 11);
    assert_int_equal(table_read(path, ',', &table, message, sizeof message), STATUS_BAD_DATA);
    assert_non_null(strstr(message, "byte 9 is zero"));
    assert_int_equal(table_read("/nonexistent/x", ',', &table, message, sizeof message),
                     STATUS_NO_INPUT);
    assert_non_null(strstr(message, "/nonexistent/x"));
    assert_int_not_equal(table_read("/tmp", ',', &table, message, sizeof message), STATUS_OK);
}

/* A header of many columns over many short lines must not ask for columns x lines of memory. */
static void test_wide_header_takes_little_memory(void **state)
{
    (void)state;
    enum { COLUMNS = 4096, LINES = 200000 };
    char *text = malloc(COLUMNS * 6 + LINES + 8);
    assert_non_null(text);
    size_t used = 0;
    for (int i = 0; i < COLUMNS; i++)
        used += (size_t)sprintf(text + used, "%sc%d", i ? "," : "", i);
    for (int i = 0; i <= LINES; i++)
        text[used++] = '\n';
    Table table;
    char message[256] = "";
    write_bytes(text, used);
    free(text);
    assert_int_equal(table_read(path, ',', &table, message, sizeof message), STATUS_OK);
    assert_int_equal(table.rows_count, 0);
    table_destroy(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_numbers_and_texts),
        cmocka_unit_test(test_numbers_survive_exactly),
        cmocka_unit_test(test_refuses_what_is_malformed),
        cmocka_unit_test(test_refuses_zero_bytes_and_missing_files),
        cmocka_unit_test(test_wide_header_takes_little_memory),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
