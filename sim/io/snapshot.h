/* Snapshots: one HDF5 file per saved state, laid out as output/README.md says, opened unchanged by
 * ParaView, xarray, h5py and R. A file ends in a 64-bit hash of all that precedes, which readers of
 * HDF5 pass over and snapshot_open checks, so that a damaged file is refused and never misread. */
#ifndef PRODROME_SNAPSHOT_H
#define PRODROME_SNAPSHOT_H

#include "core/grid.h"
#include "io/hdf.h"
#include "io/provenance.h"
#include "model/world.h"

/* The whole file in memory, to be freed with free(). The same state and provenance give the same
 * bytes. STATUS_NO_MEMORY or STATUS_INTERNAL with a message. */
Status snapshot_image(const World *world, const Provenance *provenance, void **image, size_t *bytes,
                      char *message, size_t message_size);

/* The group /provenance and the time, as every HDF5 file of a run has them. */
void snapshot_provenance(Hdf *hdf, const World *world, const Provenance *provenance);

/* Builds the file and puts it on the disk; `sha256` (may be NULL) receives its digest. */
Status snapshot_write(const char *path, const World *world, const Provenance *provenance,
                      char sha256[SHA256_HEX], char *message, size_t message_size);

/* An open snapshot. Fields are to be read only; hdf is not used directly outside io. */
typedef struct Snapshot {
    Hdf *hdf;
    Grid grid;
    int64_t step;  /* from the start of the burn-in */
    double time_d; /* from day 0, d */
    uint64_t seed;
    char state_hash[PROVENANCE_HASH];
} Snapshot;

/* Opens and checks a file: STATUS_NO_INPUT, STATUS_BAD_DATA (damaged, or no snapshot), STATUS_IO,
 * STATUS_NO_MEMORY, each with a message; then `out` needs no closing. */
Status snapshot_open(const char *path, Snapshot *out, char *message, size_t message_size);

void snapshot_close(Snapshot *snapshot);

/* Reads an array over all sites ("cell_type", "phase", "perfused" are HDF_U8; a substance HDF_F32)
 * into grid.sites items. STATUS_BAD_DATA when there is none of that name and type. */
Status snapshot_sites(const Snapshot *snapshot, const char *name, HdfType type, void *out,
                      char *message, size_t message_size);

/* Reads any dataset into memory that the caller frees with free(). */
Status snapshot_array(const Snapshot *snapshot, const char *path, HdfShape *shape, void **data,
                      char *message, size_t message_size);

/* Reads a column of a table, which must be of that type; NULL when there is none. To be freed. */
void *snapshot_column(const Snapshot *snapshot, const char *table, const char *name, HdfType type,
                      size_t *rows);

/* The site that holds a place (x, y, z), um; -1: outside the lattice. */
int64_t snapshot_site(const Snapshot *snapshot, const double at[3]);

/* The n-th dataset of a group ("/", "/cells", "/deaths") by name; false beyond the last. */
bool snapshot_member(const Snapshot *snapshot, const char *group, size_t n, char name[HDF_NAME]);

/* A text attribute of an object ("/provenance", "config"; "/oxygen", "units"), to be freed with
 * free(); NULL when there is none. */
char *snapshot_text(const Snapshot *snapshot, const char *object, const char *name);

#endif
