/* Whole files into memory. */
#include "io/file_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int file_read_all(int fd, char *to, size_t bytes)
{
    while (bytes > 0) {
        ssize_t done = read(fd, to, bytes);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            errno = done < 0 ? errno : EIO;
            return -1;
        }
        to += done;
        bytes -= (size_t)done;
    }
    return 0;
}

static Status file_read_open(int fd, const char *path, size_t limit, void **data, size_t *bytes,
                             char *message, size_t message_size)
{
    struct stat info;
    if (fstat(fd, &info) < 0)
        return file_failed(STATUS_IO, path, "cannot be read", message, message_size);
    if (!S_ISREG(info.st_mode) || (uint64_t)info.st_size > limit) {
        errno = S_ISDIR(info.st_mode) ? EISDIR : S_ISREG(info.st_mode) ? EFBIG : EINVAL;
        return file_failed(STATUS_BAD_DATA, path, "is not a file to read", message, message_size);
    }
    *bytes = (size_t)info.st_size;
    char *text = malloc(*bytes + 1);
    if (!text)
        return file_failed(STATUS_NO_MEMORY, path, "cannot be read", message, message_size);
    if (file_read_all(fd, text, *bytes) < 0) {
        free(text);
        return file_failed(STATUS_IO, path, "cannot be read", message, message_size);
    }
    text[*bytes] = 0;
    *data = text;
    return STATUS_OK;
}

Status file_read_whole(const char *path, size_t limit, void **data, size_t *bytes, char *message,
                       size_t message_size)
{
    *data = NULL;
    *bytes = 0;
    /* Without O_NONBLOCK the opening of a named pipe would wait for a writer. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return file_failed(errno == ENOENT || errno == ENOTDIR ? STATUS_NO_INPUT : STATUS_IO, path,
                           "cannot be read", message, message_size);
    Status status = file_read_open(fd, path, limit, data, bytes, message, message_size);
    close(fd);
    return status;
}
