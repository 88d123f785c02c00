#include "render/moments.h"

#include <math.h>
#include <stdbool.h>

enum { DOSES_READ = 256 };
static const double COURSE_GAP_D = 4; /* doses further apart are of two courses */

/* The last dose of the first course; NAN without doses. */
static double course_end(const Record *record)
{
    RecordDose doses[DOSES_READ];
    int64_t count = record_doses(record, doses, DOSES_READ);
    double end = count > 0 ? doses[0].day : (double)NAN;
    for (int64_t i = 1; i < count && i < DOSES_READ && doses[i].day - end < COURSE_GAP_D; i++)
        end = doses[i].day;
    return end;
}

/* The time of the smallest caliper volume; NAN when there is none. */
static double nadir_day(const Record *record)
{
    const Table *series = &record->series;
    int time = table_column(series, "time"), volume = table_column(series, "caliper_volume");
    double lowest = INFINITY, day = NAN;
    for (int64_t row = 0; row < series->rows_count; row++)
        if (table_value(series, row, volume) < lowest) {
            lowest = table_value(series, row, volume);
            day = table_value(series, row, time);
        }
    return day;
}

static int shot_after(const Shot *shots, int count, double day)
{
    int i = 0;
    while (i + 1 < count && shots[i].day <= day + 1e-6)
        i++;
    return i;
}

/* Puts a snapshot among the others in order of time, once. */
static int moment_add(int *picked, int used, int shot)
{
    int at = 0;
    while (at < used && picked[at] < shot)
        at++;
    if (at < used && picked[at] == shot)
        return used;
    for (int i = used; i > at; i--)
        picked[i] = picked[i - 1];
    picked[at] = shot;
    return used + 1;
}

/* The middle of the widest gap, in snapshots. */
static int gap_middle(const int *picked, int used)
{
    int widest = 1;
    for (int i = 2; i < used; i++)
        if (picked[i] - picked[i - 1] > picked[widest] - picked[widest - 1])
            widest = i;
    return picked[widest - 1] + (picked[widest] - picked[widest - 1]) / 2;
}

int moments_pick(const Record *record, const Shot *shots, int count, int wanted, int *picked)
{
    double course = course_end(record), nadir = nadir_day(record);
    if (isnan(course) || count <= wanted)
        return shots_pick_even(count, wanted, picked);
    int used = moment_add(picked, 0, 0);
    used = moment_add(picked, used, shot_after(shots, count, course));
    if (!isnan(nadir))
        used = moment_add(picked, used, shots_nearest(shots, count, nadir));
    used = moment_add(picked, used, count - 1);
    while (used < wanted) /* there are more snapshots than wanted, so some gap is open */
        used = moment_add(picked, used, gap_middle(picked, used));
    return used;
}
