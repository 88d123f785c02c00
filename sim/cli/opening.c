#include "cli/opening.h"
#include "io/file.h"
#include "render/viewer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool opening_is_files(const CliConfig *config)
{
    const char *path = config->files_count == 1 ? config->files[0] : "";
    return file_is_folder(path) || cli_ends(path, ".hdf");
}

/* -- files ------------------------------------------------------------------------------------ */

static Status opening_files(const OpeningWish *wish, Opening *out, char *message, size_t size)
{
    Status status = replay_create(wish->config.files[0], wish->day, &out->replay, message, size);
    if (status == STATUS_OK)
        out->source = replay_source(out->replay);
    return status;
}

/* -- simulations ------------------------------------------------------------------------------ */

/* The run folder of the configuration, with the first number behind it that is free. */
static void opening_folder(const Params *params, char out[FILE_PATH])
{
    char first[FILE_PATH];
    runfolder_default(params, first);
    snprintf(out, FILE_PATH, "%s", first);
    for (int n = 2; file_exists(out); n++)
        snprintf(out, FILE_PATH, "%.*s-%d", FILE_PATH - 32, first, n);
}

/* The configuration with which the run of a folder began. */
static Status opening_resumed(const char *folder, CliConfig *config, char path[FILE_PATH],
                              char *message, size_t size)
{
    Status status = file_path(path, folder, "config.yaml", message, size);
    if (status == STATUS_OK && !(file_is_folder(folder) && file_exists(path))) {
        snprintf(message, size, "%s: there is no such run to go on with", folder);
        status = STATUS_NO_INPUT;
    }
    config->files[0] = path;
    config->files_count = 1;
    return status;
}

/* A drive in the folder that was asked for; on failure it is gone. */
static Status opening_drive(const OpeningWish *wish, const char *resumed, Drive *drive,
                            char *message, size_t size)
{
    char folder[FILE_PATH];
    opening_folder(&drive->params, folder);
    drive->day0_step = params_day0_step(&drive->params);
    drive->end_step = params_end_step(&drive->params);
    Status status = drive_create(drive, &(DriveStart){.out = resumed     ? resumed
                                                             : wish->out ? wish->out
                                                                         : folder,
                                                      .resume = wish->resume,
                                                      .events = wish->events,
                                                      .quiet = true});
    if (status != STATUS_OK) {
        snprintf(message, size, "%s", drive->message);
        free(drive);
    }
    return status;
}

static Status opening_live(const OpeningWish *wish, Opening *out, char *message, size_t size)
{
    CliConfig config = wish->config;
    const char *resumed = wish->resume ? config.files[0] : NULL;
    char path[FILE_PATH];
    Status status = resumed ? opening_resumed(resumed, &config, path, message, size) : STATUS_OK;
    Drive *drive = status == STATUS_OK ? calloc(1, sizeof *drive) : NULL;
    if (status == STATUS_OK && !drive) {
        snprintf(message, size, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    if (status == STATUS_OK)
        status = cli_configure(&config, &drive->params);
    if (status == STATUS_OK && wish->beside)
        status = viewer_beside_check(&drive->params, wish->beside, message, size);
    if (status != STATUS_OK) {
        free(drive);
        return status;
    }
    status = opening_drive(wish, resumed, drive, message, size);
    if (status == STATUS_OK)
        status = session_create(drive, &out->session, message, size);
    if (status != STATUS_OK)
        return status;
    out->source = session_source(out->session);
    if (!isnan(wish->day))
        out->source.command(out->source.context,
                            &(SourceCommand){.order = SOURCE_GO, .number = wish->day});
    return STATUS_OK;
}

/* -- either ----------------------------------------------------------------------------------- */

Status opening_create(const OpeningWish *wish, Opening *out, char *message, size_t message_size)
{
    *out = (Opening){0};
    *message = '\0';
    return opening_is_files(&wish->config) && !wish->resume
               ? opening_files(wish, out, message, message_size)
               : opening_live(wish, out, message, message_size);
}

Status opening_path(const char *path, Opening *out, char *message, size_t message_size)
{
    char said[CLI_SAID] = "";
    OpeningWish *wish = calloc(1, sizeof *wish);
    *out = (Opening){0};
    if (!wish) {
        snprintf(message, message_size, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    wish->config.files[wish->config.files_count++] = path;
    wish->config.said = said;
    wish->day = NAN;
    Status status = opening_create(wish, out, message, message_size);
    if (status != STATUS_OK && !*message)
        snprintf(message, message_size, "%s", *said ? said : status_sentence(status));
    free(wish);
    return status;
}

Status opening_destroy(Opening *opening, char *message, size_t message_size)
{
    char folder[DRIVE_MESSAGE];
    *message = '\0';
    replay_destroy(opening->replay);
    Status status = STATUS_OK;
    if (opening->session) {
        status = session_destroy(opening->session, folder, sizeof folder);
        snprintf(message, message_size, "%s%s%s",
                 status == STATUS_STOPPED ? "to go on: prodrome run --resume --out " : "", folder,
                 status == STATUS_OK ? ": the run is over" : "");
    }
    *opening = (Opening){0};
    return drive_well(status) ? STATUS_OK : status;
}
