#include "io/observable.h"

#include "io/config.h"
#include "io/nearest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double SAME_TIME = 1e-6; /* d, of a saved time and one that is asked for */

typedef enum When { AT, WHOLE } When;

/* The rows of a run, of one column. */
typedef struct Course {
    const Table *series;
    int time, column;
    int64_t rows;
    double end_d;
} Course;

static double course_time(const Course *course, int64_t row)
{
    return table_value(course->series, row, course->time);
}

static double course_value(const Course *course, int64_t row)
{
    return table_value(course->series, row, course->column);
}

/* -- what is derived -------------------------------------------------------------------------- */

/* The value at a time; after the last row that of the last. */
static double observable_at(const Course *course, double time_d)
{
    for (int64_t row = 0; row < course->rows; row++)
        if (fabs(course_time(course, row) - time_d) < SAME_TIME)
            return course_value(course, row);
    bool after = course->rows > 0 && course_time(course, course->rows - 1) < time_d &&
                 time_d < course->end_d + SAME_TIME;
    return after ? course_value(course, course->rows - 1) : NAN;
}

static double observable_percent(double value, double day0)
{
    return day0 > 0 ? 100 * (value / day0 - 1) : NAN;
}

static double observable_change(const Course *course, double time_d)
{
    return observable_percent(observable_at(course, time_d), course_value(course, 0));
}

static double observable_relative(const Course *course, double time_d)
{
    double day0 = course_value(course, 0);
    return day0 > 0 ? observable_at(course, time_d) / day0 : NAN;
}

static int64_t observable_lowest(const Course *course)
{
    int64_t lowest = 0;
    for (int64_t row = 1; row < course->rows; row++)
        if (course_value(course, row) < course_value(course, lowest))
            lowest = row;
    return lowest;
}

static double observable_nadir(const Course *course, double time_d)
{
    (void)time_d;
    return observable_percent(course_value(course, observable_lowest(course)),
                              course_value(course, 0));
}

static double observable_nadir_day(const Course *course, double time_d)
{
    (void)time_d;
    return course_time(course, observable_lowest(course));
}

static double observable_regrowth_day(const Course *course, double time_d)
{
    int64_t lowest = observable_lowest(course);
    (void)time_d;
    for (int64_t row = lowest + 1; lowest > 0 && row < course->rows; row++)
        if (course_value(course, row) >= course_value(course, 0))
            return course_time(course, row);
    return NAN;
}

/* By the logarithm of the volume between two rows. */
static double observable_doubling(const Course *course, double time_d)
{
    double twice = 2 * course_value(course, 0);
    (void)time_d;
    for (int64_t row = 1; row < course->rows && twice > 0; row++) {
        double before = course_value(course, row - 1), now = course_value(course, row);
        double from = course_time(course, row - 1);
        if (now >= twice && before > 0)
            return 24 * (from + log(twice / before) / log(now / before) *
                                    (course_time(course, row) - from));
    }
    return NAN;
}

static double observable_culled(const Course *course, double time_d)
{
    (void)time_d;
    return course_time(course, course->rows - 1) < course->end_d - SAME_TIME;
}

static double observable_end_day(const Course *course, double time_d)
{
    (void)time_d;
    return course_time(course, course->rows - 1);
}

static const struct {
    const char *name, *unit, *column, *meaning;
    When when;
    double (*value)(const Course *course, double time_d);
} ROWS[] = {
#define OBSERVABLE(name, unit, when, function, column, meaning)                                    \
    {#name, unit, column, meaning, when, observable_##function},
#include "io/observable.def"
#undef OBSERVABLE
};
enum { ROWS_COUNT = sizeof ROWS / sizeof ROWS[0] };

bool observable_row(int i, const char **name, const char **unit, const char **meaning)
{
    if (i >= ROWS_COUNT)
        return false;
    *name = ROWS[i].name;
    *unit = ROWS[i].unit;
    *meaning = ROWS[i].meaning;
    return true;
}

/* -- names and times -------------------------------------------------------------------------- */

/* Finds the name among derived figures and columns; false with a hint. */
static bool observable_find(Observable *out, const Census *columns, char *hint, size_t hint_size)
{
    Nearest nearest = nearest_start(out->name);
    const char *unit = NULL;
    out->derived = -1;
    for (int i = 0; i < ROWS_COUNT; i++) {
        nearest_offer(&nearest, ROWS[i].name);
        if (strcmp(ROWS[i].name, out->name) == 0) {
            out->derived = i;
            unit = ROWS[i].unit;
        }
    }
    for (int i = 0; i < columns->count; i++) {
        nearest_offer(&nearest, columns->column[i].name);
        if (strcmp(columns->column[i].name, out->name) == 0)
            unit = columns->column[i].unit;
    }
    const char *meant = nearest_meant(&nearest);
    snprintf(out->unit, sizeof out->unit, "%s", unit ? unit : "");
    snprintf(hint, hint_size, meant ? "did you mean `%s`?" : "%s",
             meant ? meant
                   : "a column of timeseries.csv (output/README.md), or caliper_change, nadir and "
                     "the like "
                     "(prodrome help sweep)");
    return unit != NULL;
}

/* The time behind the @, if there is to be one. */
static bool observable_time(Observable *out, const char *time, char *wrong, size_t wrong_size,
                            char *hint, size_t hint_size)
{
    bool whole = out->derived >= 0 && ROWS[out->derived].when == WHOLE;
    out->time_d = NAN;
    if (!time && whole)
        return true;
    if (whole) {
        snprintf(wrong, wrong_size, "`%s` is a figure of the whole run", out->name);
        snprintf(hint, hint_size, "write `%s` alone", out->name);
        return false;
    }
    double hours = time ? config_hours(time + strspn(time, " ")) : NAN;
    out->time_d = hours / 24;
    snprintf(wrong, wrong_size, "`%s`: at which time after day 0?", out->text);
    snprintf(hint, hint_size, "for example %s@30 d", out->name);
    return hours >= 0;
}

bool observable_parse(const char *text, const Census *columns, Observable *out, char *wrong,
                      size_t wrong_size, char *hint, size_t hint_size)
{
    const char *at = strchr(text, '@');
    size_t length = at ? (size_t)(at - text) : strlen(text);
    *hint = 0;
    while (length > 0 && text[length - 1] == ' ')
        length--;
    snprintf(wrong, wrong_size, "`%.60s` is no figure of a run", text);
    if (strlen(text) >= sizeof out->text || length >= sizeof out->name || length == 0)
        return false;
    memset(out, 0, sizeof *out);
    snprintf(out->text, sizeof out->text, "%s", text);
    memcpy(out->name, text, length);
    return observable_find(out, columns, hint, hint_size) &&
           observable_time(out, at ? at + 1 : NULL, wrong, wrong_size, hint, hint_size);
}

bool observable_saved(const Observable *observable, const Params *params, char *wrong,
                      size_t wrong_size, char *hint, size_t hint_size)
{
    double end_d = params->time_end / 24, every_d = params->output_series_every / 24;
    double time_d = observable->time_d, rows = floor(time_d / every_d + 0.5);
    if (isnan(time_d) || fabs(time_d - end_d) < SAME_TIME)
        return true;
    if (time_d > end_d) {
        snprintf(wrong, wrong_size, "`%s` comes after the end of the run, day %.10g",
                 observable->text, end_d);
        snprintf(hint, hint_size, "an earlier time, or a later time.end");
        return false;
    }
    snprintf(wrong, wrong_size, "`%s` is no time at which the run saves a row: every %.10g d",
             observable->text, every_d);
    snprintf(hint, hint_size, "take %.10g d or %.10g d, or set output.series_every",
             floor(time_d / every_d) * every_d, (floor(time_d / every_d) + 1) * every_d);
    return fabs(time_d - rows * every_d) < SAME_TIME;
}

double observable_value(const Observable *observable, const Table *series, double end_d)
{
    int derived = observable->derived;
    const char *column = derived >= 0 ? ROWS[derived].column : observable->name;
    Course course = {series, table_column(series, "time"), table_column(series, column),
                     series->rows_count, end_d};
    if (course.rows == 0 || course.time < 0 || course.column < 0)
        return NAN;
    return derived >= 0 ? ROWS[derived].value(&course, observable->time_d)
                        : observable_at(&course, observable->time_d);
}
