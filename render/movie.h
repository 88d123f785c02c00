/* A film in a file, made by the program ffmpeg: it is started without a shell, gets the pictures
 * one after the other, and writes under a temporary name beside the file, which appears when it is
 * whole. The same pictures give the same film, for the same ffmpeg. A Movie that has begun is to be
 * ended or given up; a call that fails has given it up. */
#ifndef PRODROME_MOVIE_H
#define PRODROME_MOVIE_H

#include "io/file.h"
#include "render/labels.h"

#include <sys/types.h>

enum { MOVIE_RATE_MAX = 50 }; /* pictures a second; the clock of a GIF counts in 10 ms */

typedef struct Movie {
    char program[FILE_PATH]; /* ffmpeg */
    char path[FILE_PATH], part[FILE_PATH];
    bool apart; /* not to be ended by what is typed at this program's terminal */
    int rate;   /* pictures a second */
    int columns, rows;
    pid_t process;
    int feed, heard; /* what it reads; what it says, a file in memory */
} Movie;

/* Whether a film can have that name: it ends in .mp4 or .gif. */
bool movie_knows(const char *path);

/* Looks for ffmpeg in the folders of PATH. STATUS_UNAVAILABLE when it is not there. */
Status movie_find(Movie *movie, char *message, size_t message_size);

/* Starts it, for pictures of that size. Title and source of the labels go into an mp4. */
Status movie_begin(Movie *movie, const char *path, int rate, int columns, int rows,
                   const Labels *labels, char *message, size_t message_size);

/* Hands it a picture, three bytes a pixel. STATUS_IO when it reads no more. */
Status movie_add(Movie *movie, const unsigned char *rgb, char *message, size_t message_size);

/* Waits until the film is done and gives it its name. STATUS_IO, with the last line that ffmpeg
 * said, when it failed; then nothing is left. */
Status movie_end(Movie *movie, char *message, size_t message_size);

/* Ends the program and removes what it wrote, unless that is done. */
void movie_give_up(Movie *movie);

#endif
