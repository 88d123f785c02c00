/* The picture of a fit, out of its folder. */
#include "cli/fit_tell.h"
#include "io/provenance.h"
#include "render/fit_page.h"
#include "study/distribution.h"
#include "study/statistics.h"
#include "io/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a page needs that is not there before it is drawn. */
typedef struct FitPicture {
    FitPage page;
    FitPrediction predictions[FIT_FIGURES];
    FitCourse courses[FIT_FIGURES];
    double *bands[FIT_FIGURES]; /* low, middle, high and mean */
    FitLikelihood likelihoods[OPTIMISE_DIMENSIONS];
    double *values[OPTIMISE_DIMENSIONS];
} FitPicture;

/* Quantiles and mean over the animals at each time. */
static Status fit_draw_band(const FitCourse *course, double **out)
{
    int64_t times = course->times;
    double *bands = malloc((size_t)(4 * times + 1) * sizeof *bands);
    double *animals = malloc((size_t)(course->animals + 1) * sizeof *animals);
    *out = bands;
    for (int64_t t = 0; t < times && bands && animals; t++) {
        for (int a = 0; a < course->animals; a++)
            animals[a] = course->values[a * times + t];
        int count = statistics_present(animals, course->animals);
        bands[3 * times + t] = statistics_mean(animals, count);
        statistics_sort(animals, count);
        bands[t] = statistics_quantile(animals, count, 0.05);
        bands[times + t] = statistics_quantile(animals, count, 0.5);
        bands[2 * times + t] = statistics_quantile(animals, count, 0.95);
    }
    Status status = bands && animals ? STATUS_OK : STATUS_NO_MEMORY;
    free(animals);
    return status;
}

/* The published figures of that name, at the times at which they are compared. */
static void fit_draw_points(const Fit *fit, const char *name, FitPrediction *out)
{
    for (int f = 0; f < fit->figures_count && out->points_count < FIT_PAGE_POINTS; f++) {
        const FitFigure *figure = &fit->figures[f];
        const Observable *what = &fit->sweep.outputs[figure->output].what;
        if (strcmp(what->name, name) != 0)
            continue;
        ChartPoint *point = &out->points[out->points_count++];
        *point = (ChartPoint){.x = what->time_d,
                              .y = figure->datum.mean,
                              .error = figure->error_known ? figure->datum.sd : NAN,
                              .colour = INK_COLOURS[INK_DATA]};
        snprintf(point->label, sizeof point->label, "published: %.100s (%.130s)", figure->condition,
                 figure->source);
    }
}

/* One prediction for each name among the outputs that have a time. */
static Status fit_draw_predictions(FitJob *job, FitPicture *picture, int best, char *message,
                                   size_t message_size)
{
    const Sweep *sweep = &job->fit.sweep;
    Status status = STATUS_OK;
    for (int i = 0; i < sweep->outputs_count && status == STATUS_OK; i++) {
        const Observable *what = &sweep->outputs[i].what;
        int n = picture->page.predictions_count;
        bool drawn = isnan(what->time_d);
        for (int k = 0; k < n; k++)
            drawn |= strcmp(picture->predictions[k].name, what->name) == 0;
        if (drawn)
            continue;
        FitCourse *course = &picture->courses[n];
        status = fit_job_course(job, best, what, course, message, message_size);
        if (status == STATUS_OK)
            status = fit_draw_band(course, &picture->bands[n]);
        if (status != STATUS_OK || course->times == 0)
            continue;
        double *bands = picture->bands[n];
        picture->predictions[n] = (FitPrediction){.name = what->name,
                                                  .unit = what->unit,
                                                  .days = course->days,
                                                  .animals = course->values,
                                                  .times = course->times,
                                                  .animals_count = course->animals,
                                                  .low = bands,
                                                  .middle = bands + course->times,
                                                  .high = bands + 2 * course->times,
                                                  .mean = bands + 3 * course->times};
        fit_draw_points(&job->fit, what->name, &picture->predictions[n]);
        picture->page.predictions_count++;
    }
    return status;
}

static Status fit_draw_likelihoods(const FitJob *job, const FitProfile *profiles,
                                   FitPicture *picture, const FitTrial *best)
{
    const Fit *fit = &job->fit;
    for (int i = 0; i < fit->sweep.parameters_count && fit->profile > 0; i++) {
        const SweepParameter *p = &fit->sweep.parameters[i];
        const FitProfile *profile = &profiles[i];
        double *values = picture->values[i] = malloc((size_t)(profile->count + 1) * sizeof *values);
        if (!values)
            return STATUS_NO_MEMORY;
        for (int k = 0; k < profile->count; k++)
            values[k] = design_scale(&p->scale, profile->at[k]);
        picture->likelihoods[i] = (FitLikelihood){
            .name = p->path,
            .unit = p->unit,
            .values = values,
            .heights = profile->height,
            .count = profile->count,
            .logarithmic = p->log,
            .fitted = strtod(best->cells[i], NULL),
            .low = profile->limits.low,
            .high = profile->limits.high,
            .level = best->log_likelihood - 0.5 * distribution_chi2_quantile(fit->confidence)};
        picture->page.likelihoods_count++;
    }
    return STATUS_OK;
}

static void fit_draw_words(const FitJob *job, const FitTrial *best, FitPage *page)
{
    const Sweep *sweep = &job->fit.sweep;
    int used = snprintf(page->title, sizeof page->title, "%.60s: ", sweep->name.text);
    for (int i = 0; i < sweep->parameters_count && used < FIT_PAGE_TEXT - 1; i++) {
        const SweepParameter *p = &sweep->parameters[i];
        const char *unit = text_unit(p->unit);
        used += snprintf(page->title + used, (size_t)(FIT_PAGE_TEXT - used), "%s%s = %s%s%s",
                         i ? ", " : "", p->path, best->cells[i], *unit ? " " : "", unit);
    }
    snprintf(page->what, sizeof page->what,
             "fit of %.60s, %d trials of %lld animals, log-likelihood %.4g", sweep->name.text,
             job->trials.count, (long long)sweep->seeds, best->log_likelihood);
}

static void fit_draw_free(FitPicture *picture)
{
    for (int i = 0; i < FIT_FIGURES; i++) {
        fit_course_destroy(&picture->courses[i]);
        free(picture->bands[i]);
    }
    for (int i = 0; i < OPTIMISE_DIMENSIONS; i++)
        free(picture->values[i]);
    free(picture);
}

Status fit_draw(FitJob *job, const FitProfile *profiles, char *message, size_t message_size)
{
    char path[FILE_PATH];
    int number = fit_trials_best(&job->trials);
    if (number < 0)
        return STATUS_OK;
    FitPicture *picture = calloc(1, sizeof *picture);
    if (!picture) {
        snprintf(message, message_size, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    const FitTrial *best = &job->trials.list[number];
    Provenance provenance = provenance_of(job->fit.sweep.base, "");
    picture->page.version = provenance.version;
    picture->page.confidence = job->fit.confidence;
    picture->page.predictions = picture->predictions;
    picture->page.likelihoods = picture->likelihoods;
    fit_draw_words(job, best, &picture->page);
    Status status = fit_draw_predictions(job, picture, number, message, message_size);
    if (status == STATUS_OK)
        status = fit_draw_likelihoods(job, profiles, picture, best);
    if (status == STATUS_OK)
        status = file_path(path, job->job.folder, "fit.png", message, message_size);
    if (status == STATUS_OK)
        status = fit_page_write(&picture->page, path, message, message_size);
    fit_draw_free(picture);
    return status;
}
