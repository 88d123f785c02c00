/* A fit without runs: its file and tables, a search that finds the known answer, a profile with the
 * known limits, a fit begun anew that repeats nothing. */
#include "cli/fit_trials.h"
#include "temp_folder.h"

#include <math.h>
#include <string.h>

static const char POINTS[] = "observable\tcondition\ttime[d]\tmean\tsd\tn\tunit\tsource\n"
                             "relative_caliper_volume\ttreated\t20\t0.5\t0.2\t16\t1\tA 2012\n"
                             "relative_caliper_volume\tundosed\t20\t4\t0.2\t16\t1\tA 2012\n"
                             "viable\ttreated\t10\t1000\t\t\t1\tB\n"
                             "sizes\ttreated\t10\t1000\t\t\t1\tB\n"
                             "microvessels\tall\t\t16.8\t\t\t1/mm^2\tC\n";
static const char FIT[] =
    "fit: {name: test, seeds: 4, budget: 60, profile: 30}\n"
    "base: [base.yaml]\n"
    "parameters: {psma.activation_scale: {range: [0.01, 0.08], scale: log, start: 0.02, prior: "
    "flat}}\n"
    "data: [{table: points.tsv, observable: relative_caliper_volume, condition: treated,\n"
    "        sd: 20 %}]\n";

static void put(const char *name, const char *text)
{
    assert_int_equal(file_write_whole(at(name), text, strlen(text), message, MESSAGE), STATUS_OK);
}

static int files(void **state)
{
    if (setup(state))
        return -1;
    put("base.yaml", "time: {end: 30 d}\n");
    put("points.tsv", POINTS);
    return 0;
}

static int files_gone(void **state)
{
    unlink(at("base.yaml"));
    unlink(at("points.tsv"));
    unlink(at("fit.yaml"));
    return teardown(state);
}

/* Reads a fit file that is not sound: the first error. */
static void refused(const char *text, const char *said)
{
    Messages messages;
    Fit *fit = malloc(sizeof *fit);
    assert_non_null(fit);
    messages_start(&messages);
    put("fit.yaml", text);
    Status status = fit_read(at("fit.yaml"), fit, &messages);
    assert_true(status == STATUS_BAD_DATA || status == STATUS_NO_INPUT);
    assert_true(messages.count > 0);
    if (!strstr(messages.list[0].what, said))
        fail_msg("expected `%s`, got `%s`", said, messages.list[0].what);
    fit_destroy(fit);
    free(fit);
    messages_destroy(&messages);
}

static Fit *sound(const char *text, int notes)
{
    Messages messages;
    Fit *fit = malloc(sizeof *fit);
    assert_non_null(fit);
    messages_start(&messages);
    put("fit.yaml", text);
    Status status = fit_read(at("fit.yaml"), fit, &messages);
    if (status != STATUS_OK)
        messages_print(&messages, stderr);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(messages.notes_count, notes);
    messages_destroy(&messages);
    return fit;
}

static void done(Fit *fit)
{
    fit_destroy(fit);
    free(fit);
}

static void test_a_fit_file_is_read(void **state)
{
    (void)state;
    Fit *fit = sound(FIT, 0);
    assert_string_equal(fit->sweep.name.text, "test");
    assert_true(fit->sweep.seeds == 4 && fit->budget == 60 && fit->profile == 30);
    assert_int_equal(fit->figures_count, 1);
    assert_int_equal(fit->sweep.outputs_count, 1);
    assert_string_equal(fit->sweep.outputs[0].what.text, "relative_caliper_volume@20 d");
    assert_true(fabs(fit->figures[0].datum.mean - 0.5) < 1e-12);
    assert_true(fabs(fit->figures[0].datum.sd - 0.2) < 1e-12);
    assert_true(fit->figures[0].datum.n == 16.0 && fit->figures[0].error_known);
    assert_string_equal(fit->figures[0].source, "A 2012");
    assert_true(fabs(fit->start[0] - 1.0 / 3.0) < 1e-12); /* 0.02 of 0.01 to 0.08 */
    done(fit);
}

/* Without an observable, what a run has is taken and the rest is told; a figure without sd too. */
static void test_a_table_gives_what_it_has(void **state)
{
    (void)state;
    Fit *fit = sound("fit: {seeds: 2}\nbase: base.yaml\n"
                     "parameters: {psma.cv: {range: [0.1, 0.9]}}\n"
                     "data: [{table: points.tsv, condition: treated}]\n",
                     2);
    assert_string_equal(fit->sweep.name.text, "fit");
    assert_int_equal(fit->figures_count, 2);
    assert_string_equal(fit->sweep.outputs[1].what.text, "viable@10 d");
    assert_true(!fit->figures[1].error_known && fit->figures[1].datum.sd == 0.0);
    done(fit);
}

/* The fits that come with the program. */
static void test_shipped_fits_are_sound(void **state)
{
    (void)state;
    static const char *const names[] = {"flagship_scalar", "small_scalar", "reduced", "undosed"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[80];
        Messages messages;
        Fit *fit = malloc(sizeof *fit);
        assert_non_null(fit);
        snprintf(path, sizeof path, "configs/fits/%s.yaml", names[i]);
        messages_start(&messages);
        Status status = fit_read(path, fit, &messages);
        messages_print(&messages, stderr);
        assert_int_equal(status, STATUS_OK);
        assert_string_equal(fit->sweep.name.text, names[i]);
        messages_destroy(&messages);
        done(fit);
    }
}

static void test_unsound_fits_are_refused(void **state)
{
    (void)state;
    static const char parameters[] =
        "base: base.yaml\nparameters: {psma.cv: {range: [0.1, 0.9]}}\n";
    char text[600];
    static const char *const rows[][2] = {
        {"", "a fit needs what it is fitted to"},
        {"data: [nowhere.tsv]\n", "nowhere.tsv"},
        {"data: points.tsv\n", "expected a list"},
        {"data: [{observable: viable}]\n", "needs its table"},
        {"data: [{table: points.tsv, observabel: viable}]\n", "unknown key `observabel`"},
        {"data: [{table: points.tsv, observable: viabel}]\n", "no row is that of a figure"},
        {"data: [{table: points.tsv, observable: microvessels}]\n", "microvessels"},
        {"data: [{table: points.tsv, observable: viable, simulated: oxygen_median}]\n", "mmHg"},
        {"data: [{table: points.tsv, observable: viable, simulated: viable@10.3 d}]\n", "saves"},
        {"data: [{table: points.tsv, observable: viable, sd: much}]\n", "sd: expected a number"},
        {"data: [{table: points.tsv, observable: viable, sd: 3 d}]\n", "sd: expected a number"},
        {"data: [{table: points.tsv, observable: relative_caliper_volume, simulated: nadir}]\n",
         ""},
        {"data: [points.tsv]\n", "several conditions"},
        {"data: [points.tsv]\nfit: {seed: 3}\n", "unknown key `seed`"},
        {"data: [points.tsv]\noutputs: [nadir]\n", "unknown key `outputs`"},
        {"data: [points.tsv]\n", "several conditions"},
        {"data: [points.tsv]\nfit: {budget: 0}\n", "budget: expected a whole number"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(text, sizeof text, "%s%s", parameters, rows[i][0]);
        refused(text, rows[i][1]);
    }
    refused("base: base.yaml\nparameters: {psma.cv: {values: [0.1, 0.9]}}\ndata: [points.tsv]\n",
            "needs a range");
    refused("base: base.yaml\nparameters: {psma.cv: {range: [0.1, 0.9], start: 2}}\n"
            "data: [points.tsv]\n",
            "psma.cv");
    refused("base: base.yaml\nparameters: {psma.cv: {range: [0.1, 0.9], start: 0.95}}\n"
            "data: [points.tsv]\n",
            "the start is not in the range");
}

/* Animals whose change is known: linear in the logarithm of the scalar, each with its own luck. */
typedef struct Made {
    int runs, told, stop_at;
    double sum;
} Made;

static const double LUCK[4] = {0.03, -0.05, 0.01, 0.05};

static Status made_run(void *context, int number, FitTrial *trial, char *text, size_t size)
{
    Made *made = context;
    assert_int_equal(number, made->runs - (made->stop_at && made->runs >= made->stop_at));
    if (++made->runs == made->stop_at) {
        snprintf(text, size, "stopped");
        return STATUS_STOPPED;
    }
    double scale = strtod(trial->cells[0], NULL);
    made->sum = 1.01 * made->sum + scale;
    for (int s = 0; s < 4; s++)
        trial->values[s] = 0.5 - 0.4 * log(scale / 0.03) + LUCK[s];
    return STATUS_OK;
}

static Status made_told(void *context, int number, const FitTrial *trial, char *text, size_t size)
{
    Made *made = context;
    (void)number, (void)trial, (void)text, (void)size;
    made->told++;
    return STATUS_OK;
}

/* 0.5 is reached where 0.4 log(p / 0.03) is the mean luck of 0.01; one standard error of the
 * difference, sqrt(0.2^2 / 16 + var(luck) / 4), is so much of log p. */
static void test_a_search_finds_the_known_answer(void **state)
{
    (void)state;
    Fit *fit = sound(FIT, 0);
    Made made = {0};
    FitTrials trials;
    FitProfile profile;
    bool converged;
    fit_trials_start(&trials, fit, made_run, made_told, &made);
    assert_int_equal(fit_search(&trials, &converged), STATUS_OK);
    assert_true(converged && made.runs == trials.count && made.told == trials.count);
    const FitTrial *best = &trials.list[fit_trials_best(&trials)];
    double answer = 0.03 * exp(1.0 / 40.0);
    assert_true(fabs(strtod(best->cells[0], NULL) / answer - 1.0) < 0.02);
    assert_true(fabs(best->terms[0].residual) < 0.1 && best->terms[0].seeds == 4);
    printf("# %d trials: %s, exact %.6g\n", trials.count, best->cells[0], answer);
    assert_int_equal(fit_profile(&trials, 0, &profile), STATUS_OK);
    double error = sqrt(0.04 / 16.0 + (4.0 + 36.0 + 0.0 + 16.0) * 1e-4 / 3.0 / 4.0) / 0.4;
    double low = answer * exp(-1.959964 * error), high = answer * exp(1.959964 * error);
    printf("# profile of %d: %.4g [%.4g, %.4g], exact [%.4g, %.4g]\n", profile.count,
           profile.limits.value, profile.limits.low, profile.limits.high, low, high);
    assert_true(fabs(profile.limits.value / answer - 1.0) < 0.01);
    assert_true(fabs(profile.limits.low / low - 1.0) < 0.01);
    assert_true(fabs(profile.limits.high / high - 1.0) < 0.01);
    for (int i = 1; i < profile.count; i++)
        assert_true(profile.at[i] > profile.at[i - 1]);
    fit_profile_destroy(&profile);
    fit_trials_destroy(&trials);
    done(fit);
}

/* Stopped at any trial and begun anew with those that were made: the same trials, none twice. */
static void test_a_search_begun_anew_makes_no_trial_twice(void **state)
{
    (void)state;
    Fit *fit = sound(FIT, 0);
    Made whole = {0};
    FitTrials all;
    bool converged;
    fit_trials_start(&all, fit, made_run, made_told, &whole);
    assert_int_equal(fit_search(&all, &converged), STATUS_OK);
    for (int stop = 1; stop <= all.count; stop += 3) {
        Made made = {.stop_at = stop};
        FitTrials trials;
        fit_trials_start(&trials, fit, made_run, made_told, &made);
        assert_int_equal(fit_search(&trials, &converged), STATUS_STOPPED);
        assert_string_equal(trials.message, "stopped");
        assert_int_equal(trials.count, stop - 1);
        trials.status = STATUS_OK;
        assert_int_equal(fit_search(&trials, &converged), STATUS_OK);
        assert_int_equal(trials.count, all.count);
        assert_int_equal(made.runs, all.count + 1);
        for (int i = 0; i < all.count; i++)
            assert_string_equal(trials.list[i].cells[0], all.list[i].cells[0]);
        fit_trials_destroy(&trials);
    }
    fit_trials_destroy(&all);
    done(fit);
}

static void test_a_budget_is_kept(void **state)
{
    (void)state;
    Fit *fit = sound(FIT, 0);
    fit->budget = 5;
    Made made = {0};
    FitTrials trials;
    bool converged;
    fit_trials_start(&trials, fit, made_run, made_told, &made);
    assert_int_equal(fit_search(&trials, &converged), STATUS_OK);
    assert_true(!converged && trials.count == 5 && fit_trials_best(&trials) >= 0);
    fit_trials_destroy(&trials);
    done(fit);
}

/* Two parameters that only their product is told by: the profile of one is as high all along. */
static Status product_run(void *context, int number, FitTrial *trial, char *text, size_t size)
{
    (void)context, (void)number, (void)text, (void)size;
    double a = strtod(trial->cells[0], NULL), b = strtod(trial->cells[1], NULL);
    for (int s = 0; s < 4; s++)
        trial->values[s] = 2.0 * a * b + LUCK[s];
    return STATUS_OK;
}

static void test_a_profile_searches_over_the_others(void **state)
{
    (void)state;
    Fit *fit = sound("fit: {seeds: 4, budget: 100, profile: 8, nuisance: 60}\nbase: base.yaml\n"
                     "parameters: {psma.cv: {range: [0.2, 0.9], start: 0.3}, "
                     "animal.cv_psma: {range: [0.1, 0.5], start: 0.45}}\n"
                     "data: [{table: points.tsv, observable: relative_caliper_volume, "
                     "condition: treated}]\n",
                     0);
    Made made = {0};
    FitTrials trials;
    FitProfile profile;
    bool converged;
    fit_trials_start(&trials, fit, product_run, made_told, &made);
    assert_int_equal(fit_search(&trials, &converged), STATUS_OK);
    const FitTrial *best = &trials.list[fit_trials_best(&trials)];
    assert_true(fabs(best->terms[0].residual) < 0.1);
    assert_int_equal(fit_profile(&trials, 0, &profile), STATUS_OK);
    double least = INFINITY, most = -INFINITY;
    for (int i = 0; i < profile.count; i++) {
        double value = 0.2 + 0.7 * profile.at[i];
        if (value * 0.5 > 0.25 && value * 0.1 < 0.25) { /* the other can make up for it */
            least = fmin(least, profile.height[i]);
            most = fmax(most, profile.height[i]);
        }
    }
    printf("# along the valley the likelihood falls by %.3f\n", most - least);
    assert_true(most - least < 0.1);
    assert_true(isinf(profile.limits.high));
    fit_profile_destroy(&profile);
    fit_trials_destroy(&trials);
    done(fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_fit_file_is_read),
        cmocka_unit_test(test_a_table_gives_what_it_has),
        cmocka_unit_test(test_shipped_fits_are_sound),
        cmocka_unit_test(test_unsound_fits_are_refused),
        cmocka_unit_test(test_a_search_finds_the_known_answer),
        cmocka_unit_test(test_a_search_begun_anew_makes_no_trial_twice),
        cmocka_unit_test(test_a_budget_is_kept),
        cmocka_unit_test(test_a_profile_searches_over_the_others),
    };
    return cmocka_run_group_tests(tests, files, files_gone);
}
