/* What hdf.c (building) and hdf_read.c share: the only place that includes the HDF5 library. */
#ifndef PRODROME_HDF_PRIVATE_H
#define PRODROME_HDF_PRIVATE_H

#include "io/hdf.h"

#include <hdf5.h>
#include <hdf5_hl.h>

struct Hdf {
    hid_t file;                /* -1 once closed */
    void *image;               /* of a file that was written, once closed */
    char failed[2 * HDF_NAME]; /* the first part that could not be written; empty: none */
    Status status;             /* of that part */
};

/* In files little-endian, in memory as the machine has it. Not to be closed. */
hid_t hdf_file_type(HdfType type);
hid_t hdf_memory_type(HdfType type);

/* One without a file, for this thread until hdf_destroy; NULL when there is no memory, or the
 * library cannot be used. */
Hdf *hdf_make(void);

/* Readies the library; false when it cannot be used. */
bool hdf_start(void);

/* A name that no other open file has: HDF5 takes files in memory of one name for one file. */
void hdf_name(const Hdf *hdf, char name[HDF_NAME]);

/* Properties of a file in memory, to be closed; negative on failure. */
hid_t hdf_access(void);

#endif
