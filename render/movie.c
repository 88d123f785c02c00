#include "render/movie.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOVIE_WORDS = 64, MOVIE_SAID = 4096 };

/* How a kind of film is made. An mp4 has even sides and halved colours, which every player shows,
 * and says which colours are meant. A GIF has 256 colours, those of each picture for itself, so
 * that ffmpeg need not keep all of them. No clock and no number of processors gets into either. */
typedef struct MovieKind {
    const char *end, *words[MOVIE_WORDS];
} MovieKind;

static const MovieKind KINDS[] = {
    {".mp4",
     {"-vf",
      "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white,"
      "scale=out_color_matrix=bt709:out_range=limited:flags=accurate_rnd+full_chroma_int,"
      "format=yuv420p",
      "-colorspace",
      "bt709",
      "-color_primaries",
      "bt709",
      "-color_trc",
      "bt709",
      "-color_range",
      "tv",
      "-c:v",
      "libx264",
      "-crf",
      "18",
      "-threads",
      "1",
      "-movflags",
      "+faststart",
      "-f",
      "mp4"}},
    {".gif",
     {"-vf", "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1:dither=none",
      "-loop", "0", "-f", "gif"}},
};
enum { KINDS_COUNT = sizeof KINDS / sizeof KINDS[0] };

static const MovieKind *movie_kind(const char *path)
{
    size_t length = strlen(path);
    for (int i = 0; i < KINDS_COUNT; i++) {
        size_t end = strlen(KINDS[i].end);
        if (length > end && strcmp(path + length - end, KINDS[i].end) == 0)
            return &KINDS[i];
    }
    return NULL;
}

bool movie_knows(const char *path)
{
    return movie_kind(path) != NULL;
}

Status movie_find(Movie *movie, char *message, size_t message_size)
{
    const char *at = getenv("PATH");
    *movie = (Movie){.feed = -1, .heard = -1};
    for (at = at ? at : "/usr/local/bin:/usr/bin:/bin"; *at;) {
        size_t length = strcspn(at, ":");
        int used = snprintf(movie->program, sizeof movie->program, "%.*s/ffmpeg", (int)length, at);
        if (length > 0 && used > 0 && (size_t)used < sizeof movie->program &&
            access(movie->program, X_OK) == 0 && !file_is_folder(movie->program))
            return STATUS_OK;
        at += length + (at[length] == ':');
    }
    snprintf(message, message_size,
             "a movie is made by the program ffmpeg, which is not there (Debian: apt-get install "
             "ffmpeg); --frames FOLDER writes numbered pictures without it");
    return STATUS_UNAVAILABLE;
}

/* -- the command line ------------------------------------------------------------------------- */

typedef struct Words {
    const char *list[2 * MOVIE_WORDS];
    int count;
    char size[32], rate[16], out[FILE_PATH + 8], notes[LABELS_MAX][LABELS_TEXT + 16];
} Words;

static void words_add(Words *words, const char *const *more)
{
    for (; *more; more++) {
        CHECK(words->count + 1 < (int)(sizeof words->list / sizeof words->list[0]));
        words->list[words->count++] = *more;
    }
}

/* What an mp4 tells of itself: fields that players know. */
static void words_note(Words *words, const Labels *labels)
{
    static const struct {
        const char *key, *note;
    } notes[] = {{"Title", "title"}, {"Source", "comment"}};
    for (int i = 0; i < labels->count; i++)
        for (size_t k = 0; k < sizeof notes / sizeof notes[0]; k++) {
            if (strcmp(labels->row[i].key, notes[k].key) != 0)
                continue;
            snprintf(words->notes[i], sizeof words->notes[i], "%s=%s", notes[k].note,
                     labels->row[i].text);
            words_add(words, (const char *[]){"-metadata", words->notes[i], NULL});
        }
}

/* Names of files may begin with - or look like an address: "file:" says that they are none. */
static void words_make(Words *words, const Movie *movie, const Labels *labels)
{
    const MovieKind *kind = movie_kind(movie->path);
    words->count = 0;
    snprintf(words->size, sizeof words->size, "%dx%d", movie->columns, movie->rows);
    snprintf(words->rate, sizeof words->rate, "%d", movie->rate);
    snprintf(words->out, sizeof words->out, "file:%s", movie->part);
    words_add(words, (const char *[]){"ffmpeg",    "-hide_banner",
                                      "-nostdin",  "-loglevel",
                                      "error",     "-f",
                                      "rawvideo",  "-pixel_format",
                                      "rgb24",     "-video_size",
                                      words->size, "-framerate",
                                      words->rate, "-i",
                                      "pipe:0",    "-map_metadata",
                                      "-1",        "-fflags",
                                      "+bitexact", "-flags:v",
                                      "+bitexact", NULL});
    words_note(words, labels);
    words_add(words, kind->words);
    words_add(words, (const char *[]){words->out, NULL});
    words->list[words->count] = NULL;
}

/* -- the process ------------------------------------------------------------------------------ */

static Status movie_failed(const Movie *movie, const char *what, char *message, size_t message_size)
{
    snprintf(message, message_size, "%s: %s: %s", movie->path, what, strerror(errno));
    return errno == ENOMEM ? STATUS_NO_MEMORY : STATUS_IO;
}

static void movie_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static int movie_launch(Movie *movie, const Words *words, posix_spawn_file_actions_t *files)
{
    posix_spawnattr_t how;
    int error = posix_spawnattr_init(&how);
    if (error)
        return error;
    if (movie->apart) /* a process group of its own, the new process's */
        error = posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
    if (!error)
        error = posix_spawn(&movie->process, movie->program, files, &how,
                            (char *const *)words->list, environ);
    posix_spawnattr_destroy(&how);
    return error;
}

/* errno of what failed, or 0. */
static int movie_spawn(Movie *movie, const Words *words, int read_end)
{
    posix_spawn_file_actions_t files;
    int error = posix_spawn_file_actions_init(&files);
    if (error)
        return error;
    error = posix_spawn_file_actions_adddup2(&files, read_end, STDIN_FILENO);
    if (!error)
        error = posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&files, movie->heard, STDERR_FILENO);
    if (!error)
        error = movie_launch(movie, words, &files);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

/* A socket, as writing to one that nobody reads can be told from writing without a signal. */
static Status movie_start(Movie *movie, const Words *words, char *message, size_t message_size)
{
    int ends[2] = {-1, -1};
    movie->heard = memfd_create("ffmpeg", MFD_CLOEXEC);
    if (movie->heard < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        Status status = movie_failed(movie, "cannot speak to ffmpeg", message, message_size);
        movie_close(&movie->heard);
        return status;
    }
    int error = movie_spawn(movie, words, ends[0]);
    movie_close(&ends[0]);
    movie->feed = ends[1];
    if (error == 0)
        return STATUS_OK;
    errno = error;
    Status status = movie_failed(movie, "ffmpeg cannot be started", message, message_size);
    movie_close(&movie->feed);
    movie_close(&movie->heard);
    return status;
}

Status movie_begin(Movie *movie, const char *path, int rate, int columns, int rows,
                   const Labels *labels, char *message, size_t message_size)
{
    movie->rate = rate;
    movie->columns = columns;
    movie->rows = rows;
    snprintf(movie->path, sizeof movie->path, "%s", path);
    int length = snprintf(movie->part, sizeof movie->part, "%s.part", path);
    if (length < 0 || (size_t)length >= sizeof movie->part) {
        errno = ENAMETOOLONG;
        return movie_failed(movie, "cannot be written", message, message_size);
    }
    Words *words = malloc(sizeof *words);
    if (!words) {
        snprintf(message, message_size, "%s: not enough memory to draw", path);
        return STATUS_NO_MEMORY;
    }
    unlink(movie->part); /* of one that was killed; whatever it is, it is not written through */
    words_make(words, movie, labels);
    Status status = movie_start(movie, words, message, message_size);
    free(words);
    return status;
}

/* The last line that it said, without what a terminal would obey. */
static void movie_last_words(const Movie *movie, char out[MOVIE_SAID])
{
    off_t length = lseek(movie->heard, 0, SEEK_END);
    off_t from = length >= MOVIE_SAID ? length - (MOVIE_SAID - 1) : 0;
    ssize_t bytes = pread(movie->heard, out, MOVIE_SAID - 1, from);
    size_t end = bytes > 0 ? (size_t)bytes : 0;
    while (end > 0 && (out[end - 1] == '\n' || out[end - 1] == '\r'))
        end--;
    out[end] = '\0';
    char *line = strrchr(out, '\n');
    if (line)
        memmove(out, line + 1, strlen(line + 1) + 1);
    for (char *at = out; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7F)
            *at = ' ';
}

/* Waits for its end; false, with a message, when it has failed or has not been given all. */
static bool movie_wait(Movie *movie, bool given_all, char *message, size_t message_size)
{
    char said[MOVIE_SAID];
    int end = 0;
    pid_t ended;
    movie_close(&movie->feed);
    do
        ended = waitpid(movie->process, &end, 0);
    while (ended < 0 && errno == EINTR);
    bool well = ended == movie->process && WIFEXITED(end) && WEXITSTATUS(end) == 0 && given_all;
    movie_last_words(movie, said);
    movie_close(&movie->heard);
    movie->process = 0;
    if (!well)
        unlink(movie->part);
    if (!well && *said)
        snprintf(message, message_size, "%s: ffmpeg failed: %.512s", movie->path, said);
    else if (!well && WIFSIGNALED(end))
        snprintf(message, message_size, "%s: ffmpeg was ended by signal %d", movie->path,
                 WTERMSIG(end));
    else if (!well)
        snprintf(message, message_size, "%s: ffmpeg failed with exit code %d", movie->path,
                 WEXITSTATUS(end));
    return well;
}

Status movie_add(Movie *movie, const unsigned char *rgb, char *message, size_t message_size)
{
    size_t bytes = 3 * (size_t)movie->columns * (size_t)movie->rows;
    while (bytes > 0) {
        ssize_t done = send(movie->feed, rgb, bytes, MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            movie_wait(movie, false, message, message_size); /* it says why */
            return STATUS_IO;
        }
        rgb += done;
        bytes -= (size_t)done;
    }
    return STATUS_OK;
}

Status movie_end(Movie *movie, char *message, size_t message_size)
{
    if (!movie_wait(movie, true, message, message_size))
        return STATUS_IO;
    Status status = file_adopt(movie->part, movie->path, message, message_size);
    if (status != STATUS_OK)
        unlink(movie->part);
    return status;
}

void movie_give_up(Movie *movie)
{
    char ignored[FILE_PATH + MOVIE_SAID];
    if (movie->process <= 0)
        return;
    kill(movie->process, SIGKILL);
    movie_wait(movie, false, ignored, sizeof ignored);
}
