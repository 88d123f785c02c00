#include "cli/progress.h"

#include "io/steering.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double TERMINAL_EVERY = 0.2, LINE_EVERY = 60, RATE_EVERY = 2; /* s */

void progress_start(Progress *progress, int64_t step, bool quiet)
{
    *progress =
        (Progress){.quiet = quiet, .terminal = isatty(STDERR_FILENO) == 1, .rate_step = step};
}

/* 1234567 as 1,234,567. */
static const char *progress_thousands(double value, char out[32])
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%.0f", value), at = 0;
    for (int i = 0; i < length && at < 30; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = 0;
    return out;
}

const char *progress_duration(double seconds, char out[32])
{
    if (seconds < 60)
        snprintf(out, 32, "%.0f s", seconds);
    else if (seconds < 3600)
        snprintf(out, 32, "%d min %d s", (int)(seconds / 60), (int)seconds % 60);
    else
        snprintf(out, 32, "%.1f h", seconds / 3600);
    return out;
}

/* The speed changes as the tumor and its drugs do, so the last seconds count most. */
static void progress_measure(Progress *progress, double now, int64_t step)
{
    double passed = now - progress->rate_at;
    if (passed < RATE_EVERY && progress->rate > 0)
        return;
    double rate = passed > 0 ? (double)(step - progress->rate_step) / passed : 0;
    progress->rate = progress->rate > 0 ? 0.7 * progress->rate + 0.3 * rate : rate;
    progress->rate_at = now;
    progress->rate_step = step;
}

void progress_show(Progress *progress, const RunFolder *folder, const RunReport *report)
{
    char cells[32], left[32], line[256];
    double now = runfolder_seconds(folder);
    if (progress->quiet ||
        now - progress->shown < (progress->terminal ? TERMINAL_EVERY : LINE_EVERY))
        return;
    progress->shown = now;
    progress_measure(progress, now, report->step);
    double days_per_step = folder->params->time_cell_step / 24;
    double steps_left = (double)(report->end_step - report->step);
    double done = report->end_step > 0 ? 100 * (double)report->step / (double)report->end_step : 0;
    int length = snprintf(
        line, sizeof line, "day %.1f of %.4g, %.0f %%, %.2f d/s, %s cells, %s left, %zu snapshots",
        report->time_d, report->end_d, done, progress->rate * days_per_step,
        progress_thousands(summary_value(report->summary, "tumor_cells"), cells),
        progress->rate > 0 ? progress_duration(steps_left / progress->rate, left) : "?",
        folder->snapshots_count);
    if (report->time_d < 0)
        length = snprintf(line, sizeof line, "burn-in, day %.1f, %.0f %%, %.2f d/s, %s left",
                          report->time_d, done, progress->rate * days_per_step,
                          progress->rate > 0 ? progress_duration(steps_left / progress->rate, left)
                                             : "?");
    if (progress->terminal)
        fprintf(stderr, "\r%-*s", progress->width, line);
    else
        fprintf(stderr, "%s\n", line);
    progress->width = length;
    fflush(stderr);
}

void progress_end(Progress *progress)
{
    if (progress->terminal && progress->width > 0)
        fprintf(stderr, "\r%-*s\r", progress->width, "");
    progress->width = 0;
}

void progress_warn(Progress *progress, const RunWarning *warning)
{
    if (progress->quiet)
        return;
    progress_end(progress);
    fprintf(stderr, "prodrome: warning: day %.4g: %s\n  hint: %s\n", warning->time_d, warning->what,
            warning->hint);
}

/* -- the end ---------------------------------------------------------------------------------- */

static void summary_volume(const Summary *s)
{
    printf("caliper volume  %.4g mm^3 on day 0, %.4g mm^3 on day %.4g (%+.1f %%); lowest %.4g mm^3 "
           "on day %.4g\n",
           s->day0_volume, summary_value(s, "caliper_volume"), summary_value(s, "time"),
           100 * (summary_ratio(s) - 1), s->nadir_volume, s->nadir_day);
}

static void summary_cells(const Summary *s)
{
    char tumor[32], viable[32], vessels[32];
    printf("cells           %s in the tumor, %s of them viable; %s perfused vessel segments\n",
           progress_thousands(summary_value(s, "tumor_cells"), tumor),
           progress_thousands(summary_value(s, "viable"), viable),
           progress_thousands(summary_value(s, "vessels_perfused"), vessels));
    double oxygen = summary_value(s, "oxygen_median");
    if (!isnan(oxygen))
        printf("oxygen          median %.3g mmHg in the tumor, %.0f %% of it below 10 mmHg\n",
               oxygen, 100 * summary_value(s, "hypoxic_fraction"));
}

/* Prints "name value" for every column whose name starts so. */
static void summary_columns(const Summary *s, const char *label, const char *start,
                            const char *format)
{
    size_t length = strlen(start);
    int printed = 0;
    for (int i = 0; i < s->last.count; i++) {
        if (strncmp(s->last.column[i].name, start, length) != 0)
            continue;
        printf("%s%s ", printed++ ? ", " : label, s->last.column[i].name + length);
        printf(format, s->last.value[i]);
    }
    if (printed)
        putchar('\n');
}

static void summary_speed(const RunFolder *folder, const RunReport *report)
{
    char took[32];
    double seconds = runfolder_seconds(folder), total = 0;
    double days = (double)(report->step - report->first_step) * folder->params->time_cell_step / 24;
    printf("speed           %s for %.4g days, %.3g days per s, %d thread%s\n",
           progress_duration(seconds, took), days, seconds > 0 ? days / seconds : 0,
           report->threads, report->threads == 1 ? "" : "s");
    for (int i = 0; i < report->stages_count; i++)
        total += report->stage_seconds[i];
    printf("time went to   ");
    for (int i = 0; i < report->stages_count; i++)
        printf(" %s %.1f s%s", report->stages[i], report->stage_seconds[i],
               i + 1 < report->stages_count ? "," : "\n");
    if (seconds - total > 1)
        printf("                start and end %.1f s\n", seconds - total);
}

/* The line that gives the same state: from the seed, with the changes that were made on the way. */
static void summary_repeat(const RunFolder *folder, const RunReport *report)
{
    char changes[FILE_PATH], ignored[FILE_PATH + 64];
    const bool steered =
        file_path(changes, folder->path, STEERING_NAME, ignored, sizeof ignored) == STATUS_OK &&
        file_exists(changes);
    if (report->alone && !file_exists(report->parent)) {
        printf("to repeat       as a branch of %s\n", report->parent);
        return;
    }
    printf("to repeat       prodrome run %s/config.yaml", folder->path);
    if (report->end_step < params_end_step(folder->params))
        printf(" --until \"%.10g d\"", report->end_d);
    if (report->alone)
        printf(" --from %s", report->parent);
    else if (steered)
        printf(" --events %s", changes);
    puts(" --out FOLDER");
}

void progress_summary(const RunFolder *folder, const RunReport *report)
{
    const Summary *s = report->summary;
    printf("%s, seed %" PRId64 ": %s at day %.4g (%s)\n", folder->params->run_name,
           folder->params->run_seed, report->status, report->time_d, report->reason);
    const Animal *a = report->animal;
    printf("animal          %.3g times the mean plasma volume, %.3g half-life, %.3g PSMA, %.3g "
           "growth\n",
           a->plasma_volume, a->half_life, a->psma, a->growth);
    if (s->started) {
        summary_volume(s);
        summary_cells(s);
        summary_columns(s, "mass ledger     worst error ", "ledger_error_", "%.1e");
        summary_columns(s, "fallbacks       ", "fallbacks_", "%.0f");
    }
    if (report->warning.what)
        printf("warning         from day %.4g on: %s; %s\n", report->warning.time_d,
               report->warning.what, report->warning.hint);
    summary_speed(folder, report);
    printf("files           %s, %zu snapshots, state hash %016" PRIx64 "\n", folder->path,
           folder->snapshots_count, report->state_hash);
    if (s->started)
        printf("to look         prodrome plot %s\n", folder->path);
    summary_repeat(folder, report);
    if (strcmp(report->status, "stopped") == 0)
        printf("to go on        prodrome run --resume --out %s\n", folder->path);
}
