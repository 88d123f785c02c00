/* exp, log and pow against long double, and the bits that every compiler must give. */
#include "core/hash.h"
#include "core/maths.h"
#include "core/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Changing this is a visible act: say in the commit why results change for the same seed. */
static const uint64_t GOLDEN_BITS = 0xbac24880d356d0ddu;

static double relative_error(double value, long double exact)
{
    return (double)(fabsl((long double)value - exact) / fabsl(exact));
}

static void test_exp_error(void **state)
{
    (void)state;
    double worst = 0.0, worst_at = 0.0;
    for (int i = 0; i <= 2000000; i++) {
        double x = i < 1000000 ? -700.0 + 1400.0 * i / 1000000.0 : -2.0 + 4e-6 * (i - 1000000);
        double error = relative_error(maths_exp(x), expl(x));
        if (error > worst)
            worst = error, worst_at = x;
    }
    printf("# maths_exp: worst relative error %.2e at %.17g\n", worst, worst_at);
    assert_true(worst < 4e-16);
}

static void test_exp_ends(void **state)
{
    (void)state;
    assert_true(maths_exp(0.0) == 1.0);
    assert_true(maths_exp(-746.0) == 0.0 && maths_exp(-HUGE_VAL) == 0.0);
    assert_true(maths_exp(710.0) == HUGE_VAL && maths_exp(HUGE_VAL) == HUGE_VAL);
    assert_true(isnan(maths_exp(NAN)));
    assert_true(isfinite(maths_exp(709.7)));
    for (double x = 700.0; x < 709.7; x += 0.01)
        assert_true(relative_error(maths_exp(x), expl(x)) < 4e-16);
    /* Below the smallest normal number half a unit of 2^-1074 is what can be asked for. */
    for (double x = -745.0; x < -700.0; x += 0.01)
        assert_true(fabsl((long double)maths_exp(x) - expl(x)) <= 0x1p-1074L + 4e-16L * expl(x));
}

static void test_log_error(void **state)
{
    (void)state;
    double worst = 0.0, worst_at = 0.0;
    for (int i = 0; i <= 3000000; i++) {
        double x = i < 1000000   ? exp(-700.0 + 1400.0 * i / 1000000.0)
                   : i < 2000000 ? 0.5 + 1.5e-6 * (i - 1000000)
                                 : 1.0 + (i - 2500000) * 1e-9;
        if (x == 1.0)
            continue;
        double error = relative_error(maths_log(x), logl(x));
        if (error > worst)
            worst = error, worst_at = x;
    }
    printf("# maths_log: worst relative error %.2e at %.17g\n", worst, worst_at);
    assert_true(worst < 4e-16);
}

static void test_log_ends(void **state)
{
    (void)state;
    assert_true(maths_log(1.0) == 0.0);
    assert_true(maths_log(0.0) == -HUGE_VAL);
    assert_true(isnan(maths_log(-1.0)) && isnan(maths_log(NAN)));
    assert_true(maths_log(HUGE_VAL) == HUGE_VAL);
    const double ends[] = {0x1p-1074, 0x1.8p-1060, 0x1p-1022, 1.7976931348623157e308};
    for (size_t i = 0; i < COUNT(ends); i++)
        assert_true(relative_error(maths_log(ends[i]), logl(ends[i])) < 4e-16);
}

static void test_pow_error(void **state)
{
    (void)state;
    double worst = 0.0;
    for (uint32_t i = 0; i < 1000000; i++) {
        Draw draw = random_draw(3, PURPOSE_PHASE, i, 0);
        double x = maths_exp(20.0 * random_uniform(draw.word[0]) - 10.0);
        double y = 60.0 * random_uniform(draw.word[1]) - 30.0;
        double allowed = 1.0 + fabs(y * log(x));
        double error = relative_error(maths_pow(x, y), powl(x, y)) / allowed;
        worst = error > worst ? error : worst;
    }
    printf("# maths_pow: worst relative error %.2e x (1 + |y log x|)\n", worst);
    assert_true(worst < 1e-15);
    assert_true(maths_pow(0.0, 0.0) == 1.0 && maths_pow(2.0, 0.0) == 1.0);
    assert_true(maths_pow(0.0, 2.0) == 0.0 && maths_pow(0.0, -2.0) == HUGE_VAL);
    assert_true(maths_pow(1.0, 12345.0) == 1.0);
}

/* The same bits from every compiler and optimisation (`make hash` runs this in each). */
static void test_functions_have_golden_bits(void **state)
{
    (void)state;
    enum { N = 200000 };
    uint64_t hash = 0;
    for (uint32_t i = 0; i < N; i++) {
        Draw draw = random_draw(1, PURPOSE_FOUNDER, i, 9);
        double u = random_uniform(draw.word[0]), v = random_uniform(draw.word[1]);
        double values[] = {maths_exp(100.0 * u - 50.0), maths_log(u),
                           maths_pow(u, 5.0 * v),       random_normal(draw.word[2], draw.word[3]),
                           random_lognormal(v, u),      maths_sqrt(v)};
        hash = hash_bytes(hash, values, sizeof values);
    }
    printf("# golden bits of core: 0x%016llx\n", (unsigned long long)hash);
    assert_true(hash == GOLDEN_BITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exp_error), cmocka_unit_test(test_exp_ends),
        cmocka_unit_test(test_log_error), cmocka_unit_test(test_log_ends),
        cmocka_unit_test(test_pow_error), cmocka_unit_test(test_functions_have_golden_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
