/* What file.c and file_read.c share. */
#ifndef PRODROME_FILE_PRIVATE_H
#define PRODROME_FILE_PRIVATE_H

#include "io/file.h"

/* "path: what: the sentence of errno" as the message; returns status. */
Status file_failed(Status status, const char *path, const char *what, char *message,
                   size_t message_size);

#endif
