/* What `prodrome fit` prints, on stdout, and writes into its folder. */
#ifndef PRODROME_FIT_TELL_H
#define PRODROME_FIT_TELL_H

#include "cli/fit_job.h"

/* What is to be fitted to what. */
void fit_tell_begin(const FitJob *job);

/* A FitTold (context: the FitJob): a line for a trial, and fit.csv with it. */
Status fit_tell_trial(void *context, int number, const FitTrial *trial, char *message,
                      size_t message_size);

/* The table of fitted values, the figures with their residuals, and the files. profiles: one a
 * parameter. */
void fit_tell_end(const FitJob *job, const FitProfile *profiles, bool converged);

/* fit.csv, all trials; with profiles, profile.csv. */
Status fit_tell_files(const FitJob *job, const FitProfile *profiles, char *message,
                      size_t message_size);

/* fit.png: the prediction of the best trial with the figures, and the profiles. */
Status fit_draw(FitJob *job, const FitProfile *profiles, char *message, size_t message_size);

#endif
