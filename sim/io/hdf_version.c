#include "io/hdf_version.h"

#include <hdf5.h>

void hdf_version(unsigned version[3])
{
    if (H5get_libversion(&version[0], &version[1], &version[2]) < 0)
        version[0] = version[1] = version[2] = 0;
}
