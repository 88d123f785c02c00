/* The time series of a run: timeseries.csv, one row per saved time, and run.hdf.series, the index
 * of snapshots by time that ParaView opens. Numbers are written so that they read back the same. */
#ifndef PRODROME_SERIES_H
#define PRODROME_SERIES_H

#include "engine/census.h"
#include "io/file.h"

/* One snapshot of the index: its file within the folder and its time from day 0, d. */
typedef struct SeriesEntry {
    char name[32];
    double time_d;
} SeriesEntry;

/* Appends the header: one `name[unit]` per column. */
Status series_head(FileLog *log, const Census *census, char *message, size_t message_size);

/* Appends one row with a single write; a value that is not known is written as nan. */
Status series_row(FileLog *log, const Census *census, char *message, size_t message_size);

/* Writes the whole index to folder/run.hdf.series. */
Status series_index(const char *folder, const SeriesEntry *entries, size_t count, char *message,
                    size_t message_size);

#endif
