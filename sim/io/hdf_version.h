/* The version of the HDF5 library in use, for `prodrome --version`. */
#ifndef PRODROME_HDF_VERSION_H
#define PRODROME_HDF_VERSION_H

/* Fills in major, minor and release number; zeros when the library does not say. */
void hdf_version(unsigned version[3]);

#endif
