#include "io/hdf_private.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Level 6 takes twice the time for 4 % less. */
enum { DEFLATE_LEVEL = 1, CHUNK_BYTES = 1 << 20, SPARSE_ITEMS = 1 << 14, GROWTH_BYTES = 4 << 20 };

/* -- types ------------------------------------------------------------------------------------ */

size_t hdf_size(HdfType type)
{
    static const size_t sizes[HDF_TYPE_COUNT] = {1, 2, 4, 8, 4, 8, 4, 8};
    return sizes[type];
}

/* In files: little-endian, whatever the machine. */
hid_t hdf_file_type(HdfType type)
{
    const hid_t types[HDF_TYPE_COUNT] = {H5T_STD_U8LE,   H5T_STD_U16LE, H5T_STD_U32LE,
                                         H5T_STD_U64LE,  H5T_STD_I32LE, H5T_STD_I64LE,
                                         H5T_IEEE_F32LE, H5T_IEEE_F64LE};
    return types[type];
}

hid_t hdf_memory_type(HdfType type)
{
    const hid_t types[HDF_TYPE_COUNT] = {H5T_NATIVE_UINT8,  H5T_NATIVE_UINT16, H5T_NATIVE_UINT32,
                                         H5T_NATIVE_UINT64, H5T_NATIVE_INT32,  H5T_NATIVE_INT64,
                                         H5T_NATIVE_FLOAT,  H5T_NATIVE_DOUBLE};
    return types[type];
}

/* -- files ------------------------------------------------------------------------------------ */

/* HDF5 must neither print its own error stacks nor load filters from the disk. */
bool hdf_start(void)
{
    return H5open() >= 0 && H5Eset_auto2(H5E_DEFAULT, NULL, NULL) >= 0 &&
           H5PLset_loading_state(0) >= 0;
}

/* The image of a file that is still open is marked as such in a block whose checksum then fails
 * (HDF5 1.10.8), so the driver's own memory is kept when it closes the file. */
static void *hdf_image_realloc(void *image, size_t bytes, H5FD_file_image_op_t operation, void *hdf)
{
    (void)operation;
    (void)hdf;
    return realloc(image, bytes);
}

static herr_t hdf_image_free(void *image, H5FD_file_image_op_t operation, void *hdf)
{
    if (operation == H5FD_FILE_IMAGE_OP_FILE_CLOSE)
        ((Hdf *)hdf)->image = image;
    else
        free(image);
    return 0;
}

static void *hdf_same(void *hdf)
{
    return hdf;
}

static herr_t hdf_leave(void *hdf)
{
    (void)hdf;
    return 0;
}

void hdf_name(const Hdf *hdf, char name[HDF_NAME])
{
    snprintf(name, HDF_NAME, "memory-%p", (const void *)hdf);
}

hid_t hdf_access(void)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (H5Pset_fapl_core(access, GROWTH_BYTES, 0) < 0 ||
        H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110) < 0) {
        H5Pclose(access);
        return -1;
    }
    return access;
}

/* The library keeps its own tables for the whole program and is not made for threads: one of them
 * at a time, for as long as it has files open. */
static pthread_mutex_t library;
static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void library_ready(void)
{
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&library, &kind);
    pthread_mutexattr_destroy(&kind);
}

Hdf *hdf_make(void)
{
    pthread_once(&library_once, library_ready);
    pthread_mutex_lock(&library);
    Hdf *hdf = hdf_start() ? calloc(1, sizeof *hdf) : NULL;
    if (hdf)
        hdf->file = -1;
    else
        pthread_mutex_unlock(&library);
    return hdf;
}

Hdf *hdf_create(void)
{
    Hdf *hdf = hdf_make();
    if (!hdf)
        return NULL;
    H5FD_file_image_callbacks_t callbacks = {
        NULL, NULL, hdf_image_realloc, hdf_image_free, hdf_same, hdf_leave, hdf};
    char name[HDF_NAME];
    hid_t access = hdf_access(), creation = H5Pcreate(H5P_FILE_CREATE);
    hdf_name(hdf, name);
    H5Pset_file_image_callbacks(access, &callbacks);
    H5Pset_obj_track_times(creation, false);
    hdf->file = H5Fcreate(name, H5F_ACC_TRUNC, creation, access);
    H5Pclose(creation);
    H5Pclose(access);
    if (hdf->file >= 0)
        return hdf;
    hdf_destroy(hdf);
    return NULL;
}

void hdf_destroy(Hdf *hdf)
{
    if (!hdf)
        return;
    if (hdf->file >= 0)
        H5Fclose(hdf->file);
    free(hdf->image);
    free(hdf);
    pthread_mutex_unlock(&library);
}

static bool hdf_sound(const Hdf *hdf)
{
    return hdf->failed[0] == 0;
}

static void hdf_done(Hdf *hdf, bool well, const char *object, const char *part)
{
    if (!well && hdf_sound(hdf))
        snprintf(hdf->failed, sizeof hdf->failed, "%s %s", object, part);
    if (!well && hdf->status == STATUS_OK)
        hdf->status = STATUS_INTERNAL;
}

void *hdf_room(Hdf *hdf, size_t count, size_t size)
{
    size_t bytes;
    void *room = __builtin_mul_overflow(count, size, &bytes) ? NULL : malloc(bytes + 1);
    if (!room && hdf_sound(hdf)) {
        hdf->status = STATUS_NO_MEMORY;
        snprintf(hdf->failed, sizeof hdf->failed, "a part of %zu items: no memory", count);
    }
    return room;
}

/* The end of the file, from its own first block (format 3): 8 bytes, little-endian, at byte 28. */
static size_t hdf_end(const unsigned char *image)
{
    size_t end = 0;
    for (int i = 7; i >= 0; i--)
        end = end << 8 | image[28 + i];
    return end;
}

Status hdf_image(Hdf *hdf, size_t spare, void **image, size_t *bytes, char *message,
                 size_t message_size)
{
    *image = NULL;
    *bytes = 0;
    hdf_done(hdf, H5Fclose(hdf->file) >= 0 && hdf->image, "the file", "(closing)");
    hdf->file = -1;
    if (!hdf_sound(hdf)) {
        snprintf(message, message_size, "HDF5 could not build %s", hdf->failed);
        return hdf->status;
    }
    size_t size = hdf_end(hdf->image);
    void *sized = realloc(hdf->image, size + spare);
    if (!sized) {
        snprintf(message, message_size, "no memory for a file of %zu bytes", size);
        return STATUS_NO_MEMORY;
    }
    hdf->image = NULL;
    *image = sized;
    *bytes = size;
    return STATUS_OK;
}

/* -- writing ---------------------------------------------------------------------------------- */

void hdf_group(Hdf *hdf, const char *path)
{
    if (!hdf_sound(hdf))
        return;
    hid_t creation = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(creation, false);
    hid_t group = H5Gcreate2(hdf->file, path, H5P_DEFAULT, creation, H5P_DEFAULT);
    H5Pclose(creation);
    hdf_done(hdf, group >= 0 && H5Gclose(group) >= 0, path, "(group)");
}

/* Whole rows, then whole planes, up to CHUNK_BYTES. */
static bool hdf_set_chunks(hid_t creation, HdfShape shape)
{
    hsize_t chunk[HDF_RANK] = {0};
    size_t bytes = hdf_size(shape.type);
    for (int i = shape.rank - 1; i >= 0; i--) {
        size_t room = CHUNK_BYTES / bytes;
        size_t span = shape.dims[i] <= room ? shape.dims[i] : room > 0 ? room : 1;
        chunk[i] = span;
        bytes *= span;
    }
    return H5Pset_chunk(creation, shape.rank, chunk) >= 0 && H5Pset_shuffle(creation) >= 0 &&
           H5Pset_deflate(creation, DEFLATE_LEVEL) >= 0;
}

/* Creates a dataset, with chunks set by `chunks`, and writes it. One without items has no chunks:
 * nothing of it can be damaged. */
static void hdf_add(Hdf *hdf, const char *path, HdfShape shape, const void *data,
                    bool (*chunks)(hid_t creation, HdfShape shape),
                    bool (*write)(hid_t dataset, HdfShape shape, const void *data))
{
    if (!hdf_sound(hdf))
        return;
    hsize_t dims[HDF_RANK] = {0};
    for (int i = 0; i < shape.rank; i++)
        dims[i] = shape.dims[i];
    hid_t space = H5Screate_simple(shape.rank, dims, NULL),
          creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(creation, false);
    bool well = shape.items == 0 || chunks(creation, shape);
    hid_t dataset = !well ? -1
                          : H5Dcreate2(hdf->file, path, hdf_file_type(shape.type), space,
                                       H5P_DEFAULT, creation, H5P_DEFAULT);
    well = dataset >= 0;
    if (well && shape.items > 0)
        well = write(dataset, shape, data);
    well = (dataset < 0 || H5Dclose(dataset) >= 0) && well;
    H5Pclose(creation);
    H5Sclose(space);
    hdf_done(hdf, well, path, "(dataset)");
}

static bool hdf_write(hid_t dataset, HdfShape shape, const void *data)
{
    return H5Dwrite(dataset, hdf_memory_type(shape.type), H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0;
}

void hdf_dataset(Hdf *hdf, const char *path, HdfShape shape, const void *data)
{
    hdf_add(hdf, path, shape, data, hdf_set_chunks, hdf_write);
}

static bool hdf_set_parts(hid_t creation, HdfShape shape)
{
    hsize_t part = shape.items < SPARSE_ITEMS ? shape.items : SPARSE_ITEMS;
    return H5Pset_chunk(creation, 1, &part) >= 0;
}

/* Part by part, without those that are all zero. */
static bool hdf_write_sparse(hid_t dataset, HdfShape shape, const void *data)
{
    size_t size = hdf_size(shape.type);
    bool well = true;
    for (hsize_t at = 0; at < shape.items && well; at += SPARSE_ITEMS) {
        hsize_t count = shape.items - at < SPARSE_ITEMS ? shape.items - at : SPARSE_ITEMS;
        const char *part = (const char *)data + at * size;
        if (part[0] == 0 && memcmp(part, part + 1, count * size - 1) == 0)
            continue;
        hid_t there = H5Dget_space(dataset), here = H5Screate_simple(1, &count, NULL);
        well = H5Sselect_hyperslab(there, H5S_SELECT_SET, &at, NULL, &count, NULL) >= 0 &&
               H5Dwrite(dataset, hdf_memory_type(shape.type), here, there, H5P_DEFAULT, part) >= 0;
        H5Sclose(here);
        H5Sclose(there);
    }
    return well;
}

void hdf_sparse(Hdf *hdf, const char *path, HdfType type, size_t items, const void *data)
{
    hdf_add(hdf, path, (HdfShape){type, 1, {items}, items}, data, hdf_set_parts, hdf_write_sparse);
}

void hdf_soft_link(Hdf *hdf, const char *path, const char *target)
{
    if (hdf_sound(hdf))
        hdf_done(hdf, H5Lcreate_soft(target, hdf->file, path, H5P_DEFAULT, H5P_DEFAULT) >= 0, path,
                 "(link)");
}

void hdf_scale(Hdf *hdf, const char *path, const char *name)
{
    if (!hdf_sound(hdf))
        return;
    hid_t scale = H5Dopen2(hdf->file, path, H5P_DEFAULT);
    bool well = scale >= 0 && H5DSset_scale(scale, name) >= 0;
    well = (scale < 0 || H5Dclose(scale) >= 0) && well;
    hdf_done(hdf, well, path, "(scale)");
}

void hdf_scale_attach(Hdf *hdf, const char *path, const char *scale, int dimension)
{
    if (!hdf_sound(hdf))
        return;
    hid_t on = H5Dopen2(hdf->file, path, H5P_DEFAULT);
    hid_t from = H5Dopen2(hdf->file, scale, H5P_DEFAULT);
    bool well = on >= 0 && from >= 0 && H5DSattach_scale(on, from, (unsigned)dimension) >= 0;
    well = (from < 0 || H5Dclose(from) >= 0) && well;
    well = (on < 0 || H5Dclose(on) >= 0) && well;
    hdf_done(hdf, well, path, "(attaching a scale)");
}

static void hdf_attribute(Hdf *hdf, const char *object, const char *name, hid_t file_type,
                          hid_t memory_type, size_t count, const void *data)
{
    hsize_t items = count;
    hid_t space = count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &items, NULL);
    hid_t attribute = H5Acreate_by_name(hdf->file, object, name, file_type, space, H5P_DEFAULT,
                                        H5P_DEFAULT, H5P_DEFAULT);
    bool well = attribute >= 0 && H5Awrite(attribute, memory_type, data) >= 0;
    well = (attribute < 0 || H5Aclose(attribute) >= 0) && well;
    H5Sclose(space);
    hdf_done(hdf, well, object, name);
}

void hdf_numbers(Hdf *hdf, const char *object, const char *name, HdfType type, size_t count,
                 const void *data)
{
    if (hdf_sound(hdf))
        hdf_attribute(hdf, object, name, hdf_file_type(type), hdf_memory_type(type), count, data);
}

void hdf_text(Hdf *hdf, const char *object, const char *name, const char *text)
{
    if (!hdf_sound(hdf))
        return;
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, strlen(text) + 1);
    bool ascii = true;
    for (const char *at = text; *at; at++)
        ascii = ascii && !(*at & 0x80);
    H5Tset_cset(type, ascii ? H5T_CSET_ASCII : H5T_CSET_UTF8);
    hdf_attribute(hdf, object, name, type, type, 1, text);
    H5Tclose(type);
}
