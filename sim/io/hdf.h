/* HDF5 files in memory: hdf.c is the one file that knows the library. Building one is a row of
 * calls of which the first failure sticks; the image is then written, or was read, by io/file.h.
 * Layout choices (bounds V110, chunks, shuffle, zlib, no times) make damage visible and give the
 * same bytes for the same content. Paths are absolute within the file ("/cells/id"). */
#ifndef PRODROME_HDF_H
#define PRODROME_HDF_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum HdfType {
    HDF_U8,
    HDF_U16,
    HDF_U32,
    HDF_U64,
    HDF_I32,
    HDF_I64,
    HDF_F32,
    HDF_F64,
    HDF_TYPE_COUNT
} HdfType;

enum { HDF_RANK = 3, HDF_NAME = 64 };

/* What a dataset is: dims[0 .. rank) items of type, C order. */
typedef struct HdfShape {
    HdfType type;
    int rank;
    size_t dims[HDF_RANK];
    size_t items; /* their product */
} HdfShape;

typedef struct Hdf Hdf;

/* Bytes of one item. */
size_t hdf_size(HdfType type);

/* -- writing: all of these do nothing after a failure; hdf_image tells ------------------------ */

/* An empty file in memory; NULL when there is none. */
Hdf *hdf_create(void);

void hdf_group(Hdf *hdf, const char *path);
void hdf_dataset(Hdf *hdf, const char *path, HdfShape shape, const void *data);

/* A line of items, written quickly: not compressed; parts that are all zero are left out, and read
 * back as zeros. */
void hdf_sparse(Hdf *hdf, const char *path, HdfType type, size_t items, const void *data);

void hdf_soft_link(Hdf *hdf, const char *path, const char *target);

/* Makes a 1-D dataset a dimension scale; attaches it to one dimension of another dataset. */
void hdf_scale(Hdf *hdf, const char *path, const char *name);
void hdf_scale_attach(Hdf *hdf, const char *path, const char *scale, int dimension);

/* An attribute of `count` numbers (1: a scalar), or a text of fixed length. */
void hdf_numbers(Hdf *hdf, const char *object, const char *name, HdfType type, size_t count,
                 const void *data);
void hdf_text(Hdf *hdf, const char *object, const char *name, const char *text);

/* Memory for count items while a file is built or read, to be freed with free(). NULL, which fails
 * the file for want of memory, when there is none. */
void *hdf_room(Hdf *hdf, size_t count, size_t size);

/* The finished file, to be freed by the caller with free(); STATUS_NO_MEMORY, or STATUS_INTERNAL
 * with the name of the part that failed. No further writing is possible. `spare` more bytes than
 * *bytes are allocated behind it. */
Status hdf_image(Hdf *hdf, size_t spare, void **image, size_t *bytes, char *message,
                 size_t message_size);

/* Closes; hdf may be NULL. */
void hdf_destroy(Hdf *hdf);

/* -- reading: false (NULL) when it is not there, not of that kind, or damaged ------------------ */

/* Opens an image, which is copied. STATUS_BAD_DATA when it is no HDF5 file, STATUS_NO_MEMORY; then
 * *out is NULL. */
Status hdf_open(const void *image, size_t bytes, Hdf **out);

/* What a part that could not be read comes to: STATUS_NO_MEMORY when memory was short, else
 * STATUS_BAD_DATA. */
Status hdf_fault(const Hdf *hdf);

bool hdf_shape(Hdf *hdf, const char *path, HdfShape *out);

/* Whether the file holds the bytes of a dataset of which each may have been made of one in `most`:
 * so that a small file cannot ask for more memory than it could fill. Not for what hdf_sparse
 * wrote.
 */
enum { HDF_DEFLATE_MOST = 1032 }; /* bytes that zlib makes of one */
bool hdf_filled(Hdf *hdf, const char *path, size_t most);

/* Reads a whole dataset that must have that shape. */
bool hdf_read(Hdf *hdf, const char *path, HdfShape shape, void *out);

/* The n-th dataset of a group in the order of names: its name; false beyond the last one. Soft
 * links and groups are passed over. */
bool hdf_member(Hdf *hdf, const char *group, size_t n, char name[HDF_NAME]);

bool hdf_read_numbers(Hdf *hdf, const char *object, const char *name, HdfType type, size_t count,
                      void *out);

/* A text attribute, to be freed with free(). */
char *hdf_read_text(Hdf *hdf, const char *object, const char *name);

#endif
