#include "io/file_private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE_FILE = 0666 };

/* What the test of faults sets; outside tests fail_at stays 0. */
static struct {
    int64_t calls, fail_at;
    int error;
} fault;

void file_fail_at(int64_t call, int error)
{
    fault.calls = 0;
    fault.fail_at = call;
    fault.error = error;
}

int64_t file_calls(void)
{
    return fault.calls;
}

bool file_call_fails(void)
{
    fault.calls++;
    if (fault.fail_at == 0 || fault.calls < fault.fail_at || fault.error == EINTR ||
        fault.error == FILE_SHORT)
        return false;
    if (fault.error == FILE_KILL)
        raise(SIGKILL);
    errno = fault.error;
    return true;
}

/* Whether this call, a write, is the one that is disturbed but does not fail. */
static bool file_call_disturbed(void)
{
    return fault.fail_at > 0 && fault.calls == fault.fail_at &&
           (fault.error == EINTR || fault.error == FILE_SHORT);
}

Status file_failed(Status status, const char *path, const char *what, char *message,
                   size_t message_size)
{
    snprintf(message, message_size, "%s: %s: %s", path, what, strerror(errno));
    return status;
}

static Status file_failed_bytes(const char *path, size_t bytes, char *message, size_t message_size)
{
    snprintf(message, message_size, "%s: cannot write %zu bytes: %s", path, bytes, strerror(errno));
    return STATUS_IO;
}

Status file_path(char out[FILE_PATH], const char *folder, const char *name, char *message,
                 size_t message_size)
{
    int length = snprintf(out, FILE_PATH, "%s/%s", folder, name);
    if (length >= 0 && length < FILE_PATH)
        return STATUS_OK;
    errno = ENAMETOOLONG;
    return file_failed(STATUS_IO, folder, "cannot be used", message, message_size);
}

/* -- system calls, each one a place where a test can make it fail ------------------------------ */

static int file_open(const char *path, int flags)
{
    return file_call_fails() ? -1 : open(path, flags | O_NOFOLLOW | O_CLOEXEC, MODE_FILE);
}

/* Takes the room on the disk before anything is written. A file system that cannot is none the
 * worse: the writes then report a full disk themselves. */
static int file_reserve(int fd, size_t bytes)
{
    if (file_call_fails())
        return -1;
    int result = 0;
    do
        result = bytes > 0 ? fallocate(fd, 0, 0, (off_t)bytes) : 0;
    while (result < 0 && errno == EINTR);
    return result < 0 && (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL) ? 0 : result;
}

static ssize_t file_write(int fd, const void *data, size_t bytes)
{
    if (file_call_fails())
        return -1;
    if (!file_call_disturbed())
        return write(fd, data, bytes);
    errno = EINTR;
    return fault.error == EINTR ? -1 : write(fd, data, (bytes + 1) / 2);
}

static int file_write_all(int fd, const void *data, size_t bytes)
{
    const char *at = data;
    while (bytes > 0) {
        ssize_t done = file_write(fd, at, bytes);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -1;
        at += done;
        bytes -= (size_t)done;
    }
    return 0;
}

/* Pipes and some file systems cannot be synchronised; that is not a fault of the file. */
static int file_sync(int fd)
{
    if (file_call_fails())
        return -1;
    return fsync(fd) < 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP ? -1 : 0;
}

static int file_close(int fd)
{
    bool failing = file_call_fails();
    int kept = errno, result = close(fd);
    if (failing)
        errno = kept;
    return failing || (result < 0 && errno != EINTR) ? -1 : 0;
}

int file_sync_folder_of(const char *path)
{
    char folder[FILE_PATH];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    memcpy(folder, path, length);
    folder[length] = 0;
    const char *name = slash == path ? "/" : length ? folder : ".";
    int fd = file_call_fails() ? -1 : open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int result = file_sync(fd);
    return file_close(fd) < 0 ? -1 : result;
}

/* -- whole files ------------------------------------------------------------------------------ */

static int file_fill(int fd, const void *data, size_t bytes)
{
    int result = file_reserve(fd, bytes);
    if (result == 0)
        result = file_write_all(fd, data, bytes);
    if (result == 0)
        result = file_sync(fd);
    int kept = errno;
    if (file_close(fd) < 0 && result == 0)
        return -1;
    errno = kept;
    return result;
}

int file_rename(const char *from, const char *to)
{
    return file_call_fails() ? -1 : rename(from, to);
}

Status file_write_keeping(const char *path, const char *keep, const void *data, size_t bytes,
                          char *message, size_t message_size)
{
    char part[FILE_PATH];
    if (strlen(path) + sizeof ".part" > sizeof part) {
        errno = ENAMETOOLONG;
        return file_failed_bytes(path, bytes, message, message_size);
    }
    snprintf(part, sizeof part, "%.*s.part", FILE_PATH - 8, path);
    unlink(part); /* of one that was killed; whatever it is, it is not written through */
    int fd = file_open(part, O_WRONLY | O_CREAT | O_EXCL);
    if (fd < 0)
        return file_failed_bytes(path, bytes, message, message_size);
    int result = file_fill(fd, data, bytes);
    bool moved = result == 0 && keep && file_rename(path, keep) == 0;
    if (result == 0 && keep && !moved && errno != ENOENT)
        result = -1;
    if (result < 0 || file_rename(part, path) < 0) {
        int kept = errno;
        unlink(part);
        if (moved)
            rename(keep, path);
        errno = kept;
        return file_failed_bytes(path, bytes, message, message_size);
    }
    if (file_sync_folder_of(path) < 0)
        return file_failed(STATUS_IO, path, "its folder cannot be synchronised", message,
                           message_size);
    return STATUS_OK;
}

Status file_move(const char *from, const char *to, char *message, size_t message_size)
{
    if (file_rename(from, to) < 0 || file_sync_folder_of(to) < 0)
        return file_failed(STATUS_IO, from, "cannot be renamed", message, message_size);
    return STATUS_OK;
}

Status file_adopt(const char *part, const char *path, char *message, size_t message_size)
{
    int fd = file_open(part, O_RDONLY);
    int result = fd < 0 ? -1 : file_sync(fd);
    if (fd >= 0 && file_close(fd) < 0)
        result = -1;
    if (result < 0)
        return file_failed(STATUS_IO, part, "cannot be kept", message, message_size);
    return file_move(part, path, message, message_size);
}

Status file_write_whole(const char *path, const void *data, size_t bytes, char *message,
                        size_t message_size)
{
    return file_write_keeping(path, NULL, data, bytes, message, message_size);
}

/* -- growing files ---------------------------------------------------------------------------- */

Status file_log_create(const char *path, FileLog *log, char *message, size_t message_size)
{
    log->fd = -1;
    if (strlen(path) >= sizeof log->path)
        errno = ENAMETOOLONG;
    else
        log->fd = file_open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
    if (log->fd < 0)
        return file_failed(errno == EEXIST ? STATUS_EXISTS : STATUS_IO, path, "cannot be created",
                           message, message_size);
    snprintf(log->path, sizeof log->path, "%s", path);
    return STATUS_OK;
}

Status file_log_open(const char *path, size_t bytes, FileLog *log, char *message,
                     size_t message_size)
{
    struct stat info;
    log->fd = -1;
    if (strlen(path) >= sizeof log->path)
        errno = ENAMETOOLONG;
    else
        log->fd = file_open(path, O_WRONLY | O_APPEND);
    if (log->fd < 0)
        return file_failed(STATUS_IO, path, "cannot be opened", message, message_size);
    snprintf(log->path, sizeof log->path, "%s", path);
    bool shorter = fstat(log->fd, &info) < 0 || (size_t)info.st_size < bytes;
    if (shorter)
        errno = ENODATA;
    if (shorter || file_call_fails() || ftruncate(log->fd, (off_t)bytes) < 0)
        return file_failed(STATUS_IO, path, "cannot be cut to what was written at the checkpoint",
                           message, message_size);
    return STATUS_OK;
}

Status file_log_append(FileLog *log, const void *data, size_t bytes, char *message,
                       size_t message_size)
{
    struct stat info;
    bool known = fstat(log->fd, &info) == 0;
    if (file_write_all(log->fd, data, bytes) == 0)
        return STATUS_OK;
    file_failed_bytes(log->path, bytes, message, message_size);
    if (!known || ftruncate(log->fd, info.st_size) < 0)
        snprintf(message, message_size, "%s: cannot write %zu bytes, and some of them stay",
                 log->path, bytes);
    return STATUS_IO;
}

Status file_log_sync(FileLog *log, char *message, size_t message_size)
{
    if (log->fd >= 0 && file_sync(log->fd) < 0)
        return file_failed(STATUS_IO, log->path, "cannot be synchronised", message, message_size);
    return STATUS_OK;
}

Status file_log_close(FileLog *log, char *message, size_t message_size)
{
    Status status = file_log_sync(log, message, message_size);
    if (log->fd >= 0 && file_close(log->fd) < 0 && status == STATUS_OK)
        status = file_failed(STATUS_IO, log->path, "cannot be closed", message, message_size);
    log->fd = -1;
    return status;
}
