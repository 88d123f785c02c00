/* prodrome export: every snapshot of a run as a picture, a frame of a movie, or tables. */
#include "cli/cli.h"
#include "cli/slice.h"
#include "io/snapshot_csv.h"
#include "render/frames.h"
#include "render/movie.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXPORT_MESSAGE = FILE_PATH + 1024, EXPORT_RATE = 10 };

typedef struct Export {
    const char *folder;               /* of the run */
    const char *movie, *frames, *csv; /* where to; NULL: not asked for */
    int rate;                         /* pictures a second; 0: not given */
    Slice slice;
} Export;

/* A run as it is exported. */
typedef struct Reel {
    const Export *export;
    Record record;
    Shot *shots;
    const Shot **list; /* of them all */
    int count;
    Movie movie;
} Reel;

static const struct argp_option OPTIONS[] = {
    {"movie", 'm', "FILE.mp4|.gif", 0, "a movie, by the program ffmpeg", 0},
    {"frames", 'F', "NEW_DIR", 0, "numbered pictures: frame_000000.png ...", 0},
    {"csv", 'c', "NEW_DIR", 0,
     "tables of the cells, and of deaths since the snapshot before: cells_000000.csv, "
     "deaths_000000.csv ...",
     0},
    {"fps", 'r', "N", 0, "snapshots a second of a movie, 1 to 50; default 10", 0},
    {0}};

static int rate_parse(struct argp_state *state, const char *text)
{
    size_t digits = strspn(text, "0123456789");
    int rate = digits > 0 && digits < 4 && !text[digits] ? atoi(text) : 0;
    if (rate < 1 || rate > MOVIE_RATE_MAX)
        argp_error(state, "--fps takes a whole number from 1 to %d, got `%s`", MOVIE_RATE_MAX,
                   text);
    return rate;
}

static error_t export_parse(int key, char *text, struct argp_state *state)
{
    Export *export = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &export->slice;
        return 0;
    case 'm':
        export->movie = text;
        return 0;
    case 'F':
        export->frames = text;
        return 0;
    case 'c':
        export->csv = text;
        return 0;
    case 'r':
        export->rate = rate_parse(state, text);
        return 0;
    case ARGP_KEY_ARG:
        if (export->folder)
            argp_error(state, "one run folder at a time: `%s`", text);
        export->folder = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What no single option can tell by itself. */
static Status export_check(const Export *export)
{
    const char *fault = NULL;
    const Slice *slice = &export->slice;
    int kinds = (export->movie != NULL) + (export->frames != NULL) + (export->csv != NULL);
    if (!export->folder)
        fault =
            "which run? for example: prodrome export output/runs/lncap_xenograft-1 --movie a.mp4";
    else if (kinds != 1)
        fault = "one of --movie FILE.mp4, --frames NEW_DIR and --csv NEW_DIR";
    else if (export->movie && !movie_knows(export->movie))
        fault = "--movie must end in .mp4 or .gif";
    else if (export->rate && !export->movie)
        fault = "--fps is for --movie";
    else if (export->csv &&
             (slice->field || slice->axis != 'z' || slice->index >= 0 || slice->map != MAP_VIRIDIS))
        fault = "--field, --axis, --slice and --colours are for pictures, not for --csv";
    if (!fault)
        return STATUS_OK;
    cli_error("%s", fault);
    return STATUS_USAGE;
}

/* -- the run ---------------------------------------------------------------------------------- */

static void reel_close(Reel *reel)
{
    free(reel->list);
    free(reel->shots);
    record_destroy(&reel->record);
}

static Status reel_open(const Export *export, Reel *reel, char *message)
{
    *reel = (Reel){.export = export};
    Status status = record_read(export->folder, &reel->record, message, EXPORT_MESSAGE);
    if (status == STATUS_OK)
        status = shots_list(export->folder, &reel->shots, &reel->count, message, EXPORT_MESSAGE);
    if (status == STATUS_OK)
        reel->list = malloc((size_t)reel->count * sizeof *reel->list);
    for (int i = 0; reel->list && i < reel->count; i++)
        reel->list[i] = &reel->shots[i];
    if (status == STATUS_OK && !reel->list) {
        snprintf(message, EXPORT_MESSAGE, "%s", status_sentence(STATUS_NO_MEMORY));
        status = STATUS_NO_MEMORY;
    }
    if (status != STATUS_OK)
        reel_close(reel);
    return status;
}

/* FOLDER/NAME_000042.END */
static Status numbered_path(char path[FILE_PATH], const char *folder, const char *name, int number,
                            const char *end, char *message, size_t message_size)
{
    char file[64];
    snprintf(file, sizeof file, "%s_%06d.%s", name, number, end);
    return file_path(path, folder, file, message, message_size);
}

/* -- pictures --------------------------------------------------------------------------------- */

static Status frame_take(void *to, int number, Canvas *canvas, const Labels *labels, char *message,
                         size_t message_size)
{
    const Reel *reel = to;
    char path[FILE_PATH];
    Status status =
        numbered_path(path, reel->export->frames, "frame", number, "png", message, message_size);
    if (status == STATUS_OK)
        status = canvas_write(canvas, labels, path, message, message_size);
    return status;
}

/* The size of the first frame is that of the movie, which comes from the whole run. */
static Status movie_first(Reel *reel, const Canvas *canvas, const Labels *labels, char *message,
                          size_t message_size)
{
    const Export *export = reel->export;
    Labels *whole = malloc(sizeof *whole);
    if (!whole) {
        snprintf(message, message_size, "%s", status_sentence(STATUS_NO_MEMORY));
        return STATUS_NO_MEMORY;
    }
    labels_start(whole, labels->row[0].text);
    labels_add_run(whole, &reel->record);
    Status status =
        movie_begin(&reel->movie, export->movie, export->rate ? export->rate : EXPORT_RATE,
                    canvas_columns(canvas), canvas_rows(canvas), whole, message, message_size);
    free(whole);
    return status;
}

static Status movie_take(void *to, int number, Canvas *canvas, const Labels *labels, char *message,
                         size_t message_size)
{
    Reel *reel = to;
    unsigned char *rgb = NULL;
    Status status = STATUS_OK;
    if (number == 0)
        status = movie_first(reel, canvas, labels, message, message_size);
    else if (canvas_columns(canvas) != reel->movie.columns ||
             canvas_rows(canvas) != reel->movie.rows) {
        snprintf(message, message_size, "%s: was changed meanwhile", reel->shots[number].path);
        status = STATUS_BAD_DATA;
    }
    if (status == STATUS_OK)
        status = canvas_pixels(canvas, reel->export->movie, &rgb, message, message_size);
    if (status == STATUS_OK)
        status = movie_add(&reel->movie, rgb, message, message_size);
    free(rgb);
    return status;
}

static Status reel_draw(Reel *reel, FramesTake take, char *message)
{
    Field field;
    const Slice *slice = &reel->export->slice;
    Status status = slice_field(slice, reel->list, reel->count, &field, message, EXPORT_MESSAGE);
    if (status != STATUS_OK)
        return status;
    Frames frames = {.record = &reel->record,
                     .shots = reel->shots,
                     .count = reel->count,
                     .axis = slice->axis,
                     .index = slice->index,
                     .field = field.overlay};
    return frames_draw(&frames, take, reel, message, EXPORT_MESSAGE);
}

static Status export_frames(Reel *reel, char *message)
{
    return reel_draw(reel, frame_take, message);
}

static Status export_movie(Reel *reel, char *message)
{
    Status status = movie_find(&reel->movie, message, EXPORT_MESSAGE);
    if (status == STATUS_OK)
        status = reel_draw(reel, movie_take, message);
    if (status == STATUS_OK)
        status = movie_end(&reel->movie, message, EXPORT_MESSAGE);
    else
        movie_give_up(&reel->movie);
    return status;
}

/* -- tables ----------------------------------------------------------------------------------- */

static Status table_write(const Reel *reel, const Snapshot *snapshot, int number,
                          SnapshotTable table, char *message)
{
    char path[FILE_PATH];
    Text text = {0};
    Status status = numbered_path(path, reel->export->csv, SNAPSHOT_TABLE_WORDS[table], number,
                                  "csv", message, EXPORT_MESSAGE);
    if (status == STATUS_OK)
        status = snapshot_csv(snapshot, table, &text, message, EXPORT_MESSAGE);
    if (status == STATUS_OK)
        status = text_check(&text, path, message, EXPORT_MESSAGE);
    if (status == STATUS_OK)
        status = file_write_whole(path, text.bytes, text.length, message, EXPORT_MESSAGE);
    text_destroy(&text);
    return status;
}

static Status export_csv(Reel *reel, char *message)
{
    Status status = STATUS_OK;
    for (int i = 0; i < reel->count && status == STATUS_OK; i++) {
        Snapshot snapshot;
        status = snapshot_open(reel->shots[i].path, &snapshot, message, EXPORT_MESSAGE);
        if (status != STATUS_OK)
            break;
        for (int table = 0; table < SNAPSHOT_TABLES && status == STATUS_OK; table++)
            status = table_write(reel, &snapshot, i, (SnapshotTable)table, message);
        snapshot_close(&snapshot);
    }
    return status;
}

/* -- the command ------------------------------------------------------------------------------ */

/* Fills a new folder, which is gone again after a failure. */
static Status export_folder(Reel *reel, const char *folder, Status (*fill)(Reel *, char *),
                            char *message)
{
    size_t made = 0;
    Status status = file_folder_create(folder, &made, message, EXPORT_MESSAGE);
    if (status != STATUS_OK)
        return status;
    status = fill(reel, message);
    if (status != STATUS_OK)
        file_folder_remove(folder, made);
    return status;
}

static Status export_run(const Export *export, int *count, char *message)
{
    Reel reel;
    Status status = reel_open(export, &reel, message);
    if (status != STATUS_OK)
        return status;
    if (export->movie)
        status = export_movie(&reel, message);
    else if (export->frames)
        status = export_folder(&reel, export->frames, export_frames, message);
    else
        status = export_folder(&reel, export->csv, export_csv, message);
    *count = reel.count;
    reel_close(&reel);
    return status;
}

int cmd_export(int argc, char **argv)
{
    const struct argp_child children[] = {{&SLICE_ARGP, 0, NULL, 0}, {0}};
    const struct argp argp = {.options = OPTIONS,
                              .parser = export_parse,
                              .args_doc = "RUN_DIR",
                              .doc = "Makes a movie, numbered pictures or tables of all snapshots "
                                     "of a run, without a display.",
                              .children = children};
    Export export = {.slice = SLICE_START};
    char message[EXPORT_MESSAGE] = "";
    int count = 0;
    argp_parse(&argp, argc, argv, 0, 0, &export);
    Status status = export_check(&export);
    if (status != STATUS_OK)
        return status_exit_code(status);
    status = export_run(&export, &count, message);
    canvas_finish();
    if (status == STATUS_OK)
        printf("%s: %d snapshots\n",
               export.movie    ? export.movie
               : export.frames ? export.frames
                               : export.csv,
               count);
    else
        cli_fault(message);
    return status_exit_code(status);
}
