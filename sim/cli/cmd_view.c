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
    (void)argc;
    if (!cli_beside(name, path)) {
        cli_error("the folder of this program is not known");
        return status_exit_code(STATUS_UNAVAILABLE);
    }
    argv[0] = name;
    execv(path, argv);
    cli_error("%s: cannot be started: %s; `make view` builds it", path, strerror(errno));
    return status_exit_code(STATUS_UNAVAILABLE);
}
