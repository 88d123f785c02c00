/* What the files that read results share. */
#ifndef PRODROME_RESULTS_PARTS_H
#define PRODROME_RESULTS_PARTS_H

#include "render/results.h"

/* What is being read, and where a fault is reported. */
typedef struct ResultsReading {
    Results *results;
    char *message;
    size_t message_size;
} ResultsReading;

/* STATUS_BAD_DATA, with the file and the line of a row of a table (-1: of its header). */
Status results_fault(const ResultsReading *reading, const Table *table, int64_t row,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

Status results_no_memory(const ResultsReading *reading);

/* Whether a cell holds a whole number of 64 bits. */
bool results_whole(const char *cell, uint64_t *value);

/* Takes up the table of values, when runs and parameters are known. */
Status results_values_read(const ResultsReading *reading);

#endif
