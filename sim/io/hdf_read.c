#include "io/hdf_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_LONGEST = 1 << 20 };

Status hdf_open(const void *image, size_t bytes, Hdf **out)
{
    *out = NULL;
    if (bytes == 0)
        return STATUS_BAD_DATA;
    Hdf *hdf = hdf_make();
    if (!hdf)
        return STATUS_NO_MEMORY;
    char name[HDF_NAME];
    hid_t access = hdf_access();
    hdf_name(hdf, name);
    /* The library wants a pointer to writable memory but copies it. */
    if (H5Pset_file_image(access, (void *)(uintptr_t)image, bytes) >= 0)
        hdf->file = H5Fopen(name, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    if (hdf->file >= 0) {
        *out = hdf;
        return STATUS_OK;
    }
    hdf_destroy(hdf);
    return STATUS_BAD_DATA;
}

Status hdf_fault(const Hdf *hdf)
{
    return hdf->status == STATUS_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_BAD_DATA;
}

static bool hdf_type_of(hid_t id, HdfType *out)
{
    for (int t = 0; t < HDF_TYPE_COUNT; t++)
        if (H5Tequal(id, hdf_file_type((HdfType)t)) > 0) {
            *out = (HdfType)t;
            return true;
        }
    return false;
}

static bool hdf_shape_of(hid_t dataset, HdfShape *out)
{
    hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
    hsize_t dims[HDF_RANK];
    bool well = type >= 0 && space >= 0 && hdf_type_of(type, &out->type);
    out->rank = well ? H5Sget_simple_extent_ndims(space) : 0;
    well = well && out->rank >= 1 && out->rank <= HDF_RANK &&
           H5Sget_simple_extent_dims(space, dims, NULL) == out->rank;
    out->items = 1;
    for (int i = 0; well && i < out->rank; i++) {
        out->dims[i] = (size_t)dims[i];
        well = !__builtin_mul_overflow(out->items, out->dims[i], &out->items);
    }
    H5Sclose(space);
    H5Tclose(type);
    return well && out->items <= SIZE_MAX / sizeof(uint64_t);
}

bool hdf_shape(Hdf *hdf, const char *path, HdfShape *out)
{
    hid_t dataset = H5Dopen2(hdf->file, path, H5P_DEFAULT);
    bool well = dataset >= 0 && hdf_shape_of(dataset, out);
    if (dataset >= 0)
        H5Dclose(dataset);
    return well;
}

bool hdf_filled(Hdf *hdf, const char *path, size_t most)
{
    HdfShape shape;
    hid_t dataset = H5Dopen2(hdf->file, path, H5P_DEFAULT);
    bool well = dataset >= 0 && hdf_shape_of(dataset, &shape) &&
                shape.items * hdf_size(shape.type) / most <= H5Dget_storage_size(dataset);
    if (dataset >= 0)
        H5Dclose(dataset);
    return well;
}

bool hdf_read(Hdf *hdf, const char *path, HdfShape shape, void *out)
{
    HdfShape found;
    hid_t dataset = H5Dopen2(hdf->file, path, H5P_DEFAULT);
    bool well = dataset >= 0 && hdf_shape_of(dataset, &found) && found.type == shape.type &&
                found.rank == shape.rank;
    for (int i = 0; well && i < found.rank; i++)
        well = found.dims[i] == shape.dims[i];
    if (well && found.items > 0)
        well =
            H5Dread(dataset, hdf_memory_type(shape.type), H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0;
    if (dataset >= 0)
        H5Dclose(dataset);
    return well;
}

typedef struct HdfSearch {
    size_t left;
    char *name;
} HdfSearch;

static herr_t hdf_visit(hid_t group, const char *name, const H5L_info_t *info, void *data)
{
    HdfSearch *search = data;
    H5O_info_t object;
    if (info->type != H5L_TYPE_HARD || strlen(name) >= HDF_NAME)
        return 0;
    if (H5Oget_info_by_name2(group, name, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0)
        return -1;
    if (object.type != H5O_TYPE_DATASET || search->left-- > 0)
        return 0;
    snprintf(search->name, HDF_NAME, "%s", name);
    return 1;
}

bool hdf_member(Hdf *hdf, const char *group, size_t n, char name[HDF_NAME])
{
    HdfSearch search = {n, name};
    return H5Literate_by_name(hdf->file, group, H5_INDEX_NAME, H5_ITER_INC, NULL, hdf_visit,
                              &search, H5P_DEFAULT) > 0;
}

static hid_t hdf_attribute_open(Hdf *hdf, const char *object, const char *name)
{
    return H5Aopen_by_name(hdf->file, object, name, H5P_DEFAULT, H5P_DEFAULT);
}

bool hdf_read_numbers(Hdf *hdf, const char *object, const char *name, HdfType type, size_t count,
                      void *out)
{
    hid_t attribute = hdf_attribute_open(hdf, object, name);
    if (attribute < 0)
        return false;
    HdfType found = HDF_TYPE_COUNT;
    hid_t stored = H5Aget_type(attribute), space = H5Aget_space(attribute);
    bool well = hdf_type_of(stored, &found) && found == type &&
                H5Sget_simple_extent_npoints(space) == (hssize_t)count &&
                H5Aread(attribute, hdf_memory_type(type), out) >= 0;
    H5Sclose(space);
    H5Tclose(stored);
    H5Aclose(attribute);
    return well;
}

char *hdf_read_text(Hdf *hdf, const char *object, const char *name)
{
    hid_t attribute = hdf_attribute_open(hdf, object, name);
    if (attribute < 0)
        return NULL;
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    bool well = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 &&
                H5Tget_size(type) <= TEXT_LONGEST && H5Sget_simple_extent_npoints(space) == 1;
    char *text = well ? hdf_room(hdf, H5Tget_size(type) + 1, 1) : NULL;
    if (text)
        memset(text, 0, H5Tget_size(type) + 1);
    if (text && H5Aread(attribute, type, text) < 0) {
        free(text);
        text = NULL;
    }
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(attribute);
    return text;
}
