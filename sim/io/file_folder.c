/* Folders: made, locked, renamed, removed. */
#include "core/hash.h"
#include "io/file_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE_FOLDER = 0777 };

static int file_make_folder(const char *path)
{
    return file_call_fails() ? -1 : mkdir(path, MODE_FOLDER);
}

/* Removes again the folders that were made: path cut at `made` and at every later slash. */
static void file_unmake(char *path, size_t made)
{
    for (size_t end = strlen(path); end >= made; end--)
        if (path[end] == '/' || path[end] == 0) {
            path[end] = 0;
            rmdir(path);
        }
}

/* Makes every folder of a path that there is not yet; the errno of what could not be made, or 0. */
static int file_make_folders(char *at, size_t length, size_t *made)
{
    for (size_t i = 1; i <= length; i++) {
        bool last = i == length;
        if (!last && at[i] != '/')
            continue;
        at[i] = 0;
        int result = file_make_folder(at);
        if (result == 0 && *made == 0)
            *made = i;
        if (!last)
            at[i] = '/';
        if (result < 0 && (last || errno != EEXIST))
            return errno;
    }
    return 0;
}

Status file_folder_create(const char *path, size_t *made, char *message, size_t message_size)
{
    char at[FILE_PATH];
    size_t length = strlen(path);
    *made = 0;
    if (length == 0 || length >= sizeof at) {
        errno = length ? ENAMETOOLONG : ENOENT;
        return file_failed(STATUS_IO, path, "folder cannot be created", message, message_size);
    }
    memcpy(at, path, length + 1);
    while (length > 1 && at[length - 1] == '/')
        at[--length] = 0;
    /* Another process may remove an empty folder above the last one just now. */
    int wrong = ENOENT;
    for (int tries = 0; tries < 20 && wrong == ENOENT; tries++)
        wrong = file_make_folders(at, length, made);
    if (wrong == 0)
        return STATUS_OK;
    if (*made > 0)
        file_unmake(at, *made);
    errno = wrong;
    return file_failed(wrong == EEXIST ? STATUS_EXISTS : STATUS_IO, path,
                       "folder cannot be created", message, message_size);
}

void file_folder_remove(const char *path, size_t made)
{
    char at[FILE_PATH];
    DIR *folder = opendir(path);
    if (!folder)
        return;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    snprintf(at, sizeof at, "%s", path);
    file_unmake(at, made > 0 ? made : strlen(at));
}

Status file_folder_lock(const char *path, int *lock, char *message, size_t message_size)
{
    *lock = file_call_fails() ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock >= 0 && flock(*lock, LOCK_EX | LOCK_NB) == 0)
        return STATUS_OK;
    bool taken = *lock >= 0 && errno == EWOULDBLOCK;
    Status status = file_failed(taken ? STATUS_EXISTS : STATUS_IO, path, "cannot be locked",
                                message, message_size);
    if (*lock >= 0)
        close(*lock);
    *lock = -1;
    return status;
}

Status file_folder_move(const char *from, const char *to, char *message, size_t message_size)
{
    if (file_rename(from, to) == 0) {
        if (file_sync_folder_of(to) == 0)
            return STATUS_OK;
        return file_failed(STATUS_IO, to, "its folder cannot be synchronised", message,
                           message_size);
    }
    Status status = errno == EEXIST || errno == ENOTEMPTY ? STATUS_EXISTS
                    : errno == ENOENT                     ? STATUS_NO_INPUT
                                                          : STATUS_IO;
    return file_failed(status, from, "cannot be renamed", message, message_size);
}

void file_folder_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

bool file_exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

uint64_t file_stamp(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return 0;
    const int64_t facts[] = {(int64_t)info.st_dev, (int64_t)info.st_ino, (int64_t)info.st_size,
                             (int64_t)info.st_mtim.tv_sec, (int64_t)info.st_mtim.tv_nsec};
    return hash_bytes(1, facts, sizeof facts);
}

bool file_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}
