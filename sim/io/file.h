/* The POSIX layer under every file that a run writes: a file is either whole under its name or not
 * there. Reserve, write, fsync, rename, fsync the folder; interrupted and short writes are taken
 * up again. Every failure gives STATUS_IO (or as said) and a message with the path and the bytes.
 * Paths are text ended by 0; messages go into the caller's buffer; nothing is printed. */
#ifndef PRODROME_FILE_H
#define PRODROME_FILE_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FILE_PATH = 4096 }; /* bytes of a path, its end included */

/* A file that grows by whole rows. fd is -1 when it is not open. */
typedef struct FileLog {
    int fd;
    char path[FILE_PATH];
} FileLog;

/* folder/name into out; STATUS_IO when that is longer than FILE_PATH. */
Status file_path(char out[FILE_PATH], const char *folder, const char *name, char *message,
                 size_t message_size);

/* Writes a whole file under a temporary name beside it and renames it: after a failure the file of
 * before, if any, is intact and nothing else is left. */
Status file_write_whole(const char *path, const void *data, size_t bytes, char *message,
                        size_t message_size);

/* The same; the file of before, if there is one, is then named `keep`, and that of this name is
 * gone. */
Status file_write_keeping(const char *path, const char *keep, const void *data, size_t bytes,
                          char *message, size_t message_size);

/* Gives a file another name, in the same folder, in place of what has that name. */
Status file_move(const char *from, const char *to, char *message, size_t message_size);

/* Gives a whole file that another program wrote under a temporary name its own, in the same folder,
 * in place of what has it. */
Status file_adopt(const char *part, const char *path, char *message, size_t message_size);

/* Creates an empty file to append to; it must not exist. */
Status file_log_create(const char *path, FileLog *log, char *message, size_t message_size);

/* Opens a file that is there to append to it, cut to its first `bytes`, which it must have. */
Status file_log_open(const char *path, size_t bytes, FileLog *log, char *message,
                     size_t message_size);

/* Appends bytes with one write where the system allows it: a reader sees whole rows. After a
 * failure none of them is there. */
Status file_log_append(FileLog *log, const void *data, size_t bytes, char *message,
                       size_t message_size);

/* Flushes to the disk. */
Status file_log_sync(FileLog *log, char *message, size_t message_size);

/* Flushes and closes; closing what is not open is no error. */
Status file_log_close(FileLog *log, char *message, size_t message_size);

/* Creates a folder and its missing parents; *made is the length of the path of the outermost one
 * that was not there. STATUS_EXISTS when the folder is there already. After a failure the parents
 * made on the way are gone again. */
Status file_folder_create(const char *path, size_t *made, char *message, size_t message_size);

/* Removes the files of a folder (not folders within), the folder, and those of its parents that
 * were made with it and are empty; made = 0: the folder alone. */
void file_folder_remove(const char *path, size_t made);

/* Gives a folder another name on the same file system. STATUS_EXISTS when that is the name of a
 * folder that is not empty, or of a file; STATUS_NO_INPUT when there is no such folder, or its new
 * parent is missing. Of several at once that take the same name, or move the same folder, one does.
 */
Status file_folder_move(const char *from, const char *to, char *message, size_t message_size);

/* Takes a folder for this process until *lock, a descriptor, is closed or the process ends, however
 * it ends. STATUS_EXISTS when another one has it. */
Status file_folder_lock(const char *path, int *lock, char *message, size_t message_size);

void file_folder_unlock(int lock);

bool file_exists(const char *path);
bool file_is_folder(const char *path);

/* A number that is another when the file is (its place, size and time of change); 0: none there. */
uint64_t file_stamp(const char *path);

/* Reads a whole regular file of at most `limit` bytes into memory that the caller frees with
 * free(); one 0 follows the bytes. STATUS_NO_INPUT when it is not there, STATUS_NO_MEMORY. */
Status file_read_whole(const char *path, size_t limit, void **data, size_t *bytes, char *message,
                       size_t message_size);

/* For tests: from now on the n-th system call of this layer (counted from 1) and all later ones
 * fail with `error` of errno.h; 0 turns this off. file_calls counts since then. EINTR, and
 * FILE_SHORT, which makes a write take half of its bytes, come once and to a write alone. FILE_KILL
 * kills the process instead of the call. */
enum { FILE_SHORT = -1, FILE_KILL = -2 };
void file_fail_at(int64_t call, int error);
int64_t file_calls(void);

#endif
