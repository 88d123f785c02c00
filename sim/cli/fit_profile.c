/* How far from the best trial others are as good: the profile of one parameter. */
#include "cli/fit_trials.h"
#include "study/distribution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where a profile is followed from, and how far down. */
typedef struct FitFollowing {
    FitTrials *trials;
    int parameter;
    double top[OPTIMISE_DIMENSIONS], level;
    FitProfile *out;
} FitFollowing;

/* In order; of equal coordinates the greater height. */
static void fit_profile_add(FitProfile *out, double at, double height)
{
    int i = 0;
    while (i < out->count && out->at[i] < at)
        i++;
    if (i < out->count && out->at[i] == at) {
        out->height[i] = fmax(out->height[i], height);
        return;
    }
    CHECK(out->count < out->room);
    memmove(out->at + i + 1, out->at + i, (size_t)(out->count - i) * sizeof *out->at);
    memmove(out->height + i + 1, out->height + i, (size_t)(out->count - i) * sizeof *out->height);
    out->at[i] = at;
    out->height[i] = height;
    out->count++;
}

/* The greatest likelihood with the parameter held at a coordinate: that of one trial when there are
 * no others, else of a short search over them from the best trial. false: it is to end. */
static bool fit_profile_value(FitFollowing *f, double at, double *height)
{
    FitTrials *trials = f->trials;
    double point[OPTIMISE_DIMENSIONS];
    memcpy(point, f->top, sizeof point);
    point[f->parameter] = at = fit_trials_round(trials->fit, f->parameter, at);
    *height = -INFINITY;
    if (trials->fit->sweep.parameters_count > 1) {
        OptimiseBest best;
        fit_search_over(trials, point, f->parameter, trials->fit->nuisance, &best);
        *height = best.value;
    } else {
        trials->left = 1;
        int trial = fit_trials_at(trials, point);
        if (trial >= 0)
            *height = trials->list[trial].log_likelihood;
    }
    if (trials->status == STATUS_OK)
        fit_profile_add(f->out, at, *height);
    return trials->status == STATUS_OK;
}

/* One side, with so many values: outward by doubled steps until the likelihood has fallen below the
 * level, then inward between the two that enclose it. */
static void fit_profile_side(FitFollowing *f, int way, int64_t values)
{
    double inside = f->top[f->parameter], outside = NAN, step = 1.0 / 8, height;
    for (; values > 0 && isnan(outside) && inside != (way > 0 ? 1.0 : 0.0); values--) {
        double at = fmin(fmax(f->top[f->parameter] + way * step, 0.0), 1.0);
        if (!fit_profile_value(f, at, &height))
            return;
        if (height < f->level)
            outside = at;
        else
            inside = at;
        step *= 2;
    }
    for (; values > 0 && fabs(outside - inside) > 1.0 / 256; values--) {
        double at = 0.5 * (inside + outside);
        if (!fit_profile_value(f, at, &height))
            return;
        *(height < f->level ? &outside : &inside) = at;
    }
}

/* The ends of the interval as values of the parameter; what is infinite stays so. */
static void fit_profile_limits(const Fit *fit, int parameter, FitProfile *out)
{
    const DesignScale *scale = &fit->sweep.parameters[parameter].scale;
    Estimate u = likelihood_profile(out->at, out->height, out->count, fit->confidence);
    out->limits = (Estimate){isnan(u.value) ? NAN : design_scale(scale, u.value),
                             isfinite(u.low) ? design_scale(scale, u.low) : u.low,
                             isfinite(u.high) ? design_scale(scale, u.high) : u.high};
    out->lowest = out->count ? design_scale(scale, out->at[0]) : NAN;
    out->highest = out->count ? design_scale(scale, out->at[out->count - 1]) : NAN;
}

Status fit_profile(FitTrials *trials, int parameter, FitProfile *out)
{
    const Fit *fit = trials->fit;
    int best = fit_trials_best(trials), k = fit->sweep.parameters_count;
    *out = (FitProfile){.limits = {NAN, NAN, NAN}, .lowest = NAN, .highest = NAN};
    if (best < 0 || fit->profile == 0)
        return trials->status;
    /* Its own values, and where there is but one parameter all trials, some of them new ones. */
    out->room = (int)(2 * fit->profile) + trials->count + 1;
    out->at = calloc((size_t)out->room, sizeof *out->at);
    out->height = calloc((size_t)out->room, sizeof *out->height);
    if (!out->at || !out->height) {
        fit_trials_fail(trials, STATUS_NO_MEMORY, status_sentence(STATUS_NO_MEMORY));
        return trials->status;
    }
    FitFollowing f = {.trials = trials, .parameter = parameter, .out = out};
    memcpy(f.top, trials->list[best].point, (size_t)k * sizeof *f.top);
    f.level = trials->list[best].log_likelihood - 0.5 * distribution_chi2_quantile(fit->confidence);
    fit_profile_side(&f, -1, fit->profile / 2);
    if (trials->status == STATUS_OK)
        fit_profile_side(&f, +1, fit->profile - fit->profile / 2);
    for (int i = 0; i < trials->count && trials->status == STATUS_OK; i++)
        if (k == 1 || i == best)
            fit_profile_add(out, trials->list[i].point[parameter], trials->list[i].log_likelihood);
    fit_profile_limits(fit, parameter, out);
    return trials->status;
}

void fit_profile_destroy(FitProfile *profile)
{
    free(profile->at);
    free(profile->height);
    *profile = (FitProfile){0};
}
