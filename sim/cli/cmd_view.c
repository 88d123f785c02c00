/* prodrome view: watch a simulation, or the files of one. The window is a program of its own,
 * prodrome-view beside this one, so that this one needs no display and no library for it. */
#include "cli/cli.h"
#include "io/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int cmd_view(int argc, char **argv)
{
    char path[FILE_PATH], name[] = "prodrome-view";
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    char *slash = strrchr(path, '/');
    (void)argc;
    if (!slash || (size_t)(slash + 1 - path) + sizeof name > sizeof path) {
        cli_error("the folder of this program is not known");
        return status_exit_code(STATUS_UNAVAILABLE);
    }
    memcpy(slash + 1, name, sizeof name);
    argv[0] = name;
    execv(path, argv);
    cli_error("%s: cannot be started: %s; `make view` builds it", path, strerror(errno));
    return status_exit_code(STATUS_UNAVAILABLE);
}
