/* The search of a fit: tops of known functions, the same points each time, ends as asked. */
#include "cli/optimise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>

#include <cmocka.h>

static const OptimiseLimits LIMITS = {0.2, 1e-9, 1e-6, 2000};

typedef struct Seen {
    int calls, stop_at;
    double sum; /* of all that was asked, in order */
} Seen;

static void seen(Seen *s, const double *point, int dimensions, bool *stop)
{
    for (int i = 0; i < dimensions; i++) {
        assert_true(point[i] >= 0.0 && point[i] <= 1.0);
        s->sum = 1.25 * s->sum + point[i];
    }
    *stop = ++s->calls == s->stop_at;
}

static double hill(void *context, const double *point, bool *stop)
{
    seen(context, point, 1, stop);
    return 5.0 - 40.0 * (point[0] - 0.37) * (point[0] - 0.37);
}

/* Rosenbrock's valley, its top at (0.6, 0.6). */
static double valley(void *context, const double *point, bool *stop)
{
    seen(context, point, 2, stop);
    double x = point[0] / 0.6, y = point[1] / 0.6;
    return -(1.0 - x) * (1.0 - x) - 100.0 * (y - x * x) * (y - x * x);
}

static double cliff(void *context, const double *point, bool *stop)
{
    seen(context, point, 1, stop);
    return point[0] < 0.5 ? -INFINITY : -point[0];
}

static void test_it_climbs(void **state)
{
    (void)state;
    OptimiseBest best;
    Seen s = {0};
    assert_int_equal(optimise(1, (double[]){0.9}, &LIMITS, hill, &s, &best), STATUS_OK);
    assert_true(fabs(best.point[0] - 0.37) < 1e-4 && best.converged && !best.stopped);
    assert_int_equal(best.calls, s.calls);
    s = (Seen){0};
    assert_int_equal(optimise(2, (double[]){0.1, 0.9}, &LIMITS, valley, &s, &best), STATUS_OK);
    assert_true(fabs(best.point[0] - 0.6) < 1e-3 && fabs(best.point[1] - 0.6) < 1e-3);
    s = (Seen){0};
    assert_int_equal(optimise(1, (double[]){0.8}, &LIMITS, cliff, &s, &best), STATUS_OK);
    assert_true(fabs(best.point[0] - 0.5) < 1e-3 && best.point[0] >= 0.5);
}

static void test_the_same_points_each_time(void **state)
{
    (void)state;
    Seen first = {0}, second = {0};
    OptimiseBest best;
    assert_int_equal(optimise(2, (double[]){0.1, 0.9}, &LIMITS, valley, &first, &best), STATUS_OK);
    assert_int_equal(optimise(2, (double[]){0.1, 0.9}, &LIMITS, valley, &second, &best), STATUS_OK);
    assert_int_equal(first.calls, second.calls);
    assert_true(first.sum == second.sum);
}

static void test_it_ends_when_asked(void **state)
{
    (void)state;
    OptimiseBest best;
    OptimiseLimits few = LIMITS;
    Seen s = {0};
    few.calls = 7;
    assert_int_equal(optimise(2, (double[]){0.1, 0.9}, &few, valley, &s, &best), STATUS_OK);
    assert_int_equal(s.calls, 7);
    assert_true(!best.converged && !best.stopped);
    s = (Seen){.stop_at = 4};
    assert_int_equal(optimise(2, (double[]){0.1, 0.9}, &LIMITS, valley, &s, &best), STATUS_OK);
    assert_true(s.calls == 4 && best.calls == 3 && best.stopped && !best.converged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_climbs),
        cmocka_unit_test(test_the_same_points_each_time),
        cmocka_unit_test(test_it_ends_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
