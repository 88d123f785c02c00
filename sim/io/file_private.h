/* What file.c, file_folder.c and file_read.c share. */
#ifndef PRODROME_FILE_PRIVATE_H
#define PRODROME_FILE_PRIVATE_H

#include "io/file.h"

/* "path: what: the sentence of errno" as the message; returns status. */
Status file_failed(Status status, const char *path, const char *what, char *message,
                   size_t message_size);

/* Counts a system call of this layer; true, with errno set, when a test makes it fail. */
bool file_call_fails(void);

/* Gives a file or folder another name; synchronises the folder that a path is in. -1 with errno. */
int file_rename(const char *from, const char *to);
int file_sync_folder_of(const char *path);

#endif
